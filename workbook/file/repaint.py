"""Brings a workbook file up to date in place: what xl903 shows changes, what the analyst did stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from workbook.file.file_styles import Looks, add_styles
from workbook.file.opened_file import OpenedFile
from workbook.file.openpyxl_sheets import add_choices, comment_of, save, set_value, write_memory, write_sheet
from workbook.file.own_words import own_words, together
from workbook.file.rewrite import rewrite
from workbook.file.uncollected import without_garbage_collection
from workbook.plan.cell_values import from_sheet
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import Plan, Sheet, Value
from workbook.plan.table_sheets import ROW_ID
from workbook.session.planning import LIST_KEYS
from workbook.session.session_state import Session
from xl903.readers.xlsx_values import unescape


def repaint(file: OpenedFile, plan: Plan, session: Session) -> None:
    """Show a plan in the workbook that it was read from, and save it in place, all or nothing.

    In the return's sheets only what changed is written; lists are written anew, sorted and filtered as the
    analyst left them. Own columns go with their rows. Raises UserError where the file was saved by someone else
    since it was read, or cannot be written; it is then as it was.
    """
    with without_garbage_collection():
        _repaint(file.book, plan, session)
        file.refuse_if_saved_since()
        save(file.book, file.path)


def _repaint(book: Workbook, plan: Plan, session: Session) -> None:
    add_styles(book)
    looks = Looks(book)
    place = 0
    for sheet in plan.sheets:
        if sheet.name not in book.sheetnames:
            write_sheet(book.create_sheet(sheet.name, place), sheet)
        elif sheet.kind == "theirs":
            pass  # what the analyst wrote there stays
        elif sheet.kind == "memory":
            write_memory(book[sheet.name], sheet)
        elif sheet.kind == "this year" and not session.anew:
            _repaint_table(book[sheet.name], sheet, session.places[sheet.name], looks)
        elif sheet.kind == "list":
            rewrite(book[sheet.name], sheet, LIST_KEYS.get(sheet.name, ()))
        elif session.anew:
            rewrite(book[sheet.name], sheet, (ROW_ID,) if sheet.kind == "this year" else ())
        place = book.sheetnames.index(sheet.name) + 1


def _repaint_table(ws: Worksheet, sheet: Sheet, places: TablePosition, looks: Looks) -> None:
    block = sheet.block
    assert block is not None  # a table's sheet has one  # noqa: S101
    rows = places.rows
    shown = {
        position: places.columns[column.title] + 1
        for position, column in enumerate(block.columns)
        if column.title in places.columns
    }
    marked = {(int(rows[row]), shown[column]) for row, column in sheet.marks if column in shown}
    said = {(int(rows[n.row]), shown[n.column]): n.text for n in sheet.notes if n.column in shown}
    _empty_rows_that_went(ws, places, shown)
    for position, column in shown.items():
        kind = block.columns[position].kind
        for row, values in zip(rows.tolist(), block.rows, strict=True):
            _bring_up_to_date(ws.cell(row, column), values[position], kind, looks)
    kinds = {column: block.columns[position].kind for position, column in shown.items()}
    _change_marks(ws, places.header, marked, said, kinds, looks)
    _stretch_table(ws, places, len(block.columns))
    if sheet.choices and not ws.data_validations.dataValidation:
        add_choices(ws, sheet.choices, places.header, {old: new - 1 for old, new in shown.items()})


def _bring_up_to_date(cell: Any, value: Value, kind: str, looks: Looks) -> None:
    """Write a cell only where it says something else, or hides that it is a date."""
    now = cell.value
    is_date = kind == "date"
    if isinstance(value, dt.date) and not isinstance(now, dt.date):
        set_value(cell, value)
        looks.give(cell, kind)
        return
    if now is None and value is None:
        return
    text = unescape(now) if isinstance(now, str) else now
    if cell.data_type == "f":
        return  # the analyst's formula gave this value; it goes on giving it
    if not isinstance(cell, MergedCell) and from_sheet(text, is_date=is_date) != from_sheet(value):
        set_value(cell, value)
        if not cell.has_style:
            looks.give(cell, kind)


def _empty_rows_that_went(ws: Worksheet, places: TablePosition, shown: Mapping[int, int]) -> None:
    """Empty the cells of rows that hold nothing of the return any more, as where an added row was put back."""
    stay = set(places.rows.tolist())
    for row in range(places.header + 1, ws.max_row + 1):
        if row not in stay:
            for column in shown.values():
                cell = ws.cell(row, column)
                if cell.value is not None and not isinstance(cell, MergedCell):
                    cell.value = None


def _change_marks(
    ws: Worksheet,
    header: int,
    marked: set[tuple[int, int]],
    said: Mapping[tuple[int, int], str],
    kinds: Mapping[int, str],
    looks: Looks,
) -> None:
    """Let the marks of a sheet be these, wherever the analyst copied or moved the earlier ones."""
    for cells in ws.iter_rows(min_row=header + 1):
        for cell in cells:
            at = cell.row, cell.column
            if isinstance(cell, MergedCell) or at in marked:
                continue
            if looks.is_bad(cell):
                looks.give(cell, kinds.get(cell.column, "text"))
            if cell.comment is not None:
                _note(cell, "")
    for row, column in marked:
        cell = ws.cell(row, column)
        if not isinstance(cell, MergedCell):
            looks.give(cell, f"bad {kinds[column]}")
            _note(cell, said.get((row, column), ""))


def _note(cell: Any, ours: str) -> None:
    """Let the note of a cell say the analyst's own words and then ours."""
    before = cell.comment.text if cell.comment is not None else ""
    own = own_words(before)
    text = together(own, ours)
    if text == before and before:
        # openpyxl forgets how large a note is when it reads it
        cell.comment.width, cell.comment.height = _size(text)
        return
    if not text:
        cell.comment = None
        return
    author = cell.comment.author if own and cell.comment is not None else None
    cell.comment = comment_of(text)
    if author is not None:
        cell.comment.author = author


def _size(text: str) -> tuple[float, float]:
    note = comment_of(text)
    return note.width, note.height


def _stretch_table(ws: Worksheet, places: TablePosition, columns: int) -> None:
    """Let the Excel table reach down to the last row that holds something."""
    table = _table_at(ws, places.header)
    if table is None or not len(places.rows):
        return
    first, last = table.ref.split(":")
    width = "".join(filter(str.isalpha, last))
    bottom = max(
        int(places.rows.max()), int("".join(filter(str.isdigit, last))) if table.totalsRowCount else 0
    )
    bottom = max(bottom, int("".join(filter(str.isdigit, first))) + 1)
    table.ref = f"{first}:{width}{bottom}"
    if table.autoFilter is not None:
        table.autoFilter.ref = table.ref
    _name_columns(ws, table)


def _name_columns(ws: Worksheet, table: Table) -> None:
    """Excel calls a file broken where a table's columns are not called as its header says."""
    cells = ws[table.ref][0]
    names = [str(cell.value) if cell.value is not None else "" for cell in cells]
    if [column.name for column in table.tableColumns] != names:
        if len(set(names)) < len(names) or "" in names:
            for position, cell in enumerate(cells, start=1):
                if not names[position - 1] or names[position - 1] in names[: position - 1]:
                    cell.value = names[position - 1] = f"Column{position}"
        table.tableColumns = []
        table._initialise_columns()
        for column, name in zip(table.tableColumns, names, strict=True):
            column.name = name


def _table_at(ws: Worksheet, header: int) -> Table | None:
    for table in ws.tables.values():
        if int("".join(filter(str.isdigit, table.ref.split(":")[0]))) == header:
            return table
    return None
