"""Using suggestions: which ones are meant, what is asked before, and the return with them.

A value may be used in bulk after one yes. Clearing cells and deleting rows have a yes of their own, with the count.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from workbook.session.next_run import NextRun, write_and_delete
from xl903 import Report
from xl903.engine.report import CLEAR, DELETE, VALUE
from xl903.engine.wording import count
from xl903.tracking.changes import SUGGESTED

Confirm = Callable[[str], bool]
"""Asks the person a question that yes or no answers."""

_CELL = ["table", "row", "field"]
_PUT_BACK = "Changes can put them back."


def use_suggestions(next_run: NextRun, chosen: pd.DataFrame) -> NextRun:
    """The return with suggestions used: cells filled or cleared, rows deleted.

    chosen: rows of ``report.suggestions`` of the report on ``left.ret``. Of several for one cell the first is
    used, and none for a cell of a row that is deleted.
    """
    chosen = _usable(next_run, chosen)
    deleted = chosen["kind"] == DELETE
    rows = ["table", "row"]
    gone = pd.MultiIndex.from_frame(chosen.loc[deleted, rows])
    cells = chosen[~deleted & ~pd.MultiIndex.from_frame(chosen[rows]).isin(gone)]
    ids = _row_ids(next_run, chosen)
    of_changes = chosen.assign(row_id=ids, how=SUGGESTED)
    return write_and_delete(next_run, of_changes.loc[cells.index], of_changes[deleted])


def _usable(next_run: NextRun, chosen: pd.DataFrame) -> pd.DataFrame:
    """Those of the suggestions that the tables have a cell or a row for, one a cell."""
    chosen = chosen.drop_duplicates(_CELL).reset_index(drop=True)
    there = [
        kind == DELETE or field in next_run.tables[table]
        for table, field, kind in zip(chosen["table"], chosen["field"], chosen["kind"], strict=True)
    ]
    return chosen[np.array(there, dtype=bool)].reset_index(drop=True)


def _row_ids(next_run: NextRun, chosen: pd.DataFrame) -> np.ndarray:
    ids = np.zeros(len(chosen), dtype=np.int64)
    for table, part in chosen.groupby("table"):
        ids[part.index] = next_run.tables[str(table)].index[part["row"].to_numpy()]
    return ids


# Which ones


def chosen_on_errors_sheet(
    next_run: NextRun, report: Report, asked: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The suggestions that the analyst asks for on Errors, one a cell: rows of ``report.suggestions``.

    asked: the findings beside which one is asked for: code, table, row_id; those on the sheet, if left out.
    """
    best = report.best_suggestions
    ids = {name: frame.index.to_numpy() for name, frame in next_run.tables.items()}
    row_ids = [ids[table][row] for table, row in zip(best["table"], best["row"], strict=True)]
    asked = (next_run.found.use if asked is None else asked).drop_duplicates()
    wanted = (
        best[["code", "table"]]
        .assign(row_id=np.array(row_ids, dtype=np.int64))
        .merge(asked.assign(_asked=True), how="left")
    )
    return _as_suggestions(best[wanted["_asked"].notna().to_numpy()], report)


def _as_suggestions(best: pd.DataFrame, report: Report) -> pd.DataFrame:
    """Rows of ``report.best_suggestions`` as those of ``report.suggestions``: where each is to be made."""
    where = best.drop(columns=["table", "row"]).rename(columns={"at_table": "table", "at_row": "row"})
    return where[list(report.suggestions.columns)].drop_duplicates(_CELL)


def suggestions_for_cells(next_run: NextRun, report: Report, cells: pd.DataFrame) -> pd.DataFrame:
    """The best suggestion for each of some cells: rows of ``report.suggestions``.

    cells: table, row_id and field, such as those that the analyst selected. A cell that no suggestion fills has
    the one that would mend what is wrong with it: in another cell of its row, in another row, or by deleting one.
    """
    ids = {name: frame.index for name, frame in next_run.tables.items()}
    at = cells[[table in ids for table in cells["table"]]]
    rows = [
        int(ids[table].get_indexer(pd.Index([row_id]))[0])
        for table, row_id in zip(at["table"], at["row_id"], strict=True)
    ]
    at = at.assign(row=np.array(rows, dtype=np.int64))[_CELL]
    filling = report.suggestions.merge(at.drop_duplicates())
    marked = report.findings.explode("fields").rename(columns={"fields": "field"}).merge(at)
    others = marked[["table", "row", "code"]].merge(report.best_suggestions)
    filled = pd.MultiIndex.from_frame(filling[["table", "row"]])
    others = others[~pd.MultiIndex.from_frame(others[["table", "row"]]).isin(filled)]
    return pd.concat([filling, _as_suggestions(others, report)]).drop_duplicates(_CELL)


def certain_suggestions(next_run: NextRun, report: Report) -> pd.DataFrame:
    """The suggestions that are certain and have a cell or row in the tables, one for each, of every kind."""
    found = report.suggestions
    return _usable(next_run, found[found["confidence"] == "certain"])


# What is asked before


def agreed_in_bulk(chosen: pd.DataFrame, confirm: Confirm) -> pd.DataFrame:
    """Those of many certain suggestions that the person says yes to, asked for each kind with the count."""
    kept = []
    for kind, part in _by_kind(chosen):
        if len(part) and confirm(_question(kind, len(part), "certain ")):
            kept.append(part)
    return pd.concat(kept) if kept else chosen.iloc[:0]


def agreed_one_by_one(chosen: pd.DataFrame, confirm: Confirm) -> pd.DataFrame:
    """Of suggestions that the person chose: the values, one that clears or deletes, and several after a yes."""
    kept = []
    for kind, part in _by_kind(chosen):
        if kind == VALUE or len(part) == 1 or (len(part) and confirm(_question(kind, len(part), ""))):
            kept.append(part)
    return pd.concat(kept) if kept else chosen.iloc[:0]


def _by_kind(chosen: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    return [(kind, chosen[chosen["kind"] == kind]) for kind in (VALUE, CLEAR, DELETE)]


def _question(kind: str, number: int, which: str) -> str:
    if kind == DELETE:
        return f"Delete {count(number, 'row')}, as the {which}suggestions say? {_PUT_BACK}"
    if kind == CLEAR:
        return f"Clear {count(number, 'cell')}, as the {which}suggestions say? {_PUT_BACK}"
    return f"Use the {which}suggestions in {count(number, 'cell')}? {_PUT_BACK}"


def used_in_words(chosen: pd.DataFrame) -> str:
    """What using suggestions did: "38 cells filled, 2 cells cleared, 5 rows deleted"."""
    done = {VALUE: ("cell", "filled"), CLEAR: ("cell", "cleared"), DELETE: ("row", "deleted")}
    return ", ".join(
        f"{count(len(part), done[kind][0])} {done[kind][1]}" for kind, part in _by_kind(chosen) if len(part)
    )
