"""Dates and ids that came in another form, written alike in a whole workbook once somebody accepts that."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbook.session.found_workbook import as_read
from workbook.session.next_run import NextRun, write_cells
from xl903.s903.about_files import messages_about, offered_dates, offered_ids
from xl903.s903.corrections import Correction
from xl903.tracking.changes import DATES_IN_FULL, IDS_ALIKE


def accept_forms(next_run: NextRun, *, dates: bool = False, ids: bool = False) -> tuple[NextRun, int]:
    """The return with dates written in full, or ids as the other tables have them, and in how many cells."""
    tables, last_year = as_read(next_run.tables), next_run.found.last_year
    offers = (
        (dates, offered_dates(tables, last_year, next_run.found.about.year), DATES_IN_FULL),
        (ids, offered_ids(tables, last_year), IDS_ALIKE),
    )
    changed = 0
    result = next_run
    for wanted, offered, how in offers:
        if wanted and offered.this_year is not None:
            result = write_cells(result, _cells(next_run, offered.this_year, how))
            changed += offered.this_year.how_many
    return _without_the_offer(result, next_run) if changed else next_run, changed


def _cells(next_run: NextRun, correction: Correction, how: str) -> pd.DataFrame:
    cells = correction.cells.reset_index(drop=True).rename(columns={"column": "field"})
    ids = np.zeros(len(cells), dtype=np.int64)
    for table, part in cells.groupby("table"):
        ids[part.index] = next_run.tables[str(table)].index[part["row"].to_numpy(dtype=np.int64)]
    return cells.assign(row_id=ids, how=how, evidence=None)


def _without_the_offer(result: NextRun, before: NextRun) -> NextRun:
    memory = before.found.memory
    said = messages_about(as_read(before.tables), memory.files)
    kept = tuple(message for message in memory.messages if message not in said)
    found = replace(result.found, memory=replace(memory, messages=kept))
    ret = result.ret
    ret.messages = tuple(message for message in ret.messages if message not in said)
    return replace(result, found=found, ret=ret)
