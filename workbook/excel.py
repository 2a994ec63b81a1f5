"""Puts a plan into a live workbook through xlwings, and reads the workbook back.

The sheets are the analyst's to work in. What they do to them survives: their notes, fills, widths, filters,
sort order and columns. A table's own cells are written when it is loaded and then only where xl903 has
something new to say: in Status and Codes, in what is worked out, and in the marks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import xlwings as xw

from workbook import excel_calls
from workbook.cell_values import from_sheet
from workbook.code_lists import CODES_SHEET
from workbook.excel_calls import Maker, Undo, all_or_nothing, user_name
from workbook.filters import unfiltered
from workbook.ledger import Ledger, write_ledger
from workbook.live_book import LiveBook, cells_of, cells_of_rows, read_live
from workbook.live_errors import (
    ListedError,
    codes_at_selection,
    listed_errors,
    rules_year_of,
    select_error,
    selected_place,
)
from workbook.live_links import links_into
from workbook.live_lists import update_list
from workbook.live_sheets import LinkFormula, entered, make_sheet
from workbook.marks import MarkKey, change_marks
from workbook.memory import MEMORY_SHEET
from workbook.parts import Block, Kind, Plan, Sheet
from workbook.places import Places
from workbook.sheet_changes import CHANGES_SHEET
from workbook.sheet_child import CHILD_SHEET
from workbook.tables import CODES, ROW_ID, STATUS
from xl903.schema import TABLES

__all__ = [
    "Ledger",
    "ListedError",
    "LiveBook",
    "all_or_nothing",
    "codes_at_selection",
    "come_to",
    "listed_errors",
    "marks_cleared",
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

MADE_WHEN_ASKED_FOR = (CHILD_SHEET, CODES_SHEET)
"""Sheets of the plan that a validation does not make; their own buttons do."""

_FIRST_SHEET = "Start"
_OURS = frozenset(
    {STATUS, CODES, ROW_ID, *(name for table in TABLES.values() for name in table.derived_names)}
)
"""Columns of a table that xl903 writes."""


def show_loaded(live: LiveBook, plan: Plan, ledger: Ledger, undo: Undo, *, drop: Iterable[str] = ()) -> None:
    """Put the sheets of a return that was just loaded into a workbook, in place of those of the same names.

    ledger: what to remember; marks on sheets that go are forgotten. drop: sheets that go too, if they are there.
    """
    book = live.book
    from_1904 = excel_calls.counts_from_1904(book)
    going = {*drop, *(sheet.name for sheet in plan.sheets)}
    old = [sheet for name, sheet in live.sheets.items() if name in going]
    for earlier in old:
        excel_calls.set_aside(earlier, undo)
    blank = _blank_sheet(live)
    maker = Maker(book)
    for sheet in plan.sheets:
        if sheet.kind == "memory":
            _write_memory(maker, sheet, None, undo)
        else:
            make_sheet(maker, sheet, undo, from_1904=from_1904)
    if plan.about is not None:
        excel_calls.write_about(book, plan.about, undo)
    marks = {name: marks for name, marks in ledger.marks.items() if name not in going}
    write_ledger(book, maker, replace(ledger, marks=marks), undo, earlier=live.ledger)
    for needless in (*old, *blank):
        needless.delete()
    excel_calls.activate(book.sheets[_FIRST_SHEET])


def show_anew(live: LiveBook, sheet: Sheet, undo: Undo) -> None:
    """Put one sheet of a plan in place of the one of its name, if there is one, and bring it to the front."""
    old = live.sheets.get(sheet.name)
    if old is not None:
        excel_calls.set_aside(old, undo)
    made = make_sheet(
        Maker(live.book), sheet, undo, from_1904=excel_calls.counts_from_1904(live.book), after=old
    )
    excel_calls.activate(made)
    if old is not None:
        old.delete()


def remember(live: LiveBook, ledger: Ledger, undo: Undo) -> None:
    """Write down what the next click needs to know, and nothing else."""
    write_ledger(live.book, Maker(live.book), ledger, undo, earlier=live.ledger)


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
    places: Mapping[str, Places],
    ledger: Ledger,
    undo: Undo,
) -> None:
    """Show what a validation found in the workbook that was read.

    tables: this year's tables as they were checked, indexed by row id. places: where they stand. ledger: what
    to remember; its marks are those on the sheets now and become those of the plan.
    """
    book = live.book
    from_1904 = excel_calls.counts_from_1904(book)
    maker = Maker(book)
    marks = {}
    for name, frame in tables.items():
        sheet = plan.sheet(name)
        if sheet.block is not None and name in live.sheets:
            marks[name] = _update_table(
                live, sheet, sheet.block, frame, places[name], ledger, undo, from_1904
            )
    links = links_into({name: (frame.index.to_numpy(), places[name]) for name, frame in tables.items()})
    before: xw.Sheet | None = None
    for sheet in plan.sheets:
        if sheet.kind == "memory":
            _write_memory(maker, sheet, live, undo)
        elif sheet.kind == "list" and sheet.name in live.sheets:
            _update_list(maker, live, sheet, undo, links, from_1904)
        elif sheet.kind == "list" and _is_wanted(sheet):
            before = make_sheet(maker, sheet, undo, links, from_1904=from_1904, after=before)
        if sheet.name in live.sheets:
            before = live.sheets[sheet.name]
    write_ledger(book, maker, replace(ledger, marks=marks), undo, earlier=live.ledger)


def _is_wanted(sheet: Sheet) -> bool:
    """Whether a validation makes a list sheet that is not there: Changes only once there are some."""
    if sheet.name == CHANGES_SHEET:
        return sheet.block is not None and len(sheet.block.rows) > 0
    return sheet.name not in MADE_WHEN_ASKED_FOR


def marks_cleared(
    live: LiveBook, places: Mapping[str, Places], ids: Mapping[str, pd.Index], undo: Undo
) -> int:
    """Remove every mark, Status and Codes of a workbook; gives how many cells were marked."""
    ledger = live.ledger or Ledger()
    count = 0
    for name, marks in ledger.marks.items():
        if name in places:
            with unfiltered(live.sheets[name]):
                rows = cells_of_rows(places[name], ids[name].to_numpy(), live.grids[name])
                change_marks(live.sheets[name], marks, {}, cells_of(places[name], rows, set(marks)), undo)
            count += len(marks)
    for name, at in places.items():
        blank: Sequence[Any] = [None] * len(at.rows)
        with unfiltered(live.sheets[name]):
            _write_columns(live, name, at, dict.fromkeys(("Status", "Codes"), blank), {}, undo, False)
    write_ledger(live.book, Maker(live.book), replace(ledger, marks={}), undo, earlier=live.ledger)
    return count


def _update_table(
    live: LiveBook,
    sheet: Sheet,
    block: Block,
    frame: pd.DataFrame,
    places: Places,
    ledger: Ledger,
    undo: Undo,
    from_1904: bool,
) -> dict[MarkKey, Any]:
    """Write what a validation has to say into a table's sheet, and change its marks; gives them."""
    name, shown = sheet.name, live.sheets[sheet.name]
    columns = list(zip(*block.rows, strict=True)) or [()] * len(block.columns)
    values = {column.title: columns[place] for place, column in enumerate(block.columns)}
    kinds: dict[str, Kind] = {column.title: column.kind for column in block.columns}
    earlier = ledger.marks.get(name, {})
    titles = [column.title for column in block.columns]
    ids = [str(row_id) for row_id in frame.index]
    notes = {(ids[note.row], titles[note.column]): note.text for note in sheet.notes}
    notes = {key: text for key, text in notes.items() if key[1] in places.columns}
    rows = cells_of_rows(places, frame.index.to_numpy(), live.grids[name])
    for row, row_id in _empty_rows_that_went(live, name, places, undo).items():
        rows.setdefault(row_id, []).append(row)
    where = cells_of(places, rows, {*earlier, *notes})
    changes = _changed_columns(live, name, places, values)
    same_marks = {key: mark.note for key, mark in earlier.items()} == notes
    if not changes and same_marks:
        return dict(earlier)
    with unfiltered(shown):
        _write_columns(live, name, places, changes, kinds, undo, from_1904)
        return dict(change_marks(shown, earlier, notes, where, undo))


def _empty_rows_that_went(live: LiveBook, name: str, places: Places, undo: Undo) -> dict[int, str]:
    """Empty the cells of rows that are none of the return any more, as where an added row was put back.

    Gives the sheet's row and the row id of each, since their marks have to go too.
    """
    stay = set(places.rows.tolist())
    went: dict[int, str] = {}
    grid, sheet = live.grids[name], live.sheets[name]
    columns = sorted(places.columns.values())
    for row, cells in enumerate(grid[places.header :], start=places.header + 1):
        if row in stay or all(cells[column] is None for column in columns):
            continue
        if ROW_ID in places.columns:
            went[row] = from_sheet(cells[places.columns[ROW_ID]]) or ""
        for column in columns:
            if cells[column] is not None:
                undo.add(_writer(sheet, row, column + 1, [(cells[column],)]))
                excel_calls.write_rows(sheet, row, column + 1, [(None,)])
    return went


def _changed_columns(
    live: LiveBook, name: str, places: Places, values: Mapping[str, Sequence[Any]]
) -> dict[str, Sequence[Any]]:
    """The columns of a table whose cells are not what they should be."""
    grid = live.grids[name]
    changed = {}
    for title, wanted in values.items():
        if title not in places.columns:
            continue
        now = [_text_at(grid, row, places.columns[title]) for row in places.rows.tolist()]
        if now != [from_sheet(value) for value in wanted]:
            changed[title] = wanted
    return changed


def _text_at(grid: Sequence[Sequence[Any]], row: int, column: int) -> str | None:
    return from_sheet(grid[row - 1][column]) if row <= len(grid) else None


def _write_columns(
    live: LiveBook,
    name: str,
    places: Places,
    columns: Mapping[str, Sequence[Any]],
    kinds: Mapping[str, Kind],
    undo: Undo,
    from_1904: bool,
) -> None:
    """Write columns of a table: whole where xl903 is their author, else only the cells that differ."""
    grid, sheet = live.grids[name], live.sheets[name]
    for titles in _beside_each_other(columns, places):
        left = places.columns[titles[0]]
        now = [
            tuple(_text_at(grid, row, left + offset) for offset in range(len(titles)))
            for row in places.rows.tolist()
        ]
        wanted = list(zip(*(columns[title] for title in titles), strict=True))
        different = [
            place
            for place, values in enumerate(wanted)
            if tuple(from_sheet(value) for value in values) != now[place]
        ]
        for first, last in _stretches(places.rows, different, whole=titles[0] in _OURS):
            top = int(places.rows[first])
            old, new = (
                [
                    tuple(
                        entered(value, kinds.get(title, "text"), from_1904=from_1904)
                        for title, value in zip(titles, values, strict=True)
                    )
                    for values in rows[first : last + 1]
                ]
                for rows in (now, wanted)
            )
            undo.add(_writer(sheet, top, left + 1, old))
            excel_calls.write_rows(sheet, top, left + 1, new)


def _beside_each_other(columns: Mapping[str, Any], places: Places) -> list[list[str]]:
    """Titles in groups that are written as one block: neighbours that are xl903's own, others alone."""
    groups: list[list[str]] = []
    for title in sorted(
        (title for title in columns if title in places.columns), key=places.columns.__getitem__
    ):
        before = groups[-1][-1] if groups else None
        if before in _OURS and title in _OURS and places.columns[title] == places.columns[before] + 1:
            groups[-1].append(title)
        else:
            groups.append([title])
    return groups


def _writer(sheet: xw.Sheet, top: int, left: int, rows: Sequence[Sequence[Any]]) -> Any:
    return lambda: excel_calls.write_rows(sheet, top, left, rows)


def _stretches(rows: np.ndarray, different: Sequence[int], *, whole: bool) -> Iterable[tuple[int, int]]:
    """Places that stand below one another, from first to last, in which are those that differ.

    whole: places between that do not differ may be written too, for fewer calls.
    """
    if not different:
        return
    start = end = different[0]
    for place in different[1:]:
        if (whole or place == end + 1) and rows[place] - rows[end] == place - end:
            end = place
        else:
            yield start, end
            start = end = place
    yield start, end


def _update_list(
    maker: Maker, live: LiveBook, sheet: Sheet, undo: Undo, links: LinkFormula, from_1904: bool
) -> None:
    shown, grid = live.sheets[sheet.name], live.grids[sheet.name]
    if not update_list(shown, grid, sheet, undo, links, from_1904=from_1904):
        # What is left of its header does not tell which column is which: a fresh sheet says more.
        excel_calls.set_aside(shown, undo)
        make_sheet(maker, sheet, undo, links, from_1904=from_1904)
        shown.delete()


def _write_memory(maker: Maker, sheet: Sheet, live: LiveBook | None, undo: Undo) -> None:
    """Write the memory's sheet, as plain as it can be: text in cells without a format."""
    if sheet.block is None:
        return
    header = tuple(column.title for column in sheet.block.columns)
    rows = [tuple(entered(value, "number", from_1904=False) for value in row) for row in sheet.block.rows]
    if live is None or MEMORY_SHEET not in live.sheets:
        made = maker.add(MEMORY_SHEET)
        undo.add(made.delete)
        excel_calls.write_rows(made, 1, 1, [header, *rows])
        excel_calls.hide_deeply(made)
        return
    shown = live.sheets[MEMORY_SHEET]
    before = [
        tuple(entered(value, "number", from_1904=False) for value in row[: len(header)])
        for row in live.grids[MEMORY_SHEET][1:]
    ]
    size = max(len(before), len(rows))
    empty = (None,) * len(header)
    old, new = ([*some, *[empty] * (size - len(some))] for some in (before, rows))
    different = [place for place in range(size) if old[place] != new[place]]
    if different:
        first, last = different[0], different[-1] + 1
        undo.add(_writer(shown, first + 2, 1, old[first:last]))
        excel_calls.write_rows(shown, first + 2, 1, new[first:last])
