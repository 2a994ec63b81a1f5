"""Carries edits out in a workbook file with openpyxl. What is to change was decided by ``workbook.update``."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from workbook.file.file_charts import add_chart
from workbook.file.file_colours import Colours
from workbook.file.file_styles import Looks, add_styles, style_name
from workbook.file.found_file import table_at
from workbook.file.opened_file import OpenedFile
from workbook.file.uncollected import without_garbage_collection
from workbook.file.xlsx_files import comment_of, offer_codes, save, set_value, write_sheet
from workbook.plan.cell_values import unescape
from workbook.plan.sheet_model import Sheet
from workbook.update.edits import (
    AddSheet,
    ChangeNotes,
    DrawChart,
    Edit,
    FilterRows,
    FitRows,
    FormatRows,
    MoveRows,
    OfferCodes,
    Recolour,
    RemoveSheet,
    ReplaceSheet,
    ResizeTable,
    SheetEdits,
    WriteCells,
)
from workbook.update.notes import note_after


def carry_out(file: OpenedFile, edits: Iterable[SheetEdits]) -> None:
    """Carry edits out in the workbook that was read, and save it in place, all or nothing.

    Raises UserError where the file was saved by someone else since it was read, or cannot be written; it is then as
    it was.
    """
    with without_garbage_collection():
        _Driver(file.book).carry_out(edits)
        file.refuse_if_saved_since()
        save(file.book, file.path)


class _Driver:
    """One workbook that edits are carried out in."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._looks, self._colours = Looks(book), Colours(book)

    def carry_out(self, edits: Iterable[SheetEdits]) -> None:
        add_styles(self._book)
        for ws in self._book.worksheets:
            _size_notes(ws)
        for one in edits:
            for edit in one.edits:
                self._carry_out(one.sheet, edit)
        for ws in self._book.worksheets:
            for table in ws.tables.values():
                _name_columns(ws, table)

    def _carry_out(self, name: str, edit: Edit) -> None:  # noqa: PLR0912  a branch for each kind of edit
        match edit:
            case AddSheet():
                place = 0 if edit.after is None else self._book.sheetnames.index(edit.after) + 1
                self._make(edit.sheet, place, marked=edit.marked)
            case ReplaceSheet():
                place = self._book.sheetnames.index(name)
                self._book.remove(self._book[name])
                self._make(edit.sheet, place, marked=edit.marked)
            case RemoveSheet():
                self._book.remove(self._book[name])
            case WriteCells():
                self._write_cells(self._book[name], edit)
            case FormatRows():
                self._format_rows(self._book[name], edit)
            case MoveRows():
                _move_rows(self._book[name], edit)
            case Recolour():
                for row, column in edit.cells:
                    cell = self._book[name].cell(row, column)
                    if not isinstance(cell, MergedCell):
                        self._colours.give(cell, edit.part, edit.colour)
            case ChangeNotes():
                for change in edit.changes:
                    _change_note(self._book[name].cell(change.row, change.column), change.earlier, change.now)
            case ResizeTable():
                _resize_table(self._book[name], edit)
            case FilterRows():
                _filter_rows(self._book[name], edit)
            case FitRows():
                for row, height in enumerate(edit.heights, start=edit.top):
                    self._book[name].row_dimensions[row].height = height
            case OfferCodes():
                offer_codes(self._book[name], edit.offers)
            case DrawChart():
                _draw_chart(self._book[name], edit)

    def _make(self, sheet: Sheet, place: int, *, marked: bool) -> None:
        made = sheet if marked else replace(sheet, marks=(), notes=())
        write_sheet(self._book.create_sheet(sheet.name, place), made)

    def _write_cells(self, ws: Worksheet, edit: WriteCells) -> None:
        for row, values in enumerate(edit.rows, start=edit.top):
            for column, value in enumerate(values, start=edit.left):
                cell = ws.cell(row, column)
                if not isinstance(cell, MergedCell) and _value(cell) != value:
                    set_value(cell, value)
        links = {(edit.top + link.row, edit.left + link.column): link for link in edit.links}
        for column in edit.linked:
            kind = edit.kinds[column]
            for row in range(edit.top, edit.top + len(edit.rows)):
                cell, link = ws.cell(row, edit.left + column), links.get((row, edit.left + column))
                if link is not None:
                    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{link.sheet}'!{link.cell}")
                    self._looks.give(cell, "link number" if kind == "number" else "link")
                elif cell.hyperlink is not None:
                    cell.hyperlink = None
                    self._looks.give(cell, kind)

    def _format_rows(self, ws: Worksheet, edit: FormatRows) -> None:
        formats = {kind: self._book._named_styles[style_name(kind)].number_format for kind in edit.kinds}
        for row in range(edit.top, edit.top + edit.count):
            for column, kind in enumerate(edit.kinds, start=edit.left):
                cell = ws.cell(row, column)
                if isinstance(cell, MergedCell):
                    continue
                if cell.has_style:
                    cell.number_format = formats[kind]
                else:
                    cell.style = style_name(kind)


def _value(cell: Any) -> object:
    """What a cell says; nothing that a value could equal where it holds a formula."""
    if cell.data_type == "f":
        return cell
    return unescape(cell.value) if isinstance(cell.value, str) else cell.value


def _move_rows(ws: Worksheet, edit: MoveRows) -> None:
    bottom = edit.top + len(edit.sources) - 1
    for merged in list(ws.merged_cells.ranges):
        if merged.min_row <= bottom and merged.max_row >= edit.top and merged.min_col <= edit.right:
            ws.unmerge_cells(str(merged))
    columns = range(edit.left, edit.right + 1)
    was = {
        (row, column): _lift(ws.cell(row, column))
        for row in {source for source in edit.sources if source is not None}
        for column in columns
        if (row, column) in ws._cells
    }
    for row, source in enumerate(edit.sources, start=edit.top):
        for column in columns:
            if source != row:
                _put(ws.cell(row, column), was.get((source or 0, column)), source)


def _lift(cell: Any) -> tuple[Any, str, Any, Any, Any]:
    note = cell.comment
    return cell.value, cell.data_type, copy(cell._style), note and copy(note), cell.hyperlink


def _put(cell: Any, lifted: tuple[Any, str, Any, Any, Any] | None, source: int | None) -> None:
    cell.hyperlink = cell.comment = cell.value = None
    if lifted is None:
        cell.style = "Normal"
        return
    value, data_type, style, note, link = lifted
    if data_type == "f" and isinstance(value, str):
        letter = get_column_letter(cell.column)
        value = Translator(value, origin=f"{letter}{source}").translate_formula(cell.coordinate)
    cell.value, cell._style = value, style
    cell.data_type = data_type if value is not None else cell.data_type
    if note is not None:
        cell.comment = note
    if link is not None:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=link.location, target=link.target)


def _change_note(cell: Any, earlier: str, now: str) -> None:
    """Change a note, which keeps its author where the analyst's own words stay in it."""
    if isinstance(cell, MergedCell):
        return
    note = cell.comment
    before = "" if note is None else note.text
    after = note_after(before.replace("\r\n", "\n").replace("\r", "\n"), earlier, now)
    if after == before:
        return
    cell.comment = None
    if after:
        cell.comment = comment_of(after)
        if note is not None and after != now:
            cell.comment.author = note.author


def _size_notes(ws: Worksheet) -> None:
    """Give notes the size of their text, since openpyxl forgets how large a note is when it reads it."""
    for cell in ws._cells.values():
        if cell.comment is not None:
            sized = comment_of(cell.comment.text)
            cell.comment.width, cell.comment.height = sized.width, sized.height


def _resize_table(ws: Worksheet, edit: ResizeTable) -> None:
    table = table_at(ws, edit.before.top)
    if table is None:
        return
    table.ref = edit.after.address
    if table.autoFilter is not None:
        table.autoFilter.ref = table.ref


def _filter_rows(ws: Worksheet, edit: FilterRows) -> None:
    table = table_at(ws, edit.top - 1)
    if table is not None and table.autoFilter is not None and edit.lifted:
        names = [column.name for column in table.tableColumns]
        kept = [one for one in table.autoFilter.filterColumn if names[one.colId] not in edit.lifted]
        table.autoFilter.filterColumn = kept
    for row, hidden in enumerate(edit.hidden, start=edit.top):
        if hidden or ws.row_dimensions[row].hidden:
            ws.row_dimensions[row].hidden = hidden


def _name_columns(ws: Worksheet, table: Table) -> None:
    """Excel calls a file broken where a table's columns are not called as its header says."""
    cells = ws[table.ref][0]
    names = [str(cell.value) if cell.value is not None else "" for cell in cells]
    if [column.name for column in table.tableColumns] == names:
        return
    for position, cell in enumerate(cells, start=1):
        if not names[position - 1] or names[position - 1] in names[: position - 1]:
            cell.value = names[position - 1] = f"Column{position}"
    table.tableColumns = []
    table._initialise_columns()
    for column, name in zip(table.tableColumns, names, strict=True):
        column.name = name


def _draw_chart(ws: Worksheet, edit: DrawChart) -> None:
    """Draw xl903's chart anew in the place of the one that has its title; the analyst's own charts stay."""
    ws._charts = [chart for chart in ws._charts if _title(chart) != edit.chart.title]
    add_chart(ws, edit.chart, edit.block)


def _title(chart: Any) -> str:
    rich = chart.title.tx.rich if chart.title is not None and chart.title.tx is not None else None
    parts = [run.t for paragraph in rich.p for run in paragraph.r or ()] if rich is not None else []
    return "".join(parts)
