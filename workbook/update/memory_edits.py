"""What a workbook remembers in sheets that nobody sees: written only where it differs."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from workbook.plan.sheet_model import Sheet, Value
from workbook.update.edits import PLAIN, AddSheet, SheetEdits, WriteCells
from workbook.update.found import FoundBook


def update_memory(found: FoundBook, sheet: Sheet) -> SheetEdits:
    """The edits after which a hidden sheet says what it is to say. sheet: of kind "memory", its header in row 1."""
    if sheet.block is None:
        return SheetEdits(sheet.name)
    if sheet.name not in found.names:
        return SheetEdits(sheet.name, (AddSheet(sheet, found.names[-1] if found.names else None),))
    width = len(sheet.block.columns)
    empty: tuple[Value, ...] = (None,) * width
    before = [_padded(row, width) for row in found.sheet(sheet.name).grid[1:]]
    rows = [tuple(row) for row in sheet.block.rows]
    both = [(old, new) for old, new in zip_longest(before, rows, fillvalue=empty)]
    different = [place for place, (old, new) in enumerate(both) if old != new]
    if not different:
        return SheetEdits(sheet.name)
    first, last = different[0], different[-1] + 1
    written = tuple(new for _, new in both[first:last])
    return SheetEdits(sheet.name, (WriteCells(first + 2, 1, written, PLAIN * width),))


def _padded(row: Any, width: int) -> tuple[Any, ...]:
    return tuple(row[:width]) + (None,) * (width - len(row))
