"""A rule that a council adds has no say in what faults are planted for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import xl903
from tests.faults.trials import try_faults
from xl903.s903.registered_rules import REGISTER, all_rules


@pytest.fixture
def a_rule_that_finds_every_row() -> Iterator[None]:
    all_rules()

    @xl903.rule("LOCAL9", "Everything", group="local", marks={"Episodes": ["LS"]})
    def everything(ret):  # type: ignore[no-untyped-def]
        """Every episode is wrong.

        Fix: ask.
        """
        return ret.episodes.filled("LS")

    yield
    del REGISTER.installed["LOCAL9"]


@pytest.mark.usefixtures("a_rule_that_finds_every_row")
def test_a_councils_own_rule_does_not_count_as_found_by_a_fault() -> None:
    tried = try_faults(2026, ["144"])
    assert tried.strays == frozenset()
    assert [trial.fired for trial in tried.by_code["144"]] == [frozenset({"144"})]
