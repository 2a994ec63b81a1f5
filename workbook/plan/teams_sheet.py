"""The sheet Teams: who gets which error sheet. It is the analyst's own: filled by hand, pasted, or from a CSV.

xl903 makes it once, empty, and then only reads it. Its rows are a DataFrame here with the columns TEAM_COLUMNS,
texts or None; ``line`` is the row of the sheet or the line of the file, from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Line, Sheet

TEAMS_SHEET = "Teams"
TEAM_COLUMNS = ("sw_id", "child", "worker", "team", "email", "line")

FACTS = SheetFacts(
    name=TEAMS_SHEET,
    kind="theirs",
    key=(),
    lifetime=Lifetime.ANALYST,
    make=lambda run: [teams_sheet(run.teams)],
)

_TITLES = {
    "sw_id": Column("SW_ID", 18),
    "child": Column("CHILD", 14),
    "worker": Column("Worker", 26),
    "team": Column("Team", 26),
    "email": Column("E-mail", 40),
}
_SPELLINGS = {
    **dict.fromkeys(("swid", "socialworkerid", "workerid"), "sw_id"),
    **dict.fromkeys(("child", "childid"), "child"),
    **dict.fromkeys(("worker", "workername", "socialworker", "name"), "worker"),
    **dict.fromkeys(("team", "teamname"), "team"),
    **dict.fromkeys(("email", "emailaddress", "mail"), "email"),
}
_SEARCHED = 30
_HOW_TO = (
    "Who gets which error sheet. Add a row for each social worker (SW_ID as in SWEpisodes), and one for each "
    "child with another owner (CHILD).",
    "A row with a CHILD is about that child alone and comes before the social worker's. Several e-mail addresses: "
    "put a semicolon between them.",
)


def teams_sheet(rows: pd.DataFrame) -> Sheet:
    """The sheet Teams with these rows. It is the analyst's: once it is there, a validation leaves it alone."""
    shown = rows[list(_TITLES)].astype(object)
    lines = tuple(Line(row, 1, text) for row, text in enumerate(_HOW_TO, start=1))
    block = Block(
        "Teams_list",
        tuple(_TITLES.values()),
        [tuple(row) for row in shown.where(shown.notna(), None).to_numpy(dtype=object)],
        top=len(_HOW_TO) + 2,
    )
    return Sheet(FACTS.name, FACTS.kind, lines, block)


def loaded_teams_sheet(rows: pd.DataFrame) -> Sheet:
    """The sheet Teams with rows that were loaded from a file, which take the place of what it has."""
    return replace(teams_sheet(rows), kind="list")


def no_teams() -> pd.DataFrame:
    """A sheet Teams without rows."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in TEAM_COLUMNS})


def read_teams_sheet(grid: Grid) -> pd.DataFrame:
    """The rows of the sheet Teams, however its columns are ordered; none where it has no column names.

    Rows without a team or without anything to know the child by are kept: ``require_clear`` speaks of them.
    """
    for number, cells in enumerate(grid[:_SEARCHED], start=1):
        columns = columns_of_teams([str(cell) for cell in cells if cell is not None], cells)
        if "team" in columns and ("sw_id" in columns or "child" in columns):
            return rows_of_teams(((line, row) for line, row in enumerate(grid[number:], number + 1)), columns)
    return no_teams()


def columns_of_teams(names: Sequence[str], cells: Sequence[Any] | None = None) -> dict[str, int]:
    """Column to position, of those that are known by one of their spellings; the first of two counts."""
    columns: dict[str, int] = {}
    for position, cell in enumerate(names if cells is None else cells):
        name = _SPELLINGS.get(re.sub(r"[^a-z]", "", str(cell).lower()))
        if name is not None:
            columns.setdefault(name, position)
    return columns


def rows_of_teams(body: Iterable[tuple[int, Sequence[Any]]], columns: Mapping[str, int]) -> pd.DataFrame:
    """The rows of a list of teams, TEAM_COLUMNS; blank ones left out.

    body: each line's number and its cells. columns: as ``columns_of_teams`` gives them.
    """
    found = []
    for line, cells in body:
        texts = {
            name: from_sheet(cells[position]) if position < len(cells) else None
            for name, position in columns.items()
        }
        if any(texts.values()):
            found.append({**dict.fromkeys(TEAM_COLUMNS), **texts, "line": line})
    rows = pd.DataFrame(found, columns=list(TEAM_COLUMNS), dtype=object)
    for name in ("sw_id", "child"):
        rows[name] = pd.Series([text.upper() if text else None for text in rows[name]], dtype=object)
    for name in ("worker", "team", "email"):
        rows[name] = pd.Series(
            [" ".join(text.split()) if text else None for text in rows[name]], dtype=object
        )
    rows["team"] = _as_first_written(rows["team"])
    return rows


def _as_first_written(names: pd.Series) -> pd.Series:
    """Names that differ in capitals alone, all spelt as the first of them."""
    key = names.astype("string").str.casefold()
    first = names.groupby(key).transform("first")
    return first.astype(object).where(names.notna(), None)
