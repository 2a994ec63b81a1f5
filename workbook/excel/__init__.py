"""Shows a plan in live Excel through xlwings, and reads the workbook back."""
