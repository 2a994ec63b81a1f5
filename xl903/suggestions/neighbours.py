"""Rows of a table with the same child's rows before and after them, as arrays of texts."""

from __future__ import annotations

import numpy as np

from xl903.engine.lookups import View
from xl903.engine.table import Table
from xl903.engine.thin_columns import Column, Mask
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact
from xl903.suggestions.from_provider_list import as_text


def in_error_or_beside(table: Table, in_error: np.ndarray, before: View, after: View) -> np.ndarray:
    """The rows that are in error, and those next to one that is."""
    here = np.zeros(len(table), dtype=bool)
    here[in_error] = True
    mask = Mask(here)
    beside = before.of(mask).to_numpy() | after.of(mask).to_numpy()
    rows: np.ndarray = np.flatnonzero(here | beside)
    return rows


class Neighbours:
    """The texts of some rows and of the same child's rows before and after them, as arrays."""

    def __init__(self, table: Table, rows: np.ndarray, before: View, after: View) -> None:
        self.table, self.rows = table, rows
        self._views = {"before": before, "after": after}
        self.has_before = before.exists.to_numpy()[rows]
        self.has_after = after.exists.to_numpy()[rows]
        self._texts: dict[tuple[str, str], np.ndarray] = {}

    def own(self, column: str) -> np.ndarray:
        """What the rows themselves hold, "" for a blank."""
        return self._text("own", column)

    def before(self, column: str) -> np.ndarray:
        """What the rows before hold."""
        return self._text("before", column)

    def after(self, column: str) -> np.ndarray:
        """What the rows after hold."""
        return self._text("after", column)

    def _text(self, which: str, column: str) -> np.ndarray:
        if (which, column) not in self._texts:
            text: Column = self.table.text(column)
            if which != "own":
                text = self._views[which].of(text)
            self._texts[which, column] = as_text(text.take(self.rows))
        return self._texts[which, column]

    def candidate(
        self,
        where: np.ndarray,
        field: str,
        value: np.ndarray | str,
        said: str,
        fact: Fact = Fact.INDICATED,
        group: np.ndarray | int = -1,
    ) -> Candidates:
        """The value for the rows where it is known and another one stands."""
        values = np.broadcast_to(np.asarray(value, dtype=object), len(self.rows))
        chosen = where & (values != "") & (values != self.own(field))
        return candidates_for(
            *(self.table.name, self.rows[chosen], field, values[chosen], int(fact)),
            said=said,
            group=np.broadcast_to(np.asarray(group), len(self.rows))[chosen],
        )
