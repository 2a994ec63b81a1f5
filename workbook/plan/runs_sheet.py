"""The sheet History: a row for every run, and the line that leadership asks for."""

from __future__ import annotations

import pandas as pd

from workbook.plan.appearance import width_for
from workbook.plan.grids import Grid, moment, records
from workbook.plan.sheet_model import Block, Column, LineChart, Sheet
from xl903.engine.rule_register import FAMILIES
from xl903.tracking.comparison import HISTORY_COLUMNS

HISTORY_SHEET = "History"

_LINES = ("errors", "children in error")
_MANY_RUNS = 25
"""Runs from which on the chart stands beside the list and no longer below it."""

_WIDTHS = {"when": 18, "who": 20, "what": 22}


def _title(name: str) -> str:
    return name if name in FAMILIES.values() else name.capitalize()


def history_sheet(runs: pd.DataFrame) -> Sheet:
    """A row per run, the oldest first, with a chart of the errors and the children in error over time.

    runs: ``xl903.tracking.comparison.HISTORY_COLUMNS``.
    """
    columns = tuple(
        Column(
            _title(name),
            _WIDTHS.get(name) or width_for(_title(name), ()),
            "moment" if name == "when" else "text" if name in _WIDTHS else "number",
        )
        for name in HISTORY_COLUMNS
    )
    history = runs[list(HISTORY_COLUMNS)].astype(object)
    rows = list(history.where(history.notna(), None).itertuples(index=False, name=None))
    first, last = history["errors"].iloc[0], history["errors"].iloc[-1]
    chart = LineChart(
        title="Errors over time",
        alt=f"Line chart of errors and children in error over {len(rows)} runs: errors from {first} to {last}.",
        labels=0,
        values=tuple(HISTORY_COLUMNS.index(name) for name in _LINES),
        anchor=f"A{len(rows) + 4}" if len(rows) < _MANY_RUNS else "K2",
    )
    return Sheet(HISTORY_SHEET, "list", block=Block("History_list", columns, rows), chart=chart, frozen=1)


def read_log_of_runs(grid: Grid) -> pd.DataFrame:
    """The runs that the sheet shows, the oldest first, ``HISTORY_COLUMNS``; rows without a moment are not."""
    titles = {_title(name): name for name in HISTORY_COLUMNS}
    rows = [{titles[title]: value for title, value in row.items()} for row in records(grid, titles)]
    history = pd.DataFrame(rows, columns=list(HISTORY_COLUMNS), dtype=object)
    history["when"] = pd.Series([moment(value) for value in history["when"]], dtype=object)
    history = history[history["when"].notna()]
    return history.sort_values("when", kind="stable", ignore_index=True)
