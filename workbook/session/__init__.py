"""What a workbook remembers, reading it back, and the next run."""
