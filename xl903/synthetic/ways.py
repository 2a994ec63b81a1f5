"""The ways that lives in care go: ordinary care, adoption, asylum seekers, remand, short breaks.

Each gives the periods of care of one child, and for adoption its decisions.
"""

from __future__ import annotations

from dataclasses import dataclass

from xl903.s903.schema import TEMPORARY_PLACEMENTS
from xl903.synthetic import figures
from xl903.synthetic.care import (
    Move,
    PlacesByAge,
    Status,
    add_temporary_placements,
    episodes_of,
    moves_of_care,
    statuses_of_care,
    why_care_ended,
)
from xl903.synthetic.days import CollectionYear, birthday, working_day
from xl903.synthetic.dice import Dice, Shares
from xl903.synthetic.homes import Homes
from xl903.synthetic.lives import Adopters, AdoptionDecision, Episode, Period

_PLACES_OF_ASYLUM_SEEKERS = (
    (16, Shares({"U6": 85, "K2": 15})),
    (99, Shares({"K3": 68, "U6": 27, "K2": 5})),
)
_ON_REMAND = ((99, figures.PLACES_ON_REMAND),)
_GIRLS_ON_REMAND = ((99, figures.PLACES_OF_GIRLS_ON_REMAND),)


def _only(*places: str) -> PlacesByAge:
    """Each of the placement types as likely as the others, at any age."""
    return ((99, Shares(dict.fromkeys(places, 1.0))),)


@dataclass
class Outline:
    """What is drawn of a life before it is told: who the child is and when care begins, and would end.

    ``way``: a key of ``figures.WAYS``. ``end`` is never after the 18th birthday.
    """

    way: str
    male: bool
    dob: int
    start: int
    end: int


@dataclass
class Story:
    """The periods of care of one child; what was decided about adoption, and by whom the child was adopted."""

    periods: list[Period]
    decision: AdoptionDecision | None = None
    adopters: Adopters | None = None
    missing_at_18: bool = False


class Storyteller:
    """Tells lives for one council and the two years that returns are cut from."""

    def __init__(self, dice: Dice, homes: Homes, year: CollectionYear) -> None:
        self._dice = dice
        self._homes = homes
        self._since = year.before.start
        self._until = year.end

    def tell(self, outline: Outline) -> Story:
        """The periods of care that an outline comes to."""
        if outline.way in ("V3", "V4"):
            return Story(self._short_breaks(outline))
        if outline.way == "adoption":
            return self._adoption(outline)
        if outline.way == "asylum":
            return self._asylum(outline)
        if outline.way == "remand":
            return Story([self._remand(outline)])
        return Story(self._care(outline))

    # Ordinary care

    def _care(self, outline: Outline) -> list[Period]:
        dice, dob = self._dice, outline.dob
        if outline.start > birthday(dob, 15) and outline.end == birthday(dob, 18) and dice.chance(0.02):
            return [self._stays_past_18(outline)]
        home = self._homes.family_home()
        need = dice.draw(figures.NEED if outline.start > birthday(dob, 8) else figures.NEED_UNDER_8)
        periods = [self._period_of_care(outline, outline.start, outline.end, home, need)]
        while periods[-1].rec in ("E4A", "E4B", "E13") and dice.chance(figures.RETURNS_TO_CARE):
            start = periods[-1].end + dice.days_about(250, 30)
            last_day = birthday(dob, 18)
            if start >= last_day - 30:
                break
            end = min(start + dice.days_about(dice.draw(figures.CARE_LASTS), 5), last_day)
            if dice.chance(0.2):  # the family has moved
                home = self._homes.family_home()
            periods.append(self._period_of_care(outline, start, end, home, need))
        return periods

    def _period_of_care(self, outline: Outline, start: int, end: int, home: str, need: str) -> Period:
        dice, dob = self._dice, outline.dob
        statuses = statuses_of_care(dice, dob, start, end)
        places = figures.PLACES_BY_AGE if outline.male else figures.PLACES_OF_GIRLS_BY_AGE
        moves = moves_of_care(dice, self._homes, dob, end, statuses, home, places=places)
        rec = why_care_ended(dice, dob, moves, end)
        return Period(need, home, self._episodes(statuses, moves, end, rec))

    def _stays_past_18(self, outline: Outline) -> Period:
        """A young person who stays in a children's home by agreement, as section 20(5) allows up to 21."""
        dice, dob = self._dice, outline.dob
        home = self._homes.family_home()
        end = birthday(dob, 18) + dice.whole(60, 650)
        statuses = [Status(outline.start, "V2")]
        moves = moves_of_care(dice, self._homes, dob, end, statuses, home, places=_only("K2"))
        episodes = episodes_of(dice, statuses, moves, end, "E5" if dice.chance(0.6) else "E7")
        with_absences = add_temporary_placements(dice, episodes, self._since, self._until)
        # Rule 359 wants those who are of age in the children's home on 31 March, so these do not go away.
        of_age = birthday(dob, 18)
        if any(ep.setting.place in TEMPORARY_PLACEMENTS and ep.end > of_age for ep in with_absences):
            return Period("N2", home, episodes)
        return Period("N2", home, with_absences)

    def _episodes(self, statuses: list[Status], moves: list[Move], end: int, rec: str) -> list[Episode]:
        episodes = episodes_of(self._dice, statuses, moves, end, rec)
        return add_temporary_placements(self._dice, episodes, self._since, self._until)

    # Adoption

    def _adoption(self, outline: Outline) -> Story:
        dice, dob, start = self._dice, outline.dob, outline.start
        decided = working_day(start + dice.whole(120, 300))
        if dice.chance(0.06):
            return self._adoption_by_consent(dob, start, decided)
        statuses = [Status(working_day(start), "C1")]
        if dice.chance(0.3):
            statuses = [Status(start, "V2"), Status(working_day(start + dice.whole(5, 60)), "C1")]
        if dice.chance(0.06):
            return self._no_placement_order(dob, statuses, decided)
        ordered = working_day(decided + dice.whole(14, 70))
        statuses.append(Status(ordered, "E1"))
        if dice.chance(0.16):
            return self._plan_changed(dob, statuses, decided, ordered)
        return self._adopted_under_order(dob, statuses, decided, ordered)

    def _adopted_under_order(self, dob: int, statuses: list[Status], decided: int, ordered: int) -> Story:
        dice = self._dice
        home = self._homes.family_home()
        by_carers = dice.chance(0.15)
        placed = ordered + (dice.whole(3, 40) if by_carers else dice.whole(45, 300))
        ends = working_day(placed + dice.whole(110, 420))
        foster = _only("U5") if by_carers else _only("U6")
        moves = moves_of_care(dice, self._homes, dob, placed, statuses, home, places=foster)
        last = moves[-1].setting
        if by_carers:
            adoptive, reason = self._homes.adopters_home("A5", last, placed), "PLACE"
        else:
            adoptive, reason = self._homes.find("A6", placed, home), "CARPL"
        moves.append(Move(placed, adoptive, reason, same_carers=by_carers))
        rec = "E12" if dice.chance(0.7) else "E11"
        return Story(
            [Period(dice.draw(figures.NEED_UNDER_8), home, self._episodes(statuses, moves, ends, rec))],
            AdoptionDecision(decided),
            self._adopters(max(decided, working_day(placed - dice.whole(7, 60), -1)), by_carers=by_carers),
        )

    def _adoption_by_consent(self, dob: int, start: int, decided: int) -> Story:
        dice, statuses = self._dice, [Status(start, "V2")]
        home = self._homes.family_home()
        placed = decided + dice.whole(20, 120)
        ends = working_day(placed + dice.whole(110, 300))
        by_carers = dice.chance(0.3)
        foster = _only("U5") if by_carers else _only("U6")
        moves = moves_of_care(dice, self._homes, dob, placed, statuses, home, places=foster)
        if by_carers:
            adoptive = self._homes.adopters_home("A3", moves[-1].setting, placed)
            moves.append(Move(placed, adoptive, "PLACE", same_carers=True))
        else:
            moves.append(Move(placed, self._homes.find("A4", placed, home), "CARPL"))
        need = "N8" if dice.chance(0.2) else "N4"
        return Story(
            [Period(need, home, self._episodes(statuses, moves, ends, "E11"))],
            AdoptionDecision(decided),
            self._adopters(max(decided, working_day(placed - dice.whole(7, 40), -1)), by_carers=by_carers),
        )

    def _no_placement_order(self, dob: int, statuses: list[Status], decided: int) -> Story:
        """The court made a special guardianship order for relatives instead."""
        dice = self._dice
        home = self._homes.family_home()
        ends = working_day(decided + dice.whole(40, 150))
        moves = moves_of_care(dice, self._homes, dob, ends, statuses, home, places=_only("U6"))
        episodes = self._episodes(statuses, moves, ends, "E47")
        return Story([Period("N1", home, episodes)], AdoptionDecision(decided, ends, "RD2"))

    def _plan_changed(self, dob: int, statuses: list[Status], decided: int, ordered: int) -> Story:
        """The decision was reversed and the placement order revoked, which leaves the care order."""
        dice = self._dice
        home = self._homes.family_home()
        ceased = working_day(ordered + dice.whole(200, 600))
        end = min(ceased + dice.days_about(2500, 200), birthday(dob, 18))
        statuses = [*statuses, Status(ceased, "C2")]
        moves = moves_of_care(dice, self._homes, dob, end, statuses, home, places=_only("U6"))
        rec = why_care_ended(dice, dob, moves, end)
        reason = dice.draw(Shares({"RD1": 40, "RD3": 40, "RD4": 20}))
        episodes = self._episodes(statuses, moves, end, rec)
        return Story(
            [Period(dice.draw(figures.NEED_UNDER_8), home, episodes)],
            AdoptionDecision(decided, ceased, reason),
        )

    def _adopters(self, matched: int, *, by_carers: bool) -> Adopters:
        number, sex, tie = self._dice.draw(figures.ADOPTERS)
        return Adopters(matched, by_carers, number, sex, tie)

    # Asylum, remand, short breaks

    def _asylum(self, outline: Outline) -> Story:
        dice, dob, start = self._dice, outline.dob, outline.start
        end = birthday(dob, 18)
        early = dice.chance(0.10)
        if early:
            end = min(end, start + dice.days_about(200, 10))
        statuses = [Status(start, "V2")]
        moves = moves_of_care(dice, self._homes, dob, end, statuses, None, places=_PLACES_OF_ASYLUM_SEEKERS)
        missing = False
        if end < birthday(dob, 18):
            rec = dice.draw(Shares({"E13": 40, "E15": 30, "E8": 30}))
        else:
            missing = dice.chance(0.03)
            rec = "E8" if missing else why_care_ended(dice, dob, moves, end)
        period = Period("N8", None, self._episodes(statuses, moves, end, rec))
        return Story([period], missing_at_18=missing)

    def _remand(self, outline: Outline) -> Period:
        dice, dob, start = self._dice, outline.dob, outline.start
        end = min(start + dice.days_about(80, 6), birthday(dob, 18))
        home = self._homes.family_home()
        if dice.chance(0.1):  # a youth rehabilitation order that says where to live
            statuses, rec = [Status(start, "J3")], "E4A"
            moves = moves_of_care(dice, self._homes, dob, end, statuses, home, places=_only("K2", "U6"))
        else:
            statuses = [Status(start, "J1")]
            places = _ON_REMAND if outline.male else _GIRLS_ON_REMAND
            moves = moves_of_care(dice, self._homes, dob, end, statuses, home, places=places)
            if moves[0].setting.place in ("K2", "U6") and dice.chance(0.3):
                # Held by the police first, and put up by the council.
                statuses = [Status(start, "J2"), Status(start + dice.whole(1, 2), "J1")]
            rec = "E9" if dice.chance(0.25) else "E14"
        return Period("N6", home, episodes_of(dice, statuses, moves, end, rec))

    def _short_breaks(self, outline: Outline) -> list[Period]:
        dice = self._dice
        setting = self._homes.short_break_place()
        if outline.way == "V4":
            return [Period("N2", None, [Episode(outline.start, "S", "V4", setting, outline.end, "E8")])]
        breaks: list[Period] = []
        at = outline.start
        while at < outline.end - 20:
            end = at + dice.whole(1, 4)
            breaks.append(Period("N2", None, [Episode(at, "S", "V3", setting, end, "E4A")]))
            at = end + dice.whole(18, 45)
        return breaks
