"""The buttons that show one child: the one selected, and the next and previous with errors."""

from __future__ import annotations

import datetime as dt

import xlwings as xw

from addin.check_commands import judged, read_workbook
from workbook.check import as_left, went_on
from workbook.excel import LiveBook, all_or_nothing, show_anew, user_name
from workbook.live_selection import child_selected, selected
from workbook.reading import Seen, with_child
from workbook.sheet_child import CHILD_SHEET, child_sheet
from xl903 import Report, UserError
from xl903.schema import TABLES


def show_child(book: xw.Book) -> None:
    """Show everything about the child of the selected row; on the sheet Child, of the id that stands there."""
    live, before = read_workbook(book)
    here = selected(book, live.grids)
    child = before.child if here.sheet == CHILD_SHEET else child_selected(here, live.grids)
    if child is None:
        raise UserError("Select a row of a child, on any sheet that has a column CHILD.")
    _show(live, before, judged(as_left(before), live), child)


def next_child(book: xw.Book) -> None:
    """Show the next child with errors, in the order of Children."""
    _move(book, 1)


def previous_child(book: xw.Book) -> None:
    """Show the child with errors before this one."""
    _move(book, -1)


def _move(book: xw.Book, step: int) -> None:
    live, before = read_workbook(book)
    report = judged(as_left(before), live)
    in_error = list(report.children()["child"])
    if not in_error:
        raise UserError("No child has an error.")
    here = in_error.index(before.child) + step if before.child in in_error else 0
    _show(live, before, report, in_error[here % len(in_error)])


def _show(live: LiveBook, before: Seen, report: Report, child: str) -> None:
    left = as_left(with_child(before, child))
    work = went_on(left, report, when=dt.datetime.now(), who=user_name(live.book.app))
    tables = [name for name in live.sheets if name.partition(" ")[0] in TABLES]
    with all_or_nothing(live.book.app) as undo:
        show_anew(live, child_sheet(report.ret, report, work), undo, after=tables[-1] if tables else None)
