"""``xl903 serve``: what it says of the process that makes the buttons answer at once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from addin.cli import serve_command
from addin.cli.app import app
from addin.install.installing import Machine
from addin.server.running_server import HAS_ENDED, RunningServer


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Machine:
    machine = Machine("win32", tmp_path, tmp_path, tmp_path / "python.exe", tmp_path)
    monkeypatch.setattr(serve_command, "Machine", type("This", (), {"this": staticmethod(lambda: machine)}))
    return machine


@pytest.mark.parametrize(
    ("words", "ended", "says"),
    [
        ([], "", "xl903 has been running since 27/11/2026 08:05."),
        (["--stop"], HAS_ENDED, HAS_ENDED),
        (["--stop"], "", "xl903 is not running."),
    ],
)
def test_it_says_what_is_so(
    windows: Machine, monkeypatch: pytest.MonkeyPatch, words: list[str], ended: str, says: str
) -> None:
    running = RunningServer("0.1.0", "27/11/2026 08:05", "pythonw.exe")
    monkeypatch.setattr(serve_command, "find_server", lambda: running)
    monkeypatch.setattr(serve_command, "stop_server", lambda: ended)
    assert CliRunner().invoke(app, ["serve", *words]).output.strip() == says


def test_a_python_without_its_window_less_twin_is_one_sentence(
    windows: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve_command, "find_server", lambda: None)
    result = CliRunner().invoke(app, ["serve"])
    assert f"{windows.python_without_window} is missing." in str(result.output) + str(result.exception)


def test_what_it_starts_keeps_no_pipe_of_it_open(windows: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    windows.python_without_window.touch()
    started: list[dict[str, object]] = []
    monkeypatch.setattr(serve_command, "find_server", lambda: None)
    monkeypatch.setattr(subprocess, "Popen", lambda words, **named: started.append(named))
    assert "xl903 is starting" in CliRunner().invoke(app, ["serve"]).output
    assert started == [dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.DEVNULL)]


def test_elsewhere_it_says_that_it_is_for_windows() -> None:
    result = CliRunner().invoke(app, ["serve"])
    assert "is for Excel on Windows" in str(result.output) + str(result.exception)
