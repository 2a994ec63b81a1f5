"""The sheet Children: every child, those with most errors first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from workbook.plan.cell_values import blank_as_none
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import MOST_LINKS, Block, Column, Link, Sheet
from workbook.plan.table_sheets import ERROR, VALID
from xl903 import Report, Return

CHILDREN_SHEET = "Children"

FACTS = SheetFacts(
    name=CHILDREN_SHEET,
    kind="list",
    key=("CHILD",),
    lifetime=Lifetime.CHECK,
    make=lambda run: [children_sheet(run.ret, run.to_do, run.positions, run.owners)],
)


def children_sheet(
    ret: Return, report: Report, places: Mapping[str, TablePosition], owners: pd.DataFrame | None = None
) -> Sheet:
    """A row per child, those with most errors first, with a link to the child's first row.

    owners: as in ``ToShow``.
    """
    found = report.children().set_index("child")
    everyone = ret.all_children
    ids = [*found.index, *everyone.difference(found.index, sort=False)]
    found = found.reindex(pd.Index(ids, dtype=object))
    errors = found["errors"].fillna(0).astype(int)
    workers, teams = workers_and_teams(ret, pd.Index(ids, dtype=object), owners)
    rows = list(
        zip(
            ids,
            errors.gt(0).map({True: ERROR, False: VALID}),
            errors.tolist(),
            blank_as_none(found["codes"]),
            workers,
            teams,
            strict=True,
        )
    )
    columns = (
        Column("CHILD", 14, "linked"),
        Column("Status", 10),
        Column("Errors", 10, "number"),
        Column("Codes", 70, "wrapped"),
        Column("Social worker", 18),
        Column("Team", 20),
    )
    return Sheet(
        FACTS.name,
        FACTS.kind,
        block=Block("Children_list", columns, rows),
        links=_links_to_children(ret, ids, places),
        frozen=1,
    )


def workers_and_teams(
    ret: Return, children: pd.Index, owners: pd.DataFrame | None
) -> tuple[list[str | None], list[str | None]]:
    """The number of each child's social worker, and the team; None where unknown."""
    if owners is None:
        workers = ret.social_workers.reindex(children)
        return list(blank_as_none(workers)), [None] * len(children)
    of_child = owners.reindex(children)[["sw_id", "team"]].astype(object)
    of_child = of_child.where(of_child.notna(), None)
    return list(of_child["sw_id"]), list(of_child["team"])


def _links_to_children(ret: Return, ids: Sequence[str], places: Mapping[str, TablePosition]) -> list[Link]:
    """A link for each child to the first row about the child, in Header or else another table."""
    cells: dict[str, tuple[str, str]] = {}
    for name in reversed(list(ret.tables)):
        table = ret.table(name)
        filled = np.flatnonzero(table.child_codes >= 0)
        first = filled[np.unique(table.child_codes[filled], return_index=True)[1]]
        children = table.child.astype(object).to_numpy()[first]
        addresses = places[name].cells(first, "CHILD")
        cells.update(zip(children, ((name, address) for address in addresses), strict=True))
    return [Link(row, 0, *cells[child]) for row, child in enumerate(ids[:MOST_LINKS])]
