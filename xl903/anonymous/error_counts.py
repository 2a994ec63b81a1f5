"""A council's errors by code and month without any child, as others may see them, and such counts read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

from xl903.anonymous.small_numbers import SMALLEST, find_shown
from xl903.engine.messages import UserError
from xl903.engine.report import Report
from xl903.engine.rule_register import code_order

ALL_MONTHS = "All"
"""The month of a code's total."""

HIDDEN = "c"
"""What stands in place of a number that is not published, as in official statistics: c for confidential."""

COUNT_COLUMNS = ("code", "title", "month", "errors")

_HEADINGS = {
    "year": "Collection year",
    "rules_year": "Rules of",
    "authority": "Authority",
    "code": "Code",
    "title": "What is wrong",
    "month": "First seen in",
    "errors": "Errors",
}
_NEEDED = ("year", "code", "month", "errors")
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")

EXPLAINED = (
    f"{HIDDEN} stands for a number that is about fewer than {SMALLEST} children, or that would let such a "
    "number be worked out.",
    "A month in which no new error was found has no row. Rules that did not run have no row either.",
)
"""What a reader of the counts has to know."""


@dataclass(frozen=True)
class AnonymousCounts:
    """How many errors each of DfE's rules found.

    ``year``: the collection year; ``rules_year``: that of the rules. ``authority``: whose they are, None where that
    is not told. ``counts``: COUNT_COLUMNS, for every rule that ran a row with its total (month ALL_MONTHS) and
    then a row per month in which errors were first seen (as "2026-04"); errors is a number, or None where it is
    not published.
    """

    year: int
    rules_year: int
    authority: str | None
    counts: pd.DataFrame

    @property
    def totals(self) -> pd.Series:
        """Code to the number of errors, missing where it is not published."""
        found = self.counts[self.counts["month"] == ALL_MONTHS].set_index("code")["errors"]
        return pd.to_numeric(found.astype(object).where(found.notna(), None), errors="coerce").astype("Int64")

    @property
    def has_months(self) -> bool:
        """Whether any count by month is published."""
        return bool((self.counts["month"] != ALL_MONTHS).any())


def count_without_children(
    report: Report, first_seen: pd.Series, *, authority: str | None = None
) -> AnonymousCounts:
    """The counts of a report as others may see them.

    first_seen: for each of the report's findings the day on which it was first seen. authority: whose return it is,
    where that is to be told. Checks of our own and a council's own are left out.
    """
    ran = [
        rule
        for code, rule in report.rules.items()
        if rule.is_dfe and code not in report.skipped and code not in report.failed
    ]
    found = report.findings[["code", "child"]].assign(
        month=pd.to_datetime(first_seen.to_numpy()).strftime("%Y-%m").astype(object)
    )
    found = found[found["code"].isin([rule.code for rule in ran])]
    months, totals = _tally(found, ["code", "month"]), _tally(found, ["code"])
    shown = find_shown(months, totals)
    totals = totals.assign(month=ALL_MONTHS, errors=_published(totals["errors"], shown.totals))
    open_codes = totals.loc[shown.totals, "code"]
    months = months.assign(errors=_published(months["errors"], shown.months))
    months = months[months["code"].isin(open_codes).to_numpy()]
    none = [rule.code for rule in ran if rule.code not in set(totals["code"])]
    nothing = pd.DataFrame({"code": none, "month": ALL_MONTHS, "errors": 0}, dtype=object)
    counts = pd.concat([totals, months, nothing]).astype(object)
    titles = {rule.code: rule.title for rule in ran}
    counts = counts.assign(title=counts["code"].map(titles))[list(COUNT_COLUMNS)]
    return AnonymousCounts(report.ret.year, report.rules_year, authority, _in_order(counts))


def _tally(found: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return found.groupby(by).agg(errors=("code", "size"), children=("child", "nunique")).reset_index()


def _published(errors: pd.Series, shown: pd.Series) -> pd.Series:
    return errors.astype(object).where(shown, None)


def _in_order(counts: pd.DataFrame) -> pd.DataFrame:
    """Codes in DfE's order, each one's total first and then its months."""
    ranks = {code: rank for rank, code in enumerate(sorted(set(counts["code"]), key=code_order))}
    keys = counts.assign(_rank=counts["code"].map(ranks), _month=counts["month"] != ALL_MONTHS)
    return keys.sort_values(["_rank", "_month", "month"], ignore_index=True)[list(COUNT_COLUMNS)]


def as_table(counts: AnonymousCounts) -> pd.DataFrame:
    """The counts as a file has them: a row per code and month, with the year and, where told, the authority."""
    frame = counts.counts.assign(year=counts.year, rules_year=counts.rules_year, authority=counts.authority)
    columns = [name for name in _HEADINGS if name != "authority" or counts.authority is not None]
    frame = frame[columns].astype(object)
    frame["errors"] = frame["errors"].where(frame["errors"].notna(), HIDDEN)
    return frame.rename(columns=_HEADINGS).reset_index(drop=True)


def read_counts(name: str, tables: Iterable[Sequence[Sequence[str]]]) -> AnonymousCounts:
    """Another council's counts, from the tables of a file that ``as_table`` is in.

    name: the file's, for what is said. Raises UserError where none of the tables holds such counts, or one of them
    holds something that cannot be read.
    """
    for rows in tables:
        for number, cells in enumerate(rows):
            at = {key: cells.index(title) for key, title in _HEADINGS.items() if title in cells}
            if set(_NEEDED) <= set(at):
                frame = pd.DataFrame(
                    {key: [row[place] for row in rows[number + 1 :]] for key, place in at.items()},
                    dtype=object,
                )
                return _as_counts(name, frame.reindex(columns=list(_HEADINGS)))
    raise UserError(
        f"{name} does not hold anonymous counts; choose a file that xl903 reports --anonymous wrote."
    )


def _as_counts(name: str, frame: pd.DataFrame) -> AnonymousCounts:
    frame = frame[frame["code"].fillna("").ne("").to_numpy()].reset_index(drop=True)
    errors, months = frame["errors"].astype(str), frame["month"].astype(str)
    hidden = errors == HIDDEN
    wrong = ~hidden & ~errors.str.fullmatch(r"\d{1,9}")
    wrong |= (months != ALL_MONTHS) & ~months.str.fullmatch(_MONTH)
    wrong |= ~frame["year"].astype(str).str.fullmatch(r"20\d\d")
    wrong |= frame.duplicated(["code", "month"])
    if wrong.any():
        raise UserError(
            f"{name} was changed: its row of code {frame.loc[wrong, 'code'].iloc[0]} cannot be read. Ask for the "
            "file as xl903 wrote it."
        )
    if frame.empty or len(frame["year"].unique()) > 1:
        raise UserError(f"{name} should hold the counts of one return; ask for the file as xl903 wrote it.")
    numbers = pd.Series(
        [None if c else int(text) for c, text in zip(hidden, errors, strict=True)], dtype=object
    )
    told = frame["authority"].dropna()
    told = told[told != ""]
    year = int(frame["year"].iloc[0])
    rules = frame["rules_year"].dropna()
    rules_year = int(rules.iloc[0]) if len(rules) and str(rules.iloc[0]).isdigit() else year
    counts = frame.assign(errors=numbers)[list(COUNT_COLUMNS)].astype(object)
    return AnonymousCounts(year, rules_year, told.iloc[0] if len(told) else None, counts)
