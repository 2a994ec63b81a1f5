"""What a person does in Excel with hands on keyboard and mouse, where the simulation needs help with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import xlwings as xw

from workbook.plan.addresses import block_address

ASCENDING, DESCENDING = 1, 2
_HAS_HEADERS = 1


def titles(sheet: xw.Sheet) -> dict[str, int]:
    """The columns of a table by title, from 1."""
    row = sheet.range("A1:AZ1").value
    return {title: column for column, title in enumerate(row, start=1) if title}


def select(sheet: xw.Sheet, address: str) -> None:
    """Select cells, as with the mouse."""
    sheet.api.Activate()
    sheet.api.Range(address).Select()


def sort_table(sheet: xw.Sheet, title: str, order: int = ASCENDING) -> None:
    """Sort a sheet's table by one of its columns.

    Excel takes notes along with their cells; the simulation sorts no cells with notes, so that they are taken
    off before and put on again after, by the hidden row id.
    """
    at = titles(sheet)
    ids = sheet.range(block_address(2, at["xl903 row"], sheet.used_range.last_cell.row - 1, 1)).value
    notes = [(ids[note.location.row - 2], note.location.column, note.text) for note in sheet.notes]
    for note in list(sheet.notes):
        note.delete()
    table = sheet.api.ListObjects(1).Range
    table.Sort(Key1=sheet.api.Cells(1, at[title]), Order1=order, Header=_HAS_HEADERS)
    ids = sheet.range(block_address(2, at["xl903 row"], len(ids), 1)).value
    for row_id, column, text in notes:
        sheet.range((ids.index(row_id) + 2, column)).add_note(text)


def filter_table(sheet: xw.Sheet, title: str, value: str) -> None:
    """Show only the rows of a sheet's table that have a value in a column."""
    sheet.api.ListObjects(1).Range.AutoFilter(titles(sheet)[title], value)


def copied(source: xw.Sheet, address: str, to: xw.Range) -> None:
    """Copy a block of cells and paste it, with everything that is on it."""
    source.api.Range(address).Copy(to.api)


def choose_rules(book: xw.Book, click: Callable[[str], list[str]], *codes: str) -> None:
    """Tick these rules on their sheet and no others."""
    assert click("xl903ChooseRules") == []
    sheet = book.sheets.active
    assert sheet.name == "Choose rules"
    listed = sheet.range(f"B4:B{sheet.used_range.last_cell.row}").value
    assert set(codes) <= set(listed)
    sheet.range("A4").value = [["x" if code in codes else None] for code in listed]


def row_of(sheet: xw.Sheet, *key: Any) -> int:
    """The sheet's row in which a row of the return stands: CHILD, and what comes next to it."""
    column = titles(sheet)["CHILD"]
    block: Sequence[Sequence[Any]] = sheet.range(block_address(1, column, 60, max(len(key), 2))).value
    return next(place for place, row in enumerate(block, start=1) if tuple(row[: len(key)]) == key)


def rows_of(book: xw.Book, name: str, *titles: str) -> list[tuple[object, ...]]:
    """These columns of a list's rows, those without any value left out."""
    grid = book.sheets[name].used_range.value
    header = next(at for at, row in enumerate(grid) if set(titles) <= set(row))
    at = [grid[header].index(title) for title in titles]
    found = [tuple(row[column] for column in at) for row in grid[header + 1 :]]
    return [row for row in found if any(value is not None for value in row)]
