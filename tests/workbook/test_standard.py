"""Files that xl903 writes, held against the standard of the file format and opened by LibreOffice."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from shutil import which

import openpyxl
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from tests.workbook.test_kept_parts import check
from tests.workbook.test_written_cells import odd_plan
from workbook import write_workbook
from workbook.plan.sheet_model import Plan

__all__ = ["odd_plan"]


def faults(path: Path) -> list[str]:
    found = OpenXmlValidator(file_format=FileFormat.OFFICE_2019, max_errors=1_000).validate(str(path))
    return [f"{one.part_uri}: {one.description}" for one in found.errors]


def test_a_new_workbook_follows_the_standard(plan: Plan, odd_plan: Plan, tmp_path: Path) -> None:
    for name, shown in (("return.xlsx", plan), ("odd.xlsx", odd_plan)):
        write_workbook(shown, tmp_path / name)
        assert faults(tmp_path / name) == []


def test_a_checked_workbook_follows_the_standard(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write_workbook(plan, path)
    check(path)
    check(path)
    assert faults(path) == []


def test_libreoffice_reads_every_value_of_a_checked_workbook(plan: Plan, tmp_path: Path) -> None:
    office = which("soffice")
    if office is None:
        assert not os.environ.get("CI"), "LibreOffice has to be installed where this is tested for all"
        pytest.skip("LibreOffice is not installed")
    path = tmp_path / "book.xlsx"
    write_workbook(plan, path)
    check(path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(tmp_path / "saved"),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    ours, saved = openpyxl.load_workbook(path), openpyxl.load_workbook(tmp_path / "saved" / "book.xlsx")
    assert saved.sheetnames == ours.sheetnames
    for ws in ours.worksheets:
        for cell in (cell for row in ws.iter_rows() for cell in row if cell.value is not None):
            other = saved[ws.title][cell.coordinate]
            assert other.value == cell.value, (ws.title, cell.coordinate)
            assert (other.comment is None) == (cell.comment is None)
    check(tmp_path / "saved" / "book.xlsx")
