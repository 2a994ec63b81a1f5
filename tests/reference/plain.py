"""A return as plain lists of rows, and dates that may be blank or unknown. Nothing here is the engine's.

It is slow and simple on purpose: what the rules of ``tests/reference`` are told in, row by row.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

UNKNOWN = "unknown"
"""A date cell that holds something that cannot be read as a date."""

Day = dt.date | str | None
"""A date; None for a blank cell; UNKNOWN."""

Found = Iterable["Row"]


class Row:
    """One row of a table: ``row["LS"]`` is a cell's text, empty where it is blank."""

    def __init__(self, table: str, position: int, cells: dict[str, str | None]) -> None:
        self.table = table
        self.position = position
        self._cells = {name: (text or "").strip().upper() for name, text in cells.items()}

    def __getitem__(self, column: str) -> str:
        return self._cells.get(column, "")

    @property
    def child(self) -> str:
        return self["CHILD"]

    def has(self, *columns: str) -> bool:
        """Whether any of the cells is filled."""
        return any(self[column] for column in columns)

    def day(self, column: str) -> Day:
        """A cell as a date."""
        text = self[column]
        if not text:
            return None
        match = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text)
        if not match:
            return UNKNOWN
        day, month, year = map(int, match.groups())
        try:
            return dt.date(year, month, day)
        except ValueError:
            return UNKNOWN


@dataclass
class Plain:
    """A return: the rows of this year's tables and of last year's, and the providers' REG_END by URN."""

    year: int
    tables: dict[str, list[Row]]
    last: dict[str, list[Row]]
    closed: dict[str, list[Day]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._of = {name: _by_child(rows) for name, rows in self.tables.items()}
        self._of_last = {name: _by_child(rows) for name, rows in self.last.items()}

    @property
    def start(self) -> dt.date:
        return dt.date(self.year - 1, 4, 1)

    @property
    def end(self) -> dt.date:
        return dt.date(self.year, 3, 31)

    def rows(self, table: str) -> list[Row]:
        return self.tables.get(table, [])

    def rows_last(self, table: str) -> list[Row]:
        return self.last.get(table, [])

    def of(self, child: str, table: str) -> list[Row]:
        """The child's rows of a table this year; nobody's where the id is blank."""
        return self._of.get(table, {}).get(child, [])

    def of_last(self, child: str, table: str) -> list[Row]:
        return self._of_last.get(table, {}).get(child, [])

    def children(self, table: str) -> Iterator[list[Row]]:
        """Each child's rows of a table."""
        yield from self._of.get(table, {}).values()


def _by_child(rows: list[Row]) -> dict[str, list[Row]]:
    children: dict[str, list[Row]] = {}
    for row in rows:
        if row.child:
            children.setdefault(row.child, []).append(row)
    return children


def known(day: Day) -> bool:
    return isinstance(day, dt.date)


def _compare(one: Day, other: Day, test: Callable[[dt.date, dt.date], bool]) -> bool:
    return isinstance(one, dt.date) and isinstance(other, dt.date) and test(one, other)


def before(one: Day, other: Day) -> bool:
    return _compare(one, other, lambda a, b: a < b)


def by(one: Day, other: Day) -> bool:
    """On the day or before it."""
    return _compare(one, other, lambda a, b: a <= b)


def same(one: Day, other: Day) -> bool:
    return _compare(one, other, lambda a, b: a == b)


def within(day: Day, first: Day, last: Day) -> bool:
    return by(first, day) and by(day, last)


def plus(day: Day, days: int) -> Day:
    return day + dt.timedelta(days) if isinstance(day, dt.date) else day


def aged(dob: Day, years: int) -> Day:
    """The birthday; 29 February falls on 28 February in other years."""
    if not isinstance(dob, dt.date):
        return dob
    try:
        return dob.replace(year=dob.year + years)
    except ValueError:
        return dob.replace(year=dob.year + years, day=28)


def order_unknown(rows: list[Row], start: str) -> bool:
    """Whether one of a child's starts cannot be read."""
    return any(row.day(start) == UNKNOWN for row in rows)


def ordered(rows: list[Row], start: str, end: str | None = None) -> list[Row]:
    """A child's rows by start, then end: blanks last, ties in file order; none where a start is unknown."""
    if order_unknown(rows, start):
        return []
    return sorted(
        rows, key=lambda row: (_key(row.day(start)), _key(row.day(end)) if end else (0, dt.date.min))
    )


def _key(day: Day) -> tuple[int, dt.date]:
    if isinstance(day, dt.date):
        return 0, day
    return (1, dt.date.min) if day == UNKNOWN else (2, dt.date.min)


def neighbours(rows: list[Row]) -> Iterator[tuple[Row, Row]]:
    """Each row with the one straight after it."""
    return pairwise(rows)


def earliest(rows: Iterable[Row], start: str, among: Callable[[Row], bool] = lambda row: True) -> Row | None:
    """A child's row with the earliest start, the first in the file on a tie; None where an order is unknown."""
    rows = list(rows)
    dated = [row for row in rows if known(row.day(start)) and among(row)]
    if order_unknown(rows, start) or not dated:
        return None
    return min(dated, key=lambda row: row.day(start))


def latest(rows: Iterable[Row], start: str, among: Callable[[Row], bool] = lambda row: True) -> Row | None:
    """As ``earliest``, with the latest start."""
    rows = list(rows)
    dated = [row for row in rows if known(row.day(start)) and among(row)]
    if order_unknown(rows, start) or not dated:
        return None
    return max(dated, key=lambda row: row.day(start))  # max keeps the first of equals
