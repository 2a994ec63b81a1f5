"""A morning's work through the ribbon: every button is clicked once at least, in the order of the work.

It goes by the add-in's VBA and the server, which does what a Python that is started for a click does too.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import xlwings as xw

from addin.ribbon.commands import COMMANDS
from addin.ribbon.dialogs import ask_for_folder
from simulated_excel.happenings import Excel
from tests.excel.conftest import LAST_YEAR, THIS_YEAR, Click
from tests.excel.expected import figures
from tests.excel.hands import choose_rules
from tests.packs.conftest import TEAMS, fill_in
from workbook import make_plan
from workbook.excel.showing import read_live
from workbook.session.found_workbook import as_read, read_workbook
from xl903 import Return, UserError, validate

SHOWN = -1


def line(book: xw.Book, label: str) -> object:
    """What stands beside a label on Start."""
    rows = book.sheets["Start"].used_range.value
    return next(row[1] for row in rows if row[0] == label)


def test_every_button_in_the_order_of_a_real_morning(  # noqa: PLR0915  a morning is long
    excel: Excel, book: xw.Book, server_click: Click, tmp_path: Path
) -> None:
    clicked: list[str] = []

    def press(control_id: str) -> list[str]:
        clicked.append(control_id)
        return server_click(control_id)

    (said,) = press("xl903Guide")
    assert "Load this year" in said
    (said,) = press("xl903About")
    assert "Nothing leaves this machine" in said
    (said,) = press("xl903Validate")
    assert "Load this year's return first" in said

    excel.chosen.append(tuple(str(path) for path in THIS_YEAR))
    assert press("xl903LoadThisYear") == []
    excel.chosen.append(tuple(str(path) for path in LAST_YEAR))
    assert press("xl903LoadLastYear") == []
    assert "Header 2025" in [sheet.name for sheet in book.sheets]
    assert line(book, "Last year's return") == "loaded"

    ofsted = tmp_path / "ofsted.csv"
    ofsted.write_text(
        "URN,Setting name,Provider type,Local authority,Placement code,Placement provider code,"
        "Registration date,Deregistration date,Setting address postcode,Registration status\n"
        "SC012345,Rose House,Children's home,Manchester,K2,PR1,01/01/2015,,M1 1AE,Active\n"
    )
    excel.chosen.append((str(ofsted),))
    said_of_list = press("xl903LoadOfsted")
    assert said_of_list == []
    assert str(line(book, "Ofsted's provider list")).startswith("loaded")

    excel.typed += ["2026", "Manchester", ""]
    assert press("xl903Settings") == []
    assert line(book, "Authority") == "Manchester (E08000003)"

    choose_rules(book, press, "101", "168")
    assert press("xl903Validate") == []
    assert figures(book)["Rules with errors"] == 2
    choose_rules(book, press)
    assert press("xl903Validate") == []
    assert excel.status[-1] is False
    assert any(re.fullmatch(r"Checking \d+ of \d+ rules…", str(said)) for said in excel.status)
    assert book.sheets.active.name == "Summary"
    found = figures(book)["Errors as DfE counts them"]
    assert found > 20

    book.sheets["Errors"].api.Activate()
    book.sheets["Errors"].range("A2").api.Select()
    assert press("xl903NextError") == []
    listed = book.sheets["Errors"]
    first = dict(zip(listed.range("A1:Z1").value, listed.range("A2:Z2").value, strict=True))
    assert book.sheets.active.name == first["Table"]
    assert book.selection.row == first["Row"]
    (said,) = press("xl903AboutRule")
    assert said.startswith(f"{first['Code']}  {first['What is wrong']}")
    assert "To fix:" in said
    assert press("xl903NextError") == []
    second = (book.sheets.active.name, book.selection.address)
    assert press("xl903PreviousError") == []
    assert (book.sheets.active.name, book.selection.row) == (first["Table"], first["Row"])
    assert (book.sheets.active.name, book.selection.address) != second

    header = book.sheets["Header"]
    row = next(row for row, code in enumerate(header.range("B1:B100").value, start=1) if "101" in str(code))
    header.range(f"D{row}").value = "M"
    assert press("xl903Validate") == []
    assert (
        figures(book)["Errors as DfE counts them"] == found - 2
    )  # 202, another sex than last year, goes too
    assert str(figures(book)["Since the last run"]).startswith("2 fixed, 0 new")

    header.api.Activate()
    header.range(f"C{row}").api.Select()
    child = header.range(f"C{row}").value
    assert press("xl903ShowChild") == []
    assert book.sheets.active.range("A1").value == f"Child {child}"
    assert press("xl903NextChild") == []
    assert press("xl903PreviousChild") == []
    assert press("xl903Changes") == []
    assert book.sheets.active.name == "Changes"
    assert book.sheets["Changes"].range("D2:F2").value[::2] == ["SEX", "M"]
    book.sheets["Changes"].range("A2").api.Select()
    assert press("xl903PutBack") == []
    assert figures(book)["Errors as DfE counts them"] == found
    errors = book.sheets["Errors"]
    at = errors.range("A1:Z1").value.index("Suggestion")
    row = next(row for row in range(2, 200) if errors.range((row, at + 1)).value)
    errors.api.Activate()
    errors.range(f"A{row}").api.Select()
    assert press("xl903UseSuggestion") == []
    assert "suggestion" in book.sheets["Changes"].range("A2:K2").value
    excel.answers += ["yes", "no"]
    cells, rows = press("xl903UseCertain")
    assert cells.startswith("Use the certain suggestions in ")
    assert rows.startswith("Delete 1 row, ")
    teams_get_their_errors_and_answer(excel, book, press, tmp_path)
    for control_id in ("xl903ExportCsv", "xl903ExportXml"):
        excel.answers += ["yes", "no"]
        excel.chosen.append(str(tmp_path))
        said = press(control_id)[-1]
        assert "manifest.txt there counts them" in said
        excel.answers.clear()
    assert len(list(tmp_path.glob("ssda903-2026-*"))) == 2

    errors = book.sheets["Errors"]
    errors.api.Activate()
    errors.range("A2").api.Select()
    excel.typed.append("the register says so")
    assert press("xl903Checked") == []
    assert "checked and right" in book.sheets["Changes"].range("A2:K2").value
    excel.answers += ["yes", "no"]
    excel.chosen.append(str(tmp_path))
    assert press("xl903Reports")[-1].startswith("Wrote ")
    excel.answers.clear()

    path = tmp_path / "report.csv"
    path.write_text("LA Child ID,Error Codes,Error message\n10010,101,Not a valid sex\n")
    excel.chosen += [(str(path),), (str(path),)]
    assert press("xl903LoadPortalReport") == []
    assert book.sheets["Portal"].range("A2").value.endswith("only here.")
    assert press("xl903LoadWording")[0].startswith("Read DfE's wording of 1 of")

    assert press("xl903ClearMarks") == []
    assert not any(list(sheet.notes) for sheet in book.sheets)
    (said,) = press("xl903AboutRule")
    assert "no error" in said or "To fix" in said
    assert set(clicked) == set(COMMANDS)


def teams_get_their_errors_and_answer(excel: Excel, book: xw.Book, press: Click, tmp_path: Path) -> None:
    """The part of the morning that is about teams: error sheets go out, one comes back and is taken."""
    teams = tmp_path / "teams.csv"
    teams.write_text(TEAMS)
    excel.chosen.append((str(teams),))
    (said,) = press("xl903LoadTeams")
    assert said.startswith("Loaded 3 teams")
    excel.typed += ["01/02/2030", ""]
    excel.answers += ["yes", "yes"]
    excel.chosen.append(str(tmp_path))
    *_, said = press("xl903TeamSheets")
    assert "Wrote 4 error sheets" in said
    (folder,) = tmp_path.glob("error sheets*")
    (north,) = folder.glob("903 errors North*.xlsx")
    excel.chosen.append((str(fill_in(north, {("10316", "LS"): "C2"})),))
    (said,) = press("xl903LoadReplies")
    assert "1 can be taken" in said
    replies = book.sheets["Replies"]
    (row,) = (row for row in range(1, 9) if replies.range(f"B{row}").value == "10316")
    replies.range(f"A{row}").value = "yes"
    (said,) = press("xl903TakeReplies")
    assert said.startswith("Took 1 reply")
    assert f"reply, North, {north.name}" in str(book.sheets["Changes"].used_range.value)


def test_sheets_stand_in_the_same_order_however_they_came(
    excel: Excel, loaded: xw.Book, click: Click
) -> None:
    excel.chosen.append(tuple(str(path) for path in LAST_YEAR))
    assert click("xl903LoadLastYear") == []
    assert click("xl903Validate") == []
    assert click("xl903NextChild") == []
    live = read_live(loaded)
    before = read_workbook(live.grids)
    ret = Return(as_read(before.tables), before.last_year, year=2026, authority="E08000003")
    planned = [sheet.name for sheet in make_plan(validate(ret)).sheets if sheet.kind != "memory"]
    assert [sheet.name for sheet in loaded.sheets if sheet.api.Visible == SHOWN] == planned


def test_cancel_changes_nothing(excel: Excel, loaded: xw.Book, click: Click) -> None:
    before = [sheet.name for sheet in loaded.sheets]
    for control_id in ("xl903LoadThisYear", "xl903LoadLastYear", "xl903LoadOfsted"):
        excel.chosen.append(None)
        assert click(control_id) == []
    excel.typed.append(None)
    assert click("xl903Settings") == []
    assert [sheet.name for sheet in loaded.sheets] == before


def test_another_return_takes_the_place_of_the_first_only_after_a_yes(
    excel: Excel, checked: xw.Book, click: Click
) -> None:
    header = checked.sheets["Header"]
    header.range("C2").value = "CORRECTED"
    paths = tuple(str(path) for path in THIS_YEAR)
    excel.chosen += [paths, paths]
    excel.answers += ["no", "yes"]
    (asked,) = click("xl903LoadThisYear")
    assert "Corrections" in asked
    assert checked.sheets["Header"].range("C2").value == "CORRECTED"
    click("xl903LoadThisYear")
    assert checked.sheets["Header"].range("C2").value != "CORRECTED"
    assert list(checked.sheets["Header"].notes) == []
    assert "Errors" not in [sheet.name for sheet in checked.sheets]
    assert click("xl903Validate") == []


def test_a_file_or_folder_online_is_refused_in_one_sentence(
    excel: Excel, book: xw.Book, click: Click
) -> None:
    excel.chosen.append(("https://council.sharepoint.com/header.csv",))
    (said,) = click("xl903LoadThisYear")
    assert "Save a copy on this computer" in said
    excel.chosen.append("https://council.sharepoint.com/returns")
    with pytest.raises(UserError, match="Choose a folder on this computer"):
        ask_for_folder(book.app, "Where to put it")


def test_a_rule_that_is_none_is_said(excel: Excel, loaded: xw.Book, click: Click) -> None:
    choose_rules(loaded, click, "164")
    sheet = loaded.sheets["Choose rules"]
    sheet.range("A4:B4").value = ["x", "9999"]
    (said,) = click("xl903Validate")
    assert '"9999"' in said
