"""How episodes follow one another, legal status and how long it lasts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

from tests.reference.plain import (
    UNKNOWN,
    Plain,
    Row,
    aged,
    before,
    by,
    earliest,
    known,
    neighbours,
    order_unknown,
    ordered,
    plus,
    same,
)
from tests.reference.register import tell, told

SHORT = ("V3", "V4")
TEMPORARY = ("T0", "T1", "T2", "T3", "T4")
ADOPTIVE = ("A3", "A4", "A5", "A6")
FOSTER = ("U1", "U2", "U3", "U4", "U5", "U6")
ENDS = [
    "E2",
    "E3",
    "E4A",
    "E4B",
    "E5",
    "E6",
    "E7",
    "E8",
    "E9",
    "E11",
    "E12",
    "E13",
    "E14",
    "E15",
    "E16",
    "E17",
    "E41",
    "E45",
    "E46",
    "E47",
    "E48",
]


def in_order(ret: Plain, end: str | None = None) -> Iterator[list[Row]]:
    for rows in ret.children("Episodes"):
        yield ordered(rows, "DECOM", end)


def pairs(ret: Plain, end: str | None = None) -> Iterator[tuple[Row, Row]]:
    for rows in in_order(ret, end):
        yield from neighbours(rows)


@told("142")
def earlier_open(ret: Plain):
    for rows in in_order(ret):
        dated = [row for row in rows if row["DECOM"]]
        yield from (row for row in dated[:-1] if not row["DEC"] or not row["REC"])


@told("225")
def reason_missing(ret: Plain):
    for one, after in pairs(ret):
        moves = one["REC"] == "X1" and after["RNE"] in ("P", "B", "T", "U")
        usual = one["PLACE"] not in TEMPORARY and after["PLACE"] not in TEMPORARY
        if moves and usual and not one["REASON_PLACE_CHANGE"]:
            yield one


@told("226")
def reason_around_temporary(ret: Plain):
    for row in ret.rows("Episodes"):
        if row["PLACE"] not in TEMPORARY or order_unknown(ret.of(row.child, "Episodes"), "DECOM"):
            continue
        rows = ordered(ret.of(row.child, "Episodes"), "DECOM")
        at = rows.index(row) if row in rows else 0
        if row["REASON_PLACE_CHANGE"] or (at and rows[at - 1]["REASON_PLACE_CHANGE"]):
            yield row


@told("233", first=2026)
def reason_on_open(ret: Plain):
    return [row for row in ret.rows("Episodes") if not row["DEC"] and row["REASON_PLACE_CHANGE"]]


@told("234", first=2026)
def custody_under_ten(ret: Plain):
    for rows in in_order(ret):
        for at, row in enumerate(rows):
            if row["REASON_PLACE_CHANGE"] != "CUSTOD":
                continue
            moved = rows[at + 1].day("DECOM") if at + 1 < len(rows) else None
            if moved is None:
                moved = row.day("DEC")
            if moved is None:
                moved = row.day("DECOM")
            for header in ret.of(row.child, "Header"):
                if before(moved, aged(header.day("DOB"), 10)):
                    yield row
                    yield header


@told("302")
def before_birth(ret: Plain):
    for rows in ret.children("Episodes"):
        first = earliest(rows, "DECOM")
        for header in ret.of(rows[0].child, "Header"):
            if first and before(first.day("DECOM"), header.day("DOB")):
                yield first
                yield header


@told("336")
def no_foster_before(ret: Plain):
    for one, after in pairs(ret):
        if after["PLACE"] in ("A3", "A5") and one["PLACE"] not in ADOPTIVE + FOSTER:
            yield after


@told("355")
def one_day(ret: Plain):
    return [row for row in ret.rows("Episodes") if same(row.day("DECOM"), row.day("DEC"))]


@told("357")
def no_start_of_care(ret: Plain):
    for rows in ret.children("Episodes"):
        first = earliest(rows, "DECOM")
        if first and by(ret.start, first.day("DECOM")) and first["RNE"] != "S":
            yield first


@told("359")
def over_18(ret: Plain):
    for row in ret.rows("Episodes"):
        adult = any(before(aged(h.day("DOB"), 18), ret.end) for h in ret.of(row.child, "Header"))
        if not row["DEC"] and adult and not (row["LS"] == "V2" and row["PLACE"] == "K2"):
            yield row


def _end(ret: Plain, row: Row):
    return row.day("DEC") if row["DEC"] else ret.end


def _joined(status: str, days: int) -> Callable[[Plain], Iterator[Row]]:
    def rule(ret: Plain) -> Iterator[Row]:
        for rows in in_order(ret):
            runs: list[list[Row]] = []
            previous = None
            for row in rows:
                if row["LS"] == status and known(row.day("DECOM")):
                    if (
                        previous is not None
                        and runs
                        and runs[-1][-1] is previous
                        and same(row.day("DECOM"), _end(ret, previous))
                    ):
                        runs[-1].append(row)
                    else:
                        runs.append([row])
                previous = row
            for run in runs:
                ends = [_end(ret, row) for row in run]
                if UNKNOWN in ends:
                    continue
                if (max(ends) - min(row.day("DECOM") for row in run)).days > days:
                    yield from run

    return rule


tell("361", _joined("L1", 3))
tell("362", _joined("L2", 21))


def _added(status: str, days: int) -> Callable[[Plain], Iterator[Row]]:
    def rule(ret: Plain) -> Iterator[Row]:
        for rows in ret.children("Episodes"):
            of_status = [row for row in rows if row["LS"] == status and known(row.day("DECOM"))]
            of_status.sort(key=lambda row: row.day("DECOM"))
            runs: list[list[Row]] = []
            for row in of_status:
                last_end = _end(ret, runs[-1][-1]) if runs else UNKNOWN
                if by(row.day("DECOM"), last_end):
                    runs[-1].append(row)
                else:
                    runs.append([row])
            for run in runs:
                ends = [_end(ret, row) for row in run]
                if UNKNOWN in ends:
                    continue
                if sum((end - row.day("DECOM")).days for row, end in zip(run, ends, strict=True)) > days:
                    yield from run

    return rule


tell("363", _added("L3", 7))
tell("364", _added("J2", 21))


@told("365")
def one_break(ret: Plain):
    for row in ret.rows("Episodes"):
        if row["LS"] == "V3" and before(plus(row.day("DECOM"), 17), _end(ret, row)):
            yield row


@told("367")
def breaks_in_year(ret: Plain):
    for rows in ret.children("Episodes"):
        lengths = {}
        for row in rows:
            start, end = row.day("DECOM"), _end(ret, row)
            if row["LS"] == "V3" and known(start) and known(end):
                days = (min(end, ret.end) - max(start, ret.start)).days
                if days > 0:
                    lengths[row] = days
        if sum(lengths.values()) > 75:
            yield from lengths


def _too_young(place: str, age: int) -> Callable[[Plain], Iterator[Row]]:
    def rule(ret: Plain) -> Iterator[Row]:
        for row in ret.rows("Episodes"):
            young = any(
                before(row.day("DECOM"), aged(h.day("DOB"), age)) for h in ret.of(row.child, "Header")
            )
            if row["PLACE"] == place and young:
                yield row

    return rule


told("370", last=2023)(_too_young("P2", 15))
told("370", first=2024, last=2024)(_too_young("P2", 16))
told("371", last=2023)(_too_young("H5", 14))
told("371", first=2024, last=2024)(_too_young("H5", 16))
told("371", first=2025)(_too_young("K3", 16))
tell("372", _too_young("R5", 10))
tell("373", _too_young("S1", 4))
tell("374", _too_young("P3", 14))


def _too_long(place: str, days: int) -> Callable[[Plain], Iterator[Row]]:
    def rule(ret: Plain) -> Iterator[Row]:
        for row in ret.rows("Episodes"):
            if row["PLACE"] == place and before(plus(row.day("DECOM"), days), row.day("DEC")):
                yield row

    return rule


tell("375", _too_long("T1", 42))
tell("376", _too_long("T3", 21))
tell("379", _too_long("T4", 7))


@told("380")
def not_by_move(ret: Plain):
    return [r for r in ret.rows("Episodes") if r["PLACE"] in TEMPORARY and r["RNE"] not in ("P", "B")]


def _no_return(*same_columns: str) -> Callable[[Plain], Iterator[Row]]:
    def rule(ret: Plain) -> Iterator[Row]:
        for rows in in_order(ret):
            for usual, temporary, row in zip(rows, rows[1:], rows[2:], strict=False):
                if temporary["PLACE"] in TEMPORARY and (
                    row["RNE"] != "P" or any(row[c] != usual[c] for c in same_columns)
                ):
                    yield row

    return rule


told("383", last=2025)(_no_return("PLACE"))
told("383", first=2026)(_no_return("PLACE", "PL_POST"))


@told("388")
def x1_does_not_fit(ret: Plain):
    def start(row: Row):
        return row.day("DECOM") or dt.date(1901, 1, 1)

    for rows in ret.children("Episodes"):
        if order_unknown(rows, "DECOM"):
            continue
        chain = sorted(rows, key=start)
        for at, row in enumerate(chain):
            end, rec = row.day("DEC"), row["REC"]
            if end is None:
                continue
            if at + 1 == len(chain):
                if rec == "X1":
                    yield row
            elif known(end) and rec and (rec == "X1") != (start(chain[at + 1]) == end):
                yield row


@told("431")
def starts_before_end(ret: Plain):
    return [row for one, row in pairs(ret) if row["RNE"] == "S" and by(row.day("DECOM"), one.day("DEC"))]


@told("432")
def no_new_start(ret: Plain):
    return [row for one, row in pairs(ret) if one["REC"] in ENDS and row["RNE"] != "S"]


@told("433")
def not_straight_on(ret: Plain):
    for one, row in pairs(ret, "DEC"):
        if row["RNE"] in ("P", "L", "T", "U", "B"):
            start, end = row.day("DECOM"), one.day("DEC")
            if start is None or end is None or (known(start) and known(end) and start != end):
                yield row


def _moved(one: Row, row: Row) -> bool:
    return any(one[c] != row[c] for c in ("PLACE", "PL_POST", "URN", "PLACE_PROVIDER"))


@told("434")
def l_wrong(ret: Plain):
    for one, row in pairs(ret):
        if row["RNE"] == "L" and ((row["LS"] and row["LS"] == one["LS"]) or _moved(one, row)):
            yield row


@told("435")
def p_or_t_wrong(ret: Plain):
    for one, row in pairs(ret):
        if row["RNE"] in ("P", "T") and (row["LS"] != one["LS"] or not _moved(one, row)):
            yield row


@told("436")
def b_or_u_wrong(ret: Plain):
    for one, row in pairs(ret):
        if row["RNE"] in ("B", "U") and (row["LS"] == one["LS"] or not _moved(one, row)):
            yield row


@told("437")
def after_death(ret: Plain):
    for rows in in_order(ret):
        dated = [row for row in rows if row["DECOM"]]
        yield from (row for row in dated[:-1] if row["REC"] in ("E2", "E15"))


@told("451", last=2024)
def freeing_order(ret: Plain):
    return [r for r in ret.rows("Episodes") if not r["DEC"] and not r["REC"] and r["LS"] == "D1"]


@told("501")
def overlap(ret: Plain):
    return [row for one, row in pairs(ret) if before(row.day("DECOM"), one.day("DEC"))]


@told("504")
def need_changed(ret: Plain):
    for one, row in pairs(ret):
        if one["REC"] == "X1" and same(one.day("DEC"), row.day("DECOM")) and row["CIN"] != one["CIN"]:
            yield row
