"""From one validation to the next: what was fixed, what remains, what is new and since when.

Findings here are DataFrames with columns code, table, row_id, child and first_seen (a date); the same code on
the same row of a table is the same finding, wherever the row stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl903.engine.report import Report
from xl903.s903.schema import GROUPS

KEY = ["code", "table", "row_id"]
FINDING_COLUMNS = (*KEY, "child", "first_seen")

NEW, AFTER_CORRECTION = "New", "New, after a correction"
"""What is said of a finding that the last run did not have; the second where that child's rows were corrected."""


@dataclass(frozen=True)
class Comparison:
    """A validation beside the one before it.

    ``findings``: a row per finding of the report, in its order: FINDING_COLUMNS and news (empty text, NEW or
    AFTER_CORRECTION). ``fixed``: findings of the last run that are gone. ``unchecked``: findings of the last
    run whose rule did not run this time. ``is_first``: there was no run before, so nothing is new.
    """

    findings: pd.DataFrame
    fixed: pd.DataFrame
    unchecked: pd.DataFrame
    is_first: bool

    @property
    def new(self) -> pd.DataFrame:
        """Findings that the last run did not have."""
        return self.findings[self.findings["news"] != ""]

    @property
    def after_correction(self) -> pd.DataFrame:
        """Of the new findings those of children whose rows were corrected since the last run."""
        return self.findings[self.findings["news"] == AFTER_CORRECTION]

    @property
    def remaining(self) -> int:
        """How many findings of the last run are still there."""
        return len(self.findings) - len(self.new)

    @property
    def to_remember(self) -> pd.DataFrame:
        """The findings that the next run is compared with."""
        columns = list(FINDING_COLUMNS)
        if self.unchecked.empty:
            return self.findings[columns]
        return pd.concat([self.findings[columns], self.unchecked[columns]], ignore_index=True)

    def by_code(self) -> pd.DataFrame:
        """Code to how many findings were fixed and are new: columns fixed and new."""
        counts = {"fixed": self.fixed["code"].value_counts(), "new": self.new["code"].value_counts()}
        return pd.DataFrame(counts).fillna(0).astype(int)


def no_findings() -> pd.DataFrame:
    """Findings of a run that found nothing."""
    return pd.DataFrame(columns=list(FINDING_COLUMNS), dtype=object).astype({"row_id": np.int64})


def compare_runs(
    report: Report,
    row_ids: Mapping[str, pd.Index],
    before: pd.DataFrame | None,
    corrected: pd.DataFrame,
    today: dt.date,
    ran: Collection[str] | None = None,
) -> Comparison:
    """Set a validation beside the one before.

    row_ids: for each table the ids of its rows, in the report's order. before: the findings of the last run;
    None where there was none. corrected: changes made since then (``xl903.tracking.changes``). ran: the codes of
    the rules that the last run was made with, as the register spells them, None for all; what no rule looked for
    then is not new.
    """
    findings = _keyed(report, row_ids)
    is_first = before is None
    earlier = no_findings() if before is None else before.drop_duplicates(KEY)
    seen = findings[KEY].merge(earlier[[*KEY, "first_seen"]], how="left", on=KEY)["first_seen"]
    known = seen.notna().to_numpy()
    findings["first_seen"] = seen.astype(object).where(known, today).to_numpy(dtype=object)
    touched = findings["child"].isin(_children(corrected)) | _on_rows(findings, corrected)
    unasked = np.zeros(len(findings), dtype=bool)
    if ran is not None:
        unasked = ~findings["code"].isin(list(ran)).to_numpy(dtype=bool)
    news = np.select([known | is_first | unasked, touched.to_numpy()], ["", AFTER_CORRECTION], NEW)
    findings["news"] = news.astype(object)
    gone = earlier[~_on(earlier, findings, KEY)]
    checked = gone["code"].isin(_codes_that_ran(report))
    return Comparison(
        findings,
        gone[checked].reset_index(drop=True),
        gone[~checked].reset_index(drop=True),
        is_first,
    )


def _keyed(report: Report, row_ids: Mapping[str, pd.Index]) -> pd.DataFrame:
    findings = report.findings[["code", "table", "row", "child"]].copy()
    ids = np.zeros(len(findings), dtype=np.int64)
    for table, part in findings.groupby("table"):
        ids[part.index] = row_ids[str(table)].to_numpy()[part["row"].to_numpy()]
    findings["row_id"] = ids
    return findings[[*KEY, "child"]]


def _codes_that_ran(report: Report) -> Collection[str]:
    return [code for code in report.rules if code not in report.skipped and code not in report.failed]


def _children(corrected: pd.DataFrame) -> pd.Index:
    moved = corrected[corrected["field"] == "CHILD"]
    ids = pd.concat([corrected["child"], moved["before"], moved["after"]]).dropna()
    return pd.Index(ids.astype(str).str.strip().str.upper())


def _on_rows(findings: pd.DataFrame, corrected: pd.DataFrame) -> pd.Series:
    return _on(findings, corrected, ["table", "row_id"])


def _on(left: pd.DataFrame, right: pd.DataFrame, by: list[str]) -> pd.Series:
    """Which rows of one frame have an equal, by these columns, in another."""
    if left.empty or right.empty:
        return pd.Series(False, index=left.index)
    found = pd.MultiIndex.from_frame(left[by]).isin(pd.MultiIndex.from_frame(right[by]))
    return pd.Series(found, index=left.index)


# History

RUN_COLUMNS = (
    "when",
    "who",
    "what",
    "rules",
    "children",
    "children in error",
    "errors",
    "fixed",
    "new",
    "checked and right",
    *GROUPS.values(),
)
"""Columns of the log of runs; the last are the groups of rules, each with its number of errors."""


def run_row(
    report: Report,
    run: Comparison,
    *,
    children: int,
    when: dt.datetime,
    who: str,
    what: str,
    checked: int = 0,
) -> dict[str, object]:
    """What the log of runs says of a run.

    report: of what is to be done. checked: how many errors are left out of it as checked and right.
    children: how many the return has. who: the person's name in Excel. what: what was done, such as "checked".
    ``fixed`` and ``new`` are None for the first run.
    """
    found = report.findings
    groups = found["code"].map({code: rule.group for code, rule in report.rules.items()}).value_counts()
    return {
        "when": when,
        "who": who,
        "what": what,
        "rules": report.rules_year,
        "children": children,
        "children in error": int(found["child"].nunique()),
        "errors": len(found),
        "fixed": None if run.is_first else len(run.fixed),
        "new": None if run.is_first else len(run.new),
        "checked and right": checked,
        **{title: int(groups.get(group, 0)) for group, title in GROUPS.items()},
    }
