"""Findings to groups, stage by stage: each stage takes of what is left whatever one correction would clear.

The stages, in order: ids that do not meet; the export; suggestions that are certain; one value on many rows; one
event of a child; one cell that several rules mark; and what is left, rule by rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from xl903.causes.forms import MOST, form_of
from xl903.causes.marked_cells import CHILD, MarkedCells, by_column, type_of
from xl903.causes.one_event import APART, EVENTS, OneEvent
from xl903.s903.id_forms import IdForms, compare_ids
from xl903.s903.schema import TABLES, URN_PLACEHOLDER

Kind = Literal["ids", "export", "suggestions", "one value", "one event", "one cell", "one rule"]
KINDS: tuple[Kind, ...] = ("ids", "export", "suggestions", "one value", "one event", "one cell", "one rule")
"""Kinds of causes, in the order in which findings are given to them."""

FEWEST_OF_A_COLUMN = 20
"""Cells of a column that have to be wrong alike before its export is at fault."""

LARGE_SHARE = 0.5
"""The share of a column's cells from which on one rule that marks them speaks for a fault of the export."""

FEWEST_OF_A_FORM = 10
"""Cells that have to be written in the same wrong way before an export is at fault."""

SHARE_OF_A_FORM = 0.1
"""The least share of a column's filled cells for that."""

FEWEST_ROWS = 3
"""Rows with the same wrong value that make one cause."""

FEWEST_SUGGESTIONS = 2
"""Findings that certain suggestions clear, before pressing the button is worth a line."""

_FORMED_TYPES = frozenset({"date", "urn", "postcode", "upn", "text", "integer"})
"""Types of columns with values that are written in some form."""

_OF_ONE_CHILD = frozenset({"HOME_POST", "UPN"})
"""Columns in which the same wrong value on rows of several children needs a correction for each."""

_VALUE_TYPES = frozenset({"code", "urn", "postcode", "upn", "text"})
"""Types of columns in which the same wrong value on several rows is one mistake; dates are the same by chance."""


_NO_CELLS = pd.DataFrame()


@dataclass(frozen=True)
class Group:
    """Findings that belong together.

    findings: their positions. actions: how many corrections clear them. code: the rule that shows it. cells: the
    cells that are wrong, for kinds that are about cells. event: for "one event". ids: for "ids". share: how much of
    a column is wrong. at: table, row and field to go to; None for the first finding.
    """

    kind: Kind
    findings: np.ndarray
    actions: int
    code: str = ""
    cells: pd.DataFrame = field(default_factory=lambda: _NO_CELLS)
    event: OneEvent | None = None
    ids: IdForms | None = None
    share: float = 0.0
    at: tuple[str, int, str] | None = None


def group_findings(cells: MarkedCells) -> list[Group]:
    """Every finding in exactly one group; checks of ours that repeat one of DfE's go where that one goes."""
    left = np.asarray(cells.repeats < 0)
    groups: list[Group] = []
    for stage in (_ids, _exports, _suggestions, _values, _events, _cells, _rules):
        for group in stage(cells, left):
            left[group.findings] = False
            groups.append(group)
    return _with_repeats(groups, cells.repeats)


def _with_repeats(groups: list[Group], repeats: np.ndarray) -> list[Group]:
    number = np.full(len(repeats), -1)
    for at, group in enumerate(groups):
        number[group.findings] = at
    again = np.flatnonzero(repeats >= 0)
    number[again] = number[repeats[again]]
    members = pd.Series(np.arange(len(repeats))).groupby(number).indices
    return [replace(group, findings=np.asarray(members[at])) for at, group in enumerate(groups)]


# Ids


def _ids(cells: MarkedCells, left: np.ndarray) -> Iterator[Group]:
    """Findings about children whose ids are written in several ways, so that their records do not meet."""
    ret = cells.report.ret
    both = (ret.tables, ret.last_year.tables)
    forms = compare_ids(*both)
    if not forms.can_be_corrected:
        return
    concerned: set[str] = set()
    for tables, correction in zip(both, forms.corrections, strict=True):
        for table, part in correction.cells.groupby("table") if correction is not None else ():
            ids = tables[str(table)][CHILD].to_numpy(dtype=object)[part["row"].to_numpy(dtype=np.int64)]
            concerned |= {str(one).strip().upper() for one in ids} | set(part["value"])
    code, child = cells.findings["code"], cells.findings["child"]
    members = np.flatnonzero(left & (code.isin(APART) & child.isin(concerned)).to_numpy())
    if len(members) >= FEWEST_ROWS:
        yield Group("ids", members, actions=len(forms.different), code=str(code.iloc[members[0]]), ids=forms)


# Exports


def _exports(cells: MarkedCells, left: np.ndarray) -> Iterator[Group]:
    """Columns of which a large share is wrong alike, those with most findings first."""
    frame = cells.frame[cells.frame["alone"] & left[cells.frame["finding"]]]
    wrong = pd.concat([_by_rule(cells, frame), _by_form(cells, frame)], ignore_index=True)
    if wrong.empty:
        return
    touched = (
        wrong[["candidate", "cell"]].drop_duplicates().merge(cells.frame[["cell", "finding"]], on="cell")
    )
    size = touched.groupby("candidate")["finding"].nunique()
    for candidate in size.sort_values(ascending=False, kind="stable").index:
        part = wrong[wrong["candidate"] == candidate]
        findings = cells.within(part["cell"].to_numpy(), left)
        if len(findings) < FEWEST_OF_A_FORM:
            continue
        left[findings] = False
        first = part.sort_values("row", kind="stable").iloc[0]
        yield Group(
            "export",
            findings,
            actions=1,
            code=str(first["code"]),
            cells=part,
            share=float(part["share"].mean()),
            at=(str(first["table"]), int(first["row"]), str(first["field"])),
        )


def _by_rule(cells: MarkedCells, frame: pd.DataFrame) -> pd.DataFrame:
    """Cells of columns of which one rule marks a large share, with the share and a name for each candidate."""
    keys = ["table", "code", "field"]
    blank = frame["value"] == ""
    found = (
        frame.assign(blank=blank).groupby([*keys, "blank"])["cell"].nunique().rename("wrong").reset_index()
    )
    found = found[found["wrong"] >= FEWEST_OF_A_COLUMN]
    judged = [
        _judged(cells, table, column, blank=blank)
        for table, column, blank in zip(found["table"], found["field"], found["blank"], strict=True)
    ]
    found = found.assign(share=found["wrong"] / np.array(judged, dtype=np.int64))
    found = found[found["share"] >= LARGE_SHARE]
    wrong = frame.assign(blank=blank).merge(found, on=[*keys, "blank"])
    return wrong.assign(candidate=wrong["table"] + " " + wrong["code"])


def _judged(cells: MarkedCells, table: str, column: str, *, blank: bool) -> int:
    """Cells that a rule which marks blank cells, or filled ones, can have looked at."""
    values = cells.column(table, column)
    return len(values) if blank else int((values != "").sum())


def _by_form(cells: MarkedCells, frame: pd.DataFrame) -> pd.DataFrame:
    """Cells of a column that are written in a way in which no cell of the column is right."""
    filled = frame[frame["value"] != ""].drop_duplicates("cell")
    parts = []
    for table, column, at in by_column(filled):
        if len(at) < FEWEST_OF_A_FORM or type_of(TABLES[table], column) not in _FORMED_TYPES:
            continue
        values = cells.column(table, column)
        enough = max(FEWEST_OF_A_FORM, SHARE_OF_A_FORM * int((values != "").sum()))
        if len(at) < enough:
            continue
        marked = filled.iloc[at]
        form = form_of(marked["value"]).to_numpy(dtype=object)
        wrong = pd.Series(form).value_counts()
        if wrong.iloc[0] < enough:
            continue
        forms = form_of(values)
        share = wrong / forms.value_counts().reindex(wrong.index)
        bad = wrong.index[(wrong >= enough) & (share >= MOST)]
        chosen = marked.assign(form=form, share=len(marked) / max(1, int((forms != "").sum())))
        chosen = chosen[chosen["form"].isin(bad)]
        parts.append(chosen.assign(candidate=f"{table} {column} " + chosen["form"]))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


# Suggestions


def _suggestions(cells: MarkedCells, left: np.ndarray) -> Iterator[Group]:
    """Findings for which a value is certain: one button puts them all in."""
    best, answered = cells.report.best_suggestions, cells.report.answered
    is_certain = np.append((best["confidence"] == "certain").to_numpy(dtype=bool), False)
    cleared = np.flatnonzero(left & is_certain[answered])
    if len(cleared) >= FEWEST_SUGGESTIONS:
        yield Group("suggestions", cleared, actions=1, cells=best.iloc[answered[cleared]])


# Values


def _values(cells: MarkedCells, left: np.ndarray) -> Iterator[Group]:
    """The same wrong value on several rows, wherever its column is; those on most rows first."""
    frame = cells.frame[cells.frame["alone"] & left[cells.frame["finding"]]]
    frame = frame[~frame["value"].isin(["", URN_PLACEHOLDER]) & ~frame["field"].isin(_OF_ONE_CHILD)]
    if frame.empty:
        return
    kinds = frame[["table", "field"]].drop_duplicates()
    kinds["type"] = [type_of(TABLES[table], column) for table, column in kinds.itertuples(index=False)]
    frame = frame.merge(kinds[kinds["type"].isin(_VALUE_TYPES)], on=["table", "field"])
    same = ["field", "value"]
    wrong = frame.drop_duplicates("cell").groupby(same)["cell"].size().rename("rows").reset_index()
    wrong = wrong[wrong["rows"] >= FEWEST_ROWS].sort_values("rows", ascending=False, kind="stable")
    positions = frame.groupby(same).indices
    for column, value, rows in wrong.itertuples(index=False):
        if rows < MOST * _rows_with(cells, column, value) or _is_code(cells, column, value):
            continue
        part = frame.iloc[positions[column, value]]
        findings = cells.within(part["cell"].to_numpy(), left)
        if len(np.unique(cells.row_number[findings])) < FEWEST_ROWS:
            continue
        left[findings] = False
        yield Group("one value", findings, actions=1, code=_plainest(cells, part["code"]), cells=part)


def _plainest(cells: MarkedCells, codes: pd.Series) -> str:
    """The code of the rule that looks at fewest columns, and so says best what is wrong with the cell."""
    rules = cells.report.rules
    return min(map(str, codes.unique()), key=lambda code: len(set().union(*rules[code].marks.values())))


def _rows_with(cells: MarkedCells, column: str, value: str) -> int:
    tables = [name for name in cells.report.ret.tables if column in TABLES[name].column_names]
    return sum(int((cells.column(name, column) == value).sum()) for name in tables)


def _is_code(cells: MarkedCells, column: str, value: str) -> bool:
    """Whether a value is on the column's list of codes, so that other cells of its rows make it wrong."""
    sets = {TABLES[name].column(column).codes for name in TABLES if column in TABLES[name].column_names} - {
        None,
        "UPN_UNKNOWN",
    }
    dataset, year = cells.report.ret.dataset, cells.report.rules_year
    return any(value in dataset.codes(str(code_set), year) for code_set in sets)


# Events


def _events(cells: MarkedCells, left: np.ndarray) -> Iterator[Group]:
    """What is missing or wrong of one child, and what follows from it."""
    code, codes = pd.factorize(cells.of_findings["code"])
    table, child = cells.of_findings["table"], cells.child_number
    for event in EVENTS:
        signs = left & np.isin(codes, list(event.signs))[code] & (child >= 0)
        if not signs.any():
            continue
        concerned = np.isin(child, child[signs])
        along = np.isin(codes, list(event.along))[code] | np.isin(table, list(event.tables))
        members = np.flatnonzero(signs | (left & concerned & along))
        left[members] = False
        first = np.flatnonzero(signs)[0]
        yield Group(
            "one event",
            members,
            actions=len(np.unique(cells.child_number[members])),
            code=str(codes[code[first]]),
            event=event,
        )


# Cells


def _cells(cells: MarkedCells, left: np.ndarray) -> Iterator[Group]:
    """Cells that are wrong on their own account, with whatever else marks them; several rules at least."""
    frame = cells.frame[left[cells.frame["finding"]] & (cells.frame["field"] != CHILD)]
    unreadable = _unreadable(cells, frame)
    own = frame[frame["alone"]]
    weight = own.groupby("cell")["finding"].nunique()
    touching = frame[frame["cell"].isin(weight.index) & (frame["alone"] | ~unreadable)]
    touching = touching.assign(weight=touching["cell"].map(weight))
    touching = touching.sort_values(["alone", "weight"], ascending=False, kind="stable")
    chosen = touching.drop_duplicates("finding")
    several = chosen.groupby("cell")["code"].transform("nunique") > 1
    chosen = chosen[several]
    column = ["table", "field"]
    corrections = _corrections(chosen).groupby(column).size().to_dict()
    for key, part in chosen.groupby(column, sort=False):
        yield Group(
            "one cell",
            np.sort(part["finding"].to_numpy()),
            actions=int(corrections[key]),
            code=str(part["code"].iloc[0]),
            cells=part,
        )


def _corrections(chosen: pd.DataFrame) -> pd.DataFrame:
    """The cells to correct: the same wrong value of one child in one column is looked up once."""
    each = chosen.drop_duplicates("cell")
    again = (each["value"] != "") & each.duplicated(["table", "field", "child", "value"])
    return each[~again]


def _unreadable(cells: MarkedCells, frame: pd.DataFrame) -> pd.Series:
    """Cells with something that is not a date: rules that compare dates leave them aside."""
    result = np.zeros(len(frame), dtype=bool)
    for table, column, at in by_column(frame):
        if type_of(TABLES[table], column) == "date":
            no_date = cells.report.ret.table(table).no_date(column).to_numpy()
            result[at] = no_date[frame["row"].to_numpy()[at]]
    return pd.Series(result, index=frame.index)


# What is left


def _rules(cells: MarkedCells, left: np.ndarray) -> Iterator[Group]:
    """Each rule by itself. One that marks several tables of a child asks for one correction a child."""
    positions = np.flatnonzero(left)
    codes = cells.findings["code"].iloc[positions].reset_index(drop=True)
    for code, at in codes.groupby(codes).indices.items():
        members = positions[at]
        by_child = len(cells.report.rules[str(code)].marks) > 1
        corrected = np.unique((cells.child_number if by_child else cells.row_number)[members])
        yield Group("one rule", members, actions=max(1, int((corrected >= 0).sum())), code=str(code))
