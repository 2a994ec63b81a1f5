"""The list of replies in which the analyst ticks what to take, and the ticked ones as changes.

Nothing is applied that was not ticked, or that is no longer as it was shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, records
from workbook.plan.sheet_model import Block, Column, Line, Sheet
from workbook.session.next_run import NextRun, write_cells
from workbook.teams.proposals import CELL, COMMENT_ONLY, CONFLICT, NOT_POSSIBLE, READY, SAME, TRIED
from workbook.teams.team_packs import BLANK, REFERENCE

REPLIES_SHEET, ACCEPT = "Replies", "Accept"
TAKEN = "replies taken"
"""What the history calls a run that took replies."""

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

_SAID = {
    READY: "can be taken",
    CONFLICT: "in conflict with what changed meanwhile or with each other",
    NOT_POSSIBLE: "that no cell can be found for",
    SAME: "already so",
    COMMENT_ONLY: "with a comment only",
}


def replies_sheet(proposed: pd.DataFrame) -> Sheet:
    """The sheet in which the analyst ticks the replies to take: a row each, those to decide on first.

    proposed: ``workbook.teams.proposals.PROPOSAL_COLUMNS``.
    """
    order = {status: place for place, status in enumerate(_SAID)}
    shown = proposed.assign(_order=proposed["status"].map(order)).sort_values("_order", kind="stable")
    shown = pd.concat([shown.drop(columns=[*TICK_COLUMNS]), _as_shown(shown)], axis=1).assign(accept=None)
    shown = shown.astype(object).where(shown.notna() & (shown != ""), None)
    lines = (
        Line(1, 1, "Replies from teams", "title"),
        Line(
            2,
            1,
            f'Type yes into "{ACCEPT}" beside each reply to take. A conflict is taken only where it is ticked.',
        ),
    )
    rows = [tuple(row) for row in shown[list(_TITLES)].to_numpy(dtype=object)]
    block = Block("Replies_list", tuple(_TITLES.values()), rows, top=4)
    return Sheet(REPLIES_SHEET, "list", lines, block, frozen=2)


def _as_shown(proposed: pd.DataFrame) -> pd.DataFrame:
    """TICK_COLUMNS of the proposals, in the words in which they are shown."""
    before, after = (
        proposed[column].astype(object).where(proposed[column].notna(), BLANK)
        for column in ("before", "after")
    )
    return proposed[list(TICK_COLUMNS)].assign(
        before=before, after=after.where(proposed["status"] != COMMENT_ONLY, None)
    )


def how_many(proposed: pd.DataFrame) -> str:
    """What came, counted, as a sentence."""
    counts = proposed["status"].value_counts()
    said = [f"{counts[status]:,} {words}" for status, words in _SAID.items() if status in counts]
    replies = "1 reply" if len(proposed) == 1 else f"{len(proposed):,} replies"
    return f"{replies}: {', '.join(said) or 'nothing was filled in'}."


def read_ticks(grid: Grid) -> pd.DataFrame:
    """The replies ticked on the sheet, as they were shown there: TICK_COLUMNS."""
    rows = records(grid, [ACCEPT, *(_TITLES[column].title for column in TICK_COLUMNS)])
    yes = [row for row in rows if (from_sheet(row[ACCEPT]) or "no").strip().lower() not in _NO]
    found = [tuple(from_sheet(row[_TITLES[column].title]) for column in TICK_COLUMNS) for row in yes]
    return pd.DataFrame(found, columns=list(TICK_COLUMNS), dtype=object)


def choose_ticked(proposed: pd.DataFrame, ticks: pd.DataFrame) -> pd.DataFrame:
    """The proposals that were ticked and still are as they were shown, each cell once.

    ticks: as ``ticked`` gives them. Of one cell ticked twice with different values neither is taken.
    """
    same = _keys(_as_shown(proposed)).isin(_keys(ticks))
    chosen = proposed[same & proposed["status"].isin(TRIED).to_numpy()].drop_duplicates([*CELL, "after"])
    return chosen[~chosen.duplicated(CELL, keep=False)]


def explain_refused(proposed: pd.DataFrame, ticks: pd.DataFrame) -> str:
    """How many ticked replies ``accepted`` leaves out, and why, as a sentence; empty where there is none."""
    shown = _as_shown(proposed)
    takes = _keys(shown[proposed["status"].isin(TRIED).to_numpy()])
    wanted = _keys(shown.loc[_of_same_cells(proposed, choose_ticked(proposed, ticks))])
    open_to_it = ticks["status"].isin(TRIED).to_numpy(dtype=bool)
    same, taken_now = _keys(ticks).isin(takes), _keys(ticks).isin(wanted)
    why = {
        "cannot be taken": ~open_to_it,
        "ticked for a cell that another tick gives another value": open_to_it & same & ~taken_now,
        "no longer as shown, since the row or the other replies changed": open_to_it & ~same,
    }
    said = [f"{int(which.sum()):,} {words}" for words, which in why.items() if which.any()]
    return f"Not taken: {'; '.join(said)}." if said else ""


def _of_same_cells(proposed: pd.DataFrame, chosen: pd.DataFrame) -> pd.Index:
    """The proposals of the chosen ones' cells and values, so also those that say the same."""
    columns = [*CELL, "after"]
    return proposed.index[_keys(proposed, columns).isin(_keys(chosen, columns))]


def _keys(frame: pd.DataFrame, columns: Sequence[str] = TICK_COLUMNS) -> pd.MultiIndex:
    """What rows are compared by, as texts."""
    return pd.MultiIndex.from_frame(frame[list(columns)].astype("string").fillna(""))


def ready_proposals(proposed: pd.DataFrame) -> pd.DataFrame:
    """The proposals that nothing speaks against; never a conflict."""
    return proposed[proposed["status"] == READY]


def taken(next_run: NextRun, chosen: pd.DataFrame) -> NextRun:
    """The return with these proposals in its cells, each a change made by "reply, team, file"."""
    how = [f"reply, {team}, {file}" for team, file in zip(chosen["team"], chosen["file"], strict=True)]
    cells = chosen[CELL].assign(
        row_id=chosen["row_id"].astype(np.int64), value=chosen["after"], how=how, evidence=chosen["comment"]
    )
    return replace(write_cells(next_run, cells), what=TAKEN)
