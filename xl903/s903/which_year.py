"""Which collection year a return is of, by its dates first and by names second; and what speaks against a year.

The command line, ``load`` and the ribbon all ask here, so that they say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from xl903.engine.messages import UserError
from xl903.s903.date_forms import read_dates
from xl903.s903.schema import COLLECTION_YEARS

Tables = Mapping[str, pd.DataFrame]

_IN_THE_YEAR = {"Episodes": ("DEC",), "Reviews": ("REVIEW",), "Missing": ("MIS_START", "MIS_END")}
"""Columns whose dates lie in the collection year in a good return, by table."""

_UP_TO_THE_YEAR = {"Episodes": ("DECOM",)}
"""Columns whose dates lie in the collection year or before."""

_FEWEST_DATES = 5
_SIGNIFICANT = 0.25
"""The share of dates that a collection year has at least, to be the one that a return is of."""

_HARDLY_ANY = 0.05

_PAIR = re.compile(
    r"(?<![\d])(?:(?P<first>20\d\d)(?:\s*(?:[-_/–]|to)\s*|\s+)?(?P<second>20\d\d|\d\d)"
    r"|(?P<short>\d\d)\s*[-_/–]\s*(?P<next>\d\d)|(?P<bare>\d\d\d\d))(?!\d|[-_/.]\d)",
    re.IGNORECASE,
)


_OUR_EXPORT = re.compile(r"ssda903-(20\d\d)-(?:csv|xml)\b")


def year_name(year: int) -> str:
    """A collection year as people write it: 2025-26 for 2026."""
    return f"{year - 1}-{year % 100:02d}"


def require_year(year: int, what: str = "year") -> int:
    """The year, where it has rules. Raises UserError with the years that have for any other."""
    if year in COLLECTION_YEARS:
        return year
    raise UserError(
        f"{year} is not a collection {what} with rules; name one from {COLLECTION_YEARS[0]} to "
        f"{COLLECTION_YEARS[-1]} (2026 is April 2025 to March 2026)."
    )


def require_plausible_year(year: int) -> None:
    """Raise UserError for a number that can be no collection year, such as 26 or 20265."""
    if not 2000 <= year <= 2099:
        raise UserError(f"{year} is not a collection year; 2026 is April 2025 to March 2026.")


def told_year(tables: Tables) -> int | None:
    """The collection year that the dates tell; None where there are too few of them."""
    within, up_to = _counts(tables)
    if within.sum() >= _FEWEST_DATES:
        return _latest_significant(within) or int(str(within.idxmax()))
    both = within.add(up_to, fill_value=0)
    return _latest_significant(both) if both.sum() >= _FEWEST_DATES else None


def _latest_significant(counts: pd.Series) -> int | None:
    years = counts.index[counts / counts.sum() >= _SIGNIFICANT]
    return int(years.max()) if len(years) else None


def _counts(tables: Tables) -> tuple[pd.Series, pd.Series]:
    """How many dates lie in each collection year, by year: of those within the year, and of those up to it."""
    within: list[np.ndarray] = []
    up_to: list[np.ndarray] = []
    for table, inside in _IN_THE_YEAR.items():
        if table in tables:
            before = _UP_TO_THE_YEAR.get(table, ())
            dates = read_dates(table, tables[table], (*inside, *before))
            within += [dates[column] for column in inside if column in dates]
            up_to += [dates[column] for column in before if column in dates]
    return _by_year(within), _by_year(up_to)


def _by_year(columns: list[np.ndarray]) -> pd.Series:
    dates = pd.Series(np.concatenate(columns)).dropna() if columns else pd.Series(dtype="datetime64[s]")
    if dates.empty:
        return pd.Series(dtype=np.int64)
    return (dates.dt.year + (dates.dt.month >= 4)).value_counts().sort_index()


def year_in_name(name: str) -> int | None:
    """The collection year that a name says in one way: 2025-26, 2025_2026, 2025 to 2026 or 2526; None for none.

    A year by itself says nothing, for it may be the one that the collection begins in, ends in or was made in;
    nor does a day such as 2026-04-12. A folder that xl903 exported to says the year as ssda903-2026-csv.
    """
    if ours := _OUR_EXPORT.match(name):
        return int(ours[1])
    found = set()
    for match in _PAIR.finditer(name):
        said = match.groupdict()
        if said["first"]:
            begin, end = int(said["first"]), said["second"]
            year = int(end) if len(end) == 4 else begin // 100 * 100 + int(end)
        elif said["short"]:
            begin, year = 2000 + int(said["short"]), 2000 + int(said["next"])
        else:
            bare = said["bare"]
            if bare.startswith(("19", "20")):
                continue
            begin, year = 2000 + int(bare[:2]), 2000 + int(bare[2:])
        if year == begin + 1:
            found.add(year)
    return found.pop() if len(found) == 1 else None


def guess_year(tables: Tables, names: Iterable[str | Path] = ()) -> int | None:
    """The collection year a return is of: that of its dates, or else the one in its names.

    names: paths of its files or its folder. The nearest folder counts before its parents, and a name counts
    only where it can be read in one way and no date speaks against it. None where nothing tells.
    """
    if (told := told_year(tables)) is not None:
        return told
    every = [Path(name).absolute() for name in names]
    depth = max((len(path.parts) for path in every), default=0)
    for level in range(depth):
        said = {year_in_name(path.parts[-1 - level]) for path in every if len(path.parts) > level}
        said.discard(None)
        if len(said) == 1:
            year = said.pop()
            return year if year is not None and _may_be(tables, year) else None
        if said:
            return None
    return None


def _may_be(tables: Tables, year: int) -> bool:
    """Whether no date lies after that collection year, and of those that lie within theirs, one does there."""
    within, up_to = _counts(tables)
    late = any((counts.index > year).any() for counts in (within, up_to))
    return not late and (within.empty or year in within.index)


def what_speaks_against(tables: Tables, year: int) -> str | None:
    """What the dates say where they are of another collection year than the one named; None where they may be.

    A part of a sentence: "98% of the dates fall in 2025-26". Too few dates say nothing.
    """
    within, up_to = _counts(tables)
    both = within.add(up_to, fill_value=0)
    if both.sum() < _FEWEST_DATES:
        return None
    later = both[both.index > year].sum()
    if later >= 3 and later / both.sum() >= _SIGNIFICANT:
        return _most(within if within.sum() >= _FEWEST_DATES else both)
    if within.sum() >= _FEWEST_DATES:
        here = within.get(year, 0) / within.sum()
        return _most(within) if here < _HARDLY_ANY and within.idxmax() != year else None
    nearly_all = both.max() / both.sum() >= 1 - 2 * _HARDLY_ANY
    return _most(both) if nearly_all and not (both.index >= year).any() else None


def _most(counts: pd.Series) -> str:
    year = int(counts[counts == counts.max()].index.max())
    share = counts.max() / counts.sum()
    total = int(counts.sum())
    many = f"All {total:,}" if share == 1 else f"{int(share * 100)}% of the {total:,}"
    return f"{many} dates that tell the year fall in {year_name(year)}"


def what_speaks_against_last_year(tables: Tables, last_year: Tables, year: int) -> str | None:
    """What is wrong with last year's return beside this year's; None where nothing is, or too little tells.

    year: this year's collection year. A whole sentence without its stop.
    """
    if _same_episodes(tables, last_year):
        return "Last year's files hold the same episodes as this year's"
    against = what_speaks_against(last_year, year - 1)
    if against is None:
        return None
    swapped = told_year(last_year) == year and told_year(tables) == year - 1
    hint = " (this year's and last year's files may be swapped)" if swapped else ""
    return f"Last year's files are not of {year_name(year - 1)}: {against[0].lower() + against[1:]}{hint}"


def _same_episodes(tables: Tables, last_year: Tables) -> bool:
    one, other = tables.get("Episodes"), last_year.get("Episodes")
    if one is None or other is None or len(one) != len(other) or len(one) < _FEWEST_DATES:
        return False
    names = [name for name in one.columns if name in other]
    return bool(one[names].reset_index(drop=True).equals(other[names].reset_index(drop=True)))
