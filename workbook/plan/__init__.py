"""The sheets of a workbook as plain data, one module per sheet."""
