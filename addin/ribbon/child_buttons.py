"""The buttons that show one child: the one selected, and the next and previous with errors."""

from __future__ import annotations

import datetime as dt

import xlwings as xw

from addin.ribbon.check_buttons import read_live_workbook, validate_live
from workbook.excel.obstacles import writing
from workbook.excel.selection import child_selected, selected
from workbook.excel.showing import LiveBook, show_anew, user_name
from workbook.plan.child_sheet import CHILD_SHEET, child_sheet
from workbook.session.found_workbook import FoundWorkbook, with_child
from workbook.session.next_run import continue_from, finish_run
from xl903 import Report, UserError


def show_child(book: xw.Book) -> None:
    """Show everything about the child of the selected row; on the sheet Child, of the id that stands there."""
    live, before = read_live_workbook(book)
    here = selected(book, live.grids)
    child = before.child if here.sheet == CHILD_SHEET else child_selected(here, live.grids)
    if child is None:
        raise UserError("Select a row of a child, on any sheet that has a column CHILD.")
    _show(live, before, validate_live(continue_from(before), live), child)


def next_child(book: xw.Book) -> None:
    """Show the next child with errors, in the order of Children."""
    _move(book, 1)


def previous_child(book: xw.Book) -> None:
    """Show the child with errors before this one."""
    _move(book, -1)


def _move(book: xw.Book, step: int) -> None:
    live, before = read_live_workbook(book)
    report = validate_live(continue_from(before), live)
    in_error = list(report.children()["child"])
    if not in_error:
        raise UserError("No child has an error.")
    here = in_error.index(before.child) + step if before.child in in_error else 0
    _show(live, before, report, in_error[here % len(in_error)])


def _show(live: LiveBook, before: FoundWorkbook, report: Report, child: str) -> None:
    next_run = continue_from(with_child(before, child))
    session = finish_run(next_run, report, when=dt.datetime.now(), who=user_name(live.app))
    with writing(live) as undo:
        shown = child_sheet(report.ret, report, session.places, session.memory.child)
        show_anew(live, shown, undo)
