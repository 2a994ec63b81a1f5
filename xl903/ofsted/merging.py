"""Several Ofsted lists put together: the newer list speaks for a provider, and differences are reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pandas as pd

from xl903.engine.messages import Message
from xl903.engine.texts import NO_DATE
from xl903.engine.wording import count
from xl903.ofsted import list_cells
from xl903.ofsted.columns import ASSUMED, DATE_COLUMNS, PROVIDER_LIST_COLUMNS, SOURCE

COMPARED = {
    "PLACE_CODES": "placement code",
    "PROVIDER_CODES": "placement provider code",
    "POSTCODE": "postcode",
    "REG_END": "end of registration",
}
"""Columns in which a difference between lists is reported, and what a sentence calls them."""

_FIRST_FEW = 5


def no_providers() -> pd.DataFrame:
    """Make the provider table without rows: every column with its type."""
    columns = {name: pd.Series(dtype="string") for name in PROVIDER_LIST_COLUMNS}
    columns |= {name: pd.Series(dtype="datetime64[s]") for name in DATE_COLUMNS}
    columns[ASSUMED] = pd.Series(dtype=bool)
    return pd.DataFrame(columns)


def merge(
    lists: Sequence[tuple[str, pd.DataFrame]], today: dt.date
) -> tuple[pd.DataFrame, tuple[Message, ...]]:
    """Put lists, each with its file name and in the order given, into one provider table.

    Where lists name the same URN, the newest list's rows stay. Lists whose dates do not tell which is newer
    count as newer the later they are given, but a URN that is open in one of them and closed in another
    keeps both rows. Exact repeats are dropped. Also returns what is to be said about differences.
    """
    if not lists:
        return no_providers(), ()
    ages = effective_ages([list_age(rows, today) for _, rows in lists])
    every = pd.concat([rows for _, rows in lists], ignore_index=True)
    given = np.repeat(np.arange(len(lists)), [len(rows) for _, rows in lists])
    every = every.assign(_given=given, _age=np.array(ages)[given])
    # Rows equal to each other within one sheet are several premises; equal rows of two sheets are repeats.
    compared = [name for name in PROVIDER_LIST_COLUMNS if name != SOURCE]
    every["_copy"] = every.groupby([*compared, SOURCE], dropna=False).cumcount()
    newest = _newest(every)
    merged = every[newest].drop_duplicates([*compared, "_copy"])[list(PROVIDER_LIST_COLUMNS)]
    return merged.reset_index(drop=True), _differences(every, [file for file, _ in lists], ages)


def list_age(rows: pd.DataFrame, today: dt.date) -> np.datetime64:
    """Find the latest first or last day of registration that is not in the future; NaT if there is none."""
    dates = pd.concat([rows[name] for name in DATE_COLUMNS])
    past = dates[dates <= pd.Timestamp(today)].to_numpy().astype("datetime64[s]")
    return past.max() if len(past) else NO_DATE


def effective_ages(ages: Sequence[np.datetime64]) -> list[int]:
    """Turn ages into integers that order the lists; one without dates is as old as the one before it."""
    effective: list[int] = []
    for age in ages:
        before = effective[-1] if effective else np.iinfo(np.int64).min
        effective.append(before if np.isnat(age) else int(age.astype(np.int64)))
    return effective


def _newest(every: pd.DataFrame) -> pd.Series:
    """Choose the rows that stay: the newest list's for each URN, or the open and the closed of equal age."""
    of_newest_age = every["_age"] == every.groupby("URN")["_age"].transform("max")
    left = every[of_newest_age]
    open_in_list = left["REG_END"].isna().groupby([left["URN"], left["_given"]]).transform("any")
    states = open_in_list.groupby(left["URN"])
    open_and_closed = states.transform("any") & ~states.transform("all")
    stays = open_and_closed | (left["_given"] == left.groupby("URN")["_given"].transform("max"))
    return stays.reindex(every.index, fill_value=False)


def _differences(every: pd.DataFrame, files: Sequence[str], ages: Sequence[int]) -> tuple[Message, ...]:
    """Word the one warning about providers for which lists differ, counted for each column."""
    lists_of_urn = every.groupby("URN")["_given"].transform("nunique")
    shared = every[lists_of_urn > 1]
    differing = {
        label: urns for name, label in COMPARED.items() if len(urns := _urns_that_differ(shared, name))
    }
    if not differing:
        return ()
    every_urn = pd.concat(list(differing.values())).drop_duplicates().tolist()
    more = len(every_urn) - _FIRST_FEW
    first = ", ".join(every_urn[:_FIRST_FEW]) + (f" and {more} more" if more > 0 else "")
    concerned = sorted(shared["_given"].unique(), key=lambda i: (ages[i], i), reverse=True)
    counts = ", ".join(f"{label} of {len(urns)}" for label, urns in differing.items())
    return (
        Message(
            "warning",
            f"The lists {' and '.join(files[i] for i in concerned)} differ for "
            f"{count(len(every_urn), 'provider')} ({counts}): URN {first}. "
            "The newer list was used; they are named from the newest to the oldest. "
            "Leave out lists that are out of date.",
        ),
    )


def _urns_that_differ(shared: pd.DataFrame, name: str) -> pd.Series:
    """Find URNs for which some list gives a value in a column that another list does not give.

    A list that is blank in the whole column is left out, for its edition lacks the column, except the end
    of registration, where blank means still registered. So are provider codes that xl903 put in itself.
    """
    values = shared[name]
    said = pd.Series(data=True, index=shared.index)
    if name == "POSTCODE":
        values = values.str.replace(" ", "", regex=False)
    elif name != "REG_END":
        values = _in_one_order(values)
    if name == "PROVIDER_CODES":
        said = ~shared[ASSUMED]
    if name != "REG_END":
        said &= values.where(said).notna().groupby(shared["_given"]).transform("any")
    cells_said = pd.DataFrame({"URN": shared["URN"], "_given": shared["_given"], "value": values})[said]
    cells_said = cells_said.drop_duplicates()
    lists_of_value = cells_said.groupby(["URN", "value"], dropna=False)["_given"].transform("size")
    lists_of_urn = cells_said.groupby("URN")["_given"].transform("nunique")
    return cells_said.loc[lists_of_value < lists_of_urn, "URN"].drop_duplicates()


def _in_one_order(codes: pd.Series) -> pd.Series:
    """Sort the codes within cells, so that two lists may write them in any order."""
    return list_cells.each_different_cell(codes, lambda cell: ",".join(sorted(str(cell).split(","))))
