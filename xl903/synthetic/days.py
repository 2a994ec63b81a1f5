"""Days as whole numbers (``date.toordinal``), for lives are mostly sums of days; and the collection year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

NEVER = date(9999, 12, 31).toordinal()
"""Later than anything that happens."""


def day(year: int, month: int, of_month: int) -> int:
    """The day as a number."""
    return date(year, month, of_month).toordinal()


@lru_cache(maxsize=1 << 18)
def birthday(dob: int, age: int) -> int:
    """The day on which a child born on ``dob`` turns ``age``; 29 February falls on 28 February, as for DfE."""
    born = date.fromordinal(dob)
    try:
        return born.replace(year=born.year + age).toordinal()
    except ValueError:
        return date(born.year + age, 2, 28).toordinal()


@lru_cache(maxsize=1 << 16)
def working_day(on: int, step: int = 1) -> int:
    """The day, or the nearest one after it (before it where ``step`` is -1) on which offices and courts sit.

    These are Mondays to Fridays without Christmas, Boxing Day and New Year's Day; other holidays count as any day.
    """
    while _nobody_works(date.fromordinal(on)):
        on += step
    return on


def _nobody_works(on: date) -> bool:
    return on.weekday() >= 5 or (on.month, on.day) in ((12, 25), (12, 26), (1, 1))


@lru_cache(maxsize=1 << 16)
def as_text(number: int) -> str:
    """The day as DfE writes it, dd/mm/yyyy."""
    return date.fromordinal(number).strftime("%d/%m/%Y")


def text_or_blank(number: int | None) -> str | None:
    """The day as DfE writes it; None for a day that has not come."""
    return None if number is None else as_text(number)


@dataclass(frozen=True)
class CollectionYear:
    """The year a collection ends in, its first and its last day."""

    year: int

    @property
    def start(self) -> int:
        """1 April."""
        return day(self.year - 1, 4, 1)

    @property
    def end(self) -> int:
        """31 March."""
        return day(self.year, 3, 31)

    @property
    def before(self) -> CollectionYear:
        """The collection year before."""
        return CollectionYear(self.year - 1)

    def upto_end(self, number: int | None) -> int | None:
        """The day if it has come by the end of the year, else None: what the return can know of it."""
        return None if number is None or number > self.end else number
