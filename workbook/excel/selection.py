"""What is selected in a live workbook: cells of the return, rows of a list, a child."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
import xlwings as xw
from openpyxl.utils import range_boundaries

from workbook.excel.showing import LiveBook
from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, header_of
from workbook.session.found_workbook import FoundWorkbook

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
    """What is selected; nothing where it is no range of cells."""
    selection = book.selection
    name = book.sheets.active.name
    if selection is None or name not in grids:
        return Selected(name, ())
    height, width = len(grids[name]), max((len(row) for row in grids[name]), default=0)
    cells = set()
    for area in selection.address.split(","):
        left, top, right, bottom = range_boundaries(area.replace("$", ""))
        rows = range(top or 1, min(bottom or height, height) + 1)
        cells |= {
            (row, column) for row in rows for column in range(left or 1, min(right or width, width) + 1)
        }
    return Selected(name, tuple(sorted(cells)))


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
