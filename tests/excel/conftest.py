"""A simulated Excel with the add-in open, and a small return to load into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import xlwings as xw

from addin.ribbon.commands import run
from simulated_excel.excel_state import Files, Shell, due_macros
from simulated_excel.happenings import Excel
from simulated_excel.starting import simulated_excel
from tests.excel.server_stand_in import Server, running

ROOT = Path(__file__).parent.parent.parent
THIS_YEAR = sorted((ROOT / "tests" / "small_return" / "this-year").glob("*.csv"))
LAST_YEAR = sorted((ROOT / "tests" / "small_return" / "last-year").glob("*.csv"))
MACROS = [
    ROOT / "addin" / "ribbon" / "vba" / f"{name}.bas"
    for name in ("Notes", "Colours", "Reading", "Codes", "Protection", "Selecting", "Printing")
]

PRESSED = (
    "RibbonCallback.bas",
    "ExcelState.bas",
    "Runner.bas",
    "Server.bas",
    "OpeningChild.bas",
    "DoubleClicks.cls",
)

Click = Callable[[str], list[str]]


def excel_with_addin() -> Excel:
    """Excel started anew, with the add-in open."""
    started = simulated_excel()
    started.load_macros("xl903.xlam", *MACROS)
    return started


@pytest.fixture
def excel(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Excel]:
    """Excel with the add-in open, which must be left as it was wherever Python did not die."""
    if "checked" in request.fixturenames:
        request.getfixturevalue(
            "checked_once"
        )  # before: the Excel that was started last is the one that counts
    monkeypatch.setattr("addin.failure_log.user_log_path", lambda *args, **named: tmp_path / "log")
    started = excel_with_addin()
    yield started
    if not started.dead:
        assert started.left_behind == []


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


FOLDER = r"C:\Users\Zoë\AppData\Roaming\Microsoft\Excel"
CONFIGURATION = rf"{FOLDER}\xl903.conf"
PYTHON = "C:\\Users\\Zo\u00eb \u0141uk\\python.exe"
WRITTEN = b'"INTERPRETER","C:\\Users\\Zo&#235; &#321;uk\\python.exe"\r\n'

Press = Callable[[str], list[str]]


class Started:
    """What a click started, and how that goes."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.goes: Callable[[list[str]], int] = lambda words: 0

    def __call__(self, line: str) -> int:
        self.lines.append(line)
        return self.goes(line.partition(" -m addin.ribbon ")[2].split())


@pytest.fixture
def started(excel: Excel) -> Started:
    return Started()


@pytest.fixture
def press(excel: Excel, started: Started) -> Press:
    """Click a button as the ribbon does; gives the windows that VBA opened."""
    sources = [ROOT / "addin" / "ribbon" / "vba" / name for name in PRESSED]
    excel.load_macros("xl903.xlam", *sources)
    files = {CONFIGURATION: WRITTEN}
    makes = {
        "WScript.Shell": lambda: Shell(started),
        "Scripting.FileSystemObject": lambda: Files(files),
    }
    excel.sim.interpreter.host.create = lambda name: makes[name]()  # type: ignore[method-assign]

    def pressed(control_id: str) -> list[str]:
        before = len(excel.sim.dialogs)
        excel.sim.run("Click", control_id)
        return [text for _, text, *_ in excel.sim.dialogs[before:]]

    pressed.files = files  # type: ignore[attr-defined]
    return pressed


@pytest.fixture
def server_click(excel: Excel, book: xw.Book, press: Press, started: Started) -> Iterator[Click]:
    """Click a button by the ribbon's VBA and the server; gives what Excel said in message boxes."""
    server = Server()

    def clicked(control_id: str) -> list[str]:
        excel.alerts.clear()
        assert press(control_id) == []
        server.work()
        (watch,) = due_macros(excel.sim.application)
        due_macros(excel.sim.application).clear()
        excel.sim.run(watch)
        assert due_macros(excel.sim.application) == []
        return list(excel.alerts)

    with running(server):
        yield clicked
    assert started.lines == []
