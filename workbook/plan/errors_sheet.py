"""The sheet Errors: every error with a link to its cell, and what is asked for there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat

import numpy as np
import pandas as pd

from workbook.plan.cell_values import blank_as_none, from_sheet
from workbook.plan.children_sheet import workers_and_teams
from workbook.plan.grids import Grid, header_of, records, whole_number
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import MOST_LINKS, Block, Column, Link, Sheet
from workbook.plan.table_sheets import ROW_ID
from xl903 import Report, Return
from xl903.engine.report import CLEAR, DELETE, VALUE
from xl903.portal.shown_now import shown_in_portal
from xl903.s903.schema import GROUPS
from xl903.tracking.checked_findings import TYPED_COLUMNS, no_marks
from xl903.tracking.comparison import KEY, Comparison

ERRORS_SHEET = "Errors"
USE = "Use"
"""The column in which the analyst asks for a suggestion to be used by the next run."""

CHECKED, REASON = "Checked and right", "Reason"
"""The columns in which the analyst marks an error as looked into: the data are right all the same, and why."""

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
            run.checked,
            causes=run.cause_names,
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
    checked: pd.DataFrame | None = None,
    *,
    causes: np.ndarray,
) -> Sheet:
    """A row per finding, each with a link to its first marked cell, since when it is there and if it is new.

    What decides what to do comes first, and long texts far to the right do not break into lines, so that many
    errors are on the screen. causes: the name of the cause of each of ``report.findings``. The other
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
    marks = errors[KEY].merge(
        (no_marks() if checked is None else checked)[list(TYPED_COLUMNS)], how="left", on=KEY
    )
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
        (Column(ANSWER, 15), [_ANSWERS.get(kind, "none") for kind in errors["kind"].tolist()]),
        (Column(CHECKED, 20), blank_as_none(marks["tick"])),
        (Column(REASON, 30, "wrapped"), blank_as_none(marks["reason"])),
        (Column("Row", 8, "number"), sheet_rows.tolist()),
        (Column("Table", 16), errors["table"]),
        (Column("Field", 22, "wrapped"), errors["field"]),
        (Column("How to fix", 60), errors["fix"]),
        (Column(CAUSE, 34), errors["cause"]),
        (Column("Evidence", 60), blank_as_none(errors["evidence"])),
        (Column("Social worker", 18), workers),
        (Column("Team", 20), teams),
        (Column("First seen", 13, "date"), told["first_seen"]),
        (Column("New", 22), filled["news"]),
        (Column("Family", 26), errors["group"].map(GROUPS)),
        (Column(PORTAL_SHOWS, 16), errors["shown"]),
        (Column(DFES_WORDING, 60), [wording.get(code) for code in errors["code"].tolist()]),
        (Column(ROW_ID, 12, "number", hidden=True), errors["row_id"].tolist()),
    )
    columns = tuple(column for column, _ in shown_columns)
    rows = list(
        zip(
            *(values.tolist() if isinstance(values, pd.Series) else values for _, values in shown_columns),
            strict=True,
        )
    )
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
    tables, rows, marked = (errors[name].tolist()[:MOST_LINKS] for name in ("table", "row", "fields"))
    cells = [
        places[table].cell_or_child(row, next((name for name in fields if name in places[table].columns), ""))
        for table, row, fields in zip(tables, rows, marked, strict=True)
    ]
    return list(map(Link, range(len(cells)), repeat(column), tables, cells))


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


def read_checked(grid: Grid) -> pd.DataFrame:
    """What stands beside each error as a tick for checked and right and as the reason: TYPED_COLUMNS.

    Nothing where one of the columns is gone.
    """
    needed = ["Code", "Table", ROW_ID, CHECKED, REASON]
    rows = records(grid, needed) if set(needed) <= set(header_of(grid, needed)[1]) else []
    return _known_errors(([from_sheet(row[title]) for title in needed] for row in rows), TYPED_COLUMNS)


def errors_at(grid: Grid, cells: pd.DataFrame) -> pd.DataFrame:
    """The errors of the sheet that mark one of some cells: code, table, row_id.

    cells: table, row_id and field.
    """
    titles = ["Code", "Table", ROW_ID, "Field"]
    rows = ([from_sheet(row[title]) for title in titles] for row in records(grid, titles))
    listed = _known_errors(rows, (*KEY, "field"))
    listed["field"] = listed["field"].fillna("").str.split(", ")
    wanted = pd.MultiIndex.from_frame(cells[["table", "row_id", "field"]])
    each = listed.explode("field")
    return each.loc[pd.MultiIndex.from_frame(each[wanted.names]).isin(wanted), KEY].drop_duplicates()


def errors_in_rows(grid: Grid, rows: Iterable[int]) -> pd.DataFrame:
    """The errors in some rows of the sheet, counted from 1: code, table, row_id."""
    needed = ["Code", "Table", ROW_ID]
    header, titles = header_of(grid, needed)
    if not set(needed) <= set(titles):
        return _known_errors((), KEY)
    places = [titles.index(title) for title in needed]
    below = (row for row in rows if header < row <= len(grid))
    return _known_errors(([from_sheet(grid[row - 1][place]) for place in places] for row in below), KEY)


def _known_errors(rows: Iterable[list[str | None]], columns: Sequence[str]) -> pd.DataFrame:
    """Rows of texts that begin with code, table and row id as a frame; those without an id are left out."""
    numbered = ((code, table, whole_number(row_id), *more) for code, table, row_id, *more in rows)
    known = [one for one in numbered if None not in one[:3]]
    return pd.DataFrame(known, columns=list(columns), dtype=object).astype({"row_id": np.int64})
