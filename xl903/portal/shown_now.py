"""What DfE's portal would show at this moment of what was found here.

DfE checks in two stages, and only a record that passes stage 1 goes on to stage 2. *Record* is read here as
everything that is returned about one child, across all files: the portal's own list has a row per child, and most
stage-2 checks compare several files. So one stage-1 error of a child hides all of the child's stage-2 errors. A
row without a child id is a record of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from xl903.engine.report import Report
from xl903.engine.tallies import tally
from xl903.s903.stages import ends_checking, stage_of

Shown = Literal["yes", "no", "maybe"]
YES, NO, MAYBE = "yes", "no", "maybe"


@dataclass(frozen=True)
class ShownNow:
    """How many of the errors found the portal would show: ``least`` and ``most`` of ``total``."""

    least: int
    most: int
    total: int

    def __str__(self) -> str:
        if not self.total:
            return "There is nothing for the portal to show."
        errors = "1 error" if self.total == 1 else f"{self.total:,} errors"
        if self.least == self.total:
            return f"The portal would show {'this' if self.total == 1 else 'all'} {errors} today."
        if not self.most:
            return f"The portal would not show {'this' if self.total == 1 else 'these'} {errors} today."
        counted = f"{self.least:,}" if self.least == self.most else f"{self.least:,} to {self.most:,}"
        return f"The portal would show {counted} of {'this' if self.total == 1 else 'these'} {errors} today."


def shown_in_portal(report: Report) -> pd.Series:
    """For each of the report's findings whether the portal would show it now: "yes", "no" or "maybe".

    "maybe" where it depends on a code whose stage is not known, or on an EPI of the child, after which DfE
    checks nothing more. Our own checks are never shown.
    """
    findings = report.findings
    year = report.rules_year
    codes = findings["code"]
    known = {code: stage_of(code, year) for code in report.rules}
    stage = codes.map(known).fillna(0).to_numpy(dtype=int)
    is_dfe = codes.map({code: rule.is_dfe for code, rule in report.rules.items()}).to_numpy(dtype=bool)
    ends = codes.map({code: ends_checking(code, year) for code in report.rules}).to_numpy(dtype=bool)
    record = _records(findings)
    unknown = is_dfe & (stage == 0) & ~ends
    failed_stage_1 = _any_of(record, stage == 1)
    ended = _any_of(record, ends)
    unknown_codes = _different(record, codes, unknown)
    # An unknown code may be of stage 1 and hide the others; alone, it is shown whichever stage is its own.
    by_unknown = np.where(unknown, unknown_codes > 1, unknown_codes > 0) & (stage != 1)
    hidden = (stage == 2) & (failed_stage_1 | ended)
    unsure = (unknown & (failed_stage_1 | ended)) | ((stage == 1) & ended) | by_unknown
    shown = np.select([~is_dfe | hidden, ends, unsure], [NO, YES, MAYBE], YES)
    return pd.Series(shown.astype(object), index=findings.index)


def count_shown(report: Report) -> ShownNow:
    """How many of the report's findings the portal would show now."""
    shown = shown_in_portal(report)
    least = int((shown == YES).sum())
    return ShownNow(least, least + int((shown == MAYBE).sum()), len(shown))


def _records(findings: pd.DataFrame) -> np.ndarray:
    """The record of each finding as a number: its child's, or that of the row alone where it has no child id."""
    record, children = pd.factorize(findings["child"])
    alone = record < 0
    record[alone] = len(children) + findings.loc[alone, ["table", "row"]].groupby(["table", "row"]).ngroup()
    return record


def _any_of(record: np.ndarray, mask: np.ndarray) -> np.ndarray:
    return tally(record[mask], minlength=record.max(initial=-1) + 1)[record] > 0


def _different(record: np.ndarray, codes: pd.Series, mask: np.ndarray) -> np.ndarray:
    """How many different codes each finding's record has among the findings where ``mask`` holds."""
    pairs = pd.DataFrame({"record": record, "code": codes.to_numpy()})[mask].drop_duplicates()
    return tally(pairs["record"], minlength=record.max(initial=-1) + 1)[record]
