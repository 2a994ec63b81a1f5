"""Sheets as grids: the values of a sheet's used range from A1 on, row by row, as Excel or openpyxl gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

Grid = Sequence[Sequence[Any]]

_LONGEST_NUMBER = 16
_ROWS_SEARCHED = 60
"""Rows at the top of a sheet in which its column names are looked for; Summary's stand below its figures."""


def header_of(grid: Grid, names: Iterable[str]) -> tuple[int, list[str]]:
    """The row, from 1, that holds most of these column names, and what stands in it; 0 where none does."""
    wanted = set(names)
    best: tuple[int, int, list[str]] = (0, 0, [])
    for row, cells in enumerate(grid[:_ROWS_SEARCHED], start=1):
        titles = ["" if cell is None else str(cell).strip() for cell in cells]
        known = len(wanted.intersection(titles))
        if known > best[0]:
            best = known, row, titles
    return best[1], best[2]


def records(grid: Grid, names: Iterable[str]) -> list[dict[str, Any]]:
    """The rows below a sheet's column names, those without any value left out; a column that is gone is None."""
    wanted = list(names)
    header, titles = header_of(grid, wanted)
    at = {name: titles.index(name) for name in wanted if name in titles}
    rows = [{name: row[at[name]] if name in at else None for name in wanted} for row in grid[header:]]
    return [row for row in rows if any(value is not None for value in row.values())] if header else []


def whole_number(value: object) -> int | None:
    """A cell's whole number, as a number or as text; None where it holds none."""
    text = str(value).strip()
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return int(text) if text.isdecimal() and text.isascii() and len(text) < _LONGEST_NUMBER else None


def moment(value: object) -> dt.datetime | None:
    """A cell's date and time; None where it holds none."""
    if isinstance(value, dt.datetime):
        # Excel keeps a moment as a fraction of a day, which comes back some microseconds off
        return (value.replace(tzinfo=None) + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(value, dt.date):
        return dt.datetime.combine(value, dt.time())
    return None
