"""Lives told for people to read."""

from __future__ import annotations

import datetime as dt
import runpy

import pytest

from xl903.synthetic import make_council
from xl903.synthetic.telling import Storybook


def test_every_life_is_told_from_the_first_day_of_care_to_the_last() -> None:
    council = make_council(children=400, seed=8)
    book = Storybook(council)
    for life in council.lives:
        title, *lines = book.tell(life)
        assert title.startswith(f"{life.child}: ")
        days = [dt.datetime.strptime(line.split()[0], "%d/%m/%Y") for line in lines]
        assert days == sorted(days)
        begun = sum("CARE BEGINS" in line for line in lines)
        ended = sum("CARE ENDS" in line for line in lines)
        assert begun == ended
        assert begun or "short break" in lines[0]


def test_what_was_told_is_in_the_returns() -> None:
    council = make_council(children=60, seed=8)
    book = Storybook(council)
    told = {life.child: "\n".join(book.tell(life)) for life in council.lives}
    for review in council.tables["Reviews"].itertuples():
        assert any(
            line.strip().startswith(review.REVIEW) and f"review: {review.REVIEW_CODE}" in line
            for line in told[review.CHILD].splitlines()
        )
    for episode in council.tables["Episodes"].itertuples():
        assert episode.DECOM in told[episode.CHILD]


def test_the_command_prints_a_council(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["xl903.synthetic", "--children", "10", "--seed", "3"])
    runpy.run_module("xl903.synthetic", run_name="__main__")
    said = capsys.readouterr().out
    assert len(said.strip().split("\n\n")) >= 10
    assert "born" in said
