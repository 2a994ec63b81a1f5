"""Corrections that have to be keyed into the case system too, until an extract has them.

What was changed in a workbook is wrong at its source still. Each change is a correction to key; a newer extract
tells which of them have arrived. Tables are DataFrames indexed by row id (see ``xl903.tracking.row_ids``).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from xl903.s903.record_keys import describe_records
from xl903.tracking.changes import CHANGE_COLUMNS, DELETED, OTHER_FORMS, Tables
from xl903.tracking.row_ids import next_id, plain

CORRECTION_COLUMNS = (*CHANGE_COLUMNS, "record", "was", "number", "done", "arrived", "judged")
"""Columns of corrections: those of changes (``xl903.tracking.changes.CHANGE_COLUMNS``) and

record: the row's key in words as corrected ("Child id 7, Episode start 01/05/2025"), of a deleted row as it was.
was: its key as loaded, None for an added row. number: which correction it is, never given to another. done: what
the person typed who keyed it, None for nothing. arrived: whether the last extract has it, None where there was
none since. judged: the day of that extract, None until the next check.
"""

DONE_BY_ITSELF = "yes"
"""What is ticked beside a correction that an extract has."""

_SAME = ["table", "row_id", "field", "kind"]


def no_corrections() -> pd.DataFrame:
    """Nothing to key."""
    empty = pd.DataFrame(columns=list(CORRECTION_COLUMNS), dtype=object)
    return empty.astype({"row_id": np.int64, "number": np.int64})


def corrections_to_key(
    changes: pd.DataFrame, loaded: Tables, now: Tables, earlier: pd.DataFrame
) -> pd.DataFrame:
    """What is to be keyed: CORRECTION_COLUMNS.

    changes: between ``loaded`` and ``now``; where they say how, those of a value's form alone are left out.
    earlier: the corrections of the last run, whose numbers and ticks stay where the same value is to be keyed, and
    which stay themselves once an extract has been judged by them, unless the cell was corrected again.
    """
    if "how" in changes:
        changes = changes[~changes["how"].isin(OTHER_FORMS).to_numpy(dtype=bool)]
    found = changes[list(CHANGE_COLUMNS)].reset_index(drop=True)
    keys = {"record": _keys_of(found, now, loaded), "was": _keys_of(found, loaded, {})}
    for column, words in keys.items():
        found[column] = pd.Series(words, index=found.index, dtype=object)
    known = earlier.drop_duplicates([*_SAME, "after"])
    kept = [*_SAME, "after", "number", "done", "arrived", "judged"]
    merged = _texts(found).merge(_texts(known)[kept], how="left", on=[*_SAME, "after"])
    for column in ("done", "arrived", "judged"):
        cells = merged[column].astype(object).where(merged[column].notna(), None).tolist()
        found[column] = pd.Series(cells, index=found.index, dtype=object)
    numbers = merged["number"].to_numpy(dtype=float, na_value=np.nan, copy=True)
    new = np.isnan(numbers)
    first = next_id(earlier["number"])
    numbers[new] = np.arange(first, first + np.count_nonzero(new))
    found["number"] = numbers.astype(np.int64)
    again = pd.MultiIndex.from_frame(_texts(earlier)[_SAME]).isin(
        pd.MultiIndex.from_frame(_texts(found)[_SAME])
    )
    carried = earlier[earlier["arrived"].notna().to_numpy(dtype=bool) & ~again]
    parts = [part[list(CORRECTION_COLUMNS)] for part in (found, carried) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else no_corrections()


def _texts(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with the columns that a correction is known by as they compare: a blank is empty text."""
    return frame.assign(
        row_id=frame["row_id"].astype(np.int64),
        **{column: frame[column].fillna("").astype(object) for column in ("table", "field", "kind", "after")},
    )


def _keys_of(lines: pd.DataFrame, tables: Tables, otherwise: Tables) -> np.ndarray:
    """For each line its row's key in words, from the one tables or else the other; None where neither has it."""
    result = np.full(len(lines), None, dtype=object)
    for name, part in lines.groupby("table"):
        keys = pd.Series(None, index=part.index, dtype=object)
        for source in (tables, otherwise):
            if str(name) in source:
                known = _described(str(name), source[str(name)])
                keys = keys.where(keys.notna(), part["row_id"].map(known))
        result[part.index.to_numpy()] = keys.astype(object).where(keys.notna(), None).to_numpy(dtype=object)
    return result


def _described(table: str, frame: pd.DataFrame) -> pd.Series:
    """The key of each row of a table in words, by row id."""
    return pd.Series(describe_records(table, frame, with_child=True), index=frame.index, dtype=object)


def judge_arrival(corrections: pd.DataFrame, before: Tables, newer: Tables) -> pd.DataFrame:
    """Which corrections a newer extract has: the same frame with arrived True or False, judged None.

    before: the tables as they were corrected. newer: the extract's, with the ids that rows of ``before`` keep. What
    an earlier extract had is left out. A correction that has not arrived goes with its row, which is known by its
    id or by its key, as corrected or as it was loaded.
    """
    kept = corrections[~corrections["arrived"].eq(True).to_numpy(dtype=bool)].reset_index(drop=True)
    arrived = pd.Series(False, index=kept.index, dtype=object)
    for name, part in kept.groupby("table"):
        if str(name) in newer:
            judged = _judge(str(name), part, before.get(str(name)), newer[str(name)])
            arrived[part.index] = judged["arrived"].astype(object)
            kept.loc[part.index, "row_id"] = judged["row_id"]
    done = kept["done"].mask(kept["done"].isna() & arrived.astype(bool), DONE_BY_ITSELF)
    return kept.assign(arrived=arrived, judged=pd.Series(None, index=kept.index, dtype=object), done=done)


def _judge(name: str, lines: pd.DataFrame, before: pd.DataFrame | None, newer: pd.DataFrame) -> pd.DataFrame:
    keys = _described(name, newer)
    once = keys[~keys.duplicated(keep=False)]
    by_key = pd.Series(once.index, index=once.to_numpy(), dtype=object)
    own = lines["row_id"].where(lines["row_id"].isin(newer.index)).astype(object)
    for column in ("record", "was"):
        own = own.where(own.notna(), lines[column].map(by_key))
    row = newer.index.get_indexer(pd.Index(own.fillna(-1), dtype=np.int64))
    at = newer.columns.get_indexer(pd.Index(lines["field"].fillna(""), dtype=object))
    there = (row >= 0) & (at >= 0)
    cells = np.full(len(lines), None, dtype=object)
    cells[there] = plain(newer)[row[there], at[there]]
    arrived = there & (pd.Series(cells).fillna("") == lines["after"].fillna("").to_numpy()).to_numpy(
        dtype=bool
    )
    deleted = (lines["kind"] == DELETED).to_numpy()
    # a row that was deleted here is still in the tables as they were corrected, once an extract brought it back
    in_newer = lines["record"].map(keys.value_counts()).fillna(0).to_numpy()
    was = _described(name, before) if before is not None else keys.iloc[:0]
    in_before = lines["record"].map(was.value_counts()).fillna(0).to_numpy()
    back = lines["arrived"].notna().to_numpy()
    gone = np.where(back, (in_newer < in_before) | (in_newer == 0), in_newer <= in_before)
    ids = own.where(own.notna() & ~deleted, lines["row_id"]).astype(np.int64)
    return pd.DataFrame({"arrived": np.where(deleted, gone, arrived), "row_id": ids}, index=lines.index)


def judged_on(corrections: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """The corrections with the day on which an extract was checked that they were judged by."""
    waits = corrections["arrived"].notna() & corrections["judged"].isna()
    return corrections.assign(judged=corrections["judged"].astype(object).mask(waits, day))


def how_many_arrived(corrections: pd.DataFrame) -> tuple[int, int]:
    """How many corrections the last extract has, and how many it does not have."""
    judged = corrections["arrived"].dropna().astype(bool)
    return int(judged.sum()), int((~judged).sum())


def with_ticks(corrections: pd.DataFrame, ticks: Mapping[int, str | None]) -> pd.DataFrame:
    """The corrections with what was typed beside them. ticks: number to that text; others keep what they have."""
    done = [
        ticks.get(number, said)
        for number, said in zip(corrections["number"], corrections["done"], strict=True)
    ]
    return corrections.assign(done=pd.Series(done, index=corrections.index, dtype=object))


def is_open(corrections: pd.DataFrame) -> pd.Series:
    """Which corrections are neither ticked nor in the extract."""
    return corrections["done"].isna() & ~corrections["arrived"].eq(True)


_KEPT_COLUMNS = tuple(column for column in CORRECTION_COLUMNS if column != "judged")


def as_lines(corrections: pd.DataFrame) -> Iterator[list[object]]:
    """The corrections as rows of plain values, to be kept; ``from_lines`` reads them."""
    kept = corrections.astype(object).where(corrections.notna(), None)
    for row in kept[[*_KEPT_COLUMNS, "judged"]].to_numpy(dtype=object).tolist():
        yield [*row[:-1], row[-1].isoformat() if row[-1] is not None else None]


def from_lines(lines: list[list[object]]) -> pd.DataFrame:
    """The corrections that were kept."""
    if not lines:
        return no_corrections()
    frame = pd.DataFrame(lines, columns=[*_KEPT_COLUMNS, "judged"], dtype=object)
    frame["judged"] = pd.Series(
        [dt.date.fromisoformat(str(day)) if day is not None else None for day in frame["judged"]],
        dtype=object,
    )
    frame = frame.astype({"row_id": np.int64, "number": np.int64})
    return frame[list(CORRECTION_COLUMNS)]
