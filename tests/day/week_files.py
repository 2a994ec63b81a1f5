"""A small return of known errors, and the ways to change and to read its workbook with Excel closed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

import xl903
from workbook import read_tables
from workbook.file.xlsx_files import read_found_workbook
from workbook.plan import appearance
from xl903.tracking.changes import replay
from xl903.tracking.row_ids import plain

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


def write_files(folder: Path) -> tuple[str, ...]:
    """Write the small return's files into a folder that is there or not; gives their paths."""
    folder.mkdir(exist_ok=True)
    written = {folder / "header.csv": HEADER, folder / "episodes.csv": EPISODES}
    for path, text in written.items():
        path.write_text(text)
    return tuple(map(str, written))


def opened(path: Path) -> openpyxl.Workbook:
    """A workbook to look at, not to change; read again only where the file has changed since."""
    return _opened(path, hashlib.sha256(path.read_bytes()).digest())


@lru_cache(maxsize=2)
def _opened(path: Path, _: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path)


@contextmanager
def edited(path: Path) -> Iterator[openpyxl.Workbook]:
    """Excel open and closed again."""
    workbook = openpyxl.load_workbook(path)
    yield workbook
    workbook.save(path)


def at(ws: Worksheet, title: str, row: int) -> object:
    return ws.cell(row, columns(ws)[title])


def columns(ws: Worksheet) -> dict[str, int]:
    header = next(row for row in range(1, 30) if "CHILD" in [cell.value for cell in ws[row]] or row == 29)
    return {str(cell.value): cell.column for cell in ws[header] if cell.value is not None}


def row_of(ws: Worksheet, child: str, nth: int = 0) -> int:
    column = columns(ws)["CHILD"]
    return [row for row in range(2, ws.max_row + 1) if str(ws.cell(row, column).value) == child][nth]


def join_names(path: Path, name: str, *titles: str) -> list[tuple[object, ...]]:
    """The rows of a list sheet, the chosen columns."""
    ws = opened(path)[name]
    rows = list(ws.iter_rows(values_only=True))
    header = next(row for row, cells in enumerate(rows) if set(titles) <= set(cells))
    places = [rows[header].index(title) for title in titles]
    found = [tuple(row[place] for place in places) for row in rows[header + 1 :]]
    return [row for row in found if any(value is not None for value in row)]


def changes(path: Path) -> set[tuple[object, ...]]:
    return set(
        join_names(path, "Changes", "Table", "CHILD", "Field", "Before", "After", "What", "How", "Who")
    )


def everything_shown_is_right(path: Path) -> xl903.Report:
    """Marks, notes, Status, Codes, Errors, Summary and Changes are exactly those of the tables as they are."""
    found = read_found_workbook(path)
    tables = read_tables(path)
    ret = xl903.Return(tables, found.last_year, year=2026, authority="E08000003")
    report = xl903.validate(ret)
    workbook = opened(path)
    for name in tables:
        ws = workbook[name]
        place = columns(ws)
        here = report.findings[report.findings["table"] == name]
        wrong = {
            (int(found.places[name].rows[row]), place[field])
            for row, fields in zip(here["row"], here["fields"], strict=True)
            for field in fields
            if field in place
        }
        cells = [cell for row in ws.iter_rows(min_row=2) for cell in row]
        red = {
            (cell.row, cell.column)
            for cell in cells
            if cell.font.color and cell.font.color.rgb == "00" + appearance.BAD_TEXT
        }
        noted = {(cell.row, cell.column) for cell in cells if cell.comment and "  " in cell.comment.text}
        assert red == wrong
        assert noted == wrong
        codes = here.groupby("row")["code"].agg(", ".join)
        for position, row in enumerate(found.places[name].rows.tolist()):
            assert ws.cell(row, place["Codes"]).value == codes.get(position)
            assert ws.cell(row, place["Status"]).value == ("Error" if position in codes.index else "Valid")
        (table,) = ws.tables.values()
        last = int("".join(filter(str.isdigit, table.ref.split(":")[1])))
        assert last >= max(found.places[name].rows)
    assert len(join_names(path, "Errors", "Code", "Table")) == len(report.findings)
    assert join_names(path, "Runs", "Errors")[-1] == (len(report.findings),)
    assert sum(errors for _, errors in join_names(path, "Summary", "Code", "Errors")) == len(report.findings)
    for name, frame in replay(found.memory.loaded, found.log).items():
        here = found.tables[name]
        assert set(frame.index) == set(here.index)
        assert plain(frame.loc[here.index]).tolist() == plain(here).tolist()
    return report
