"""The kinds of provider in Ofsted's register, and what a list that has only some of them cannot tell."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType

from xl903.s903.schema import FOSTER_PLACEMENTS

HOMES, AGENCIES, SUPPORTED = "homes", "agencies", "supported"

KINDS: Mapping[str, str] = MappingProxyType(
    {
        HOMES: "children's homes",
        AGENCIES: "fostering and adoption agencies, family centres and residential schools",
        SUPPORTED: "supported accommodation",
    }
)
"""Kinds of provider, as sentences name them."""

PLACES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        HOMES: frozenset({"K1", "K2"}),
        AGENCIES: FOSTER_PLACEMENTS | {"A3", "A4", "A5", "A6", "R3", "S1"},
        SUPPORTED: frozenset({"K3"}),
    }
)
"""The placements that are with providers of each kind."""

SUPPORTED_SINCE = 2024
"""The collection year from which supported accommodation belongs to the register."""


def places_covered(covers: Collection[str]) -> frozenset[str]:
    """The placements whose providers a list with these kinds has."""
    return frozenset().union(*(PLACES[kind] for kind in covers if kind in PLACES))


def missing_kinds(covers: Collection[str], year: int) -> list[str]:
    """The kinds that a list with these lacks of the register of that collection year."""
    return [kind for kind in KINDS if kind not in covers and (kind != SUPPORTED or year >= SUPPORTED_SINCE)]
