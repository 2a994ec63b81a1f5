"""What changed in a return since it was loaded: a line per cell, and the way back.

Tables are DataFrames indexed by row id (see ``xl903.tracking.row_ids``), cells as text, blanks as missing values.
Changes are always against what was loaded: a cell typed over twice has one line, and a cell that was typed
back has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from xl903.engine.texts import parse_dates
from xl903.s903.schema import TABLES
from xl903.tracking.row_ids import plain

Tables = Mapping[str, pd.DataFrame]

CHANGED, ADDED, DELETED = "changed", "row added", "row deleted"
"""Kinds of change. An added row has a line for each of its filled cells, a deleted row one line."""

CHANGE_COLUMNS = ("table", "row_id", "child", "field", "before", "after", "kind")
BY_HAND, SUGGESTED = "typed or pasted", "suggestion"
"""How a change was made. A sheet does not tell whether a cell was typed over or pasted into."""

DATES_IN_FULL, IDS_ALIKE = "date written in full", "id written alike"
CODES_AS_TAKEN = "written as DfE takes it"
OTHER_FORMS = frozenset({DATES_IN_FULL, IDS_ALIKE, CODES_AS_TAKEN})
"""How a change was made that gives a value another form. The case system has it right; the export writes it so."""

LOG_COLUMNS = (*CHANGE_COLUMNS, "when", "how", "who", "evidence")
"""Columns of changes, and of a log, which also says when, how and by whom, and what spoke for a suggestion."""

_IDENTITY = ["table", "row_id", "field", "before", "after", "kind"]


def compare(loaded: Tables, now: Tables) -> pd.DataFrame:
    """What changed, with the columns CHANGE_COLUMNS, in order of table, row and column.

    child: CHILD as it stands now, or stood in a deleted row. field, before, after: a column of the table and
    its text, None for a blank; for a deleted row field and after are None, and before says by its key which
    row it was.
    """
    names = [name for name in TABLES if name in loaded or name in now]
    parts: list[pd.DataFrame] = []
    for name in names:
        columns = _columns(name, *(tables[name].columns for tables in (loaded, now) if name in tables))
        parts.extend(_compared(name, _whole(loaded, name, columns), _whole(now, name, columns)))
    if not parts:
        return _no_changes()
    return pd.concat(parts, ignore_index=True)[list(CHANGE_COLUMNS)]


def _no_changes(columns: tuple[str, ...] = CHANGE_COLUMNS) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=object).astype({"row_id": np.int64})


def _whole(tables: Tables, name: str, columns: Sequence[str]) -> pd.DataFrame:
    """A table with these columns; without rows where there is none."""
    frame = tables.get(name)
    if frame is None:
        return pd.DataFrame(columns=list(columns), index=pd.Index([], dtype=np.int64), dtype=object)
    return frame.reindex(columns=list(columns))


def _columns(name: str, *seen: Iterable[str]) -> list[str]:
    """DfE's columns of a table; of those that some years have, or that are derived, the ones that it came with."""
    submitted = {column for columns in seen for column in columns}
    table = TABLES[name]
    dated = {column.name for column in table.dated}
    own = [column for column in table.column_names if column not in dated or column in submitted]
    return [*own, *(column for column in table.derived_names if column in submitted)]


def _compared(name: str, loaded: pd.DataFrame, now: pd.DataFrame) -> Iterator[pd.DataFrame]:
    kept = now.index[now.index.isin(loaded.index)]
    before, after = plain(loaded.loc[kept]), plain(now.loc[kept])
    yield _lines(name, now.loc[kept], before, after, before != after, CHANGED)
    added = now.loc[~now.index.isin(loaded.index)]
    cells = plain(added)
    nothing = np.full(cells.shape, None, dtype=object)
    yield _lines(name, added, nothing, cells, cells != nothing, ADDED)
    deleted = loaded.loc[~loaded.index.isin(now.index)]
    if len(deleted):
        yield pd.DataFrame(
            {
                "table": name,
                "row_id": deleted.index,
                "child": plain(deleted[["CHILD"]])[:, 0],
                "field": None,
                "before": _described(deleted[list(TABLES[name].key)]),
                "after": None,
                "kind": DELETED,
            }
        ).astype({"field": object, "after": object})


def _lines(
    name: str, rows: pd.DataFrame, before: np.ndarray, after: np.ndarray, differs: np.ndarray, kind: str
) -> pd.DataFrame:
    row, column = np.nonzero(differs.astype(bool))
    children = plain(rows[["CHILD"]])[:, 0]
    return pd.DataFrame(
        {
            "table": np.full(len(row), name, dtype=object),
            "row_id": rows.index.to_numpy(dtype=np.int64)[row],
            "child": children[row],
            "field": np.array(rows.columns, dtype=object)[column],
            "before": before[row, column],
            "after": after[row, column],
            "kind": np.full(len(row), kind, dtype=object),
        }
    ).astype({"child": object, "before": object, "after": object})


def _described(keys: pd.DataFrame) -> np.ndarray:
    """Rows by their key: "CHILD 7, DECOM 01/05/2025"."""
    text = np.full(len(keys), "", dtype=object)
    for column in keys.columns:
        shown = keys[column].astype(object).where(keys[column].notna(), "blank").to_numpy(dtype=object)
        text = text + np.where(text == "", "", ", ") + f"{column} " + shown
    return text


def replay(loaded: Tables, changes: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables that ``compare`` saw, from those that were loaded and what changed.

    Rows stand in the order of loading, added ones after them by id. A table that was not loaded and got no
    row is not there.
    """
    names = [name for name in TABLES if name in loaded or (changes["table"] == name).any()]
    result = {}
    for name in names:
        lines = changes[changes["table"] == name]
        seen = loaded[name].columns if name in loaded else ()
        columns = _columns(name, seen, lines["field"].dropna())
        result[name] = _replayed(_whole(loaded, name, columns), lines)
    return result


def _replayed(loaded: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    columns = loaded.columns
    deleted = changes.loc[changes["kind"] == DELETED, "row_id"]
    added = changes[changes["kind"] == ADDED]
    kept = loaded.loc[~loaded.index.isin(deleted)]
    new = pd.Index(np.sort(added["row_id"].unique().astype(np.int64)))
    index = kept.index.append(new).astype(np.int64)
    cells = np.full((len(index), len(columns)), None, dtype=object)
    cells[: len(kept)] = plain(kept)
    filled = changes[changes["kind"] != DELETED]
    rows = index.get_indexer(pd.Index(filled["row_id"], dtype=np.int64))
    cells[rows, columns.get_indexer(pd.Index(filled["field"]))] = plain(filled[["after"]])[:, 0]
    return pd.DataFrame(cells, index=index, columns=columns, dtype=object)


def put_back(loaded: Tables, changes: pd.DataFrame, undone: pd.Series) -> dict[str, pd.DataFrame]:
    """The tables without some of the changes.

    undone: a mask of ``changes``. A line of an added row empties its cell, and all of them take the row away.
    """
    return replay(loaded, changes[~undone.to_numpy(dtype=bool)])


def logged(
    changes: pd.DataFrame,
    earlier: pd.DataFrame,
    *,
    when: dt.datetime,
    who: str,
    how: pd.Series | str = BY_HAND,
    evidence: pd.Series | None = None,
) -> pd.DataFrame:
    """Changes with when, how and by whom they were made, and what spoke for them.

    earlier: the log of the last run; a line that stands there already keeps what it says. For the others it
    is ``when``, ``who``, and ``how`` and ``evidence``, one for all or by the index of ``changes``.
    """
    log = changes.assign(when=when, how=how, who=who, evidence=evidence)
    log = log.astype(dict.fromkeys(("when", "how", "who", "evidence"), object))
    known = (
        log[_IDENTITY]
        .fillna("")
        .merge(
            earlier[[*_IDENTITY, "when", "how", "who", "evidence"]]
            .assign(**{column: earlier[column].fillna("") for column in _IDENTITY}, _seen=True)
            .drop_duplicates(_IDENTITY),
            how="left",
            on=_IDENTITY,
        )
    )
    seen = known["_seen"].notna().to_numpy()
    for column in ("when", "how", "who", "evidence"):
        log.loc[seen, column] = known.loc[seen, column].to_numpy(dtype=object)
    return log[list(LOG_COLUMNS)]


def no_log() -> pd.DataFrame:
    """A log without lines."""
    return _no_changes(LOG_COLUMNS)


# What was typed, as DfE writes it

_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTHS = {
    "sept": 9,
    **{name: number for number, name in enumerate(_MONTH_NAMES, start=1)},
    **{name[:3]: number for number, name in enumerate(_MONTH_NAMES, start=1)},
}
_WITH_SIGNS = r"^(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})(?: 00:00(?::00)?)?$"
_YEAR_FIRST = r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?$"
_WITH_NAME = r"^(\d{1,2})(?:st|nd|rd|th)?[ ./-]*([A-Za-z]{3,9})[ .,/-]*(\d{4})$"
_IN_CAPITALS = frozenset({"code", "flag", "upn", "urn", "postcode"})


def understood(loaded: Tables, now: Tables) -> dict[str, pd.DataFrame]:
    """The tables with what was typed written DfE's way; what was loaded stays as it came.

    Of cells that changed since loading, a date such as "1 May 2025", "1.5.2025" or "2025-05-01" becomes
    01/05/2025 (a two-digit year is left, since the century would be a guess), and a code, postcode, UPN or URN
    gets capitals.
    """
    result = {}
    for name, frame in now.items():
        before = _whole(loaded, name, list(frame.columns)).reindex(index=frame.index)
        kinds = {column.name: column.type for column in TABLES[name].columns}
        columns = {
            column: _written_dfes_way(kinds.get(column, "text"), frame[column], before[column])
            for column in frame.columns
        }
        result[name] = pd.DataFrame(columns, index=frame.index, columns=list(columns), dtype=object)
    return result


def _written_dfes_way(kind: str, now: pd.Series, before: pd.Series) -> pd.Series:
    texts = now.astype(object).where(now.notna(), None)
    if kind != "date" and kind not in _IN_CAPITALS:
        return texts
    was = before.astype(object).where(before.notna(), None)
    changed = texts.notna() & (texts.to_numpy() != was.to_numpy())
    if changed.any():
        typed = texts[changed].astype(str)
        texts[changed] = as_date_texts(typed) if kind == "date" else typed.str.upper()
    return texts


def as_date_texts(texts: pd.Series) -> pd.Series:
    """Dates written in one of the usual ways as dd/mm/yyyy; any other text as it is."""
    signs = texts.str.extract(_WITH_SIGNS)
    year_first = texts.str.extract(_YEAR_FIRST)
    named = texts.str.extract(_WITH_NAME)
    month = named[1].str.lower().map(_MONTHS).astype("Int64").astype("string")
    readings = (
        signs[0] + "/" + signs[1] + "/" + signs[2],
        year_first[2] + "/" + year_first[1] + "/" + year_first[0],
        named[0] + "/" + month + "/" + named[2],
    )
    result = texts.astype(object)
    for reading in readings:
        dates = pd.Series(parse_dates(reading.astype(object).where(reading.notna(), "")), index=texts.index)
        real = dates.notna()
        result[real] = dates[real].dt.strftime("%d/%m/%Y").astype(object)
    return result
