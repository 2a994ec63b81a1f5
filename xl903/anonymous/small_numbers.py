"""Which counts may be published: none of fewer than five children, nor what lets such a count be worked out.

What is published is, for each code, its total and its counts by month. Nothing else is published that adds up:
there is no total over codes. So the only sum that can give a hidden count away is that of a code's own months.

A hidden month is safe when it could as well be five as one for somebody who has the total and the other months and
knows that no hidden month is nought. Where that is not so, one more month is hidden, the next in time: which one
does not depend on its count, so that the choice gives nothing away. Where there is no other month, the total is
hidden too, and with it every month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

SMALLEST = 5
"""The smallest number of children whose errors are counted in public."""


@dataclass(frozen=True)
class Shown:
    """What may be published: ``months`` and ``totals`` are masks of the frames that were given."""

    months: pd.Series
    totals: pd.Series


def find_shown(months: pd.DataFrame, totals: pd.DataFrame) -> Shown:
    """What may be published of counts by code and month.

    months: a row per code and month that has errors: code, month (sortable), errors, children. totals: a row per
    code that has errors: code, errors, children. The errors of a code's months add up to its total.
    """
    months = months.sort_values(["code", "month"])
    codes = months["code"]
    small = months["children"] < SMALLEST
    enough = totals.set_index("code")["children"].ge(SMALLEST).reindex(codes).to_numpy(dtype=bool)
    hidden = small | ~enough
    hidden |= _one_more(codes, hidden) & codes.map(_tells(codes, months["errors"], hidden)).to_numpy(
        dtype=bool
    )
    still = _tells(codes, months["errors"], hidden)
    shown = ~hidden & ~codes.map(still).to_numpy(dtype=bool)
    safe = totals["children"].ge(SMALLEST) & ~totals["code"].map(still).fillna(False).to_numpy(dtype=bool)
    return Shown(shown.sort_index(), safe)


def _tells(codes: pd.Series, errors: pd.Series, hidden: pd.Series) -> pd.Series:
    """Code to whether the total and the months in sight tell too much of the hidden ones.

    Each of n hidden months is at least 1, so none is more than their sum less the n - 1 others.
    """
    number = hidden.groupby(codes).sum()
    at_most = errors.where(hidden, 0).groupby(codes).sum() - number + 1
    return (number > 0) & ((number < 2) | (at_most < SMALLEST))


def _one_more(codes: pd.Series, hidden: pd.Series) -> pd.Series:
    """For each code one month in sight to hide: the first after its first hidden one, else the last before it.

    The months of a code are in order of time.
    """
    place = pd.Series(np.arange(len(codes)), index=codes.index)
    first = place.where(hidden).groupby(codes).transform("min")
    visible = ~hidden
    after = place.where(visible & (place > first)).groupby(codes).transform("min")
    before = place.where(visible & (place < first)).groupby(codes).transform("max")
    return place == after.where(after.notna(), before)
