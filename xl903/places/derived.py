"""Columns of Episodes that are worked out from postcodes: PL_LA, PL_LOCATION and PL_DISTANCE.

How each is worked out is DfE's; functions here take and give columns of n rows, blank being None or NaN.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from xl903.engine.messages import Message
from xl903.places.authorities import same_authority, unlisted, upper_tier
from xl903.places.postcodes import Postcodes, Texts

METRES_TO_THE_MILE = 1609.3
"""DfE's figure, not the exact 1609.344."""


def placement_authority(pl_post: Texts, postcodes: Postcodes) -> npt.NDArray[np.object_]:
    """PL_LA: the authority in which each placement lies.

    An upper-tier ONS code, or WAL, SCO, NIR or NUK. None where the postcode is blank or
    unknown, where ONS can no longer place it, and where its authority is one that `unplaced` names.
    """
    return authority_at(postcodes.find(pl_post), postcodes)


def authority_at(positions: npt.NDArray[np.int64], postcodes: Postcodes) -> npt.NDArray[np.object_]:
    """PL_LA of postcodes that were found, at these positions: see `placement_authority`."""
    return upper_tier(postcodes.authority(positions))


def placement_location(pl_la: Texts, authority_code: str) -> npt.NDArray[np.object_]:
    """PL_LOCATION: "IN" where PL_LA is the submitting authority, "OUT" elsewhere, None where PL_LA is blank.

    ``authority_code`` is the submitting authority's ONS code, an old one or the one in force. Reorganisations
    and recodings make no difference.
    """
    where = np.where(same_authority(pl_la, authority_code), "IN", "OUT").astype(object)
    where[np.asarray(pd.isna(pl_la))] = None
    return where


def placement_distance(home_post: Texts, pl_post: Texts, postcodes: Postcodes) -> npt.NDArray[np.float64]:
    """PL_DISTANCE: miles in a straight line from home to placement, to one decimal.

    NaN where either postcode is blank, unknown or without coordinates. Between Northern Ireland and Great
    Britain the number is not the true distance, because their coordinates are of different grids; DfE's rules
    only ask that there is one. Show it as approximate.
    """
    return miles_apart(postcodes.find(home_post), postcodes.find(pl_post), postcodes)


def miles_apart(
    home: npt.NDArray[np.int64], placement: npt.NDArray[np.int64], postcodes: Postcodes
) -> npt.NDArray[np.float64]:
    """PL_DISTANCE between postcodes that were found, at these positions: see `placement_distance`."""
    east = postcodes.eastings(home) - postcodes.eastings(placement)
    north = postcodes.northings(home) - postcodes.northings(placement)
    return np.round(np.sqrt(east * east + north * north) / METRES_TO_THE_MILE, 1)


def unplaced(pl_post: Texts, postcodes: Postcodes) -> list[Message]:
    """Say, once, which placements lie in authorities newer than xl903's lists; mostly there are none."""
    codes = unlisted(postcodes.authority(postcodes.find(pl_post)))
    if not codes:
        return []
    text = (
        f"PL_LA is blank for placements in {', '.join(codes)}, which this version of xl903 does not know. "
        "Update xl903."
    )
    return [Message("warning", text, column="PL_LA")]
