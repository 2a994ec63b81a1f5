"""A sheet as found, the plan and what the workbook remembers, to a list of edits. Pure: knows no Excel and no file."""
