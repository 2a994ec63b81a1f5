"""One council's share of each error beside those of other councils."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl903.anonymous.error_counts import AnonymousCounts

MORE, LESS, WITHIN = "more than in any of the others", "less than in any of the others", "as in the others"
"""How a share here is beside the others'."""

SHARE_COLUMNS = (
    *("code", "title", "errors", "share", "median", "lowest", "highest"),
    *("difference", "beside", "hidden"),
)


@dataclass(frozen=True)
class SharesCompared:
    """Where a council's shares differ from those of others.

    ``shares``: SHARE_COLUMNS, a row per rule that found something anywhere, the greatest difference first. A share
    is what percentage of a council's published errors a code has. errors: how many here, None where that is not
    published. median, lowest, highest: of the others' shares. difference: share less median. beside: MORE, LESS or
    WITHIN. hidden: how many of the others do not publish the number, which counts as 0, as it does here.
    ``others``: how many there are. ``left_out``: codes of rules that did not run in all of these councils.
    """

    shares: pd.DataFrame
    others: int
    left_out: tuple[str, ...]


def compare_shares(ours: AnonymousCounts, others: Sequence[AnonymousCounts]) -> SharesCompared:
    """Set a council's shares beside those of at least one other council."""
    here = ours.totals
    everywhere = here.index
    for other in others:
        everywhere = everywhere[everywhere.isin(other.totals.index)]
    theirs = pd.DataFrame({number: other.totals.reindex(everywhere) for number, other in enumerate(others)})
    every = here.index.union([code for other in others for code in other.totals.index])
    left_out = tuple(code for code in every if code not in set(everywhere))
    here = here.reindex(everywhere)
    share, shares = _shares(here), pd.DataFrame({number: _shares(theirs[number]) for number in theirs})
    found = pd.DataFrame(
        {
            "title": ours.counts.drop_duplicates("code").set_index("code")["title"].reindex(everywhere),
            "errors": here.astype(object).where(here.notna(), None),
            "share": share,
            "median": shares.median(axis=1),
            "lowest": shares.min(axis=1),
            "highest": shares.max(axis=1),
            "hidden": theirs.isna().sum(axis=1),
        }
    )
    found["difference"] = found["share"] - found["median"]
    found["beside"] = np.select(
        [found["share"] > found["highest"], found["share"] < found["lowest"]], [MORE, LESS], WITHIN
    ).astype(object)
    something = _found_something(here) | theirs.apply(_found_something).any(axis=1)
    found = found[something.to_numpy(dtype=bool)]
    order = np.argsort(-found["difference"].abs().to_numpy(dtype=float), kind="stable")
    found = found.iloc[order].rename_axis("code").reset_index()[list(SHARE_COLUMNS)]
    return SharesCompared(found, len(others), left_out)


def _shares(errors: pd.Series) -> pd.Series:
    """What percentage of the published errors each code has; what is not published counts as 0."""
    known = errors.fillna(0).astype(float)
    return known / total * 100 if (total := known.sum()) else known


def _found_something(errors: pd.Series) -> pd.Series:
    """Whether there were errors, published or not."""
    return errors.fillna(1).astype(int) > 0
