"""A simulated Excel with the add-in open, and a small return to load into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlwings as xw

from addin.ribbon.commands import run
from simulated_excel.happenings import Excel
from simulated_excel.starting import simulated_excel

ROOT = Path(__file__).parent.parent.parent
THIS_YEAR = sorted((ROOT / "tests" / "small_return" / "this-year").glob("*.csv"))
LAST_YEAR = sorted((ROOT / "tests" / "small_return" / "last-year").glob("*.csv"))
MACROS = [
    ROOT / "addin" / "ribbon" / "vba" / f"{name}.bas"
    for name in ("Notes", "Reading", "Codes", "Protection", "Selecting")
]

Click = Callable[[str], list[str]]


def excel_with_addin() -> Excel:
    """Excel started anew, with the add-in open."""
    started = simulated_excel()
    started.load_macros("xl903.xlam", *MACROS)
    return started


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Excel:
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: tmp_path / "log")
    return excel_with_addin()


@pytest.fixture(scope="session")
def checked_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with this year's return, loaded, checked and saved by buttons."""
    excel = excel_with_addin()
    book = excel.app.books.add()
    excel.chosen.append(tuple(str(path) for path in THIS_YEAR))
    for control_id in ("xl903LoadThisYear", "xl903Validate"):
        run(control_id, book)
    assert excel.alerts == []
    path = tmp_path_factory.mktemp("checked") / "checked.xlsx"
    book.api.SaveAs(str(path))
    return path


@pytest.fixture
def book(request: pytest.FixtureRequest, excel: Excel, tmp_path: Path) -> xw.Book:
    """A new workbook, or where a test asks for one that was checked, that one, opened again."""
    if "checked" not in request.fixturenames:
        return excel.app.books.add()
    path = shutil.copy(request.getfixturevalue("checked_once"), tmp_path)
    excel.calls.clear()
    return excel.app.books.open(str(path))


@pytest.fixture
def click(excel: Excel, book: xw.Book) -> Click:
    """Click a button of the ribbon; gives what Excel said in message boxes."""

    def clicked(control_id: str) -> list[str]:
        excel.alerts.clear()
        run(control_id, book)
        return list(excel.alerts)

    return clicked


@pytest.fixture
def loaded(excel: Excel, book: xw.Book, click: Click) -> xw.Book:
    """A workbook with this year's return."""
    excel.chosen.append(tuple(str(path) for path in THIS_YEAR))
    assert click("xl903LoadThisYear") == []
    return book


@pytest.fixture
def checked(book: xw.Book) -> xw.Book:
    """The same, checked once, saved and opened again."""
    return book
