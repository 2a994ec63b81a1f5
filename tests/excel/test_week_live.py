"""A week of an analyst's work in live Excel, button by button: the same week as on files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import xlwings as xw

from tests.excel.conftest import Click
from tests.excel.excel_sim import Excel
from tests.excel.test_live import assert_shows, plan_of, read_back, titles
from workbook.excel import read_live
from workbook.reading import seen
from xl903.changes import replay
from xl903.row_ids import plain

HEADER = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
007,M,15/06/2012,WBRI,UN1,,
8,X,01/02/2013,WBRI,UN1,,
9,F,05/06/2012,NOPE,UN1,,
"""
EPISODES = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
007,01/05/2025,S,C2,N1,U6,PR1,01/08/2025,X1,CARPL,M1 1AE,M14 5RG,SC123456
007,01/08/2025,P,C2,N1,U4,PR1,,,,M1 1AE,M14 5RG,SC123456
8,01/06/2025,S,QQ,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
9,01/07/2025,S,C2,N1,U6,PR1,05/06/25,E4A,,M1 1AE,M14 5RG,SC123456
"""


@pytest.fixture
def work(excel: Excel, book: xw.Book, click: Click, tmp_path: Path) -> xw.Book:
    """A small return of known errors, loaded and checked."""
    for name, text in (("header.csv", HEADER), ("episodes.csv", EPISODES)):
        (tmp_path / name).write_text(text)
    excel.chosen.append((str(tmp_path / "header.csv"), str(tmp_path / "episodes.csv")))
    excel.typed.append("2026")
    assert click("xl903LoadThisYear") == []
    excel.typed.extend(["2026", "E08000003"])
    click("xl903Settings")
    assert click("xl903Validate") == []
    return book


def listed(book: xw.Book, name: str, *wanted: str) -> list[tuple[object, ...]]:
    rows = book.sheets[name].used_range.value
    header = next(at for at, row in enumerate(rows) if set(wanted) <= set(row))
    places = [rows[header].index(title) for title in wanted]
    found = [tuple(row[place] for place in places) for row in rows[header + 1 :]]
    return [row for row in found if any(value is not None for value in row)]


def changes(book: xw.Book) -> set[tuple[object, ...]]:
    return set(listed(book, "Changes", "Table", "CHILD", "Field", "Before", "After", "What", "How"))


def everything_shown_is_right(book: xw.Book) -> int:
    plan = plan_of(book)
    assert_shows(book, plan)
    errors = plan.sheet("Errors").block
    assert errors is not None
    assert len(listed(book, "Errors", "Code")) == len(errors.rows)
    live = read_live(book)
    before = seen(live.grids, live.about)
    for name, frame in replay(before.memory.loaded, before.log).items():
        here = before.tables[name]
        assert plain(frame.loc[here.index]).tolist() == plain(here).tolist()
    return len(errors.rows)


def test_a_week_in_excel(work: xw.Book, click: Click, excel: Excel) -> None:
    first = everything_shown_is_right(work)
    assert {new for (new,) in listed(work, "Errors", "New")} == {None} or not listed(work, "Errors", "New")

    header, episodes = work.sheets["Header"], work.sheets["Episodes"]
    header.range((3, titles(header)["SEX"])).value = "f"
    episodes.range((5, titles(episodes)["DEC"])).value = dt.datetime(2026, 1, 5)
    assert click("xl903Validate") == []
    monday = everything_shown_is_right(work)
    assert monday < first
    assert changes(work) == {
        ("Header", "8", "SEX", "X", "F", "changed", "typed or pasted"),
        ("Episodes", "9", "DEC", "05/06/25", "05/01/2026", "changed", "typed or pasted"),
    }

    # a row typed below, and one emptied
    below = 6
    episodes.range((below, titles(episodes)["CHILD"])).value = "9"
    episodes.range((below, titles(episodes)["DECOM"])).value = dt.datetime(2026, 1, 5)
    last = max(titles(episodes).values())
    episodes.range((3, 1), (3, last)).value = None
    assert click("xl903Validate") == []
    everything_shown_is_right(work)
    kinds = [line[5] for line in changes(work)]
    assert sorted(kinds) == ["changed", "changed", "row added", "row added", "row deleted"]
    assert "New, after a correction" in {new for (new,) in listed(work, "Errors", "New")}

    # the deleted row and the added one are put back from Changes
    sheet = work.sheets["Changes"]
    what = titles(sheet)["What"]
    rows = [row for row in range(2, 8) if str(sheet.range((row, what)).value).startswith("row")]
    sheet.activate()
    sheet.range((min(rows), 1), (max(rows), 2)).select()
    if max(rows) - min(rows) + 1 == len(rows):
        assert click("xl903PutBack") == []
        everything_shown_is_right(work)
        assert {line[5] for line in changes(work)} == {"changed"}
        assert len(read_back(work)["Episodes"]) == 4

    assert len(listed(work, "History", "When")) >= 3


def test_a_child_is_shown_and_the_next_one(work: xw.Book, click: Click) -> None:
    header = work.sheets["Header"]
    header.activate()
    header.range("C4").select()
    assert click("xl903ShowChild") == []
    assert work.sheets.active.name == "Child"
    assert work.sheets["Child"].range("A1").value == "Child 9"
    assert click("xl903NextChild") == []
    shown = work.sheets["Child"].range("A1").value
    assert shown != "Child 9"
    assert click("xl903PreviousChild") == []
    assert work.sheets["Child"].range("A1").value == "Child 9"
    header.activate()
    header.range("C1").select()
    (said,) = click("xl903ShowChild")
    assert "Select a row" in said
