"""One workbook, brought up to date by both drivers, and the two outcomes compared cell by cell."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Sequence
from copy import copy
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pandas as pd
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, Filters
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.constants import ARC_WORKBOOK, REL_NS

import xl903
from simulated_excel.starting import simulated_excel
from tests.day.week_files import EPISODES, HEADER, columns, row_of
from tests.excel.conftest import MACROS
from workbook import make_plan, write_workbook
from workbook.excel.live_book import read_live
from workbook.excel.showing import all_or_nothing, show_checked
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import open_file
from workbook.plan.child_sheet import CHILD_SHEET
from workbook.session.checking import Checked, begin_check
from workbook.session.found_workbook import FoundWorkbook, read_workbook
from workbook.session.next_run import NextRun, continue_from
from workbook.update.whole_workbook import update_workbook

RULES = ["101", "103", "143", "144", "145"]
Change = Callable[[NextRun], NextRun]
LOADED, CHECKED = dt.datetime(2026, 4, 20, 9, 30), dt.datetime(2026, 4, 21, 9, 30)
YELLOW = "FFFFFF00"
TABLES = ("Header", "Episodes")


def write_new(path: Path, rules: Sequence[str] = RULES) -> None:
    """A new workbook of a small return with a few errors, or with those that some rules find."""
    tables = {
        name: pd.DataFrame([line.split(",") for line in lines], columns=titles.split(","), dtype=object)
        for name, (titles, *lines) in {
            "Header": HEADER.splitlines(),
            "Episodes": EPISODES.splitlines(),
        }.items()
    }
    tables = {name: frame.where(frame != "", None) for name, frame in tables.items()}
    ret = xl903.Return(tables, year=2026, authority=None)
    write_workbook(make_plan(xl903.validate(ret, codes=rules), when=LOADED, codes=rules), path)


def check_in_file(path: Path, when: dt.datetime = CHECKED, change: Change | None = None) -> Checked:
    file = open_file(path)
    checked = _check(file.read(), when, change)
    carry_out(file, update_workbook(file.found, checked.plan(), checked))
    return checked


def check_in_excel(
    path: Path, when: dt.datetime = CHECKED, change: Change | None = None, *, with_macros: bool = True
) -> Checked:
    _declare_relations(path)
    excel = simulated_excel()
    if with_macros:
        excel.load_macros("xl903.xlam", *MACROS)
    book = excel.app.books.open(str(path))
    live = read_live(book)
    checked = _check(read_workbook(live.grids), when, change)
    with all_or_nothing(book.app) as undo:
        show_checked(live, checked, checked.plan(), undo)
    book.app.calculate()
    book.api.Save()
    book.close()
    return checked


def _declare_relations(path: Path) -> None:
    """Declare a prefix for the whole workbook and each sheet, where the simulation takes it to be."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    plain, declared = b"<workbook xmlns=", f'<workbook xmlns:r="{REL_NS}" xmlns='.encode()
    if declared not in parts[ARC_WORKBOOK]:
        parts[ARC_WORKBOOK] = parts[ARC_WORKBOOK].replace(plain, declared, 1)
    plain, declared = b"<worksheet xmlns=", f'<worksheet xmlns:r="{REL_NS}" xmlns='.encode()
    parts |= {
        name: data.replace(plain, declared, 1)
        for name, data in parts.items()
        if name.startswith("xl/worksheets/sheet") and b"xmlns:r=" not in data.partition(b"<sheetData")[0]
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def _check(found: FoundWorkbook, when: dt.datetime, change: Change | None) -> Checked:
    checking = begin_check(continue_from(found))
    if change is not None:
        checking = checking.change(change(checking.next_run))
    return checking.finish(when=when, who="Ann")


def check_both_ways(path: Path, change: Change | None = None) -> tuple[Path, Path]:
    """Check copies of a workbook, one by each driver. change: what is done to the return before it is shown."""
    ways = path.with_stem("by-file"), path.with_stem("by-excel")
    for way, check in zip(ways, (check_in_file, check_in_excel), strict=True):
        shutil.copy(path, way)
        check(way, CHECKED, change)
    return ways


def assert_same(one: Path, other: Path) -> None:
    """Two workbooks show the same: sheets, values, number formats, fills, notes, tables, filters, hidden rows."""
    first, second = (_as_calculated(path) for path in (one, other))
    assert first.sheetnames == second.sheetnames
    different = []
    for name in first.sheetnames:
        if first[name].sheet_state == "visible":
            ways = shown(first[name]), shown(second[name])
            for key in sorted({*ways[0], *ways[1]}, key=str):
                if ways[0].get(key) != ways[1].get(key):
                    different.append((name, key, ways[0].get(key), ways[1].get(key)))
    assert not different, "\n".join(map(str, different[:20]))


def _as_calculated(path: Path) -> Workbook:
    """A workbook with links as what they show, and formulas of the analyst's as they are."""
    book, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    for ws in book.worksheets:
        if ws.title == CHILD_SHEET:
            continue  # a file works out there what live Excel is told
        for row in formulas[ws.title].iter_rows():
            for cell in row:
                if cell.data_type == "f" and not str(cell.value).startswith("=HYPERLINK"):
                    ws[cell.coordinate].value = str(cell.value)
    return book


def shown(ws: Worksheet) -> dict[Any, Any]:
    """What is to be the same whichever driver wrote a sheet."""
    found: dict[Any, Any] = {}
    for row in ws.iter_rows():
        for cell in row:
            fill = cell.fill.fgColor.rgb[-6:] if cell.fill.fill_type else None
            if ws.title == CHILD_SHEET:
                fill = None  # what is red there would be wrong for another child that is chosen in a file
            note = cell.comment.text.replace("\r\n", "\n").replace("\r", "\n") if cell.comment else None
            value = plain(cell.value)
            looks = cell.number_format if value is not None else None
            if (value, fill, note) != (None, None, None):
                found[cell.coordinate] = (value, looks, fill, note)
    for table in ws.tables.values():
        filters = table.autoFilter.filterColumn if table.autoFilter else ()
        found[table.displayName] = (
            table.ref,
            [(one.colId, sorted(one.filters.filter)) for one in filters if one.filters],
        )
    found["hidden"] = [row for row, one in ws.row_dimensions.items() if one.hidden]
    return found


def plain(value: object) -> object:
    """A value however a program wrote it down."""
    if isinstance(value, dt.datetime):
        return (value + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
    return float(value) if isinstance(value, int) else value


# What an analyst does to a workbook


def last_row(ws: Worksheet) -> int:
    """The last row of a sheet's table."""
    (table,) = ws.tables.values()
    return int(range_boundaries(table.ref)[3])


def type_in(ws: Worksheet, title: str, row: int, value: object) -> None:
    ws.cell(row, columns(ws)[title]).value = value


def reorder(ws: Worksheet, sources: Sequence[int | None]) -> None:
    """Let rows from 2 on be copies of these, None for an empty one; the table spans them."""
    (table,) = ws.tables.values()
    _, top, right, bottom = range_boundaries(table.ref)
    width = max(right, ws.max_column)
    lifted = {
        row: [
            (cell.value, copy(cell._style), cell.comment and Comment(cell.comment.text, cell.comment.author))
            for cell in (ws.cell(row, column) for column in range(1, width + 1))
        ]
        for row in range(top + 1, bottom + 1)
    }
    for row in range(top + 1, max(bottom, top + len(sources)) + 1):
        source = sources[row - top - 1] if row - top - 1 < len(sources) else None
        for column in range(1, width + 1):
            cell = ws.cell(row, column)
            cell.comment = None
            if source is None:
                cell.value, cell.style = None, "Normal"
            else:
                value, style, note = lifted[source][column - 1]
                cell.value, cell._style = value, copy(style)
                cell.comment = note and Comment(note.text, note.author)
    table.ref = f"A{top}:{ws.cell(top + max(len(sources), 1), right).coordinate}"
    if table.autoFilter is not None:
        table.autoFilter.ref = table.ref


def insert_row(ws: Worksheet, at: int) -> None:
    """Insert a row as Excel does, with the look of the row above."""
    rows: list[int | None] = list(range(2, last_row(ws) + 1))
    rows.insert(at - 2, None)
    reorder(ws, rows)
    if at > 2:
        for column in range(1, ws.max_column + 1):
            ws.cell(at, column)._style = copy(ws.cell(at - 1, column)._style)


def delete_row(ws: Worksheet, at: int) -> None:
    reorder(ws, [row for row in range(2, last_row(ws) + 1) if row != at])


def copy_row(ws: Worksheet, at: int) -> None:
    """Copy a row to below the last."""
    reorder(ws, [*range(2, last_row(ws) + 1), at])


def sort_rows(ws: Worksheet, title: str) -> None:
    at = columns(ws)[title]
    rows = range(2, last_row(ws) + 1)
    reorder(ws, sorted(rows, key=lambda row: str(ws.cell(row, at).value), reverse=True))


def add_column(ws: Worksheet, title: str, values: Sequence[object]) -> None:
    """Write a column of one's own to the right of the table, which comes to span it."""
    (table,) = ws.tables.values()
    _, top, right, bottom = range_boundaries(table.ref)
    ws.cell(top, right + 1).value = title
    for row, value in enumerate(values, start=top + 1):
        ws.cell(row, right + 1).value = value
    table.ref = f"A{top}:{ws.cell(bottom, right + 1).coordinate}"
    if table.autoFilter is not None:
        table.autoFilter.ref = table.ref
    table.tableColumns = []
    table._initialise_columns()
    for column, cell in zip(table.tableColumns, ws[table.ref][0], strict=True):
        column.name = str(cell.value)


def write_note(ws: Worksheet, title: str, row: int, text: str) -> None:
    """Write a note of one's own, above what the note says already."""
    cell = ws.cell(row, columns(ws)[title])
    before = f"\n\n{cell.comment.text}" if cell.comment else ""
    cell.comment = Comment(text + before, "Analyst")


def colour(ws: Worksheet, title: str, row: int) -> None:
    ws.cell(row, columns(ws)[title]).fill = PatternFill("solid", start_color=YELLOW, end_color=YELLOW)


def filter_rows(ws: Worksheet, title: str, value: str) -> None:
    """Show only the rows of a table that have a value in a column."""
    (table,) = ws.tables.values()
    at = columns(ws)[title]
    chosen = FilterColumn(colId=at - 1, filters=Filters(filter=[value]))
    table.autoFilter = AutoFilter(ref=table.ref, filterColumn=[chosen])
    for row in range(2, last_row(ws) + 1):
        ws.row_dimensions[row].hidden = ws.cell(row, at).value != value


def open_book(path: Path) -> Workbook:
    return openpyxl.load_workbook(path)


__all__ = ["row_of"]
