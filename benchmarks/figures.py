"""Measured figures, each beside its yardstick of the same run, as ``all.py`` prints and documents show them.

Seconds are the processor's, of this process and of the programs that it started, with the clock's beside them.
A ratio is the median over runs, of each run's own ratio, with the least and the most: the machine's speed
drifts, and what is measured right after its yardstick drifts with it.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter, process_time
from typing import NamedTuple

HEADER = ("", "measured", "clock", "against", "ratio", "target")


@dataclass(frozen=True)
class Size:
    """How much is measured. quick: small councils, to try it. large: the largest workbooks too."""

    runs: int = 5
    quick: bool = False
    large: bool = False


class Taken(NamedTuple):
    """Seconds that one run took."""

    cpu: float
    wall: float


class Row(NamedTuple):
    """A figure in words, in the order of ``HEADER``."""

    name: str
    measured: str
    clock: str = ""
    against: str = ""
    ratio: str = ""
    target: str = ""


@dataclass
class Clock:
    """What each thing took, a pair of seconds for each run."""

    taken: dict[str, list[Taken]] = field(default_factory=dict)

    def time(self, what: str, step: Callable[[], object]) -> None:
        """Run a step once more."""
        gc.collect()
        cpu, wall = processor(), perf_counter()
        step()
        self.add(what, Taken(processor() - cpu, perf_counter() - wall))

    def add(self, what: str, taken: Taken) -> None:
        """Add a run that was measured elsewhere."""
        self.taken.setdefault(what, []).append(taken)

    def row(self, what: str, yardstick: str = "", *, target: str = "", more: str = "") -> Row:
        """The figure of one thing, beside another of the same runs. more: said beside its name."""
        ours = self.taken[what]
        measured, clock = (spread(seconds) for seconds in zip(*ours, strict=True))
        name = f"{what}{more}"
        if not yardstick:
            return Row(name, f"{measured} s", f"{clock} s", target=target)
        theirs = self.taken[yardstick]
        ratios = [one.cpu / max(other.cpu, 1e-9) for one, other in zip(ours, theirs, strict=True)]
        return Row(name, f"{measured} s", f"{clock} s", yardstick, spread(ratios), target)


def processor() -> float:
    """Seconds of the processor so far, of this process and of the programs that it started and that have ended."""
    programs = os.times()
    return process_time() + programs.children_user + programs.children_system


def spread(numbers: Iterable[float]) -> str:
    """A median with the least and the most, such as ``1.20 (1.10 to 1.31)``; one number by itself."""
    every = sorted(numbers)
    middle = _short(median(every))
    return middle if len(every) == 1 else f"{middle} ({_short(every[0])} to {_short(every[-1])})"


def _short(number: float) -> str:
    return f"{number:.3f}" if number < 0.1 else f"{number:.2f}" if number < 10 else f"{number:.1f}"


def as_table(rows: Iterable[Row]) -> str:
    """Rows as a table of a document."""
    lines = ["| " + " | ".join(HEADER) + " |", "| --- | ---: | ---: | --- | ---: | --- |"]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def as_text(rows: Iterable[Row]) -> str:
    """Rows as lines to read while they are measured."""
    return "\n".join(
        f"  {row.name:<52} {row.measured:<28}"
        + (f" {row.ratio} times {row.against}" if row.against else "")
        + (f"   [{row.target}]" if row.target else "")
        for row in rows
    )
