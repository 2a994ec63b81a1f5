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
    "sorted": (sort, correct, break_another),
    "inserted": (insert,),
    "deleted": (delete, break_another),
    "copied": (copy_marked,),
    "notes and colours": (note_everywhere, colour_everything, correct, break_another),
    "own columns": (own_columns, correct, break_another),
    "coloured errors": (colour_errors, correct, break_another),
}


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "book.xlsx"
    do.write_new(path)
    return path


@pytest.fixture
def book(new: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(new, tmp_path))


@pytest.mark.parametrize("name", SCENARIOS)
def test_both_drivers_show_the_same(book: Path, name: str) -> None:
    edited = do.open_book(book)
    for edit in SCENARIOS[name]:
        edit(edited)
    edited.save(book)
    do.assert_same(*do.check_both_ways(book))


def test_both_drivers_show_the_same_where_no_errors_were(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    do.write_new(path, ["143"])
    edited = do.open_book(path)
    for row in (2, 3):
        do.type_in(edited["Episodes"], "RNE", row, "ZZ")
    edited.save(path)
    do.assert_same(*do.check_both_ways(path))


def test_own_notes_that_look_like_ours_stay_word_by_word(book: Path) -> None:
    """On cells with and without an error, above what xl903 says, after one check and after another."""
    edited = do.open_book(book)
    sheet = edited["Header"]
    at, ours = do.columns(sheet), sheet.cell(3, do.columns(sheet)["SEX"]).comment.text
    own = {
        ("UPN", 2): "Suggestion: ask the virtual school for the number",
        ("UPN", 3): "JB  rang the school on Monday\nwaits for a call back",
        (
            "UPN",
            4,
        ): "101  Sex missing or not a valid code\n"
        "Enter M (male), F (female) or U (not known). Codes 1 and 2 were used until 2023/24.",
        ("MOTHER", 2): "asked the school",
        ("SEX", 3): "Suggestion: X is what the birth certificate says",
    }
    for (title, row), text in own.items():
        do.write_note(sheet, title, row, text)
    edited.save(book)
    for path in do.check_both_ways(book):
        for again in (False, True):
            if again and path.stem == "by-file":
                do.check_in_file(path)
            elif again:
                do.check_in_excel(path)
            shown = openpyxl.load_workbook(path)["Header"]
            for (title, row), text in own.items():
                said = shown.cell(row, at[title]).comment.text.replace("\r", "")
                assert said == (f"{text}\n\n{ours}" if title == "SEX" else text)


def test_a_corrected_cell_keeps_the_words_and_the_fill_that_were_the_analysts(book: Path) -> None:
    edited = do.open_book(book)
    colour_everything(edited)
    edited.save(book)
    do.check_in_file(book)
    edited = do.open_book(book)
    do.write_note(edited["Header"], "SEX", 3, "Asked Jo.")
    correct(edited)
    edited.save(book)
    for path in do.check_both_ways(book):
        cell = openpyxl.load_workbook(path)["Header"].cell(3, do.columns(edited["Header"])["SEX"])
        assert cell.comment.text == "Asked Jo."
        assert cell.fill.fgColor.rgb[-6:] == do.YELLOW[-6:]


def test_what_stands_beside_an_error_goes_along_with_it(book: Path) -> None:
    edited = do.open_book(book)
    own_columns(edited)
    colour_errors(edited)
    errors = edited["Errors"]
    beside = {
        (str(errors.cell(row, 1).value), str(errors.cell(row, 2).value)): errors.cell(
            row, do.columns(errors)["Asked"]
        ).value
        for row in range(2, 5)
    }
    correct(edited)
    edited.save(book)
    for path in do.check_both_ways(book):
        ws = openpyxl.load_workbook(path, data_only=True)["Errors"]
        asked = do.columns(ws)["Asked"]
        shown = {
            (str(ws.cell(row, 1).value), str(ws.cell(row, 2).value)): ws.cell(row, asked).value
            for row in range(2, ws.max_row + 1)
            if ws.cell(row, 1).value
        }
        assert shown == {key: text for key, text in beside.items() if key[0] != "8" or key[1] != "101"}


def test_filters_hide_what_they_are_to_hide_after_a_check(book: Path) -> None:
    edited = do.open_book(book)
    filter_errors(edited)
    correct(edited)
    edited.save(book)
    do.check_in_file(book)
    sheet = openpyxl.load_workbook(book)["Header"]
    status = do.columns(sheet)["Status"]
    for row in range(2, 5):
        assert sheet.row_dimensions[row].hidden == (sheet.cell(row, status).value != "Error")


def test_checking_twice_changes_nothing_more(book: Path) -> None:
    edited = do.open_book(book)
    for edit in (sort, note_everywhere, own_columns, correct, break_another):
        edit(edited)
    edited.save(book)
    do.check_in_file(book)
    do.check_in_file(book)  # what was new, or came after a correction, is so no longer
    again = book.with_stem("again")
    shutil.copy(book, again)
    do.check_in_file(again)
    once, twice = (openpyxl.load_workbook(path) for path in (book, again))
    for name in ("Header", "Episodes", "Errors", "Children", "Changes"):
        assert do.shown(once[name]) == do.shown(twice[name]), name
