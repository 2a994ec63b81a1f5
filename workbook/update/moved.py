"""Rows that move on their sheet, with everything that the analyst has in them; and the sheet as it is then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workbook.plan.addresses import Area, Cell
from workbook.plan.grids import Grid
from workbook.plan.sheet_model import Look
from workbook.update.edits import MoveRows
from workbook.update.found import Filters, FoundSheet, SortedBy


def move_rows(found: FoundSheet, moved: MoveRows) -> FoundSheet:
    """A sheet as it is once rows have moved, to work out what comes after."""
    top, width = moved.top, moved.right
    below = found.grid[top - 1 + len(moved.sources) :]
    after = [_cells(found.grid[source - 1] if source else (), width) for source in moved.sources]
    return _Moved(found, moved, [*found.grid[: top - 1], *after, *below])


def _cells(row: Sequence[Any], width: int) -> tuple[Any, ...]:
    return (*row[:width], *(None,) * (width - len(row)))


@dataclass(frozen=True)
class _Moved:
    """A sheet whose rows have moved. What a cell looks like is asked of the place where it was."""

    found: FoundSheet
    moved: MoveRows
    grid: Grid

    def table(self, header: int) -> Area | None:
        return self.found.table(header)

    def order(self, header: int) -> Sequence[SortedBy]:
        return self.found.order(header)

    def filters(self, header: int) -> Filters:
        return self.found.filters(header)

    def looks(self, cells: Iterable[Cell]) -> Mapping[Cell, Look]:
        was = {(row, column): (self._source(row), column) for row, column in cells}
        known = self.found.looks([cell for cell in was.values() if cell[0]])
        return {cell: known.get(source, Look()) for cell, source in was.items()}

    def has_own_looks(self, area: Area) -> bool:
        return self.found.has_own_looks(area)

    def formulas(self, area: Area) -> frozenset[Cell]:
        """None that has to stay: where rows moved, others took their place."""
        return frozenset()

    def _source(self, row: int) -> int:
        place = row - self.moved.top
        return (self.moved.sources[place] or 0) if 0 <= place < len(self.moved.sources) else row
