"""A period of care made of what happens in it: legal statuses, moves, temporary placements, and its end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from xl903.s903.schema import FOSTER_PLACEMENTS
from xl903.synthetic import figures
from xl903.synthetic.days import birthday, working_day
from xl903.synthetic.dice import Dice, Shares
from xl903.synthetic.homes import FOSTERED_BY_RELATIVES, Homes
from xl903.synthetic.lives import SEMI_INDEPENDENT, Episode, Setting, renamed
from xl903.synthetic.made_up_providers import SUPPORTED_ACCOMMODATION_REGISTERS

CARE_ORDERS = frozenset({"C1", "C2"})
NO_CARE_ORDER_FROM = 17
"""The age from which a court makes no care order any more (Children Act 1989, section 31)."""

ON_REMAND = frozenset({"J1", "J2"})

PlacesByAge = tuple[tuple[int, Shares[str]], ...]
"""Shares of placement types below each age in years, youngest first."""

_LONG_TERM = {"U6": "U4", "U3": "U1"}
_SHORTEST_STAY = 4
_LONG_TERM_AFTER = 120
"""Days in a foster home before it is agreed that the child stays."""

_AGREED_FOR_LONG = 500
"""Days after which a young child is hardly ever looked after by agreement only."""

_PROCEEDINGS = 120
"""Days that it takes, at least, until a court decides with whom a child is to live."""

_CARERS_FOR_A_YEAR = 365
"""Days after which foster carers who are no relatives may ask to be special guardians."""


@dataclass(frozen=True)
class Status:
    """A legal status and the day it begins."""

    day: int
    ls: str


@dataclass(frozen=True)
class Move:
    """A setting and the day it begins; why the setting before it ended, and whether the carers stay the same."""

    day: int
    setting: Setting
    reason: str | None = None
    same_carers: bool = False


def statuses_of_care(dice: Dice, dob: int, start: int, end: int) -> list[Status]:
    """Legal statuses as they follow from each other: protection for days, agreement, interim order, full order."""
    young = start < birthday(dob, 10)
    last_day = birthday(dob, NO_CARE_ORDER_FROM) - 30
    ls = dice.draw(figures.FIRST_STATUS_UNDER_10 if young else figures.FIRST_STATUS_FROM_10)
    if ls in CARE_ORDERS:
        if start > last_day:
            ls = "V2"
        elif working_day(start) < end - 1:
            start = working_day(start)
    found = [Status(start, ls)]
    # Police protection lasts 72 hours at most, an emergency order 21 days, an assessment order 7 days.
    at = start + {"L1": dice.whole(1, 3), "L2": dice.whole(6, 21), "L3": dice.whole(3, 7)}.get(ls, 0)
    if at > start:
        # A court's answer comes before protection ends, so not at the weekend after.
        ls = "C1" if dice.chance(0.65 if young else 0.4) and at == working_day(at) < last_day else "V2"
        found.append(Status(at, ls))
    lasts = end - start > _AGREED_FOR_LONG
    if ls == "V2" and dice.chance((0.96 if lasts else 0.6) if young else 0.42):
        ordered = working_day(at + dice.whole(30, 260))
        if ordered <= last_day:
            at, ls = ordered, "C1"
            found.append(Status(at, ls))
    if ls == "C1":
        ordered = working_day(min(at + dice.whole(180, 420), last_day), -1)
        # Where the child goes home soon, no full order is made.
        if at + 20 < ordered < end - 60:
            found.append(Status(ordered, "C2"))
    return [status for status in found if status.day < end]


def status_on(statuses: list[Status], on: int) -> str:
    """The legal status on a day."""
    return [status.ls for status in statuses if status.day <= on][-1]


def moves_of_care(
    dice: Dice,
    homes: Homes,
    dob: int,
    end: int,
    statuses: list[Status],
    home: str | None,
    *,
    places: PlacesByAge = figures.PLACES_BY_AGE,
) -> list[Move]:
    """Where the child lives from the first status to the end of care.

    ``places``: the placement types to draw from, by the child's age. With parents (P1) only under a care
    order, and in custody (R5) from the first day only on remand.
    """
    at = statuses[0].day
    setting = homes.find(_place(dice, dob, at, statuses, places), at, home)
    found = [Move(at, setting)]
    while True:
        settled = 2 if at < birthday(dob, 5) else 1  # the youngest are moved less
        stay = dice.days_about(figures.STAY[setting.place] * settled, _SHORTEST_STAY)
        leave = min(_often_on_court_day(dice, statuses, at, at + stay), setting.closes)
        if leave >= end or (leave > end - _SHORTEST_STAY and leave < setting.closes):
            return found
        stayed, at = leave - at, leave
        closed = at == setting.closes
        if (
            not closed
            and stayed >= _LONG_TERM_AFTER
            and at < birthday(dob, 17)
            and setting.place in _LONG_TERM
            and status_on(statuses, at) == "C2"
            and dice.chance(0.4)
        ):
            setting = renamed(setting, _LONG_TERM[setting.place])
            found.append(Move(at, setting, "PLACE", same_carers=True))
            continue
        new = _other_home(dice, homes, dob, at, statuses, home, setting, places)
        if new is None:
            if not closed:
                continue
            new = homes.find("U6", at, home)
        reason = "CLOSE" if closed else _why_moved(dice, dob, at, setting, new)
        setting = new
        found.append(Move(at, setting, reason))


def _why_moved(dice: Dice, dob: int, at: int, old: Setting, new: Setting) -> str:
    if new.place == "R5" and old.place != "R5":
        return "CUSTOD"
    if old.place == "R5":  # no carer there asks for anything
        return "CARPL" if dice.chance(0.4) else "OTHER"
    if old.place in ("R2", "R3") or (new.place == "P1" and dice.chance(0.85)):  # as was planned
        return "CARPL"
    return dice.draw(figures.WHY_A_SMALL_CHILD_MOVED if at < birthday(dob, 6) else figures.WHY_MOVED)


def _often_on_court_day(dice: Dice, statuses: list[Status], since: int, leave: int) -> int:
    """The day of a move: often that of a court order, where one is made within weeks of it."""
    for status in statuses:
        if status.day >= since + _SHORTEST_STAY and abs(status.day - leave) <= 60 and dice.chance(0.4):
            return status.day
    return leave


def _other_home(
    dice: Dice,
    homes: Homes,
    dob: int,
    at: int,
    statuses: list[Status],
    home: str | None,
    setting: Setting,
    places: PlacesByAge,
) -> Setting | None:
    for _ in range(10):
        new = homes.find(_place(dice, dob, at, statuses, places), at, home)
        if not new.same_place_as(setting) and new.post != setting.post:
            return new
    return None


def _place(dice: Dice, dob: int, at: int, statuses: list[Status], places: PlacesByAge) -> str:
    ls = status_on(statuses, at)
    place = dice.draw(next(shares for age, shares in places if at < birthday(dob, age)))
    if place == "P1" and ls not in CARE_ORDERS:
        return "U6"
    first_day = at == statuses[0].day and ls not in ON_REMAND
    if place == "R5" and (first_day or at < birthday(dob, 12)):
        return "K2"
    if place == "K1" and first_day:  # a court decides on secure accommodation first
        return "K2"
    return place


def episodes_of(dice: Dice, statuses: list[Status], moves: list[Move], end: int, rec: str) -> list[Episode]:
    """The episodes that statuses and moves make: a new one each day on which either changes."""
    new_status = {status.day: status.ls for status in statuses}
    new_setting = {move.day: move for move in _registered_in_2023(dice, moves, end)}
    days = [*sorted({*new_status, *new_setting}), end]
    found: list[Episode] = []
    ls, setting = "", moves[0].setting
    for at, until in pairwise(days):
        move = new_setting.get(at)
        if not found:
            rne = "S"
        else:
            rne = _reason_for_new_episode(at in new_status, move)
            found[-1].reason = move.reason if move else None
        ls = new_status.get(at, ls)
        setting = move.setting if move else setting
        found.append(Episode(at, rne, ls, setting, until))
    found[-1].rec = rec
    return found


def _reason_for_new_episode(new_status: bool, move: Move | None) -> str:
    if move is None:
        return "L"
    if new_status:
        return "U" if move.same_carers else "B"
    return "T" if move.same_carers else "P"


def _registered_in_2023(dice: Dice, moves: list[Move], end: int) -> list[Move]:
    """Semi-independent living has a URN from 28 October 2023 only, when a new placement record begins.

    Before, some of it was returned as independent living (P2), which ended that day.
    """
    registers = SUPPORTED_ACCOMMODATION_REGISTERS
    found: list[Move] = []
    for move, leave in zip(moves, [*(later.day for later in moves[1:]), end], strict=True):
        if move.setting.place != SEMI_INDEPENDENT or move.day >= registers:
            found.append(move)
            continue
        place = "P2" if dice.chance(0.06) else SEMI_INDEPENDENT
        found.append(replace(move, setting=replace(move.setting, place=place, urn=None)))
        if leave > registers:
            found.append(Move(registers, move.setting, "PLACE", same_carers=True))
    return found


def add_temporary_placements(dice: Dice, episodes: list[Episode], since: int, until: int) -> list[Episode]:
    """The episodes with some short absences from foster homes and children's homes put into them.

    Only from ``since`` to ``until``, the days that returns are cut from. The child goes back to the same
    home, and neither going nor coming back is a change of placement that asks for a reason.
    """
    found: list[Episode] = []
    holidays_of_carers = 0
    for episode in episodes:
        first, last = max(episode.start + 20, since), min(episode.end - 30, until)
        usual = episode.setting
        fits = usual.place in FOSTER_PLACEMENTS or usual.place == "K2"
        if not fits or last <= first or episode.ls not in ("V2", *CARE_ORDERS) or not dice.chance(0.09):
            found.append(episode)
            continue
        place = dice.draw(figures.TEMPORARY)
        if place == "T3" and (holidays_of_carers == 2 or usual.place == "K2"):
            place = "T2"
        holidays_of_carers += place == "T3"
        if dice.chance(0.04):
            place = "T0"
        leaves = dice.whole(first, last)
        back = leaves + dice.whole(*figures.TEMPORARY_LASTS[place])
        away = Setting(place, None, usual.post, None)
        found += [
            replace(episode, end=leaves, rec="X1", reason=None),
            Episode(leaves, "P", episode.ls, away, back),
            replace(episode, start=back, rne="P"),
        ]
    return found


def why_care_ended(dice: Dice, dob: int, moves: list[Move], end: int) -> str:
    """REC of the last episode: what fits the child's age and where the child lived."""
    place = moves[-1].setting.place
    if end >= birthday(dob, 18):
        return dice.draw(figures.END_AT_18[_kind_of_home(place)])
    if place in _ENDS_OF_PLACES:
        return _ENDS_OF_PLACES[place]
    why = dice.draw(figures.END_UNDER_16 if end < birthday(dob, 16) else figures.END_FROM_16)
    if end - moves[0].day < _PROCEEDINGS and why in ("guardianship", "arrangements"):
        why = "home"
    if why == "guardianship":
        with_carers_since = next(move.day for move in reversed(moves) if not move.same_carers)
        return _guardians(dice, place, end - with_carers_since)
    return {
        "home": "E4A" if dice.chance(0.9) else "E4B",
        "arrangements": "E41",
        "relatives": "E13",
        "another council": "E3",
        "independent": "E5" if dice.chance(0.7) else "E6",
        "custody": "E9",
        "abroad": "E16",
        "died": "E2",
        "other": "E8",
    }[why]


_ENDS_OF_PLACES = {"P1": "E4A", "R5": "E9"}


def _guardians(dice: Dice, place: str, days_there: int) -> str:
    """Special guardianship for the foster carers, or for relatives; from a home it is relatives without one."""
    if place in FOSTERED_BY_RELATIVES:
        return "E45"
    if place not in FOSTER_PLACEMENTS:
        return "E13"
    rec = dice.draw(_GUARDIANS)
    return "E47" if rec == "E46" and days_there < _CARERS_FOR_A_YEAR else rec


_GUARDIANS = Shares({"E46": 55, "E47": 41, "E48": 4})


def _kind_of_home(place: str) -> str:
    if place in FOSTER_PLACEMENTS:
        return "foster"
    if place in ("K1", "K2", "R1", "S1"):
        return "residential"
    if place == SEMI_INDEPENDENT:
        return "semi-independent"
    return "parents" if place == "P1" else "other"
