"""Guesses of the collection year and the authority from the data, for who did not name them.

A guess is always said to the person, who can name another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd

from xl903 import places
from xl903.engine.messages import UserError
from xl903.engine.texts import parse_dates

_EVENTS = (("Episodes", "DEC"), ("Reviews", "REVIEW"), ("Missing", "MIS_START"), ("Episodes", "DECOM"))
"""Columns whose dates lie in the collection year in a good return, the most telling first."""

_YEAR_IN_NAME = re.compile(r"(?<!\d)(20\d\d)(?:[-_/](\d\d|20\d\d))?(?!\d)")
_FEWEST_DATES = 5


def guess_year(tables: Mapping[str, pd.DataFrame], names: Iterable[str | Path] = ()) -> int | None:
    """The collection year a return is of: the one in which most of its episodes' ends lie, or reviews, ….

    names: paths of its files, in which a year such as 2025-26 or 2026 is looked for if the dates do not
    tell. None where nothing tells.
    """
    for table, column in _EVENTS:
        if table in tables and column in tables[table]:
            texts = tables[table][column].dropna().astype(str)
            dates = pd.Series(parse_dates(texts)).dropna()
            if len(dates) >= _FEWEST_DATES:
                years = dates.dt.year + (dates.dt.month >= 4)
                counts = years.value_counts()
                return int(counts[counts == counts.max()].index.max())
    for name in names:
        found = _YEAR_IN_NAME.search(str(name))
        if found:
            return int(found.group(1)) + (1 if found.group(2) else 0)
    return None


def guess_authority(tables: Mapping[str, pd.DataFrame]) -> str | None:
    """ONS code of the authority in which most children's homes (HOME_POST) lie; None if none has half."""
    episodes = tables.get("Episodes")
    if episodes is None or "HOME_POST" not in episodes:
        return None
    homes = episodes.drop_duplicates("CHILD" if "CHILD" in episodes else None)["HOME_POST"].dropna()
    try:
        found = pd.Series(places.placement_authority(homes, places.load_postcodes())).dropna()
    except UserError:
        return None
    if len(found) < _FEWEST_DATES:
        return None
    shares = found.value_counts(normalize=True)
    code = str(shares.index[0])
    return code if shares.iloc[0] >= 0.5 and code in places.all_authorities() else None
