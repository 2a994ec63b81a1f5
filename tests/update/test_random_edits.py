"""Whatever an analyst does to a workbook, both drivers leave the same, and every own word in it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import Phase, given, reject, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from pyopenvba.exceptions import VBAUnsupportedError

from tests.update import two_drivers as do

OWN = (
    "Suggestion: ask the IRO whether this is right",
    (
        "101  Sex missing or not a valid code\n"
        "Enter M (male), F (female) or U (not known). Codes 1 and 2 were used until 2023/24."
    ),
    "NB  see the e-mail of 3 June\nand the reply",
    "asked Jo",
)
TITLES = {"Header": ("SEX", "ETHNIC", "UPN"), "Episodes": ("LS", "CIN", "RNE")}
VALUES = st.sampled_from(["F", "X", "WBRI", "C2", "ZZ", "N1", None, " c2 ", 7])
EDIT = st.tuples(
    st.sampled_from(["type", "sort", "insert", "delete", "copy", "note", "colour", "own", "errors"]),
    st.sampled_from(do.TABLES),
    st.integers(0, 2),
    st.integers(0, 7),
    st.integers(0, len(OWN) - 1),
    VALUES,
)
Edit = tuple[str, str, int, int, int, object]


def edit_book(book: Workbook, edit: Edit) -> None:
    """Make one edit."""
    what, name, column, at, word, value = edit
    sheet, title = book[name], TITLES[name][column]
    row = 2 + at % (do.last_row(sheet) - 1)
    if what == "type":
        do.type_in(sheet, title, row, value)
    elif what == "sort":
        do.sort_rows(sheet, title)
    elif what == "insert":
        do.insert_row(sheet, row)
        do.type_in(sheet, title, row, value)
    elif what == "delete" and do.last_row(sheet) > 3:
        do.delete_row(sheet, row)
    elif what == "copy":
        do.copy_row(sheet, row)
    elif what == "note":
        do.write_note(sheet, title, row, OWN[word])
    elif what == "colour":
        do.colour(sheet, title, row)
    elif what == "own" and "Asked" not in do.columns(sheet):
        do.add_column(sheet, "Asked", [f"{name} {n}" for n in range(do.last_row(sheet) - 1)])
    elif what == "errors" and "Asked" not in do.columns(book["Errors"]):
        do.add_column(book["Errors"], "Asked", [f"error {n}" for n in range(do.last_row(book["Errors"]) - 1)])
        do.colour(book["Errors"], "Code", 2)


def own_words(path: Path) -> list[str]:
    """Every own word in the notes of the tables, and every own cell beside their rows."""
    book = openpyxl.load_workbook(path)
    found = []
    for name in do.TABLES:
        asked = do.columns(book[name]).get("Asked")
        for row in book[name].iter_rows(min_row=2):
            for cell in row:
                if cell.comment is not None:
                    found += [word for word in OWN for _ in range(cell.comment.text.count(word))]
                if cell.column == asked and cell.value is not None:
                    found.append(str(cell.value))
    return sorted(found)


def fills(path: Path) -> int:
    """How many cells of the tables are yellow, or were before they were marked."""
    book = openpyxl.load_workbook(path)
    return sum(
        cell.fill.fgColor.rgb == do.YELLOW
        for name in do.TABLES
        for row in book[name].iter_rows(min_row=2)
        for cell in row
        if cell.fill.fill_type
    )


@pytest.fixture(scope="module")
def new(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("new") / "book.xlsx"
    do.write_new(path)
    return path


@settings(max_examples=4, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(EDIT, min_size=2, max_size=6), st.lists(EDIT, max_size=4))
def test_random_edits_are_checked_the_same_by_both_drivers(
    new: Path, first: list[Edit], then: list[Edit]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(new, folder))
        for edits in (first, then):
            book = do.open_book(path)
            for edit in edits:
                edit_book(book, edit)
            book.save(path)
            if edits is first:
                before = own_words(path)
                do.check_in_file(path)
                after = own_words(path)
                # More may be there: a note of ours can say what an own note says.
                assert [word for word in OWN if word in before and word not in after] == []
        try:
            both = do.check_both_ways(path)
        except VBAUnsupportedError:  # the simulation cannot copy into the row below a table, as Excel can
            reject()
        do.assert_same(*both)
