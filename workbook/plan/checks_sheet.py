"""The sheet Checks: every rule, whether it ran, and why not."""

from __future__ import annotations

from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Sheet
from xl903 import Report
from xl903.s903.schema import GROUPS

CHECKS_SHEET = "Checks"

FACTS = SheetFacts(
    name=CHECKS_SHEET,
    kind="list",
    key=("Code",),
    lifetime=Lifetime.CHECK,
    make=lambda run: [checks_sheet(run.report)],
)


def checks_sheet(report: Report) -> Sheet:
    """Every rule: run, skipped and why, or failed, and how many errors it found."""
    checks = report.checks()
    checks["group"] = checks["group"].map(GROUPS).fillna("")
    columns = (
        Column("Code", 12),
        Column("What it checks", 62, "wrapped"),
        Column("Family", 28),
        Column("Outcome", 12),
        Column("Errors", 10, "number"),
        Column("Why", 70, "wrapped"),
    )
    rows = list(checks.itertuples(index=False, name=None))
    return Sheet(FACTS.name, FACTS.kind, block=Block("Checks_list", columns, rows), frozen=1)
