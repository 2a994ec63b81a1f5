"""The command xl903, and a workbook made with it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from addin.cli.app import main
from tests.day.week_files import write_files

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["xl903", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        printed = capsys.readouterr()
        return int(stopped.value.code or 0), printed.out, printed.err.replace("\n", " ")

    return command


@pytest.fixture(scope="session")
def first_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small return's workbook as xl903 validate writes it, for every test to begin with a copy of it."""
    made = tmp_path_factory.mktemp("first")
    write_files(made / "april")
    path = made / "work.xlsx"
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as stopped:
        arguments = ("validate", made / "april", "--year", 2026, "--authority", "E08000003", "-o", path)
        patch.setattr("sys.argv", ["xl903", *map(str, arguments)])
        main()
    assert not stopped.value.code
    return path


@pytest.fixture
def book(first_book: Path, tmp_path: Path) -> Path:
    """A workbook of its own, with the files of its return beside it."""
    shutil.copytree(first_book.parent, tmp_path, dirs_exist_ok=True)
    return tmp_path / first_book.name
