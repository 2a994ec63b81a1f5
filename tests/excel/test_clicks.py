"""A click, from the ribbon's VBA on: which Python is started, and what the person sees where it cannot be."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import xlwings as xw
from pyopenvba.interpreter._values import error

from addin.ribbon import __main__ as entry
from addin.ribbon.commands import run
from simulated_excel.excel_state import set_state
from simulated_excel.happenings import Excel, PythonDied
from tests.excel.conftest import PYTHON, Press, Started

_STATE = ("EnableEvents", "Calculation", "ScreenUpdating", "Cursor", "StatusBar")


def state(excel: Excel) -> list[object]:
    return [excel.sim.application.vba_get(name) for name in _STATE]


def test_a_click_starts_the_persons_own_python_with_numbers_alone(
    excel: Excel, press: Press, started: Started, tmp_path: Path
) -> None:
    for name in ("a=b %TEMP% [1] 'x' é.xlsx", "second.xlsx"):
        excel.app.books.add().save(tmp_path / name)
    excel.app.books[0].api.Activate()
    assert press("xl903Validate") == []
    assert started.lines == [f'"{PYTHON}" -E -P -m addin.ribbon xl903Validate 1 1']


def test_no_sheet_and_no_file_beside_a_workbook_changes_which_python(
    excel: Excel, press: Press, started: Started, tmp_path: Path
) -> None:
    book = excel.app.books.add()
    for name in ("xl903.conf", "something.py", "xlwings.conf"):
        sheet = book.sheets.add(name)
        sheet["A1"].value = [["INTERPRETER_WIN", "C:\\evil.exe"], ["INTERPRETER", "C:\\evil.exe"]]
    book.save(tmp_path / "book.xlsx")
    press.files[str(tmp_path / "xl903.conf")] = b'"INTERPRETER","C:\\evil.exe"'  # type: ignore[attr-defined]
    assert press("xl903Validate") == []
    assert started.lines == [f'"{PYTHON}" -E -P -m addin.ribbon xl903Validate 1 1']


def test_the_numbers_lead_to_the_workbook_that_was_clicked_in(
    excel: Excel, press: Press, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = excel.app.books.add(), excel.app.books.add()
    first.api.Activate()
    seen: list[str] = []
    monkeypatch.setattr(entry, "run", lambda button, book: seen.append(f"{button} {book.name}") or True)
    monkeypatch.setattr(entry.sys, "platform", "elsewhere")
    monkeypatch.setattr(entry.xw, "apps", type("Apps", (), {"active": excel.app}))
    in_front_later = [second, first]

    def go(words: list[str]) -> int:
        in_front_later.pop(0).api.Activate()
        return entry.main(words)

    started.goes = go
    press("xl903About")
    second.api.Activate()
    press("xl903About")
    assert seen == [f"xl903About {first.name}", f"xl903About {second.name}"]


def test_of_two_excels_it_works_in_the_one_that_was_clicked_in(
    excel: Excel, book: xw.Book, press: Press, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_state(excel.sim.application, "Hwnd", 77)
    windows = {77: excel.app.api}
    monkeypatch.setattr(sys.modules["xlwings._xlwindows"], "get_xl_app_from_hwnd", windows.__getitem__)
    monkeypatch.setattr(entry.sys, "platform", "win32")
    seen: list[str] = []
    monkeypatch.setattr(entry, "run", lambda button, book: seen.append(book.name) or True)
    started.goes = entry.main
    assert press("xl903About") == []
    assert seen == [book.name]


def test_where_excel_was_too_busy_to_be_told_vba_says_so(
    excel: Excel, book: xw.Book, press: Press, started: Started, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entry, "clicked_book", lambda window, place: book)
    monkeypatch.setattr(entry, "run", lambda button, book: False)
    started.goes = entry.main
    (said,) = press("xl903About")
    assert said.startswith("Excel is busy")


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (70, "not allowed to start Python"),
        (-2147024891, "not allowed to start Python"),
        (429, "not allowed to start Python"),
        (-2147024894, "xl903 addin install"),
        (1234, "xl903 addin status"),
    ],
)
def test_what_windows_refuses_is_one_sentence(
    excel: Excel, book: xw.Book, press: Press, started: Started, number: int, says: str
) -> None:
    def refuse(words: list[str]) -> int:
        raise error(number, "Permission denied")

    started.goes = refuse
    (said,) = press("xl903Validate")
    assert says in said


def test_without_a_configuration_it_says_what_to_run(book: xw.Book, press: Press, started: Started) -> None:
    press.files.clear()  # type: ignore[attr-defined]
    (said,) = press("xl903Validate")
    assert "Run: xl903 addin install" in said
    assert started.lines == []


def test_in_protected_view_nothing_is_started(excel: Excel, press: Press, started: Started) -> None:
    excel.protected_view()
    (said,) = press("xl903Validate")
    assert "Enable Editing" in said
    assert started.lines == []


def test_without_a_workbook_one_is_made(excel: Excel, press: Press, started: Started) -> None:
    assert len(excel.app.books) == 0
    assert press("xl903LoadThisYear") == []
    assert len(excel.app.books) == 1
    assert started.lines[0].endswith(" xl903LoadThisYear 1 1")


@pytest.mark.parametrize("dies", [("Range.Value=", 3), ("Range.Value=", 0), ("Worksheet.Activate", 0)])
def test_excel_is_as_before_when_python_dies_midway(
    excel: Excel, loaded: xw.Book, press: Press, started: Started, dies: tuple[str, int]
) -> None:
    before = state(excel)

    def die(words: list[str]) -> int:
        excel.die_at = dies
        with pytest.raises(PythonDied):
            run(words[0], loaded)
        return 1

    started.goes = die
    (said,) = press("xl903Validate")
    assert "exit 1" in said
    assert excel.dead
    assert state(excel) == before
