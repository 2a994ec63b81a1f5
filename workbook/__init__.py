"""What a workbook shows of a return, as plain data, and the ways to show it."""

from workbook.file import read_about, read_last_year, read_tables, write_workbook
from workbook.plan import make_plan

__all__ = ["make_plan", "read_about", "read_last_year", "read_tables", "write_workbook"]
