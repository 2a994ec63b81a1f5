"""A live workbook as it stands: every sheet's cells, what the workbook knows, and where each row is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import xlwings as xw

from workbook.areas import Cell
from workbook.cell_values import from_sheet
from workbook.excel_calls import Used, read_about, read_used
from workbook.grids import Grid
from workbook.ledger import LEDGER_SHEET, Ledger, ledger_from
from workbook.marks import MarkKey
from workbook.memory import MEMORY_SHEET
from workbook.parts import About
from workbook.places import Places
from workbook.tables import ROW_ID

_HIDDEN_SHEETS = (LEDGER_SHEET, MEMORY_SHEET)


@dataclass(frozen=True)
class LiveBook:
    """A workbook as it stands. ``about``: None where it holds no return.

    ``sheets`` and ``grids``: by name. ``ledger``: None where the live side has not worked in it yet.
    """

    book: xw.Book
    about: About | None
    sheets: Mapping[str, xw.Sheet]
    grids: Mapping[str, Grid] = field(repr=False)
    ledger: Ledger | None = field(repr=False)

    @property
    def shown_sheets(self) -> list[str]:
        """Names of the sheets that are not xl903's own memory."""
        return [name for name in self.sheets if name not in _HIDDEN_SHEETS]


def read_live(book: xw.Book) -> LiveBook:
    """Read a workbook as it stands, every sheet of it."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    grids = {name: grid_of(read_used(sheet)) for name, sheet in sheets.items()}
    ledger = ledger_from(grids[LEDGER_SHEET]) if LEDGER_SHEET in grids else None
    return LiveBook(book, read_about(book), sheets, grids, ledger)


def grid_of(used: Used) -> Grid:
    """A sheet's cells from its upper left one on."""
    if (used.top, used.left) == (1, 1):
        return used.rows
    left: tuple[Any, ...] = (None,) * (used.left - 1)
    width = len(left) + len(used.rows[0])
    return [*[(None,) * width] * (used.top - 1), *(left + row for row in used.rows)]


def cells_of_rows(places: Places, ids: np.ndarray, grid: Grid) -> dict[str, list[int]]:
    """The sheet's rows of each row id; a copied row is also found under the id it was copied with."""
    rows: dict[str, list[int]] = {}
    column = places.columns.get(ROW_ID)
    for row_id, row in zip(ids.tolist(), places.rows.tolist(), strict=True):
        rows.setdefault(str(row_id), []).append(row)
        new = row > len(grid)  # a row that is yet to be written, as where a deleted one is put back
        written = None if column is None or new else from_sheet(grid[row - 1][column])
        if written is not None and written != str(row_id):
            rows.setdefault(written, []).append(row)
    return rows


def cells_of(places: Places, rows: Mapping[str, list[int]], keys: set[MarkKey]) -> dict[MarkKey, list[Cell]]:
    """Where the cells with these row ids and columns are on the sheet now."""
    return {
        (row_id, column): [(row, places.columns[column] + 1) for row in rows.get(row_id, ())]
        for row_id, column in keys
        if column in places.columns
    }
