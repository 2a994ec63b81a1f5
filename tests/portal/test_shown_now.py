"""DfE's two stages: what the portal would show now, and that every code's stage is in the data."""

from __future__ import annotations

import pandas as pd
import pytest

import xl903
from xl903.engine.report import Report
from xl903.portal.shown_now import ShownNow, count_shown, shown_in_portal
from xl903.s903.doubts import all_doubts
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import COLLECTION_YEARS
from xl903.s903.stages import codes_listed, stage_of


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_every_code_in_force_is_on_one_list_of_stages(year: int) -> None:
    codes = {rule.code for rule in rules_in_force(year) if rule.is_dfe}
    assert codes <= set(codes_listed(year))


def test_no_code_is_on_two_lists() -> None:
    everywhere = {code for year in COLLECTION_YEARS for code in codes_listed(year)}
    known = {rule.code for year in COLLECTION_YEARS for rule in rules_in_force(year)}
    assert everywhere <= known
    for year in COLLECTION_YEARS:
        for code in codes_listed(year):
            by_name = {"STG1": 1, "STG2": 2}.get(code[-4:])
            assert by_name in (None, stage_of(code, year))


def test_stages_of_some_codes() -> None:
    assert [stage_of(code, 2026) for code in ("101", "218", "1003", "184", "197B", "205A")] == [
        1,
        2,
        2,
        2,
        1,
        2,
    ]
    assert [stage_of(code, 2026) for code in ("502", "NoE", "357", "388", "INT01", "EPI", "581")] == [
        None
    ] * 7


def test_doubts_are_of_codes_that_exist() -> None:
    known = {rule.code for year in COLLECTION_YEARS for rule in rules_in_force(year)}
    assert {code for doubt in all_doubts() for code in doubt.codes} <= known


def test_rules_know_their_stage() -> None:
    stages = {rule.code: rule.stage for rule in rules_in_force(2026)}
    assert [stages[code] for code in ("101", "218", "502", "XL01")] == [1, 2, None, None]


def _shown(*findings: tuple[str | None, str]) -> list[str]:
    """What is shown of findings, each a child and a code; a blank child is a row of its own."""
    children = list(dict.fromkeys(child for child, _ in findings if child))
    rows = [*children, *[None for child, _ in findings if child is None]]
    ret = xl903.Return({"Header": pd.DataFrame({"CHILD": rows}, dtype=object)}, year=2026, authority=None)
    report = Report(ret, 2026, rules_in_force(2026))
    blank = iter(range(len(children), len(rows)))
    report.__dict__["findings"] = pd.DataFrame(
        [
            (code, "Header", children.index(child) if child else next(blank), child, ("CHILD",))
            for child, code in findings
        ],
        columns=["code", "table", "row", "child", "fields"],
    )
    return list(shown_in_portal(report))


def test_a_stage_1_error_hides_the_childs_stage_2_errors_and_no_other_childs() -> None:
    assert _shown(("a", "101"), ("a", "218"), ("b", "218")) == ["yes", "no", "yes"]


def test_a_row_without_a_child_is_a_record_of_its_own() -> None:
    assert _shown((None, "101"), (None, "218"), ("a", "218")) == ["yes", "yes", "yes"]


def test_what_depends_on_an_unknown_stage_may_be_shown() -> None:
    assert _shown(("a", "502"), ("a", "218")) == ["yes", "maybe"]
    assert _shown(("a", "502"), ("a", "581"), ("a", "101")) == ["maybe", "maybe", "yes"]
    assert _shown(("a", "502"), ("a", "581")) == ["maybe", "maybe"]
    assert _shown(("a", "502"), ("a", "502")) == ["yes", "yes"]


def test_after_epi_nothing_of_stage_2_is_shown_and_the_rest_may_be() -> None:
    assert _shown(("a", "EPI"), ("a", "101"), ("a", "218"), ("a", "581")) == ["yes", "maybe", "no", "maybe"]


def test_our_own_checks_are_never_shown_and_hide_nothing() -> None:
    assert _shown(("a", "XL01"), ("a", "218")) == ["no", "yes"]


def test_the_range_is_said(report: xl903.Report) -> None:
    shown = count_shown(report)
    told = shown_in_portal(report).value_counts()
    assert shown == ShownNow(told["yes"], told["yes"] + told.get("maybe", 0), len(report.findings))
    assert str(ShownNow(214, 221, 311)) == "The portal would show 214 to 221 of these 311 errors today."
    assert str(ShownNow(3, 3, 3)) == "The portal would show all 3 errors today."
    assert str(ShownNow(0, 0, 1)) == "The portal would not show this 1 error today."
    assert str(ShownNow(0, 0, 0)) == "There is nothing for the portal to show."
