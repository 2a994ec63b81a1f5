"""What the live side remembers of a workbook between two clicks: how to check, what was read, every mark.

Every click of a button may be a new Python, and the workbook may travel to a colleague in between, so this
stands in a deeply hidden sheet of the workbook itself. What the next run needs to compare with is not here
but in ``workbook.memory``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import cast

import xlwings as xw

from workbook.areas import columns_address
from workbook.cell_values import from_sheet
from workbook.excel_calls import (
    Maker,
    Undo,
    as_text_cell,
    format_cells,
    hide_deeply,
    write_rows,
)
from workbook.grids import Grid
from workbook.look import TEXT_FORMAT
from workbook.marks import Look, Mark, MarkKey
from xl903.messages import Level, Message

LEDGER_SHEET = "xl903 marks"

_FACT_COLUMNS, _MARK_COLUMNS = 3, 6
_WIDTH = _FACT_COLUMNS + _MARK_COLUMNS
_LONGEST_TEXT = 32_000
"""A cell takes 32,767 characters."""

Row = tuple[str | None, ...]
_EMPTY: Row = (None,) * _WIDTH


@dataclass
class Ledger:
    """Settings by name; what the readers had to say; marks by sheet, row id and column."""

    settings: dict[str, str] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    marks: dict[str, dict[MarkKey, Mark]] = field(default_factory=dict)


def ledger_from(grid: Grid) -> Ledger:
    """What the sheet keeps."""
    ledger = Ledger()
    for values in grid:
        texts = [from_sheet(value) or "" for value in values]
        texts += [""] * (_WIDTH - len(texts))
        _read_fact(ledger, texts[:_FACT_COLUMNS])
        _read_mark(ledger, texts[_FACT_COLUMNS:_WIDTH])
    return ledger


def write_ledger(book: xw.Book, maker: Maker, ledger: Ledger, undo: Undo, *, earlier: Ledger | None) -> None:
    """Remember a ledger in place of the earlier one; None where the workbook has had none yet."""
    if earlier is None and ledger == Ledger():
        return
    if earlier is None:
        sheet = maker.add(LEDGER_SHEET)
        undo.add(sheet.delete)
        format_cells(sheet, columns_address(range(1, _WIDTH + 1)), TEXT_FORMAT)
        hide_deeply(sheet)
        before: list[Row] = []
    else:
        sheet, before = book.sheets[LEDGER_SHEET], _rows(earlier)
    after = _rows(ledger)
    size = max(len(before), len(after), 1)
    before, after = ([*rows, *[_EMPTY] * (size - len(rows))] for rows in (before, after))
    if before != after:
        undo.add(lambda: write_rows(sheet, 1, 1, before))
        write_rows(sheet, 1, 1, after)


def _rows(ledger: Ledger) -> list[Row]:
    return [
        (fact or _EMPTY[:_FACT_COLUMNS]) + (mark or _EMPTY[_FACT_COLUMNS:])
        for fact, mark in zip_longest(_facts(ledger), _marks(ledger))
    ]


def _facts(ledger: Ledger) -> list[Row]:
    rows: list[Row] = [("setting", name, as_text_cell(value)) for name, value in ledger.settings.items()]
    for number, message in enumerate(ledger.messages):
        parts = {
            "level": message.level,
            "text": message.text[:_LONGEST_TEXT],
            "file": message.file,
            "line": None if message.line is None else str(message.line),
            "column": message.column,
        }
        rows += [(f"message {part}", str(number), as_text_cell(text)) for part, text in parts.items() if text]
    return rows


def _read_fact(ledger: Ledger, texts: Sequence[str]) -> None:
    kind, name, value = texts
    if kind == "setting":
        ledger.settings[name] = value
    elif kind == "message level":
        ledger.messages.append(Message(cast(Level, value), ""))
    elif kind.startswith("message ") and ledger.messages:
        part = kind.removeprefix("message ")
        known = {**vars(ledger.messages[-1]), part: int(value) if part == "line" else value}
        ledger.messages[-1] = Message(**known)


def _marks(ledger: Ledger) -> list[Row]:
    return [
        (
            sheet,
            row_id,
            column,
            as_text_cell(mark.note[:_LONGEST_TEXT]) or None,
            None if mark.before.fill is None else str(mark.before.fill),
            None if mark.before.text is None else str(mark.before.text),
        )
        for sheet, marks in ledger.marks.items()
        for (row_id, column), mark in marks.items()
    ]


def _read_mark(ledger: Ledger, texts: Sequence[str]) -> None:
    sheet, row_id, column, note, fill, text = texts
    if sheet:
        before = Look(int(fill) if fill else None, int(text) if text else None)
        ledger.marks.setdefault(sheet, {})[row_id, column] = Mark(note, before)
