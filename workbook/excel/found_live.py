"""A live workbook as found, for ``workbook.update``: its values, and everything else asked for where needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL, sheet_position
from workbook.excel.live_book import LiveBook
from workbook.excel.live_colours import looks_of
from workbook.plan.addresses import Area, Cell
from workbook.plan.grids import Grid
from workbook.plan.sheet_model import Look
from workbook.update.found import Filters, FoundSheet, SortedBy

_ON_VALUES, _DESCENDING = 0, 2
_NO_FILL = -4142


@dataclass(frozen=True)
class FoundLive:
    """A live workbook."""

    live: LiveBook

    @property
    def names(self) -> Sequence[str]:
        """Its sheets, in order."""
        return list(self.live.sheets)

    def sheet(self, name: str) -> FoundSheet:
        """One of its sheets. Raises KeyError where there is none."""
        return _LiveSheet(self.live, name, self.live.grids[name])


@dataclass(frozen=True)
class _LiveSheet:
    live: LiveBook
    name: str
    grid: Grid

    @property
    def _sheet(self) -> xw.Sheet:
        return self.live.sheets[self.name]

    def table(self, header: int) -> Area | None:
        known = self.live.tables
        address = known[self.name] if known is not None else _table_address(self._sheet)
        area = _area(address) if address else None
        return area if area is not None and area.top == header else None

    def order(self, header: int) -> Sequence[SortedBy]:
        if not HAS_OBJECT_MODEL:
            return ()
        with suppress(Exception):  # a table that is not there, or is sorted in a way that Excel does not tell
            table = self._sheet.api.ListObjects(1)
            fields = table.Sort.SortFields
            count = fields.Count
            if count:
                left = int(table.Range.Column)
                every = [fields.Item(number) for number in range(1, count + 1)]
                return [
                    SortedBy(int(one.Key.Column) - left, one.Order == _DESCENDING)
                    for one in every
                    if one.SortOn == _ON_VALUES
                ]
        return ()

    def filters(self, header: int) -> Filters:
        """None: Excel filters by itself."""
        return Filters()

    def looks(self, cells: Iterable[Cell]) -> Mapping[Cell, Look]:
        return looks_of(self._sheet, list(cells), app=self.live.app, name=self.name)

    def has_own_looks(self, area: Area) -> bool:
        if not HAS_OBJECT_MODEL:
            return True
        sheet = self._sheet.api
        index = sheet.Range(area.address).Interior.ColorIndex
        return index != _NO_FILL or bool(sheet.Comments.Count)

    def formulas(self, area: Area) -> frozenset[Cell]:
        target = self._sheet.range(area.address)
        formulas: Any = target.formula
        rows = formulas if isinstance(formulas, tuple) else ((formulas,),)
        return frozenset(
            (area.top + row, area.left + column)
            for row, cells in enumerate(rows)
            for column, formula in enumerate(cells)
            if isinstance(formula, str)
            and formula.startswith("=")
            and formula != self._value(area, row, column)
        )

    def _value(self, area: Area, row: int, column: int) -> Any:
        cells = self.grid[area.top - 1 + row]
        return cells[area.left - 1 + column] if area.left - 1 + column < len(cells) else None


def _table_address(sheet: xw.Sheet) -> str:
    if not HAS_OBJECT_MODEL:
        return str(sheet.tables[0].range.address) if len(sheet.tables) else ""
    with suppress(Exception):  # pywin32 and the simulation each have their own error for "no such table"
        return str(sheet.api.ListObjects(1).Range.Address)
    return ""


def _area(address: str) -> Area:
    first, _, last = address.partition(":")
    return Area(*sheet_position(first), *sheet_position(last or first))
