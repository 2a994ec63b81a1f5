"""Every rule fires on the mistake that is made for it, on the intended row, and with no rule undeclared."""

from __future__ import annotations

from functools import cache

import pytest

from tests.faults.trials import Trials, faults_of, try_faults
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import COLLECTION_YEARS
from xl903.synthetic.faults import WITHOUT_FAULT, all_faults, faults_in_force

AT_MOST_WITHOUT = 0.03


@cache
def trials(year: int) -> Trials:
    return try_faults(year)


CODES_AND_YEARS = [
    (year, code)
    for year in COLLECTION_YEARS
    for code in dict.fromkeys(
        rule.code for rule in rules_in_force(year) if rule.is_dfe or faults_in_force(rule.code, year)
    )
]


@pytest.mark.parametrize(("year", "code"), CODES_AND_YEARS)
def test_the_rule_finds_the_fault_made_for_it(year: int, code: str) -> None:
    if code in WITHOUT_FAULT:
        assert not faults_of(year, [code])
        return
    tried = trials(year).by_code.get(code, [])
    assert {trial.fault.name for trial in tried} == {fault.name for fault in faults_of(year, [code])}
    assert tried, "no fault"
    for trial in tried:
        fault = trial.fault
        assert trial.fired == {code} | fault.also, fault.name
        assert trial.on_the_row, fault.name


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_no_fault_is_found_on_another_child(year: int) -> None:
    assert trials(year).strays == set()


def test_nearly_every_code_has_a_fault() -> None:
    codes = {rule.code for year in COLLECTION_YEARS for rule in rules_in_force(year) if rule.is_dfe}
    assert len(set(WITHOUT_FAULT) & codes) <= AT_MOST_WITHOUT * len(codes)
    assert set(WITHOUT_FAULT) <= codes
    assert not set(WITHOUT_FAULT) & {fault.code for fault in all_faults()}
