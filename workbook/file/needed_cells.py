"""Which cells of a workbook xl903 reads: a formula that was never calculated matters there, and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping

from workbook.plan.changes_sheet import CHANGES_SHEET, PUT_BACK
from workbook.plan.child_sheet import CHILD_SHEET, is_child_asked_for
from workbook.plan.errors_sheet import ERRORS_SHEET, USE
from workbook.plan.grids import Grid, header_of
from workbook.plan.replies_sheet import ACCEPT, REPLIES_SHEET
from workbook.plan.rules_sheet import RULES_SHEET
from workbook.plan.table_sheets import ROW_ID, last_year_sheet_name
from workbook.plan.teams_sheet import TEAMS_SHEET
from xl903.s903.schema import COLLECTION_YEARS, TABLES

_WISHES: Mapping[str, str] = {CHANGES_SHEET: PUT_BACK, ERRORS_SHEET: USE, REPLIES_SHEET: ACCEPT}
"""Lists to the column in which the analyst asks for something."""

_WHOLE = frozenset({TEAMS_SHEET, RULES_SHEET})

_TABLE_OF = {
    **{name: name for name in TABLES},
    **{last_year_sheet_name(name, year - 1): name for name in TABLES for year in COLLECTION_YEARS},
}


def is_needed(sheet: str, values: Grid, row: int, column: int) -> bool:
    """Whether a cell, by its place from 1, is one that xl903 reads; one of the analyst's own columns is not."""
    if sheet in _WHOLE:
        return True
    if sheet == CHILD_SHEET:
        return is_child_asked_for(values, row, column)
    if sheet in _TABLE_OF:
        wanted = {*TABLES[_TABLE_OF[sheet]].column_names, *TABLES[_TABLE_OF[sheet]].derived_names, ROW_ID}
    elif sheet in _WISHES:
        wanted = {_WISHES[sheet], ROW_ID}
    else:
        return False
    header, titles = header_of(values, wanted)
    return row > header and column <= len(titles) and titles[column - 1] in wanted
