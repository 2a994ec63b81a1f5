"""The sheet Portal: what DfE's portal reported beside what was found here, code by code, with the figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import pandas as pd

from workbook.plan.errors_sheet import DFES_WORDING
from workbook.plan.sheet_facts import Lifetime, PortalToShow, SheetFacts
from workbook.plan.sheet_model import Block, Column, Line, Sheet, Value
from xl903 import Report
from xl903.engine.wording import count, plural
from xl903.portal.comparing import BOTH, NEITHER, ONLY_HERE, ONLY_THERE, PortalComparison
from xl903.portal.shown_now import count_shown
from xl903.readers.loaded import join_names
from xl903.s903.registered_rules import all_rules
from xl903.s903.stages import stage_of

PORTAL_SHEET = "Portal"

FACTS = SheetFacts(
    name=PORTAL_SHEET,
    kind="list",
    key=("Code",),
    lifetime=Lifetime.CHECK,
    make=lambda run: [portal_sheet(run.portal, run.report, run.wording)] if run.portal is not None else [],
    comes_later=True,
)

_EACH_CHILD = (
    " A child with a code counts once, however many errors it has. "
    "Portal children lists each; filter its column Where."
)
STAGES_EXPLAINED = (
    "DfE checks each child's record, in all its files, in two stages; "
    "stage-1 errors of a child hide its stage-2 errors."
)

_COLUMNS: Mapping[str, Column] = {
    "code": Column("Code", 12),
    "title": Column("What is wrong", 40, "wrapped"),
    "both": Column(BOTH, 9, "number"),
    "only_there": Column(ONLY_THERE, 19, "number"),
    "only_here": Column(ONLY_HERE, 13, "number"),
    "reason": Column("Likely reason", 56, "wrapped"),
    "stage": Column("Stage", 11),
    "count": Column("Portal's count", 17, "number"),
    "children": Column("Children here", 17, "number"),
    "errors": Column("Errors here", 15, "number"),
    "fits": Column("Count fits", 22),
    "wording": Column(DFES_WORDING, 60, "wrapped"),
}


def portal_sheet(portal: PortalToShow, report: Report, wording: Mapping[str, str]) -> Sheet:
    """A row per code, those that differ most first, below the figures and what to know first.

    wording: DfE's own message of each code, as far as known.
    """
    compared = portal.compared
    codes = described(compared.codes, report, wording)
    if compared.pairs is None:
        gap = (codes["count"].fillna(0).astype(int) - codes["children"]).abs()
        differs = gap.where(codes["fits"] == NEITHER, 0)
    else:
        differs = codes["only_there"] + codes["only_here"]
    codes = codes.iloc[(-differs.astype(int)).argsort(kind="stable")]
    shown = {name: column for name, column in _COLUMNS.items() if _has(portal, name)}
    lines = tuple(_lines(portal, report))
    block = Block("Portal_list", tuple(shown.values()), rows_of(codes, shown), top=lines[-1].row + 2)
    return Sheet(FACTS.name, FACTS.kind, lines, block, frozen=1)


def compared_in_words(compared: PortalComparison) -> str:
    """The outcome in one sentence, for Summary and for who runs a command."""
    if compared.pairs is None:
        differing = compared.differing_codes
        differ = plural(differing, "differs", "differ")
        codes = count(len(compared.codes), "code")
        return f"Compared with the portal by its counts: {differing:,} of {codes} {differ}."
    both, there, here = (compared.count(where) for where in (BOTH, ONLY_THERE, ONLY_HERE))
    return f"Compared with the portal: {both:,} agree, {there:,} only in the portal, {here:,} only here."


def _has(portal: PortalToShow, name: str) -> bool:
    """Whether a column says anything: some need the portal's list, some its summary."""
    if name in ("both", "only_there", "only_here"):
        return portal.compared.pairs is not None
    return name not in ("count", "fits") or portal.reports.counts is not None


def _lines(portal: PortalToShow, report: Report) -> Iterator[Line]:
    """The outcome and what to know first; few rows, since they stay in sight above the list."""
    compared = portal.compared
    yield Line(1, 1, "Portal", "title")
    yield Line(2, 1, compared_in_words(compared), "heading")
    sentences = [
        f"Loaded: {join_names(portal.reports.sources)}.{'' if compared.pairs is None else _EACH_CHILD}",
        f"{count_shown(report)} {STAGES_EXPLAINED}",
        *compared.notes,
    ]
    for row, sentence in enumerate(sentences, start=3):
        yield Line(row, 1, sentence)


def described(rows: pd.DataFrame, report: Report, wording: Mapping[str, str]) -> pd.DataFrame:
    """Rows with a code, and beside it the columns title, wording and stage."""
    return rows.assign(
        title=pd.Series([_title(code, report) for code in rows["code"]], rows.index, dtype=object),
        wording=pd.Series([wording.get(code) for code in rows["code"]], rows.index, dtype=object),
        stage=[str(stage_of(code, report.rules_year) or "not known") for code in rows["code"]],
    )


def _title(code: str, report: Report) -> str | None:
    rule = report.rules.get(code)
    return rule.title if rule is not None else _titles().get(code)


@cache
def _titles() -> Mapping[str, str]:
    """The latest title of every rule of any year."""
    return {rule.code: rule.title for rule in all_rules()}


def rows_of(frame: pd.DataFrame, names: Iterable[str]) -> list[tuple[Value, ...]]:
    """The rows of these columns as cells, blank ones None."""
    shown = frame[list(names)].astype(object)
    return list(shown.where(shown.notna(), None).itertuples(index=False, name=None))
