"""Plants every fault of a year and says, fault by fault, what the rules found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

import xl903
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import LOCAL_GROUP
from xl903.synthetic import Council, make_council
from xl903.synthetic.faults import Fault, Faulty, all_faults, plant

CHILDREN = 2000


@dataclass(frozen=True)
class Trial:
    """One fault, the codes that fired on its children, and whether its own fired on the intended row."""

    fault: Faulty
    fired: frozenset[str]
    on_the_row: bool


@dataclass(frozen=True)
class Trials:
    """All faults of a year. ``strays``: codes that fired on children of no fault. ``left``: never planted."""

    by_code: dict[str, list[Trial]]
    strays: frozenset[tuple[str, str]]
    left: tuple[Fault, ...]


@cache
def clean_council(year: int) -> Council:
    """A clean council, large enough to hold what is rare."""
    return make_council(children=CHILDREN, year=year, seed=1)


def own_codes(year: int) -> list[str]:
    """The codes that faults have to do with: DfE's and the loader's checks, not what a council added."""
    return [rule.code for rule in rules_in_force(year) if rule.group != LOCAL_GROUP]


def faults_of(year: int, codes: Iterable[str] | None = None) -> list[Fault]:
    """The faults of the rules in force in a year, or of these codes of them."""
    in_force = set(own_codes(year))
    wanted = in_force if codes is None else in_force & set(codes)
    return [fault for fault in all_faults() if fault.code in wanted and year in fault.years]


def try_faults(year: int, codes: Iterable[str] | None = None) -> Trials:
    """Plant the faults of a year in as few councils as hold them on different children, and validate each."""
    rng = np.random.default_rng(year)
    left = tuple(faults_of(year, codes))
    by_code: dict[str, list[Trial]] = {}
    strays: set[tuple[str, str]] = set()
    while left:
        planted = plant(clean_council(year), left, rng)
        if not planted.faults:
            break
        left = planted.left
        report = xl903.validate(planted.faults[0].to_return(), codes=own_codes(year))
        assert not report.failed, report.failed
        for trial in _judge(planted.faults, report.findings):
            by_code.setdefault(trial.fault.code, []).append(trial)
        strays |= _strays(planted.faults, report.findings)
    return Trials(by_code, frozenset(strays), left)


def _judge(faults: tuple[Faulty, ...], findings: pd.DataFrame) -> Iterable[Trial]:
    by_child = dict(iter(findings.groupby(_child(findings))))
    nothing = findings.iloc[:0]
    for fault in faults:
        own = pd.concat([by_child.get(child or "", nothing) for child in fault.children])
        hit = own[(own.code == fault.code) & (own.table == fault.table) & (own.row == fault.row)]
        yield Trial(fault, frozenset(own.code), bool(len(hit)))


def _strays(faults: tuple[Faulty, ...], findings: pd.DataFrame) -> set[tuple[str, str]]:
    touched = {child or "" for fault in faults for child in fault.children}
    stray = findings[~_child(findings).isin(touched)]
    return set(zip(stray.code, stray.table, strict=True))


def _child(findings: pd.DataFrame) -> pd.Series:
    child = findings.child.astype(object)
    return child.where(child.notna(), "")
