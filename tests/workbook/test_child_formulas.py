"""Child shows another child as soon as it is chosen in a file: LibreOffice works out what xl903 would write."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import openpyxl

import xl903
from tests.workbook.conftest import VALIDATED
from workbook import make_plan, write_workbook
from workbook.plan.child_sheet import CHILD_SHEET, child_sheet
from workbook.plan.sheet_model import Sheet
from workbook.session.session_state import begin_session


def values(sheet: Sheet) -> dict[tuple[int, int], str]:
    return {(line.row, line.column): as_text(line.value) for line in sheet.lines if as_text(line.value)}


def as_text(value: Any) -> str:
    return "" if value is None else f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def test_another_child_is_shown_without_a_check(report: xl903.Report, office: str, tmp_path: Path) -> None:
    positions = begin_session(report, files={}, when=VALIDATED, who="").places
    first, other = report.children()["child"].head(2)
    path = tmp_path / "book.xlsx"
    write_workbook(make_plan(report, when=VALIDATED), path)
    saved = openpyxl.load_workbook(path, data_only=True)[CHILD_SHEET]
    assert saved["A1"].value == f"Child {first}", "Protected View shows what was saved"
    book = openpyxl.load_workbook(path)
    sheet = book[CHILD_SHEET]
    (choice,) = sheet.data_validations.dataValidation
    (cell,) = choice.sqref.ranges
    sheet[cell.coord].value = other
    book.save(path)
    where = tmp_path / "worked-out"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(where), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = openpyxl.load_workbook(where / path.name, data_only=True)[CHILD_SHEET]
    found = {
        (cell.row, cell.column): as_text(cell.value)
        for row in shown.iter_rows()
        for cell in row
        if as_text(cell.value)
    }
    assert found == values(child_sheet(report.ret, report, positions, other))
