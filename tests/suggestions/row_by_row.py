"""Three sources of suggestions told row by row, in plain Python and without their code, for tests to compare."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

Rows = list[dict[str, str]]
Candidate = tuple[str, int, str, str]
"""Table, row, field and value; field and value are empty for a row to be deleted."""

OPEN_EPISODE = ("DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "URN", "PL_POST", "HOME_POST")


def rows_of(frame: pd.DataFrame) -> Rows:
    """A table as rows of texts, "" where a cell is blank."""
    return [{str(k): v for k, v in row.items()} for row in frame.fillna("").to_dict("records")]


def duplicates(tables: Mapping[str, Rows]) -> set[Candidate]:
    """Each row that is the same as one before it, and about somebody."""
    found: set[Candidate] = set()
    for name, rows in tables.items():
        for at, row in enumerate(rows):
            if row["CHILD"] and row in rows[:at]:
                found.add((name, at, "", ""))
    return found


def from_header(tables: Mapping[str, Rows]) -> set[Candidate]:
    """DOB and SEX as in Header, where it has one value for the child, in rows that say something else."""
    found: set[Candidate] = set()
    for name, rows in tables.items():
        for at, row in enumerate(rows):
            for field in ("DOB", "SEX"):
                if name == "Header" or field not in row or not row["CHILD"]:
                    continue
                known = {one[field] for one in tables["Header"] if one["CHILD"] == row["CHILD"]} - {""}
                if len(known) == 1 and known != {row[field]}:
                    found.add((name, at, field, known.pop()))
    return found


def open_last_year(now: Rows, then: Rows) -> set[Candidate]:
    """What last year's latest episode of the child says, if it was open, where this year's first says otherwise."""
    found: set[Candidate] = set()
    for at, row in enumerate(now):
        own = [one for one in now if one["CHILD"] == row["CHILD"]]
        last = [one for one in then if one["CHILD"] == row["CHILD"]]
        if not last or not row["DECOM"] or row is not min(own, key=_start):
            continue
        latest = max(last, key=lambda one: _day(one["DECOM"]))
        if latest["DEC"]:
            continue
        for field in OPEN_EPISODE:
            if latest[field] and latest[field] != row[field]:
                found.add(("Episodes", at, field, latest[field]))
    return found


def _start(row: dict[str, str]) -> tuple[int, int, int]:
    return _day(row["DECOM"]) if row["DECOM"] else (9999, 12, 31)


def _day(text: str) -> tuple[int, int, int]:
    day, month, year = text.split("/")
    return int(year), int(month), int(day)
