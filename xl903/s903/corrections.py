"""One correction for many cells at once: found by a pure function, offered in a sentence, applied when asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

CORRECTED_CELLS = ("table", "row", "column", "value", "certain")
"""Columns of ``Correction.cells``: where, the text to put there, and whether there is no other reading."""


@dataclass(frozen=True)
class Correction:
    """A change of many cells of a return that a person may accept; nothing is changed before.

    what: what it does, to read after "shall xl903", such as "write these 24 dates as dd/mm/yyyy".
    cells: a row per cell, columns ``CORRECTED_CELLS``; rows are positions, from 0.
    """

    what: str
    cells: pd.DataFrame

    @property
    def how_many(self) -> int:
        """How many cells it changes."""
        return len(self.cells)

    @property
    def where(self) -> Mapping[str, tuple[str, ...]]:
        """Table to the columns in which it changes cells."""
        return {
            str(table): tuple(dict.fromkeys(part["column"]))
            for table, part in self.cells.groupby("table", sort=False)
        }

    @property
    def confidence(self) -> str:
        """``certain`` where no cell can be read in another way, else ``likely``."""
        return "certain" if bool(self.cells["certain"].all()) else "likely"

    def apply(self, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
        """The tables with the correction in them; those given stay as they are."""
        corrected = dict(tables)
        for (table, column), part in self.cells.groupby(["table", "column"], sort=False):
            frame = corrected[str(table)].copy()
            values = frame[column].to_numpy(dtype=object, copy=True)
            values[part["row"].to_numpy(dtype=np.int64)] = part["value"].to_numpy(dtype=object)
            frame[column] = pd.Series(values, index=frame.index, dtype=object)
            corrected[str(table)] = frame
        return corrected


def corrected_cells(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Cells of several tables and columns as one table; without rows where there are none."""
    every = [part for part in parts if len(part)]
    if not every:
        return pd.DataFrame({name: pd.Series(dtype=object) for name in CORRECTED_CELLS})
    return pd.concat(every, ignore_index=True)[list(CORRECTED_CELLS)]
