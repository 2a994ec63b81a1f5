"""Error sheets for teams: each has its own children's errors, all of them, and nothing of anybody else's."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import xl903
from tests.packs.conftest import LABELS, Made, change, header_of, join_names, run
from tests.workbook.auditing import faults, unreadable
from workbook.file.xlsx_files import read_found_workbook
from workbook.session.ownership import find_owners
from workbook.teams.questions import PRIVATE, in_words
from xl903.s903.schema import TABLES

ANY_ID = re.compile(r"(?<![0-9A-Za-z])(?:10[0-9]{3})(?![0-9A-Za-z])")
"""What the ids of the small return's children look like."""

PRIVATE_LABELS = {name: LABELS[name] for name in PRIVATE}
COLUMNS = LABELS.keys() | TABLES.keys()


def children_of(path: Path) -> set[str]:
    return {str(child) for (child,) in join_names(path, "Children", "Child") if child is not None}


def everything_in(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "\n".join(
            f"{name}\n{archive.read(name).decode('utf-8', errors='replace')}" for name in archive.namelist()
        )


def test_every_error_of_a_child_is_in_its_pack_and_no_other(made_once: Made, report: xl903.Report) -> None:
    lines = [
        (child, one)
        for path in made_once.folder.glob("*.xlsx")
        for child, wrong in join_names(path, "Errors", "Child", "What is wrong")
        for one in str(wrong).split("; ")
    ]
    titles = report.findings["code"].map({code: in_words(rule.title) for code, rule in report.rules.items()})
    assert set(lines) == {
        (child, title) for child, title in zip(report.findings["child"], titles, strict=True)
    }
    children = [child for path in made_once.folder.glob("*.xlsx") for child in children_of(path)]
    assert sorted(children) == sorted(report.findings["child"].dropna().unique())


def test_what_only_an_analyst_can_correct_is_asked_about_only_if_wanted(
    made: Made, report: xl903.Report
) -> None:
    run("packs", made.book, "-o", made.book.parent / "theirs")
    wrong = {
        title
        for path in (made.book.parent / "theirs").rglob("*.xlsx")
        for (said,) in join_names(path, "Errors", "What is wrong")
        for title in str(said).split("; ")
    }
    found = set(report.findings["code"].unique())
    assert wrong == {in_words(report.rules[code].title) for code in found if report.rules[code].ask}
    assert any(not report.rules[code].ask for code in found)


def test_no_pack_holds_a_child_of_another_team_anywhere_in_the_file(
    made_once: Made, report: xl903.Report
) -> None:
    everyone = set(report.ret.header.child.astype(str))
    paths = list(made_once.folder.glob("*.xlsx"))
    assert len(paths) == 4
    for path in paths:
        own = children_of(path)
        assert own
        assert set(ANY_ID.findall(everything_in(path))) & everyone == own


def test_a_pack_has_no_hidden_sheet_row_column_name_or_property(made_once: Made) -> None:
    for path in made_once.folder.glob("*.xlsx"):
        book = openpyxl.load_workbook(path)
        assert [ws.title for ws in book] == ["Summary", "Children", "Errors"]
        assert not book.custom_doc_props.props
        assert not book.defined_names
        for ws in book:
            assert ws.sheet_state == "visible"
            assert not any(dimension.hidden for dimension in ws.column_dimensions.values())
            assert not any(dimension.hidden for dimension in ws.row_dimensions.values())
            assert not any(cell.comment for row in ws.iter_rows() for cell in row)


def test_a_childs_errors_go_to_the_latest_social_workers_team_unless_teams_names_the_child(
    made_once: Made,
) -> None:
    workers = dict(join_names(made_once.pack("Leaving care"), "Children", "Child", "Worker"))
    assert workers.pop("10061") == "Eve Gray"
    assert set(workers.values()) == {"Di Ford"}
    assert set(dict(join_names(made_once.pack("North"), "Children", "Child", "Worker")).values()) == {
        "Ann Lee",
        "Ben Cole",
    }


def test_children_without_a_team_are_on_a_sheet_and_counted_on_start(made_once: Made) -> None:
    unassigned = {child for (child,) in join_names(made_once.book, "Unassigned", "CHILD")}
    assert unassigned == children_of(made_once.pack("Unassigned"))
    start = openpyxl.load_workbook(made_once.book)["Start"]
    (said,) = [row[1] for row in start.iter_rows(values_only=True) if row[0] == "Without a team"]
    assert f"{len(unassigned)} of them with errors" in str(said)


def test_the_workbook_keeps_teams_and_shows_each_childs_team(made_once: Made) -> None:
    assert ("SW104223", "North") in join_names(made_once.book, "Teams", "SW_ID", "Team")
    teams = dict(join_names(made_once.book, "Children", "CHILD", "Team"))
    for path in made_once.folder.glob("*.xlsx"):
        name = path.stem.removeprefix("903 errors ")[:-11]
        wanted = {"Unassigned": None, "South East": "South/East"}.get(name, name)
        assert {teams[child] for child in children_of(path)} == {wanted}


def test_teams_typed_into_the_workbook_survive_a_check_and_count(made: Made) -> None:
    book = openpyxl.load_workbook(made.book)
    ws = book["Teams"]
    ws.append([None, "10520", "Flo Hill", "South/East", None])
    ws["H1"] = "my own note"
    book.save(made.book)
    run("check", made.book)
    again = openpyxl.load_workbook(made.book)["Teams"]
    assert again["H1"].value == "my own note"
    assert ("10520",) not in join_names(made.book, "Unassigned", "CHILD")
    run("packs", made.book, "--everything", "-o", made.book.parent / "more")
    (folder,) = (made.book.parent / "more").iterdir()
    assert "10520" in children_of(Made(made.book, folder).pack("South East"))


def test_file_names_hold_the_team_and_the_day_and_no_child(made_once: Made) -> None:
    day = made_once.folder.name.removeprefix("error sheets ")
    assert {path.name for path in made_once.folder.glob("*.xlsx")} == {
        f"903 errors {team} {day}.xlsx" for team in ("Leaving care", "North", "South East", "Unassigned")
    }


def test_a_pack_prints_landscape_as_wide_as_a_page_with_its_header_and_page_numbers(made_once: Made) -> None:
    for ws in openpyxl.load_workbook(made_once.pack("North")):
        assert (ws.page_setup.orientation, ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (
            "landscape",
            1,
            0,
        )
        assert ws.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in ws.oddFooter.right.text
        assert ws.print_title_rows


def test_packs_are_never_written_over(made: Made) -> None:
    for _ in range(2):
        run("packs", made.book, "--everything", "-o", made.book.parent / "twice")
    assert len(list((made.book.parent / "twice").iterdir())) == 2


def test_where_nothing_can_be_written_the_workbook_knows_of_no_pack(made: Made) -> None:
    before = made.book.read_bytes()
    (made.book.parent / "file").write_text("no folder")
    with pytest.raises(xl903.UserError, match="cannot be written to"):
        run("packs", made.book, "--everything", "-o", made.book.parent / "file")
    assert made.book.read_bytes() == before


def test_a_pack_for_each_social_worker_goes_to_that_workers_address(made: Made) -> None:
    run("packs", made.book, "--everything", "-o", made.book.parent / "each", "--by-worker", "--drafts")
    (folder,) = (made.book.parent / "each").iterdir()
    ben = Made(made.book, folder).pack("North, Ben Cole")
    assert {worker for (worker,) in join_names(ben, "Children", "Worker")} == {"Ben Cole"}
    (mail,) = folder.glob("*Ann Lee*.eml")
    assert b"ben@example.gov.uk" not in mail.read_bytes()


def test_what_was_corrected_since_the_last_check_is_in_no_pack(made: Made) -> None:
    change(made.book, "Episodes", "10316", "LS", "C2")
    run("packs", made.book, "--everything", "-o", made.book.parent / "after")
    (folder,) = (made.book.parent / "after").iterdir()
    assert "10316" in children_of(made.pack("North"))
    assert "10316" not in children_of(Made(made.book, folder).pack("North"))
    assert [row for row in join_names(made.book, "Changes", "CHILD", "Field", "After") if row[0]] == [
        ("10316", "LS", "C2")
    ]


# What a pack says


HEADER = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
7001,M,15/06/2012,WIRT,A12345678901B,,
7002,F,16/07/2013,NOPE,B12345678901C,,
"""
EPISODES = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
7001,01/05/2025,S,QQ,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
7002,01/06/2025,S,C2,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one pack of a return with an error in a legal status and one in an ethnic group."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "header.csv").write_text(HEADER)
    (folder / "episodes.csv").write_text(EPISODES)
    (folder / "teams.csv").write_text("CHILD,Team\n7001,=HYPERLINK(1)\n7002,=hyperlink(1)\n")
    book = folder / "book.xlsx"
    files = folder / "header.csv", folder / "episodes.csv"
    run("validate", *files, "--year", 2026, "--authority", "E08000003", "--rules", "144,103", "-o", book)
    run("packs", book, "--everything", "--teams", folder / "teams.csv", "-o", folder / "out")
    (path,) = (folder / "out").rglob("903 errors*.xlsx")
    return path


def test_upn_birthday_and_ethnic_group_are_shown_only_where_they_are_wrong(small: Path) -> None:
    shown = {
        (child, field): value
        for child, field, value in join_names(small, "Errors", "Child", "Field", "Value now")
    }
    private = {key: value for key, value in shown.items() if key[1] in PRIVATE_LABELS.values()}
    assert private["7002", "Ethnic group"] == "NOPE"
    inside = {str(cell) for sheet in openpyxl.load_workbook(small) for row in sheet.values for cell in row}
    for child, field, value in (
        ("7001", "ETHNIC", "WIRT"),
        ("7001", "UPN", "A12345678901B"),
        ("7002", "UPN", "B12345678901C"),
        ("7001", "DOB", "15/06/2012"),
        ("7002", "DOB", "16/07/2013"),
    ):
        in_error = (child, PRIVATE_LABELS[field]) in private
        assert any(value in cell for cell in inside) == in_error


def test_a_line_says_what_is_wrong_which_record_and_what_the_code_means(small: Path) -> None:
    titles = (
        "Child",
        "What is wrong",
        "Question",
        "Record",
        "Which record",
        "Field",
        "Value now",
        "Correct value",
        "Comment",
    )
    (line,) = [row for row in join_names(small, "Errors", *titles) if row[5] == "Legal status"]
    assert line == (
        "7001",
        "Legal status is not a valid code",
        "Is this right? If not, what should it be?",
        "Episodes",
        "Episode start 01/05/2025",
        "Legal status",
        "QQ",
        None,
        None,
    )


def test_a_pack_asks_the_question_of_the_rule_and_names_no_column(small: Path) -> None:
    asked = {
        child: question
        for child, wrong, question in join_names(small, "Errors", "Child", "What is wrong", "Question")
        if wrong == "Ethnic group missing or not a valid code"
    }
    assert str(asked["7002"]).startswith("What is the child's ethnic group?")
    said = [str(cell) for row in openpyxl.load_workbook(small)["Errors"].values for cell in row]
    assert not COLUMNS & {word for text in said for word in re.findall(r"[A-Z0-9][A-Z_0-9]+", text)}


def test_a_team_named_like_a_formula_is_text(small: Path) -> None:
    assert openpyxl.load_workbook(small)["Summary"]["A1"].data_type == "s"
    assert "<f>" not in everything_in(small)


def test_the_names_of_columns_are_put_in_words() -> None:
    assert in_words("Duplicate child in AD1") == "Duplicate child in “Adoptions”"
    assert in_words("Missing period has no start date") == "Missing period has no start date"
    assert in_words("Same UPN twice") == "Same “Unique pupil number” twice"


def test_what_is_worked_out_from_a_postcode_is_asked_for_as_the_postcode(made_once: Made) -> None:
    fields = [str(field) for (field,) in join_names(made_once.pack("North"), "Errors", "Field")]
    assert "Placement postcode" in fields
    assert not {"Miles from home to the placement", "Authority the placement is in"} & set(fields)


# Who owns a child


def test_the_row_of_a_child_comes_before_that_of_the_social_worker() -> None:
    header = pd.DataFrame({"CHILD": ["1", "2", "3", "4"]})
    social = pd.DataFrame(
        {
            "CHILD": ["1", "1", "2", "3"],
            "SW_ID": ["A", "B", "B", "C"],
            "SW_DECOM": ["01/04/2025", "01/08/2025", "01/04/2025", "01/04/2025"],
        }
    )
    ret = xl903.Return({"Header": header, "SWEpisodes": social}, year=2026, authority=None)
    teams = pd.DataFrame(
        {
            "sw_id": ["A", "B", None],
            "child": [None, None, "2"],
            "worker": ["Ann", "Ben", "Cy"],
            "team": ["North", "South", "West"],
            "email": [None, None, None],
            "line": [2, 3, 4],
        },
        dtype=object,
    )
    whose = find_owners(ret, teams)
    assert whose["team"].to_dict() == {"1": "South", "2": "West", "3": None, "4": None}
    assert whose["worker"].to_dict() == {"1": "Ben", "2": "Cy", "3": None, "4": None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SW_ID,Team\nA,North\nA,South\n", "lines 2, 3: the same social worker is in two teams"),
        ("CHILD,Team\n7,North\n7,South\n", "lines 2, 3: the same child is in two teams"),
        ("SW_ID,Team\nA,#N/A\n", "line 2: it has an Excel error such as #N/A"),
        ("SW_ID,Team\nA,\n", "line 2: it has no team"),
        ("SW_ID,Team\n,North\n", "line 2: it has neither SW_ID nor CHILD"),
        ("SW_ID,Team,E-mail\nA,North,nobody\n", "line 2: the e-mail address is not valid"),
        ('SW_ID,Team,E-mail\nA,North,"a@b.uk\nBcc: c@d.uk"\n', "line 2: the e-mail address is not valid"),
        ("Worker,Phone\nAnn,1\n", "is not a list of teams"),
        ("SW_ID,Team\n", "The sheet Teams is empty"),
    ],
)
def test_teams_that_leave_open_who_gets_what_are_refused(
    text: str, said: str, checked: Path, tmp_path: Path
) -> None:
    path = tmp_path / "teams.csv"
    path.write_text(text)
    before = checked.read_bytes()
    with pytest.raises(xl903.UserError, match=re.escape(said)):
        run("packs", checked, "--teams", path, "-o", tmp_path / "out")
    assert checked.read_bytes() == before
    assert not (tmp_path / "out").exists()


def test_columns_of_teams_stand_in_any_order_below_any_heading(made: Made) -> None:
    book = openpyxl.load_workbook(made.book)
    del book["Teams"]
    ws = book.create_sheet("Teams")
    for row in (("Our teams",), (), ("Email", "TEAM", "Sw id"), ("a@b.uk", "North", "sw093311")):
        ws.append(row)
    book.save(made.book)
    rows = read_found_workbook(made.book).teams
    assert rows[["sw_id", "team", "email", "line"]].to_numpy().tolist() == [
        ["SW093311", "North", "a@b.uk", 4]
    ]


def test_the_columns_to_fill_in_take_dates_as_they_are_typed(made_once: Made) -> None:
    ws = openpyxl.load_workbook(made_once.pack("North"))["Errors"]
    header, at = header_of(ws, ("Correct value",))
    assert ws.cell(header + 1, at["Correct value"]).number_format == "@"


def test_every_pack_opens_without_a_repair(made_once: Made) -> None:
    packs = sorted(made_once.folder.glob("*.xlsx"))
    assert [fault for pack in packs for fault in unreadable(pack)] == []
    assert faults(packs[0]) == []
