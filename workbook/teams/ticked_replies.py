"""The replies that the analyst ticked, as changes to the return.

Nothing is applied that was not ticked, or that is no longer as it was shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from workbook.plan.replies_sheet import (
    COMMENT_ONLY,
    CONFLICT,
    LOOK,
    NOT_POSSIBLE,
    READY,
    SAME,
    TICK_COLUMNS,
    replies_as_shown,
)
from workbook.session.next_run import NextRun, write_and_delete
from workbook.teams.proposals import CELL, TRIED
from workbook.teams.questions import WHOLE_RECORD
from xl903.engine.wording import count, plural
from xl903.tracking.comparison import Comparison

TAKEN = "replies taken"
"""What the log of runs calls a run that took replies."""

_SAID = {
    READY: "can be taken",
    LOOK: "to check first",
    CONFLICT: "in conflict with later changes or with each other",
    NOT_POSSIBLE: "cannot be used",
    SAME: "already so",
    COMMENT_ONLY: "with a comment only",
}


def how_many(proposed: pd.DataFrame) -> str:
    """What came, counted, as a sentence."""
    counts = proposed["status"].value_counts()
    said = [f"{counts[status]:,} {words}" for status, words in _SAID.items() if status in counts]
    replies = count(len(proposed), "reply", "replies")
    return f"{replies}: {', '.join(said) or 'nothing was filled in'}."


def taken_in_words(taken: int, run: Comparison) -> str:
    """What became of replies that were taken, as sentences. run: how the check after them compares."""
    them = plural(taken, "it", "them")
    return (
        f"Took {count(taken, 'reply', 'replies')}; Changes has {them}, and can put {them} back. "
        f"Since the last run: {len(run.fixed):,} fixed, {len(run.new):,} new."
    )


def choose_ticked(proposed: pd.DataFrame, ticks: pd.DataFrame) -> pd.DataFrame:
    """The proposals that were ticked and still are as they were shown, each cell once.

    ticks: as ``ticked`` gives them. Of one cell ticked twice with different values neither is taken.
    """
    same = _keys(replies_as_shown(proposed)).isin(_keys(ticks))
    chosen = proposed[same & proposed["status"].isin(TRIED).to_numpy()].drop_duplicates([*CELL, "after"])
    return chosen[~chosen.duplicated(CELL, keep=False)]


def explain_refused(proposed: pd.DataFrame, ticks: pd.DataFrame) -> str:
    """How many ticked replies ``accepted`` leaves out, and why, as a sentence; empty where there is none."""
    shown = replies_as_shown(proposed)
    takes = _keys(shown[proposed["status"].isin(TRIED).to_numpy()])
    wanted = _keys(shown.loc[_of_same_cells(proposed, choose_ticked(proposed, ticks))])
    open_to_it = ticks["status"].isin(TRIED).to_numpy(dtype=bool)
    same, taken_now = _keys(ticks).isin(takes), _keys(ticks).isin(wanted)
    why = {
        "cannot be taken": ~open_to_it,
        "ticked with different values for the same cell": open_to_it & same & ~taken_now,
        "changed since they were listed": open_to_it & ~same,
    }
    said = [f"{int(which.sum()):,} {words}" for words, which in why.items() if which.any()]
    return f"Not taken: {'; '.join(said)}." if said else ""


def _of_same_cells(proposed: pd.DataFrame, chosen: pd.DataFrame) -> pd.Index:
    """The proposals of the chosen ones' cells and values, so also those that say the same."""
    columns = [*CELL, "after"]
    return proposed.index[_keys(proposed, columns).isin(_keys(chosen, columns))]


def _keys(frame: pd.DataFrame, columns: Sequence[str] = TICK_COLUMNS) -> pd.MultiIndex:
    """What rows are compared by, as texts. What a trial said of a reply is no reason to drop its tick."""
    if "status" in columns:
        looked_at = frame["status"] == LOOK
        frame = frame.assign(
            status=frame["status"].mask(looked_at, READY), why=frame["why"].mask(looked_at, "")
        )
    return pd.MultiIndex.from_frame(frame[list(columns)].astype("string").fillna(""))


def ready_proposals(proposed: pd.DataFrame) -> pd.DataFrame:
    """The proposals that nothing speaks against, of those that were tried; never a conflict."""
    return proposed[proposed["status"] == READY]


def taken(next_run: NextRun, chosen: pd.DataFrame) -> NextRun:
    """The return with these proposals in its cells, each a change made by "reply, team, file"."""
    how = [f"reply, {team}, {file}" for team, file in zip(chosen["team"], chosen["file"], strict=True)]
    cells = chosen[CELL].assign(
        row_id=chosen["row_id"].astype(np.int64), value=chosen["after"], how=how, evidence=chosen["comment"]
    )
    whole = (chosen["field"] == WHOLE_RECORD).to_numpy()
    return replace(write_and_delete(next_run, cells[~whole], cells[whole]), what=TAKEN)
