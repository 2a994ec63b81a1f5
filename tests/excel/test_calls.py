"""The notes' macro, and the cost of the work in calls to Excel."""

from __future__ import annotations

from itertools import product

import xlwings as xw
from hypothesis import given
from hypothesis import strategies as st

from tests.excel.conftest import Click
from tests.excel.excel_sim import Excel
from workbook.areas import LONGEST_ADDRESS, named
from workbook.notes import NoteChange, note_after, paint_notes

TEXTS = st.sampled_from(["", "a", "101  Sex\nEnter it", "own words"])


def test_one_macro_call_paints_a_thousand_notes(excel: Excel, book: xw.Book) -> None:
    sheet = book.sheets[0]
    changes = [NoteChange(f"{'ABCDE'[row % 5]}{row // 5 + 1}", "", f"note {row}") for row in range(1000)]
    excel.calls.clear()
    paint_notes(sheet, changes)
    assert excel.calls["Application.Run"] == 1
    assert excel.total < 5
    assert len(sheet.notes) == 1000
    assert sheet.range("C7").note.text == "note 32"
    paint_notes(sheet, [NoteChange(change.address, change.now, "") for change in changes])
    assert len(sheet.notes) == 0


def test_the_macro_and_python_agree_on_every_note(excel: Excel, book: xw.Book) -> None:
    sheet = book.sheets[0]
    words = ["", "a", "101  Sex\nEnter it", "mine"]
    cases = list(product([*words, "mine\n\na", "a\n\nmine"], words, words))
    changes = []
    for row, (before, earlier, now) in enumerate(cases, start=1):
        if before:
            sheet.range(f"A{row}").add_note(before)
        changes.append(NoteChange(f"A{row}", earlier, now))
    paint_notes(sheet, changes)
    for row, ((before, _, _), change) in enumerate(zip(cases, changes, strict=True), start=1):
        note = sheet.range(f"A{row}").note
        assert (note.text if note else "") == note_after(before, change), (before, change)


@given(TEXTS, TEXTS, TEXTS)
def test_a_change_made_twice_is_made_once(before: str, earlier: str, now: str) -> None:
    change = NoteChange("A1", earlier, now)
    once = note_after(before, change)
    assert note_after(once, NoteChange("A1", earlier, now)) == once


@given(st.sets(st.tuples(st.integers(1, 2000), st.integers(1, 40)), max_size=300))
def test_addresses_name_exactly_the_cells_and_are_never_too_long(cells: set[tuple[int, int]]) -> None:
    parts = named(cells)
    assert all(len(part.address) <= LONGEST_ADDRESS for part in parts)
    assert [cell for part in parts for cell in part.cells] == sorted(
        cells, key=[cell for part in parts for cell in part.cells].index
    )
    assert len([cell for part in parts for cell in part.cells]) == len(cells)


def test_the_work_on_the_demo_return_is_a_few_hundred_calls(
    excel: Excel, loaded: xw.Book, click: Click
) -> None:
    excel.calls.clear()
    click("xl903Validate")
    assert excel.total <= 420
    excel.calls.clear()
    click("xl903Validate")
    assert excel.total <= 200
