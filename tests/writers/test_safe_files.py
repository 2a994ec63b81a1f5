"""Files that are never half there, and names that are free."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl903 import UserError
from xl903.writers.safe_files import free_path, write_whole


def test_a_file_is_there_once_it_is_whole_and_nothing_else_is(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with write_whole(path) as beside:
        beside.write_text("half", encoding="utf-8")
        assert not path.exists()
        beside.write_text("whole", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "whole"
    assert [one.name for one in tmp_path.iterdir()] == ["out.txt"]


def test_an_earlier_file_stays_as_it_was_where_writing_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_text("earlier", encoding="utf-8")

    def break_off() -> None:
        with write_whole(path) as beside:
            beside.write_text("half", encoding="utf-8")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert path.read_text(encoding="utf-8") == "earlier"
    assert [one.name for one in tmp_path.iterdir()] == ["out.txt"]


def test_a_place_that_cannot_be_written_is_said_with_what_to_do(tmp_path: Path) -> None:
    with (
        pytest.raises(UserError, match="its folder does not exist"),
        write_whole(tmp_path / "none" / "out.txt"),
    ):
        pass
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "inside.txt").write_text("", encoding="utf-8")
    with (
        pytest.raises(UserError, match="taken cannot be written; choose another"),
        write_whole(taken, advice="choose another") as beside,
    ):
        beside.write_text("", encoding="utf-8")
    assert [one.name for one in tmp_path.iterdir()] == ["taken"]


def test_a_name_that_is_taken_is_numbered_before_its_ending(tmp_path: Path) -> None:
    path = tmp_path / "packs.xlsx"
    assert free_path(path) == path
    for expected in ("packs.xlsx", "packs (2).xlsx", "packs (3).xlsx"):
        found = free_path(path)
        assert found.name == expected
        found.touch()
    assert free_path(path, numbered="-{}").name == "packs-2.xlsx"
