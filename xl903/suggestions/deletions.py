"""Rows that may be deleted: those that are in a table twice, and those about a child who is nowhere else."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from xl903.engine.report import DELETE
from xl903.engine.tallies import tally
from xl903.s903.returns import Return
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact

_STRANGERS = frozenset({*(f"INT0{number}" for number in range(1, 10)), "EPI"})
"""Rules that find a row about a child whom another file should have, too."""


def deletion_candidates(ret: Return, findings: pd.DataFrame) -> list[Candidates]:
    """Deleting rows with an error that say the same as an earlier one, or are about a child nobody else knows."""
    return [*_duplicates(ret, findings), *_strangers(ret, findings)]


def _duplicates(ret: Return, findings: pd.DataFrame) -> Iterator[Candidates]:
    """Rows that are the same as an earlier row of their table in every column."""
    for name, part in findings.groupby("table"):
        table = ret.table(str(name))
        columns = [column for column in map(str, ret.tables[str(name)]) if table.has_column(column)]
        rows = np.sort(part["row"].unique()).astype(np.int64)
        codes = np.column_stack([table.text(column).codes[rows] for column in columns])
        again = pd.DataFrame(codes).duplicated().to_numpy() & (table.child_codes[rows] >= 0)
        yield _deleting(
            str(name), rows[again], Fact.DETERMINED, "an earlier row of the table is the same in every column"
        )


def _strangers(ret: Return, findings: pd.DataFrame) -> Iterator[Candidates]:
    """Rows about a child of whom no other row of either year's return says anything."""
    found = findings[findings["code"].isin(_STRANGERS)]
    if found.empty:
        return
    tables = [year.table(name) for year in ret.both_years for name in year.tables]
    about = np.concatenate([table.child_codes[table.child_codes >= 0] for table in tables])
    mentions = tally(about, minlength=1)
    for name, part in found.groupby("table"):
        rows = np.sort(part["row"].unique()).astype(np.int64)
        child = ret.table(str(name)).child_codes[rows]
        alone = (child >= 0) & (mentions[np.maximum(child, 0)] == 1)
        said = "no other row of this or last year's return is about this child"
        yield _deleting(str(name), rows[alone], Fact.CONCEIVABLE, said)


def _deleting(table: str, rows: np.ndarray, fact: Fact, said: str) -> Candidates:
    return candidates_for(table, rows, "", "", int(fact), kind=DELETE, said=said)
