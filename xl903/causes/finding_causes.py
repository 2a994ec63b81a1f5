"""Gives every finding of a report to exactly one cause, and puts the causes in the order to deal with them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from xl903.causes.grouping import Group, Kind, group_findings
from xl903.causes.marked_cells import MarkedCells
from xl903.causes.wording_of_causes import words_of
from xl903.engine.report import Report

TO_UNDERSTAND = 5
"""How many corrections it costs to find out what a cause is about and how to deal with it.

Without it a cause of one child with four errors would come before one of thirty children with sixty.
"""


@dataclass(frozen=True)
class Cause:
    """What a group of findings comes from.

    kind: one of ``xl903.causes.grouping.KINDS``. name: a few words, the same for all findings of the cause and
    for no other cause. sentence: what is wrong, with figures. advice: what to do. errors: how many it clears, our
    checks that say again what DfE's say left out. children: how many it concerns. actions: how many corrections
    that takes. codes: comma-separated. table, row (0-based), field: the first cell concerned.
    """

    kind: Kind
    name: str
    sentence: str
    advice: str
    errors: int
    children: int
    actions: int
    codes: str
    table: str
    row: int
    field: str


@dataclass(frozen=True)
class Causes:
    """The causes of a report's findings, the best to deal with first.

    ``frame``: a row per cause, with the parts of ``Cause`` as columns.

    ``of_finding``: for each row of ``report.findings`` the position of its cause in ``frame``.
    """

    frame: pd.DataFrame
    of_finding: np.ndarray

    def best(self, number: int = 5) -> list[Cause]:
        """The causes to deal with first, at most so many."""
        return [Cause(*row) for row in self.frame.head(number).itertuples(index=False, name=None)]

    def names(self) -> np.ndarray:
        """The name of the cause of each finding, in the order of ``report.findings``."""
        names: np.ndarray = self.frame["name"].to_numpy(dtype=object)[self.of_finding]
        return names


def find_causes(report: Report) -> Causes:
    """Group the findings of a report by what would clear them.

    Asks for the report's suggestions, which it works out when they are first asked for.
    """
    cells = MarkedCells(report)
    groups = group_findings(cells)
    first, suggested = _in_order(cells), report.answered >= 0
    rows = [vars(_cause(group, cells, first, suggested)) for group in groups]
    frame = pd.DataFrame(rows, columns=[part.name for part in fields(Cause)])
    frame = frame.astype(dict.fromkeys(("errors", "children", "actions", "row"), np.int64))
    frame["name"] = _told_apart(frame["name"], frame["codes"])
    ranked = frame.assign(worth=frame["errors"] / (frame["actions"] + TO_UNDERSTAND))
    ranked = ranked.sort_values(["worth", "errors", "name"], ascending=[False, False, True])
    order = ranked.index.to_numpy()
    position = np.empty(len(groups), dtype=np.int64)
    position[order] = np.arange(len(groups))
    of_finding = np.full(len(cells), -1, dtype=np.int64)
    for number, group in enumerate(groups):
        of_finding[group.findings] = position[number]
    return Causes(frame.iloc[order].reset_index(drop=True), of_finding)


def _in_order(cells: MarkedCells) -> np.ndarray:
    """For each finding where it comes in the order of the return's tables and their rows."""
    tables = {name: position for position, name in enumerate(cells.report.ret.tables)}
    keys = (cells.findings["row"].to_numpy(), cells.findings["table"].map(tables).to_numpy())
    place = np.empty(len(cells), dtype=np.int64)
    place[np.lexsort(keys)] = np.arange(len(cells))
    return place


def _cause(group: Group, cells: MarkedCells, in_order: np.ndarray, suggested: np.ndarray) -> Cause:
    members = group.findings
    counted = members[cells.repeats[members] < 0]
    about = counted
    if group.event is not None and group.event.tables:
        inside = np.isin(cells.of_findings["table"][counted], list(group.event.tables))
        about = counted[inside] if inside.any() else counted
    first = about[np.argmin(in_order[about])]
    codes = set(cells.of_findings["code"][counted])
    words = words_of(group, cells, int(suggested[counted].sum()))
    table, row, marked = (cells.of_findings[name][first] for name in ("table", "row", "fields"))
    place = group.at or (str(table), int(row), str(marked[0]))
    return Cause(
        group.kind,
        words.name,
        words.sentence,
        words.advice,
        len(counted),
        int((np.unique(cells.child_number[members]) >= 0).sum()),
        group.actions,
        ", ".join(known for known in cells.report.rules if known in codes),
        *place,
    )


def _told_apart(names: pd.Series, codes: pd.Series) -> pd.Series:
    """Names of which no two are the same: the codes are added where two would be."""
    return names.where(~names.duplicated(keep=False), names + " (" + codes + ")")
