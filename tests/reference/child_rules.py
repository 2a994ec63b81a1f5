"""In care all year, who the child is, where it lives, and care leavers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from tests.reference.episode_rules import SHORT, TEMPORARY
from tests.reference.plain import (
    UNKNOWN,
    Plain,
    Row,
    aged,
    before,
    by,
    known,
    order_unknown,
    ordered,
    same,
    within,
)
from tests.reference.random_returns import GOOD_POSTCODES, HEALTH
from tests.reference.register import told

CORE = ("IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE")
LEAVER = ("IN_TOUCH", "ACTIV", "ACCOM")
ADOPTION = ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")


def all_of(*answers: bool | None) -> bool | None:
    """Whether all hold; None where that is not known."""
    return False if False in answers else None if None in answers else True


def any_of(*answers: bool | None) -> bool | None:
    """Whether one holds; None where that is not known."""
    return True if True in answers else None if None in answers else False


def in_year(ret: Plain, row: Row) -> bool | None:
    start, end = row.day("DECOM"), row.day("DEC")
    begun = None if start == UNKNOWN else by(start, ret.end)
    not_over = None if end == UNKNOWN else end is None or by(ret.start, end)
    return all_of(begun, not_over)


def all_year(ret: Plain, child: str) -> bool | None:
    """Looked after all year, by the child's episodes; None where unknown dates leave it open."""
    rows = ret.of(child, "Episodes")
    some = any_of(*(in_year(ret, row) for row in rows))
    breaks = []
    for row in rows:
        start, end = row.day("DECOM"), row.day("DEC")
        if row["RNE"] == "S":
            breaks.append(None if start == UNKNOWN else before(ret.start, start) and by(start, ret.end))
        if row["REC"] != "X1":
            breaks.append(None if end == UNKNOWN else within(end, ret.start, ret.end))
        if row["LS"] in SHORT:
            breaks.append(in_year(ret, row))
    broken = any_of(*breaks)
    return all_of(some, None if broken is None else not broken)


@told("157")
def sdq1(ret: Plain):
    for row in ret.rows("OC2"):
        dob = row.day("DOB")
        aged_right = by(aged(dob, 4), ret.start) and by(ret.end, aged(dob, 16))
        if all_year(ret, row.child) and aged_right and not row["SDQ_SCORE"] and row["SDQ_REASON"] == "SDQ1":
            yield row


@told("185")
def score_not_all_year(ret: Plain):
    return [r for r in ret.rows("OC2") if r["SDQ_SCORE"] and all_year(ret, r.child) is False]


@told("186")
def no_score(ret: Plain):
    for row in ret.rows("OC2"):
        dob = row.day("DOB")
        aged_right = by(aged(dob, 4), ret.start) and before(ret.end, aged(dob, 17))
        if aged_right and all_year(ret, row.child) and not row.has("SDQ_SCORE", "SDQ_REASON"):
            yield row


@told("187")
def all_year_and_left(ret: Plain):
    yield from (r for r in ret.rows("OC3") if r.has(*LEAVER) and all_year(ret, r.child))
    yield from (r for r in ret.rows("AD1") if r.has(*ADOPTION) and all_year(ret, r.child))


@told("190")
def items_not_all_year(ret: Plain):
    return [r for r in ret.rows("OC2") if r.has(*HEALTH) and all_year(ret, r.child) is False]


@told("191")
def core_missing(ret: Plain):
    for row in ret.rows("OC2"):
        if all_year(ret, row.child) and not all(row[column] for column in CORE):
            yield row
    for rows in ret.children("Episodes"):
        if all_year(ret, rows[0].child) and not ret.of(rows[0].child, "OC2"):
            dated = [row for row in ordered(rows, "DECOM") if row["DECOM"]]
            yield from dated[:1]


@told("197B")
def no_score_at_the_edges(ret: Plain):
    for row in ret.rows("OC2"):
        turns = any(within(aged(row.day("DOB"), age), ret.start, ret.end) for age in (4, 17))
        if turns and all_year(ret, row.child) and not row.has("SDQ_SCORE", "SDQ_REASON"):
            yield row


@told("198")
def reason_not_all_year(ret: Plain):
    return [r for r in ret.rows("OC2") if r["SDQ_REASON"] and all_year(ret, r.child) is False]


@told("543")
def no_conviction(ret: Plain):
    for row in ret.rows("OC2"):
        if by(aged(row.day("DOB"), 10), ret.end) and not row["CONVICTED"] and all_year(ret, row.child):
            yield row


@told("545")
def no_health_check(ret: Plain):
    for row in ret.rows("OC2"):
        if before(ret.end, aged(row.day("DOB"), 5)) and not row["HEALTH_CHECK"] and all_year(ret, row.child):
            yield row


@told("546")
def health_check_too_old(ret: Plain):
    for row in ret.rows("OC2"):
        if by(aged(row.day("DOB"), 5), ret.end) and row["HEALTH_CHECK"] and all_year(ret, row.child):
            yield row


# Who the child is


def _male(ret: Plain, row: Row) -> bool:
    return row["SEX"] == ("1" if ret.year <= 2024 else "M")


def _female(ret: Plain, row: Row) -> bool:
    return row["SEX"] == ("2" if ret.year <= 2024 else "F")


@told("165")
def mother(ret: Plain):
    for row in ret.rows("Header"):
        given = row["MOTHER"]
        long = [e for e in ret.of(row.child, "Episodes") if e["LS"] not in SHORT]
        present = any_of(*(in_year(ret, e) for e in long))
        oc3 = ret.of(row.child, "OC3")
        leaver = any(o.has(*LEAVER) for o in oc3)
        if (
            (given and given not in ("0", "1"))
            or (given and _male(ret, row))
            or (not given and _female(ret, row) and present)
            or (given and _female(ret, row) and present is False and leaver)
        ):
            yield row
            yield from oc3


@told("202")
def sex_changed(ret: Plain):
    for row in ret.rows("Header"):
        for last in ret.of_last(row.child, "Header"):
            recoded = ret.year == 2025 and (last["SEX"], row["SEX"]) in (("1", "M"), ("2", "F"))
            if row["SEX"] != last["SEX"] and not recoded:
                yield row


@told("203")
def dob_changed(ret: Plain):
    for row in ret.rows("Header"):
        for last in ret.of_last(row.child, "Header"):
            now, then = row.day("DOB"), last.day("DOB")
            if UNKNOWN not in (now, then) and now != then:
                yield row


@told("210")
def un4(ret: Plain):
    for rows in ret.children("Episodes"):
        headers = [h for h in ret.of(rows[0].child, "Header") if h["UPN"] == "UN4"]
        chain = ordered(rows, "DECOM")
        for at, row in enumerate(chain):
            if row["DEC"] or not by(row.day("DECOM"), ret.end) or row["LS"] in SHORT:
                continue
            begin = at
            while begin and chain[begin - 1]["REC"] == "X1":
                if not same(chain[begin - 1].day("DEC"), chain[begin].day("DECOM")):
                    break
                begin -= 1
            if headers and before(chain[begin].day("DECOM"), dt.date(ret.year, 3, 24)):
                yield chain[begin]
                yield from headers


@told("607")
def girl_left(ret: Plain):
    for row in ret.rows("Episodes"):
        left = row["REC"] and row["REC"] != "X1" and row["LS"] not in SHORT
        if left and within(row.day("DEC"), ret.start, ret.end):
            for header in ret.of(row.child, "Header"):
                if _female(ret, header) and not header["MOTHER"]:
                    yield row
                    yield header


@told("611")
def no_birth(ret: Plain):
    return [r for r in ret.rows("Header") if r["MOTHER"] == "1" and not r["MC_DOB"]]


@told("612")
def birth_without_mother(ret: Plain):
    for row in ret.rows("Header"):
        if _female(ret, row) and row["MOTHER"] in ("", "0") and row["MC_DOB"]:
            yield row


@told("624")
def birth_changed(ret: Plain):
    for row in ret.rows("Header"):
        for last in ret.of_last(row.child, "Header"):
            now, then = row.day("MC_DOB"), last.day("MC_DOB")
            if then is not None and (now is None or (known(now) and known(then) and now != then)):
                yield row


@told("625")
def birth_after_care(ret: Plain):
    for row in ret.rows("Header"):
        rows = ret.of(row.child, "Episodes")
        still_open = [e for e in rows if not e["DEC"]]
        ended = [e for e in rows if known(e.day("DEC"))]
        last = None
        if len(still_open) == 1:
            last = still_open[0]
        elif still_open:
            # A blank start is earlier than any; several open ones in an unknown order have no latest.
            if not order_unknown(rows, "DECOM"):
                last = max(still_open, key=lambda e: e.day("DECOM") or dt.date.min)
        elif ended:
            last = max(ended, key=lambda e: e.day("DEC"))
        unsure = bool(still_open) or any(e.day("DEC") == UNKNOWN for e in rows)
        born = row.day("MC_DOB")
        if before(ret.end, born) or (last and not unsure and before(last.day("DEC"), born)):
            yield row
            if last:
                yield last


@told("626")
def new_mother(ret: Plain):
    for row in ret.rows("Header"):
        none = any(last["MOTHER"] == "0" for last in ret.of_last(row.child, "Header"))
        if row["MOTHER"] == "1" and before(row.day("MC_DOB"), ret.start) and none:
            yield row


@told("628")
def mother_who_left(ret: Plain):
    for row in ret.rows("Header"):
        leaver = any(o.has(*LEAVER) for o in ret.of(row.child, "OC3"))
        if row["MOTHER"] and leaver and not ret.of(row.child, "Episodes"):
            yield row


# Where the child lives


@told("214")
def short_break_with_place(ret: Plain):
    return [r for r in ret.rows("Episodes") if r["LS"] in SHORT and r.has("PL_POST", "URN")]


@told("217")
def foster_to_adopt(ret: Plain):
    for row in ret.rows("Episodes"):
        in_scope = row["PLACE"] in ("A3", "A5") and by(dt.date(2015, 4, 1), row.day("DECOM"))
        if in_scope and row["RNE"] not in ("S", "T", "U"):
            yield row


@told("217t", first=2024, last=2024)
def p2_too_long(ret: Plain):
    for row in ret.rows("Episodes"):
        if row["PLACE"] == "P2" and (not row["DEC"] or before(dt.date(2023, 10, 28), row.day("DEC"))):
            yield row


def _urn_missing(*exempt: str) -> Callable[[Plain], Iterator[Row]]:
    def rule(ret: Plain) -> Iterator[Row]:
        for row in ret.rows("Episodes"):
            open_then = not row["DEC"] or by(ret.start, row.day("DEC"))
            needs = row["LS"] not in SHORT and row["PLACE"] not in exempt + TEMPORARY
            if open_then and needs and not row["URN"] and row["PL_LA"][:1] not in ("N", "W", "S", "C"):
                yield row

    return rule


_NEVER = ("P1", "P3", "R1", "R2", "R5")
told("218", last=2024)(_urn_missing(*_NEVER, "H5", "P2", "Z1"))
told("218", first=2025, last=2025)(_urn_missing(*_NEVER, "Z1"))
told("218", first=2026)(_urn_missing(*_NEVER, "Z11", "Z12", "Z13", "Z14"))


@told("228")
def provider_closed(ret: Plain):
    for row in ret.rows("Episodes"):
        ends = ret.closed.get(row["URN"], [])
        if row["URN"] == "XXXXXXX" or not ends or None in ends:
            continue
        if before(max(ends), row.day("DEC") if row["DEC"] else ret.end):
            yield row


@told("230", first=2024, last=2024)
def h5_without_urn(ret: Plain):
    for row in ret.rows("Episodes"):
        went_on = not row["DEC"] or by(dt.date(2023, 10, 29), row.day("DEC"))
        unregistered = row["PLACE"] == "H5" and row["URN"] in ("", "XXXXXXX")
        if went_on and unregistered and row["PL_LA"][:1] not in ("N", "W", "S"):
            yield row


def _was_uasc(ret: Plain, child: str) -> bool:
    return any(h["UASC"] == "1" for h in ret.of(child, "Header") + ret.of_last(child, "Header"))


@told("392a")
def no_distance(ret: Plain):
    for row in ret.rows("Episodes"):
        if not _was_uasc(ret, row.child) and row["LS"] not in SHORT and not row["PL_DISTANCE"]:
            yield row


@told("392b")
def no_postcode(ret: Plain):
    for row in ret.rows("Episodes"):
        lacking = not (row["HOME_POST"] and row["PL_POST"])
        if lacking and not _was_uasc(ret, row.child) and row["LS"] not in SHORT:
            yield row


@told("392c")
def no_such_postcode(ret: Plain):
    for row in ret.rows("Episodes"):
        if any(row[column] not in ("", *GOOD_POSTCODES) for column in ("HOME_POST", "PL_POST")):
            yield row
