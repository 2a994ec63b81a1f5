"""The sheet Unassigned: children with errors whom the sheet Teams gives to nobody."""

from __future__ import annotations

import pandas as pd

from workbook.plan.cell_values import blank_as_none
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Sheet
from xl903 import Report

UNASSIGNED = "Unassigned"
"""The sheet, and the pack, of children whom Teams gives to nobody."""

FACTS = SheetFacts(
    name=UNASSIGNED,
    kind="list",
    key=("CHILD",),
    lifetime=Lifetime.CHECK,
    make=lambda run: [] if run.owners is None else [unassigned_sheet(run.to_do, run.owners)],
    comes_later=True,
)


def unassigned_sheet(report: Report, owners: pd.DataFrame) -> Sheet:
    """The children with errors whom Teams gives to nobody, those with most errors first.

    owners: as in ``ToShow``.
    """
    found = report.children()
    sw_id = owners["sw_id"].reindex(found["child"])
    open_rows = owners["team"].reindex(found["child"]).isna().to_numpy()
    rows = [
        (child, errors, codes, worker)
        for child, errors, codes, worker in zip(
            found["child"][open_rows],
            found["errors"][open_rows].tolist(),
            found["codes"][open_rows],
            blank_as_none(sw_id)[open_rows],
            strict=True,
        )
    ]
    columns = (
        Column("CHILD", 14),
        Column("Errors", 10, "number"),
        Column("Codes", 70, "wrapped"),
        Column("Social worker", 18),
    )
    return Sheet(FACTS.name, FACTS.kind, block=Block("Unassigned_list", columns, rows), frozen=1)
