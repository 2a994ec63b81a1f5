"""What speaks for a suggestion: the facts, their weight, and how they are said."""

from __future__ import annotations

from enum import IntFlag, auto

import numpy as np
import pandas as pd

from xl903.suggestions.slips import Slip


class Fact(IntFlag):
    """One thing known that speaks for a suggestion, or (the last ones) limits it."""

    URN = auto()
    URN_SLIP = auto()
    URN_SWAPPED = auto()
    URN_LETTERS = auto()
    POSTCODE = auto()
    POSTCODE_SLIP = auto()
    POSTCODE_SWAPPED = auto()
    PROVIDER_CODE = auto()
    PLACE = auto()
    REGISTERED = auto()
    SAME_STAY = auto()
    LAST_YEAR = auto()
    SAME_HOME = auto()
    USED_BEFORE = auto()
    USED_AFTER = auto()
    OWN_PROVISION = auto()
    LOOK_ALIKE = auto()
    SHORT_YEAR = auto()
    OTHER_NOTATION = auto()
    NO_SUCH_MONTH = auto()
    DAY_MONTH = auto()
    ASSUMED = auto()
    LATE = auto()
    REPLACES = auto()
    DISPUTED = auto()
    DETERMINED = auto()
    INDICATED = auto()
    CONCEIVABLE = auto()
    NEXT_KEY = auto()


OF_SOURCE = Fact.DETERMINED | Fact.INDICATED | Fact.CONCEIVABLE
"""How strongly the source of a candidate that words its own evidence speaks for it."""

ANY_URN = Fact.URN | Fact.URN_SLIP | Fact.URN_SWAPPED | Fact.URN_LETTERS
URN_NEARLY = Fact.URN_SLIP | Fact.URN_SWAPPED | Fact.URN_LETTERS
POSTCODE_NEARLY = Fact.POSTCODE_SLIP | Fact.POSTCODE_SWAPPED
ANY_POSTCODE = Fact.POSTCODE | POSTCODE_NEARLY | Fact.LOOK_ALIKE
HISTORY = Fact.SAME_STAY | Fact.LAST_YEAR | Fact.SAME_HOME
USED = Fact.USED_BEFORE | Fact.USED_AFTER

_IDENTIFYING = (ANY_URN, ANY_POSTCODE, HISTORY)
"""Facts that single out one provider or one value; those of one group are not independent."""

_WEIGHTS = {
    Fact.URN: 3.0,
    URN_NEARLY: 2.5,
    Fact.POSTCODE: 3.0,
    POSTCODE_NEARLY: 2.5,
    Fact.PROVIDER_CODE: 1.0,
    Fact.PLACE: 1.0,
    Fact.REGISTERED: 0.5,
    HISTORY: 3.0,
    USED: 1.0,
    Fact.OWN_PROVISION: 1.0,
    Fact.LOOK_ALIKE: 0.5,
    Fact.SHORT_YEAR | Fact.OTHER_NOTATION | Fact.NO_SUCH_MONTH: 3.0,
    Fact.DAY_MONTH: 1.0,
    Fact.DETERMINED: 5.0,
    Fact.INDICATED: 3.5,
    Fact.CONCEIVABLE: 1.5,
    Fact.NEXT_KEY: 0.5,
    Fact.ASSUMED: -0.5,
    Fact.LATE: -2.0,
}
"""How much each fact counts when suggestions are put in order. Ours, chosen by the benchmarks."""


def holds(facts: np.ndarray, fact: Fact) -> np.ndarray:
    """Whether at least one of the facts is among those of each suggestion."""
    return (facts & int(fact)) != 0


def weight(facts: np.ndarray) -> np.ndarray:
    """What the facts of each suggestion count together."""
    total = np.zeros(len(facts))
    for fact, counts in _WEIGHTS.items():
        total += counts * holds(facts, fact)
    return total


def independent(facts: np.ndarray) -> np.ndarray:
    """How many independent facts single the value out.

    A provider code that Ofsted lists counts as one beside an exact URN or postcode, which a near one is not.
    """
    identifying = sum(holds(facts, group).astype(int) for group in _IDENTIFYING)
    exact = holds(facts, Fact.URN | Fact.POSTCODE)
    code = holds(facts, Fact.PROVIDER_CODE) & ~holds(facts, Fact.ASSUMED)
    return np.asarray(identifying + (exact & code))


def comparable(facts: np.ndarray) -> np.ndarray:
    """The facts as they count between rivals: near and exact agreement are one, and in time is a fact."""
    kept = facts & int(_COUNTED)
    for group, one in ((ANY_URN, Fact.URN), (ANY_POSTCODE, Fact.POSTCODE), (HISTORY, Fact.SAME_STAY)):
        kept = np.where(holds(kept, group), (kept & ~int(group)) | int(one), kept)
    return kept | np.where(holds(facts, Fact.LATE), 0, int(Fact.REGISTERED))


_COUNTED = ANY_URN | ANY_POSTCODE | Fact.PROVIDER_CODE | Fact.PLACE | Fact.OWN_PROVISION | HISTORY | USED


def urn_slip_fact(slip: np.ndarray) -> np.ndarray:
    """The fact for each ``Slip`` in a URN."""
    return np.where(slip == Slip.SWAPPED, int(Fact.URN_SWAPPED), int(Fact.URN_SLIP))


def postcode_slip_fact(slip: np.ndarray) -> np.ndarray:
    """The fact for each ``Slip`` in a postcode."""
    return np.where(slip == Slip.SWAPPED, int(Fact.POSTCODE_SWAPPED), int(Fact.POSTCODE_SLIP))


_SAME = (
    (Fact.URN, "URN"),
    (Fact.POSTCODE, "postcode"),
    (Fact.PROVIDER_CODE, "provider code"),
    (Fact.PLACE, "placement type"),
)

_SENTENCES = (
    (Fact.URN_SLIP, "URN differs by one character"),
    (Fact.URN_SWAPPED, "URN has two characters swapped"),
    (Fact.URN_LETTERS, "URN has the same digits"),
    (Fact.POSTCODE_SLIP, "postcode differs by one character"),
    (Fact.POSTCODE_SWAPPED, "postcode has two characters swapped"),
    (Fact.LOOK_ALIKE, "a letter and a digit that look alike, mixed up"),
    (Fact.SHORT_YEAR, "year written with two digits"),
    (Fact.OTHER_NOTATION, "the same day, written as DfE reads it"),
    (Fact.NO_SUCH_MONTH, "day and month swapped, because that month does not exist"),
    (Fact.DAY_MONTH, "day and month swapped agree with the other dates"),
    (Fact.NEXT_KEY, "one character typed with the key beside it"),
    (Fact.OWN_PROVISION, "the authority's own provision"),
)

_AFTERWARDS = (
    (Fact.SAME_STAY, "same placement as in this child's neighbouring episode"),
    (Fact.LAST_YEAR, "same episode in last year's return"),
    (Fact.SAME_HOME, "as in this child's neighbouring episode"),
    (Fact.USED_BEFORE, "used in this child's previous episode"),
    (Fact.USED_AFTER, "used in this child's next episode"),
    (Fact.ASSUMED, "provider code filled in by xl903, not by Ofsted"),
)


def worded(facts: np.ndarray, start: np.ndarray, end: np.ndarray, others: np.ndarray) -> np.ndarray:
    """The evidence of each suggestion in words.

    start, end: first and last day of the provider's registration (``datetime64[D]``, NaT where unknown).
    others: how many other suggestions the same row has that are as good.
    """
    if not len(facts):
        return np.empty(0, dtype=object)
    said = pd.DataFrame({"facts": facts, "start": start, "end": end, "others": others})
    # Only what is said of the registration, so that few sentences differ: a year, or the very day.
    said["start"] = np.where(holds(facts, Fact.LATE), start, start.astype("M8[Y]").astype("M8[D]"))
    said["end"] = end.astype("M8[Y]").astype("M8[D]")
    said.loc[~holds(facts, Fact.REGISTERED | Fact.LATE), ["start", "end"]] = np.datetime64("NaT")
    number, distinct = pd.factorize(pd.MultiIndex.from_frame(said))
    return np.array([_sentence(*each) for each in distinct], dtype=object)[number]


def _sentence(facts: int, start: pd.Timestamp, end: pd.Timestamp, others: int) -> str:
    same = [name for fact, name in _SAME if facts & fact]
    parts = [f"same {_listed(same)}"] if same else []
    parts += [words for fact, words in _SENTENCES if facts & fact]
    if facts & Fact.LATE:
        parts.append(f"registered only from {start:%d/%m/%Y}, after the episode began")
    elif facts & Fact.REGISTERED and not pd.isna(start):
        until = "" if pd.isna(end) else f" to {end.year}"
        parts.append(f"registered from {start.year}{until}")
    parts += [words for fact, words in _AFTERWARDS if facts & fact]
    if others:
        parts.append(f"one of {others + 1} that fit")
    return "; ".join(parts)


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
