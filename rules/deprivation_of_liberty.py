"""Deprivation of liberty orders (DoLO): their dates, and where the child lives meanwhile."""

from xl903 import rule

EXPECTED_PLACEMENTS = ("K2", "Z12", "Z13")
"""Placement types in which a child under an order is expected to live."""

FORBIDDEN_PLACEMENTS = ("K1", "K3", "P1", "R5")
"""Placement types that cannot go with an order: secure homes, parents, custody, supported accommodation."""


@rule(
    "700",
    "Order has no start date",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"]},
)
def start_not_a_date(ret):
    """DOLO_START is blank, or cannot be read as a date.

    Fix: enter the order's first day as dd/mm/yyyy.
    """
    return ret.dolo.dolo_start.isna()


@rule("701", "Order's end is no date", years="2027-", group="dolo", marks={"DoLo": ["DOLO_END"]})
def end_not_a_date(ret):
    """DOLO_END holds something that cannot be read as a date.

    Fix: enter the order's last day as dd/mm/yyyy, or nothing while the order lasts.
    """
    return ret.dolo.no_date("DOLO_END")


@rule(
    "702",
    "Order ends no later than it starts",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START", "DOLO_END"]},
)
def ends_by_its_start(ret):
    """The order ends on the day it starts or before; it has to end later.

    Fix: check both dates of the order.
    """
    return ret.dolo.dolo_end <= ret.dolo.dolo_start


@rule(
    "703",
    "Order starts after the year",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"]},
)
def starts_after_year(ret):
    """The order starts after 31 March, the year's last day.

    Fix: correct DOLO_START, or leave the order for next year's return.
    """
    return ret.dolo.dolo_start > ret.year_end


@rule(
    "704",
    "Order ends outside the year",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_END"]},
)
def ends_outside_year(ret):
    """The order ends before 1 April or after 31 March, not in the collection year.

    Fix: correct DOLO_END; take out an order that ended before the year, and leave the end of one that goes
    on after it blank.
    """
    ended = ret.dolo.dolo_end
    return (ended < ret.year_start) | (ended > ret.year_end)


@rule(
    "705",
    "Order starts before the child's last one ended",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START", "DOLO_END"]},
)
def starts_before_previous_ended(ret):
    """A child is under one order at a time, but this one starts while the one that ends just before it, or
    has no end, is still running.

    Fix: enter the earlier order's DOLO_END, or correct the dates that overlap.
    """
    dolo = ret.dolo
    ends_or_starts = dolo.dolo_end.fillna(dolo.dolo_start)
    before = dolo.in_order_of(ends_or_starts, dolo.dolo_start).previous
    still_running = ~before.filled("DOLO_END") | (dolo.dolo_start < before.dolo_end)
    return before.exists & dolo.dolo_start.notna() & still_running


@rule(
    "706",
    "Order open last year is not continued",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"], "Header": ["CHILD"]},
    needs=["DoLo", "DoLo_last"],
    uses=["Header"],
)
def open_order_not_continued(ret):
    """Last year's return left an order open. The child's first order this year has to be that one, with the
    same start, but starts on another day or is missing.

    Fix: add the order with the start it had last year, or correct DOLO_START of the child's first order.
    """
    dolo, hd, last = ret.dolo, ret.header, ret.last_year.dolo
    left_open = last.latest(last.dolo_start, where=~last.filled("DOLO_END"))
    carried = dolo.row_of_child_in(last, left_open)
    first = dolo.in_order("dolo_start").first
    return {
        "DoLo": first & carried.exists & (dolo.dolo_start != carried.dolo_start),
        "Header": hd.child_in(last, left_open) & ~hd.child_in(dolo),
    }


@rule(
    "707",
    "Order does not fit the child's time in care",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_END"]},
    needs=["Episodes", "DoLo"],
)
def outside_time_in_care(ret):
    """The order has no end although the child's care ended, or it ended while the child was not looked after.

    Fix: enter or correct DOLO_END, or check the dates of the episodes around it.
    """
    dolo, care = ret.dolo, ret.episodes.times_in_care
    pair = dolo.pairs(care)
    order, time = pair.left, pair.right
    outside = (
        (~order.filled("DOLO_END") & (time.end.notna() | ~(order.dolo_start >= time.start)))
        | (order.dolo_end < time.start)
        | (order.dolo_end > time.end)
    )
    return dolo.dolo_start.notna() & dolo.child_in(care) & ~pair.left_rows(~outside)


@rule(
    "708",
    "Order starts no later than the child's birth",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"]},
)
def starts_by_birth(ret):
    """The order starts on the child's date of birth or before.

    Fix: check DOLO_START and DOB of the DoLo row.
    """
    return ret.dolo.dolo_start <= ret.dolo.dob


def _during_episode(ret):
    """Every ended order with every episode of its child, and which of these have a day in common."""
    pair = ret.dolo.pairs(ret.episodes)
    order, episode = pair.left, pair.right
    starts_in_time = (order.dolo_start <= episode.dec) | (order.dolo_start.notna() & episode.is_open)
    return pair, starts_in_time & (order.dolo_end >= episode.decom)


@rule(
    "709",
    "Placement not expected while an order lasts",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"], "Episodes": ["PLACE"]},
)
def unexpected_placement(ret):
    """The order and the episode have a day in common, but the placement is none of the types in which a
    child under an order is expected: K2, Z12 and Z13.

    Fix: check PLACE of the episode and the dates of the order.
    """
    pair, meet = _during_episode(ret)
    return pair.marks(meet & ~pair.right.place.isin(EXPECTED_PLACEMENTS))


@rule(
    "710",
    "Placement not allowed while an order lasts",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"], "Episodes": ["PLACE"]},
)
def forbidden_placement(ret):
    """The order and the episode have a day in common, but the placement is a secure home, with parents, in
    custody or in supported accommodation, where an order cannot apply.

    Fix: check PLACE of the episode and the dates of the order.
    """
    pair, meet = _during_episode(ret)
    return pair.marks(meet & pair.right.place.isin(FORBIDDEN_PLACEMENTS))
