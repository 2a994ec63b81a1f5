"""``xl903 addin selftest``: the morning passes on the simulated Excel, and a fault in xl903 makes it fail."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from addin.cli.addin_commands import app
from addin.selftest.desk import simulated_desk
from addin.selftest.morning import Morning, work_through
from addin.selftest.outcome import without_names
from addin.server.running_server import RunningServer


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("selftest") / "new"


@pytest.fixture(scope="module")
def result(folder: Path) -> Result:
    return CliRunner().invoke(app, ["selftest", "--simulated", "-o", str(folder)])


def test_every_step_passes_and_is_timed_and_counted(result: Result, folder: Path) -> None:
    report = json.loads((folder / "xl903-selftest.json").read_text(encoding="utf-8"))
    assert [step["name"] for step in report["steps"] if step["verdict"] != "passed"] == []
    assert all(step["calls"] > 0 for step in report["steps"])
    assert report["passed"]
    assert result.exit_code == 0
    assert "All 19 steps passed." in result.output


def test_a_morning_is_done_by_each_way_of_a_click(result: Result, folder: Path) -> None:
    report = json.loads((folder / "xl903-selftest.json").read_text(encoding="utf-8"))
    assert Counter(step["route"] for step in report["steps"]) == {"server": 15, "python": 4}
    text = (folder / "xl903-selftest.md").read_text(encoding="utf-8")
    assert "| Correct a cell and validate again | server | passed |" in text
    assert "| Correct a cell and validate again | python | passed |" in text


@pytest.mark.parametrize(
    ("running", "verdict"),
    [
        (None, "left out"),
        (RunningServer(version("xl903"), "27/11/2026 08:05", "python.exe"), "passed"),
        (RunningServer("0.0.1", "27/11/2026 08:05", "python.exe"), "failed"),
    ],
)
def test_where_excel_is_real_the_server_that_runs_is_looked_for(
    tmp_path: Path, running: RunningServer | None, verdict: str
) -> None:
    with simulated_desk() as desk:
        morning = Morning(replace(desk, find=lambda: running), tmp_path)
        steps = [(name, do) for name, do in morning.steps() if name == "Reach the xl903 that runs"]
        morning.steps = lambda: iter(steps)  # type: ignore[method-assign]
        outcome = work_through([morning], lambda name: None)
    assert [step.verdict for step in outcome.steps] == [verdict]


def test_the_report_can_be_read_and_tells_nothing_about_the_person(result: Result, folder: Path) -> None:
    text = (folder / "xl903-selftest.md").read_text(encoding="utf-8")
    assert "| Validate | server | passed |" in text
    assert "| Excel | simulated |" in text
    assert str(Path.home()) not in text
    assert without_names(f"OSError: {Path.home() / 'x'}") == f"OSError: {Path('…') / 'x'}"


def test_a_step_that_fails_is_named_with_excels_error_and_the_others_go_on(tmp_path: Path) -> None:
    with simulated_desk() as desk:
        morning = Morning(desk, tmp_path)
        steps = [(name, do) for name, do in morning.steps() if name in ("Validate", "Clear the marks")]
        morning.steps = lambda: iter(steps)  # type: ignore[method-assign]
        outcome = work_through([morning], lambda name: None)
    assert [step.verdict for step in outcome.steps] == ["failed", "failed"]
    assert "Load this year's return first" in outcome.steps[0].said
    assert outcome.summary == "2 of 2 steps failed: Validate (server), Clear the marks (server)."
