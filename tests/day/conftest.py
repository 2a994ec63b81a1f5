"""The command xl903, and a workbook made with it."""

from __future__ import annotations

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


@pytest.fixture
def book(run: Run, tmp_path: Path) -> Path:
    folder = tmp_path / "april"
    write_files(folder)
    path = tmp_path / "work.xlsx"
    status, _, _ = run("validate", folder, "--year", 2026, "--authority", "E08000003", "-o", path)
    assert status == 0
    return path
