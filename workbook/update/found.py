"""A workbook as found, as far as updating it needs to know: what both drivers can say of a sheet.

A driver reads a sheet's values once. Everything else is asked for where it is needed and no sooner, since in live
Excel each question is a call.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from workbook.plan.addresses import Area, Cell
from workbook.plan.grids import Grid
from workbook.plan.sheet_model import Look


@dataclass(frozen=True)
class SortedBy:
    """A column that a table is sorted by, from 0 within the table, and whether from the highest down."""

    column: int
    descending: bool = False


@dataclass(frozen=True)
class Filters:
    """What a table's filter hides by.

    shown: column, from 0 within the table, to the texts that stay in sight, "" for blank cells. others: columns
    whose filter is no list of values.
    """

    shown: Mapping[int, frozenset[str]] = field(default_factory=dict)
    others: tuple[int, ...] = ()


class FoundSheet(Protocol):
    """A sheet as found."""

    @property
    def grid(self) -> Grid:
        """Its values from A1 on. A formula counts as what it comes to."""

    def table(self, header: int) -> Area | None:
        """The range of the Excel table whose header is in that row; None where there is none."""

    def order(self, header: int) -> Sequence[SortedBy]:
        """How the analyst sorted that table, what sorts first first; empty where they did not."""

    def filters(self, header: int) -> Filters:
        """What hides rows of that table. Live Excel filters by itself, and says that nothing does."""

    def looks(self, cells: Iterable[Cell]) -> Mapping[Cell, Look]:
        """What each of these cells looks like."""

    def has_own_looks(self, area: Area) -> bool:
        """Whether any cell of an area may have a fill or a note, so that it matters which row it is in."""

    def formulas(self, area: Area) -> frozenset[Cell]:
        """The cells of an area that hold a formula of the analyst's, which goes on giving its value."""


class FoundBook(Protocol):
    """A workbook as found."""

    @property
    def names(self) -> Sequence[str]:
        """Its sheets, in order."""

    def sheet(self, name: str) -> FoundSheet:
        """One of its sheets. Raises KeyError where there is none."""
