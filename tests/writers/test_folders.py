"""Where exports go: a new folder each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from xl903.writers import new_folder
from xl903.writers.folders import write_together

WHEN = dt.datetime(2026, 4, 20, 9, 30)


def test_a_folders_name_says_year_format_and_moment_and_is_new(tmp_path: Path) -> None:
    first = new_folder(tmp_path, 2026, "csv", WHEN)
    assert first == tmp_path / "ssda903-2026-csv-20260420-093000"
    first.mkdir()
    second = new_folder(tmp_path, 2026, "csv", WHEN)
    assert second.name == "ssda903-2026-csv-20260420-093000-2"
    second.mkdir()
    assert new_folder(tmp_path, 2026, "csv", WHEN).name.endswith("-3")
    assert new_folder(tmp_path, None, "xml", WHEN).name == "ssda903-xml-20260420-093000"


def test_an_export_that_breaks_off_leaves_nothing_half_made(tmp_path: Path) -> None:
    def write(folder: Path) -> Iterator[tuple[str, str, int]]:
        (folder / "header.csv").write_text("CHILD")
        yield "header.csv", "Header", 0
        raise KeyboardInterrupt

    (tmp_path / "there").mkdir()
    for folder in (tmp_path / "there", tmp_path / "new" / "folder"):
        with pytest.raises(KeyboardInterrupt):
            write_together(folder, write, ())
    assert [path.name for path in tmp_path.rglob("*")] == ["there"]
