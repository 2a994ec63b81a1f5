"""Tries replies against the rules: which errors each would clear, and which it would make.

A round takes one reply of every child at once, since nearly all rules look at one child, so that a hundred
replies about forty children take a handful of validations and not a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from workbook.plan.replies_sheet import LOOK
from workbook.session.next_run import NextRun, write_cells
from workbook.teams.proposals import READY, TRIED, with_outcome
from workbook.teams.questions import WHOLE_RECORD
from xl903 import Report, Return, validate
from xl903.engine.rule_register import code_order

_MOST_TURNS = 4
"""How often what is left is tried as a whole, each time without what caused an error."""

MOST_ROUNDS = 12
"""Replies of one child that are tried one by one; of further ones only the outcome of all is known."""

Validate = Callable[[Return], Report]
_FINDING = ["code", "table", "row"]


def try_replies(
    next_run: NextRun, report: Report, proposed: pd.DataFrame, check: Validate = validate
) -> pd.DataFrame:
    """The proposals with the codes of the errors that each alone clears and breaks.

    report: that on ``next_run.ret``. A code that the child's other replies mend again is followed by
    "not with the other replies". What would cause an error, alone or with all others that can be taken,
    needs a look.
    """
    # a trial takes away no row: what deleting one does is for the analyst to see
    wanted = proposed[proposed["status"].isin(TRIED) & (proposed["field"] != WHOLE_RECORD)]
    if wanted.empty:
        return proposed
    turn = wanted.groupby(wanted["child"].fillna("")).cumcount()
    before = report.findings
    trials = _Trials(next_run, before, check)
    everything = trials.after(wanted[wanted["status"] == READY])
    clears: dict[int, str] = {}
    breaks: dict[int, str] = {}
    lasting: dict[int, str] = {}
    for number in range(min(int(turn.max()) + 1, MOST_ROUNDS)):
        part = wanted[(turn == number).to_numpy()]
        after = trials.after(part)
        lost, gained = _only(before, after), _only(after, before)
        mended = _only(gained, everything) if len(gained) else gained
        lasts = _only(gained, mended) if len(gained) else gained
        for at, codes in _by_proposal(part, lost):
            clears[at] = _listed(codes)
        for at, codes in _by_proposal(part, gained):
            breaks[at] = _listed(codes)
        for at, codes in _by_proposal(part, lasts):
            lasting[at] = _listed(codes)
        for at, codes in _by_proposal(part[part["status"] == READY], mended):
            breaks[at] += f" ({_listed(codes)} not with the other replies)"
    late = wanted.index[(turn >= MOST_ROUNDS).to_numpy()]
    breaks.update(dict.fromkeys(late.tolist(), "not tried: too many replies for one child"))
    return _with_looks(trials, with_outcome(proposed, clears, breaks), lasting)


class _Trials:
    """The findings with some replies taken; what was tried before is not checked again."""

    def __init__(self, next_run: NextRun, before: pd.DataFrame, check: Validate) -> None:
        self.before = before
        self._next_run, self._check = next_run, check
        self._tried: dict[frozenset[int], pd.DataFrame] = {frozenset(): before}

    def after(self, chosen: pd.DataFrame) -> pd.DataFrame:
        key = frozenset(chosen.index.tolist())
        if key not in self._tried:
            cells = chosen[["table", "row_id", "field"]].assign(
                row_id=chosen["row_id"].astype(np.int64), value=chosen["after"], how="", evidence=None
            )
            self._tried[key] = self._check(write_cells(self._next_run, cells).ret).findings
        return self._tried[key]


def _with_looks(trials: _Trials, tried: pd.DataFrame, lasting: Mapping[int, str]) -> pd.DataFrame:
    """The proposals, of which those that can be taken cause no error when all of them are.

    lasting: by a proposal's index the codes that it breaks and no other mends.
    """
    tried = _need_a_look(tried, lasting, "It would cause {}.")
    for _ in range(_MOST_TURNS):
        ready = tried[tried["status"] == READY]
        caused = _only(trials.after(ready), trials.before)
        if caused.empty:
            return tried
        theirs = {at: _listed(codes) for at, codes in _by_child(ready, caused)}
        # An error of a child that no reply is about: which of them causes it is not known.
        tried = _need_a_look(
            tried,
            theirs or dict.fromkeys(ready.index.tolist(), _listed(caused["code"])),
            "With the other replies it would cause {}.",
        )
    rest = tried.index[tried["status"] == READY]
    return _need_a_look(
        tried, dict.fromkeys(rest.tolist(), "errors"), "With the other replies it would cause {}."
    )


def _need_a_look(tried: pd.DataFrame, codes: Mapping[int, str], why: str) -> pd.DataFrame:
    ready = set(tried.index[tried["status"] == READY])
    at = [index for index in codes if index in ready]
    tried = tried.copy()
    tried.loc[at, "status"] = LOOK
    tried.loc[at, "why"] = [why.format(codes[index]) for index in at]
    return tried


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


def _by_child(part: pd.DataFrame, found: pd.DataFrame) -> Iterator[tuple[int, pd.Series]]:
    """The codes found for the child of each proposal, for every proposal of that child."""
    ids = part["child"].astype(str).str.strip().str.upper()
    for child, codes in found["code"].groupby(found["child"]):
        for at in part.index[(ids == child).to_numpy()]:
            yield int(at), codes


def _listed(codes: pd.Series) -> str:
    return ", ".join(sorted(set(codes), key=code_order))
