"""A whole workbook: for each sheet of the plan what to do with the one that is there, in the plan's order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from workbook.plan.appearance import tab_colour
from workbook.plan.child_sheet import CHILD_SHEET
from workbook.plan.codes_sheet import CODES_SHEET
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_list import key_of
from workbook.plan.sheet_model import Mark, MarkKey, Plan, Sheet
from workbook.session.checking import Checked
from workbook.session.memory import MEMORY_SHEET, Memory, memory_sheet
from workbook.session.planning import marks_of
from workbook.update.edits import AddSheet, ColourTab, Edit, RemoveSheet, ReplaceSheet, SheetEdits
from workbook.update.found import FoundBook
from workbook.update.lists import update_list
from workbook.update.memory_edits import update_memory
from workbook.update.tables import TableNow, clear_table, update_table


def update_workbook(found: FoundBook, plan: Plan, checked: Checked) -> list[SheetEdits]:
    """The edits after which a workbook shows what a check found in it.

    The sheet Child is brought up to date where it is, and made where a child was asked for.
    """
    tables, memory = _tables_now(checked), checked.session.memory
    anew = any(now.came_from is not None for now in tables.values())
    offer = CODES_SHEET not in found.names
    in_tables: list[SheetEdits] = []
    edits: list[SheetEdits] = []
    marks: dict[str, Mapping[MarkKey, Mark]] = {}
    after: str | None = None
    for sheet in plan.sheets:
        if sheet.kind == "memory":
            continue
        there = sheet.name in found.names
        done: Sequence[Edit] = ()
        if there and sheet.kind == "this year":
            done, marks[sheet.name] = update_table(
                sheet,
                tables[sheet.name],
                found.sheet(sheet.name),
                memory.marks.get(sheet.name, {}),
                offer=offer,
            )
            wrong = bool(marks[sheet.name])
            if wrong != bool(memory.marks.get(sheet.name)):
                done = (*done, ColourTab(tab_colour(sheet.kind, wrong=wrong)))
        elif there and sheet.kind == "list":
            done = update_list(sheet, key_of(sheet.name), found.sheet(sheet.name))
        elif there and sheet.kind == "last year" and anew:
            done = update_list(sheet, (), found.sheet(sheet.name))
        elif not there and (sheet.name != CHILD_SHEET or memory.child is not None):
            done = (AddSheet(sheet, after, marked=True),)
            if sheet.kind == "this year":
                ids = tables[sheet.name].frame.index
                marks[sheet.name] = marks_of(sheet, ids, replace(memory, marks={}))
        if done:
            # the tables first, since lists lead to what is on them
            (in_tables if there and sheet.kind == "this year" else edits).append(
                SheetEdits(sheet.name, tuple(done))
            )
        if there or done:
            after = sheet.name
    known = memory_sheet(replace(memory, marks=marks))
    hidden = (known if one.name == MEMORY_SHEET else one for one in _hidden(plan))
    return [*in_tables, *edits, *remember(found, *hidden)]


def _tables_now(checked: Checked) -> dict[str, TableNow]:
    found, session = checked.next_run.found, checked.session
    return {
        name: TableNow(
            frame, found.tables.get(name, frame), session.places[name], session.came_from.get(name)
        )
        for name, frame in checked.next_run.tables.items()
    }


def remember(found: FoundBook, *sheets: Sheet) -> list[SheetEdits]:
    """The edits after which these hidden sheets say what they are to say, those that do already left out."""
    return [one for one in (update_memory(found, sheet) for sheet in sheets) if one.edits]


def _hidden(plan: Plan) -> list[Sheet]:
    return [sheet for sheet in plan.sheets if sheet.kind == "memory"]


def load_into(
    found: FoundBook, plan: Plan, *, leave: Collection[str] = (), drop: Iterable[str] = ()
) -> list[SheetEdits]:
    """The edits that put the sheets of a return that was just loaded in place of those of the same names.

    leave: kinds of sheets that stay as they are in the workbook. drop: sheets that go, if they are there. The one
    empty sheet of a new workbook goes too.
    """
    names = {sheet.name for sheet in plan.sheets}
    going = [name for name in found.names if name in set(drop) - names or _is_blank(found)]
    edits = []
    after = found.names[-1] if found.names else None
    for sheet in plan.sheets:
        there = sheet.name in found.names
        if sheet.kind == "memory":
            continue
        if sheet.kind in leave:
            after = sheet.name if there else after
            continue
        edits.append(SheetEdits(sheet.name, (ReplaceSheet(sheet) if there else AddSheet(sheet, after),)))
        after = sheet.name
    edits += [SheetEdits(name, (RemoveSheet(name),)) for name in going]
    return [*edits, *remember(found, *_hidden(plan))]


def _is_blank(found: FoundBook) -> bool:
    return len(found.names) == 1 and all(
        value is None for row in found.sheet(found.names[0]).grid for value in row
    )


def clear_marks(
    found: FoundBook, places: Mapping[str, TablePosition], ids: Mapping[str, pd.Index], memory: Memory
) -> list[SheetEdits]:
    """The edits that take every mark, Status and Codes off a workbook."""
    edits = []
    for name, at in places.items():
        known = memory.marks.get(name, {})
        plain = (ColourTab(None),) if known else ()
        edits.append(SheetEdits(name, (*clear_table(found.sheet(name), at, ids[name], known), *plain)))
    return [*(one for one in edits if one.edits), *remember(found, memory_sheet(replace(memory, marks={})))]
