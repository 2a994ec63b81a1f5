"""What a live workbook remembers, in its deeply hidden sheets, as plain as it can be: text without a format."""

from __future__ import annotations

from typing import Any

from workbook.excel import excel_calls
from workbook.excel.excel_calls import Maker, Undo
from workbook.excel.live_book import LiveBook
from workbook.excel.new_sheets import entered
from workbook.plan.sheet_model import Sheet


def write_memory(maker: Maker, sheet: Sheet, live: LiveBook, undo: Undo) -> None:
    """Write a hidden sheet of a plan in place of what it says, only the rows that differ."""
    if sheet.block is None:
        return
    header = tuple(column.title for column in sheet.block.columns)
    rows = [_plain(row) for row in sheet.block.rows]
    if sheet.name not in live.sheets:
        made = maker.add(sheet.name, undo)
        excel_calls.write_rows(made, 1, 1, [header, *rows])
        excel_calls.hide_deeply(made)
        return
    before = [_plain(row[: len(header)]) for row in live.grids[sheet.name][1:]]
    size = max(len(before), len(rows))
    empty = (None,) * len(header)
    old, new = ([*some, *[empty] * (size - len(some))] for some in (before, rows))
    different = [place for place in range(size) if old[place] != new[place]]
    if different:
        first, last = different[0], different[-1] + 1
        shown = live.sheets[sheet.name]
        undo.add(excel_calls.writer(shown, first + 2, 1, old[first:last]))
        excel_calls.write_rows(shown, first + 2, 1, new[first:last])


def _plain(row: Any) -> tuple[Any, ...]:
    return tuple(entered(value, "number", from_1904=False) for value in row)
