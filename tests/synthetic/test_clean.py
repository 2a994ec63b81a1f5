"""Clean means clean: the rules of every year find nothing in what is made up.

All 20 seeds of every year: ``python benchmarks/clean.py``.
"""

from __future__ import annotations

import pytest

import xl903
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import COLLECTION_YEARS, LOCAL_GROUP
from xl903.synthetic import make_council

# Rules that cannot run on two clean years of CSV: 105 is about XML, and 706 wants last year's orders on
# deprivation of liberty, which nobody collected before 2027.
CANNOT_RUN = {"105", "706"}


def checked(ret: xl903.Return) -> xl903.Report:
    """The report by every rule but those that a council added."""
    codes = [rule.code for rule in rules_in_force(ret.rules_year) if rule.group != LOCAL_GROUP]
    return xl903.validate(ret, codes=codes)


@pytest.mark.parametrize("year", COLLECTION_YEARS)
@pytest.mark.parametrize("seed", range(1, 5))
def test_no_rule_of_the_year_finds_anything(year: int, seed: int) -> None:
    report = checked(make_council(children=300, year=year, seed=seed).to_return())
    assert report.findings.groupby("code").size().to_dict() == {}
    assert not report.failed
    assert set(report.skipped) <= CANNOT_RUN


@pytest.mark.parametrize("authority", ["E06000053", "Cornwall", "City of London", "Cumbria"])
def test_councils_at_the_edge_of_the_map_are_clean_too(authority: str) -> None:
    council = make_council(children=80, year=2026, seed=7, authority=authority)
    assert checked(council.to_return()).findings.empty


def test_last_years_return_is_clean_by_the_rules_of_its_year() -> None:
    council = make_council(children=300, year=2027, seed=3)
    last_year = xl903.Return(
        council.last_year, year=2026, authority=council.authority, providers=council.providers
    )
    assert checked(last_year).findings.empty
