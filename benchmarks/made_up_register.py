"""A made-up list of providers as Ofsted's would be read: real postcodes, invented names and numbers.

Several providers share a postcode, homes close and open again under a new number, names are nearly the
same, and supported accommodation has several premises. The shares are ours, from memory of what Ofsted
publishes, and only roughly so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl903.places import load_postcodes, upper_tier

FOSTERING = "U1,U2,U3,U4,U5,U6"
ADOPTION = "A3,A4,A5,A6"
FIRST_DAY, LAST_DAY = np.datetime64("2004-04-01"), np.datetime64("2026-03-31")


@dataclass(frozen=True)
class Kind:
    """A kind of provider: its share of the list, its place codes, and who runs it, with shares."""

    name: str
    share: float
    places: str
    run_by: dict[str, float]


KINDS = (
    Kind("Children's home", 0.42, "K2", {"PR4": 0.78, "PR1,PR2": 0.17, "PR5": 0.05}),
    Kind("Secure children's home", 0.005, "K1", {"PR1,PR2": 1.0}),
    Kind("Supported accommodation", 0.38, "K3", {"PR4": 0.85, "PR5": 0.1, "PR1,PR2": 0.05}),
    Kind("Independent fostering agency", 0.09, FOSTERING, {"PR4": 0.8, "PR5": 0.2}),
    Kind("Local authority fostering agency", 0.02, FOSTERING, {"PR1,PR2": 1.0}),
    Kind("Voluntary adoption agency", 0.01, ADOPTION, {"PR5": 1.0}),
    Kind("Residential special school", 0.045, "S1", {"PR4": 0.6, "PR5": 0.2, "PR1,PR2": 0.2}),
    Kind("Residential family centre", 0.03, "R3", {"PR4": 0.8, "PR1,PR2": 0.2}),
)

TREES = ("Oak", "Ash", "Elm", "Beech", "Willow", "Cedar", "Hazel", "Rowan", "Maple", "Birch", "Holly", "Yew")
KINDS_OF_HOUSE = ("House", "Lodge", "Cottage", "Villa", "Court", "View", "Grange", "Place")


def english_postcodes(rng: np.random.Generator, count: int, authority: str | None = None) -> np.ndarray:
    """Different real postcodes in England, of one upper-tier authority if named, written with a space."""
    index = load_postcodes()
    positions = rng.permutation(len(index))
    if authority is None:
        positions = positions[: count * 3]
    authorities = pd.Series(upper_tier(index.authority(positions)))
    wanted = authorities == authority if authority else authorities.str.startswith("E", na=False)
    chosen = positions[wanted.to_numpy(dtype=bool)][:count]
    # The index keeps texts only as its keys, from which they are spelt back.
    keys = [int(key).to_bytes(8, "big").rstrip(b"\0").decode() for key in index._keys[chosen]]
    return np.array([f"{key[:-3]} {key[-3:]}" for key in keys], dtype=object)


def make_register(rng: np.random.Generator, size: int, own_authority: str) -> pd.DataFrame:
    """A register of ``size`` rows, a tenth of its homes in one authority."""
    kind = rng.choice(len(KINDS), size, p=np.array([k.share for k in KINDS]) / sum(k.share for k in KINDS))
    codes = np.empty(size, dtype=object)
    for number, each in enumerate(KINDS):
        here = kind == number
        codes[here] = rng.choice(list(each.run_by), here.sum(), p=list(each.run_by.values()))
    starts = FIRST_DAY + rng.integers(0, 19 * 365, size).astype("m8[D]")
    frame = pd.DataFrame(
        {
            "URN": _urns(rng, size),
            "NAME": [
                f"{tree} {house}" + (f" {number}" if number else "")
                for tree, house, number in zip(
                    rng.choice(TREES, size),
                    rng.choice(KINDS_OF_HOUSE, size),
                    rng.integers(0, 4, size),
                    strict=True,
                )
            ],
            "KIND": [KINDS[number].name for number in kind],
            "PLACE_CODES": [KINDS[number].places for number in kind],
            "PROVIDER_CODES": codes,
            "REG_START": starts,
            "REG_END": np.full(size, np.datetime64("NaT"), dtype="M8[s]"),
            "POSTCODE": _postcodes(rng, size, own_authority),
        }
    )
    frame["PROVIDER_CODES_ASSUMED"] = (kind == 2) & (codes == "PR4") & (rng.random(size) < 0.5)
    frame.loc[kind == 2, "REG_START"] = np.datetime64("2023-10-01") + rng.integers(0, 500, (kind == 2).sum())
    _share_postcodes(rng, frame)
    _more_premises(rng, frame)
    _close_and_reopen(rng, frame)
    frame["REG_START"] = frame["REG_START"].astype("datetime64[s]")
    return frame


def _urns(rng: np.random.Generator, size: int) -> np.ndarray:
    """Half with SC and six digits, half with seven digits, all different and in dense series like Ofsted's."""
    old = rng.choice(500_000, size // 2, replace=False)
    new = 2_500_000 + rng.choice(300_000, size - size // 2, replace=False)
    urns = np.array([f"SC{number:06d}" for number in old] + [str(number) for number in new], dtype=object)
    return rng.permutation(urns)


def _postcodes(rng: np.random.Generator, size: int, own_authority: str) -> np.ndarray:
    own = english_postcodes(rng, size // 10, own_authority)
    return rng.permutation(np.concatenate([own, english_postcodes(rng, size - len(own))]))


def _share_postcodes(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Give a tenth of the providers the postcode of another one; a fiftieth keep theirs private."""
    size = len(frame)
    sharing = rng.choice(size, size // 10, replace=False)
    frame.loc[sharing, "POSTCODE"] = frame["POSTCODE"].to_numpy()[rng.integers(0, size, len(sharing))]
    frame.loc[rng.choice(size, size // 50, replace=False), "POSTCODE"] = None


def _more_premises(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Give a third of the rows of supported accommodation the number of another one, as its further premises."""
    rows = np.flatnonzero(frame["KIND"] == "Supported accommodation")
    more = rng.choice(rows, len(rows) // 3, replace=False)
    of = rng.choice(np.setdiff1d(rows, more), len(more))
    for column in ("URN", "NAME", "PROVIDER_CODES", "REG_START", "PROVIDER_CODES_ASSUMED"):
        frame.loc[more, column] = frame[column].to_numpy()[of]


def _close_and_reopen(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Close a sixth of the homes, half of them to open again the next day under another row's number."""
    homes = rng.permutation(np.flatnonzero(frame["KIND"] == "Children's home"))
    closing = homes[: len(homes) // 6]
    reopened = homes[len(homes) // 6 : len(homes) // 6 + len(closing) // 2]
    ends = np.datetime64("2024-04-01") + rng.integers(0, 650, len(closing)).astype("m8[D]")
    frame.loc[closing, "REG_END"] = ends.astype("M8[s]")
    before = closing[: len(reopened)]
    for column in ("POSTCODE", "NAME", "PROVIDER_CODES"):
        frame.loc[reopened, column] = frame[column].to_numpy()[before]
    frame.loc[reopened, "REG_START"] = ends[: len(reopened)] + np.timedelta64(1, "D")
