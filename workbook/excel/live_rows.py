"""Cells of the analyst's that go along with their rows in live Excel: value or formula, look and note."""

from __future__ import annotations

import xlwings as xw

from workbook.excel import excel_calls
from workbook.excel.excel_calls import Maker, Undo
from workbook.plan.addresses import block_address
from workbook.update.edits import MoveRows


def move_rows(sheet: xw.Sheet, edit: MoveRows, maker: Maker, undo: Undo) -> None:
    """Move rows by way of a sheet that is made for it and goes again, so that none is written over before it moved.

    Excel copies value or formula, look and note of a cell together.
    """
    width = edit.right - edit.left + 1
    rows = max([len(edit.sources), *(source - edit.top + 1 for source in edit.sources if source is not None)])
    whole = block_address(edit.top, edit.left, rows, width)
    aside = maker.add_aside(undo)
    excel_calls.copy_cells(sheet, whole, aside, whole)
    undo.add(lambda: excel_calls.copy_cells(aside, whole, sheet, whole))
    for first, source, count in _runs(edit):
        target = block_address(first, edit.left, count, width)
        if source is None:
            excel_calls.clear_cells(sheet, target)
        else:
            excel_calls.copy_cells(aside, block_address(source, edit.left, count, width), sheet, target)


def _runs(edit: MoveRows) -> list[tuple[int, int | None, int]]:
    """First row, the row that its cells come from, and how many rows come from below one another."""
    runs: list[tuple[int, int | None, int]] = []
    for row, source in enumerate(edit.sources, start=edit.top):
        if source == row:
            continue
        if runs:
            first, begins, count = runs[-1]
            follows = source is None if begins is None else source == begins + count
            if follows and row == first + count:
                runs[-1] = (first, begins, count + 1)
                continue
        runs.append((row, source, 1))
    return runs
