"""What could not be decided about DfE's rules, and how it is read here, as ``data/doubts.toml`` says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from xl903.s903.schema import read_data


@dataclass(frozen=True)
class Doubt:
    """A doubt about some codes: what is open, and what xl903 does. Both are sentences for people."""

    codes: tuple[str, ...]
    doubt: str
    reading: str


@cache
def all_doubts() -> tuple[Doubt, ...]:
    """Every doubt, in the order of the data."""
    return tuple(
        Doubt(tuple(entry["codes"].split()), entry["doubt"], entry["reading"])
        for entry in read_data("doubts.toml")["doubt"]
    )


def doubts_about(code: str) -> tuple[Doubt, ...]:
    """The doubts that name a code; none for most codes."""
    return tuple(doubt for doubt in all_doubts() if code in doubt.codes)
