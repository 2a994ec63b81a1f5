"""The sheet Runs: a row for every run, and the line that leadership asks for."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from workbook.plan.appearance import width_for
from workbook.plan.grids import Grid, header_of, moment, records
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, LineChart, Sheet
from xl903.s903.schema import GROUPS
from xl903.tracking.comparison import RUN_COLUMNS

RUNS_SHEET = "Runs"
"""Excel keeps the name History for itself and gives it to no sheet."""

EARLIER_NAME = "History"
"""What the sheet was called before, in workbooks that are still in use."""

_LINES = ("errors", "children in error")
_MANY_RUNS = 25
"""Runs from which on the chart stands beside the list and no longer below it."""

_WIDTHS = {"when": 18, "who": 20, "what": 22}

FACTS = SheetFacts(
    name=RUNS_SHEET,
    kind="list",
    key=("When",),
    lifetime=Lifetime.WORKBOOK,
    make=lambda run: [runs_sheet(run.runs)],
)


def _title(name: str) -> str:
    return name if name in GROUPS.values() else name.capitalize()


def runs_sheet(runs: pd.DataFrame) -> Sheet:
    """A row per run, the oldest first, with a chart of the errors and the children in error over time.

    runs: as in ``ToShow``.
    """
    columns = tuple(
        Column(
            _title(name),
            _WIDTHS.get(name) or width_for(_title(name), ()),
            "moment" if name == "when" else "text" if name in _WIDTHS else "number",
        )
        for name in RUN_COLUMNS
    )
    shown = runs[list(RUN_COLUMNS)].astype(object)
    rows = list(shown.where(shown.notna(), None).itertuples(index=False, name=None))
    first, last = shown["errors"].iloc[0], shown["errors"].iloc[-1]
    chart = LineChart(
        title="Errors over time",
        alt=f"Line chart of errors and children in error over {len(rows)} runs: errors from {first} to {last}.",
        labels=0,
        values=tuple(RUN_COLUMNS.index(name) for name in _LINES),
        anchor=f"A{len(rows) + 4}" if len(rows) < _MANY_RUNS else "K2",
    )
    return Sheet(FACTS.name, FACTS.kind, block=Block("History_list", columns, rows), chart=chart, frozen=1)


def is_runs_sheet(grid: Grid) -> bool:
    """Whether a sheet that has the earlier name is xl903's own, by its columns, and not the analyst's."""
    wanted = [_title(name) for name in ("when", *_LINES)]
    return set(wanted) <= set(header_of(grid, wanted)[1])


def under_present_name(grids: Mapping[str, Grid]) -> Mapping[str, Grid]:
    """The sheets of a workbook with the one that has the earlier name under its present one."""
    grid = grids.get(EARLIER_NAME)
    if grid is None or RUNS_SHEET in grids or not is_runs_sheet(grid):
        return grids
    return {RUNS_SHEET if name == EARLIER_NAME else name: cells for name, cells in grids.items()}


def read_log_of_runs(grid: Grid) -> pd.DataFrame:
    """The runs that the sheet shows, the oldest first, ``RUN_COLUMNS``; rows without a moment are not."""
    titles = {_title(name): name for name in RUN_COLUMNS}
    rows = [{titles[title]: value for title, value in row.items()} for row in records(grid, titles)]
    found = pd.DataFrame(rows, columns=list(RUN_COLUMNS), dtype=object)
    found["when"] = pd.Series([moment(value) for value in found["when"]], dtype=object)
    found = found[found["when"].notna()]
    return found.sort_values("when", kind="stable", ignore_index=True)
