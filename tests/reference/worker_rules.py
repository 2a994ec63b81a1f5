"""Social worker episodes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tests.reference.episode_rules import SHORT
from tests.reference.plain import (
    UNKNOWN,
    Plain,
    Row,
    before,
    by,
    known,
    neighbours,
    order_unknown,
    ordered,
    plus,
    within,
)
from tests.reference.register import told

APRIL_2023 = dt.date(2023, 4, 1)


def in_order(ret: Plain, end: str | None = None) -> Iterator[list[Row]]:
    for rows in ret.children("SWEpisodes"):
        yield ordered(rows, "SW_DECOM", end)


@told("SW01STG1", first=2024, last=2024)
def nothing_told(ret: Plain):
    for row in ret.rows("Episodes"):
        workers = ret.of(row.child, "SWEpisodes")
        told_all = all(any(w[c] for w in workers) for c in ("SW_ID", "SW_DECOM", "SW_REASON"))
        if not row["DEC"] and row["LS"] not in SHORT and not told_all:
            yield row


@told("SW01aSTG1", first=2025, last=2025)
def early_incomplete(ret: Plain):
    for row in ret.rows("SWEpisodes"):
        if not row["SW_DECOM"] or (before(row.day("SW_DECOM"), APRIL_2023) and not row["SW_ID"]):
            yield row


@told("SW01bSTG1", first=2025, last=2025)
def later_incomplete(ret: Plain):
    for row in ret.rows("SWEpisodes"):
        blank = not row["SW_ID"] or not row["SW_REASON"]
        if not row["SW_DECOM"] or (by(APRIL_2023, row.day("SW_DECOM")) and blank):
            yield row


@told("SW08STG2", first=2024)
def earlier_open(ret: Plain):
    for rows in in_order(ret):
        yield from (row for row in rows[:-1] if row["SW_DECOM"] and not row["SW_DEC"])


def _far_apart(ret: Plain) -> Iterator[Row]:
    for rows in in_order(ret, "SW_DEC"):
        for one, row in neighbours(rows):
            start, end = row.day("SW_DECOM"), one.day("SW_DEC")
            if before(start, plus(end, -7)) or before(plus(end, 7), start):
                yield row


@told("SW10STG2", first=2024, last=2024)
def far_apart(ret: Plain):
    return _far_apart(ret)


@told("SW10STG2", first=2025, last=2025)
@told("SW10aSTG2", first=2026)
def far_apart_but_first_contact(ret: Plain):
    return [row for row in _far_apart(ret) if row["SW_REASON"] != "FCONTA"]


@told("SW10bSTG2", first=2026)
def first_contact_overlaps(ret: Plain):
    for rows in in_order(ret, "SW_DEC"):
        for one, row in neighbours(rows):
            if row["SW_REASON"] == "FCONTA" and by(row.day("SW_DECOM"), one.day("SW_DEC")):
                yield row


@told("SW11aSTG2", first=2024, last=2024)
def no_timely_successor(ret: Plain):
    for rows in in_order(ret):
        for at, row in enumerate(rows):
            end = row.day("SW_DEC")
            if not by(end, plus(ret.end, -5)):
                continue

            def fits(other: Row, end: dt.date = end) -> bool:
                return within(other.day("SW_DECOM"), plus(end, -5), plus(end, 5))

            if at + 1 < len(rows):
                if not fits(rows[at + 1]):
                    yield rows[at + 1]
            elif not any(fits(other) for other in rows[:-1]):
                yield row


@told("SW11bSTG2", first=2024)
def ended_in_last_days(ret: Plain):
    for rows in in_order(ret):
        for at, row in enumerate(rows):
            end = row.day("SW_DEC")
            if not within(end, plus(ret.end, -5), ret.end):
                continue
            if at + 1 < len(rows):
                if not rows[at + 1]["SW_DECOM"]:
                    yield rows[at + 1]
            elif not any(by(end, other.day("SW_DECOM")) for other in rows[:-1]):
                yield row


def _without_worker(ret: Plain, row: Row) -> bool:
    start, end = row.day("DECOM"), row.day("DEC")
    begins, may_end = row["RNE"] == "S", row["REC"] != "X1"
    if row["LS"] in SHORT or not (begins or may_end) or UNKNOWN in (start, end):
        return False
    for worker in ret.of(row.child, "SWEpisodes"):
        since = worker.day("SW_DECOM")
        if since is None:
            continue
        if since == UNKNOWN or (begins and by(start, since)) or (may_end and by(since, end)):
            return False
        if not begins and end is None:
            return False
    return True


@told("SW12STG2", first=2024, last=2024)
def without_worker(ret: Plain):
    return [row for row in ret.rows("Episodes") if _without_worker(ret, row)]


@told("SW12STG2", first=2025)
def without_worker_in_two_years(ret: Plain):
    since = dt.date(ret.year - 2, 4, 1)
    for row in ret.rows("Episodes"):
        end = row.day("DEC")
        if (end is None or within(end, since, ret.end)) and _without_worker(ret, row):
            yield row


@told("SW14STG2", first=2024, last=2024)
def not_ended(ret: Plain):
    for rows in in_order(ret):
        yield from (row for row in rows[:-1] if not row["SW_DEC"])


@told("SW17STG2", first=2026)
def none_open(ret: Plain):
    for rows in ret.children("SWEpisodes"):
        if order_unknown(rows, "SW_DECOM"):
            continue
        dated = [row for row in rows if known(row.day("SW_DECOM"))]
        newest = max((row.day("SW_DECOM") for row in dated), default=None)
        last = [row for row in dated if row.day("SW_DECOM") == newest] or rows
        if all(row["SW_DEC"] for row in last):
            yield last[0]
