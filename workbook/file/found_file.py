"""A workbook file as found, for ``workbook.update``: values as they were read, and the rest from its parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workbook.file.patched_book import PatchedBook
from workbook.file.patched_sheet import PatchedSheet
from workbook.plan.addresses import Area, Cell
from workbook.plan.grids import Grid
from workbook.plan.sheet_model import Look
from workbook.update.found import Filters, FoundSheet, SortedBy


@dataclass(frozen=True)
class FileBook:
    """A workbook file. grids: the values of each sheet, of a formula what it comes to."""

    book: PatchedBook
    grids: Mapping[str, Grid]

    @property
    def names(self) -> Sequence[str]:
        """Its sheets, in order."""
        return list(self.grids)

    def sheet(self, name: str) -> FoundSheet:
        """One of its sheets. Raises KeyError where there is none."""
        return FileSheet(self.book, name, self.grids[name])


@dataclass(frozen=True)
class FileSheet:
    """A sheet of a workbook file."""

    book: PatchedBook
    name: str
    grid: Grid

    @property
    def _sheet(self) -> PatchedSheet:
        return self.book.sheet(self.name)

    def table(self, header: int) -> Area | None:
        """As ``FoundSheet`` has it."""
        found = self._sheet.table(header)
        return None if found is None else found.area

    def order(self, header: int) -> Sequence[SortedBy]:
        """As ``FoundSheet`` has it; an order by colour is passed over."""
        found = self._sheet.table(header)
        return () if found is None else found.order

    def filters(self, header: int) -> Filters:
        """As ``FoundSheet`` has it."""
        found = self._sheet.table(header)
        return Filters() if found is None else found.filters

    def looks(self, cells: Iterable[Cell]) -> Mapping[Cell, Look]:
        """As ``FoundSheet`` has it."""
        return {cell: self._sheet.cells.look(cell) for cell in cells}

    def has_own_looks(self, area: Area) -> bool:
        """As ``FoundSheet`` has it."""
        sheet = self._sheet
        noted = any(_inside(cell, area) for cell in sheet.notes.cells)
        return noted or any(sheet.cells.look(cell).fill is not None for cell in sheet.cells.within(area))

    def formulas(self, area: Area) -> frozenset[Cell]:
        """As ``FoundSheet`` has it."""
        return frozenset(cell for cell in self._sheet.cells.formulas if _inside(cell, area))


def _inside(cell: Cell, area: Area) -> bool:
    return area.top <= cell[0] <= area.bottom and area.left <= cell[1] <= area.right
