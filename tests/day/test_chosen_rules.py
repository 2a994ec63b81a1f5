"""Rules chosen for a workbook stay chosen until others are, and what was not looked for is not called new."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.day.conftest import Run
from tests.day.week_files import join_names, write_files


@pytest.fixture
def chosen(run: Run, tmp_path: Path) -> Path:
    """A workbook that was made with two rules."""
    folder = tmp_path / "april"
    write_files(folder)
    path = tmp_path / "work.xlsx"
    status, _, _ = run("validate", folder, "--year", 2026, "--rules", "101, 103", "-o", path)
    assert status == 0
    return path


def test_a_check_runs_the_rules_that_were_chosen_and_says_so(run: Run, chosen: Path) -> None:
    status, _, said = run("check", chosen)
    assert status == 0
    assert "0 fixed, 2 remaining, 0 new" in said
    assert "Only rules 101 and 103 ran" in said
    assert "--rules all" in said
    assert {code for (code,) in join_names(chosen, "Errors", "Code")} == {"101", "103"}


def test_errors_that_were_not_looked_for_before_are_not_new(run: Run, chosen: Path) -> None:
    status, _, said = run("check", chosen, "--rules", "all")
    assert status == 0
    assert "0 new" in said
    assert "Only" not in said
    assert len({code for (code,) in join_names(chosen, "Errors", "Code")}) > 2
    status, _, said = run("check", chosen, "--rules", "101")
    assert status == 0
    assert "Only rule 101 ran" in said
    assert run("check", chosen, "--rules", "nope")[0] == 2
