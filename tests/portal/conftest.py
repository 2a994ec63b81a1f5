"""A made-up council with errors, checked once."""

from __future__ import annotations

import numpy as np
import pytest

import xl903
from tests.portal.made_up_report import MadeUp, make_up
from xl903.synthetic import make_council
from xl903.synthetic.faults import TYPICAL, plant_asked_for


@pytest.fixture(scope="session")
def report() -> xl903.Report:
    council = make_council(children=300, year=2026, seed=1, authority="E08000003")
    planted = plant_asked_for(council, TYPICAL, np.random.default_rng(1), into="csv")
    return xl903.validate(planted.council.to_return())


@pytest.fixture(scope="session")
def made(report: xl903.Report) -> MadeUp:
    return make_up(report, np.random.default_rng(3))


@pytest.fixture(scope="session")
def children(report: xl903.Report) -> frozenset[str]:
    tables = report.ret.tables
    return frozenset(one for name in tables for one in report.ret.table(name).child.astype(object).dropna())
