"""A made-up council's placements beside a register as long as Ofsted's: what is true of each is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from councils import AUTHORITY, YEAR

import xl903
from xl903.places import all_authorities, load_postcodes, upper_tier
from xl903.synthetic import Council, make_council
from xl903.synthetic.days import CollectionYear
from xl903.synthetic.dice import Dice
from xl903.synthetic.geography import around
from xl903.synthetic.made_up_providers import make_register

AT_PROVIDER = {"K1", "K2", "K3", "R3", "S1"}
FOSTERING = {"U1", "U2", "U3", "U4", "U5", "U6"}
FACTS = ("URN", "PL_POST", "PLACE_PROVIDER", "PLACE")
PRIVATE_POSTCODES = 0.02
"""Of the providers, those whose postcode the list keeps back."""

ELSEWHERE = 15
"""How many other councils' providers the register lists besides."""

_YEAR_END = np.datetime64(f"{YEAR}-03-31")

Episode = dict[str, Any]
"""The cells of a row of Episodes, blanks as None; its position as ROW, first and last day as START and END."""


@dataclass
class Listed:
    """The register, looked up by number and by postcode."""

    by_urn: dict[str, list[dict[str, Any]]]
    by_postcode: dict[str, list[dict[str, Any]]]

    @classmethod
    def of(cls, register: pd.DataFrame) -> Listed:
        """A made-up council's register."""
        index = load_postcodes()
        authority = upper_tier(index.authority(index.find(register["POSTCODE"])))
        by_urn, by_postcode = defaultdict(list), defaultdict(list)
        rows = register.astype(object).where(register.notna(), None).to_dict("records")
        for row, la in zip(rows, authority, strict=True):
            row["OWN"] = la == AUTHORITY
            row["START"] = _day(row["REG_START"])
            row["END"] = _day(row["REG_END"]) if row["REG_END"] else None
            row["PLACES"] = row["PLACE_CODES"].split(",")
            row["CODES"] = row["PROVIDER_CODES"].split(",")
            by_urn[row["URN"]].append(row)
            if row["POSTCODE"]:
                by_postcode[row["POSTCODE"]].append(row)
        return cls(by_urn, by_postcode)


def _day(text: str) -> np.datetime64:
    day, month, year = text.split("/")
    return np.datetime64(f"{year}-{month}-{day}")


def fits(provider: Mapping[str, Any], episode: Episode) -> bool:
    """Whether an episode, as it stands, is one with this provider."""
    code, ends = episode["PLACE_PROVIDER"], provider["END"]
    area = {"PR1": provider["OWN"], "PR2": not provider["OWN"]}.get(code, True)
    start, end = episode["START"], episode["END"]
    return bool(
        episode["PLACE"] in provider["PLACES"]
        and code in provider["CODES"]
        and (area or episode["PLACE"] == "K3")
        and (episode["PLACE"] not in AT_PROVIDER or provider["POSTCODE"] == episode["PL_POST"])
        and provider["URN"] == episode["URN"]
        and provider["START"] <= start
        and (ends is None or (start < ends and end <= ends))
    )


def with_register(children: int, providers: int, rng: np.random.Generator, seed: int) -> Council:
    """A council of that many children, without an error, and a register of about so many providers.

    They are those that the council deals with, and those that councils all over the country deal with.
    """
    council = make_council(children=children, year=YEAR, seed=seed, authority=AUTHORITY)
    register = council.providers
    codes = rng.permutation(list(all_authorities()))[:ELSEWHERE]
    for number, code in enumerate(codes, start=1):
        size = max(0, providers - len(council.providers)) // ELSEWHERE
        dice = Dice(seed * 1_000 + number)
        there = make_register(dice, around(str(code)), CollectionYear(YEAR), size).as_table()
        register = pd.concat([register, there[~there["URN"].isin(register["URN"])]], ignore_index=True)
    private = rng.choice(len(register), int(len(register) * PRIVATE_POSTCODES), replace=False)
    register.loc[register.index[private], "POSTCODE"] = None
    return replace(council, providers=register)


def episodes_by_child(council: Council) -> list[list[Episode]]:
    """The episodes of each child, in order of time."""
    table = council.tables["Episodes"]
    rows = table.astype(object).where(table.notna(), None).to_dict("records")
    children: dict[str, list[Episode]] = defaultdict(list)
    for at, row in enumerate(rows):
        end = _day(row["DEC"]) if row["DEC"] else _YEAR_END
        children[row["CHILD"]].append(row | {"ROW": at, "START": _day(row["DECOM"]), "END": end})
    return list(children.values())


def to_return(
    council: Council, register: pd.DataFrame, changed: Iterable[tuple[int, str, str]]
) -> xl903.Return:
    """The council's return with cells of Episodes changed: row, column and value, "" for a blank."""
    episodes = council.tables["Episodes"].copy()
    for row, column, value in changed:
        episodes.loc[row, column] = value or None
    return replace(council, tables={**council.tables, "Episodes": episodes}, providers=register).to_return()
