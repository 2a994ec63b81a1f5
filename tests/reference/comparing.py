"""The engine beside the reference, on one random return."""

from __future__ import annotations

import pandas as pd

import xl903
from tests.reference import (
    adoption_rules,
    child_rules,
    episode_rules,
    leaver_rules,
    other_rules,
    worker_rules,
)
from tests.reference.plain import Plain, Row
from tests.reference.random_returns import Frames, make
from tests.reference.register import REFERENCE

MODULES = (adoption_rules, child_rules, episode_rules, leaver_rules, other_rules, worker_rules)
"""Imported so that their rules are registered."""

Place = tuple[str, int]


def _rows(frames: Frames) -> dict[str, list[Row]]:
    """The rows of each table; one that holds nothing is no row, and is passed over."""
    return {
        name: [
            Row(name, at, cells)
            for at, cells in enumerate(frame.where(frame.notna(), None).to_dict("records"))
            if any(cell is not None for cell in cells.values())
        ]
        for name, frame in frames.items()
    }


def by_reference(year: int, this: Frames, last: Frames, providers: pd.DataFrame) -> dict[str, set[Place]]:
    """Code to the rows that the reference flags."""
    closed: dict[str, list] = {}
    for row in _rows({"providers": providers})["providers"]:
        closed.setdefault(row["URN"], []).append(row.day("REG_END"))
    ret = Plain(year, _rows(this), _rows(last), closed)
    return {
        code: {(row.table, row.position) for row in told(ret)}
        for code, versions in REFERENCE.items()
        for years, told in versions
        if year in years
    }


def by_engine(
    year: int, this: Frames, last: Frames, providers: pd.DataFrame, codes: list[str]
) -> xl903.Report:
    ret = xl903.Return(this, last, year=year, authority="E08000003", providers=providers)
    return xl903.validate(ret, codes=codes)


def disagreements(seed: int) -> tuple[dict[str, dict[str, set[Place]]], int]:
    """Code to the rows that only one of the two flags, and how many both flag."""
    year, this, last, providers = make(seed)
    expected = by_reference(year, this, last, providers)
    report = by_engine(year, this, last, providers, list(expected))
    assert not report.failed, report.failed
    assert not report.skipped, report.skipped
    found: dict[str, set[Place]] = {code: set() for code in expected}
    for code, table, row in report.findings[["code", "table", "row"]].itertuples(index=False):
        found[code].add((table, row))
    differ = {
        code: {
            "only the reference": expected[code] - found[code],
            "only the engine": found[code] - expected[code],
        }
        for code in expected
        if expected[code] != found[code]
    }
    return differ, sum(len(rows & found[code]) for code, rows in expected.items())
