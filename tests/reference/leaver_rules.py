"""Care leavers and unaccompanied asylum seekers."""

from __future__ import annotations

import datetime as dt

from tests.reference.child_rules import LEAVER, any_of, in_year
from tests.reference.episode_rules import SHORT
from tests.reference.plain import (
    UNKNOWN,
    Plain,
    Row,
    aged,
    before,
    by,
    known,
    latest,
    order_unknown,
    ordered,
    within,
)
from tests.reference.register import told


@told("1001")
def too_short_in_care(ret: Plain):
    if not (ret.rows("Episodes") and ret.rows_last("Episodes") and ret.rows("OC3") and ret.rows("Header")):
        return
    for row in ret.rows("OC3"):
        pool = ret.of(row.child, "Episodes") + ret.of_last(row.child, "Episodes")
        unknown = order_unknown(pool, "DECOM")
        kept: dict[object, Row] = {}
        for episode in ordered(pool, "DECOM", "DEC"):
            if episode["DECOM"]:
                kept.setdefault(episode.day("DECOM"), episode)
        last = kept[max(kept)] if kept else None
        births = [h.day("DOB") for h in ret.of(row.child, "Header")]
        dob = next((b for b in births if known(b)), None)
        unknown = unknown or (dob is None and UNKNOWN in births)
        totals = {14: 0, 16: 0}
        for episode in kept.values():
            if episode["LS"] in SHORT:
                continue
            end = episode.day("DEC")
            if end is None and episode is last:
                end = ret.end
            if end == UNKNOWN:
                unknown = True
            elif end is not None and dob is not None:
                for age in totals:
                    totals[age] += max(0, (end - max(episode.day("DECOM"), aged(dob, age))).days)
        exempt = dob is not None and by(aged(dob, 20), ret.end)
        adopted = last is not None and last["REC"] in ("E11", "E12")
        if adopted or (not unknown and not exempt and (totals[14] < 91 or totals[16] < 1)):
            yield row


@told("1002")
def no_episodes(ret: Plain):
    for row in ret.rows("OC3"):
        dob = row.day("DOB")
        never = not ret.of(row.child, "Episodes") and not ret.of_last(row.child, "Episodes")
        if never and dob != UNKNOWN and not by(aged(dob, 20), ret.end):
            yield row


def _birthday(ret: Plain, row: Row):
    dob = row.day("DOB")
    if not (by(aged(dob, 17), ret.end) and before(ret.end, aged(dob, 19))):
        return None
    return aged(dob, 18) if by(aged(dob, 18), ret.end) else aged(dob, 17)


@told("1007")
def in_care_on_birthday(ret: Plain):
    for row in ret.rows("OC3"):
        day = _birthday(ret, row)
        there = any(
            by(e.day("DECOM"), day) and (not e["DEC"] or before(day, e.day("DEC")))
            for e in ret.of(row.child, "Episodes")
        )
        if there and row.has(*LEAVER):
            yield row


@told("1010")
def not_continued(ret: Plain):
    for row in ret.rows("OC3"):
        last = ret.of_last(row.child, "Episodes")
        if ret.of(row.child, "Episodes") or order_unknown(last, "DECOM"):
            continue
        dated = [e for e in last if e["DECOM"]]
        if dated:
            newest = max(e.day("DECOM") for e in dated)
            if not [e for e in dated if e.day("DECOM") == newest][-1]["DEC"]:
                yield row


@told("1011")
def taken_over(ret: Plain):
    for row in ret.rows("OC3"):
        last = latest(ret.of(row.child, "Episodes"), "DECOM")
        if last and last["REC"] == "E3" and row.has(*LEAVER):
            yield row


@told("1014")
def uasc_who_left(ret: Plain):
    for row in ret.rows("UASC"):
        if any_of(*(in_year(ret, e) for e in ret.of(row.child, "Episodes"))) is not False:
            continue
        leavers = [o for o in ret.of(row.child, "OC3") if o.has(*LEAVER)]
        if leavers:
            yield row
            yield from leavers


@told("1016", first=2024)
def left_after_birthday(ret: Plain):
    for row in ret.rows("OC3"):
        day = _birthday(ret, row)
        if row.has(*LEAVER) and any(by(day, e.day("DEC")) for e in ret.of(row.child, "Episodes")):
            yield row


# Unaccompanied asylum seekers


@told("205A")
def status_dropped(ret: Plain):
    first, last = dt.date(ret.year - 2, 4, 1), dt.date(ret.year - 1, 3, 31)
    for table in ("UASC", "Header"):
        for row in ret.rows(table):
            then = ret.of_last(row.child, "UASC")
            was = any(h["UASC"] == "1" for h in ret.of_last(row.child, "Header"))
            now = [h["UASC"] for h in ret.of(row.child, "Header")] or [""]
            given = any(u["DUC"] for u in ret.of(row.child, "UASC"))
            outside = any(u.day("DUC") != UNKNOWN and not within(u.day("DUC"), first, last) for u in then)
            if then and was and any(value != "1" for value in now) and (given or outside):
                yield row


@told("205B")
def both_years(ret: Plain):
    for row in ret.rows("UASC"):
        now = any(h["UASC"] == "1" for h in ret.of(row.child, "Header"))
        was = any(h["UASC"] == "1" for h in ret.of_last(row.child, "Header"))
        if not (now and was):
            continue
        then = ret.of_last(row.child, "UASC")
        if not then or any(_does_not_fit(ret, row.day("DUC"), u.day("DUC"), u.day("DOB")) for u in then):
            yield row
            yield from ret.of(row.child, "Header")


def _does_not_fit(ret: Plain, duc, duc_last, dob_last) -> bool:
    at_18 = aged(dob_last, 18)
    if duc_last is None or duc is None:
        return True
    if UNKNOWN not in (duc_last, at_18) and duc_last != at_18:
        return True
    if UNKNOWN in (duc, duc_last):
        return False
    return not (within(duc, ret.start, ret.end) or duc == duc_last)


@told("303")
def ended_without_status(ret: Plain):
    for row in ret.rows("UASC"):
        for header in ret.of(row.child, "Header"):
            if row["DUC"] and header["UASC"] != "1":
                yield row
                yield header
