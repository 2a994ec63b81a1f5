"""Who owns a child's errors: the social worker of SWEpisodes, or what the sheet Teams says of the child.

The sheet Teams is the analyst's own: filled by hand, pasted, or loaded from a CSV. xl903 makes it once, empty,
and then only reads it. Its rows are a DataFrame here with the columns TEAM_COLUMNS, texts or None; ``line`` is
the row of the sheet or the line of the file, from 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from email.headerregistry import Address
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid
from workbook.plan.lists import all_children, social_workers
from workbook.plan.sheet_model import Block, Column, Line, Sheet
from xl903 import Report, Return
from xl903.engine.messages import UserError
from xl903.readers.damaged_text import Rows
from xl903.readers.loaded import Notes
from xl903.readers.text_files import DELIMITERS, NotTextError, decode, header_line, lines_of, split_line

TEAMS_SHEET = "Teams"
UNASSIGNED = "Unassigned"
"""The sheet, and the pack, of children whom Teams gives to nobody."""

TEAM_COLUMNS = ("sw_id", "child", "worker", "team", "email", "line")
OWNER_COLUMNS = ("sw_id", "worker", "team")

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
    "Who gets which error sheet. Give a row to each social worker (SW_ID as in SWEpisodes), and one to each child "
    "who is somebody else's (CHILD).",
    "A row with a CHILD is about that child alone and comes before the social worker's. Several e-mail addresses: "
    "put a semicolon between them.",
)


# The sheet and the file


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
    return Sheet(TEAMS_SHEET, "theirs", lines, block)


def no_teams() -> pd.DataFrame:
    """A sheet Teams without rows."""
    return pd.DataFrame({name: pd.Series(dtype=object) for name in TEAM_COLUMNS})


def read_teams_sheet(grid: Grid) -> pd.DataFrame:
    """The rows of the sheet Teams, however its columns are ordered; none where it has no column names.

    Rows without a team or without anything to know the child by are kept: ``require_clear`` speaks of them.
    """
    for number, cells in enumerate(grid[:_SEARCHED], start=1):
        columns = _columns([str(cell) for cell in cells if cell is not None], cells)
        if "team" in columns and ("sw_id" in columns or "child" in columns):
            return _rows(((line, row) for line, row in enumerate(grid[number:], number + 1)), columns)
    return no_teams()


def read_teams(path: Path) -> pd.DataFrame:
    """The rows of a CSV of teams.

    Raises UserError where it cannot be read or lacks the columns that it needs.
    """
    try:
        text = decode(path.read_bytes()).text
    except NotTextError as error:
        raise UserError(f"{path.name} {error}") from error
    except OSError as error:
        raise UserError(f"{path} cannot be opened; check the path.") from error
    header = header_line(text) or ""
    delimiter = max(DELIMITERS, key=lambda one: len(_columns(split_line(header, one))))
    body = iter(Rows(lines_of(text), delimiter, 0, Notes(path.name)))
    _, names = next(((line, row) for line, row in body if any(cell.strip() for cell in row)), (0, []))
    columns = _columns(names)
    if "team" not in columns or not {"sw_id", "child"} & set(columns):
        raise UserError(
            f"{path.name} is no list of teams; its first line has to name the columns "
            "SW_ID (or CHILD), Worker, Team and E-mail."
        )
    return _rows(body, columns)


def _columns(names: Sequence[str], cells: Sequence[Any] | None = None) -> dict[str, int]:
    """Column to position, of those that are known by one of their spellings; the first of two counts."""
    columns: dict[str, int] = {}
    for position, cell in enumerate(names if cells is None else cells):
        name = _SPELLINGS.get(re.sub(r"[^a-z]", "", str(cell).lower()))
        if name is not None:
            columns.setdefault(name, position)
    return columns


def _rows(body: Iterable[tuple[int, Sequence[Any]]], columns: dict[str, int]) -> pd.DataFrame:
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


# What may stand there


def require_clear(rows: pd.DataFrame) -> None:
    """Raise UserError, with the line, where Teams leaves open who gets what.

    That is: a row without a team, a social worker or a child with two teams, or an address that is none.
    """
    if rows.empty:
        raise UserError(
            "Nobody stands on the sheet Teams yet; fill it in, or load it from a CSV with Load teams or "
            "--teams teams.csv."
        )
    nobody = rows["sw_id"].isna() & rows["child"].isna()
    for missing, what in ((nobody, "neither SW_ID nor CHILD"), (rows["team"].isna(), "no team")):
        if missing.any():
            line = rows.loc[missing, "line"].iloc[0]
            raise UserError(f"Teams, line {line}: it has {what}; complete it or take it out.")
    for column, part in (("child", rows[rows["child"].notna()]), ("sw_id", rows[rows["child"].isna()])):
        teams = part.groupby(column)["team"].transform("nunique")
        if (teams > 1).any():
            at = part[(part[column] == part.loc[teams > 1, column].iloc[0])]["line"]
            one = "child" if column == "child" else "social worker"
            raise UserError(
                f"Teams, lines {', '.join(map(str, at))}: the same {one} is in two teams; keep one of them."
            )
    for email, line in zip(rows["email"], rows["line"], strict=True):
        _require_addresses(email, line)


def _require_addresses(text: str | None, line: int) -> None:
    for address in addresses_in(text):
        try:
            known = Address(addr_spec=address)
        except (ValueError, IndexError) as error:
            raise _no_address(line) from error
        if not known.username or not known.domain:
            raise _no_address(line)


def _no_address(line: int) -> UserError:
    return UserError(
        f"Teams, line {line}: the e-mail address is none; write name@council.gov.uk, or clear it."
    )


def addresses_in(text: str | None) -> list[str]:
    """The e-mail addresses of a cell, which stand between semicolons or commas."""
    return [part.strip() for part in re.split(r"[;,]", text or "") if part.strip()]


# Whose a child is


def find_owners(ret: Return, rows: pd.DataFrame) -> pd.DataFrame:
    """For each child of the return who is in charge: indexed by child, with OWNER_COLUMNS, None where unknown.

    A row of Teams about the child comes first, then one about the child's latest social worker. Without
    either there is no team, and ``worker`` is None too.
    """
    children = all_children(ret)
    sw_id = _texts(social_workers(ret).reindex(children))
    about_child = rows[rows["child"].notna()].drop_duplicates("child").set_index("child")
    about_worker = rows[rows["child"].isna() & rows["sw_id"].notna()]
    about_worker = about_worker.drop_duplicates("sw_id").set_index("sw_id")
    own = children.isin(about_child.index)
    known = _texts(about_child["sw_id"].reindex(children))
    # a child's own row that names another worker and leaves out the number is not about that of SWEpisodes
    another = own & ~pd.isna(_texts(about_child["worker"].reindex(children)))
    found = {"sw_id": np.where(pd.isna(known) & ~another, sw_id, known)}
    for column in ("worker", "team"):
        of_child = _texts(about_child[column].reindex(children))
        of_worker = _texts(about_worker[column].reindex(pd.Index(sw_id, dtype=object)))
        found[column] = np.where(own, of_child, of_worker)
    return pd.DataFrame(found, index=children, columns=list(OWNER_COLUMNS), dtype=object)


def _texts(values: pd.Series) -> np.ndarray:
    values = values.astype(object)
    return values.where(values.notna(), None).to_numpy(dtype=object)


def unassigned_sheet(report: Report, of_children: pd.DataFrame) -> Sheet:
    """The children with errors whom Teams gives to nobody, those with most errors first."""
    found = report.children()
    sw_id = of_children["sw_id"].reindex(found["child"])
    open_rows = of_children["team"].reindex(found["child"]).isna().to_numpy()
    rows = [
        (child, errors, codes, worker)
        for child, errors, codes, worker in zip(
            found["child"][open_rows],
            found["errors"][open_rows].tolist(),
            found["codes"][open_rows],
            _texts(sw_id[open_rows]),
            strict=True,
        )
    ]
    columns = (
        Column("CHILD", 14),
        Column("Errors", 10, "number"),
        Column("Codes", 70, "wrapped"),
        Column("Social worker", 18),
    )
    return Sheet(UNASSIGNED, "list", block=Block("Unassigned_list", columns, rows), frozen=1)
