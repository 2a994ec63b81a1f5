"""Deprivation of liberty orders (DoLO): their dates, and where the child lives meanwhile."""

from xl903 import rule

EXPECTED_PLACEMENTS = ("K2", "Z12", "Z13")
"""Placement types in which a child under an order is expected to live."""

FORBIDDEN_PLACEMENTS = ("K1", "K3", "P1", "R5")
"""Placement types that cannot go with an order: secure homes, parents, custody, supported accommodation."""


@rule(
    "700",
    "DoLO start date missing or not valid",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"]},
)
def start_not_a_date(ret):
    """DOLO_START is blank or is not a valid date. Every deprivation of liberty order needs a start date
    as dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter DOLO_START as dd/mm/yyyy, taken from the court order.

    Why: The order was added to the child's record before the court papers arrived, or the export writes
    dates in another format. Record the date shown on the order.

    Ask: On what date did this deprivation of liberty order start?
    """
    return ret.dolo.dolo_start.isna()


@rule("701", "DoLO end date not valid", years="2027-", group="dolo", marks={"DoLo": ["DOLO_END"]})
def end_not_a_date(ret):
    """DOLO_END is filled in but is not a valid date as dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Correct DOLO_END to dd/mm/yyyy. Leave it blank if the order is still in force.

    Why: The export writes the year first or with two digits, or somebody typed a word such as "ongoing"
    in the date field. An order still in force needs a blank end date.
    """
    return ret.dolo.no_date("DOLO_END")


@rule(
    "702",
    "DoLO ends on or before its start date",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START", "DOLO_END"]},
)
def ends_by_its_start(ret):
    """DOLO_END is the same day as DOLO_START or earlier. An order must end later than it starts.

    Fix: Check both dates against the court order and correct the wrong one. Clear DOLO_END if the order
    is still in force.

    Why: Often a date is typed with the wrong year, or the hearing date is entered in both fields. Take
    both dates from the order itself.

    Ask: On what dates did this deprivation of liberty order start and end? If it is still in force,
    please say so.
    """
    return ret.dolo.dolo_end <= ret.dolo.dolo_start


@rule(
    "703",
    "DoLO starts after the collection year",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"]},
)
def starts_after_year(ret):
    """DOLO_START is after 31 March at the end of the collection year. The order does not belong in this
    return.

    Value: {value} is after the end of the collection year.

    Fix: Correct DOLO_START if the date is wrong. Otherwise remove the row and include it in next year's
    return.

    Why: The export was run after 31 March without a cut-off date, or the year was mistyped.
    """
    return ret.dolo.dolo_start > ret.year_end


@rule(
    "704",
    "DoLO end date outside the collection year",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_END"]},
)
def ends_outside_year(ret):
    """DOLO_END is before 1 April at the start of the collection year, or after 31 March at its end.

    Value: {value} is outside the collection year.

    Fix: Correct DOLO_END if it is wrong. If the order ended before the year, remove the row. If it ended
    after the year, leave DOLO_END blank.

    Why: The report includes orders that ended in earlier years, or was run after 31 March and shows later
    end dates. Limit it to orders in force during the collection year.
    """
    ended = ret.dolo.dolo_end
    return (ended < ret.year_start) | (ended > ret.year_end)


@rule(
    "705",
    "DoLO starts before the child's previous one has ended",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START", "DOLO_END"]},
)
def starts_before_previous_ended(ret):
    """The child's previous order is open or ends after this one starts. Orders are sorted by end date, or
    by start date if they are open, so this order may have started first. A child can have only one order
    at a time.

    Fix: Enter DOLO_END on the previous order, or correct the dates that overlap. An order may start on
    the day the previous one ends.

    Why: Often the court renewed the order and a new record was added, but the old one was left open. End
    the old record when you add the renewal.

    Ask: When did each of this child's deprivation of liberty orders start and end? Please say if one is
    still in force.
    """
    dolo = ret.dolo
    ends_or_starts = dolo.dolo_end.fillna(dolo.dolo_start)
    before = dolo.in_order_of(ends_or_starts, dolo.dolo_start).previous
    still_running = ~before.filled("DOLO_END") | (dolo.dolo_start < before.dolo_end)
    return before.exists & dolo.dolo_start.notna() & still_running


@rule(
    "706",
    "Last year's open DoLO is not carried into this year",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"], "Header": ["CHILD"]},
    needs=["DoLo", "DoLo_last"],
    uses=["Header"],
)
def open_order_not_continued(ret):
    """Last year's return has an order with no end date. The child's first order this year must have the
    same DOLO_START, but it is missing or has another start date.

    Fix: Add the order with last year's DOLO_START, or correct DOLO_START on the child's first order this
    year.

    Why: The order was re-entered with a new start date, or the report leaves out orders that started
    before 1 April. Report an order that continues with its original start date.
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
    "DoLO does not match the child's time in care",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_END"]},
    needs=["Episodes", "DoLo"],
)
def outside_time_in_care(ret):
    """DOLO_END is outside every period of care in the Episodes file. Or it is blank, but the child has
    left care or their current period of care began after DOLO_START.

    Fix: Enter or correct DOLO_END. If the order is right, check DECOM and DEC of the episodes around it,
    and look for a missing episode.

    Why: The child left care and the order was not ended on the system, or an episode is missing around
    these dates. End the order on the record when care ends.

    Ask: On what dates did this deprivation of liberty order start and end, or is it still in force? When
    did the child come into care and, if they have left, when?
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
    "DoLO starts on or before the date of birth",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"]},
)
def starts_by_birth(ret):
    """DOLO_START is the child's date of birth or earlier, by the DOB in the same row.

    Fix: Check DOLO_START against the court order and DOB against the child's record. Correct the wrong
    date.

    Why: Usually the year of one of the dates is mistyped, or the date of birth was entered as the start
    of the order.

    Ask: On what date did this deprivation of liberty order start? Is the child's date of birth correct?
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
    "Placement type unusual while a DoLO is in force",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"], "Episodes": ["PLACE"]},
)
def unexpected_placement(ret):
    """The order overlaps an episode where PLACE is not K2 (children's home), Z12 or Z13. Only orders with
    both dates are checked. One shared day counts.

    Fix: Check PLACE, DECOM and DEC of the overlapping episode and the dates of the order. If all are
    right, leave them and keep a note of the reason.

    Why: The child moved and the order was not ended, or the new placement was recorded late. An order
    that ends on the day of a move also overlaps the next placement.

    Ask: Where did the child live while the deprivation of liberty order was in force, and what kind of
    placement was it? Please confirm the dates of any move and of the order.
    """
    pair, meet = _during_episode(ret)
    return pair.marks(meet & ~pair.right.place.isin(EXPECTED_PLACEMENTS))


@rule(
    "710",
    "Placement type not allowed while a DoLO is in force",
    years="2027-",
    group="dolo",
    marks={"DoLo": ["DOLO_START"], "Episodes": ["PLACE"]},
)
def forbidden_placement(ret):
    """The order overlaps an episode where PLACE is K1 (secure children's home), K3 (supported
    accommodation), P1 (with parents) or R5 (youth custody). Only orders with both dates are checked.

    Fix: Check PLACE, DECOM and DEC of the overlapping episode and the dates of the order. Correct
    what is wrong. One shared day counts as an overlap. If all are right, explain it to DfE.

    Why: Often the order was not ended when the child moved home, into custody or to a secure home. The
    episode change may also have been recorded with the wrong date.

    Ask: Where did the child live while the deprivation of liberty order was in force? On what dates did
    they move, and when did the order end?
    """
    pair, meet = _during_episode(ret)
    return pair.marks(meet & pair.right.place.isin(FORBIDDEN_PLACEMENTS))
