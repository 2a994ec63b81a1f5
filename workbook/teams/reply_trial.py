"""Tries replies against the rules: which errors each would clear, and which it would make.

A round takes one reply of every child at once, since nearly all rules look at one child, so that a hundred
replies about forty children take a handful of validations and not a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from workbook.session.next_run import NextRun, write_cells
from workbook.teams.proposals import READY, TRIED, with_outcome
from xl903 import Report, Return, validate
from xl903.engine.rule_register import code_order

MOST_ROUNDS = 12
"""Replies of one child that are tried one by one; of further ones only the outcome of all is known."""

Validate = Callable[[Return], Report]
_FINDING = ["code", "table", "row"]


def try_replies(
    next_run: NextRun, report: Report, proposed: pd.DataFrame, check: Validate = validate
) -> pd.DataFrame:
    """The proposals with the codes of the errors that each alone clears and breaks.

    report: that on ``left.ret``. A code that the child's other replies mend again is followed by
    "not with the other replies". Errors of other children that a reply causes are not looked for here; the
    next check shows them.
    """
    wanted = proposed[proposed["status"].isin(TRIED)]
    if wanted.empty:
        return proposed
    turn = wanted.groupby(wanted["child"].fillna("")).cumcount()
    before = report.findings
    everything = _after(next_run, wanted[wanted["status"] == READY], check)
    clears: dict[int, str] = {}
    breaks: dict[int, str] = {}
    for number in range(min(int(turn.max()) + 1, MOST_ROUNDS)):
        part = wanted[(turn == number).to_numpy()]
        after = _after(next_run, part, check)
        lost, gained = _only(before, after), _only(after, before)
        mended = _only(gained, everything) if len(gained) else gained
        for at, codes in _by_proposal(part, lost):
            clears[at] = _listed(codes)
        for at, codes in _by_proposal(part, gained):
            breaks[at] = _listed(codes)
        for at, codes in _by_proposal(part[part["status"] == READY], mended):
            breaks[at] += f" ({_listed(codes)} not with the other replies)"
    late = wanted.index[(turn >= MOST_ROUNDS).to_numpy()]
    breaks.update(dict.fromkeys(late.tolist(), "not tried: too many replies for one child"))
    return with_outcome(proposed, clears, breaks)


def _after(next_run: NextRun, chosen: pd.DataFrame, check: Validate) -> pd.DataFrame:
    cells = chosen[["table", "row_id", "field"]].assign(
        row_id=chosen["row_id"].astype(np.int64), value=chosen["after"], how="", evidence=None
    )
    return check(write_cells(next_run, cells).ret).findings


def _only(these: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """The findings that the others have not. Trials add and take away no row, so rows are told by position."""
    if these.empty or others.empty:
        return these
    return these[~pd.MultiIndex.from_frame(these[_FINDING]).isin(pd.MultiIndex.from_frame(others[_FINDING]))]


def _by_proposal(part: pd.DataFrame, found: pd.DataFrame) -> Iterator[tuple[int, pd.Series]]:
    """The codes found for the child of each proposal, by the proposal's index; a child moved to another id too."""
    moved = part.loc[part["field"] == "CHILD", "after"]
    ids = pd.concat([part["child"], moved])
    at = pd.Series(ids.index, index=pd.Index(ids.astype(str).str.strip().str.upper(), dtype=object))
    of_proposal = found["child"].map(at[~at.index.duplicated()])
    for index, codes in found["code"].groupby(of_proposal):
        yield int(index), codes


def _listed(codes: pd.Series) -> str:
    return ", ".join(sorted(set(codes), key=code_order))
