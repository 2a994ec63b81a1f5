"""The sheet Corrections to key: what was changed here and has to be entered in the case system too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.children_sheet import workers_and_teams
from workbook.plan.grids import Grid, header_of, records, whole_number
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import MOST_LINKS, Block, Column, Line, Link, Sheet
from workbook.plan.table_sheets import ROW_ID
from xl903 import Return
from xl903.s903.schema import TABLES
from xl903.tracking.changes import ADDED, DELETED
from xl903.tracking.corrections_to_key import is_open

CORRECTIONS_SHEET = "Corrections to key"
DONE = "Done"
"""The column in which whoever keyed a correction says so."""

BLANK = "blank"
ADD_RECORD, DELETE_RECORD = "New record", "Delete this record"

_COLUMNS = (
    Column("Social worker", 18),
    Column("Team", 20),
    Column("CHILD", 14),
    Column("Table", 16),
    Column("Record", 30, "wrapped"),
    Column("Field", 30, "linked"),
    Column("Old value", 28, "wrapped"),
    Column("New value", 28, "wrapped"),
    Column(DONE, 12),
    Column("In the extract", 30, "wrapped"),
    Column(ROW_ID, 12, "number", hidden=True),
)

HOW_TO = (
    f'Enter these in the case system and type yes into "{DONE}". The next extract shows what has arrived.'
)

FACTS = SheetFacts(
    name=CORRECTIONS_SHEET,
    kind="list",
    key=(ROW_ID,),
    lifetime=Lifetime.ROWS,
    make=lambda run: (
        [corrections_sheet(run.ret, run.corrections, run.ids, run.positions, run.owners)]
        if run.when is not None
        else []
    ),
)


def corrections_sheet(
    ret: Return,
    corrections: pd.DataFrame,
    ids: Mapping[str, pd.Index],
    positions: Mapping[str, TablePosition],
    owners: pd.DataFrame | None = None,
) -> Sheet:
    """A row per correction, by social worker and child, each linked to its cell where there is one.

    The arguments are as in ``ToShow``.
    """
    shown = corrections_shown(ret, corrections, owners)
    sorted_ones = corrections.loc[shown.index]
    rows = [
        tuple(row) for row in shown[[column.title for column in _COLUMNS]].to_numpy(dtype=object).tolist()
    ]
    waiting = int(is_open(corrections).sum())
    lines = (
        Line(1, 1, CORRECTIONS_SHEET, "title"),
        Line(2, 1, f"{waiting:,} of {len(corrections):,} are neither done nor in a newer extract."),
        Line(3, 1, HOW_TO),
    )
    block = Block("Corrections_list", _COLUMNS, rows, top=5)
    return Sheet(FACTS.name, FACTS.kind, lines, block, links=_links(sorted_ones, ids, positions), frozen=3)


def corrections_shown(ret: Return, corrections: pd.DataFrame, owners: pd.DataFrame | None) -> pd.DataFrame:
    """The corrections as people read them, by social worker and child: the columns of the sheet.

    owners: as in ``ToShow``. A field has its name in everyday words, and a code its meaning.
    """
    children = pd.Index(corrections["child"].astype("string").str.strip().str.upper(), dtype=object)
    workers, teams = workers_and_teams(ret, children, owners)
    named = (
        owners["worker"].reindex(children).to_numpy(dtype=object) if owners is not None else np.array(workers)
    )
    shown: dict[str, Any] = {
        "Social worker": pd.Series(named, index=corrections.index, dtype=object),
        "Team": pd.Series(teams, index=corrections.index, dtype=object),
        "CHILD": corrections["child"],
        "Table": corrections["table"],
        "Record": corrections["record"].astype("string").str.extract(r"^.*?, (.*)$")[0],
        "Field": _fields(corrections),
        "Old value": _values(ret, corrections, "before"),
        "New value": _values(ret, corrections, "after"),
        DONE: corrections["done"],
        "In the extract": _extract(corrections),
        ROW_ID: corrections["number"],
    }
    number = pd.Series(workers, index=corrections.index, dtype=object)
    shown["Social worker"] = shown["Social worker"].where(shown["Social worker"].notna(), number)
    frame = pd.DataFrame(shown, index=corrections.index).astype(object)
    frame.loc[(corrections["kind"] == DELETED).to_numpy(), "Old value"] = None
    order = (
        frame[["Social worker", "CHILD"]]
        .fillna("")
        .sort_values(["Social worker", "CHILD"], kind="stable")
        .index
    )
    return frame.where(frame.notna(), None).loc[order]


def _fields(corrections: pd.DataFrame) -> pd.Series:
    labels = {(name, column.name): column.label for name, table in TABLES.items() for column in table.columns}
    keys = zip(corrections["table"], corrections["field"], strict=True)
    field = pd.Series([labels.get(key, key[1]) for key in keys], index=corrections.index, dtype=object)
    new = (corrections["kind"] == ADDED).to_numpy()
    field = field.mask(new, f"{ADD_RECORD}: " + field.astype(str))
    return field.mask((corrections["kind"] == DELETED).to_numpy(), DELETE_RECORD)


def _values(ret: Return, corrections: pd.DataFrame, column: str) -> pd.Series:
    """A column of values, a code with its meaning and nothing as "blank"."""
    shown = corrections[column].astype(object).where(corrections[column].notna(), BLANK)
    for (table, field), part in corrections.dropna(subset=["field"]).groupby(["table", "field"]):
        names = TABLES[str(table)].column_names
        codes = TABLES[str(table)].column(str(field)).codes if field in names else None
        if codes is not None:
            meaning = part[column].astype("string").str.strip().str.upper().map(ret.codes(codes))
            told = meaning.index[meaning.notna()]
            shown[told] = shown[told].astype(str) + " (" + meaning[told].astype(str) + ")"
    nothing = (corrections["kind"] == DELETED) | ((corrections["kind"] == ADDED) & (column == "before"))
    return shown.mask(nothing.to_numpy(dtype=bool), None)


def _extract(corrections: pd.DataFrame) -> pd.Series:
    """What the last extract says of each: it has it, or it does not."""
    days = [f" of {day:%d/%m/%Y}" if day is not None else "" for day in corrections["judged"]]
    day = pd.Series(days, index=corrections.index, dtype=object)
    arrived = corrections["arrived"]
    said = pd.Series(None, index=corrections.index, dtype=object)
    said = said.mask(arrived.eq(True), "Yes, in the extract" + day)
    return said.mask(arrived.eq(False), "No, not in the extract" + day)


def _links(
    corrections: pd.DataFrame, ids: Mapping[str, pd.Index], positions: Mapping[str, TablePosition]
) -> list[Link]:
    """A link from the field of each correction to its cell; a deleted row has none."""
    links = []
    for place, (table, row_id, field) in enumerate(
        zip(corrections["table"], corrections["row_id"], corrections["field"], strict=True)
    ):
        if table not in ids or table not in positions or field not in positions[table].columns:
            continue
        row = int(ids[table].get_indexer(pd.Index([row_id]))[0])
        if row >= 0:
            links.append(Link(place, 5, table, positions[table].cell(row, field)))
    return links[:MOST_LINKS]


def read_keyed(grid: Grid) -> dict[int, str | None]:
    """What stands in Done beside each correction, by its number; nothing where the sheet or a column is gone."""
    _, titles = header_of(grid, [column.title for column in _COLUMNS])
    if not {DONE, ROW_ID} <= set(titles):
        return {}
    found = [(whole_number(row[ROW_ID]), from_sheet(row[DONE])) for row in records(grid, [DONE, ROW_ID])]
    return {number: done for number, done in found if number is not None}
