"""Tells made-up lives in order of time, a line for each thing that happened, for people to read.

Whoever changes how lives are made up reads some of them afterwards: the rules find what DfE forbids, and only
a reader finds what is absurd.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property

import pandas as pd

from xl903.places import load_postcodes, placement_distance
from xl903.s903.schema import TABLES, codes
from xl903.synthetic.council import Council
from xl903.synthetic.days import CollectionYear, as_text, birthday
from xl903.synthetic.lives import Episode, Life, Setting

_SAID_ONCE_A_YEAR = {
    "OC2": "after a year in care",
    "OC3": "care leaver",
    "PrevPerm": "permanent arrangement before care",
    "AD1": "adopted",
}
_FIRST, _MIDDLE, _LAST = 0, 1, 2
"""Of what happens on one day: care begins, care goes on, care ends."""


class Storybook:
    """The lives of a council, to be told."""

    def __init__(self, council: Council) -> None:
        self._council = council
        self._council_year = CollectionYear(council.year)
        listed = council.providers.drop_duplicates("URN").set_index("URN")["NAME"]
        self._names = {str(urn): str(name) for urn, name in listed.items()}

    def tell(self, life: Life) -> list[str]:
        """The child, then a line for each thing that happened: the day, the age on that day, and what it was.

        Health, convictions and what became of a care leaver are told on the last day of either year, for the
        returns have them so. Reviews, absences and short breaks are those of the two years; all else is told from
        the first day in care to the last, even what comes after the council's year.
        """
        title = (
            f"{life.child}: {'girl' if life.sex == 'F' else 'boy'}, born {as_text(life.dob)}, {life.ethnic}"
        )
        if life.asylum_ends is not None:
            title += f", unaccompanied asylum seeker until {as_text(life.asylum_ends)}"
        happened = sorted(self._what_happened(life), key=lambda one: one[:2])
        return [title, *(f"  {as_text(on)}  {_age(life.dob, on):>6}  {what}" for on, _, what in happened)]

    def _what_happened(self, life: Life) -> list[tuple[int, int, str]]:
        found: list[tuple[int, int, str]] = []
        since = self._council_year.before.start
        for period in life.periods:
            if period.episodes[0].ls == "V3":
                if period.end >= since and period.start <= self._council_year.end:
                    where = self._meaning("PLACE", period.episodes[0].setting.place)
                    found.append((period.start, _MIDDLE, f"short break until {as_text(period.end)}, {where}"))
                continue
            need = self._meaning("CIN", period.cin)
            found.append(
                (period.start, _FIRST, f"CARE BEGINS, need: {need}, home {period.home or 'not known'}")
            )
            before: Episode | None = None
            for episode in period.episodes:
                found.append((episode.start, _FIRST, self._episode(period.home, episode, before)))
                before = episode
            found.append((period.end, _LAST, f"CARE ENDS: {self._meaning('REC', period.rec)}"))
        found += [(on, _MIDDLE, f"review: {self._meaning('REVIEW_CODE', code)}") for on, code in life.reviews]
        for spell in life.social_workers:
            why = self._meaning("SW_REASON", spell.reason)
            found.append((spell.start, _MIDDLE, f"social worker {spell.worker}: {why}"))
        for absence in life.absences:
            what = self._meaning("MISSING", absence.kind)
            found.append((absence.start, _MIDDLE, f"{what}, until {as_text(absence.end)}"))
        for start, end in life.liberty_orders:
            found.append((start, _MIDDLE, f"deprived of liberty by an order, until {as_text(end)}"))
        if life.born_child is not None:
            found.append((life.born_child, _MIDDLE, "HAS A CHILD"))
        if life.decision is not None:
            found.append((life.decision.decided, _MIDDLE, "decision that the child be placed for adoption"))
            if life.decision.ceased is not None:
                why = self._meaning("REASON_PLACED_CEASED", life.decision.reason)
                found.append((life.decision.ceased, _MIDDLE, f"decision reversed: {why}"))
        if life.adopters is not None:
            found.append((life.adopters.matched, _MIDDLE, "matched with adopters"))
        this_year = self._council_year
        for number, year in ((self._council.year - 1, this_year.before), (self._council.year, this_year)):
            found += self._of_returns(life.child, number, year)
        return found

    def _episode(self, home: str | None, episode: Episode, before: Episode | None) -> str:
        if before is not None and before.setting == episode.setting:
            return f"status: {self._meaning('LS', episode.ls)}"
        where = f"{self._meaning('PLACE', episode.setting.place)}, {self._whereabouts(home, episode.setting)}"
        if before is None:
            return f"{self._meaning('LS', episode.ls)}; lives: {where}"
        why = f" because: {self._meaning('REASON_PLACE_CHANGE', before.reason)}" if before.reason else ""
        status = f", status: {self._meaning('LS', episode.ls)}" if before.ls != episode.ls else ""
        return f"moves to: {where}{why}{status}"

    def _whereabouts(self, home: str | None, setting: Setting) -> str:
        name = self._names.get(setting.urn or "", setting.urn or "no URN")
        text = f"{setting.provider or 'no provider'}, {name}, {setting.post or 'no postcode'}"
        if home is None or setting.post is None:
            return text
        if home == setting.post:
            return f"{text} (at home)"
        return f"{text} ({self._miles[home, setting.post]:.0f} miles)"

    @cached_property
    def _miles(self) -> dict[tuple[str, str], float]:
        """The distance of every home and placement of the council's lives."""
        pairs = dict.fromkeys(
            (period.home, episode.setting.post)
            for life in self._council.lives
            for period in life.periods
            for episode in period.episodes
            if period.home is not None and episode.setting.post is not None
        )
        homes, posts = (pd.Series(list(column), dtype=object) for column in zip(*pairs, strict=True))
        return dict(zip(pairs, map(float, placement_distance(homes, posts, load_postcodes())), strict=True))

    @cached_property
    def _rows(self) -> dict[tuple[int, str, str], list[dict[str, str]]]:
        """What the two returns say once a year: the filled cells of each row, by year, table and child."""
        rows: dict[tuple[int, str, str], list[dict[str, str]]] = {}
        for year, tables in (
            (self._council.year - 1, self._council.last_year),
            (self._council.year, self._council.tables),
        ):
            for name in _SAID_ONCE_A_YEAR:
                for row in tables[name].to_dict("records"):
                    filled = {str(column): str(cell) for column, cell in row.items() if pd.notna(cell)}
                    rows.setdefault((year, name, filled["CHILD"]), []).append(filled)
        return rows

    def _of_returns(self, child: str, number: int, year: CollectionYear) -> list[tuple[int, int, str]]:
        """What a year's return says of the child that is no matter of days."""
        found = []
        for name, what in _SAID_ONCE_A_YEAR.items():
            for row in self._rows.get((number, name, child), ()):
                items = [self._item(name, column, cell) for column, cell in row.items()]
                found.append((year.end, _LAST, f"{what}: {', '.join(item for item in items if item)}"))
        return found

    def _item(self, table: str, column: str, cell: str) -> str:
        if column in ("CHILD", "DOB"):
            return ""
        of = next(one.codes for one in TABLES[table].columns if one.name == column)
        if of == "YES_NO":
            return f"{'' if cell == '1' else 'no '}{column}"
        return f"{column} {self._meaning(of, cell) if of else cell}"

    def _meaning(self, column: str, code: str | None) -> str:
        return f"{code} {codes(column, self._council.year).get(code or '', '')}".strip()


def _age(dob: int, on: int) -> str:
    years = next(age for age in range(-1, 130) if birthday(dob, age + 1) > on)
    born, day = date.fromordinal(birthday(dob, max(0, years))), date.fromordinal(on)
    months = (day.year - born.year) * 12 + day.month - born.month - (day.day < born.day)
    return f"{years}y{months}m"
