"""The return's tables on their live sheets: what a validation has to say, written where it differs.

The sheets are the analyst's to work in, so cells are written only where xl903 has something new to say: in
Status and Codes, in what is worked out, in the marks, and in what was put back or suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbook.excel import excel_calls
from workbook.excel.excel_calls import Undo
from workbook.excel.live_book import LiveBook, cells_of, cells_of_rows
from workbook.excel.marks import change_marks
from workbook.excel.new_sheets import entered
from workbook.plan.addresses import block_address
from workbook.plan.cell_values import from_sheet
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import Kind, Mark, MarkKey, Sheet
from workbook.plan.table_sheets import CODES, ROW_ID, STATUS
from xl903.s903.schema import TABLES

_OURS = frozenset(
    {STATUS, CODES, ROW_ID, *(name for table in TABLES.values() for name in table.derived_names)}
)
"""Columns of a table that xl903 writes."""


def update_table(
    live: LiveBook,
    sheet: Sheet,
    frame: pd.DataFrame,
    places: TablePosition,
    earlier: Mapping[MarkKey, Mark],
    undo: Undo,
    *,
    from_1904: bool,
) -> dict[MarkKey, Mark]:
    """Write what a validation has to say into a table's sheet, and change its marks; gives them.

    frame: the table as it was checked, indexed by row id. places: where it stands. earlier: the marks now.
    """
    name, shown, block = sheet.name, live.sheets[sheet.name], sheet.block
    assert block is not None  # a table's sheet has one  # noqa: S101
    columns = list(zip(*block.rows, strict=True)) or [()] * len(block.columns)
    values = {column.title: columns[place] for place, column in enumerate(block.columns)}
    kinds: dict[str, Kind] = {column.title: column.kind for column in block.columns}
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
    with live.unfiltered(name):
        write_columns(live, name, places, changes, kinds, undo, from_1904=from_1904)
        _stretch(live, name, places, undo)
        return change_marks(shown, earlier, notes, where, undo)


def _stretch(live: LiveBook, name: str, places: TablePosition, undo: Undo) -> None:
    """Let the table reach down to rows that were written below it, as where a deleted row was put back."""
    bottom, last = len(live.grids[name]), max(places.rows.tolist(), default=0)
    if last > bottom > places.header:
        titled = [column for column, title in enumerate(live.grids[name][places.header - 1], 1) if title]
        left, width = titled[0], titled[-1] - titled[0] + 1
        before, after = (
            block_address(places.header, left, row - places.header + 1, width) for row in (bottom, last)
        )
        excel_calls.resize_table(live.sheets[name], after)
        undo.add(lambda: excel_calls.resize_table(live.sheets[name], before))


def _empty_rows_that_went(live: LiveBook, name: str, places: TablePosition, undo: Undo) -> dict[int, str]:
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
                undo.add(excel_calls.writer(sheet, row, column + 1, [(cells[column],)]))
                excel_calls.write_rows(sheet, row, column + 1, [(None,)])
    return went


def _changed_columns(
    live: LiveBook, name: str, places: TablePosition, values: Mapping[str, Sequence[Any]]
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


def write_columns(
    live: LiveBook,
    name: str,
    places: TablePosition,
    columns: Mapping[str, Sequence[Any]],
    kinds: Mapping[str, Kind],
    undo: Undo,
    *,
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
            undo.add(excel_calls.writer(sheet, top, left + 1, old))
            excel_calls.write_rows(sheet, top, left + 1, new)


def _beside_each_other(columns: Mapping[str, Any], places: TablePosition) -> list[list[str]]:
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


def _stretches(rows: np.ndarray, different: Sequence[int], *, whole: bool) -> Iterable[tuple[int, int]]:
    """TablePosition that stand below one another, from first to last, in which are those that differ.

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
