"""The group Share in live Excel: error sheets for teams, what comes back, and handing in."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw

import xl903
from simulated_excel.happenings import Excel
from tests.excel.conftest import Click
from tests.excel.hands import choose_rules, rows_of
from tests.packs.conftest import fill_in, join_names, run
from workbook.excel.showing import read_live
from workbook.session.found_workbook import as_read, read_workbook
from workbook.teams.passwords import is_protected, protect, unprotect
from workbook.teams.questions import in_words
from workbook.teams.sent_packs import SENT_SHEET
from xl903.readers import read_return

HEADER = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
7001,M,15/06/2012,WBRI,UN1,,
7002,F,16/07/2013,NOPE,UN1,,
7003,F,17/08/2013,WBRI,UN1,,
7004,M,18/09/2013,QQQQ,UN1,,
"""
EPISODES = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
7001,01/05/2025,S,QQ,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
7002,01/06/2025,S,C2,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
7003,01/07/2025,S,WW,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
7004,01/07/2025,S,C2,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
"""
TEAMS = """CHILD,Worker,Team,E-mail
7001,Ann Lee,North,north@example.gov.uk
7002,Ann Lee,North,north@example.gov.uk
7003,Cy Dent,South,
"""
PERSONAL = re.compile(r"700[1-4]|Ann|Cy|NOPE|QQ|WW")
PASSWORD = "blue whale 42"  # noqa: S105


@pytest.fixture
def session(excel: Excel, book: xw.Book, click: Click, tmp_path: Path) -> xw.Book:
    """A small return of known errors in two rules, checked, with its teams."""
    files = tmp_path / "files"
    files.mkdir()
    for name, text in (("header.csv", HEADER), ("episodes.csv", EPISODES), ("teams.csv", TEAMS)):
        (files / name).write_text(text)
    excel.chosen.append((str(files / "header.csv"), str(files / "episodes.csv")))
    excel.typed.append("2026")
    assert click("xl903LoadThisYear") == []
    choose_rules(book, click, "103", "144")
    assert click("xl903Validate") == []
    excel.chosen.append((str(files / "teams.csv"),))
    (said,) = click("xl903LoadTeams")
    assert "Loaded 2 teams from teams.csv." in said
    assert "without a team: 1" in said
    return book


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def make(excel: Excel, click: Click, out: Path, password: str = "", drafts: str = "no") -> Path:
    """Click through the making of error sheets; gives their folder."""
    excel.typed += ["01/02/2030", *([password] * (2 if password else 1))]
    excel.answers += ["yes", drafts]
    excel.chosen.append(str(out))
    before = set(out.iterdir())
    *_, said = click("xl903TeamSheets")
    (folder,) = set(out.iterdir()) - before
    assert str(folder) in said
    assert "Nothing was sent" in said
    assert "Save this workbook now" in said
    assert not PERSONAL.search(said)
    return folder


def pack(folder: Path, name: str) -> Path:
    (path,) = folder.glob(f"903 errors {name} *.xlsx")
    return path


def tick(book: xw.Book, **wanted: str) -> None:
    """Type yes beside the replies of these fields that propose these values."""
    sheet = book.sheets["Replies"]
    grid = sheet.used_range.value
    header = next(at for at, row in enumerate(grid) if "Accept" in row)
    titles = grid[header]
    for row, cells in enumerate(grid[header + 1 :], start=header + 2):
        if wanted.get(str(cells[titles.index("Field")])) == cells[titles.index("Proposed")]:
            sheet.range((row, titles.index("Accept") + 1)).value = "yes"


def cell(book: xw.Book, sheet: str, child: str, field: str) -> xw.Range:
    grid = book.sheets[sheet].used_range.value
    row = next(at for at, cells in enumerate(grid, start=1) if child in cells)
    return book.sheets[sheet].range((row, grid[0].index(field) + 1))


def everything(book: xw.Book) -> dict[str, object]:
    """All that stands in the workbook: the sheets in order, and their rows."""
    return {
        sheet.name: [
            row for row in sheet.used_range.options(ndim=2).value if any(value is not None for value in row)
        ]
        for sheet in book.sheets
    }


def test_every_team_gets_its_own_errors_and_the_workbook_remembers_them(
    excel: Excel, session: xw.Book, click: Click, out: Path
) -> None:
    folder = make(excel, click, out, drafts="yes")
    assert sorted(path.name.split(" 2")[0] for path in folder.glob("*.xlsx")) == [
        "903 errors North",
        "903 errors South",
        "903 errors Unassigned",
    ]
    assert [path.name.split(" 2")[0] for path in folder.glob("*.eml")] == ["903 errors North"]
    in_packs = Counter(
        (child, wrong)
        for path in folder.glob("*.xlsx")
        for child, said in join_names(path, "Errors", "Child", "What is wrong")
        for wrong in str(said).split("; ")
    )
    shown = rows_of(session, "Errors", "CHILD", "What is wrong")
    assert in_packs == Counter((child, in_words(str(wrong))) for child, wrong in shown)
    assert {child for (child,) in join_names(pack(folder, "North"), "Children", "Child")} == {"7001", "7002"}
    assert session.sheets[SENT_SHEET].api.Visible == 2
    assert rows_of(session, "Runs", "What")[-1] == ("error sheets made",)
    assert rows_of(session, "Unassigned", "CHILD") == [("7004",)]


def test_a_filled_in_pack_comes_back_and_what_is_ticked_is_a_change(
    excel: Excel, session: xw.Book, click: Click, out: Path
) -> None:
    north = fill_in(
        pack(make(excel, click, out), "North"), {("7001", "LS"): "c2", ("7002", "ETHNIC"): "WIRI"}, "seen"
    )
    excel.chosen.append((str(north),))
    (said,) = click("xl903LoadReplies")
    assert "2 replies: 2 can be taken." in said
    assert not PERSONAL.search(said)
    assert session.sheets.active.name == "Replies"
    shown = rows_of(
        session, "Replies", "CHILD", "Field", "Value now", "Proposed", "Clears", "What can be done"
    )
    assert ("7001", "LS", "QQ", "C2", "144", "can be taken") in shown
    assert cell(session, "Episodes", "7001", "LS").value == "QQ"

    tick(session, LS="C2")
    (said,) = click("xl903TakeReplies")
    assert said.startswith("Took 1 reply;")
    assert "1 fixed, 0 new" in said
    assert cell(session, "Episodes", "7001", "LS").value == "C2"
    assert cell(session, "Header", "7002", "ETHNIC").value == "NOPE"
    assert rows_of(session, "Changes", "CHILD", "Field", "Before", "After", "How", "Evidence") == [
        ("7001", "LS", "QQ", "C2", f"reply, North, {north.name}", "seen")
    ]
    assert ("7001", "144") not in rows_of(session, "Errors", "CHILD", "Code")
    assert rows_of(session, "Runs", "What")[-1] == ("replies taken",)
    left = dict(rows_of(session, "Replies", "Field", "What can be done"))
    assert left == {"LS": "already so", "ETHNIC": "can be taken"}
    assert click("xl903Validate") == []
    assert ("7001", "144") not in rows_of(session, "Errors", "CHILD", "Code")
    assert len(rows_of(session, "Changes", "How")) == 1

    tick(session, ETHNIC="WIRI")
    (said,) = click("xl903TakeReplies")
    assert cell(session, "Header", "7002", "ETHNIC").value == "WIRI"
    (said,) = click("xl903TakeReplies")
    assert "No reply is ticked" in said


def test_a_tick_whose_cell_or_row_has_changed_since_is_refused_and_said(
    excel: Excel, session: xw.Book, click: Click, out: Path
) -> None:
    folder = make(excel, click, out)
    north = fill_in(pack(folder, "North"), {("7001", "LS"): "C2", ("7002", "ETHNIC"): "WIRI"})
    south = fill_in(pack(folder, "South"), {("7003", "LS"): "C1"})
    excel.chosen.append((str(north), str(south)))
    (said,) = click("xl903LoadReplies")
    assert "3 can be taken" in said
    tick(session, LS="C2", ETHNIC="WIRI")
    tick(session, LS="C1")
    cell(session, "Episodes", "7001", "LS").value = "E1"
    cell(session, "Header", "7002", "SEX").value = "M"
    (said,) = click("xl903TakeReplies")
    assert said.startswith("Took 1 reply;")
    assert "Not taken: 2 changed since they were listed" in said
    assert not PERSONAL.search(said)
    assert cell(session, "Episodes", "7001", "LS").value == "E1"
    assert cell(session, "Header", "7002", "ETHNIC").value == "NOPE"
    assert cell(session, "Episodes", "7003", "LS").value == "C1"
    shown = rows_of(session, "Replies", "CHILD", "What can be done", "Why")
    conflicts = {child: str(why) for child, status, why in shown if status == "conflict"}
    assert "LS was QQ and is E1" in conflicts["7001"]
    assert "SEX was F and is M" in conflicts["7002"]

    tick(session, ETHNIC="WIRI")  # the conflict, now that it is shown
    click("xl903TakeReplies")
    assert cell(session, "Header", "7002", "ETHNIC").value == "WIRI"


def test_packs_with_a_password_open_with_it_alone_and_come_back(
    excel: Excel, session: xw.Book, click: Click, out: Path, tmp_path: Path
) -> None:
    folder = make(excel, click, out, password=PASSWORD)
    data = pack(folder, "North").read_bytes()
    assert all(is_protected(path.read_bytes()) for path in folder.iterdir())
    with pytest.raises(xl903.UserError):
        unprotect(data, PASSWORD.upper(), "pack")
    assert "Errors" in openpyxl.load_workbook(BytesIO(unprotect(data, PASSWORD, "pack"))).sheetnames
    assert not any(PASSWORD in str(value) for value in everything(session).values())

    back = []
    for name, fields in (("North", {("7001", "LS"): "C2"}), ("South", {("7003", "LS"): "C2"})):
        plain = tmp_path / f"{name}.xlsx"
        plain.write_bytes(unprotect(pack(folder, name).read_bytes(), PASSWORD, name))
        fill_in(plain, fields)
        plain.write_bytes(protect(plain.read_bytes(), PASSWORD))
        back.append(str(plain))
    excel.chosen += [tuple(back), tuple(back)]
    excel.typed.append("wrong")
    (said,) = click("xl903LoadReplies")
    assert "does not open with this password" in said
    assert "Replies" not in [sheet.name for sheet in session.sheets]
    excel.typed.append(PASSWORD)  # asked for once, as it opens both
    (said,) = click("xl903LoadReplies")
    assert "2 can be taken" in said
    assert excel.typed == []


def test_two_passwords_that_differ_make_nothing(
    excel: Excel, session: xw.Book, click: Click, out: Path
) -> None:
    before = everything(session)
    excel.typed += ["", "one", "two"]
    (said,) = click("xl903TeamSheets")
    assert "not the same" in said
    assert everything(session) == before
    assert list(out.iterdir()) == []


def test_cancel_changes_nothing(excel: Excel, session: xw.Book, click: Click, out: Path) -> None:
    before = everything(session)
    steps: list[tuple[str, list[str | None], list[str], list[str | None]]] = [
        ("xl903TeamSheets", [None], [], []),
        ("xl903TeamSheets", ["01/02/2030", None], [], []),
        ("xl903TeamSheets", ["01/02/2030", PASSWORD, None], [], []),
        ("xl903TeamSheets", ["01/02/2030", ""], ["no", "no"], [None]),
        ("xl903LoadTeams", [], [], [None]),
        ("xl903ExportCsv", [], ["no"], []),
        ("xl903ExportCsv", [], ["yes"], [None]),
        ("xl903ExportXml", [], ["yes"], [None]),
    ]
    for control_id, typed, answers, chosen in steps:
        excel.typed += typed
        excel.answers += answers
        excel.chosen += chosen
        asked = click(control_id)
        assert len(asked) == len(answers), (control_id, asked)
        assert (excel.typed, excel.answers, excel.chosen) == ([], [], [])
    assert everything(session) == before
    assert list(out.iterdir()) == []


WRITES = ("Range.Value=", "Worksheet.Activate", "ListObjects.Add", "Range.NumberFormat=")


@pytest.mark.parametrize("member", WRITES)
def test_a_failure_midway_leaves_workbook_and_folder_as_they_were(
    excel: Excel, session: xw.Book, click: Click, out: Path, member: str
) -> None:
    def fails_until_it_is_done(control_id: str, *, asks: bool = False, chosen: object = None) -> int:
        """Let Excel break down at calls of the member, ever further apart, until none is left."""
        before, files = everything(session), list(out.rglob("*"))
        for broken in (0, 1, 2, 4, 8, 16, 32, 64, 128):
            excel.typed[:] = ["01/02/2030", ""] if asks else []
            excel.answers[:] = ["yes", "yes"] if asks else []
            excel.chosen[:] = [chosen] if chosen is not None else []
            excel.fail_at = (member, broken)
            *_, said = click(control_id)
            excel.fail_at = None
            if "The workbook was left as it was" not in said:
                return broken
            assert everything(session) == before
            assert list(out.rglob("*")) == files
            assert not PERSONAL.search(said)
        raise AssertionError(f"{control_id} never ended")

    failures = fails_until_it_is_done("xl903TeamSheets", asks=True, chosen=str(out))
    (folder,) = out.iterdir()
    north = fill_in(pack(folder, "North"), {("7001", "LS"): "C2", ("7002", "ETHNIC"): "WIRI"})
    failures += fails_until_it_is_done("xl903LoadReplies", chosen=(str(north),))
    tick(session, LS="C2")
    failures += fails_until_it_is_done("xl903TakeReplies")
    assert cell(session, "Episodes", "7001", "LS").value == "C2"
    assert failures > 0


def test_a_folder_that_cannot_be_written_to_leaves_the_workbook_as_it_was(
    excel: Excel, session: xw.Book, click: Click, out: Path
) -> None:
    before = everything(session)
    (out / "file").write_text("no folder")
    excel.typed += ["01/02/2030", ""]
    excel.answers += ["no", "no"]
    excel.chosen.append(str(out / "file"))
    *_, said = click("xl903TeamSheets")
    assert "cannot be written to" in said
    assert everything(session) == before
    assert [path.name for path in out.iterdir()] == ["file"]


def test_without_an_error_there_is_no_folder(excel: Excel, session: xw.Book, click: Click, out: Path) -> None:
    choose_rules(session, click, "101")
    excel.typed += ["", ""]
    excel.answers += ["no", "yes"]
    excel.chosen.append(str(out))
    assert click("xl903TeamSheets")[-1] == "There is nothing to ask the teams, so no error sheets were made."
    assert list(out.iterdir()) == []


def test_what_stands_in_the_way_is_said_in_a_sentence(
    excel: Excel, session: xw.Book, click: Click, out: Path, tmp_path: Path
) -> None:
    (said,) = click("xl903LoadReplies")
    assert "No error sheets were made from this workbook" in said
    (said,) = click("xl903TakeReplies")
    assert "No reply is ticked" in said
    excel.typed.append("yesterday")
    (said,) = click("xl903TeamSheets")
    assert '"yesterday" is not a valid date' in said
    bad = tmp_path / "bad.csv"
    bad.write_text("CHILD,Team\n7001,North\n7001,South\n")
    excel.chosen.append((str(bad),))
    (said,) = click("xl903LoadTeams")
    assert "lines 2, 3: the same child is in two teams" in said
    assert rows_of(session, "Teams", "CHILD", "Team")[-1] == ("7003", "South")


def test_teams_typed_into_the_sheet_count_and_a_list_takes_its_place_after_a_yes(
    excel: Excel, session: xw.Book, click: Click, out: Path, tmp_path: Path
) -> None:
    sheet = session.sheets["Teams"]
    last = sheet.used_range.last_cell.row
    sheet.range((last + 1, 2)).value = "7004"
    sheet.range((last + 1, 4)).value = "South"
    folder = make(excel, click, out)
    assert {child for (child,) in join_names(pack(folder, "South"), "Children", "Child")} == {"7003", "7004"}
    other = tmp_path / "other.csv"
    other.write_text("CHILD,Team\n7001,East\n")
    excel.chosen += [(str(other),), (str(other),)]
    excel.answers += ["no", "yes"]
    click("xl903LoadTeams")
    assert len(rows_of(session, "Teams", "CHILD")) == 4
    click("xl903LoadTeams")
    assert rows_of(session, "Teams", "CHILD", "Team") == [("7001", "East")]
    assert {child for (child,) in rows_of(session, "Unassigned", "CHILD")} == {"7002", "7003", "7004"}


@pytest.mark.parametrize("control_id", ["xl903ExportCsv", "xl903ExportXml"])
def test_the_return_goes_out_as_it_stands_and_reads_back_the_same(
    excel: Excel, session: xw.Book, click: Click, out: Path, control_id: str
) -> None:
    cell(session, "Episodes", "7001", "LS").value = "c2"
    before = everything(session)
    for number in (1, 2):
        excel.answers.append("yes")
        excel.chosen.append(str(out))
        asked, said = click(control_id)
        assert re.match(r"Please check: \d+ errors remain, in 4 children, by the rules of 2026", asked)
        assert len(list(out.iterdir())) == number
    folder = max(out.iterdir(), key=lambda path: path.name)
    assert str(folder) in said
    assert (folder / "manifest.txt").exists()
    assert everything(session) == before
    live = read_live(session)
    here = as_read(read_workbook(live.grids).tables)
    back = read_return(folder).tables
    assert here["Episodes"]["LS"].tolist() == ["C2", "C2", "WW", "C2"]
    for name, frame in here.items():
        given = back[name].drop(columns="UASC", errors="ignore")
        assert given.fillna("").to_numpy().tolist() == frame.fillna("").to_numpy().tolist()


def test_drafts_are_for_the_teams_own_addresses(
    excel: Excel, session: xw.Book, click: Click, out: Path
) -> None:
    (mail,) = make(excel, click, out, drafts="yes").glob("*.eml")
    source = mail.read_bytes().decode("ascii")
    assert source.startswith("X-Unsent: 1\r\nTo: north@example.gov.uk\r\n")
    assert "by 1 February 2030" in source
    assert dt.date.today().isoformat() in mail.name


def test_another_return_knows_nothing_of_what_was_sent_and_a_newer_extract_does(
    excel: Excel, session: xw.Book, click: Click, out: Path, tmp_path: Path
) -> None:
    north = fill_in(pack(make(excel, click, out), "North"), {("7001", "LS"): "C2"})
    files = tuple(str(tmp_path / "files" / name) for name in ("header.csv", "episodes.csv"))
    for year, known in (("2026", True), ("2025", False)):
        excel.chosen.append(files)
        excel.typed.append(year)
        excel.answers.append("yes")
        click("xl903LoadThisYear")
        assert len(rows_of(session, "Teams", "CHILD")) == 3
        excel.chosen[:] = [(str(north),)]
        (said,) = click("xl903LoadReplies")
        assert ("1 can be taken" in said) == known
        assert ("Replies" in [sheet.name for sheet in session.sheets]) == known
    assert "No error sheets were made from this workbook" in said


def test_what_the_ribbon_sent_the_command_line_takes_back(
    excel: Excel, session: xw.Book, click: Click, out: Path, tmp_path: Path
) -> None:
    north = fill_in(pack(make(excel, click, out), "North"), {("7001", "LS"): "C2"})
    path = tmp_path / "saved.xlsx"
    session.save(path)
    assert "Took 1 reply" in run("replies", path, north, "--accept", "all")
    assert join_names(path, "Changes", "CHILD", "How") == [("7001", f"reply, North, {north.name}")]
