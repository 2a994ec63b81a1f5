"""A week of an analyst's work in live Excel, button by button, against expectations written by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest
import xlwings as xw

import xl903
from addin.ribbon.commands import run
from simulated_excel.happenings import Excel
from tests.excel.conftest import Click, excel_with_addin
from tests.excel.expected import FIRST, Wrong, assert_shows, wrong
from tests.excel.hands import (
    DESCENDING,
    choose_rules,
    copied,
    filter_table,
    row_of,
    select,
    sort_table,
    titles,
)
from workbook.file.xlsx_files import read_found_workbook, read_return_id_of
from workbook.plan.sheet_model import ReturnId

HEADER = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
007,M,15/06/2012,WBRI,UN1,,
8,X,01/02/2013,WBRI,UN1,,
9,F,05/06/2012,NOPE,UN1,,
10,2,07/08/2013,,UN1,,
11,M,09/08/2013,MWBC,UN1,,
"""
EPISODES = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
007,01/05/2025,S,C2,N1,U6,PR1,01/08/2025,X1,CARPL,M1 1AE,M14 5RG,SC123456
007,01/08/2025,P,C2,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
8,01/06/2025,S,QQ,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
9,01/07/2025,S,C2,N1,U6,PR1,2025-09-05,E4A,,M1 1AE,M14 5RG,SC123456
10,02/07/2025,S,C 2,Nl,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
11,03/07/2025,?,C2,N9,K2,PR4,,,,M14 5RG,M1 1AE,SC123457
"""
OFSTED = """URN,Setting name,Provider type,Local authority,Placement code,Placement provider code,\
Registration date,Deregistration date,Setting address postcode,Registration status
SC123456,Rose Fostering,Independent fostering agency,Manchester,U6,PR1,01/01/2015,,M14 5RG,Active
SC123457,Oak House,Children's home,Manchester,K2,PR1,01/01/2015,,M1 1AE,Active
"""
RULES = "101, 103, 143, 144, 145, 147, 224"

LOADED = wrong("""
Header   | 8              | SEX            | 101 | X
Header   | 9              | ETHNIC         | 103 | NOPE
Header   | 10             | SEX            | 101 | 2
Header   | 10             | ETHNIC         | 103 |
Episodes | 8 01/06/2025   | LS             | 144 | QQ
Episodes | 9 01/07/2025   | DEC            | 147 | 2025-09-05
Episodes | 10 02/07/2025  | LS             | 144 | C 2
Episodes | 10 02/07/2025  | CIN            | 145 | Nl
Episodes | 11 03/07/2025  | RNE            | 143 | ?
Episodes | 11 03/07/2025  | CIN            | 145 | N9
Episodes | 11 03/07/2025  | PLACE_PROVIDER | 224 | PR4
""")
CORRECTED = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
007,01/05/2025,ZZ,C2,N1,U6,PR1,01/08/2025,X1,CARPL,M1 1AE,M14 5RG,SC123456
007,01/08/2025,P,C2,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
8,01/06/2025,S,C2,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
9,04/07/2025,S,C2,N3,U6,PR1,05/09/2025,E4A,,M1 1AE,M14 5RG,SC123456
10,02/07/2025,S,C2,N1,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
11,03/07/2025,?,C2,N8,K2,PR1,,,,M14 5RG,M1 1AE,SC123457
9,05/09/2025,P,XX,N3,U6,PR1,,,,M1 1AE,M14 5RG,SC123456
"""
NEWER_HEADER = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
007,M,15/06/2012,WBRI,UN1,,
8,F,01/02/2013,WBRI,UN1,,
9,F,05/06/2012,WBRI,UN1,,
10,2,07/08/2013,,UN1,,
11,M,09/08/2013,MWBC,UN1,,
12,M,01/01/2014,ZZZZ,UN1,,
"""
TYPED = "typed or pasted"
FIRST_EPISODE = "Suggestion: S (likely): the child has no earlier episode in either year"
LOOK_ALIKE = "a letter and a digit that look alike, mixed up"
SUGGESTED = {
    ("10 02/07/2025", "LS"): f"Suggestion: C2 (likely): {LOOK_ALIKE}",
    ("10 02/07/2025", "CIN"): f"Suggestion: N1 (likely): {LOOK_ALIKE}",
    ("007 01/05/2025", "RNE"): FIRST_EPISODE,
    ("11 03/07/2025", "RNE"): FIRST_EPISODE,
    ("11 03/07/2025", "CIN"): "Suggestion: N8 (possible): one character typed with the key beside it",
    ("9 05/09/2025", "LS"): "Suggestion: C2 (likely): RNE says that the legal status is the one before",
    ("11 03/07/2025", "PLACE_PROVIDER"): "Suggestion: PR1 (certain): same URN, postcode and placement type; "
    "registered from 2015",
}


@pytest.fixture
def session(excel: Excel, book: xw.Book, click: Click, tmp_path: Path) -> xw.Book:
    """A small return of known errors and Ofsted's list, loaded and checked by a few rules."""
    files = {"header.csv": HEADER, "episodes.csv": EPISODES, "ofsted.csv": OFSTED}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    excel.chosen.append((str(tmp_path / "header.csv"), str(tmp_path / "episodes.csv")))
    assert click("xl903LoadThisYear") == []
    excel.chosen.append((str(tmp_path / "ofsted.csv"),))
    assert click("xl903LoadOfsted") == []
    choose_rules(book, click, *RULES.split(", "))
    assert click("xl903Validate") == []
    return book


def at(sheet: xw.Sheet, title: str, *key: object) -> xw.Range:
    """The cell of a column in a row of the return."""
    return sheet.range((row_of(sheet, *key), titles(sheet)[title]))


def without(expected: set[Wrong], *gone: tuple[str, str]) -> set[Wrong]:
    """The wrong cells but those of these rows and fields, each of which has to be there."""
    left = {one for one in expected if (one.row, one.field) not in gone}
    assert len(expected) - len(left) == len(gone)
    return left


def written(frame: pd.DataFrame) -> str:
    """A table as a CSV file, in the order of its row ids."""
    return frame.sort_index().to_csv(index=False, lineterminator="\n")


def test_a_week_in_excel(  # noqa: PLR0915  a week is long
    excel: Excel, session: xw.Book, click: Click, tmp_path: Path
) -> None:
    header, episodes = session.sheets["Header"], session.sheets["Episodes"]
    suggested = dict(SUGGESTED)
    assert_shows(session, LOADED, since=FIRST, suggested=suggested)

    # Monday: typed, one code in lower case, a date in words, and a mistake made on the way
    at(header, "SEX", "8").value = "f"
    at(episodes, "DEC", "9").value = "5 September 2025"
    at(episodes, "RNE", "007").value = "ZZ"
    assert click("xl903Validate") == []
    now = without(LOADED, ("8", "SEX"), ("9 01/07/2025", "DEC"))
    now |= wrong("Episodes | 007 01/05/2025 | RNE | 143 | ZZ")
    changes = {
        ("Header", "8", "SEX", "X", "F", "changed", TYPED),
        ("Episodes", "9", "DEC", "2025-09-05", "05/09/2025", "changed", TYPED),
        ("Episodes", "007", "RNE", "S", "ZZ", "changed", TYPED),
    }
    assert_shows(
        session,
        now,
        since="2 fixed, 1 new (1 after a correction), 9 remaining",
        new=[("007", "143")],
        changes=changes,
        suggested=suggested,
    )
    assert at(header, "SEX", "8").value == "F"
    assert at(episodes, "DEC", "9").value == dt.datetime(2025, 9, 5)

    # Tuesday: a block pasted from a sheet of the analyst's own, with its colours
    own = session.sheets.add("From Jo", after=session.sheets[-1])
    own.range("A1:D2").number_format = "@"
    own.range("A1:D2").value = [["1 June 2025", "s", "c2", "n1"], ["2025-07-04", "S", "c2", "N3"]]
    own.range("A1:D2").color = (255, 255, 0)
    copied(own, "A1:D2", at(episodes, "DECOM", "8"))
    assert click("xl903Validate") == []
    now = without(now, ("8 01/06/2025", "LS"))
    changes |= {
        ("Episodes", "8", "LS", "QQ", "C2", "changed", TYPED),
        ("Episodes", "9", "DECOM", "01/07/2025", "04/07/2025", "changed", TYPED),
        ("Episodes", "9", "CIN", "N1", "N3", "changed", TYPED),
    }
    assert_shows(session, now, since="1 fixed, 0 new, 9 remaining", changes=changes, suggested=suggested)
    assert at(episodes, "LS", "8").color == (255, 255, 0)
    assert at(episodes, "LS", "8").value == "C2"
    assert own.range("C1").value == "c2"

    # Wednesday: one suggestion used, then all that are certain, which is asked first
    select(episodes, at(episodes, "LS", "10").address)
    assert click("xl903UseSuggestion") == []
    now = without(now, ("10 02/07/2025", "LS"))
    changes |= {("Episodes", "10", "LS", "C 2", "C2", "changed", "suggestion")}
    suggested.pop(("10 02/07/2025", "LS"))
    assert_shows(session, now, since="1 fixed, 0 new, 8 remaining", changes=changes, suggested=suggested)
    excel.answers.append("no")
    (asked,) = click("xl903UseCertain")
    assert "1 cell" in asked
    assert_shows(session, now, since="1 fixed, 0 new, 8 remaining", changes=changes, suggested=suggested)
    excel.answers.append("yes")
    assert len(click("xl903UseCertain")) == 1
    now = without(now, ("11 03/07/2025", "PLACE_PROVIDER"))
    changes |= {("Episodes", "11", "PLACE_PROVIDER", "PR4", "PR1", "changed", "suggestion")}
    suggested.pop(("11 03/07/2025", "PLACE_PROVIDER"))
    assert_shows(session, now, since="1 fixed, 0 new, 7 remaining", changes=changes, suggested=suggested)

    # Thursday: sorted by another column, filtered, and corrected among the rows that show
    sort_table(episodes, "DECOM", DESCENDING)
    assert [cell.value for cell in episodes.range("C2:C7")] == ["007", "9", "11", "10", "8", "007"]
    assert click("xl903Validate") == []
    assert_shows(session, now, since="0 fixed, 0 new, 7 remaining", changes=changes, suggested=suggested)
    filter_table(episodes, "Status", "Error")
    at(episodes, "CIN", "11").value = "n8"
    at(episodes, "CIN", "10").value = "N1"
    assert click("xl903Validate") == []
    now = without(now, ("11 03/07/2025", "CIN"), ("10 02/07/2025", "CIN"))
    changes |= {
        ("Episodes", "11", "CIN", "N9", "N8", "changed", TYPED),
        ("Episodes", "10", "CIN", "Nl", "N1", "changed", TYPED),
    }
    assert_shows(session, now, since="2 fixed, 0 new, 5 remaining", changes=changes, suggested=suggested)
    assert episodes.api.FilterMode
    episodes.api.ShowAllData()

    # Friday: a row inserted between others and filled, and one deleted
    place = row_of(episodes, "9")
    episodes.api.Rows(place).Insert()
    for title, value in {
        "CHILD": "9", "DECOM": dt.datetime(2025, 9, 5), "RNE": "P", "LS": "xx", "CIN": "N3", "PLACE": "U6",
        "PLACE_PROVIDER": "PR1", "HOME_POST": "M1 1AE", "PL_POST": "M14 5RG", "URN": "SC123456",
    }.items():  # fmt: skip
        episodes.range((place, titles(episodes)[title])).value = value
    episodes.api.Rows(row_of(episodes, "007", dt.datetime(2025, 8, 1))).Delete()
    assert click("xl903Validate") == []
    now |= wrong("Episodes | 9 05/09/2025 | LS | 144 | XX")
    added = {
        "CHILD": "9", "DECOM": "05/09/2025", "RNE": "P", "LS": "XX", "CIN": "N3", "PLACE": "U6",
        "PLACE_PROVIDER": "PR1", "HOME_POST": "M1 1AE", "PL_POST": "M14 5RG", "URN": "SC123456",
    }  # fmt: skip
    changes |= {("Episodes", "9", title, "", value, "row added", TYPED) for title, value in added.items()}
    changes |= {("Episodes", "007", "", "CHILD 007, DECOM 01/08/2025", "", "row deleted", TYPED)}
    assert_shows(
        session,
        now,
        since="0 fixed, 1 new (1 after a correction), 5 remaining",
        new=[("9", "144")],
        changes=changes,
        suggested=suggested,
    )

    # the deleted row is put back from Changes
    sheet = session.sheets["Changes"]
    what = sheet.range((1, titles(sheet)["What"]), (99, titles(sheet)["What"])).value
    select(sheet, f"A{what.index('row deleted') + 1}")
    assert click("xl903PutBack") == []
    changes = {line for line in changes if line[5] != "row deleted"}
    assert_shows(session, now, since="0 fixed, 0 new, 6 remaining", changes=changes, suggested=suggested)

    # saved, read as a file, and opened in another Excel: nothing is lost, nothing is new
    path = tmp_path / "week.xlsx"
    session.api.SaveAs(str(path))
    session.close()
    assert read_return_id_of(path) == ReturnId(2026, "E08000003", "csv")
    saved = read_found_workbook(path)
    assert {name: written(frame) for name, frame in saved.tables.items()} == {
        "Header": HEADER.replace("8,X", "8,F"),
        "Episodes": CORRECTED,
    }
    assert set(saved.log["how"]) == {TYPED, "suggestion"}
    assert {name: marks for name, marks in saved.memory.marks.items() if marks}.keys() == {
        "Header",
        "Episodes",
    }
    excel = excel_with_addin()
    session = excel.app.books.open(str(path))

    def press(control_id: str) -> list[str]:
        excel.alerts.clear()
        run(control_id, session)
        return list(excel.alerts)

    assert press("xl903Validate") == []
    assert_shows(session, now, since="0 fixed, 0 new, 6 remaining", changes=changes, suggested=suggested)
    assert session.sheets["From Jo"].range("C1").value == "c2"
    header, episodes = session.sheets["Header"], session.sheets["Episodes"]
    at(episodes, "LS", "9", dt.datetime(2025, 9, 5)).value = "e1"
    assert press("xl903Validate") == []
    now = without(now, ("9 05/09/2025", "LS"))
    changes = {(*line[:4], "E1", *line[5:]) if line[4] == "XX" else line for line in changes}
    assert_shows(session, now, since="1 fixed, 0 new, 5 remaining", changes=changes, suggested=suggested)

    # a newer extract, in which some is put right, one child is new, and one correction is lost
    may = tmp_path / "may"
    may.mkdir()
    (may / "header.csv").write_text(NEWER_HEADER)
    (may / "episodes.csv").write_text(CORRECTED.replace("8,01/06/2025,S,C2", "8,01/06/2025,S,QQ"))
    excel.chosen.append((str(may / "header.csv"), str(may / "episodes.csv")))
    excel.answers.append("yes")
    asked, said = press("xl903LoadThisYear")
    assert "already holds a return" in asked
    assert said.splitlines() == [
        "18 corrections of the workbook are in the newer extract.",
        "Please check: 2 corrections of the workbook are not in the newer extract; the sheet Corrections to key "
        "lists them.",
        "Validate brings that sheet up to date.",
    ]
    assert press("xl903Validate") == []
    now = wrong("""
    Header   | 10             | SEX    | 101 | 2
    Header   | 10             | ETHNIC | 103 |
    Header   | 12             | ETHNIC | 103 | ZZZZ
    Episodes | 007 01/05/2025 | RNE    | 143 | ZZ
    Episodes | 8 01/06/2025   | LS     | 144 | QQ
    Episodes | 9 05/09/2025   | LS     | 144 | XX
    Episodes | 11 03/07/2025  | RNE    | 143 | ?
    """)
    assert_shows(
        session,
        now,
        since="1 fixed, 3 new, 4 remaining",
        new=[("12", "103"), ("8", "144"), ("9", "144")],
        suggested=suggested,
    )
    assert session.sheets["From Jo"].range("C1").value == "c2"
    at(session.sheets["Header"], "SEX", "10").value = "m"
    assert press("xl903Validate") == []
    now = without(now, ("10", "SEX"))
    changes = {("Header", "10", "SEX", "2", "M", "changed", TYPED)}
    assert_shows(session, now, since="1 fixed, 0 new, 6 remaining", changes=changes, suggested=suggested)

    # handed in, as both kinds of file
    submitted = {
        "header.csv": NEWER_HEADER.replace("10,2", "10,M"),
        "episodes.csv": CORRECTED.replace("8,01/06/2025,S,C2", "8,01/06/2025,S,QQ"),
    }
    for control_id in ("xl903ExportCsv", "xl903ExportXml"):
        folder = tmp_path / control_id
        folder.mkdir()
        excel.answers.append("yes")
        excel.chosen.append(str(folder))
        asked, said = press(control_id)
        assert "errors" in asked
        (made,) = folder.iterdir()
        assert str(made) in said
        if control_id == "xl903ExportCsv":
            files = {path.name: path.read_text(encoding="utf-8") for path in made.glob("*.csv")}
            assert files == submitted
        else:
            handed_in = xl903.load(made, year=2026, authority="E08000003")
            for name, text in submitted.items():
                table = handed_in.tables[name.removesuffix(".csv").capitalize()]
                columns = text.partition("\n")[0].split(",")
                assert sorted(written(table[columns]).splitlines()) == sorted(text.splitlines())
