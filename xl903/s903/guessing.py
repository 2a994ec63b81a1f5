"""Guesses of the collection year and the authority from the data, for who did not name them.

A guess is always said to the person, who can name another.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from xl903 import places
from xl903.engine.messages import UserError
from xl903.s903.which_year import guess_year

__all__ = ["guess_authority", "guess_year"]

_FEWEST_HOMES = 5


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
    if len(found) < _FEWEST_HOMES:
        return None
    shares = found.value_counts(normalize=True)
    code = str(shares.index[0])
    return code if shares.iloc[0] >= 0.5 and code in places.all_authorities() else None
