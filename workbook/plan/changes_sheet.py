"""The sheet Changes: what was changed since loading, cell by cell, with a way to put it back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, moment, records, whole_number
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Link, Sheet
from workbook.plan.table_sheets import ROW_ID
from xl903.s903.schema import TABLES
from xl903.tracking.changes import ADDED, CHANGED, DELETED, LOG_COLUMNS, no_log
from xl903.tracking.checked_findings import CHECKED_AND_RIGHT, in_force
from xl903.tracking.comparison import KEY

CHANGES_SHEET = "Changes"
PUT_BACK = "Put back"

_TITLES = {
    "table": Column("Table", 16),
    "child": Column("CHILD", 14),
    "row": Column("Row", 8, "number"),
    "field": Column("Field", 22),
    "before": Column("Before", 26, "wrapped"),
    "after": Column("After", 26, "wrapped"),
    "kind": Column("What", 14),
    "when": Column("When", 18, "moment"),
    "how": Column("How", 24, "wrapped"),
    "who": Column("Who", 20),
    "evidence": Column("Evidence", 50, "wrapped"),
    "put back": Column(PUT_BACK, 12),
    "row_id": Column(ROW_ID, 12, "number", hidden=True),
}

_RULE = "rule "

_CELL_COLUMNS = frozenset({"before", "after"})

FACTS = SheetFacts(
    name=CHANGES_SHEET,
    kind="list",
    key=("Table", "Field", "What", ROW_ID),
    lifetime=Lifetime.CHECK,
    make=lambda run: [changes_sheet(run.log, run.ids, run.positions, run.checked)],
)


def changes_sheet(
    log: pd.DataFrame,
    ids: Mapping[str, pd.Index],
    positions: Mapping[str, TablePosition],
    checked: pd.DataFrame | None = None,
) -> Sheet:
    """A row per change, the latest first, each linked to its cell; a deleted row has no cell to link to.

    What was marked as checked and right has a row too. log, ids, positions, checked: as in ``ToShow``.
    """
    if checked is not None and len(marks := in_force(checked)):
        log = pd.concat([log, _as_log(marks)], ignore_index=True)
    log = log.assign(_order=range(len(log)))
    log = log.sort_values(["when", "_order"], ascending=[False, True])
    at = [
        _where(positions[table], ids[table], row_id, field) if kind != DELETED else None
        for table, row_id, field, kind in zip(
            log["table"], log["row_id"], log["field"], log["kind"], strict=True
        )
    ]
    shown: dict[str, list[Any]] = {
        name: list(log[name].astype(object).where(log[name].notna(), None)) if name in log else []
        for name in _TITLES
    }
    shown["row"] = [place[0] if place else None for place in at]
    shown["put back"] = [None] * len(log)
    links = [
        Link(row, 2, table, place[1])
        for row, (table, place) in enumerate(zip(log["table"], at, strict=True))
        if place is not None
    ]
    return Sheet(
        FACTS.name,
        FACTS.kind,
        block=Block("Changes_list", tuple(_TITLES.values()), list(zip(*shown.values(), strict=True))),
        links=links,
        frozen=2,
    )


def _where(places: TablePosition, ids: pd.Index, row_id: int, field: str) -> tuple[int, str] | None:
    """The sheet's row and the address of a changed cell; None for a row that stands nowhere."""
    row = int(ids.get_indexer(pd.Index([row_id]))[0])
    first = next((name for name in str(field).split(", ") if name in places.columns), "CHILD")
    return (int(places.rows[row]), places.cell(row, first)) if row >= 0 else None


def _as_log(marks: pd.DataFrame) -> pd.DataFrame:
    """Marks of errors that were checked and are right as lines of the log; each says how: by which rule."""
    nothing = pd.Series(None, index=marks.index, dtype=object)
    lines = marks.assign(
        field=marks["fields"],
        before=nothing,
        after=nothing,
        kind=CHECKED_AND_RIGHT,
        how=_RULE + marks["code"].astype(str),
        evidence=marks["reason"],
    )
    return lines[list(LOG_COLUMNS)].astype(object).astype({"row_id": np.int64})


def read_marks_put_back(grid: Grid) -> pd.DataFrame:
    """The errors whose mark as checked and right is to be put back: code, table, row_id."""
    titles = ["Table", "What", "How", PUT_BACK, ROW_ID]
    asked = [
        (str(row["How"]).removeprefix(_RULE), row["Table"], whole_number(row[ROW_ID]) or 0)
        for row in records(grid, titles)
        if row["What"] == CHECKED_AND_RIGHT and from_sheet(row[PUT_BACK]) is not None
    ]
    return pd.DataFrame(asked, columns=KEY, dtype=object).astype({"row_id": np.int64})


def read_changes(grid: Grid) -> tuple[pd.DataFrame, pd.Series, int]:
    """The log that the sheet shows, and for each line whether something was typed into its "Put back".

    The last is how many more rows there are, in which what xl903 writes was typed over.
    """
    rows = records(grid, [column.title for column in _TITLES.values()])
    named = [{name: row[column.title] for name, column in _TITLES.items()} for row in rows]
    named = [row for row in named if row["kind"] != CHECKED_AND_RIGHT]
    kept = [row for row in named if _is_readable(row)]
    passed_over = len(named) - len(kept)
    if not kept:
        return no_log(), pd.Series([], dtype=bool), passed_over
    log = pd.DataFrame(kept, dtype=object)
    log["row_id"] = [whole_number(value) for value in log["row_id"]]
    for column in ("child", "field", *_CELL_COLUMNS):
        log[column] = pd.Series([from_sheet(value) for value in log[column]], dtype=object)
    log["when"] = pd.Series([moment(value) for value in log["when"]], dtype=object)
    asked = pd.Series([from_sheet(value) is not None for value in log["put back"]], dtype=bool)
    return log.astype({"row_id": np.int64})[list(LOG_COLUMNS)], asked, passed_over


def _is_readable(row: Mapping[str, Any]) -> bool:
    """Whether a row says which cell of which table changed, how and when."""
    table = TABLES.get(str(row["table"]))
    return (
        table is not None
        and (whole_number(row["row_id"]) or 0) > 0
        and moment(row["when"]) is not None
        and (
            row["kind"] == DELETED
            or (
                row["kind"] in (ADDED, CHANGED)
                and str(row["field"]) in (*table.column_names, *table.derived_names)
            )
        )
    )
