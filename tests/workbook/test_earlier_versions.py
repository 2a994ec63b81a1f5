"""Workbooks that earlier versions made are read, checked and exported with nothing lost."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.day.conftest import Run
from workbook import read_tables
from workbook.file.xlsx_files import read_found_workbook
from xl903.tracking.row_ids import plain

EARLIER = Path(__file__).parent / "earlier_versions"
CORRECTED = "v0.1/corrected.xlsx"
BOOKS = sorted(path.relative_to(EARLIER).as_posix() for path in EARLIER.rglob("*.xlsx"))


def columns(workbook: Workbook, sheet: str) -> tuple[Worksheet, dict[str, int]]:
    ws = workbook[sheet]
    return ws, {str(cell.value): cell.column for cell in ws[1] if cell.value}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_of_an_earlier_version_loses_nothing(run: Run, tmp_path: Path, name: str) -> None:
    book = tmp_path / "book.xlsx"
    shutil.copy(EARLIER / name, book)
    before, tables = read_found_workbook(book), read_tables(book)
    assert run("check", book, "--who", "Ann")[0] == 0
    if name == CORRECTED:
        assert_what_the_analyst_wrote_stays(book)
    after = read_found_workbook(book)
    kept = read_tables(book)
    for table, frame in tables.items():
        assert plain(kept[table]).tolist() == plain(frame).tolist()
    assert len(after.runs) == len(before.runs) + 1
    assert set(before.log["row_id"]) <= set(after.log["row_id"])
    out = tmp_path / "out"
    assert run("export", book, "-o", out, "--csv")[0] == 0
    assert len(list(out.rglob("*.csv"))) == len(tables)


def assert_what_the_analyst_wrote_stays(book: Path) -> None:
    listed, at = columns(openpyxl.load_workbook(EARLIER / CORRECTED), "Errors")
    beside = {
        tuple(str(listed.cell(row, at[title]).value) for title in ("Code", "Table", "xl903 row", "Note"))
        for row in range(2, listed.max_row + 1)
        if listed.cell(row, at["Note"]).value
    }
    assert beside
    workbook = openpyxl.load_workbook(book)
    header, at = columns(workbook, "Header")
    assert header.cell(2, at["CHILD"]).comment.text == "Sibling of the next child"
    assert header.cell(2, at["CHILD"]).fill.fgColor.rgb == "FFFFFF00"
    assert [header.cell(row, at["Asked"]).value for row in (2, 3)] == ["Jo, 3 April", "nobody"]
    notes = [
        cell.comment.text
        for ws in workbook.worksheets
        for row in ws.iter_rows()
        for cell in row
        if cell.comment
    ]
    assert sum(note.startswith("Asked Jo on Monday\n\n") for note in notes) == 1
    errors, at = columns(workbook, "Errors")
    shown = {
        tuple(str(errors.cell(row, at[title]).value) for title in ("Code", "Table", "xl903 row", "Note"))
        for row in range(2, errors.max_row + 1)
        if errors.cell(row, at["Note"]).value
    }
    assert shown <= beside


def test_marks_of_an_earlier_version_go_when_the_error_is_corrected(run: Run, tmp_path: Path) -> None:
    book = tmp_path / "book.xlsx"
    shutil.copy(EARLIER / "v0.1" / "fresh.xlsx", book)
    workbook = openpyxl.load_workbook(book)
    workers, at = columns(workbook, "SWEpisodes")
    place = 5, at["SW_DECOM"]
    assert workers.cell(*place).comment.text.startswith("SW06STG2  ")
    workers.cell(*place).value = dt.datetime(2026, 1, 4)
    workbook.save(book)
    assert run("check", book, "--who", "Ann")[0] == 0
    cell = openpyxl.load_workbook(book)["SWEpisodes"].cell(*place)
    assert cell.comment is None
    assert cell.fill.fill_type is None
