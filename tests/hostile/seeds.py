"""What hostile inputs are made from: a small return as CSV and XML, its workbook, and a team's reply."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import openpyxl

from tests.hostile.commands import run

YEAR = ("--year", "2026", "--authority", "Manchester")
CODES = ("101", "103", "XL01", "XL03")
RULES = ("--rules", ",".join(CODES))
"""A few, for speed; that no rule fails on a spoilt return is tested elsewhere."""

HEADER = """CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB
0310021,M,05/05/2012,WBRI,UN2,,
0310022,F,17/09/2013,MWBA,UN2,0,
0310023,M,21/02/2015,ZZZZ,UN2,,
"""
EPISODES = """CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN
0310021,01/05/2024,S,C1,N1,P1,PR0,01/08/2025,X1,,M14 5PP,M14 5PP,
0310021,01/08/2025,L,C2,N1,P1,PR0,,,,M14 5PP,M14 5PP,
0310022,03/06/2024,S,C1,N1,P1,PR0,11/09/2025,X1,,M14 5PP,M14 5PP,
0310022,11/09/2025,L,C2,N1,P1,PR0,,,,M14 5PP,M14 5PP,
0310023,14/06/2024,S,C1,N1,P1,PR0,,,,M14 5PP,M14 5PP,
"""
REVIEWS = """CHILD,DOB,REVIEW,REVIEW_CODE
0310021,05/05/2012,01/06/2025,PN1
0310022,17/09/2013,02/07/2025,PN2
"""
TABLES = {"header.csv": HEADER, "episodes.csv": EPISODES, "reviews.csv": REVIEWS}
TEAMS = "CHILD,Worker,Team\n0310021,A,North\n0310022,A,North\n0310023,A,North\n"


def write_csv(folder: Path) -> Path:
    """The return as CSV files in a new folder."""
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return folder


@cache
def xml() -> bytes:
    """The return as DfE's XML."""
    with tempfile.TemporaryDirectory() as name:
        source = write_csv(Path(name, "csv"))
        run("export", source, "-o", Path(name, "out"), "--xml")
        [written] = Path(name, "out").rglob("*.xml")
        return written.read_bytes()


@cache
def workbook_and_reply() -> tuple[bytes, bytes]:
    """A workbook of the return that sent an error sheet, and that sheet with a value filled in."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, teams = folder / "book.xlsx", folder / "teams.csv"
        run("validate", write_csv(folder / "csv"), *YEAR, *RULES, "-o", book)
        teams.write_text(TEAMS, encoding="utf-8")
        run("packs", book, "-o", folder / "packs", "--teams", teams)
        [pack] = (folder / "packs").rglob("*.xlsx")
        filled = openpyxl.load_workbook(pack)
        sheet = filled["Errors"]
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value == "Correct value":
                    sheet.cell(cell.row + 1, cell.column).value = "WBRI"
        filled.save(pack)
        return book.read_bytes(), pack.read_bytes()
