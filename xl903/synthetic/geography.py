"""Where children come from and where they are placed: real postcodes in and around an authority."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from xl903.places import load_postcodes, same_authority, upper_tier
from xl903.places.derived import METRES_TO_THE_MILE

_SAMPLE = 6_000
_NEAR = 20.0
_FAR = 130.0
_FARTHEST = 280.0
"""Miles from the middle of the authority, straight. DfE queries what is more than 350 miles from home."""


@dataclass(frozen=True)
class Geography:
    """Postcodes to choose from, spelt with a space: in the authority, and outside it by distance.

    ``near``: within 20 miles of its middle. ``far``: up to 130 miles, in England. ``wales`` and ``scotland``:
    up to 280 miles; may be empty.
    """

    inside: tuple[str, ...]
    near: tuple[str, ...]
    far: tuple[str, ...]
    wales: tuple[str, ...]
    scotland: tuple[str, ...]


@cache
def around(authority_code: str) -> Geography:
    """The postcodes in and around the authority with that ONS code, the same ones each time.

    Raises PlacesUnavailable where there is no postcode index.
    """
    postcodes = load_postcodes()
    every = np.arange(len(postcodes))
    east, north = postcodes.eastings(every), postcodes.northings(every)
    pl_la = upper_tier(postcodes.authority(every))
    # Only what ONS can place; and Northern Ireland's coordinates are of another grid.
    known = ~np.isnan(east) & (pl_la != None) & ~np.isin(pl_la, ["NIR", "NUK"])  # noqa: E711 - an array
    inside = known & same_authority(pl_la, authority_code)
    miles = np.hypot(east - np.median(east[inside]), north - np.median(north[inside])) / METRES_TO_THE_MILE
    wales, scotland = known & (pl_la == "WAL"), known & (pl_la == "SCO")
    england = known & ~inside & ~wales & ~scotland
    rng = np.random.default_rng(0)

    def sample(wanted: npt.NDArray[np.bool_], size: int = _SAMPLE) -> tuple[str, ...]:
        found = np.flatnonzero(wanted)
        chosen = rng.permutation(found)[:size]
        return tuple(f"{text[:-3]} {text[-3:]}" for text in postcodes.texts(chosen))

    near = england & (miles <= _NEAR)
    far = england & (miles > _NEAR) & (miles <= _FAR)
    return Geography(
        inside=sample(inside),
        near=sample(near) or sample(far),
        far=sample(far) or sample(england & (miles <= _FARTHEST)),
        wales=sample(wales & (miles <= _FARTHEST), 300),
        scotland=sample(scotland & (miles <= _FARTHEST), 200),
    )
