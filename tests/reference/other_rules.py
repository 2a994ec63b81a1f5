"""Last year's open episode, times missing, orders on deprivation of liberty, and previous permanence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from tests.reference.plain import (
    UNKNOWN,
    Day,
    Plain,
    Row,
    before,
    by,
    earliest,
    known,
    latest,
    neighbours,
    order_unknown,
    ordered,
    within,
)
from tests.reference.register import tell, told

# The episode left open last year


def _carried(ret: Plain) -> Iterator[tuple[Row, Row]]:
    for rows in ret.children("Episodes"):
        first = earliest(rows, "DECOM")
        last = latest(ret.of_last(rows[0].child, "Episodes"), "DECOM")
        if first and last and not last["DEC"]:
            yield first, last


def _changed(column: str) -> Callable[[Plain], list[Row]]:
    return lambda ret: [first for first, last in _carried(ret) if first[column] != last[column]]


for _code, _column in {
    "503A": "RNE",
    "503B": "LS",
    "503C": "CIN",
    "503E": "PLACE_PROVIDER",
    "503F": "URN",
    "503H": "PL_LA",
    "503J": "PL_LOCATION",
}.items():
    tell(_code, _changed(_column))


@told("503D")
def place_changed(ret: Plain):
    recoded = {2025: ("H5", ("K3",)), 2026: ("Z1", ("Z11", "Z12", "Z13", "Z14"))}
    then, now = recoded.get(ret.year, ("", ()))
    for first, last in _carried(ret):
        if first["PLACE"] != last["PLACE"] and not (last["PLACE"] == then and first["PLACE"] in now):
            yield first


def _same_reason(first: Row, last: Row) -> bool:
    return bool(first["RNE"]) and first["RNE"] == last["RNE"]


@told("452")
def authority_changed(ret: Plain):
    return [a for a, b in _carried(ret) if _same_reason(a, b) and a["PL_LA"] != b["PL_LA"]]


def _distance_changed(first: Row, last: Row) -> bool:
    one, other = first["PL_DISTANCE"], last["PL_DISTANCE"]
    if not one or not other:
        return bool(one) != bool(other)
    return abs(round(float(one) * 10) - round(float(other) * 10)) >= 2


@told("453")
def distance_changed(ret: Plain):
    return [a for a, b in _carried(ret) if _same_reason(a, b) and _distance_changed(a, b)]


@told("503G")
def distance_changed_at_all(ret: Plain):
    return [a for a, b in _carried(ret) if _distance_changed(a, b)]


@told("502")
def other_start(ret: Plain):
    for rows in ret.children("Episodes"):
        first = earliest(rows, "DECOM")
        for last in ret.of_last(rows[0].child, "Episodes"):
            start = last.day("DECOM")
            if first and not last["DEC"] and start != UNKNOWN and start != first.day("DECOM"):
                yield first


@told("562")
def not_the_last(ret: Plain):
    for rows in ret.children("Episodes"):
        first = earliest(rows, "DECOM")
        last = ret.of_last(rows[0].child, "Episodes")
        if first and before(first.day("DECOM"), ret.start) and not order_unknown(last, "DECOM"):
            starts = [e.day("DECOM") for e in last if e["DECOM"]]
            if not starts or max(starts) != first.day("DECOM"):
                yield first


# Times missing


@told("564")
def missing_without_start(ret: Plain):
    return [r for r in ret.rows("Missing") if r["MISSING"] in ("M", "A") and not r["MIS_START"]]


@told("565")
def start_without_code(ret: Plain):
    return [r for r in ret.rows("Missing") if r["MIS_START"] and not r["MISSING"]]


@told("566")
def end_without_code(ret: Plain):
    return [r for r in ret.rows("Missing") if r["MIS_END"] and not r["MISSING"]]


def _by_end(rows: list[Row], start: str, end: str) -> list[Row]:
    """A child's rows by end, or start where there is none that can be read, then start; blanks last."""
    if order_unknown(rows, start):
        return []
    never = dt.date(9999, 12, 31)

    def key(row: Row):
        begins = row.day(start) or never
        return (row.day(end) if known(row.day(end)) else begins), begins

    return sorted(rows, key=key)


@told("574")
def missing_overlaps(ret: Plain):
    for rows in ret.children("Missing"):
        for one, row in neighbours(_by_end(rows, "MIS_START", "MIS_END")):
            if not one["MIS_END"] or before(row.day("MIS_START"), one.day("MIS_END")):
                yield row


@told("575")
def missing_after_placement(ret: Plain):
    for row in ret.rows("Missing"):
        episodes = ret.of(row.child, "Episodes")
        within_ended = any(within(row.day("MIS_START"), e.day("DECOM"), e.day("DEC")) for e in episodes)
        if not row["MIS_END"] and within_ended:
            yield row


@told("576")
def missing_not_carried(ret: Plain):
    children = {row.child: None for table in ("Missing", "Header") for row in ret.rows(table) if row.child}
    for child in children:
        left_open = [
            last.day("MIS_START")
            for last in ret.of_last(child, "Missing")
            if not last["MIS_END"] and known(last.day("MIS_START"))
        ]
        rows = ret.of(child, "Missing")
        if left_open and not rows and ret.of(child, "Episodes"):
            yield from ret.of(child, "Header")
        for first in ordered(rows, "MIS_START")[:1]:
            if any(start != first.day("MIS_START") for start in left_open):
                yield first


def _times(ret: Plain, child: str) -> list[tuple[Day, Day]]:
    """Start and end of each time in care: an end of None is still in care, UNKNOWN not known."""
    times: list[tuple[Day, Day]] = []
    previous: Day = None
    for row in ordered(ret.of(child, "Episodes"), "DECOM"):
        if not row["DECOM"]:
            continue
        start = times[-1][0] if times and not before(previous, row.day("DECOM")) else None
        if start is not None:
            times[-1] = start, row.day("DEC")
        else:
            times.append((row.day("DECOM"), row.day("DEC")))
        previous = row.day("DEC")
    return times


@told("577")
def back_outside_care(ret: Plain):
    for row in ret.rows("Missing"):
        begun, back = row.day("MIS_START"), row.day("MIS_END")
        times = _times(ret, row.child)

        def outside(start: Day, end: Day, begun: Day = begun, back: Day = back) -> bool:
            still_out = back is None and (known(end) or before(begun, start))
            return still_out or before(end, back) or before(back, start)

        if row["MIS_START"] and times and all(outside(*time) for time in times):
            yield row


@told("578")
def missing_outside_care(ret: Plain):
    for row in ret.rows("Missing"):
        day, times = row.day("MIS_START"), _times(ret, row.child)
        if times and all(before(day, start) or before(end, day) for start, end in times):
            yield row


@told("581")
def missing_without_episode(ret: Plain):
    for row in ret.rows("Missing"):
        day, episodes = row.day("MIS_START"), ret.of(row.child, "Episodes")

        def may_cover(episode: Row, day: Day = day) -> bool:
            start, end = episode.day("DECOM"), episode.day("DEC")
            return start == UNKNOWN or (by(start, day) and (end is None or end == UNKNOWN or by(day, end)))

        if known(day) and episodes and not any(may_cover(e) for e in episodes):
            yield row


# Deprivation of liberty


@told("705", first=2027)
def orders_overlap(ret: Plain):
    for rows in ret.children("DoLo"):
        for one, row in neighbours(_by_end(rows, "DOLO_START", "DOLO_END")):
            overlaps = not one["DOLO_END"] or before(row.day("DOLO_START"), one.day("DOLO_END"))
            if row["DOLO_START"] and overlaps:
                yield row


@told("706", first=2027)
def order_not_carried(ret: Plain):
    children = {row.child: None for table in ("DoLo", "Header") for row in ret.rows(table) if row.child}
    for child in children:
        carried = latest(ret.of_last(child, "DoLo"), "DOLO_START", lambda row: not row["DOLO_END"])
        rows = ret.of(child, "DoLo")
        if carried and not rows:
            yield from ret.of(child, "Header")
        for first in ordered(rows, "DOLO_START")[:1]:
            if carried and first.day("DOLO_START") != carried.day("DOLO_START"):
                yield first


@told("707", first=2027)
def order_outside_care(ret: Plain):
    for row in ret.rows("DoLo"):
        begun, ended, times = row.day("DOLO_START"), row.day("DOLO_END"), _times(ret, row.child)

        def outside(start: Day, end: Day, begun: Day = begun, ended: Day = ended) -> bool:
            if ended is None:
                return known(end) or before(begun, start)
            return before(ended, start) or before(end, ended)

        if known(begun) and times and all(outside(*time) for time in times):
            yield row


def _placement(failing: Callable[[str], bool]) -> Callable[[Plain], Iterator[Row]]:
    def rule(ret: Plain) -> Iterator[Row]:
        for order in ret.rows("DoLo"):
            start, end = order.day("DOLO_START"), order.day("DOLO_END")
            for row in ret.of(order.child, "Episodes"):
                in_time = by(start, row.day("DEC")) or (known(start) and not row["DEC"])
                if in_time and by(row.day("DECOM"), end) and failing(row["PLACE"]):
                    yield order
                    yield row

    return rule


told("709", first=2027)(_placement(lambda place: place not in ("K2", "Z12", "Z13")))
told("710", first=2027)(_placement(lambda place: place in ("K1", "K3", "P1", "R5")))


# Previous permanence


def _first_that_fits(text: str) -> dt.date | str | None:
    """The first real day that fits DATE_PERM; UNKNOWN where the year is not known; None where none fits."""
    parts = text.split("/")
    if len(parts) != 3:
        return None
    day, month, year = parts
    digits = [part.isascii() and part.isdigit() for part in parts]
    if [len(part) for part in parts] != [2, 2, 4]:
        return None
    if not ((digits[0] or day == "ZZ") and (digits[1] or month == "ZZ") and (digits[2] or year == "ZZZZ")):
        return None
    for a_month in range(1, 13) if month == "ZZ" else [int(month)]:
        for a_day in range(1, 32) if day == "ZZ" else [int(day)]:
            try:
                fits = dt.date(2000 if year == "ZZZZ" else int(year), a_month, a_day)
            except ValueError:
                continue
            return UNKNOWN if year == "ZZZZ" else fits
    return None


@told("632")
def order_date(ret: Plain):
    for row in ret.rows("PrevPerm"):
        first = earliest(ret.of(row.child, "Episodes"), "DECOM")
        fits = _first_that_fits(row["DATE_PERM"])
        late = first is not None and by(first.day("DECOM"), fits)
        if row["DATE_PERM"] and (fits is None or late):
            yield row
            if first:
                yield first


@told("634")
def before_2016(ret: Plain):
    for row in ret.rows("PrevPerm"):
        episodes = ret.of(row.child, "Episodes")
        starts = [e.day("DECOM") for e in episodes if e["DECOM"]]
        early = starts and UNKNOWN not in starts and max(starts) < dt.date(2016, 4, 1)
        if early and row.has("PREV_PERM", "LA_PERM", "DATE_PERM"):
            yield row
            yield from episodes
