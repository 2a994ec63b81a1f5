"""The codes that are in force in each collection year, against a list of DfE's."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import COLLECTION_YEARS, YearSpan

LISTED = yaml.safe_load((Path(__file__).parent / "codes_in_force.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_exactly_dfes_codes_are_in_force(year: int) -> None:
    listed = {
        code for span, codes in LISTED.items() if year in YearSpan.parse(span) for code in codes.split()
    }
    assert {rule.code for rule in rules_in_force(year) if rule.is_dfe} == listed


def test_the_list_names_no_code_twice_for_a_year() -> None:
    for year in COLLECTION_YEARS:
        named = [
            code for span, codes in LISTED.items() if year in YearSpan.parse(span) for code in codes.split()
        ]
        assert len(named) == len(set(named))
