"""The return's own tables: what a check has to say of them, written only where it is news.

The sheets are the analyst's to work in. xl903 writes Status and Codes, what is worked out, the marks, and cells
that were put back or for which a suggestion was used. Rows stay where they are, unless others took their place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbook.plan.addresses import Area, runs
from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import Block, Kind, Mark, MarkKey, Sheet, Value
from workbook.plan.table_sheets import CODES, ROW_ID, STATUS
from workbook.update.edits import (
    PLAIN,
    Edit,
    FormatRows,
    MoveRows,
    Offer,
    OfferCodes,
    ResizeTable,
    WriteCells,
)
from workbook.update.found import FoundSheet
from workbook.update.kept_filters import hide_rows
from workbook.update.marks import change_marks, find_rows, notes_of
from workbook.update.moved import move_rows
from xl903.s903.schema import TABLES

OURS = frozenset(
    {STATUS, CODES, ROW_ID, *(name for table in TABLES.values() for name in table.derived_names)}
)
"""Columns of a table that xl903 writes."""


@dataclass(frozen=True)
class TableNow:
    """A table as it was checked, and where it is on its sheet.

    frame: indexed by row id. before: the same as it was read, before anything was put back or suggested. places:
    where the rows are, or are to be. came_from: where other rows took the place of those on the sheet, row id to
    the row of the sheet in which it was; None where every row is where it was.
    """

    frame: pd.DataFrame
    before: pd.DataFrame
    places: TablePosition
    came_from: Mapping[int, int] | None = None


def update_table(
    sheet: Sheet, now: TableNow, found: FoundSheet, earlier: Mapping[MarkKey, Mark], *, offer: bool
) -> tuple[list[Edit], dict[MarkKey, Mark]]:
    """The edits that say on a table's sheet what a check found, and the marks on it afterwards.

    sheet: the table's in the plan. earlier: the marks as remembered. offer: whether codes are offered in its cells.
    """
    block = sheet.block
    assert block is not None  # a table's sheet has one  # noqa: S101
    edits: list[Edit] = []
    places, ids = now.places, now.frame.index.tolist()
    if now.came_from is not None:
        moved = _rows_in_place(now, now.came_from, found)
        if moved is not None:
            edits, found = [moved], move_rows(found, moved)
    edits += _empty_rows_that_went(found.grid, places)
    edits += _grow_below(block, found, places)
    edits += _changed_cells(block, now, found)
    marks, remembered = change_marks(
        found, places, find_rows(found, places, ids), earlier, notes_of(sheet, ids)
    )
    edits += marks
    edits += _hide_rows(block, found, places) if edits else []
    if offer and sheet.choices:
        edits.append(OfferCodes(tuple(_offers(sheet, block, places))))
    return edits, remembered


def clear_table(
    found: FoundSheet, places: TablePosition, ids: pd.Index, earlier: Mapping[MarkKey, Mark]
) -> list[Edit]:
    """The edits that take every mark, Status and Codes off a table's sheet."""
    edits, _ = change_marks(found, places, find_rows(found, places, ids.tolist()), earlier, {})
    nothing: dict[str, Sequence[Value]] = {
        title: [None] * len(places.rows) for title in (STATUS, CODES) if title in places.columns
    }
    return [*edits, *_write_columns(found.grid, places, nothing, {})]


# Rows that come, go and move


def _rows_in_place(now: TableNow, came_from: Mapping[int, int], found: FoundSheet) -> MoveRows | None:
    """Each row where it is to be, and the rows that went emptied; None where every row is there already."""
    header, height = now.places.header, len(found.grid)
    sources = [came_from.get(row_id) for row_id in now.frame.index.tolist()]
    sources += [None] * (height - header - len(sources))
    if all(source == row for row, source in enumerate(sources, start=header + 1) if row <= height):
        return None
    return MoveRows(1, max(len(row) for row in found.grid), header + 1, tuple(sources))


def _empty_rows_that_went(grid: Grid, places: TablePosition) -> Iterator[WriteCells]:
    """Empty the cells of rows that are none of the return any more, as where an added row was put back."""
    stay = set(places.rows.tolist())
    columns = sorted(places.columns.values())
    for row, cells in enumerate(grid[places.header :], start=places.header + 1):
        if row not in stay and cells.count(None) < len(cells):
            filled = [column for column in columns if column < len(cells) and cells[column] is not None]
            for run in runs(filled):
                yield WriteCells(row, run[0] + 1, ((None,) * len(run),), PLAIN * len(run))


def _grow_below(block: Block, found: FoundSheet, places: TablePosition) -> Iterator[Edit]:
    """Make rows below the last one part of the table, those that are yet to be written in its columns' look."""
    if not len(places.rows):
        return
    header, last, height = places.header, int(places.rows.max()), len(found.grid)
    if last > height:
        kinds = {
            places.columns[column.title]: column.kind
            for column in block.columns
            if column.title in places.columns
        }
        for run in runs(sorted(kinds)):
            yield FormatRows(height + 1, run[0] + 1, last - height, tuple(kinds[column] for column in run))
    table = found.table(header)
    if table is not None and last > table.bottom:
        titles = tuple(str(title) for title in found.grid[header - 1][table.left - 1 : table.right])
        yield ResizeTable(table, Area(table.top, table.left, last, table.right), titles)


# Cells


def _changed_cells(block: Block, now: TableNow, found: FoundSheet) -> Iterator[Edit]:
    """Write what cells are to say where they say something else, or hide that it is a date."""
    places, grid = now.places, found.grid
    kinds: dict[str, Kind] = {column.title: column.kind for column in block.columns}
    columns = list(zip(*block.rows, strict=True)) or [()] * len(block.columns)
    changed: dict[str, list[Value]] = {}
    for position, column in enumerate(block.columns):
        if column.title not in places.columns:
            continue
        at = places.columns[column.title]
        before = [_cell(grid, row, at) for row in places.rows.tolist()]
        wanted = list(columns[position])
        differ = [
            place for place, (old, new) in enumerate(zip(before, wanted, strict=True)) if differs(old, new)
        ]
        if differ and column.title not in OURS:
            differ = _not_by_formula(now, found, column.title, differ)
        if not differ:
            continue
        changed[column.title] = wanted
        if column.kind == "date" and column.title not in OURS:
            yield from _shown_as_dates(before, wanted, differ, places, at)
        if column.title not in OURS:
            # every other cell is the analyst's own, a formula perhaps
            keep = set(range(len(wanted))) - set(differ)
            changed[column.title] = [
                before[place] if place in keep else value for place, value in enumerate(wanted)
            ]
    yield from _write_columns(grid, places, changed, kinds)


def _not_by_formula(now: TableNow, found: FoundSheet, title: str, differ: list[int]) -> list[int]:
    """Those of the cells that do not merely spell what a formula of the analyst's gives."""
    rows, at = now.places.rows, now.places.columns[title] + 1
    ids = now.frame.index[differ]
    before = (
        now.before[title].reindex(ids) if title in now.before else pd.Series(None, index=ids, dtype=object)
    )
    after = now.frame[title].loc[ids] if title in now.frame else before
    same = (before.to_numpy() == after.to_numpy()) | (before.isna() & after.isna()).to_numpy()
    spelt = [
        place
        for place, one in zip(differ, same.tolist(), strict=True)
        if one and rows[place] <= len(found.grid)
    ]
    if not spelt:
        return differ
    first, last = int(min(rows[spelt])), int(max(rows[spelt]))
    formulas = found.formulas(Area(first, at, last, at))
    return [place for place in differ if place not in set(spelt) or (int(rows[place]), at) not in formulas]


def _shown_as_dates(
    before: Sequence[Any], wanted: Sequence[Value], differ: Sequence[int], places: TablePosition, column: int
) -> Iterator[FormatRows]:
    """Cells that held no date and do now are shown as dates."""
    rows = [
        int(places.rows[place])
        for place in differ
        if isinstance(wanted[place], dt.date)
        and before[place] is not None
        and not isinstance(before[place], dt.date)
    ]
    for run in runs(sorted(rows)):
        yield FormatRows(run[0], column + 1, len(run), ("date",))


def _write_columns(
    grid: Grid, places: TablePosition, columns: Mapping[str, Sequence[Value]], kinds: Mapping[str, Kind]
) -> Iterator[WriteCells]:
    """Write columns of a table: in few blocks where xl903 is their author, else only the cells that differ."""
    for titles in _beside_each_other(columns, places):
        left = places.columns[titles[0]]
        wanted = list(zip(*(columns[title] for title in titles), strict=True))
        rows = places.rows.tolist()
        different = [
            place
            for place, values in enumerate(wanted)
            if any(differs(_cell(grid, rows[place], left + at), value) for at, value in enumerate(values))
        ]
        of_each = tuple(kinds.get(title, "text") for title in titles)
        for first, last in _stretches(places.rows, different, whole=titles[0] in OURS):
            yield WriteCells(rows[first], left + 1, tuple(map(tuple, wanted[first : last + 1])), of_each)


def differs(now: Any, wanted: Value) -> bool:
    """Whether a cell has to be written to say this; text that is a date has to become one."""
    if now is None and wanted is None:
        return False
    if isinstance(wanted, dt.date) and not isinstance(now, dt.date):
        return True
    return now != wanted and from_sheet(now) != from_sheet(wanted)


def _cell(grid: Grid, row: int, column: int) -> Any:
    return grid[row - 1][column] if row <= len(grid) and column < len(grid[row - 1]) else None


def _beside_each_other(columns: Mapping[str, Any], places: TablePosition) -> list[list[str]]:
    """Titles in groups that are written as one block: neighbours that are xl903's own, others alone."""
    groups: list[list[str]] = []
    for title in sorted(columns, key=places.columns.__getitem__):
        before = groups[-1][-1] if groups else None
        if before in OURS and title in OURS and places.columns[title] == places.columns[str(before)] + 1:
            groups[-1].append(title)
        else:
            groups.append([title])
    return groups


def _stretches(rows: np.ndarray, different: Sequence[int], *, whole: bool) -> Iterable[tuple[int, int]]:
    """Rows below one another, from first to last place, in which are those that differ.

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


def _hide_rows(block: Block, found: FoundSheet, places: TablePosition) -> list[Edit]:
    at = {row: place for place, row in enumerate(places.rows.tolist())}
    ours = {
        places.columns[column.title] + 1: n
        for n, column in enumerate(block.columns)
        if column.title in places.columns
    }

    def value_of(row: int, column: int) -> object:
        place = at.get(places.header + 1 + row)
        if place is not None and column in ours:
            return block.rows[place][ours[column]]
        return _cell(found.grid, places.header + 1 + row, column - 1)

    count = max(len(found.grid), *at, places.header) - places.header if at else 0
    return hide_rows(found, places.header, count, value_of, lift=False)


def new_offers(sheet: Sheet, block: Block) -> list[Offer]:
    """What is offered in the columns of a table's sheet that is made anew."""
    columns = {column.title: place for place, column in enumerate(block.columns)}
    return list(_offers(sheet, block, TablePosition(np.zeros(0, dtype=int), columns, block.top)))


def _offers(sheet: Sheet, block: Block, places: TablePosition) -> Iterator[Offer]:
    """What is offered in the columns of a table as they are on its sheet."""
    for choice in sheet.choices:
        title = block.columns[choice.column].title
        if title in places.columns:
            yield Offer(
                places.columns[title] + 1,
                places.header + 1,
                choice.codes,
                choice.cells,
                title,
                choice.help_title,
                choice.help_text,
                None if choice.rows is None else tuple(places.header + 1 + row for row in choice.rows),
            )
