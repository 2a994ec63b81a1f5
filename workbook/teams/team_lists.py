"""Lists of teams that are ready for use: read from a CSV, and refused where they leave open who gets what."""

from __future__ import annotations

import re
from email.headerregistry import Address
from pathlib import Path

import pandas as pd

from workbook.plan.teams_sheet import columns_of_teams, rows_of_teams
from xl903.engine.messages import UserError
from xl903.readers.damaged_text import Rows
from xl903.readers.excel_errors import EXCEL_ERRORS
from xl903.readers.given_files import bytes_of
from xl903.readers.loaded import Notes
from xl903.readers.text_files import DELIMITERS, NotTextError, decode, header_line, lines_of, split_line


def read_teams(path: Path) -> pd.DataFrame:
    """The rows of a CSV of teams.

    Raises UserError where it cannot be read or lacks the columns that it needs.
    """
    try:
        text = decode(bytes_of(path)).text
    except NotTextError as error:
        raise UserError(f"{path.name} {error}") from error
    header = header_line(text) or ""
    delimiter = max(DELIMITERS, key=lambda one: len(columns_of_teams(split_line(header, one))))
    body = iter(Rows(lines_of(text), delimiter, 0, Notes(path.name)))
    _, names = next(((line, row) for line, row in body if any(cell.strip() for cell in row)), (0, []))
    columns = columns_of_teams(names)
    if "team" not in columns or not {"sw_id", "child"} & set(columns):
        raise UserError(
            f"{path.name} is not a list of teams. Its first line must name the columns "
            "SW_ID (or CHILD), Worker, Team and E-mail."
        )
    return rows_of_teams(body, columns)


def require_clear(rows: pd.DataFrame) -> None:
    """Raise UserError, with the line, where Teams leaves open who gets what.

    That is: an Excel error, a row without a team, a social worker or a child with two teams, or an address that is
    none.
    """
    if rows.empty:
        raise UserError(
            "The sheet Teams is empty. Fill it in, or load it from a CSV file with Load teams or "
            "--teams teams.csv."
        )
    errors = rows[["sw_id", "child", "worker", "team", "email"]].isin(EXCEL_ERRORS).any(axis=1)
    if errors.any():
        line = rows.loc[errors, "line"].iloc[0]
        raise UserError(f"Teams, line {line}: it has an Excel error such as #N/A; correct it or take it out.")
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
        f"Teams, line {line}: the e-mail address is not valid. Enter one like name@council.gov.uk, or clear it."
    )


def addresses_in(text: str | None) -> list[str]:
    """The e-mail addresses of a cell, which stand between semicolons or commas."""
    return [part.strip() for part in re.split(r"[;,]", text or "") if part.strip()]
