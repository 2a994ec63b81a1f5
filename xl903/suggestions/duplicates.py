"""Rows that are in a table twice, cell for cell: the later ones may be deleted."""

from __future__ import annotations

import numpy as np
import pandas as pd

from xl903.engine.report import DELETE
from xl903.s903.returns import Return
from xl903.suggestions.candidates import candidates_frame
from xl903.suggestions.evidence import Fact


def duplicate_candidates(ret: Return, findings: pd.DataFrame) -> list[pd.DataFrame]:
    """Deleting each row with an error that says the same as an earlier row of its table, in every column."""
    found = []
    for name, part in findings.groupby("table"):
        table = ret.table(str(name))
        columns = [column for column in ret.tables[str(name)] if table.has_column(column)]
        rows = np.sort(part["row"].unique()).astype(np.int64)
        codes = np.column_stack([table.text(column).cat.codes.to_numpy()[rows] for column in columns])
        about_somebody = table.child_codes[rows] >= 0
        again = pd.DataFrame(codes).duplicated().to_numpy() & about_somebody
        nothing = np.full(int(again.sum()), "", dtype=object)
        found.append(
            candidates_frame(
                *(str(name), rows[again], "", nothing, int(Fact.DETERMINED), -1),
                kind=DELETE,
                said="an earlier row of the table is the same in every column",
            )
        )
    return found
