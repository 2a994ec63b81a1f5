"""A week of an analyst's work on files: typed, pasted, sorted, filtered, inserted, deleted, checked again."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from copy import copy
from pathlib import Path

import pandas as pd
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from tests.day.conftest import Run
from tests.day.week_files import (
    EPISODES,
    HEADER,
    at,
    changes,
    edited,
    everything_shown_is_right,
    join_names,
    opened,
    row_of,
)
from tests.workbook.auditing import faults, unreadable
from workbook import read_tables
from workbook.file.xlsx_files import read_found_workbook
from xl903.synthetic import make_council

YELLOW = PatternFill("solid", start_color="FFFF00", end_color="FFFF00")


def swap(ws: Worksheet, one: int, other: int) -> None:
    """Sort two rows, as Excel does: cells move with their looks and notes."""
    for column in range(1, ws.max_column + 1):
        a, b = ws.cell(one, column), ws.cell(other, column)
        notes = a.comment, b.comment
        a.comment = b.comment = None
        a.value, b.value = b.value, a.value
        a._style, b._style = copy(b._style), copy(a._style)
        b.comment = Comment(notes[0].text, notes[0].author) if notes[0] else None
        a.comment = Comment(notes[1].text, notes[1].author) if notes[1] else None


def test_a_week_on_files(run: Run, book: Path, tmp_path: Path) -> None:  # noqa: PLR0915  a week is long
    first = everything_shown_is_right(book)
    assert changes(book) == set()
    assert {new for (new,) in join_names(book, "Errors", "New")} == set()

    # Monday: typed over, one code in lower case, one date as Excel has it and one as words
    with edited(book) as workbook:
        header, episodes = workbook["Header"], workbook["Episodes"]
        at(header, "SEX", row_of(header, "8")).value = "f"
        cell = at(episodes, "DEC", row_of(episodes, "9"))
        cell.value, cell.number_format = dt.datetime(2026, 1, 5), "dd/mm/yyyy"
        at(episodes, "DECOM", row_of(episodes, "8")).value = "2 June 2025"
    status, _, said = run("check", book, "--who", "Ann")
    assert status == 0
    monday = everything_shown_is_right(book)
    assert changes(book) == {
        ("Header", "8", "SEX", "X", "F", "changed", "typed or pasted", "Ann"),
        ("Episodes", "9", "DEC", "05/06/25", "05/01/2026", "changed", "typed or pasted", "Ann"),
        ("Episodes", "8", "DECOM", "01/06/2025", "02/06/2025", "changed", "typed or pasted", "Ann"),
    }
    kept = opened(book)["Episodes"]
    assert at(kept, "DECOM", row_of(kept, "8")).value == dt.datetime(2025, 6, 2)
    key = ["code", "table", "row"]
    before, after = (set(map(tuple, report.findings[key].to_numpy())) for report in (first, monday))
    assert f"{len(before - after)} fixed, {len(before & after)} remaining, {len(after - before)} new" in said
    assert ("101", "Header", 1) in before - after
    fixed, new = join_names(book, "Runs", "Fixed", "New")[-1]
    assert (fixed, new) == (len(before - after), len(after - before))

    # Tuesday: sorted, filtered, coloured, an own note on a marked cell, own columns on two sheets
    with edited(book) as workbook:
        episodes = workbook["Episodes"]
        swap(episodes, 2, 4)
        place = row_of(episodes, "8")
        at(episodes, "LS", place).fill = YELLOW
        note = at(episodes, "LS", place).comment
        at(episodes, "LS", place).comment = Comment(f"Ask Jo.\n\n{note.text}", "Ann")
        at(episodes, "PLACE", row_of(episodes, "007")).fill = YELLOW
        at(episodes, "PLACE", row_of(episodes, "007")).comment = Comment("Checked by phone", "Ann")
        episodes.column_dimensions["D"].width = 33
        episodes.row_dimensions[3].hidden = True
        own = episodes.max_column + 1
        for row, text in ((1, "Rung up"), (place, "on Tuesday")):
            episodes.cell(row, own).value = text
        errors = workbook["Errors"]
        own = errors.max_column + 1
        errors.cell(1, own).value = "Who does it"
        (about,) = [row for row in range(2, errors.max_row + 1) if errors.cell(row, 2).value == "144"]
        errors.cell(about, own).value = "Jo"
    assert run("check", book, "--who", "Bob")[0] == 0
    everything_shown_is_right(book)
    assert {line[-1] for line in changes(book)} == {"Ann"}
    kept = opened(book)["Episodes"]
    place = row_of(kept, "8")
    assert place == 2
    assert at(kept, "LS", place).fill.fgColor.rgb == "00FFFF00"
    assert at(kept, "LS", place).comment.text.startswith("Ask Jo.\n\n144  ")
    assert at(kept, "PLACE", row_of(kept, "007")).comment.text == "Checked by phone"
    assert at(kept, "Rung up", place).value == "on Tuesday"
    assert kept.column_dimensions["D"].width == 33
    assert kept.row_dimensions[3].hidden
    assert dict(join_names(book, "Errors", "Code", "Who does it"))["144"] == "Jo"

    # Wednesday: a row inserted, one copied and changed, one deleted, a block pasted from elsewhere
    with edited(book) as workbook:
        episodes = workbook["Episodes"]
        place = row_of(episodes, "8")
        at(episodes, "LS", place).value = "C2"
        below = episodes.max_row + 1
        for column in range(1, episodes.max_column + 1):
            episodes.cell(below, column).value = episodes.cell(place, column).value
        at(episodes, "DECOM", below).value = 45992  # pasted from a sheet that shows a date as a number
        at(episodes, "CHILD", below + 1).value = "9"
        at(episodes, "DECOM", below + 1).value = dt.datetime(2026, 1, 5)
        gone = row_of(episodes, "007", 1)
        for column in range(1, episodes.max_column + 1):
            episodes.cell(gone, column).value = None
    assert run("check", book, "--who", "Bob")[0] == 0
    everything_shown_is_right(book)
    kept = opened(book)["Episodes"]
    assert at(kept, "LS", row_of(kept, "8")).comment.text == "Ask Jo."
    assert at(kept, "LS", row_of(kept, "8")).fill.fgColor.rgb == "00FFFF00"
    lines = changes(book)
    assert ("Episodes", "8", "LS", "QQ", "C2", "changed", "typed or pasted", "Bob") in lines
    assert ("Episodes", "8", "DECOM", None, "01/12/2025", "row added", "typed or pasted", "Bob") in lines
    assert ("Episodes", "9", "DECOM", None, "05/01/2026", "row added", "typed or pasted", "Bob") in lines
    deleted = [line for line in lines if line[5] == "row deleted"]
    assert [line[:5] for line in deleted] == [("Episodes", "007", None, "CHILD 007, DECOM 01/05/2025", None)]
    news = set(join_names(book, "Errors", "CHILD", "New"))
    assert ("9", "New, after a correction") in news

    # Thursday: the deleted row and the added one are put back from Changes
    with edited(book) as workbook:
        sheet = workbook["Changes"]
        titles = {cell.value: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            what = sheet.cell(row, titles["What"]).value
            if what == "row deleted" or (
                what == "row added" and sheet.cell(row, titles["CHILD"]).value == "8"
            ):
                sheet.cell(row, titles["Put back"]).value = "yes"
    of_openpyxl = Counter(faults(book))
    status, _, said = run("check", book, "--who", "Bob")
    assert "Put back" in said
    everything_shown_is_right(book)
    assert not [
        line for line in changes(book) if line[5] == "row deleted" or line[:3] == ("Episodes", "8", "CHILD")
    ]
    assert len(read_tables(book)["Episodes"]) == 5

    # Friday: a newer extract, in which the sex of 8 is put right and a child is new
    may = tmp_path / "may"
    may.mkdir()
    (may / "header.csv").write_text(HEADER.replace("8,X", "8,F") + "10,M,01/01/2014,ZZZZ,UN1,,\n")
    (may / "episodes.csv").write_text(EPISODES)
    status, _, said = run("check", book, "--load", may, "--who", "Bob")
    assert status == 0
    everything_shown_is_right(book)
    assert changes(book) == set()
    assert "corrections of the workbook are not in the newer extract" in said
    (copied,) = tmp_path.glob("work before *.xlsx")
    assert len(changes(copied)) > 0
    history = join_names(book, "Runs", "What", "Who")
    assert [what for what, _ in history] == ["loaded", *["checked again"] * 4, "newer extract loaded"]
    first_seen = {
        (child, code): found
        for child, code, found in join_names(book, "Errors", "CHILD", "Code", "First seen")
    }
    assert first_seen["9", "102"] == first_seen["9", "144"] if ("9", "144") in first_seen else True
    news = {(child, code) for child, code, new in join_names(book, "Errors", "CHILD", "Code", "New") if new}
    assert ("10", "103") in news
    assert ("9", "103") not in news
    assert not Counter(faults(book)) - of_openpyxl
    assert [*unreadable(book), *unreadable(copied)] == []
    status, _, _ = run("export", book, "-o", tmp_path / "out", "--csv")
    assert status == 0
    (exported,) = (tmp_path / "out").rglob("episodes.csv")
    assert exported.read_text(encoding="utf-8").splitlines() == EPISODES.splitlines()


def test_row_ids_are_never_given_twice(run: Run, book: Path) -> None:
    with edited(book) as workbook:
        header = workbook["Header"]
        at(header, "CHILD", header.max_row + 1).value = "20"
    assert run("check", book)[0] == 0
    with edited(book) as workbook:
        header = workbook["Header"]
        header.delete_rows(row_of(header, "20"))
    assert run("check", book)[0] == 0
    with edited(book) as workbook:
        header = workbook["Header"]
        at(header, "CHILD", header.max_row + 1).value = "21"
    assert run("check", book)[0] == 0
    assert list(read_found_workbook(book).tables["Header"].index) == [1, 2, 3, 5]
    assert pd.isna(read_found_workbook(book).tables["Header"].loc[5, "SEX"])


def test_suggestions_are_used_with_their_evidence_and_put_back(run: Run, tmp_path: Path) -> None:
    council = make_council(children=12, year=2026, seed=3)
    council.write(tmp_path / "council")
    episodes = tmp_path / "council" / "this-year" / "episodes.csv"
    lines = episodes.read_text().splitlines()
    right = lines[1].split(",")
    lines[1] = ",".join([*right[:6], "PR0", *right[7:]])
    episodes.write_text("\n".join(lines) + "\n")
    book = tmp_path / "work.xlsx"
    folders = (tmp_path / "council" / "this-year", "--last-year", tmp_path / "council" / "last-year")
    status, _, _ = run(
        *("validate", *folders, "--ofsted", tmp_path / "council" / "ofsted.xlsx"),
        *("--year", 2026, "--authority", "E08000003", "-o", book),
    )
    assert status == 0
    wrong = len(join_names(book, "Errors", "Code"))
    assert wrong > 0

    assert run("check", book, "--use-certain", "--yes", "--who", "Ann")[0] == 0
    assert join_names(book, "Errors", "Code") == []
    ((field, before, after, how, evidence),) = join_names(
        book, "Changes", "Field", "Before", "After", "How", "Evidence"
    )
    assert (field, before, after, how) == ("PLACE_PROVIDER", "PR0", right[6], "suggestion")
    assert "same URN" in str(evidence)
    assert opened(book)["Episodes"]["I2"].value == right[6]

    with edited(book) as workbook:
        changes_sheet = workbook["Changes"]
        at(changes_sheet, "Put back", 2).value = "yes"
    assert run("check", book)[0] == 0
    assert changes(book) == set()
    assert len(join_names(book, "Errors", "Code")) == wrong
    assert {new for (new,) in join_names(book, "Errors", "New")} == {"New, after a correction"}

    with edited(book) as workbook:
        errors = workbook["Errors"]
        row = next(row for row in range(2, errors.max_row + 1) if at(errors, "Suggestion", row).value)
        at(errors, "Use", row).value = "x"
    assert run("check", book)[0] == 0
    assert join_names(book, "Errors", "Code") == []
    assert [line[6] for line in changes(book)] == ["suggestion"]


def test_an_xml_return_keeps_what_only_xml_submits(run: Run, tmp_path: Path) -> None:
    make_council(children=10, year=2026, seed=5).write(tmp_path / "council", xml=True)
    (file,) = (tmp_path / "council" / "this-year").glob("*.xml")
    book = tmp_path / "work.xlsx"
    assert run("validate", file, "--year", 2026, "--authority", "E08000003", "-o", book)[0] == 0
    child = read_tables(book)["Header"]["CHILD"][0]
    before = read_tables(book)["Header"]["UASC"][0]
    with edited(book) as workbook:
        header = workbook["Header"]
        at(header, "UASC", row_of(header, child)).value = 1 if before == "0" else 0
    assert run("check", book, "--who", "Ann")[0] == 0
    assert changes(book) == {
        ("Header", child, "UASC", before, "1" if before == "0" else "0", "changed", "typed or pasted", "Ann")
    }
    assert read_tables(book)["Header"]["UASC"][0] != before
