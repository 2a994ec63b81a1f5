"""Cuts one year's return from lives: what the council knows on 31 March, in DfE's tables and codes of the year."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from xl903.readers.loaded import text_table
from xl903.s903.schema import ADOPTED, TABLES
from xl903.synthetic import figures
from xl903.synthetic.days import CollectionYear, as_text, birthday, text_or_blank
from xl903.synthetic.dice import Dice
from xl903.synthetic.lives import OTHER_PLACEMENTS, SEMI_INDEPENDENT, Episode, Life, Period

Row = tuple[str | None, ...]

_SEXES_UNTIL_2024 = {"M": "1", "F": "2"}
_NOT_CARE_LEAVERS = ADOPTED | {"E2", "E3"}


class Cut:
    """One year's return in the making."""

    def __init__(self, dice: Dice, year: CollectionYear) -> None:
        self._dice = dice
        self._year = year
        self._rows: dict[str, list[Row]] = {
            name: [] for name, table in TABLES.items() if table.collected_in(year.year)
        }

    def add(self, lives: Iterable[Life]) -> None:
        """Add the rows of each child that the return of the year names, in the order given."""
        for life in lives:
            if named_in(life, self._year):
                self._add(life)

    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables that DfE collects in the year, columns in DfE's order, cells as text, blanks None."""
        made = {}
        for name, rows in self._rows.items():
            names = TABLES[name].in_year(self._year.year).column_names
            cells = list(zip(*rows, strict=True)) if rows else [()] * len(names)
            made[name] = text_table(dict(zip(names, cells, strict=True)))
        return made

    def _add(self, life: Life) -> None:
        year, rows = self._year, self._rows
        child, dob = life.child, as_text(life.dob)
        episodes = episodes_in(life, year)
        in_care = any(episode.ls not in ("V3", "V4") for episode in episodes)
        mother = _mother(life, year) if in_care and life.sex == "F" else None
        sex = life.sex if year.year >= 2025 else _SEXES_UNTIL_2024[life.sex]
        upn = life.upn if year.year >= life.upn_from else life.upn_code
        born = text_or_blank(life.born_child) if mother == "1" else None
        rows["Header"].append((child, sex, dob, life.ethnic, upn, mother, born))
        if is_care_leaver(life, year):
            rows["OC3"].append((child, dob, *_care_leaver_items(life, year)))
        if not episodes:
            return
        for period in life.periods:
            for episode in period.episodes:
                if _in_year(episode, year):
                    rows["Episodes"].append(self._episode_row(child, period, episode))
        if life.asylum_ends is not None:
            # Rule 205B wants the 18th birthday here as long as the status lasts.
            ends = life.asylum_ends if life.asylum_ends <= year.end else birthday(life.dob, 18)
            rows["UASC"].append((child, sex, dob, as_text(ends)))
        rows["Reviews"] += [
            (child, dob, as_text(on), code) for on, code in life.reviews if year.start <= on <= year.end
        ]
        if in_care_all_year(episodes, year):
            rows["OC2"].append((child, dob, *self._health_items(life)))
        if any(year.start <= period.start <= year.end for period in life.periods):
            rows["PrevPerm"].append((child, dob, *life.previous_permanence))
        rows["Missing"] += [
            (child, dob, absence.kind, as_text(absence.start), text_or_blank(year.upto_end(absence.end)))
            for absence in life.absences
            if absence.start <= year.end and absence.end >= year.start
        ]
        self._add_adoption(life, dob)
        if "SWEpisodes" in rows and in_care:
            self._add_social_workers(life, dob)
        if "DoLo" in rows:
            rows["DoLo"] += [
                (child, dob, as_text(start), text_or_blank(year.upto_end(end)))
                for start, end in life.liberty_orders
                if start <= year.end and end >= year.start
            ]

    def _episode_row(self, child: str, period: Period, episode: Episode) -> Row:
        ended = episode.end <= self._year.end
        setting = episode.setting
        short_break = episode.ls in ("V3", "V4")
        return (
            child,
            as_text(episode.start),
            episode.rne,
            episode.ls,
            period.cin,
            self._place(setting.place),
            setting.provider,
            as_text(episode.end) if ended else None,
            episode.rec if ended else None,
            episode.reason if ended else None,
            None if short_break else period.home,
            None if short_break else setting.post,
            None if short_break else setting.urn,
        )

    def _place(self, place: str) -> str:
        if place == SEMI_INDEPENDENT and self._year.year <= 2024:
            return "H5"
        if place in OTHER_PLACEMENTS and self._year.year <= 2025:
            return "Z1"
        return place

    def _add_adoption(self, life: Life, dob: str) -> None:
        year, decision, adopters = self._year, life.decision, life.adopters
        if decision is None or decision.decided > year.end:
            return
        if decision.ceased is None or decision.ceased >= year.start:
            ceased = year.upto_end(decision.ceased)
            self._rows["PlacedAdoption"].append(
                (
                    life.child,
                    dob,
                    as_text(decision.decided),
                    text_or_blank(ceased),
                    decision.reason if ceased is not None else None,
                )
            )
        if adopters is not None and year.start <= life.periods[-1].end <= year.end:
            self._rows["AD1"].append(
                (
                    life.child,
                    dob,
                    as_text(decision.decided),
                    as_text(adopters.matched),
                    "1" if adopters.were_foster_carers else "0",
                    adopters.number,
                    adopters.sex,
                    adopters.legal_tie,
                )
            )

    def _add_social_workers(self, life: Life, dob: str) -> None:
        year = self._year
        # From 2025 the return reaches back over the year before as well.
        since = year.start if year.year == 2024 else year.before.start
        self._rows["SWEpisodes"] += [
            (
                life.child,
                dob,
                spell.worker,
                as_text(spell.start),
                # Known to have ended only once the next one has begun, on the day after.
                as_text(spell.end) if spell.end is not None and spell.end < year.end else None,
                spell.reason,
            )
            for spell in life.social_workers
            if spell.start <= year.end and (spell.end is None or spell.end >= since)
        ]

    def _health_items(self, life: Life) -> Row:
        """The items of OC2 after DOB, for a child in care all year."""
        dice, year, dob = self._dice, self._year, life.dob
        score = reason = None
        if birthday(dob, 4) <= year.end and birthday(dob, 17) >= year.start:
            right_age = birthday(dob, 4) <= year.start and birthday(dob, 16) >= year.end
            if not right_age and dice.chance(0.5):
                reason = "SDQ1"
            elif dice.chance(0.8):
                spread = sum(dice.roll() for _ in range(4)) - 2
                score = str(min(40, max(0, round(figures.SDQ_MEAN_SCORE + 12 * spread))))
            else:
                reason = dice.draw(figures.NO_SDQ)
        young = birthday(dob, 5) > year.end
        convicted = _flag(dice.chance(0.03)) if birthday(dob, 10) <= year.end else None
        substances = birthday(dob, 12) <= year.end and dice.chance(0.05)
        received = dice.chance(0.5) if substances else None
        return (
            score,
            reason,
            convicted,
            _flag(dice.chance(0.89)) if young else None,
            _flag(dice.chance(0.82)),
            _flag(dice.chance(0.79)),
            _flag(dice.chance(0.89)),
            _flag(substances),
            None if received is None else _flag(received),
            _flag(dice.chance(0.7)) if received is False else None,
        )


def _flag(true: bool) -> str:
    return "1" if true else "0"


def _in_year(episode: Episode, year: CollectionYear) -> bool:
    return episode.start <= year.end and episode.end >= year.start


def episodes_in(life: Life, year: CollectionYear) -> list[Episode]:
    """The episodes that the return of the year holds: on at some day of it."""
    return [episode for episode in life.episodes if _in_year(episode, year)]


def named_in(life: Life, year: CollectionYear) -> bool:
    """Whether the return of the year names the child: in care in the year, or a care leaver."""
    return bool(episodes_in(life, year)) or is_care_leaver(life, year)


def in_care_all_year(episodes: list[Episode], year: CollectionYear) -> bool:
    """Whether a child with these episodes in the year counts as looked after without a break, as for rule 191.

    A start on 1 April is no break; a short break is one, and so is the end of care, on 31 March too.
    """
    return bool(episodes) and not any(
        (episode.rne == "S" and year.start < episode.start)
        or (episode.rec != "X1" and episode.end <= year.end)
        or episode.ls in ("V3", "V4")
        for episode in episodes
    )


def is_care_leaver(life: Life, year: CollectionYear) -> bool:
    """Whether the return of the year has a care leaver record (OC3) of the young person.

    Aged 17 to 20, in care this year or last (rule 1002), for 91 days from 14 on, of which one from 16 on (rule
    1001); at 17 and 18 only those who had left by the birthday (rules 1007 and 1016).
    """
    dob, last = life.dob, life.periods[-1]
    left = last.end
    if left > year.end or last.rec in _NOT_CARE_LEAVERS or birthday(dob, 17) > year.end:
        return False
    both_years = [ep for ep in life.episodes if ep.start <= year.end and ep.end >= year.before.start]
    if not both_years or birthday(dob, 21) <= year.end:
        return False
    if birthday(dob, 19) > year.end:
        age = 17 if birthday(dob, 18) > year.end else 18
        if left >= birthday(dob, age):
            return False
    if birthday(dob, 20) > year.end and not (
        _days_since(both_years, birthday(dob, 14)) >= 91 and _days_since(both_years, birthday(dob, 16)) >= 1
    ):
        return False
    this_year = episodes_in(life, year)
    if this_year:
        return not in_care_all_year(this_year, year)
    # Rule 624 wants last year's MC_DOB again, and 612, 165 and 628 together forbid it without episodes.
    return life.born_child is None or life.born_child > left


def _days_since(episodes: list[Episode], since: int) -> int:
    return sum(max(0, ep.end - max(ep.start, since)) for ep in episodes if ep.ls not in ("V3", "V4"))


def _mother(life: Life, year: CollectionYear) -> str:
    return _flag(life.born_child is not None and life.born_child <= year.end)


def _care_leaver_items(life: Life, year: CollectionYear) -> Row:
    """IN_TOUCH, ACTIV and ACCOM: for life the same where they must be, else a little different each year."""
    last = life.periods[-1]
    in_touch = figures.IN_TOUCH.at(life.manner)
    if in_touch == "RHOM" and last.rec not in ("E4A", "E4B"):
        in_touch = "YES"
    if in_touch != "YES":
        return in_touch, "0", "0"
    activity = figures.ACTIVITY.at((life.manner * 97 + year.year * 0.37) % 1)
    housing = figures.HOUSING.at((life.manner * 89 + year.year * 0.11) % 1)
    if last.rec == "E17" and birthday(life.dob, 19) <= year.end:
        housing = "Z1"
    elif housing == "Z1":
        housing = "D1"
    elif birthday(life.dob, 18) > year.end and housing in ("U1", "K1"):
        housing = "B1"
    if activity == "G6" and life.sex == "M":
        activity = "G5"
    return in_touch, activity, housing
