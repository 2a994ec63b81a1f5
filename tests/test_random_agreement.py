"""The engine and the row-by-row reference flag the same rows of random returns.

Many more: ``python -m tests.reference 1000``.
"""

from __future__ import annotations

import pytest

from tests.reference.comparing import disagreements
from tests.reference.register import REFERENCE
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import COLLECTION_YEARS

SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_engine_and_reference_flag_the_same_rows(seed: int) -> None:
    differ, both = disagreements(seed)
    assert differ == {}
    assert both > 100


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_the_reference_tells_a_rule_in_just_the_years_in_which_it_is_in_force(year: int) -> None:
    in_force = {rule.code for rule in rules_in_force(year)}
    for code, versions in REFERENCE.items():
        assert sum(year in years for years, _ in versions) == (code in in_force), code
