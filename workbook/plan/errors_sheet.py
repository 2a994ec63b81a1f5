"""The sheet Errors: every error with a link to its cell, and what is asked for there."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbook.plan.cell_values import blank_as_none, from_sheet
from workbook.plan.children_sheet import workers_and_teams
from workbook.plan.grids import Grid, records, whole_number
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import MOST_LINKS, Block, Column, Link, Sheet
from workbook.plan.table_sheets import ROW_ID
from xl903 import Report, Return
from xl903.engine.report import CLEAR, DELETE, VALUE
from xl903.portal.shown_now import shown_in_portal
from xl903.s903.schema import GROUPS
from xl903.tracking.comparison import KEY, Comparison

ERRORS_SHEET = "Errors"
USE = "Use"
"""The column in which the analyst asks for a suggestion to be used by the next run."""

CAUSE = "Cause"
"""What the error comes from, the same for all errors that one correction or one kind of correction clears."""

ANSWER = "Answer"
"""The column that says what sort of answer an error has, to filter by."""

_ANSWERS = {VALUE: "value", CLEAR: "clear the cell", DELETE: "delete the row"}

PORTAL_SHOWS, DFES_WORDING = "Portal shows", "DfE's wording"
"""Whether DfE's portal would show the error now, and DfE's own message where it is known."""

FACTS = SheetFacts(
    name=ERRORS_SHEET,
    kind="list",
    key=("Code", "Table", ROW_ID),
    lifetime=Lifetime.CHECK,
    make=lambda run: [
        errors_sheet(
            run.ret,
            run.report,
            run.ids,
            run.positions,
            run.comparison,
            run.wording,
            run.owners,
            causes=run.causes.names(),
        )
    ],
)


def errors_sheet(
    ret: Return,
    report: Report,
    ids: Mapping[str, pd.Index],
    positions: Mapping[str, TablePosition],
    comparison: Comparison,
    wording: Mapping[str, str],
    owners: pd.DataFrame | None = None,
    *,
    causes: np.ndarray,
) -> Sheet:
    """A row per finding, each with a link to its first marked cell, since when it is there and if it is new.

    What decides what to do comes first. causes: the name of the cause of each of ``report.findings``. The other
    arguments are as in ``ToShow``.
    """
    errors = report.errors()
    shown = (
        report.findings[["code", "table", "row"]]
        .assign(shown=shown_in_portal(report), cause=causes)
        .drop_duplicates(["code", "table", "row"])
    )
    errors = errors.merge(shown, how="left", on=["code", "table", "row"])
    errors["row_id"] = _by_table(errors, {name: of_rows.to_numpy() for name, of_rows in ids.items()})
    told = errors[KEY].merge(comparison.findings, how="left", on=KEY)
    sheet_rows = _by_table(errors, {name: at.rows for name, at in positions.items()})
    workers, teams = workers_and_teams(ret, pd.Index(errors["child"], dtype=object), owners)
    filled = {
        "value": blank_as_none(errors["value"].mask(errors["value"] == "")),
        "news": blank_as_none(told["news"].mask(told["news"] == "")),
    }
    shown_columns = (
        (Column("CHILD", 12), blank_as_none(errors["child"])),
        (Column("Code", 12), errors["code"]),
        (Column("What is wrong", 40, "wrapped"), errors["title"]),
        (Column("Value", 26, "wrapped"), filled["value"]),
        (Column("Suggestion", 20, "wrapped"), blank_as_none(errors["suggestion"])),
        (Column("Confidence", 13), blank_as_none(errors["confidence"])),
        (Column(USE, 8), [None] * len(errors)),
        (Column(ANSWER, 15), [_ANSWERS.get(kind, "none") for kind in errors["kind"]]),
        (Column("Row", 8, "number"), sheet_rows.tolist()),
        (Column("Table", 16), errors["table"]),
        (Column("Field", 22, "wrapped"), errors["field"]),
        (Column("How to fix", 50, "wrapped"), errors["fix"]),
        (Column(CAUSE, 34, "wrapped"), errors["cause"]),
        (Column("Evidence", 50, "wrapped"), blank_as_none(errors["evidence"])),
        (Column("Social worker", 18), workers),
        (Column("Team", 20), teams),
        (Column("First seen", 13, "date"), told["first_seen"]),
        (Column("New", 22), filled["news"]),
        (Column("Family", 26), errors["group"].map(GROUPS)),
        (Column(PORTAL_SHOWS, 16), errors["shown"]),
        (Column(DFES_WORDING, 60, "wrapped"), [wording.get(code) for code in errors["code"]]),
        (Column(ROW_ID, 12, "number", hidden=True), errors["row_id"].tolist()),
    )
    columns = tuple(column for column, _ in shown_columns)
    rows = list(zip(*(values for _, values in shown_columns), strict=True))
    block = Block("Errors_list", columns, rows)
    return Sheet(
        FACTS.name,
        FACTS.kind,
        block=block,
        links=_links_to_errors(errors, positions, column=block.position("Row")),
        frozen=2,
    )


def _by_table(errors: pd.DataFrame, numbers: Mapping[str, np.ndarray]) -> np.ndarray:
    """For each finding the number of its row, from those of its table's rows."""
    result = np.zeros(len(errors), dtype=np.int64)
    for table, rows in errors.groupby("table")["row"]:
        result[rows.index] = numbers[str(table)][rows.to_numpy()]
    return result


def _links_to_errors(errors: pd.DataFrame, places: Mapping[str, TablePosition], column: int) -> list[Link]:
    """A link for each finding to the first of its marked cells."""
    linked = errors.iloc[:MOST_LINKS]
    cells = [
        places[table].cell_or_child(row, next((name for name in fields if name in places[table].columns), ""))
        for table, row, fields in zip(linked["table"], linked["row"], linked["fields"], strict=True)
    ]
    return [
        Link(row, column, table, cell)
        for row, (table, cell) in enumerate(zip(linked["table"], cells, strict=True))
    ]


def suggestions_asked_for(grid: Grid) -> tuple[pd.DataFrame, int]:
    """The findings on the sheet Errors beside which something was typed into "Use": code, table, row_id.

    The last is how many more there are that cannot be read.
    """
    rows = records(grid, ["Code", "Table", USE, ROW_ID])
    asked = [row for row in rows if row[USE] is not None and from_sheet(row[USE]) is not None]
    found = [(from_sheet(row["Code"]), from_sheet(row["Table"]), whole_number(row[ROW_ID])) for row in asked]
    known = [one for one in found if None not in one]
    frame = pd.DataFrame(known, columns=KEY).astype({"row_id": np.int64, "code": object, "table": object})
    return frame, len(found) - len(known)
