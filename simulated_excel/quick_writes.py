"""Shorter ways through pyOpenVBA's object model, with the same outcome, for sheets of thousands of rows.

pyOpenVBA follows each cell that changes on its own: it looks through every formula of the workbook for those
that read the cell, and reads all formulas anew for each row that a table grows by. Here what a write changes is
collected, and followed once when the write is over; formulas that were read before are not read again.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

from pyopenvba._a1 import MAX_COLUMNS, Area
from pyopenvba.apps.excel import _io, _model, _typing
from pyopenvba.apps.excel._calc import Calculator, Compiled
from pyopenvba.apps.excel._dimensions import SheetDimensions
from pyopenvba.apps.excel._engine_book import EngineBook, scalar
from pyopenvba.apps.excel._visible import filtering
from pyopenvba.formula._calc.nodes import NameReference, StructuredReference, walk
from pyopenvba.formula._calc.values import Empty
from pyopenvba.interpreter._values import VBAArray
from pyopenvba.powerquery import _opc

Key = tuple[str, int, int]
_Box = tuple[int, int, int, int]


class _Blocks(dict[Key, list[Area]]):
    """The blocks that each formula reads, and for each block of a sheet the formulas that read it."""

    def __init__(self) -> None:
        super().__init__()
        self.readers: dict[str, dict[_Box, set[Key]]] = {}
        self._boxes: dict[Key, set[tuple[str, _Box]]] = {}

    def __setitem__(self, key: Key, areas: list[Area]) -> None:
        self.pop(key, None)
        super().__setitem__(key, areas)
        boxes = {(area.sheet.lower(), (area.top, area.left, area.bottom, area.right)) for area in areas}
        self._boxes[key] = boxes
        for sheet, box in boxes:
            self.readers.setdefault(sheet, {}).setdefault(box, set()).add(key)

    def pop(self, key: Key, default: Any = None) -> Any:
        for sheet, box in self._boxes.pop(key, ()):
            keys = self.readers[sheet][box]
            keys.discard(key)
            if not keys:
                del self.readers[sheet][box]
        return super().pop(key, default)

    def clear(self) -> None:
        super().clear()
        self._boxes.clear()
        self.readers.clear()


class _Held:
    """What a write has changed so far: cells, or so much that every formula is to be read anew."""

    def __init__(self) -> None:
        self.cells: set[Key] = set()
        self.everything = False


def _plain(book: Any) -> bool:
    """Whether no formula of a workbook spills or fills an array, which a write has to follow at once."""
    return not any(sheet.spills or sheet.array_formulas for sheet in book.sheets_)


def _whole(change: Callable[..., None]) -> Callable[..., None]:
    """A change of many cells, followed by the calculator once, at its end."""

    def changed(target: Any, *args: Any, **named: Any) -> None:
        calculator = target.sheet.book.calculator
        if calculator.__dict__.get("held") is not None or not _plain(target.sheet.book):
            change(target, *args, **named)
            return
        calculator.build()
        calculator.held = _Held()
        try:
            change(target, *args, **named)
        finally:
            _follow(calculator)
            calculator.held = None

    return changed


def _follow(calculator: Any) -> None:
    held, calculator.held = calculator.held, None
    if held.everything:
        calculator.rebuild()
        calculator.build()
    elif held.cells:
        calculator._spoil(held.cells, set())
    calculator.held = _Held()


def _quicken_calculator() -> None:
    begin, rebuild, wrote = Calculator.__init__, Calculator.rebuild, Calculator.wrote
    remember, value_of = Calculator.remember, Calculator.value_of

    def init(self: Any, book: Any) -> None:
        begin(self, book)
        self._blocks = _Blocks()
        self.held = None

    def rebuild_once(self: Any) -> None:
        if self.held is None:
            rebuild(self)
        else:
            self.held.everything = True

    def wrote_together(self: Any, sheet: str, row: int, column: int) -> None:
        if self.held is None:
            wrote(self, sheet, row, column)
        else:
            self.held.cells.add((sheet.lower(), row, column))

    def remember_if_any(self: Any, sheet: str, row: int, column: int, cell: Any) -> None:
        if self.held is not None and not cell.formula:
            if (key := (sheet.lower(), row, column)) in self.compiled:
                self._keep(key, None)
        elif self.held is None or not self.held.everything:
            remember(self, sheet, row, column, cell)

    def value_followed(self: Any, *args: Any, **named: Any) -> object:
        if self.held is not None and (self.held.everything or self.held.cells):
            _follow(self)
        return value_of(self, *args, **named)

    Calculator.__init__ = init
    Calculator.rebuild = rebuild_once
    Calculator.wrote = wrote_together
    Calculator.remember = remember_if_any
    Calculator.value_of = value_followed
    Calculator._spoil = _spoil


def _spoil(self: Any, changed: set[Key], seen: set[Key]) -> None:
    """As the original: what reads ``changed`` is stale, and what reads that, a wave at a time."""
    sheets = {sheet.name.lower(): sheet.cells_ for sheet in self.book.sheets_}
    followed: dict[str, set[_Box]] = {}
    while changed:
        found: set[Key] = set()
        by_sheet: dict[str, set[tuple[int, int]]] = {}
        for key in changed:
            found |= self._readers.get(key, set())
            by_sheet.setdefault(key[0], set()).add(key[1:])
        for name, cells in by_sheet.items():
            done = followed.setdefault(name, set())
            for box, keys in self._blocks.readers.get(name, {}).items():
                if box not in done and _meets(box, cells):
                    done.add(box)
                    found |= keys
        changed = set()
        for key in found - seen:
            cell = sheets[key[0]].get(key[1:]) if key[0] in sheets else None
            if cell is not None and not cell.stale:
                cell.stale = True
                changed.add(key)
                changed.update(self._members(key))
            seen.add(key)


def _meets(box: _Box, cells: Iterable[tuple[int, int]]) -> bool:
    top, left, bottom, right = box
    return any(top <= row <= bottom and left <= column <= right for row, column in cells)


def _quicken_formulas() -> None:
    read, compiled = EngineBook.read, Calculator._compiled
    trees: dict[tuple[str, tuple[str, ...]], Any] = {}
    known: dict[tuple[Any, ...], Compiled] = {}

    def read_once(self: Any, formula: str) -> Any:
        key = (formula, tuple(self.table_names()))
        if key not in trees:
            trees[key] = read(self, formula)
        return trees[key]

    def compiled_once(self: Any, formula: str, sheet: str, row: int, column: int) -> Compiled:
        book = self.engine_book
        key = (formula, sheet, tuple(book.table_names()), tuple(book.sheet_order()))
        if key in known:
            found = known[key]
            return Compiled(node=found.node, precedents=found.precedents, volatile=found.volatile)
        found = compiled(self, formula, sheet, row, column)
        # What a name or a table stands for may change, and where the formula is counts for a table.
        if not any(isinstance(one, (NameReference, StructuredReference)) for one in walk(found.node)):
            known[key] = found
        return Compiled(node=found.node, precedents=found.precedents, volatile=found.volatile)

    cells = EngineBook.cells

    def cells_at_once(self: Any, area: Any) -> Iterator[tuple[int, int, Any]]:
        owner = self._sheet(area.sheet)
        if owner.array_formulas or owner.spills:
            return cells(self, area)
        top, left, bottom, right = area.top, area.left, area.bottom, area.right
        found = []
        for (row, column), cell in owner.cells_.items():
            if left <= column <= right and top <= row <= bottom:
                value = self.cell(area.sheet, row, column) if cell.formula else scalar(cell.value)
                if not isinstance(value, Empty):
                    found.append((row, column, value))
        return iter(sorted(found, key=itemgetter(0, 1)))

    EngineBook.cells = cells_at_once
    EngineBook.read = read_once
    Calculator._compiled = compiled_once


def _quicken_writing() -> None:
    one_by_one = _model.Range._write_array
    typed_texts: dict[tuple[str, str, bool], Any] = {}

    def typed(value: Any, number_format: str, raw: bool) -> Any:
        if type(value) is not str:
            return _typing.typed(value, number_format, raw=raw)
        key = (value, number_format, raw)
        if key not in typed_texts:
            typed_texts[key] = _typing.typed(value, number_format, raw=raw)
        return typed_texts[key]

    def write_array(self: Any, array: VBAArray, *, raw: bool = False) -> None:
        sheet, area = self.sheet, self.first
        if (
            array.dimensions != 2
            or len(self.areas) != 1
            or filtering(sheet)
            or sheet.merged_areas
            or sheet.write_gate is not None
            or any(map(_has_control, sheet.book.sheets_))
            or not _plain(sheet.book)
        ):
            one_by_one(self, array, raw=raw)
            return
        (first_row, last_row), (first_column, last_column) = array.bounds
        height = min(last_row - first_row, area.bottom - area.top) + 1
        width = min(last_column - first_column, area.right - area.left) + 1
        # An array is laid out with its last subscript outermost: column by column.
        items, depth = array.items, last_row - first_row + 1
        default = sheet.book.stylesheet.default
        calculator, name = sheet.book.calculator, sheet.name.lower()
        edges = _edges_of_tables(sheet)
        for at_row in range(height):
            row = area.top + at_row
            for at_column in range(width):
                column = area.left + at_column
                value = items[at_row + at_column * depth]
                if isinstance(value, str) and _model._is_formula(value):
                    self._put(row, column, value, raw=raw)
                    continue
                cell = sheet.cell(row, column, create=True)
                style = cell.style or default
                result = typed(value, style.number_format, raw)
                if result.number_format is not None or result.prefix or row in edges:
                    self._store(row, column, result)
                    continue
                cell.value, cell.formula, cell.stale = result.value, "", False
                cell.shared, cell.dynamic, cell.spilled_from = None, False, None
                key = (name, row, column)
                if key in calculator.compiled:
                    calculator._keep(key, None)
                calculator.held.cells.add(key)
            sheet.dims.fonts_changed(row)
        sheet.touched()

    _model.Range._write_array = _whole(write_array)
    _model.Range._tables_follow = _whole(_model.Range._tables_follow)


def _has_control(sheet: Any) -> bool:
    return any(shape.control is not None for shape in sheet.shapes_)


def _edges_of_tables(sheet: Any) -> set[int]:
    """Rows in which a cell that changes may change a table: its header and its totals."""
    return {row for table in sheet.tables for row in (table.area.top, table.area.bottom)}


def _quicken_columns() -> None:
    every_column = SheetDimensions.formatted_columns

    def formatted_columns(self: Any) -> list[int]:
        """As the original, which compares the looks of all columns although most are one and the same object."""
        usual = self.column_style(MAX_COLUMNS)
        if usual is None:
            return every_column(self)
        same = {
            column
            for column, record in self.columns.items()
            if record.style is usual or record.style == usual
        }
        return (
            [] if len(same) == MAX_COLUMNS else [one for one in range(1, MAX_COLUMNS + 1) if one not in same]
        )

    SheetDimensions.formatted_columns = formatted_columns


def _quicken_saving() -> None:
    save_workbook = _io.save_workbook

    def save(book: Any, target: Path) -> None:
        """Compress with Python's own library what pyOpenVBA's own code takes seconds for."""
        compress, _opc.raw_compress = _opc.raw_compress, _deflated
        try:
            save_workbook(book, target)
        finally:
            _opc.raw_compress = compress

    _io.save_workbook = save


def _deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(level=1, wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def quicken() -> None:
    """Take the shorter ways from now on, in every simulated Excel of this process."""
    _quicken_calculator()
    _quicken_formulas()
    _quicken_writing()
    _quicken_columns()
    _quicken_saving()
