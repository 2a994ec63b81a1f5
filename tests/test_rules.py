"""Every rule against its YAML cases, and what has to hold for all of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import xl903
from xl903.s903.registered_rules import all_rules
from xl903.s903.schema import COLLECTION_YEARS, TABLES
from xl903.testing import OWN_AUTHORITY, Case, read_cases, run_case

FOLDER = Path(__file__).parent / "rules"
CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in read_cases(path)]
RULES = [rule for rule in all_rules() if rule.group != "local"]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: Case) -> None:
    assert run_case(case) == ()


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
