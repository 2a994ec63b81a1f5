"""DfE's wording out of any table of codes and messages."""

from __future__ import annotations

import subprocess
from pathlib import Path

import openpyxl
import pytest

from xl903 import UserError
from xl903.portal.dfes_wording import read_wording

ROWS = [
    ("Error code", "Message", "Coding rules", "Coding description"),
    ("101", "Gender code is not valid.", "If <SEX> is not one of the list", "For every child"),
    ("102", "Date of birth is not", "If <DOB> is not a date", "For every child"),
    ("", "valid.", "", ""),
    ("197b", "Reason for no SDQ is not required.", "If the score is given", "For every child"),
    ("", "Total: 3 checks", "", ""),
]
WANTED = {
    "101": "Gender code is not valid.",
    "102": "Date of birth is not valid.",
    "197B": "Reason for no SDQ is not required.",
}


def _csv(path: Path) -> None:
    path.write_text("\n".join("|".join(row) for row in ROWS), encoding="cp1252")


def _xlsx(path: Path) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    book.save(path)


def _page(path: Path) -> None:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ROWS)
    path.write_text(f"<table>{cells.replace('<SEX>', '').replace('<DOB>', '')}</table>", encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "save"),
    [("words.csv", _csv), ("words.xlsx", _xlsx), ("words.html", _page)],
    ids=lambda one: str(one)[:5],
)
def test_messages_are_read_and_wrapped_lines_joined(tmp_path: Path, name: str, save: object) -> None:
    save(tmp_path / name)
    wording = read_wording(tmp_path / name)
    assert wording.messages == WANTED
    assert wording.notes == ("1 row without a code was read as the continuation of the message above.",)


def test_open_document_sheets_are_read(tmp_path: Path, office: str) -> None:
    _xlsx(tmp_path / "words.xlsx")
    subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", "ods",
         "--outdir", str(tmp_path), str(tmp_path / "words.xlsx")],
        check=True, capture_output=True,
    )  # fmt: skip
    assert read_wording(tmp_path / "words.ods").messages == WANTED


def test_two_messages_of_one_code_are_said(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text(
        "code,message\n101,One of two\n101,Two of two\n102,An only one\n", encoding="utf-8"
    )
    wording = read_wording(tmp_path / "w.csv")
    assert wording.messages == {"101": "One of two", "102": "An only one"}
    assert wording.notes == ("Code 101 had more than one message; the first was used.",)


@pytest.mark.parametrize("content", ["", "Dear all", "a,b\n1,2\n", "101,102\n103,104\n"])
def test_a_file_without_codes_and_messages_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "w.csv").write_text(content, encoding="utf-8")
    with pytest.raises(UserError) as refused:
        read_wording(tmp_path / "w.csv")
    assert "w.csv has no table" in str(refused.value)
