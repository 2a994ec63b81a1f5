"""Short texts one slip of the keyboard apart: a wrong character, two swapped, one missing, one too many.

Comparing each written text with each of 20,000 known ones by edit distance takes minutes. Here the texts
become numbers, and two texts are one slip apart where their numbers without one character, say, are equal;
that is a sort and a search, and takes milliseconds.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np

LONGEST = 11
"""Characters of the longest text that is compared; a longer one is like no other."""

_BASE = 40  # 40 ** 12 fits 64 bits; a character is a digit, a letter, something else, or none
_OTHER = 37
_POWERS = np.array([_BASE**place for place in range(LONGEST + 1)], dtype=np.uint64)

LOOK_ALIKES = {"O": "0", "I": "1", "L": "1", "S": "5", "Z": "2", "B": "8"}
"""Letters that are taken for digits, and the digits."""


class Slip(IntEnum):
    """How a written text differs from the known one."""

    LOOK_ALIKE = 1
    WRONG = 2
    SWAPPED = 3
    MISSING = 4
    TOO_MANY = 5


class Slips(NamedTuple):
    """Pairs of texts one slip apart: positions of the written and of the known one, and the ``Slip``."""

    written: np.ndarray
    known: np.ndarray
    slip: np.ndarray


def slips(written: np.ndarray, known: np.ndarray) -> Slips:
    """Find every pair of a written and a known text that are one slip apart; equal texts are not.

    Takes two arrays of n and m different texts, upper case. Any number of look-alikes (O for 0) counts as
    one slip. A pair that two slips explain has the first one of ``Slip``.
    """
    ours, theirs = _characters(written), _characters(known)
    of_known = _numbers(theirs)
    found = [(Slip.LOOK_ALIKE, *_same(_numbers(_folded(ours)), _numbers(_folded(theirs))))]
    for place in range(LONGEST):
        mine, other = np.flatnonzero(ours[:, place]), np.flatnonzero(theirs[:, place])
        one, two = _same(_numbers(ours[mine], place), _numbers(theirs[other], place))
        found.append((Slip.WRONG, mine[one], other[two]))
        shorter = np.delete(theirs[other], place, axis=1)
        one, two = _same(_numbers(ours), _numbers(shorter))
        found.append((Slip.MISSING, one, other[two]))
        shorter = np.delete(ours[mine], place, axis=1)
        one, two = _same(_numbers(shorter), of_known)
        found.append((Slip.TOO_MANY, mine[one], two))
    for place in range(LONGEST - 1):
        mine = np.flatnonzero(ours[:, place + 1])
        swapped = ours[mine]
        swapped[:, [place, place + 1]] = swapped[:, [place + 1, place]]
        one, two = _same(_numbers(swapped), of_known)
        found.append((Slip.SWAPPED, mine[one], two))
    pairs = Slips(
        np.concatenate([one for _, one, _ in found]),
        np.concatenate([two for _, _, two in found]),
        np.concatenate([np.full(len(one), slip) for slip, one, _ in found]),
    )
    return _each_once(pairs, _numbers(ours), of_known)


def folded(text: str) -> str:
    """A text with every letter that looks like a digit put as that digit."""
    return text.translate(_FOLD)


_FOLD = str.maketrans(LOOK_ALIKES)


def _each_once(pairs: Slips, ours: np.ndarray, theirs: np.ndarray) -> Slips:
    """Each pair once, under its first slip, without equal texts and without those too long to compare."""
    real = (
        (ours[pairs.written] != theirs[pairs.known]) & (ours[pairs.written] > 0) & (theirs[pairs.known] > 0)
    )
    written, known, slip = (part[real] for part in pairs)
    keys = written * max(len(theirs), 1) + known
    order = np.lexsort([slip, keys])
    first = np.ones(len(order), dtype=bool)
    first[1:] = keys[order][1:] != keys[order][:-1]
    chosen = order[first]
    return Slips(written[chosen], known[chosen], slip[chosen])


def _characters(texts: np.ndarray) -> np.ndarray:
    """Texts as rows of small numbers, 0 after the end; a row of zeros for a text that is too long."""
    points = np.asarray(texts, dtype=object).astype(f"U{LONGEST + 1}").view(np.uint32)
    points = points.reshape(-1, LONGEST + 1)
    result = np.where(points > 0, np.uint64(_OTHER), np.uint64(0))
    for first, last, number in (("0", "9", 1), ("A", "Z", 11)):
        within = (points >= ord(first)) & (points <= ord(last))
        result[within] = points[within] - ord(first) + number
    result[points[:, LONGEST] > 0] = 0
    return result


def _folded(characters: np.ndarray) -> np.ndarray:
    table = np.arange(_BASE, dtype=np.uint64)
    for letter, digit in LOOK_ALIKES.items():
        table[ord(letter) - ord("A") + 11] = ord(digit) - ord("0") + 1
    return table[characters]


def _numbers(characters: np.ndarray, without: int | None = None) -> np.ndarray:
    """Each row of characters as one number, the place ``without`` left out."""
    numbers = characters @ _POWERS[: characters.shape[1]]
    return numbers if without is None else numbers - characters[:, without] * _POWERS[without]


def _same(ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of every pair of equal numbers."""
    order = np.argsort(theirs, kind="stable")
    return equal_keys(ours, theirs[order], order)


def equal_keys(ours: np.ndarray, sorted_keys: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Positions of every pair of equal keys, where ``sorted_keys`` are others put in the given order."""
    starts = np.searchsorted(sorted_keys, ours, "left")
    counts = np.searchsorted(sorted_keys, ours, "right") - starts
    nth = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return np.repeat(np.arange(len(ours)), counts), order[np.repeat(starts, counts) + nth]
