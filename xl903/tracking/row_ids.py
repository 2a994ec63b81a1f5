"""Which row is which: numbers that stay with a row while a table is sorted, filtered, cut and pasted.

A row id is a whole number from 1, given once in a table and never again. Tables here are DataFrames indexed by
row id, cells as text, blanks as missing values.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from xl903.s903.schema import TABLES


def numbered(frame: pd.DataFrame, first: int = 1) -> pd.DataFrame:
    """A table as it was loaded, its rows numbered in order."""
    return frame.set_axis(pd.RangeIndex(first, first + len(frame)), axis="index")


def next_id(*ids: Iterable[int]) -> int:
    """The number after the greatest of these; 1 where there are none."""
    return 1 + max((int(number) for some in ids for number in some), default=0)


def with_ids(
    frame: pd.DataFrame, ids: Sequence[object] | None, loaded: pd.DataFrame, following: int
) -> pd.DataFrame:
    """A table read from a sheet, indexed by row id.

    ids: what stands in the id column, one a row; None where that column is gone, and then rows are told by
    what they hold. loaded: the table as it was loaded. following: the next id to give, above all ever given.

    Where an id stands twice, a row was copied: the one most like the loaded row keeps it, or else the upper one. A
    row without an id, or with one that was never given, is the loaded row that holds the same, where no other row
    has its id: only the number was typed over. Every other row is new.
    """
    if ids is None:
        return matched(frame, loaded, following)
    numbers = pd.to_numeric(pd.Series(list(ids), dtype=object), errors="coerce").to_numpy(dtype=float)
    known = (numbers >= 1) & (numbers < following) & (numbers == np.floor(numbers))
    numbers = np.where(known, numbers, -1).astype(np.int64)
    numbers[~known | _is_copy(frame, numbers, known, loaded)] = -1
    columns = [column for column in frame.columns if column in loaded.columns]
    _match(numbers, frame[columns], loaded[columns], repeats=True)
    return frame.set_axis(_filled_up(numbers, numbers >= 0, following), axis="index")


def _is_copy(frame: pd.DataFrame, numbers: np.ndarray, known: np.ndarray, loaded: pd.DataFrame) -> np.ndarray:
    """Which rows have an id that another row has a better claim to."""
    copy = np.zeros(len(frame), dtype=bool)
    repeated = np.flatnonzero(known & pd.Series(numbers).duplicated(keep=False).to_numpy())
    if len(repeated):
        original = plain(loaded.reindex(index=numbers[repeated], columns=frame.columns))
        unlike = (plain(frame.iloc[repeated]) != original).sum(axis=1)
        order = np.lexsort([repeated, unlike, numbers[repeated]])
        ranked = pd.Series(numbers[repeated][order])
        copy[repeated[order]] = ranked.duplicated().to_numpy()
    return copy


def _filled_up(numbers: np.ndarray, keeps: np.ndarray, following: int) -> pd.Index:
    filled = numbers.copy()
    filled[~keeps] = np.arange(following, following + np.count_nonzero(~keeps))
    return pd.Index(filled, dtype=np.int64)


def matched(
    frame: pd.DataFrame, before: pd.DataFrame, following: int, table: str | None = None
) -> pd.DataFrame:
    """A table that came without ids, such as a newer extract, indexed by the ids of an earlier one.

    Rows that hold the same keep their id; then rows with the same key, where ``table`` names whose key it is
    and only one row on either side has it; the rest are new, numbered from ``following``.
    """
    columns = [column for column in frame.columns if column in before.columns]
    ids = np.full(len(frame), -1, dtype=np.int64)
    _match(ids, frame[columns], before[columns], repeats=True)
    key = [column for column in TABLES[table].key if column in columns] if table else ["CHILD"]
    if key and (table is None or len(key) == len(TABLES[table].key)):
        _match(ids, frame[key], before[key], repeats=False)
    return frame.set_axis(_filled_up(ids, ids >= 0, following), axis="index")


def _match(ids: np.ndarray, frame: pd.DataFrame, before: pd.DataFrame, *, repeats: bool) -> None:
    """Give the rows that have no id yet the free ids of rows that hold the same; changes ``ids``.

    repeats: whether equal rows are matched one by one, in order, or left out.
    """
    open_rows = np.flatnonzero(ids < 0)
    if not len(open_rows):
        return
    free = before[~before.index.isin(ids[ids >= 0])]
    left = pd.DataFrame(plain(frame.iloc[open_rows]), columns=frame.columns).fillna("")
    right = pd.DataFrame(plain(free), columns=frame.columns).fillna("")
    by = list(frame.columns)
    if not by or left.empty or right.empty:
        return
    if repeats:
        left["_turn"] = left.groupby(by).cumcount()
        right["_turn"] = right.groupby(by).cumcount()
        by = [*by, "_turn"]
    else:
        left = left[~left.duplicated(by, keep=False) & (left != "").all(axis=1)]
        right = right[~right.duplicated(by, keep=False)]
    left["_row"] = open_rows[left.index]
    right["_id"] = free.index[right.index]
    pairs = left.merge(right, on=by)
    ids[pairs["_row"].to_numpy()] = pairs["_id"].to_numpy()


def plain(frame: pd.DataFrame) -> np.ndarray:
    """Cells as an object array in which a blank is None, so that cells compare as they are."""
    cells = frame.to_numpy(dtype=object, copy=True)
    cells[frame.isna().to_numpy()] = None
    return cells
