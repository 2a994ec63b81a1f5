"""Rules as the engine runs them: local rules, rules that fail, and what the decorator refuses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

import xl903
from xl903.s903.registered_rules import REGISTER, all_rules, rule


@pytest.fixture
def own_rules() -> Iterator[None]:
    """Rules that a test registers are gone after it."""
    all_rules()
    before = {code: list(versions) for code, versions in REGISTER.installed.items()}
    yield
    REGISTER.installed.clear()
    REGISTER.installed.update(before)


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
    assert report.errors()["value"].tolist() == ["PLACE U6; PL_DISTANCE 50.1"]
    assert report.marked[["field", "value"]].to_numpy().tolist() == [["PLACE", "U6"], ["PL_DISTANCE", "50.1"]]


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
    line = line_of('raise ValueError(f"child')
    assert report.failed["MCR2"] == f"It stopped with ValueError (rule MCR2, test_engine.py line {line})."


def line_of(text: str) -> int:
    """The line of this file that holds a text, from 1."""
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


def wrong_column(ret):  # type: ignore[no-untyped-def]
    return ret.reviews.revew.notna()


def wrong_column_beside_another_row(ret):  # type: ignore[no-untyped-def]
    return ret.episodes.in_order("decom").previous.plaec.notna()


def wrong_column_by_name(ret):  # type: ignore[no-untyped-def]
    return ret.episodes.any_filled("LS", "LEGAL")


def wrong_column_of_codes(ret):  # type: ignore[no-untyped-def]
    return ret.episodes.not_in_codes("PLAEC")


def no_codes(ret):  # type: ignore[no-untyped-def]
    return ret.episodes.not_in_codes("DECOM")


def order_by_text(ret):  # type: ignore[no-untyped-def]
    return ret.episodes.in_order("ls").first


def wrong_table(ret):  # type: ignore[no-untyped-def]
    return ret.epsiodes.ls.notna()


def no_such_name(ret):  # type: ignore[no-untyped-def]
    return ret.episodes.ls.isin(FOSTER)  # type: ignore[name-defined]  # noqa: F821


def unmarked_table(ret):  # type: ignore[no-untyped-def]
    return {"Reviews": ret.reviews.none()}


def no_mask(ret):  # type: ignore[no-untyped-def]
    return None


@pytest.mark.usefixtures("own_rules")
@pytest.mark.parametrize(
    ("function", "said", "at"),
    [
        (wrong_column, "Reviews has no column REVEW", "reviews.revew"),
        (wrong_column_beside_another_row, "Episodes has no column PLAEC", "previous.plaec"),
        (wrong_column_by_name, "Episodes has no column LEGAL", '"LS", "LEGAL"'),
        (wrong_column_of_codes, "Episodes has no column PLAEC", 'not_in_codes("PLAEC")'),
        (no_codes, "DECOM of Episodes has no code set", 'not_in_codes("DECOM")'),
        (order_by_text, "Rows are put in order by dates or numbers, not by text", 'in_order("ls")'),
        (wrong_table, "Return has no epsiodes", "ret.epsiodes"),
        (no_such_name, "There is nothing called FOSTER", "isin(FOSTER)"),
        (unmarked_table, "The rule returns a mask for Reviews, which it does not mark", "def unmarked_table"),
        (no_mask, "The rule returns no mask for Episodes but NoneType", "def no_mask"),
    ],
)
def test_a_mistake_in_a_rule_is_said_with_the_rules_own_line(function, said, at) -> None:  # type: ignore[no-untyped-def]
    function.__doc__ = documented.__doc__
    rule("LOCAL1", "Faulty", group="local", marks={"Episodes": ["LS"]})(function)
    why = xl903.validate(one_child(LS="C2"), codes=["LOCAL1"]).failed["LOCAL1"]
    assert why == f"{said} (rule LOCAL1, test_engine.py line {line_of(at)})."


@pytest.mark.usefixtures("own_rules")
def test_a_mask_of_the_wrong_length_fails() -> None:
    @rule("MCR3", "Too short", group="local", marks={"Episodes": ["LS"]})
    def too_short(ret):  # type: ignore[no-untyped-def]
        """It returns too little.

        Fix: mend it.
        """
        return pd.Series([], dtype=bool)

    why = xl903.validate(one_child(LS="C2"), codes=["MCR3"]).failed["MCR3"]
    assert why.startswith("The mask has 0 values and Episodes has 1 row (rule MCR3, test_engine.py line ")


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
        (documented, {"group": "colours"}, "There is no group colours"),
        (documented, {"marks": {"Episodes": ["COLOUR"]}}, "Episodes has no column COLOUR"),
        (documented, {"marks": {"Episodes": "URN"}}, r'must be a list, such as \["URN"\]'),
        (documented, {"marks": {"Toys": ["COLOUR"]}}, "There is no table Toys"),
        (documented, {"reference": "maps"}, "There is no reference maps. The references are authority"),
        (documented, {"needs": ["Toys_last"]}, "There is no table Toys_last"),
        (documented, {"years": "2025"}, "span of collection years"),
    ],
)
def test_the_decorator_says_what_is_wrong_with_a_rule(function, settings, said) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(xl903.UserError, match=said) as caught:
        rule("MCR4", "Title", **{"group": "local", "marks": {"Episodes": ["LS"]}, **settings})(function)
    line = line_of(f"def {function.__name__}(")
    assert str(caught.value).endswith(f" (rule MCR4, test_engine.py line {line}).")


@pytest.mark.usefixtures("own_rules")
def test_two_versions_may_not_hold_in_the_same_year() -> None:
    settings = {"group": "local", "marks": {"Episodes": ["LS"]}}
    rule("MCR5", "Title", years="2023-2024", **settings)(documented)  # type: ignore[arg-type]
    rule("MCR5", "Title", years="2025-", **settings)(documented)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="same year"):
        rule("MCR5", "Title", years="2024-2024", **settings)(documented)  # type: ignore[arg-type]
