"""Benchmarks can be run, and the document has a table for each."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture
def benchmarks(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    return importlib.import_module("all")


def test_the_document_has_one_table_for_each_benchmark(benchmarks: ModuleType) -> None:
    text = (ROOT / "docs" / "performance.md").read_text(encoding="utf-8")
    assert sorted(benchmarks.tables_in(text)) == sorted(benchmarks.BENCHMARKS)
    row = importlib.import_module("figures").Row("this | that", "1.00 s")
    for name in benchmarks.BENCHMARKS:
        changed = benchmarks.with_table(text, name, [row])
        assert changed.count("| this | that | 1.00 s |") == 1
        assert benchmarks.with_table(changed, name, [row]) == changed
        assert benchmarks.tables_in(changed) == benchmarks.tables_in(text)
        assert changed.startswith(text.partition(f"<!-- figures: {name} -->")[0])
        assert changed.endswith(text.partition(f"<!-- end of figures: {name} -->")[2])


def test_a_quick_run_prints_ratios_and_writes_nothing(
    benchmarks: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    document = ROOT / "docs" / "performance.md"
    before = document.read_bytes()
    benchmarks.main(["--quick", "--only", "lists"])
    printed = capsys.readouterr().out
    assert "times calamine opening" in printed
    assert "first reading, a list of 300 rows" in printed
    assert document.read_bytes() == before


def test_a_ratio_is_the_median_of_each_runs_own(benchmarks: ModuleType) -> None:
    figures = importlib.import_module("figures")
    clock = figures.Clock()
    for ours, theirs in ((1.0, 1.0), (4.0, 2.0), (9.0, 3.0)):
        clock.add("ours", figures.Taken(ours, 2 * ours))
        clock.add("theirs", figures.Taken(theirs, theirs))
    row = clock.row("ours", "theirs", target="2 times")
    assert row == (
        "ours",
        "4.00 (1.00 to 9.00) s",
        "8.00 (2.00 to 18.0) s",
        "theirs",
        "2.00 (1.00 to 3.00)",
        "2 times",
    )
