"""What a workbook shows of a return, as plain data, and the ways to show it."""

from workbook.file.xlsx_files import read_last_year, read_return_id_of, read_tables, write_workbook
from workbook.session.planning import make_plan

__all__ = ["make_plan", "read_last_year", "read_return_id_of", "read_tables", "write_workbook"]
