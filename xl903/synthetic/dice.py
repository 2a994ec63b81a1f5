"""Chance: everything made up is drawn here, so that one seed gives one council.

Numbers come from numpy's generator in large batches, for lives are drawn one by one and a call of numpy
for a single number costs ten times what the number does.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import log
from typing import Generic, TypeVar

import numpy as np

T = TypeVar("T")

_BATCH = 1 << 16


class Shares(Generic[T]):
    """Things and how often each is drawn; the weights need not add up to anything."""

    def __init__(self, weights: Mapping[T, float]) -> None:
        self._weights = weights
        self.things = tuple(weights)
        self._upto = list(accumulate(weights.values()))

    def without(self, thing: T) -> Shares[T]:
        """The same shares of all the other things."""
        return Shares({one: weight for one, weight in self._weights.items() if one != thing})

    def position(self, roll: float) -> int:
        """Which of ``things`` lies at a roll from 0 up to 1."""
        return min(bisect_right(self._upto, roll * self._upto[-1]), len(self.things) - 1)

    def at(self, roll: float) -> T:
        """The thing at a roll from 0 up to 1."""
        return self.things[self.position(roll)]


class Dice:
    """A stream of chance that a seed determines wholly."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.default_rng(seed)
        """For drawing many at once."""
        self._rolls: Iterator[float] = iter(())

    def roll(self) -> float:
        """A number from 0 up to, but not including, 1."""
        for roll in self._rolls:
            return roll
        self._rolls = iter(self.generator.random(_BATCH).tolist())
        return next(self._rolls)

    def chance(self, probability: float) -> bool:
        """True with that probability."""
        return self.roll() < probability

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both included."""
        return low + int(self.roll() * (high - low + 1))

    def days_about(self, mean: float, least: int = 1) -> int:
        """A number of days, exponentially distributed about a mean, at least ``least``."""
        return max(least, int(-mean * log(1.0 - self.roll())))

    def one_of(self, things: Sequence[T]) -> T:
        """One of several, each as likely as the others."""
        return things[int(self.roll() * len(things))]

    def draw(self, shares: Shares[T]) -> T:
        """One of several by their shares."""
        return shares.at(self.roll())
