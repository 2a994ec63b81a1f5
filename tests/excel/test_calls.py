"""The macros of notes and colours, and the cost of the work in calls to Excel."""

from __future__ import annotations

import datetime as dt
import re
from itertools import product

import pytest
import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

from simulated_excel.happenings import Excel
from tests.excel.conftest import THIS_YEAR, Click
from workbook.excel.live_colours import looks_of, recolour
from workbook.excel.live_notes import paint_notes
from workbook.excel.selection import selected
from workbook.excel.showing import read_live
from workbook.plan.addresses import LONGEST_ADDRESS, named
from workbook.plan.appearance import note_size
from workbook.plan.sheet_model import Look
from workbook.update.edits import NoteChange
from workbook.update.notes import note_after
from xl903 import UserError

LIST, WARNING = 3, 2
LANDSCAPE, A4 = 2, 9
TEXTS = st.sampled_from(["", "a", "101  Sex\nEnter it", "own words"])


def test_one_macro_call_paints_a_thousand_notes(excel: Excel, book: xw.Book) -> None:
    sheet = book.sheets[0]
    changes = [NoteChange(row // 5 + 1, row % 5 + 1, "", f"note {row}") for row in range(1000)]
    excel.calls.clear()
    paint_notes(sheet, changes)
    assert excel.calls["Application.Run"] == 1
    assert excel.total < 5
    assert len(sheet.notes) == 1000
    assert sheet.range("C7").note.text == "note 32"
    paint_notes(sheet, [NoteChange(change.row, change.column, change.now, "") for change in changes])
    assert len(sheet.notes) == 0


def test_the_macros_and_python_agree_on_every_colour(excel: Excel, book: xw.Book) -> None:
    """Blocks, runs and single cells far apart: as many as one address does not hold."""
    cells = [(row, column) for row in range(1, 90) for column in (2, 3, 7) if row % 5 != column % 5]
    red, blue, green = 0x0000FF, 0xFF0000, 0x00FF00
    seen = []
    for addins in ({"xl903.xlam"}, set[str]()):
        excel.addins = addins
        sheet = book.sheets.add()
        recolour(sheet, "fill", cells, red)
        recolour(sheet, "text", cells[::2], blue)
        recolour(sheet, "fill", cells[::3], None)
        recolour(sheet, "fill", cells[::7], green)
        recolour(sheet, "text", cells[::4], None)
        asked = [*cells, (1, 1), (500, 3)]
        told = looks_of(sheet, asked)
        excel.addins = {"xl903.xlam"}
        assert looks_of(sheet, asked) == told
        seen.append(told)
    assert seen[0] == seen[1]
    assert seen[0][cells[0]] == Look(green, None)
    assert seen[0][cells[2]] == Look(red, blue)
    assert seen[0][cells[3]] == seen[0][1, 1] == Look(None, None)


def test_one_macro_call_colours_a_thousand_cells_and_one_tells_them(excel: Excel, book: xw.Book) -> None:
    sheet = book.sheets[0]
    cells = [(row, row % 3 + 1) for row in range(1, 1001)]
    excel.calls.clear()
    recolour(sheet, "fill", cells, 255)
    found = looks_of(sheet, cells)
    assert excel.calls["Application.Run"] == 2
    assert excel.total < 10
    assert set(found.values()) == {Look(255, None)}


def test_an_error_inside_a_macro_is_said_in_excels_words(excel: Excel, book: xw.Book) -> None:
    book.sheets[0].api.Protect()
    with pytest.raises(UserError, match="Excel refused a change: error 1004"):
        paint_notes(book.sheets[0], [NoteChange(1, 1, "", "text")])


def test_the_macro_and_python_agree_on_every_note(excel: Excel, book: xw.Book) -> None:
    sheet = book.sheets[0]
    words = ["", "a", "101  Sex\nEnter it", "mine"]
    cases = list(product([*words, "mine\n\na", "a\n\nmine"], words, words))
    changes = []
    for row, (before, earlier, now) in enumerate(cases, start=1):
        if before:
            sheet.range(f"A{row}").add_note(before)
        changes.append(NoteChange(row, 1, earlier, now))
    paint_notes(sheet, changes)
    for row, ((before, _, _), change) in enumerate(zip(cases, changes, strict=True), start=1):
        note = sheet.range(f"A{row}").note
        assert (note.text if note else "") == note_after(before, change.earlier, change.now), (before, change)


@pytest.mark.parametrize("with_macro", [True, False])
def test_a_note_is_made_as_large_as_its_text(excel: Excel, book: xw.Book, with_macro: bool) -> None:
    if not with_macro:
        excel.addins.clear()
    sheet = book.sheets[0]
    sheet.range("A1").add_note("mine")
    texts = ("short", "many words " * 20, "more words " * 200)
    paint_notes(sheet, [NoteChange(row, 1, "", text) for row, text in enumerate(texts, start=1)])
    for row, text in enumerate(texts, start=1):
        note = sheet.range(f"A{row}").note
        assert text.strip() in note.text
        shape = note.api.Shape
        assert (shape.Width, shape.Height) == pytest.approx(note_size(note.text), abs=1)


@given(TEXTS, TEXTS, TEXTS)
def test_a_change_made_twice_is_made_once(before: str, earlier: str, now: str) -> None:
    once = note_after(before, earlier, now)
    assert note_after(once, earlier, now) == once


@given(st.sets(st.tuples(st.integers(1, 2000), st.integers(1, 40)), max_size=300))
def test_addresses_name_exactly_the_cells_and_are_never_too_long(cells: set[tuple[int, int]]) -> None:
    parts = named(cells)
    assert all(len(part.address) <= LONGEST_ADDRESS for part in parts)
    assert [cell for part in parts for cell in part.cells] == sorted(
        cells, key=[cell for part in parts for cell in part.cells].index
    )
    assert len([cell for part in parts for cell in part.cells]) == len(cells)


def test_the_work_is_few_calls_whatever_the_size(excel: Excel, book: xw.Book, click: Click) -> None:
    excel.chosen.append(tuple(str(path) for path in THIS_YEAR[:10]))
    excel.calls.clear()
    assert click("xl903LoadThisYear") == []
    assert excel.total <= 252
    excel.calls.clear()
    assert click("xl903Validate") == []
    assert excel.total <= 400
    header = book.sheets["Header"]
    wrong = next(row for row, codes in enumerate(header.range("B1:B200").value, 1) if "101" in str(codes))
    header.range(f"D{wrong}").value = "M"
    excel.calls.clear()
    assert click("xl903Validate") == []
    assert excel.total <= 120
    for name, printed, on_top in (
        ("Errors", r"\$A:\$I", "$1:$1"),
        ("Summary", r"\$A:\$[A-Z]", r"$\d+:$\d+"),
        ("Episodes", r"\$A\$1:\$[A-Z]+\$1", "$1:$1"),
    ):
        page = book.sheets[name].api.PageSetup
        assert (page.Orientation, page.PaperSize, page.Zoom) == (LANDSCAPE, A4, False), name
        assert (page.FitToPagesWide, page.FitToPagesTall) == (1, 0), name
        assert re.fullmatch(printed, page.PrintArea), (name, page.PrintArea)
        assert re.fullmatch(on_top.replace("$", r"\$"), page.PrintTitleRows), (name, page.PrintTitleRows)
        assert (page.LeftFooter, page.RightFooter) == ("&A", "Page &P of &N"), name


def test_the_macro_reads_what_python_reads_sheet_by_sheet(excel: Excel, book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("C:C").number_format = "@"
    sheet.range("C4").value = [["007", 1.5, None], [dt.datetime(2025, 5, 1), "#N/A", True]]
    book.sheets.add("Empty")
    book.sheets.add("One cell").range("A1").value = "x"
    by_macro = read_live(book)
    excel.addins.clear()
    assert dict(by_macro.grids) == dict(read_live(book).grids)
    assert by_macro.grids["Sheet1"][3][2:4] == ("007", 1.5)
    assert by_macro.grids["Sheet1"][4][3] == "#N/A"


def test_the_macro_and_python_agree_on_what_is_selected_and_in_sight(excel: Excel, book: xw.Book) -> None:
    sheet = book.sheets[0]
    sheet.range("A1").value = [["Child", "Sex"], *[[row, "MF"[row % 2]] for row in range(2, 10)]]
    sheet.api.Range("A1:B9").AutoFilter(2, "F")
    for address, rows in (("A2:A5", [3, 5]), ("A3,A5:B8", [3, 5, 7]), ("A4", []), ("A7", [7])):
        sheet.api.Range(address).Select()
        found = []
        for addins in ({"xl903.xlam"}, set[str]()):
            excel.addins = addins
            found.append(selected(book, read_live(book).grids))
        assert found[0] == found[1]
        assert found[0].rows == rows, address


@pytest.mark.parametrize("with_macro", [True, False])
def test_codes_are_offered_with_their_meanings_and_only_warned_about(
    excel: Excel, loaded: xw.Book, click: Click, with_macro: bool
) -> None:
    if not with_macro:
        excel.addins.clear()
    assert click("xl903Validate") == []
    for table, title, code, meaning in (
        ("Header", "SEX", "M", "male"),
        ("Episodes", "RNE", "S", "care begins"),
    ):
        sheet = loaded.sheets[table]
        column = sheet.range("A1:AZ1").value.index(title) + 1
        rule = sheet.range((3, column)).api.Validation
        assert (rule.Type, rule.AlertStyle) == (LIST, WARNING)
        assert code in rule.Formula1.split(",")
        assert rule.InputTitle == title
        assert f"{code} {meaning}" in rule.InputMessage
    sheet = loaded.sheets["PrevPerm"]
    column = sheet.range("A1:AZ1").value.index("LA_PERM") + 1
    name = sheet.range((2, column)).api.Validation.Formula1.removeprefix("=")
    listed = loaded.names[name].refers_to_range
    assert listed.sheet.name == "Codes"
    assert "352" in listed.value
