"""The children of a made-up council: drawn in bulk, then each life told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from xl903.places import find_authority
from xl903.s903.schema import codes
from xl903.synthetic import figures
from xl903.synthetic.along_the_way import (
    Staff,
    add_what_happens,
    missing_on_18th_birthday,
    previous_permanence,
)
from xl903.synthetic.cutting import named_in
from xl903.synthetic.days import CollectionYear, birthday, day
from xl903.synthetic.dice import Dice, Shares
from xl903.synthetic.homes import Homes
from xl903.synthetic.lives import Life
from xl903.synthetic.ways import Outline, Story, Storyteller

_YEAR = 365.2425
_YEARS_BACK = 18.2
_AN_ADOPTION_TAKES = 1150
_NEVER_A_NUMBER = 9999

T = TypeVar("T")

_CHECK_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def make_lives(
    dice: Dice, homes: Homes, staff: Staff, year: CollectionYear, authority: str
) -> Iterator[Life]:
    """Lives without end, each named in the return of the collection year or of the one before."""
    teller = Storyteller(dice, homes, year)
    numbers = _PupilNumbers(authority, year)
    previous = _PreviousAuthorities(authority, year)
    ids = _child_ids(dice)
    since = year.before.start
    while True:
        for outline in _outlines(dice, year, 4_000):
            story = teller.tell(outline)
            life = _life(dice, outline, story)
            if not (named_in(life, year) or named_in(life, year.before)):
                continue
            life.child = next(ids)
            if life.asylum_ends is None:
                life.previous_permanence = previous_permanence(
                    dice, life.dob, story.periods[0].start, previous.own, previous.others
                )
            numbers.give(dice, life)
            add_what_happens(dice, staff, life, since, year.end)
            if story.missing_at_18:
                last = missing_on_18th_birthday(dice, story.periods[-1])
                life.absences = [absence for absence in life.absences if absence.end < last.start]
                life.absences.append(last)
            yield life


def _life(dice: Dice, outline: Outline, story: Story) -> Life:
    asylum = outline.way == "asylum"
    last_day = story.periods[-1].end
    return Life(
        child="",
        sex="M" if outline.male else "F",
        dob=outline.dob,
        ethnic=dice.draw(figures.ETHNIC_OF_ASYLUM_SEEKERS if asylum else figures.ETHNIC),
        periods=story.periods,
        manner=dice.roll(),
        asylum_ends=min(last_day, birthday(outline.dob, 18)) if asylum else None,
        decision=story.decision,
        adopters=story.adopters,
    )


def _child_ids(dice: Dice) -> Iterator[str]:
    """Ids of six digits, and of seven once those are used up, in no order."""
    for first, last in ((100_000, 1_000_000), (1_000_000, 10_000_000)):
        for number in (first + dice.generator.permutation(last - first)).tolist():
            yield str(number)


def _outlines(dice: Dice, year: CollectionYear, number: int) -> Iterator[Outline]:
    """Outlines of lives that either year's return may name, out of ``number`` drawn."""
    rng = dice.generator
    ways = _drawn(rng, figures.WAYS, number)
    starts = year.end - (rng.random(number) * _YEARS_BACK * _YEAR).astype(int)
    ages = np.empty(number)
    for way, bands in figures.AGES_AT_START.items():
        of_way = ways == way
        low, high = np.array(_drawn(rng, bands, int(of_way.sum())).tolist()).reshape(-1, 2).T
        ages[of_way] = low + (high - low) * rng.random(len(low))
    births = starts - (ages * _YEAR).astype(int)
    mean = _drawn(rng, figures.CARE_LASTS, number).astype(float)
    lasts = (rng.exponential(mean) + 2).astype(int)
    lasts[(ways == "care") & (ages < 5)] //= 2  # the youngest mostly find a family sooner
    lasts[ways == "adoption"] = _AN_ADOPTION_TAKES
    lasts[ways == "asylum"] = int(6 * _YEAR)
    lasts[np.isin(ways, ["V3", "V4"])] += 200
    male = rng.random(number) < np.where(ways == "asylum", figures.MALE_ASYLUM_SEEKER, figures.MALE)
    # Two years more, for those who come back into care; last year's care leavers left up to a year before it.
    reach = np.minimum(starts + lasts, births + int(18.1 * _YEAR)) + 2 * 365
    for at in np.flatnonzero(reach >= year.before.before.start).tolist():
        dob, start = int(births[at]), int(starts[at])
        end = min(start + int(lasts[at]), birthday(dob, 18))
        if start < end - 1:
            yield Outline(str(ways[at]), bool(male[at]), dob, start, end)


def _drawn(rng: np.random.Generator, shares: Shares[T], number: int) -> npt.NDArray[np.object_]:
    """Many draws at once."""
    things = np.empty(len(shares.things), dtype=object)
    things[:] = shares.things
    return things[[shares.position(roll) for roll in rng.random(number).tolist()]]


class _PreviousAuthorities:
    """DfE's numbers of authorities, for LA_PERM."""

    def __init__(self, authority: str, year: CollectionYear) -> None:
        numbers = codes("LA_PERM", year.year)
        name = find_authority(authority).name.removesuffix(", City of").removesuffix(", County of")
        self.own = next((number for number, of in numbers.items() if of == name), None)
        self.others = [number for number in numbers if number.isdigit() and number != "999"]


class _PupilNumbers:
    """Unique pupil numbers: right in form and check letter, but of schools whose numbers are not in use."""

    def __init__(self, authority: str, year: CollectionYear) -> None:
        self._authority = _PreviousAuthorities(authority, year).own or "999"
        self._year = year
        self._given = 0

    def give(self, dice: Dice, life: Life) -> None:
        """Give the child a number and say what stood for it before, and until when."""
        life.upn = self._next(dice)
        # UN1 serves until the August that rule 209 names.
        life.upn_from = next(
            year
            for year in range(self._year.year - 25, self._year.year + 25)
            if birthday(life.dob, 4) <= day(year - 2, 8, 31)
        )
        life.upn_code = "UN1"
        start = life.periods[0].start
        first = CollectionYear(_collection_year_of(start))
        if life.only_short_breaks and dice.chance(0.3):
            life.upn_code, life.upn_from = None, _NEVER_A_NUMBER
        elif life.asylum_ends is not None:
            life.upn_code = "UN3"
            life.upn_from = first.year + 1 if dice.chance(0.6) else _NEVER_A_NUMBER
        elif life.upn_from <= self._year.year - 1 and dice.chance(0.01):
            life.upn_code, life.upn_from = dice.one_of(("UN2", "UN5")), _NEVER_A_NUMBER
        elif life.upn_from <= first.year and _new_since_24_march(life, first) and dice.chance(0.6):
            life.upn_code, life.upn_from = "UN4", first.year + 1

    def _next(self, dice: Dice) -> str:
        school, serial = divmod(self._given, 1000)
        self._given += 1
        # Schools have numbers from 1000, so no pupil has one of these.
        digits = f"{self._authority}{school % 1000:04d}{dice.whole(5, 25):02d}{serial:03d}"
        check = sum(weight * int(digit) for weight, digit in enumerate(digits, start=2)) % 23
        return f"{_CHECK_LETTERS[check]}{digits}"


def _new_since_24_march(life: Life, first: CollectionYear) -> bool:
    """Whether the child is new to care in the last days of the year, so that rule 210 lets UN4 pass."""
    return life.periods[0].start >= day(first.year, 3, 24)


def _collection_year_of(on: int) -> int:
    as_date = date.fromordinal(on)
    return as_date.year + ((as_date.month, as_date.day) > (3, 31))
