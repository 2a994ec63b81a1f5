"""Findings that somebody looked into and found right: true of the data, and the data right all the same.

A mark is on a finding: a rule's code on a row of a table. It lives as long as the values that the rule marks there,
and what they are worked out from; once one of them changes, the finding has to be looked into again. It outlives a
check that does not find it, and an extract that still has the row. Tables are known by row ids (see
``xl903.tracking.row_ids``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from xl903.engine.report import Report
from xl903.s903.schema import DERIVED_FROM
from xl903.tracking.comparison import KEY

CHECKED_COLUMNS = (*KEY, "child", "fields", "values", "tick", "reason", "when", "who")
"""Columns of marks: the finding's key and child, the columns that it marks (with commas between) and what they
hold, what was typed as a tick and as the reason, when and by whom. A mark that no check has seen yet has None in
fields, values, when and who. One counts only once it has both a tick and a reason."""

CHECKED_AND_RIGHT = "checked and right"
"""What the logs call it."""

TYPED_COLUMNS = (*KEY, "tick", "reason")
_JOINED = ", "


def no_marks() -> pd.DataFrame:
    """Nothing is marked as checked."""
    return pd.DataFrame(columns=list(CHECKED_COLUMNS), dtype=object).astype({"row_id": np.int64})


def with_typed_marks(marks: pd.DataFrame, typed: pd.DataFrame) -> pd.DataFrame:
    """The marks with what was typed beside findings: TYPED_COLUMNS, a row per finding that could be marked.

    A finding with nothing beside it is not marked any more; a mark with other words is a new one. What is not in
    ``typed`` stays.
    """
    listed = pd.MultiIndex.from_frame(typed[KEY])
    kept = marks[~pd.MultiIndex.from_frame(marks[KEY]).isin(listed)] if len(marks) else marks
    filled = typed[typed["tick"].notna().to_numpy() | typed["reason"].notna().to_numpy()]
    if filled.empty:
        return kept.reset_index(drop=True)
    known = marks.assign(_known=True).rename(columns={"tick": "_tick", "reason": "_reason"})
    both = filled[list(TYPED_COLUMNS)].merge(known.drop_duplicates(KEY), how="left", on=KEY)
    same = both["_known"].eq(True).to_numpy(dtype=bool)
    for column in ("tick", "reason"):
        same = same & (both[column].fillna("") == both[f"_{column}"].fillna("")).to_numpy(dtype=bool)
    for column in ("child", "fields", "values", "when", "who"):
        both[column] = both[column].astype(object).where(same & both[column].notna(), None)
    parts = [part for part in (kept, both[list(CHECKED_COLUMNS)]) if len(part)]
    return _plain(pd.concat(parts, ignore_index=True))


def _plain(marks: pd.DataFrame) -> pd.DataFrame:
    """The columns as objects, blanks None, and the ids as numbers."""
    ids = marks["row_id"].astype(np.int64)
    cells = {
        column: pd.Series(
            marks[column].astype(object).where(marks[column].notna(), None).tolist(), dtype=object
        )
        for column in CHECKED_COLUMNS
    }
    return pd.DataFrame(cells).assign(row_id=ids.to_numpy())


def settle_marks(
    marks: pd.DataFrame, report: Report, ids: Mapping[str, pd.Index], *, when: dt.datetime, who: str
) -> pd.DataFrame:
    """The marks that hold after a check: new ones with what they are about, and those with the values they had.

    ids: for each table the ids of its rows, in the report's order. when, who: of what is marked now. A new mark of
    something that was not found, and one whose row is gone, are left out.
    """
    if marks.empty:
        return marks
    found = _keyed(report, ids)[[*KEY, "child", "fields"]].drop_duplicates(KEY)
    found["fields"] = found["fields"].map(_JOINED.join)
    new = marks["fields"].isna().to_numpy()
    about = marks[KEY].merge(found, how="left", on=KEY)
    marks = marks.assign(
        fields=marks["fields"].mask(new, about["fields"].to_numpy(dtype=object)),
        child=marks["child"].mask(new, about["child"].to_numpy(dtype=object)),
        when=marks["when"].mask(new, when),
        who=marks["who"].mask(new, who),
    )
    now = _values(marks, report, ids)
    marks = marks.assign(values=marks["values"].mask(new, now))
    return _plain(marks[(now.notna() & (now == marks["values"])).to_numpy(dtype=bool)])


def _values(marks: pd.DataFrame, report: Report, ids: Mapping[str, pd.Index]) -> pd.Series:
    """What the marked columns of each row hold, with what they are worked out from; None for a row that is gone."""
    values = pd.Series(None, index=marks.index, dtype=object)
    for (table, fields), part in marks.dropna(subset=["fields"]).groupby(["table", "fields"]):
        if table not in report.ret.tables or table not in ids:
            continue
        names = str(fields).split(_JOINED)
        if table == "Episodes":
            names += [source for source, derived in DERIVED_FROM.items() if {*derived} & {*names}]
        rows = ids[str(table)].get_indexer(pd.Index(part["row_id"]))
        text = np.full(len(part), "", dtype=object)
        for name in dict.fromkeys(names):
            text = text + f"{name} " + report.shown(str(table), name).to_numpy(dtype=object)[rows] + "; "
        text[rows < 0] = None
        values[part.index] = text
    return values


def _keyed(report: Report, ids: Mapping[str, pd.Index]) -> pd.DataFrame:
    found = report.findings
    row_ids = np.zeros(len(found), dtype=np.int64)
    for table, rows in found.groupby("table")["row"]:
        row_ids[rows.index] = ids[str(table)].to_numpy()[rows.to_numpy()]
    return found.assign(row_id=row_ids)


def in_force(marks: pd.DataFrame) -> pd.DataFrame:
    """The marks that count: those with a tick and a reason."""
    return marks[(marks["tick"].notna() & marks["reason"].notna()).to_numpy(dtype=bool)]


def is_checked(report: Report, ids: Mapping[str, pd.Index], marks: pd.DataFrame) -> np.ndarray:
    """For each of a report's findings whether it was checked and is right."""
    counted = in_force(marks)
    if counted.empty or report.findings.empty:
        return np.zeros(len(report.findings), dtype=bool)
    keys = pd.MultiIndex.from_frame(_keyed(report, ids)[KEY])
    return np.asarray(keys.isin(pd.MultiIndex.from_frame(counted[KEY])), dtype=bool)


def leave_out_checked(report: Report, ids: Mapping[str, pd.Index], marks: pd.DataFrame) -> Report:
    """The report of what is still to be done: without what was checked and is right."""
    mask = is_checked(report, ids, marks)
    return report.without(mask) if mask.any() else report


def without_marks(marks: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """The marks without those of some findings. keys: code, table, row_id."""
    if marks.empty or keys.empty:
        return marks
    gone = pd.MultiIndex.from_frame(marks[KEY]).isin(pd.MultiIndex.from_frame(keys[KEY]))
    return marks[~gone].reset_index(drop=True)


def marks_as_lines(marks: pd.DataFrame) -> Iterator[list[object]]:
    """The marks as rows of plain values, to be kept; ``marks_from_lines`` reads them."""
    for row in marks[list(CHECKED_COLUMNS)].itertuples(index=False, name=None):
        kept = [None if pd.isna(value) else value for value in row]
        yield [value.isoformat() if isinstance(value, dt.datetime) else value for value in kept]


def marks_from_lines(lines: list[list[object]]) -> pd.DataFrame:
    """The marks that were kept."""
    if not lines:
        return no_marks()
    frame = pd.DataFrame(lines, columns=list(CHECKED_COLUMNS), dtype=object)
    frame["when"] = pd.Series(
        [dt.datetime.fromisoformat(str(text)) if text is not None else None for text in frame["when"]],
        dtype=object,
    )
    return frame.astype({"row_id": np.int64})
