"""What there is to say of a workbook's sheets as the analyst left them, where something on them does not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from workbook.plan.changes_sheet import CHANGES_SHEET
from workbook.plan.errors_sheet import ERRORS_SHEET
from workbook.plan.grids import Grid
from workbook.plan.positions import TablePosition
from workbook.plan.teams_sheet import TEAMS_SHEET
from xl903.engine.messages import Message
from xl903.engine.wording import count, plural
from xl903.readers.excel_errors import EXCEL_ERRORS
from xl903.readers.loaded import join_names

_FILLED_BY_HAND = (ERRORS_SHEET, TEAMS_SHEET)
"""Sheets that a check makes and that hold what somebody typed."""


def remarks_on_sheets(
    grids: Mapping[str, Grid],
    tables: Mapping[str, pd.DataFrame],
    places: Mapping[str, TablePosition],
    unread: Mapping[str, int],
) -> Iterator[Message]:
    """What to say of rows on xl903's own sheets that could not be read, of sheets that are gone, of Excel errors.

    grids: each sheet's cells. tables, places: this year's, as read, and where they are. unread: rows that could not
    be read, by sheet.
    """
    for sheet, number in unread.items():
        if number:
            were = plural(number, "it was", "they were")
            yield _warning(
                f"The sheet {sheet} has {count(number, 'row')} in which xl903's own cells were typed over, so "
                f"{were} skipped; the return itself is read in full."
            )
    # Before the first check, and after a newer extract was loaded, there is no sheet Changes either.
    if gone := [name for name in _FILLED_BY_HAND if name not in grids and CHANGES_SHEET in grids]:
        sheets, are, it = (
            plural(len(gone), "sheet"),
            plural(len(gone), "is", "are"),
            plural(len(gone), "it", "them"),
        )
        yield _warning(
            f"The {sheets} {join_names(gone)} {are} gone, so what was typed there does not count, and xl903 makes "
            f"{it} again. If you gave {it} another name, delete the new {sheets}, change the name back, and check "
            "again."
        )
    for name, place in places.items():
        rows, columns = np.nonzero(tables[name].isin(EXCEL_ERRORS).to_numpy(dtype=bool))
        if number := len(rows):
            first = place.cell(int(rows[0]), str(tables[name].columns[columns[0]]))
            where = f"in {first}" if number == 1 else f"the first in {first}"
            values, cells = plural(number, "value"), plural(number, "cell")
            yield _warning(
                f"The sheet {name} has {count(number, 'cell')} with an Excel error such as #N/A, {where}; type in "
                f"the right {values}, or empty the {cells}."
            )


def _warning(text: str) -> Message:
    return Message("warning", text)
