"""The sheet Summary: what to do first, the figures, a row per rule with errors, and a chart of those with most."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from workbook.plan.errors_sheet import ERRORS_SHEET
from workbook.plan.portal_sheet import PORTAL_SHEET, compared_in_words
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_facts import Lifetime, SheetFacts, ToShow
from workbook.plan.sheet_model import BarChart, Block, Column, Line, Link, Sheet
from xl903 import Report
from xl903.causes import Causes
from xl903.engine.wording import count
from xl903.portal.shown_now import count_shown
from xl903.s903.schema import GROUPS
from xl903.suggestions.waiting import count_answers
from xl903.tracking.checked_findings import CHECKED_AND_RIGHT
from xl903.tracking.comparison import KEY, Comparison

SUMMARY_SHEET = "Summary"
DFES_ERRORS = "Errors as DfE counts them"
"""The label of the figure that DfE's own list would have."""

TOP_RULES = 10
"""Rules in the chart."""

BEST_CAUSES = 5
"""Causes under "Do this first", each in two rows."""

_FIRST_CAUSE = 4
_FIRST_FIGURE = _FIRST_CAUSE + 2 * BEST_CAUSES + 1
_FIGURES = 11
"""Rows of figures, and of the counts beside them, their headings included."""

_COUNTS_AT = {"table": 8, "team": 10, "month": 12}
"""The columns, from 1, of the counts per table, team and month of first sight."""

_WIDTHS = (24.0, 46.0, 18.0, 10.0, 12.0, 14.0, 2.0, 15.0, 7.0, 15.0, 7.0, 10.0, 7.0)
"""Widths of the columns, those right of the rules too; together they fit on a screen of 1366 pixels."""

FACTS = SheetFacts(
    name=SUMMARY_SHEET,
    kind="list",
    key=("Code",),
    lifetime=Lifetime.CHECK,
    make=lambda run: [summary_sheet(run)],
)


def summary_sheet(run: ToShow) -> Sheet:
    """What to do first, the figures, a row per rule with errors now or before, and a chart of those with most."""
    report = run.to_do
    summary = report.summary()
    lines = [
        Line(1, 1, "Summary", "title"),
        *_do_this_first(run.causes, run.positions),
        *_figures(run, summary),
        *_counts(run),
    ]
    columns = (
        Column("Code", _WIDTHS[0], "linked"),
        Column("What is wrong", _WIDTHS[1], "wrapped"),
        Column("Family", _WIDTHS[2]),
        Column("Errors", _WIDTHS[3], "number"),
        Column("Children", _WIDTHS[4], "number"),
        Column("Change", _WIDTHS[5]),
    )
    change = {str(code): _change(row.fixed, row.new) for code, row in run.comparison.by_code().iterrows()}
    shown = summary[["code", "title", "group", "errors", "children"]].assign(
        group=summary["group"].map(GROUPS)
    )
    rows = [(*row, change.get(row[0])) for row in shown.itertuples(index=False, name=None)]
    fixed = [code for code in change if code not in set(summary["code"]) and code in report.rules]
    for code in sorted(fixed, key=lambda code: report.rules[code].order):
        rows.append((code, report.rules[code].title, report.rules[code].group_title, 0, 0, change[code]))
    top = summary.head(TOP_RULES)
    named = "; ".join(
        f"{title} ({errors})" for title, errors in zip(top["title"], top["errors"], strict=True)
    )
    block = Block("Rules", columns, rows, top=_FIRST_FIGURE + _FIGURES + 1)
    chart = BarChart(
        title="Rules with most errors",
        alt=f"Bar chart of the rules with most errors: {named}.",
        labels=1,
        values=3,
        rows=len(top),
        anchor=f"H{block.top}",
    )
    return Sheet(
        FACTS.name,
        FACTS.kind,
        tuple(lines),
        block,
        links=_links_to_rules(run.report, summary),
        chart=chart if len(top) else None,
        widths=_WIDTHS,
        prints_all=True,
    )


def _do_this_first(causes: Causes, positions: Mapping[str, TablePosition]) -> Iterator[Line]:
    """The best causes: how many errors each clears, what it is, a link to its first cell, and what to do."""
    best = causes.best(BEST_CAUSES)
    yield Line(_FIRST_CAUSE - 1, 1, "Do this first" if best else "There is nothing to correct", "heading")
    for place in range(BEST_CAUSES):
        row = _FIRST_CAUSE + 2 * place
        if place >= len(best):
            yield from (Line(row, 1, None, "heading"), Line(row, 2, None))
            yield from (Line(row + 1, 1, None, "link"), Line(row + 1, 2, None, "label"))
            continue
        cause = best[place]
        at = positions[cause.table]
        yield Line(row, 1, f"{place + 1}. {count(cause.errors, 'error')}", "heading")
        yield Line(row, 2, cause.sentence)
        there = f"{cause.table} row {at.rows[cause.row]}"
        yield Line(row + 1, 1, there, "link", (cause.table, at.cell_or_child(cause.row, cause.field)))
        yield Line(row + 1, 2, cause.advice, "label")


def figures_of(run: ToShow, summary: pd.DataFrame) -> list[tuple[str | None, int | str | None]]:
    """The figures of a check, each with what it counts; those from the sixth on are sentences.

    summary: ``run.to_do.summary()``.
    """
    report = run.to_do
    waiting = count_answers(report)
    is_dfe = report.findings["code"].map({code: rule.is_dfe for code, rule in report.rules.items()})
    dfes = int(is_dfe.sum())
    again = len(report.findings) - int(run.causes.frame["errors"].sum())
    ours = len(report.findings) - dfes
    own = f"{ours:,}"
    if again:
        some = "" if ours == 1 else "all " if again == ours else f"{again:,} of them "
        own += f", {some}where a DfE rule says the same"
    figures = (
        ("Children", len(run.ret.all_children)),
        ("Children in error", report.findings["child"].nunique()),
        (DFES_ERRORS, dfes),
        ("Rules with errors", len(summary)),
        ("Errors with a suggestion", waiting.errors),
    )
    checked = len(run.report.findings) - len(report.findings)
    portal = run.portal
    compared = f"{compared_in_words(portal.compared)} See the sheet {PORTAL_SHEET}." if portal else None
    said = (
        ("Errors of our own checks", own),
        ("Suggestions", str(waiting)),
        ("Since the last run", _since_the_last_run(run.comparison)),
        ("In the portal", _in_the_portal(run.report)),
        ("The portal's reports" if portal else None, compared),
        (CHECKED_AND_RIGHT.capitalize() if checked else None, count(checked, "error") if checked else None),
    )
    return [*figures, *said]


def _figures(run: ToShow, summary: pd.DataFrame) -> Iterator[Line]:
    for row, (label, figure) in enumerate(figures_of(run, summary), start=_FIRST_FIGURE):
        yield Line(row, 1, label, "label")
        yield Line(row, 2, figure, "figure" if isinstance(figure, int) else "text")


def _counts(run: ToShow) -> Iterator[Line]:
    """Errors per table, per team and per month of first sight: most first, the newest month first."""
    findings = run.to_do.findings
    counts = {"table": findings["table"].value_counts()}
    if run.owners is not None:
        teams = findings["child"].map(run.owners["team"].to_dict()).fillna("no team")
        counts["team"] = teams.value_counts()
    seen = findings[["code", "table", "row"]].assign(row_id=_row_ids(run))
    seen = seen.merge(run.comparison.findings[[*KEY, "first_seen"]], how="left", on=KEY)
    months = pd.to_datetime(seen["first_seen"]).dt.to_period("M").dropna()
    counts["month"] = months.value_counts().sort_index(ascending=False)
    for name, column in _COUNTS_AT.items():
        told = counts.get(name, pd.Series(dtype=int))
        heading = {"table": "Errors by table", "team": "By team", "month": "First seen"}[name]
        yield Line(_FIRST_FIGURE, column, heading if len(told) else None, "label")
        most = _FIGURES - 1
        shown = told if len(told) <= most else told.head(most - 1)
        pairs: list[tuple[str, int]] = [
            (key.strftime("%m/%Y") if isinstance(key, pd.Period) else str(key), int(number))
            for key, number in shown.items()
        ]
        if len(shown) < len(told):
            pairs.append(("others" if name != "month" else "earlier", int(told.iloc[most - 1 :].sum())))
        for place in range(most):
            pair = pairs[place] if place < len(pairs) else (None, None)
            yield Line(_FIRST_FIGURE + 1 + place, column, pair[0])
            yield Line(_FIRST_FIGURE + 1 + place, column + 1, pair[1])


def _row_ids(run: ToShow) -> pd.Series:
    findings = run.to_do.findings
    ids = pd.Series(0, index=findings.index, dtype="int64")
    for table, rows in findings.groupby("table")["row"]:
        ids[rows.index] = run.ids[str(table)].to_numpy()[rows.to_numpy()]
    return ids


def _since_the_last_run(run: Comparison) -> str:
    if run.is_first:
        return "this is the first run"
    new = f"{len(run.new):,} new"
    if len(run.after_correction):
        new += f" ({len(run.after_correction):,} after a correction)"
    said = f"{len(run.fixed):,} fixed, {new}, {run.remaining:,} remaining"
    return f"{said}, {len(run.unchecked):,} not checked this time" if len(run.unchecked) else said


def _in_the_portal(report: Report) -> str:
    """What DfE's portal would show now; the whole truth stays in the figures and in the list."""
    shown = count_shown(report)
    if not shown.total or shown.least == shown.total:
        return str(shown)
    return f"{shown} A child's stage-1 errors hide its stage-2 errors there."


def _change(fixed: int, new: int) -> str:
    return ", ".join(f"{number:,} {word}" for number, word in ((fixed, "fixed"), (new, "new")) if number)


def _links_to_rules(report: Report, summary: pd.DataFrame) -> list[Link]:
    """A link for each rule with errors to the first of them on Errors."""
    first = report.errors()["code"].drop_duplicates()
    at = pd.Series(first.index, index=first.to_numpy())
    return [Link(row, 0, ERRORS_SHEET, f"B{at[code] + 2}") for row, code in enumerate(summary["code"])]
