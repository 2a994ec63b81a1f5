"""What is selected in a live workbook: cells of the return, rows of a list, a child."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd
import xlwings as xw
from openpyxl.utils import range_boundaries

from workbook.excel.excel_calls import HAS_OBJECT_MODEL
from workbook.excel.macros import NoMacroError, call_macro
from workbook.excel.showing import LiveBook
from workbook.plan.addresses import LAST_COLUMN, LAST_ROW
from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, header_of
from workbook.session.found_workbook import FoundWorkbook

VISIBLE_SELECTION = "'xl903.xlam'!VisibleSelection"
"""The macro of the add-in that gives the selection in one call (addin/ribbon/vba/Selecting.bas)."""

_VISIBLE = 12

Area = tuple[int, int, int, int]
"""A block of cells: its first row and column and its last row and column, from 1."""

Place = tuple[int, int]
"""A cell's row and column, from 1."""


@dataclass(frozen=True)
class Selected:
    """The sheet in front and its selected cells, as far as something stands in their rows."""

    sheet: str
    cells: tuple[Place, ...]

    @property
    def rows(self) -> list[int]:
        """The sheet's rows, from 1, of the selected cells."""
        return sorted({row for row, _ in self.cells})


def selected(book: xw.Book, grids: Mapping[str, Grid]) -> Selected:
    """What is selected and in sight, however many areas it has; nothing where it is no range of cells.

    A row that a filter hides is not selected, although Excel says so.
    """
    name = book.sheets.active.name
    if name not in grids:
        return Selected(name, ())
    height, width = len(grids[name]), max((len(row) for row in grids[name]), default=0)
    cells: set[Place] = set()
    for top, left, bottom, right in _areas_in_sight(book):
        rows, columns = range(top, min(bottom, height) + 1), range(left, min(right, width) + 1)
        cells.update(product(rows, columns))
    return Selected(name, tuple(sorted(cells)))


def _areas_in_sight(book: xw.Book) -> Iterable[Area]:
    """The areas of the selection without what is hidden: by the add-in's macro, or area by area without it."""
    if not HAS_OBJECT_MODEL:
        selection = book.selection
        return (
            []
            if selection is None
            else [_area(part.replace("$", "")) for part in selection.address.split(",")]
        )
    with suppress(NoMacroError):
        found = call_macro(book.app, VISIBLE_SELECTION)
        return [(int(top), int(left), int(bottom), int(right)) for top, left, bottom, right in found or ()]
    app, chosen = book.app.api, book.app.api.Selection
    chosen = app.Intersect(chosen, app.ActiveSheet.UsedRange) if book.selection is not None else None
    if chosen is None:
        return []
    if chosen.CountLarge == 1:
        # asked for the visible ones of a single cell, Excel answers with all of the sheet's
        hidden = chosen.EntireRow.Hidden or chosen.EntireColumn.Hidden
        return [] if hidden else [_area_of(chosen)]
    try:
        return [_area_of(area) for area in chosen.SpecialCells(_VISIBLE).Areas]
    except Exception:  # pywin32 and the simulation each have their own error for "no cells were found"
        return []


def _area_of(area: Any) -> Area:
    top, left = int(area.Row), int(area.Column)
    return top, left, top + int(area.Rows.Count) - 1, left + int(area.Columns.Count) - 1


def _area(address: str) -> Area:
    left, top, right, bottom = range_boundaries(address)
    return top or 1, left or 1, bottom or LAST_ROW, right or LAST_COLUMN


def cells_of_the_return(here: Selected, before: FoundWorkbook) -> pd.DataFrame:
    """The selected cells of a table of the return: table, row_id, field; none on another sheet."""
    places = before.places.get(here.sheet)
    found = []
    if places is not None:
        ids = dict(zip(places.rows.tolist(), before.tables[here.sheet].index.tolist(), strict=True))
        titles = {position + 1: title for title, position in places.columns.items()}
        found = [
            (here.sheet, ids[row], titles[column])
            for row, column in here.cells
            if row in ids and column in titles
        ]
    return pd.DataFrame(found, columns=["table", "row_id", "field"])


def with_typed(live: LiveBook, here: Selected, title: str, text: str) -> LiveBook:
    """The workbook as if a text had been typed into one column of the selected rows of a list."""
    grid = [list(row) for row in live.grids[here.sheet]]
    header, titles = header_of(grid, [title])
    if title not in titles:
        return live
    for row in here.rows:
        if row > header:
            grid[row - 1][titles.index(title)] = text
    return replace(live, grids={**live.grids, here.sheet: grid})


def child_selected(here: Selected, grids: Mapping[str, Grid]) -> str | None:
    """The child of the first selected row, on any sheet that has a column CHILD; None where there is none."""
    header, titles = header_of(grids.get(here.sheet, ()), ["CHILD"])
    if "CHILD" not in titles or not here.rows or here.rows[0] <= header:
        return None
    return from_sheet(grids[here.sheet][here.rows[0] - 1][titles.index("CHILD")])
