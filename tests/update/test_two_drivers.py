"""The same workbook checked in live Excel and as a file shows the same, whatever the analyst did to it before."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from tests.update import two_drivers as do

Edit = Callable[[Workbook], None]


def correct(book: Workbook) -> None:
    sheet = book["Header"]
    do.type_in(sheet, "SEX", do.row_of(sheet, "8"), "F")


def break_another(book: Workbook) -> None:
    sheet = book["Episodes"]
    do.type_in(sheet, "LS", do.row_of(sheet, "9"), "ZZ")


def sort(book: Workbook) -> None:
    for name in do.TABLES:
        do.sort_rows(book[name], "CHILD")


def insert(book: Workbook) -> None:
    do.insert_row(book["Header"], 4)
    do.type_in(book["Header"], "CHILD", 4, "10")


def delete(book: Workbook) -> None:
    do.delete_row(book["Header"], do.row_of(book["Header"], "8"))


def copy_marked(book: Workbook) -> None:
    do.copy_row(book["Header"], do.row_of(book["Header"], "8"))


def note_everywhere(book: Workbook) -> None:
    sheet = book["Header"]
    for row in (2, 3, 4):
        do.write_note(sheet, "SEX", row, "Suggestion: ask the IRO whether this is right")
        do.write_note(sheet, "ETHNIC", row, "NB  see the e-mail of 3 June\nand the reply")


def colour_everything(book: Workbook) -> None:
    for row in (2, 3, 4):
        do.colour(book["Header"], "SEX", row)
        do.colour(book["Episodes"], "LS", row)


def own_columns(book: Workbook) -> None:
    do.add_column(book["Header"], "Asked", ["Jo", None, "=1+1"])
    do.add_column(book["Errors"], "Asked", ["first", "second", "third"])
    do.colour(book["Errors"], "Asked", 3)


def colour_errors(book: Workbook) -> None:
    for row in (2, 3):
        do.colour(book["Errors"], "Code", row)


def filter_errors(book: Workbook) -> None:
    do.filter_rows(book["Header"], "Status", "Error")


SCENARIOS: dict[str, tuple[Edit, ...]] = {
    "nothing": (),
    "corrected": (correct,),
    "broken": (break_another,),
    "sorted": (sort, correct, break_another),
    "inserted": (insert,),
    "deleted": (delete, break_another),
    "copied": (copy_marked,),
    "notes": (note_everywhere, correct, break_another),
    "colours": (colour_everything, correct, break_another),
    "own columns": (own_columns, correct, break_another),
    "coloured errors": (colour_errors, correct, break_another),
}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    do.write_new(path)
    return path


@pytest.mark.parametrize("name", SCENARIOS)
def test_both_drivers_show_the_same(book: Path, name: str) -> None:
    edited = do.open_book(book)
    for edit in SCENARIOS[name]:
        edit(edited)
    edited.save(book)
    do.assert_same(*do.check_both_ways(book))
