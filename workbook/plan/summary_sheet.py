"""The sheet Summary: the figures, a row per rule with errors, and a chart of the rules with most."""

from __future__ import annotations

import pandas as pd

from workbook.plan.errors_sheet import ERRORS_SHEET
from workbook.plan.portal_sheet import PORTAL_SHEET, compared_in_words
from workbook.plan.sheet_facts import Lifetime, PortalToShow, SheetFacts
from workbook.plan.sheet_model import BarChart, Block, Column, Line, Link, Sheet
from xl903 import Report, Return
from xl903.portal.shown_now import count_shown
from xl903.s903.schema import GROUPS
from xl903.suggestions.waiting import count_answers
from xl903.tracking.checked_findings import CHECKED_AND_RIGHT
from xl903.tracking.comparison import Comparison

SUMMARY_SHEET = "Summary"
TOP_RULES = 10
"""Rules in the chart."""

FACTS = SheetFacts(
    name=SUMMARY_SHEET,
    kind="list",
    key=("Code",),
    lifetime=Lifetime.CHECK,
    make=lambda run: [summary_sheet(run.ret, run.to_do, run.comparison, run.portal, listed=run.report)],
)


def summary_sheet(
    ret: Return,
    report: Report,
    run: Comparison,
    portal: PortalToShow | None = None,
    *,
    listed: Report | None = None,
) -> Sheet:
    """The figures, a row per rule with errors now or before, and a chart of the rules with most.

    report: of what is to be done. portal: as in ``ToShow``. listed: the report that Errors lists, if it has more.
    """
    listed = listed or report
    summary = report.summary()
    in_error = report.findings["child"].nunique()
    children = len(ret.all_children)
    waiting = count_answers(report)
    figures = [
        ("Children", children),
        ("Children in error", in_error),
        ("Errors", len(report.findings)),
        ("Rules with errors", len(summary)),
        ("Errors with an answer", waiting.errors),
    ]
    if checked := len(listed.findings) - len(report.findings):
        figures.append((CHECKED_AND_RIGHT.capitalize(), checked))
    lines = [Line(1, 1, "Summary", "title")]
    for row, (label, figure) in enumerate(figures, start=3):
        lines += [Line(row, 1, label, "label"), Line(row, 2, figure, "figure")]
    row = 3 + len(figures)
    lines += [Line(row, 1, "Since the last run", "label"), Line(row, 2, _since_the_last_run(run))]
    lines += [Line(row + 1, 1, "In the portal", "label"), Line(row + 1, 2, _in_the_portal(listed))]
    lines += [Line(row + 2, 1, "Answers", "label"), Line(row + 2, 2, str(waiting))]
    if portal is not None:
        lines.append(Line(2, 1, f"{compared_in_words(portal.compared)} See the sheet {PORTAL_SHEET}."))
    columns = (
        Column("Code", 18),
        Column("What is wrong", 60, "wrapped"),
        Column("Family", 26),
        Column("Errors", 10, "number"),
        Column("Children", 12, "number"),
        Column("Change", 18),
    )
    change = {str(code): _change(row.fixed, row.new) for code, row in run.by_code().iterrows()}
    shown = summary[["code", "title", "group", "errors", "children"]].assign(
        group=summary["group"].map(GROUPS)
    )
    rows = [(*row, change.get(row[0])) for row in shown.itertuples(index=False, name=None)]
    mended = [code for code in change if code not in set(summary["code"]) and code in report.rules]
    for code in sorted(mended, key=lambda code: report.rules[code].order):
        rows.append((code, report.rules[code].title, report.rules[code].group_title, 0, 0, change[code]))
    top = summary.head(TOP_RULES)
    named = ", ".join(f"{code} ({errors})" for code, errors in zip(top["code"], top["errors"], strict=True))
    chart = BarChart(
        title="Rules with most errors",
        alt=f"Bar chart of the rules with most errors: {named}.",
        labels=0,
        values=3,
        rows=len(top),
        anchor="H2",
    )
    return Sheet(
        FACTS.name,
        FACTS.kind,
        tuple(lines),
        Block("Rules", columns, rows, top=6 + len(figures)),
        links=_links_to_rules(listed, summary),
        chart=chart if len(top) else None,
    )


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
