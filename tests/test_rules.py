"""Every rule against its YAML cases, and what has to hold for all of them."""

from __future__ import annotations

import pandas as pd
import pytest

import xl903
from tests.rule_cases import FOLDER, OWN_AUTHORITY, Case, read_cases
from xl903.s903.registered_rules import all_rules
from xl903.s903.schema import COLLECTION_YEARS, TABLES

CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in read_cases(path)]
RULES = all_rules()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    report = xl903.validate(case.to_return(), codes=[case.code])
    assert not report.failed
    if case.skipped:
        assert case.code in report.skipped
        return
    assert not report.skipped
    findings = report.findings
    found = dict(zip(zip(findings["table"], findings["row"], strict=True), findings["fields"], strict=True))
    assert set(found) == case.flagged
    assert {at: set(found[at]) for at in case.columns} == case.columns


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.years.first}")
def test_every_version_has_flagged_and_unflagged_rows(rule: xl903.Rule) -> None:
    cases = [case for case in CASES if case.code == rule.code and case.year in rule.years]
    assert any(case.flagged for case in cases), "no case in which a row is flagged"
    assert any(case.rows - case.flagged for case in cases if not case.skipped), (
        "no case in which a row passes"
    )


def test_every_file_is_about_a_rule() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == {case.code for case in CASES}
    assert {case.code for case in CASES} == {rule.code for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.code}-{rule.years.first}")
def test_rule_is_skipped_without_a_table_it_needs(rule: xl903.Rule) -> None:
    year = next(year for year in reversed(COLLECTION_YEARS) if year in rule.years)
    source = rule.source or "csv"
    for absent in rule.needs:
        tables = {name: pd.DataFrame({"CHILD": ["1"]}) for name in TABLES if name != absent}
        last_year = {name: pd.DataFrame({"CHILD": ["1"]}) for name in TABLES if f"{name}_last" != absent}
        ret = xl903.Return(tables, last_year, year=year, authority=OWN_AUTHORITY, source=source)
        report = xl903.validate(ret, codes=[rule.code])
        assert TABLES[absent.removesuffix("_last")].file_name in report.skipped[rule.code]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.conflicts_with], ids=lambda rule: rule.code)
def test_a_conflict_is_told_on_both_sides_with_what_to_expect(rule: xl903.Rule) -> None:
    for code in rule.conflicts_with:
        assert all(rule.code in other.conflicts_with for other in RULES if other.code == code)
        assert code in rule.fix
    assert "explain" in rule.fix
