"""A sheet as found, the plan and what the workbook remembers, to a list of edits: pure, without Excel or a file."""
