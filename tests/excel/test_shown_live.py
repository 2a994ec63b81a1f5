"""By every rule, after each sort of edit: what live sheets show is what a new workbook would show of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlwings as xw

import xl903
from simulated_excel.happenings import Excel
from tests.day.week_files import EPISODES, HEADER, write_files
from tests.excel.conftest import Click
from tests.excel.expected import BAD
from tests.excel.hands import rows_of, select, titles
from tests.excel.test_live import read_back
from workbook import make_plan
from workbook.excel.showing import read_live
from workbook.plan.table_sheets import CODES, STATUS
from workbook.session.found_workbook import as_read, read_workbook
from xl903.tracking.changes import replay
from xl903.tracking.row_ids import plain


@pytest.fixture
def session(excel: Excel, book: xw.Book, click: Click, tmp_path: Path) -> xw.Book:
    """A small return of known errors, loaded and checked."""
    excel.chosen.append(write_files(tmp_path))
    excel.typed.append("2026")
    assert click("xl903LoadThisYear") == []
    assert click("xl903Validate") == []
    return book


def changes(book: xw.Book) -> set[tuple[object, ...]]:
    return set(rows_of(book, "Changes", "Table", "CHILD", "Field", "Before", "After", "What", "How"))


def everything_shown_is_right(book: xw.Book) -> int:
    """Fills, notes, Status, Codes, Errors and Changes are those of the tables as they stand; gives the errors."""
    live = read_live(book)
    before = read_workbook(live.grids)
    assert before.about is not None
    ret = xl903.Return(as_read(before.tables), year=before.about.year, authority=before.about.authority)
    plan = make_plan(xl903.validate(ret))
    for name, places in before.places.items():
        sheet, planned = book.sheets[name], plan.sheet(name)
        assert planned.block is not None
        rows, at = places.rows.tolist(), places.columns
        names = [column.title for column in planned.block.columns]
        shown_here = [note for note in planned.notes if names[note.column] in at]
        noted = {(rows[note.row], at[names[note.column]] + 1): note.text for note in shown_here}
        marked = set(noted)  # each mark has a note; a column that came after loading is not on the sheet
        height, width = len(live.grids[name]), max(at.values()) + 1
        cells = [(row, column) for row in range(2, height + 1) for column in range(1, width + 1)]
        assert {cell for cell in cells if sheet.range(cell).color == BAD} == marked
        assert {
            (note.location.row, note.location.column): note.text.replace("\r", "") for note in sheet.notes
        } == noted
        for title in (STATUS, CODES):
            shown = [sheet.range((row, at[title] + 1)).value for row in rows]
            assert shown == [row[names.index(title)] for row in planned.block.rows]
    errors = plan.sheet("Errors").block
    assert errors is not None
    assert len(rows_of(book, "Errors", "Code")) == len(errors.rows)
    for name, frame in replay(before.memory.loaded, before.log).items():
        here = before.tables[name]
        assert plain(frame.loc[here.index]).tolist() == plain(here).tolist()
    return len(errors.rows)


def test_edited_sheets_show_what_a_new_workbook_would(session: xw.Book, click: Click, excel: Excel) -> None:
    assert everything_shown_is_right(session) > 0
    assert rows_of(session, "Errors", "New") == []

    header, episodes = session.sheets["Header"], session.sheets["Episodes"]
    header.range((3, titles(header)["SEX"])).value = "f"
    episodes.range((5, titles(episodes)["DEC"])).value = dt.datetime(2026, 1, 5)
    assert click("xl903Validate") == []
    everything_shown_is_right(session)
    assert changes(session) == {
        ("Header", "8", "SEX", "X", "F", "changed", "typed or pasted"),
        ("Episodes", "9", "DEC", "05/06/25", "05/01/2026", "changed", "typed or pasted"),
    }

    # a row typed below, and one emptied
    below = 6
    episodes.range((below, titles(episodes)["CHILD"])).value = "9"
    episodes.range((below, titles(episodes)["DECOM"])).value = dt.datetime(2026, 1, 5)
    episodes.api.Rows(3).Delete()
    assert click("xl903Validate") == []
    everything_shown_is_right(session)
    kinds = [line[5] for line in changes(session)]
    assert sorted(kinds) == ["changed", "changed", "row added", "row added", "row deleted"]
    assert "New, after a correction" in {new for (new,) in rows_of(session, "Errors", "New")}

    # the deleted row and the added one are put back from Changes
    sheet = session.sheets["Changes"]
    what = titles(sheet)["What"]
    rows = [row for row in range(2, 7) if str(sheet.range((row, what)).value).startswith("row")]
    select(sheet, ",".join(f"A{row}:B{row}" for row in rows))
    assert click("xl903PutBack") == []
    everything_shown_is_right(session)
    assert {line[5] for line in changes(session)} == {"changed"}
    assert len(read_back(session)["Episodes"]) == 4

    assert len(rows_of(session, "Runs", "When")) >= 3


def test_a_newer_extract_keeps_history_and_tells_what_is_new(
    session: xw.Book, click: Click, excel: Excel, tmp_path: Path
) -> None:
    runs = len(rows_of(session, "Runs", "When"))
    folder = tmp_path / "may"
    folder.mkdir()
    (folder / "header.csv").write_text(HEADER.replace("8,X", "8,F") + "10,M,01/01/2014,ZZZZ,UN1,,\n")
    (folder / "episodes.csv").write_text(EPISODES)
    excel.chosen.append((str(folder / "header.csv"), str(folder / "episodes.csv")))
    excel.answers.append("yes")
    excel.typed.append("2026")
    click("xl903LoadThisYear")
    assert click("xl903Validate") == []
    everything_shown_is_right(session)
    news = {(child, code) for child, code, new in rows_of(session, "Errors", "CHILD", "Code", "New") if new}
    assert ("10", "103") in news
    assert {child for child, _ in news} == {"8", "10"}  # 8 is a girl now, whose motherhood is asked for
    assert ("9", "103") not in news
    assert len(rows_of(session, "Runs", "When")) == runs + 1


def test_a_child_is_shown_and_the_next_one(session: xw.Book, click: Click) -> None:
    header = session.sheets["Header"]
    select(header, "C4")
    assert click("xl903ShowChild") == []
    assert session.sheets.active.name == "Child"
    assert session.sheets["Child"].range("A1").value == "Child 9"
    assert click("xl903NextChild") == []
    shown = session.sheets["Child"].range("A1").value
    assert shown != "Child 9"
    assert click("xl903PreviousChild") == []
    assert session.sheets["Child"].range("A1").value == "Child 9"
    select(header, "C1")
    (said,) = click("xl903ShowChild")
    assert "Select a row" in said
