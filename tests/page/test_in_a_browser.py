"""The page as it is built, opened from a file by Chromium without a network, through a person's whole way."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest

import xl903
from page.build import MOST_BYTES, policy_of
from workbook import make_plan, write_workbook
from workbook.file.xlsx_files import values_of
from xl903.loading import read

CORRECT = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book["Header"]
sex = [cell.value for cell in sheet[1]].index("SEX") + 1
sheet.cell(2, sex).value = "2" if sheet.cell(2, sex).value == "1" else "1"
book.save(sys.argv[2])
"""
TIMES = {("Start", 5, 1), ("Runs", 1, 0)}
"""Cells that say when it was."""


@pytest.fixture(scope="module")
def saw(page: Path, council: Path, node: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    out = tmp_path_factory.mktemp("saw")
    drive = str(Path(__file__).with_name("drive.mjs"))
    correct = json.dumps([sys.executable, "-W", "ignore", "-c", CORRECT])
    done = subprocess.run(
        [node, drive, str(page), str(council), str(out), correct], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    saw = json.loads(done.stdout)
    assert "failed" not in saw, saw
    return {**saw, "out": out}


def test_every_cell_is_as_python_writes_it(saw: dict[str, Any], council: Path, tmp_path: Path) -> None:
    files = read(council / "this-year", council / "last-year", [council / "ofsted.xlsx"])
    report = xl903.validate(files.to_return(year=2026, authority="Manchester"))
    book = tmp_path / "book.xlsx"
    write_workbook(make_plan(report, files=files.names, who="Web page"), book)
    ours, theirs = values_of(book), values_of(saw["out"] / "first.xlsx")
    assert list(ours) == list(theirs)
    differ = {
        (sheet, row, column)
        for sheet in ours
        for row, (one, other) in enumerate(zip(ours[sheet], theirs[sheet], strict=True))
        for column, (ours_is, theirs_is) in enumerate(zip(one, other, strict=True))
        if ours_is != theirs_is
    }
    assert differ <= TIMES
    assert dict(saw["figures"])["Children in error"] == str(report.findings["child"].nunique())
    assert saw["year"] == "2026" and saw["authority"] == "Manchester" and saw["first"]


def test_no_connection_is_opened_or_possible(saw: dict[str, Any], page: Path) -> None:
    assert saw["requests"] == [page.as_uri()]
    assert saw["refused"] == ["connect-src", "connect-src"]
    assert saw["kept"] == ["", 0, 0] and saw["errors"] == []


def test_everybody_can_use_it(saw: dict[str, Any]) -> None:
    assert saw["violations"] == []
    assert saw["tabs_move"] and saw["wrong"] and saw["child"].startswith("Child ")


def test_nothing_is_lost(saw: dict[str, Any]) -> None:
    assert saw["leaving"] == "beforeunload"
    assert "notes.txt" in saw["not_ours"]


def test_work_passes_between_page_and_command_line(saw: dict[str, Any], tmp_path: Path) -> None:
    book = tmp_path / "second.xlsx"
    shutil.copy(saw["out"] / "second.xlsx", book)
    subprocess.run([sys.executable, "-m", "addin.cli", "check", str(book)], check=True, capture_output=True)
    found = values_of(book)
    assert "Since the last run" in saw["since"]
    assert len([row for row in found["Runs"][1:] if row[0]]) == 3
    assert [row for row in found["Changes"] if "SEX" in row]


def test_what_is_downloaded_is_what_is_named(saw: dict[str, Any]) -> None:
    names = {
        what: ZipFile(saw["out"] / f"{what}.zip").namelist()
        for what in ("export-csv", "export-xml", "reports")
    }
    assert any(name.endswith("episodes.csv") for name in names["export-csv"])
    assert any(name.endswith(".xml") for name in names["export-xml"])
    assert sum(name.endswith(".xlsx") for name in names["reports"]) >= 2
    assert openpyxl.load_workbook(saw["out"] / "first.xlsx", read_only=True).sheetnames[0] == "Start"


def test_the_page_is_one_small_file_with_a_policy(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES
    script = text.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy_of(text) and "connect-src 'none'" in policy_of(text)
    assert "xl903 0." in text.partition("<title>")[2].partition("</title>")[0]
