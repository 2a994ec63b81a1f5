"""A workbook file as found, for ``workbook.update``: what openpyxl read of each sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from workbook.file.file_colours import Colours
from workbook.plan.addresses import Area, Cell
from workbook.plan.grids import Grid
from workbook.plan.sheet_model import Look
from workbook.update.found import Filters, FoundSheet, SortedBy

_BY_VALUE = "value"


@dataclass(frozen=True)
class FileBook:
    """A workbook file. grids: the values of each sheet, of a formula what it comes to."""

    book: Workbook
    grids: Mapping[str, Grid]

    @property
    def names(self) -> Sequence[str]:
        """Its sheets, in order."""
        return [ws.title for ws in self.book.worksheets]

    def sheet(self, name: str) -> FoundSheet:
        """One of its sheets. Raises KeyError where there is none."""
        return FileSheet(self.book[name], self.grids[name], Colours(self.book))


@dataclass(frozen=True)
class FileSheet:
    """A sheet of a workbook file."""

    ws: Worksheet
    grid: Grid
    colours: Colours

    def table(self, header: int) -> Area | None:
        """As ``FoundSheet`` has it."""
        found = table_at(self.ws, header)
        return None if found is None else area_of(found)

    def order(self, header: int) -> Sequence[SortedBy]:
        """As ``FoundSheet`` has it; an order by colour is passed over."""
        table = table_at(self.ws, header)
        if table is None:
            return ()
        state = table.sortState or (table.autoFilter.sortState if table.autoFilter else None)
        left = area_of(table).left
        return [
            SortedBy(range_boundaries(one.ref)[0] - left, bool(one.descending))
            for one in (state.sortCondition if state is not None else ())
            if one.sortBy in (None, _BY_VALUE)
        ]

    def filters(self, header: int) -> Filters:
        """As ``FoundSheet`` has it."""
        table = table_at(self.ws, header)
        columns = table.autoFilter.filterColumn if table is not None and table.autoFilter else ()
        shown, others = {}, []
        for one in columns:
            values = one.filters
            if values is not None and not values.dateGroupItem:
                blank = {""} if values.blank else set()
                shown[int(one.colId)] = frozenset({str(value) for value in values.filter} | blank)
            else:
                others.append(int(one.colId))
        return Filters(shown, tuple(others))

    def looks(self, cells: Iterable[Cell]) -> Mapping[Cell, Look]:
        """As ``FoundSheet`` has it."""
        return {at: self.colours.look_of(self.ws.cell(*at)) for at in cells}

    def has_own_looks(self, area: Area) -> bool:
        """As ``FoundSheet`` has it."""
        return any(
            cell.comment is not None or self.colours.look_of(cell).fill is not None
            for cell in _cells(self.ws, area)
        )

    def formulas(self, area: Area) -> frozenset[Cell]:
        """As ``FoundSheet`` has it."""
        return frozenset((cell.row, cell.column) for cell in _cells(self.ws, area) if cell.data_type == "f")


def _cells(ws: Worksheet, area: Area) -> Iterable[Any]:
    known = ws._cells
    return (
        known[row, column]
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
        if (row, column) in known
    )


def table_at(ws: Worksheet, header: int) -> Table | None:
    """The Excel table of a sheet whose header is in that row."""
    return next((table for table in ws.tables.values() if area_of(table).top == header), None)


def area_of(table: Table) -> Area:
    """The range of a table."""
    left, top, right, bottom = range_boundaries(table.ref)
    return Area(int(top), int(left), int(bottom), int(right))
