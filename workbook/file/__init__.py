"""Shows a plan in an .xlsx file, and reads the file back."""
