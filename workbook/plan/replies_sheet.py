"""The sheet Replies: what teams propose, a row each, for the analyst to tick."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, records
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Line, Sheet

REPLIES_SHEET, ACCEPT = "Replies", "Accept"
REFERENCE = "Reference"
"""The column, here and in a pack, that says which line of a pack a row is about."""

BLANK = "blank"
"""What a blank cell is called, and what a team types where nothing should stand."""

WHOLE_RECORD_SHOWN = "the whole record"
"""What the sheet has for the field of a reply about deleting a record."""

READY, LOOK, SAME, CONFLICT, NOT_POSSIBLE, COMMENT_ONLY = (
    "can be taken",
    "needs a look",
    "already so",
    "conflict",
    "not possible",
    "comment only",
)
"""What can become of a reply. The first two and a conflict wait for the analyst's tick; only the first may be taken
with all others at once."""

STATUSES = (READY, LOOK, CONFLICT, NOT_POSSIBLE, SAME, COMMENT_ONLY)
"""The order in which replies are listed: those to decide on first."""

_NO = frozenset({"no", "n", "0", "false", "-"})
_TITLES: Mapping[str, Column] = {
    "accept": Column(ACCEPT, 11),
    "child": Column("CHILD", 14),
    "team": Column("Team", 20, "wrapped"),
    "table": Column("Table", 16),
    "field": Column("Field", 22),
    "before": Column("Value now", 24, "wrapped"),
    "after": Column("Proposed", 24, "wrapped"),
    "clears": Column("Clears", 20, "wrapped"),
    "breaks": Column("Breaks", 26, "wrapped"),
    "status": Column("What can be done", 18),
    "why": Column("Why", 44, "wrapped"),
    "comment": Column("The team's comment", 40, "wrapped"),
    "file": Column("File", 34, "wrapped"),
    "reference": Column(REFERENCE, 14),
}
TICK_COLUMNS = ("reference", "file", "before", "after", "status", "why")
"""What a tick is about: the reply, the cell as it was shown, and what was said of it then."""

FACTS = SheetFacts(
    name=REPLIES_SHEET, kind="list", key=(REFERENCE, "File"), lifetime=Lifetime.ROWS, comes_later=True
)


def replies_sheet(proposed: pd.DataFrame) -> Sheet:
    """The sheet in which the analyst ticks the replies to take: a row each, those to decide on first.

    proposed: ``workbook.teams.proposals.PROPOSAL_COLUMNS``.
    """
    order = {status: place for place, status in enumerate(STATUSES)}
    shown = proposed.assign(_order=proposed["status"].map(order)).sort_values("_order", kind="stable")
    shown = pd.concat([shown.drop(columns=[*TICK_COLUMNS]), replies_as_shown(shown)], axis=1).assign(
        accept=None
    )
    shown["field"] = shown["field"].replace("", WHOLE_RECORD_SHOWN)
    shown = shown.astype(object).where(shown.notna() & (shown != ""), None)
    lines = (
        Line(1, 1, "Replies from teams", "title"),
        Line(
            2,
            1,
            f'Type yes into "{ACCEPT}" next to each reply to use. A reply that needs checking, or conflicts, is '
            "used only if it is ticked.",
        ),
    )
    rows = [tuple(row) for row in shown[list(_TITLES)].to_numpy(dtype=object)]
    block = Block("Replies_list", tuple(_TITLES.values()), rows, top=4)
    return Sheet(FACTS.name, FACTS.kind, lines, block, frozen=2)


def replies_as_shown(proposed: pd.DataFrame) -> pd.DataFrame:
    """TICK_COLUMNS of the proposals, in the words in which they are shown."""
    before, after = (
        proposed[column].astype(object).where(proposed[column].notna(), BLANK)
        for column in ("before", "after")
    )
    return proposed[list(TICK_COLUMNS)].assign(
        before=before, after=after.where(proposed["status"] != COMMENT_ONLY, None)
    )


def read_ticks(grid: Grid) -> pd.DataFrame:
    """The replies ticked on the sheet, as they were shown there: TICK_COLUMNS."""
    rows = records(grid, [ACCEPT, *(_TITLES[column].title for column in TICK_COLUMNS)])
    yes = [row for row in rows if (from_sheet(row[ACCEPT]) or "no").strip().lower() not in _NO]
    found = [tuple(from_sheet(row[_TITLES[column].title]) for column in TICK_COLUMNS) for row in yes]
    return pd.DataFrame(found, columns=list(TICK_COLUMNS), dtype=object)
