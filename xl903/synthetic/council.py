"""The made-up council as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from xl903.engine.messages import UserError
from xl903.places import find_authority
from xl903.s903.returns import Return
from xl903.s903.schema import COLLECTION_YEARS
from xl903.synthetic.along_the_way import Staff
from xl903.synthetic.cutting import Cut, named_in
from xl903.synthetic.days import CollectionYear
from xl903.synthetic.dice import Dice
from xl903.synthetic.geography import around
from xl903.synthetic.homes import Homes
from xl903.synthetic.lives import Life
from xl903.synthetic.made_up_providers import make_register, usual_number
from xl903.synthetic.population import make_lives
from xl903.synthetic.writing import write_council

MANCHESTER = "E08000003"


@dataclass(frozen=True)
class Council:
    """A made-up council's returns of two years, and the register of providers.

    ``tables``, ``last_year``: table name to DataFrame as ``xl903.Return`` takes them, cells as text, blanks
    None; only tables that DfE collects in the year. ``providers``: the register, as Return takes it. ``lives``:
    what the returns were cut from, in Header's order.

    Whoever wants a return that is not clean changes copies of the tables (``dataclasses.replace``).
    """

    year: int
    authority: str
    tables: Mapping[str, pd.DataFrame]
    last_year: Mapping[str, pd.DataFrame]
    providers: pd.DataFrame
    lives: tuple[Life, ...] = field(default=(), repr=False)

    def to_return(self) -> Return:
        """Both years with the register, ready to validate."""
        return Return(
            self.tables, self.last_year, year=self.year, authority=self.authority, providers=self.providers
        )

    def write(self, folder: str | Path, xml: bool = False, ofsted: bool = True) -> None:
        """Write the folders ``this-year`` and ``last-year``, and the register as ``ofsted.xlsx``.

        xml: each folder holds one XML file in place of CSV files. Raises UserError where the folder holds
        something already or cannot be written to.
        """
        returns = {self.year: self.tables, self.year - 1: self.last_year}
        write_council(returns, self.providers if ofsted else None, Path(folder), xml=xml)


def make_council(
    *, children: int = 300, year: int = 2026, seed: int = 1, authority: str = MANCHESTER
) -> Council:
    """Make up a council.

    children: rows of this year's Header. year: the year the collection ends in, 2023 to 2027. seed: another
    seed gives another council. authority: ONS code or name.

    Raises UserError for a year without rules, an unknown authority or a number of children below one, and
    PlacesUnavailable where there are no postcodes.
    """
    if year not in COLLECTION_YEARS:
        span = f"{COLLECTION_YEARS[0]} to {COLLECTION_YEARS[-1]}"
        raise UserError(f"A made-up return can be of collection year {span}, not of {year}.")
    if children < 1:
        raise UserError(f"A council has at least one child in care, not {children}.")
    code = find_authority(authority).code
    this_year = CollectionYear(year)
    dice = Dice(seed)
    geography = around(code)
    register = make_register(dice, geography, this_year, usual_number(children))
    homes = Homes(dice, geography, register)
    drawn = make_lives(dice, homes, Staff(dice, children), this_year, code)
    lives = _until_header_has(children, drawn, this_year)
    before, now = Cut(dice, this_year.before), Cut(dice, this_year)
    before.add(lives)
    now.add(lives)
    return Council(
        year=year,
        authority=code,
        tables=now.tables(),
        last_year=before.tables(),
        providers=register.as_table(),
        lives=tuple(lives),
    )


def _until_header_has(children: int, drawn: Iterator[Life], year: CollectionYear) -> list[Life]:
    """As many lives as it takes for that many children in the year's Header, in the order of their ids."""
    lives = []
    for life in drawn:
        lives.append(life)
        children -= named_in(life, year)
        if not children:
            break
    return sorted(lives, key=lambda life: (len(life.child), life.child))
