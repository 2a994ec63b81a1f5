"""The sheet Portal children: each child and code that the portal or this workbook has, to work through."""

from __future__ import annotations

from collections.abc import Mapping

from workbook.plan.errors_sheet import DFES_WORDING
from workbook.plan.portal_sheet import described, rows_of
from workbook.plan.sheet_facts import Lifetime, PortalToShow, SheetFacts
from workbook.plan.sheet_model import Block, Column, Sheet
from xl903 import Report

PORTAL_CHILDREN_SHEET = "Portal children"

FACTS = SheetFacts(
    name=PORTAL_CHILDREN_SHEET,
    kind="list",
    key=("CHILD", "Code"),
    lifetime=Lifetime.CHECK,
    make=lambda run: (
        [portal_children_sheet(run.portal, run.report, run.wording)]
        if run.portal is not None and run.portal.compared.pairs is not None
        else []
    ),
    comes_later=True,
)

_COLUMNS: Mapping[str, Column] = {
    "child": Column("CHILD", 14),
    "code": Column("Code", 12),
    "where": Column("Where", 20),
    "title": Column("What is wrong", 40, "wrapped"),
    "reason": Column("Likely reason", 56, "wrapped"),
    "errors": Column("Errors here", 15, "number"),
    "stage": Column("Stage", 11),
    "wording": Column(DFES_WORDING, 60, "wrapped"),
}


def portal_children_sheet(portal: PortalToShow, report: Report, wording: Mapping[str, str]) -> Sheet:
    """A row per child and code: those only in the portal first, then those only here, then those in both.

    wording: as in ``portal_sheet``. Only where the portal's list of children was loaded.
    """
    assert portal.compared.pairs is not None  # noqa: S101
    pairs = described(portal.compared.pairs, report, wording)
    block = Block("Portal_children_list", tuple(_COLUMNS.values()), rows_of(pairs, _COLUMNS))
    return Sheet(FACTS.name, FACTS.kind, block=block, frozen=2)
