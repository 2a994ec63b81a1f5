"""Where a table's rows and columns stand on its sheet: as xl903 put them, or as the analyst moved them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from workbook.plan.addresses import column_letter
from workbook.plan.sheet_model import HEADER_ROWS


@dataclass(frozen=True)
class TablePosition:
    """Where a table stands on its sheet.

    ``rows``: the sheet's row, from 1, of each row of the table. ``columns``: title to position, from 0, of
    every column that xl903 knows; one the analyst took away is not there. ``header``: the row of the titles.
    """

    rows: np.ndarray
    columns: Mapping[str, int]
    header: int = HEADER_ROWS

    def cell(self, row: int, title: str) -> str:
        """The address, such as F12, of a cell of the table's row, from 0."""
        return f"{column_letter(self.columns[title])}{self.rows[row]}"

    def cell_or_child(self, row: int, title: str) -> str:
        """The address of a cell, or of the row's id where the sheet does not have that column."""
        return self.cell(row, title if title in self.columns else "CHILD")

    def cells(self, rows: np.ndarray, title: str) -> list[str]:
        """The addresses of the cells of several rows in one column."""
        letter = column_letter(self.columns[title])
        return [f"{letter}{row}" for row in self.rows[rows]]
