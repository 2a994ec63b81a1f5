"""Dates, ids and codes of another form, written alike in a whole workbook once somebody accepts that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbook.session.found_workbook import as_read
from workbook.session.next_run import NextRun, write_cells
from xl903.s903.about_files import (
    messages_about,
    messages_about_codes,
    offered_codes,
    offered_dates,
    offered_ids,
)
from xl903.s903.corrections import Correction
from xl903.tracking.changes import CODES_AS_TAKEN, DATES_IN_FULL, IDS_ALIKE


@dataclass(frozen=True)
class OfferedForm:
    """A correction of whole columns. how: how Changes says that it was made."""

    correction: Correction
    how: str

    @property
    def question(self) -> str:
        """What is asked before it is made."""
        what = self.correction.what
        return f"{what[:1].upper()}{what[1:]}? Changes can put them back."


def offered_forms(
    next_run: NextRun, *, dates: bool = True, ids: bool = True, codes: bool = True
) -> list[OfferedForm]:
    """The corrections of whole columns that a workbook allows; of codes and numbers one for each column."""
    tables, last_year = as_read(next_run.tables), next_run.found.last_year
    year, providers = next_run.found.about.year, next_run.found.memory.providers
    by_column = offered_codes(tables, last_year, year, providers) if codes else {}
    offers = [
        (offered_dates(tables, last_year, year).this_year if dates else None, DATES_IN_FULL),
        (offered_ids(tables, last_year).this_year if ids else None, IDS_ALIKE),
        *((both.this_year, CODES_AS_TAKEN) for both in by_column.values()),
    ]
    return [OfferedForm(correction, how) for correction, how in offers if correction is not None]


def write_forms(next_run: NextRun, offers: Iterable[OfferedForm]) -> NextRun:
    """The return with the corrections made; they are those that ``offered_forms`` found in it."""
    result = next_run
    for offer in offers:
        result = write_cells(result, _cells(next_run, offer))
    return _without_the_offer(result, next_run) if result is not next_run else next_run


def accept_forms(
    next_run: NextRun, *, dates: bool = False, ids: bool = False, codes: bool = False
) -> tuple[NextRun, int]:
    """The return with dates in full, ids as the other tables have them, codes as DfE takes them; and how many."""
    offers = offered_forms(next_run, dates=dates, ids=ids, codes=codes)
    return write_forms(next_run, offers), sum(offer.correction.how_many for offer in offers)


def _cells(next_run: NextRun, offer: OfferedForm) -> pd.DataFrame:
    cells = offer.correction.cells.reset_index(drop=True).rename(columns={"column": "field"})
    ids = np.zeros(len(cells), dtype=np.int64)
    for table, part in cells.groupby("table"):
        ids[part.index] = next_run.tables[str(table)].index[part["row"].to_numpy(dtype=np.int64)]
    return cells.assign(row_id=ids, how=offer.how, evidence=None)


def _without_the_offer(result: NextRun, before: NextRun) -> NextRun:
    memory, tables = before.found.memory, as_read(before.tables)
    of_codes = offered_codes(tables, before.found.last_year, before.found.about.year, memory.providers)
    said = [*messages_about(tables, memory.files), *messages_about_codes(of_codes, memory.files)]
    kept = tuple(message for message in memory.messages if message not in said)
    found = replace(result.found, memory=replace(memory, messages=kept))
    ret = result.ret
    ret.messages = tuple(message for message in ret.messages if message not in said)
    return replace(result, found=found, ret=ret)
