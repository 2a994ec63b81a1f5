"""Puts a plan into a live workbook through xlwings, all of it or nothing.

The sheets are the analyst's to work in. What they do to them survives: notes, fills, widths, filters, sort order
and columns. What is to change is worked out by ``workbook.update`` and carried out by
``workbook.excel.carry_out_live``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import pandas as pd
import xlwings as xw

from workbook.excel import excel_calls
from workbook.excel.carry_out_live import carry_out
from workbook.excel.excel_calls import Undo, all_or_nothing, user_name
from workbook.excel.found_live import FoundLive
from workbook.excel.listed_errors import (
    ListedError,
    codes_at_selection,
    listed_errors,
    rules_year_of,
    select_error,
    selected_place,
)
from workbook.excel.live_book import LiveBook, read_live
from workbook.excel.live_links import links_into
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_list import sheet_before
from workbook.plan.sheet_model import Plan, Sheet
from workbook.session.checking import Checked
from workbook.session.memory import Memory
from workbook.update import whole_workbook
from workbook.update.edits import AddSheet, ReplaceSheet, SheetEdits
from workbook.update.lists import refuse_what_is_not_ours

__all__ = [
    "ListedError",
    "LiveBook",
    "all_or_nothing",
    "clear_marks_of",
    "codes_at_selection",
    "come_to",
    "listed_errors",
    "read_live",
    "remember",
    "rules_year_of",
    "select_error",
    "selected_place",
    "show_anew",
    "show_checked",
    "show_loaded",
    "user_name",
]

_FIRST_SHEET = "Start"


def show_loaded(
    live: LiveBook, plan: Plan, undo: Undo, *, leave: Collection[str] = (), drop: Iterable[str] = ()
) -> None:
    """Put the sheets of a return that was just loaded into a workbook, in place of those of the same names.

    leave: kinds of sheets that stay as they are in the workbook. drop: sheets that go, if they are there.
    """
    edits = whole_workbook.load_into(FoundLive(live), plan, leave=leave, drop=drop)
    made = carry_out(live, edits, undo)
    undo.at_the_end.append(lambda: excel_calls.activate(made[_FIRST_SHEET]))


def show_anew(live: LiveBook, sheet: Sheet, undo: Undo) -> None:
    """Put one sheet of a plan in place of the one of its name, if there is one, and bring it to the front.

    A new one goes where it is in a new workbook. Raises UserError where the one of its name is the analyst's own.
    """
    names = list(live.sheets)
    if sheet.name in names:
        refuse_what_is_not_ours(sheet, FoundLive(live).sheet(sheet.name))
    after = sheet_before(sheet.name, names) or names[-1]
    edit = ReplaceSheet(sheet) if sheet.name in names else AddSheet(sheet, after)
    made = carry_out(live, [SheetEdits(sheet.name, (edit,))], undo)
    # Before the sheets that go are deleted, which cannot be taken back.
    undo.at_the_end.insert(0, lambda: excel_calls.activate(made[sheet.name]))


def remember(live: LiveBook, sheet: Sheet, undo: Undo) -> None:
    """Write down what the next click needs to know, and nothing else. sheet: a hidden one, of kind "memory"."""
    carry_out(live, whole_workbook.remember(FoundLive(live), sheet), undo)


def show_checked(live: LiveBook, checked: Checked, plan: Plan, undo: Undo) -> None:
    """Show what a check found in the workbook that was read. plan: what it is to show."""
    tables = checked.next_run.tables
    edits = whole_workbook.update_workbook(FoundLive(live), plan, checked)
    places = checked.session.places
    carry_out(
        live,
        edits,
        undo,
        links_into({name: (frame.index.to_numpy(), places[name]) for name, frame in tables.items()}),
    )


def clear_marks_of(
    live: LiveBook,
    places: Mapping[str, TablePosition],
    ids: Mapping[str, pd.Index],
    memory: Memory,
    undo: Undo,
) -> None:
    """Remove every mark, Status and Codes of a workbook. memory: what the workbook remembers."""
    carry_out(live, whole_workbook.clear_marks(FoundLive(live), places, ids, memory), undo)


def come_to(book: xw.Book, sheet: str) -> None:
    """Bring a sheet to the front."""
    excel_calls.activate(book.sheets[sheet])
