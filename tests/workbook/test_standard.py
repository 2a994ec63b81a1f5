"""Files that xl903 writes, held against the standard of the file format and opened by LibreOffice."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from tests.workbook.auditing import faults, unreadable
from tests.workbook.test_kept_parts import check
from tests.workbook.test_written_cells import odd_plan
from workbook import write_workbook
from workbook.plan.sheet_model import Plan

__all__ = ["odd_plan"]


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


@pytest.fixture(scope="module")
def parts(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text parts of a good workbook."""
    path = tmp_path_factory.mktemp("good") / "good.xlsx"
    write_workbook(plan, path)
    assert unreadable(path) == []
    with ZipFile(path) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


@pytest.mark.parametrize(
    ("part", "before", "after", "says"),
    [
        ("xl/tables/table", r'(<tableColumn [^>]*name=")[^"]*', r"\1Other", "its cell says"),
        ("xl/tables/table", r'(<table [^>]*displayName=")[^"]*', r"\1Same", "is given twice"),
        ("xl/tables/table", r'(<table [^>]*\bid=")[^"]*', r"\g<1>1", "have the id 1"),
        ("xl/workbook.xml", r'(<sheet [^>]*name=")[^"]*', r"\1Same", "two sheets are called same"),
        ("xl/workbook.xml", r'name="Runs"', 'name="History"', "can be called history"),
        ("xl/worksheets/_rels", r'Target="[^"]*tables[^"]*"', 'Target="/xl/none.xml"', "is not there"),
        ("xl/worksheets/_rels", r'\bId="', 'Id="x', "is no relationship"),
        ("xl/worksheets/sheet", r"location=\"[^\"]*!", "location=\"'Nowhere'!", "links to 'Nowhere'"),
        ("xl/worksheets/sheet", r"(<dataValidation [^>]*prompt=\")", r"\1" + "x" * 256, "a prompt of more"),
        ("xl/worksheets/sheet", r"<formula1>[^<]*", '<formula1>"' + "x," * 200 + '"', "a list of more"),
        ("xl/worksheets/sheet", r' s="\d+"', ' s="9999"', "a style that is not there"),
        ("xl/drawings/vml", r"(?s)<x:Row>(\d+)", r"<x:Row>9\1", "in other cells"),
        ("xl/sharedStrings.xml", r"<si><t([^>]*)>", "<si><t>\x0b", "is not XML"),
        ("xl/sharedStrings.xml", r"(?s)<si>.*</si>", "", "a text that is not there"),
        ("[Content_Types].xml", r"<Default [^>]*vml[^>]*>", "", "has no type"),
    ],
)
def test_what_excel_would_repair_is_found(
    parts: dict[str, str], tmp_path: Path, part: str, before: str, after: str, says: str
) -> None:
    path = tmp_path / "broken.xlsx"
    with ZipFile(path, "w") as package:
        for name, text in parts.items():
            package.writestr(name, re.sub(before, after, text) if name.startswith(part) else text)
    assert any(says in one for one in unreadable(path))


def test_libreoffice_reads_every_value_of_a_new_and_of_a_checked_workbook(
    plan: Plan, office: str, tmp_path: Path
) -> None:
    ways = [tmp_path / "new.xlsx", tmp_path / "checked.xlsx"]
    for path in ways:
        write_workbook(plan, path)
    check(ways[1])
    saved = tmp_path / "saved"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved), *map(str, ways)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    for path in ways:
        ours, theirs = (openpyxl.load_workbook(one, data_only=True) for one in (path, saved / path.name))
        assert theirs.sheetnames == ours.sheetnames
        for ws in ours.worksheets:
            for cell in (cell for row in ws.iter_rows() for cell in row if cell.value is not None):
                other = theirs[ws.title][cell.coordinate]
                assert (other.value or None) == (cell.value or None), (ws.title, cell.coordinate)
                assert (other.comment is None) == (cell.comment is None)
    check(saved / "checked.xlsx")
