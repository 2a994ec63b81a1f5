"""Rows of a plan as the rows of a sheet's XML, a column at a time: each different value is worded once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from openpyxl.utils.datetime import WINDOWS_EPOCH, to_excel

from workbook.plan.addresses import column_letter
from workbook.plan.sheet_model import Value

ROWS_AT_ONCE = 1_000
"""Rows that are in memory as text at a time."""

_FORMULA_SIGNS = ("=", "+", "-", "@")
_PLAIN_TYPES = frozenset({str, type(None), int, float, dt.date, dt.datetime})

TextEnd = Callable[[str, str], str]
"""Gives the end of a cell's element that holds a text, by the text and the attribute of its style."""


def looks_like_formula(text: str) -> bool:
    """Whether Excel would take a text for a formula if somebody typed it."""
    return text.startswith(_FORMULA_SIGNS)


class CellEnds(dict[Value, str]):
    """For cells of one look: a value to the rest of its cell's element after the address.

    style, quoted: the attributes of the look's style, and of the same for text that looks like a formula.
    epoch: the day from which the workbook counts its days.
    """

    def __init__(self, texts: TextEnd, style: str, quoted: str, epoch: dt.datetime = WINDOWS_EPOCH) -> None:
        super().__init__()
        self._texts, self._style, self._quoted, self._epoch = texts, style, quoted, epoch

    def __missing__(self, value: Value) -> str:
        end = self[value] = self._end(value)
        return end

    def of(self, value: Any) -> str:
        """The same for a value that may be numpy's or pandas' or true or false, which equals 1 or 0."""
        value = _plain(value)
        return self._end(value) if isinstance(value, bool) else self[value]

    def _end(self, value: Value) -> str:
        if isinstance(value, str) and value:
            return self._texts(value, self._quoted if looks_like_formula(value) else self._style)
        if type(value) is int:
            return f'"{self._style}><v>{value}</v></c>'
        if value is None or value == "" or value != value:  # noqa: PLR0124 - only nan differs from itself
            return f'"{self._style}/>'
        kind = ' t="b"' if isinstance(value, bool) else ""
        return f'"{self._style}{kind}><v>{number_text(value, self._epoch)}</v></c>'


def number_text(value: float | dt.date, epoch: dt.datetime) -> str:
    """A number, a day, or true or false as a cell's element holds it.

    Raises TypeError for anything else, which no cell can hold.
    """
    if isinstance(value, dt.date):
        value = to_excel(value, epoch)
    if isinstance(value, int):
        return f"{value:d}"
    if isinstance(value, float):
        return f"{value:.16g}"
    raise TypeError(f"A cell cannot hold a value of type {type(value).__name__}.")


def _plain(value: Any) -> Value:
    """A value as one of Python's own, where it came from numpy or pandas."""
    if isinstance(value, np.generic):
        return value.item()
    if type(value) not in _PLAIN_TYPES and hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    return value


def _ends_of(values: Sequence[Value], ends: CellEnds) -> list[str]:
    if set(map(type, values)) <= _PLAIN_TYPES:
        return [ends[value] for value in values]
    return [ends.of(value) for value in values]


def block_rows(
    rows: Sequence[Sequence[Value]],
    top: int,
    columns: Sequence[CellEnds],
    special: Mapping[tuple[int, int], CellEnds],
    openings: Mapping[int, str],
    beside: Mapping[int, str],
) -> Iterator[bytes]:
    """The rows of a block as XML, some at a time.

    rows: each as wide as ``columns``. top: the sheet's row of the first. special: for cells of another look, by
    row and column from 0. openings: attributes of rows, each after a space, by row of the sheet. beside: cells
    right of the block, as XML, by row of the sheet.
    """
    by_row: dict[int, list[int]] = {}
    for row, column in special:
        by_row.setdefault(row, []).append(column)
    cells = "".join(f'<c r="{column_letter(place)}%s%s' for place in range(len(columns)))
    row_of_cells = f'<row r="%s"%s>{cells}%s</row>'
    for first in range(0, len(rows), ROWS_AT_ONCE):
        chunk = rows[first : first + ROWS_AT_ONCE]
        ended = [
            _ends_of(values, ends) for values, ends in zip(zip(*chunk, strict=True), columns, strict=True)
        ]
        for row in [row for row in by_row if first <= row < first + len(chunk)]:
            for column in by_row[row]:
                ended[column][row - first] = special[row, column].of(chunk[row - first][column])
        numbers = range(top + first, top + first + len(chunk))
        named = [str(number) for number in numbers]
        opened = [openings.get(number, "") for number in numbers]
        closed = [beside.get(number, "") for number in numbers]
        addressed = chain.from_iterable((named, ends) for ends in ended)
        said = zip(named, opened, *addressed, closed, strict=True)
        yield "".join(map(row_of_cells.__mod__, said)).encode()
