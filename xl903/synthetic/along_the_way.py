"""What happens to a child along the way: reviews, social workers, absences, orders, a child of her own."""

from __future__ import annotations

from xl903.synthetic import figures
from xl903.synthetic.days import as_text, birthday, working_day
from xl903.synthetic.dice import Dice
from xl903.synthetic.lives import Absence, Episode, Life, Period, SocialWorker

_FIRST_REVIEW = 28
_SECOND_REVIEW = 28 + 91
_REVIEWS_EVERY = 182
"""Days: 20 working days, three months and six months, as the care planning regulations have it."""

_CHILDREN_PER_WORKER = 14


class Staff:
    """The council's social workers, by registration number; a few have only a local one."""

    def __init__(self, dice: Dice, children: int) -> None:
        numbers = dice.generator.permutation(90_000)[: 5 + children // _CHILDREN_PER_WORKER]
        self._dice = dice
        self._ids = [
            f"{'XX' if dice.chance(0.04) else 'SW'}{910_000 + number}" for number in numbers.tolist()
        ]

    def one_other_than(self, worker: str | None) -> str:
        """A social worker, another than the one named."""
        while (found := self._dice.one_of(self._ids)) == worker:
            pass
        return found


def spells_of_social_workers(
    dice: Dice, staff: Staff, periods: list[Period], until: int
) -> list[SocialWorker]:
    """One social worker after another from the first day of care.

    A spell begins with each period of care and does not end with it: rules SW11b and SW17 want the last one
    open at year end even for a child who has left.
    """
    begins_care = {period.start for period in periods}
    starts, at = set(begins_care), min(begins_care)
    end_of_care = max(period.end for period in periods)
    while (at := at + dice.days_about(330, 30)) < min(until, end_of_care):
        # Far enough from the next that no spell is shorter than three days.
        if all(abs(at - other) >= 10 for other in begins_care):
            starts.add(at)
    spells: list[SocialWorker] = []
    worker: str | None = None
    days = sorted(starts)
    for start, later in zip(days, [*days[1:], None], strict=True):
        worker = staff.one_other_than(worker)
        reason = "FCONTA" if start in begins_care else dice.draw(figures.WHY_NEW_SOCIAL_WORKER)
        spells.append(SocialWorker(worker, start, None if later is None else later - 1, reason))
    return spells


def reviews_of(dice: Dice, dob: int, periods: list[Period], since: int, until: int) -> list[tuple[int, str]]:
    """Days and participation codes of the reviews from ``since`` to ``until``; none of short breaks."""
    found: list[tuple[int, str]] = []
    for period in periods:
        if period.short_breaks:
            continue
        due = [period.start + _FIRST_REVIEW, period.start + _SECOND_REVIEW]
        last = min(period.end - 1, until)
        while due[-1] <= last:
            due.append(due[-1] + _REVIEWS_EVERY)
        for on in due:
            late = dice.whole(1, 20) if dice.chance(0.05) else 0
            held = working_day(on - dice.whole(0, 9) + late, -1)
            if since <= held <= last:
                young = held < birthday(dob, 4)
                found.append((held, "PN0" if young else dice.draw(figures.TOOK_PART)))
    return found


def absences_of(dice: Dice, dob: int, periods: list[Period], since: int, until: int) -> list[Absence]:
    """Times missing or away from the age of 11, each within one episode, none overlapping another."""
    found: list[Absence] = []
    for episode in (episode for period in periods for episode in period.episodes):
        first = max(episode.start + 1, since, birthday(dob, 11))
        last = min(episode.end - 1, until + 20)
        residential = episode.setting.place in ("K2", "K3", "P2")
        if last <= first or episode.ls in ("V3", "V4") or not dice.chance(0.30 if residential else 0.08):
            continue
        at = dice.whole(first, last)
        while at < last:
            end = min(at + (dice.days_about(1.2, 0) if dice.chance(0.93) else dice.days_about(15)), last)
            found.append(Absence("A" if dice.chance(0.12) else "M", at, end))
            at = end + dice.days_about(25 if residential else 70, 2)
    return found


def missing_on_18th_birthday(dice: Dice, period: Period) -> Absence:
    """The absence of a young person who was missing on the day that care ended."""
    last = period.episodes[-1]
    return Absence("M", max(last.start + 1, last.end - dice.whole(3, 60)), last.end)


def liberty_orders_of(dice: Dice, dob: int, periods: list[Period], since: int) -> list[tuple[int, int]]:
    """Deprivation of liberty orders, each within one episode in a home where one is expected (rule 709)."""
    found: list[tuple[int, int]] = []
    for episode in (episode for period in periods for episode in period.episodes):
        first, last = max(episode.start + 1, since, birthday(dob, 11)), episode.end - 1
        likely = {"K2": 0.07, "Z12": 0.7, "Z13": 0.7}.get(episode.setting.place, 0.0)
        if episode.ls not in ("C1", "C2", "V2") or last - first < 7 or not dice.chance(likely):
            continue
        start = dice.whole(first, max(first, last - 60))
        found.append((start, min(start + dice.whole(28, 182), last)))
    return found


def birth_of_first_child(dice: Dice, dob: int, periods: list[Period]) -> int | None:
    """The day on which a girl in care has a child: from 14, and while she is looked after."""
    if not dice.chance(0.05):
        return None
    last: Episode = periods[-1].episodes[-1]
    first = max(periods[-1].start + 1, birthday(dob, 14))
    return dice.whole(first, last.end - 1) if first < last.end - 1 else None


def previous_permanence(
    dice: Dice, dob: int, start: int, authority_number: str | None, other_numbers: list[str]
) -> tuple[str, str | None, str | None]:
    """PREV_PERM, LA_PERM and DATE_PERM: an earlier permanent arrangement that did not last, for a few."""
    kind = dice.draw(figures.PREVIOUSLY_PERMANENT)
    first, last = birthday(dob, 1), start - 200
    if kind == "Z1" or last <= first:
        return "Z1", None, None
    if kind == "P4":
        return "P4", "999", "ZZ/ZZ/ZZZZ"
    from_here = authority_number is not None and dice.chance(0.7)
    number = authority_number if from_here and authority_number else dice.one_of(other_numbers)
    return kind, number, _partly_known(dice, dice.whole(first, last))


def _partly_known(dice: Dice, on: int) -> str:
    day, month, year = as_text(on).split("/")
    if dice.chance(0.15):
        day = "ZZ"
    if day == "ZZ" and dice.chance(0.3):
        month = "ZZ"
    return f"{day}/{month}/{year}"


def add_what_happens(dice: Dice, staff: Staff, life: Life, since: int, until: int) -> None:
    """Fill in what happens along the way of a life, from ``since`` on, as far as returns to ``until`` need it."""
    life.reviews = reviews_of(dice, life.dob, life.periods, since, until)
    if not life.only_short_breaks:
        life.social_workers = spells_of_social_workers(dice, staff, life.periods, until)
        life.absences += absences_of(dice, life.dob, life.periods, since, until)
        life.liberty_orders = liberty_orders_of(dice, life.dob, life.periods, since)
        if life.sex == "F":
            life.born_child = birth_of_first_child(dice, life.dob, life.periods)
