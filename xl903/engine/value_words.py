"""What is wrong with the value of a marked cell, in a sentence that names the value."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import cast

import numpy as np
import pandas as pd

from xl903.engine.report import Report

_VALUE = "{value}"


def values_in_words(report: Report, table: str, cells: pd.DataFrame) -> pd.Series:
    """A sentence for each marked cell: "ZZ9 9ZZ is not a UK postcode.", or what the marked cells of its row hold.

    cells: code, row, field (the cell's column) and marked (tuple: every column that the finding marks). A rule's
    own words for a value are used where it has some and the cell is filled. Otherwise every marked cell of the row
    is named with what it holds.
    """

    @cache
    def shown(field: str) -> np.ndarray:
        return report.shown(table, field).to_numpy(dtype=object)

    said = np.full(len(cells), "", dtype=object)
    every_row = cells["row"].to_numpy()
    for group, places in cells.groupby(["code", "field", "marked"], sort=False).indices.items():
        code, field, marked = cast("tuple[str, str, tuple[str, ...]]", group)
        rows = every_row[places]
        if words := report.rules[code].value:
            value = shown(field)[rows]
            before, after = words.split(_VALUE)
            said[places] = np.where(value == "", f"{field} is blank.", before + value + after)
        else:
            said[places] = _listed([_cell(name, shown(name)[rows]) for name in marked]) + "."
    return pd.Series(said, index=cells.index)


def _cell(name: str, values: np.ndarray) -> np.ndarray:
    return np.where(values == "", f"{name} is blank", f"{name} is " + values)


def _listed(parts: Sequence[np.ndarray]) -> np.ndarray:
    text = parts[0]
    for part in parts[1:-1]:
        text = text + ", " + part
    return text + " and " + parts[-1] if len(parts) > 1 else text
