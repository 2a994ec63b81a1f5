"""A workbook that goes from the command line to Excel and back: marks of either are known to the other."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import load_workbook
from typer.testing import CliRunner

from addin.cli.app import app
from addin.ribbon.commands import run
from simulated_excel.happenings import Excel
from tests.excel.conftest import LAST_YEAR, THIS_YEAR
from tests.excel.expected import figures
from tests.excel.test_live import assert_shows, painted, plan_of, titles
from workbook.plan import appearance

FOLDER, EARLIER = THIS_YEAR[0].parent, LAST_YEAR[0].parent


def command(*given: object) -> None:
    done = CliRunner().invoke(app, [str(one) for one in given])
    assert done.exit_code == 0, done.output


def red_cells(path: Path, sheet: str) -> dict[tuple[int, int], str]:
    """The sheet's marked cells in a file, each with its note."""
    return {
        (cell.row, cell.column): cell.comment.text if cell.comment else ""
        for row in load_workbook(path)[sheet].iter_rows(min_row=2)
        for cell in row
        if cell.fill.fgColor.rgb.endswith(appearance.BAD_FILL)
    }


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A workbook that the command line made."""
    path = tmp_path / "book.xlsx"
    command("validate", FOLDER, "--year", 2026, "--authority", "Manchester", "-o", path)
    return path


def corrected(sheet: xw.Sheet) -> int:
    """Put the first wrong sex right; gives the row."""
    row = next(row for row, codes in enumerate(sheet.range("B1:B200").value, 1) if "101" in str(codes))
    sheet.range((row, titles(sheet)["SEX"])).value = "M"
    return row


def test_marks_of_the_command_line_are_known_in_excel(excel: Excel, written: Path) -> None:
    book = excel.app.books.open(str(written))
    header = book.sheets["Header"]
    before = len(painted(header, 60))
    row = corrected(header)
    run("xl903Validate", book)
    assert excel.alerts == []
    assert header.range((row, titles(header)["SEX"])).color is None
    assert header.range((row, titles(header)["SEX"])).note is None
    assert len(painted(header, 60)) < before
    assert_shows(book, plan_of(book))
    run("xl903ClearMarks", book)
    assert excel.alerts == []
    assert not any(painted(sheet, 60) for sheet in book.sheets if sheet.name in ("Header", "Episodes"))
    assert not any(list(sheet.notes) for sheet in book.sheets)


def test_marks_of_excel_are_known_on_the_command_line(excel: Excel, checked: xw.Book, tmp_path: Path) -> None:
    header = checked.sheets["Header"]
    row, at = corrected(header), titles(header)
    path = tmp_path / "book.xlsx"
    checked.api.SaveAs(str(path))
    checked.close()
    before = red_cells(path, "Header")
    command("check", path)
    after = red_cells(path, "Header")
    gone = {cell for cell in before if cell not in after}
    assert gone == {(row, at["SEX"])}
    assert all(after.values())
    again = excel.app.books.open(str(path))
    run("xl903Validate", again)
    assert excel.alerts == []
    assert_shows(again, plan_of(again))
    assert str(figures(again)["Since the last run"]).startswith("0 fixed, 0 new")
