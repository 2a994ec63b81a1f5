"""Decisions that a child should be placed for adoption, and adoptions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tests.reference.child_rules import ADOPTION
from tests.reference.episode_rules import ADOPTIVE, SHORT
from tests.reference.plain import (
    UNKNOWN,
    Plain,
    Row,
    before,
    by,
    earliest,
    known,
    latest,
    neighbours,
    ordered,
    same,
    within,
)
from tests.reference.register import tell, told

CEASED = ("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")


@told("117")
def decided_late(ret: Plain):
    for rows in ret.children("PlacedAdoption"):
        last = latest(ret.of(rows[0].child, "Episodes"), "DECOM", lambda e: e["REC"] != "X1")
        for row in rows if last else []:
            days = row.day("DATE_PLACED"), row.day("DATE_PLACED_CEASED")
            if any(before(ret.end, day) or before(last.day("DEC"), day) for day in days):
                yield row
                yield last


@told("118")
def reversed_early(ret: Plain):
    for rows in ret.children("PlacedAdoption"):
        first = earliest(ret.of(rows[0].child, "Episodes"), "DECOM", lambda e: e["LS"] not in SHORT)
        for row in rows if first else []:
            day = row.day("DATE_PLACED_CEASED")
            if before(day, ret.start) or before(day, first.day("DECOM")):
                yield row
                yield first


@told("333")
def matched_before_decided(ret: Plain):
    for row in ret.rows("AD1"):
        late = before(row.day("DATE_MATCH"), row.day("DATE_INT"))
        if row["DATE_MATCH"] and (not row["DATE_INT"] or late):
            yield row


@told("334")
def decided_before_care(ret: Plain):
    for rows in ret.children("AD1"):
        last = latest(ret.of(rows[0].child, "Episodes"), "DECOM", lambda e: e["RNE"] == "S")
        for row in rows if last else []:
            if before(row.day("DATE_INT"), last.day("DECOM")):
                yield row
                yield last


@told("552")
def decided_after_placement(ret: Plain):
    for rows in ret.children("PlacedAdoption"):
        first = earliest(ret.of(rows[0].child, "Episodes"), "DECOM", lambda e: e["PLACE"] in ADOPTIVE)
        decision = latest(rows, "DATE_PLACED")
        if first and decision and before(first.day("DECOM"), decision.day("DATE_PLACED")):
            yield first
            yield decision


def _order_without_decision(order: str) -> Callable[[Plain], Iterator[Row]]:
    def rule(ret: Plain) -> Iterator[Row]:
        for row in ret.rows("Episodes"):
            if row["LS"] == order and not ret.of(row.child, "PlacedAdoption"):
                yield row
        for row in ret.rows("PlacedAdoption"):
            under = any(e["LS"] == order and not e["DEC"] for e in ret.of(row.child, "Episodes"))
            if under and row.has(*CEASED):
                yield row

    return rule


tell("553", _order_without_decision("E1"))
told("555", last=2024)(_order_without_decision("D1"))


@told("554")
def decided_after_order(ret: Plain):
    for rows in ret.children("PlacedAdoption"):
        first = earliest(ret.of(rows[0].child, "Episodes"), "DECOM", lambda e: e["LS"] == "E1")
        for row in rows if first else []:
            if before(first.day("DECOM"), row.day("DATE_PLACED")):
                yield row
                yield first


@told("557")
def left_unadopted(ret: Plain):
    orders = ("D1", "E1") if ret.year <= 2024 else ("E1",)
    for row in ret.rows("Episodes"):
        on_the_way = row["PLACE"] in ADOPTIVE or row["LS"] in orders
        if on_the_way and row["REC"] and row["REC"] not in ("X1", "E11", "E12"):
            plans = ret.of(row.child, "PlacedAdoption")
            incomplete = [p for p in plans if not all(p[c] for c in CEASED)]
            if incomplete or not plans:
                yield row
                yield from incomplete


@told("559")
def not_returned_last_year(ret: Plain):
    for row in ret.rows("PlacedAdoption"):
        then = any(last["DATE_PLACED"] for last in ret.of_last(row.child, "PlacedAdoption"))
        if before(row.day("DATE_PLACED"), ret.start) and not then:
            yield row


@told("560")
def other_date_than_last_year(ret: Plain):
    for rows in ret.children("PlacedAdoption"):
        now = [row.day("DATE_PLACED") for row in rows]
        if UNKNOWN in now:
            continue
        for last in ret.of_last(rows[0].child, "PlacedAdoption"):
            day = last.day("DATE_PLACED")
            if known(day) and not last["DATE_PLACED_CEASED"] and day not in now:
                yield from rows


@told("561")
def withdrawn_returned(ret: Plain):
    for row in ret.rows("PlacedAdoption"):
        for last in ret.of_last(row.child, "PlacedAdoption"):
            if last.has(*CEASED) and same(row.day("DATE_PLACED"), last.day("DATE_PLACED")):
                yield row


@told("563")
def withdrawn_undated(ret: Plain):
    for row in ret.rows("PlacedAdoption"):
        if all(row[c] for c in CEASED) and not row["DATE_PLACED"]:
            yield row


@told("579")
def overlapping_decisions(ret: Plain):
    for rows in ret.children("PlacedAdoption"):
        for one, row in neighbours(ordered(rows, "DATE_PLACED")):
            ceased = one.day("DATE_PLACED_CEASED")
            if ceased is None or before(row.day("DATE_PLACED"), ceased):
                yield row


@told("583")
def earlier_not_ended(ret: Plain):
    for rows in ret.children("PlacedAdoption"):
        last = latest(rows, "DATE_PLACED")
        for row in rows if last else []:
            if row["DATE_PLACED"] and row is not last and not row["DATE_PLACED_CEASED"]:
                yield row


@told("584")
def not_later_than_withdrawn(ret: Plain):
    for row in ret.rows("PlacedAdoption"):
        for last in ret.of_last(row.child, "PlacedAdoption"):
            then, now = last.day("DATE_PLACED"), row.day("DATE_PLACED")
            if known(then) and last.has(*CEASED) and (now is None or by(now, then)):
                yield row


@told("601")
def adoption_incomplete(ret: Plain):
    for row in ret.rows("Episodes"):
        if row["REC"] in ("E11", "E12") and within(row.day("DEC"), ret.start, ret.end):
            records = ret.of(row.child, "AD1")
            incomplete = [a for a in records if not all(a[c] for c in ADOPTION)]
            if incomplete or not records:
                yield row
                yield from incomplete


@told("602")
def adoption_without_episode(ret: Plain):
    for row in ret.rows("AD1"):
        ends = [e.day("DEC") for e in ret.of(row.child, "Episodes") if e["REC"] in ("E11", "E12")]
        may = any(end == UNKNOWN or within(end, ret.start, ret.end) for end in ends)
        if row.has(*ADOPTION) and not may:
            yield row


@told("1003")
def decided_before_start(ret: Plain):
    for rows in ret.children("PlacedAdoption"):
        first = earliest(ret.of(rows[0].child, "Episodes"), "DECOM", lambda e: e["RNE"] == "S")
        for row in rows if first else []:
            if before(row.day("DATE_PLACED"), first.day("DECOM")):
                yield row
                yield first
