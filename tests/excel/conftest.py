"""A simulated Excel with the add-in open, and a small return to load into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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


@pytest.fixture
def excel(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Excel]:
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: tmp_path / "log")
    simulated = simulated_excel()
    simulated.load_macros("xl903.xlam", *MACROS)
    return simulated


@pytest.fixture
def book(excel: Excel) -> xw.Book:
    return excel.app.books.add()


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
def checked(loaded: xw.Book, click: Click) -> xw.Book:
    """The same, checked once."""
    assert click("xl903Validate") == []
    return loaded
