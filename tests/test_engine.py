"""Rules as the engine runs them: local rules, rules that fail, and what the decorator refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

import xl903
from xl903.engine.rule_register import _INSTALLED, all_rules, rule


@pytest.fixture
def own_rules() -> Iterator[None]:
    """Rules that a test registers are gone after it."""
    all_rules()
    before = {code: list(versions) for code, versions in _INSTALLED.items()}
    yield
    _INSTALLED.clear()
    _INSTALLED.update(before)


def one_child(**cells: str) -> xl903.Return:
    frame = pd.DataFrame({"CHILD": ["77"], **{name: [value] for name, value in cells.items()}})
    return xl903.Return({"Episodes": frame}, year=2026, authority=None)


@pytest.mark.usefixtures("own_rules")
def test_a_council_adds_a_rule_of_its_own_with_plain_pandas() -> None:
    @rule(
        "MCR1", "Fostered by a stranger far away", group="local", marks={"Episodes": ["PLACE", "PL_DISTANCE"]}
    )
    def far_away(ret):  # type: ignore[no-untyped-def]
        """The child lives with strangers more than 50 miles from home.

        Fix: ask the placement team.
        """
        ep = ret.episodes
        return ep.place.isin(["U4", "U6"]) & (ep.pl_distance > 50)

    report = xl903.validate(one_child(PLACE="U6", PL_DISTANCE="50.1"), codes=["mcr1"])
    assert report.findings["fields"].tolist() == [("PLACE", "PL_DISTANCE")]
    assert report.errors()["fix"].tolist() == ["Ask the placement team."]


@pytest.mark.usefixtures("own_rules")
def test_a_rule_that_raises_is_recorded_without_data_and_the_others_run() -> None:
    @rule("MCR2", "Faulty", group="local", marks={"Episodes": ["LS"]})
    def faulty(ret):  # type: ignore[no-untyped-def]
        """It breaks.

        Fix: mend it.
        """
        raise ValueError(f"child {ret.episodes.child[0]} broke it")

    report = xl903.validate(one_child(LS="QQ"), codes=["MCR2", "144"])
    assert report.findings["code"].tolist() == ["144"]
    assert report.failed["MCR2"].startswith("ValueError in test_engine.py, line ")
    assert "77" not in report.failed["MCR2"].replace("line 77", "")


@pytest.mark.usefixtures("own_rules")
def test_a_mask_of_the_wrong_length_fails() -> None:
    @rule("MCR3", "Too short", group="local", marks={"Episodes": ["LS"]})
    def too_short(ret):  # type: ignore[no-untyped-def]
        """It returns too little.

        Fix: mend it.
        """
        return pd.Series([], dtype=bool)

    assert "MCR3" in xl903.validate(one_child(LS="C2"), codes=["MCR3"]).failed


def undocumented(ret: xl903.Return) -> None:
    """No word on mending."""


def documented(ret: xl903.Return) -> None:
    """It is wrong.

    Fix: mend it.
    """


@pytest.mark.usefixtures("own_rules")
@pytest.mark.parametrize(
    ("function", "settings", "said"),
    [
        (undocumented, {}, "Fix:"),
        (documented, {"group": "colours"}, "no family is called colours"),
        (documented, {"marks": {"Episodes": ["COLOUR"]}}, "COLOUR"),
        (documented, {"marks": {"Toys": ["COLOUR"]}}, "Toys"),
        (documented, {"needs": ["Toys_last"]}, "Toys_last"),
        (documented, {"years": "2025"}, "span of collection years"),
    ],
)
def test_the_decorator_says_what_is_wrong_with_a_rule(function, settings, said) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=said):
        rule("MCR4", "Title", **{"group": "local", "marks": {"Episodes": ["LS"]}, **settings})(function)


@pytest.mark.usefixtures("own_rules")
def test_two_versions_may_not_hold_in_the_same_year() -> None:
    settings = {"group": "local", "marks": {"Episodes": ["LS"]}}
    rule("MCR5", "Title", years="2023-2024", **settings)(documented)  # type: ignore[arg-type]
    rule("MCR5", "Title", years="2025-", **settings)(documented)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="same year"):
        rule("MCR5", "Title", years="2024-2024", **settings)(documented)  # type: ignore[arg-type]
