"""Puts a plan into a live workbook through xlwings, and reads the workbook back.

The sheets are the analyst's to work in. What they do to them survives: their notes, fills, widths, filters,
sort order and columns. A table's own cells are written when it is loaded and then only where xl903 has
something new to say: in Status and Codes, in what is worked out, and in the marks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

import pandas as pd
import xlwings as xw

from workbook.excel import excel_calls
from workbook.excel.code_choices import offer_codes, offers
from workbook.excel.excel_calls import Maker, Undo, all_or_nothing, user_name
from workbook.excel.list_updates import update_list
from workbook.excel.listed_errors import (
    ListedError,
    codes_at_selection,
    listed_errors,
    rules_year_of,
    select_error,
    selected_place,
)
from workbook.excel.live_book import LiveBook, cells_of, cells_of_rows, read_live
from workbook.excel.live_links import links_into
from workbook.excel.marks import change_marks
from workbook.excel.memory_updates import write_memory
from workbook.excel.new_sheets import LinkFormula, make_sheet
from workbook.excel.table_updates import update_table, write_columns
from workbook.plan.child_sheet import CHILD_SHEET
from workbook.plan.codes_sheet import CODES_SHEET
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import Mark, MarkKey, Plan, Sheet
from workbook.plan.table_sheets import CODES, STATUS
from workbook.session.memory import MEMORY_SHEET, Memory, memory_sheet

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
    book = live.book
    from_1904 = excel_calls.counts_from_1904(book)
    going = {*drop, *(sheet.name for sheet in plan.sheets if sheet.kind not in ("memory", *leave))}
    old = {name: sheet for name, sheet in live.sheets.items() if name in going}
    for earlier in old.values():
        excel_calls.set_aside(earlier, undo)
    blank = _blank_sheet(live)
    maker = Maker(book)
    made = {}
    before: xw.Sheet | None = None
    for sheet in plan.sheets:
        if sheet.kind == "memory":
            write_memory(maker, sheet, live, undo)
        elif sheet.kind in leave:
            before = live.sheets.get(sheet.name, before)
        else:
            after = old.get(sheet.name, before)
            before = made[sheet.name] = make_sheet(maker, sheet, undo, from_1904=from_1904, after=after)
    for earlier in old.values():
        excel_calls.deleter(earlier)()
    for needless in blank:
        needless.delete()
    excel_calls.activate(made[_FIRST_SHEET])


def show_anew(live: LiveBook, sheet: Sheet, undo: Undo, *, after: str | None = None) -> None:
    """Put one sheet of a plan in place of the one of its name, if there is one, and bring it to the front.

    after: the sheet behind which a new one goes; the last, if left out.
    """
    old = live.sheets.get(sheet.name)
    if old is not None:
        excel_calls.set_aside(old, undo)
    beside = live.sheets[after] if old is None and after is not None else old
    made = make_sheet(
        Maker(live.book), sheet, undo, from_1904=excel_calls.counts_from_1904(live.book), after=beside
    )
    excel_calls.activate(made)
    if old is not None:
        old.delete()


def remember(live: LiveBook, memory: Memory, undo: Undo) -> None:
    """Write down what the next click needs to know, and nothing else."""
    write_memory(Maker(live.book), memory_sheet(memory), live, undo)


def come_to(book: xw.Book, sheet: str) -> None:
    """Bring a sheet to the front."""
    excel_calls.activate(book.sheets[sheet])


def _blank_sheet(live: LiveBook) -> list[xw.Sheet]:
    """The one empty sheet of a new workbook, which nobody needs once there are others."""
    if len(live.sheets) == 1:
        ((name, grid),) = live.grids.items()
        if all(value is None for row in grid for value in row):
            return [live.sheets[name]]
    return []


def show_checked(
    live: LiveBook,
    plan: Plan,
    tables: Mapping[str, pd.DataFrame],
    places: Mapping[str, TablePosition],
    memory: Memory,
    undo: Undo,
) -> None:
    """Show what a validation found in the workbook that was read.

    tables: this year's tables as they were checked, indexed by row id. places: where they stand. memory: what
    to remember; its marks are those on the sheets now and become those of the plan.
    """
    book = live.book
    from_1904 = excel_calls.counts_from_1904(book)
    maker = Maker(book)
    marks = {
        name: update_table(
            live,
            plan.sheet(name),
            frame,
            places[name],
            memory.marks.get(name, {}),
            undo,
            from_1904=from_1904,
        )
        for name, frame in tables.items()
        if name in live.sheets
    }
    links = links_into({name: (frame.index.to_numpy(), places[name]) for name, frame in tables.items()})
    before: xw.Sheet | None = None
    for sheet in plan.sheets:
        there = sheet.name in live.sheets
        if sheet.name == MEMORY_SHEET:
            write_memory(maker, memory_sheet(replace(memory, marks=marks)), live, undo)
        elif sheet.kind == "memory":
            write_memory(maker, sheet, live, undo)
        elif sheet.kind == "list" and there:
            _update_list(maker, live, sheet, undo, links, from_1904)
        elif sheet.kind in ("list", "theirs") and not there and sheet.name != CHILD_SHEET:
            before = make_sheet(maker, sheet, undo, links, from_1904=from_1904, after=before)
        if there:
            before = live.sheets[sheet.name]
    if CODES_SHEET not in live.sheets:
        _offer_codes(live, plan, places, undo)


def _offer_codes(live: LiveBook, plan: Plan, places: Mapping[str, TablePosition], undo: Undo) -> None:
    """Offer the codes that were just listed on their sheet in every cell that takes some."""
    asked = []
    for name, at in places.items():
        sheet = plan.sheet(name)
        if sheet.block is not None and name in live.sheets:
            asked += offers(name, sheet.choices, [column.title for column in sheet.block.columns], at)
    offer_codes(live.book, asked, undo)


def clear_marks_of(
    live: LiveBook,
    places: Mapping[str, TablePosition],
    ids: Mapping[str, pd.Index],
    memory: Memory,
    undo: Undo,
) -> int:
    """Remove every mark, Status and Codes of a workbook; gives how many cells were marked.

    memory: what the workbook remembers, the marks among it.
    """
    count = 0
    for name, at in places.items():
        marks: Mapping[MarkKey, Mark] = memory.marks.get(name, {})
        said = {title: [None] * len(at.rows) for title in (STATUS, CODES)}
        with live.unfiltered(name):
            if marks:
                rows = cells_of_rows(at, ids[name].to_numpy(), live.grids[name])
                change_marks(live.sheets[name], marks, {}, cells_of(at, rows, set(marks)), undo)
            write_columns(live, name, at, said, {}, undo, from_1904=False)
        count += len(marks)
    remember(live, replace(memory, marks={}), undo)
    return count


def _update_list(
    maker: Maker, live: LiveBook, sheet: Sheet, undo: Undo, links: LinkFormula, from_1904: bool
) -> None:
    if not update_list(live, sheet, undo, links, from_1904=from_1904):
        # What is left of its header does not tell which column is which: a fresh sheet says more.
        shown = live.sheets[sheet.name]
        excel_calls.set_aside(shown, undo)
        make_sheet(maker, sheet, undo, links, from_1904=from_1904, after=shown)
        shown.delete()
