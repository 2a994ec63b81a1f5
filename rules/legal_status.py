"""Legal status: what each one allows, at what age, and for how long."""

import pandas as pd

from xl903 import birthday, rule

YOUTH_JUSTICE = ("J1", "J2", "J3")

FREEING_ORDERS_ENDED = pd.Timestamp(2005, 12, 31)
"""The last day on which an episode could begin under a freeing order, D1."""

PLACEMENT_ORDERS_BEGAN = pd.Timestamp(2005, 12, 1)
"""The first day on which an episode could begin under a placement order, E1."""

DAYS_OF_POLICE_PROTECTION = 3
DAYS_OF_EMERGENCY_PROTECTION = 21
DAYS_OF_CHILD_ASSESSMENT = 7
DAYS_OF_POLICE_DETENTION = 21
DAYS_OF_ONE_BREAK = 17
DAYS_OF_BREAKS_A_YEAR = 75


@rule(
    "358",
    "Youth justice status before the age of 10",
    group="legal-status",
    marks={"Episodes": ["DECOM", "LS"], "Header": ["DOB"]},
)
def youth_justice_before_10(ret):
    """A youth justice status (J1, J2 or J3) began before the child's 10th birthday, when no child can be
    held responsible for a crime.

    Fix: check LS and DECOM, and the date of birth in Header.
    """
    pair = ret.episodes.pairs(ret.header)
    too_young = pair.left.decom < birthday(pair.right.dob, 10)
    return pair.marks(pair.left.ls.isin(YOUTH_JUSTICE) & too_young)


@rule(
    "359",
    "Still in care after 18",
    group="legal-status",
    marks={"Episodes": ["DEC", "LS", "PLACE"]},
    needs=["Header", "Episodes"],
)
def in_care_after_18(ret):
    """The episode is open although the young person turned 18 before the end of the year. That can only be
    under legal status V2 in placement K2.

    Fix: end the episode on the 18th birthday, or correct LS, PLACE or the date of birth.
    """
    pair = ret.episodes.pairs(ret.header)
    adult = birthday(pair.right.dob, 18) < ret.year_end
    allowed = (pair.left.ls == "V2") & (pair.left.place == "K2")
    return pair.left_rows(pair.left.is_open & adult & ~allowed)


def _holds_unknown_end(ep, run):
    """Episodes in whose run the end of some episode cannot be read, so that the run has no known length."""
    return ep.no_date("DEC").groupby(run).transform("any")


def _status_without_a_gap_too_long(ret, status, days):
    """Episodes of the status, each starting on the day the child's last one ended, that take too long."""
    ep = ret.episodes
    order = ep.in_order("decom")
    of_status = ep.ls == status
    goes_on = of_status & order.previous.of(of_status) & (ep.decom == order.previous.end_or_year_end)
    run = order.runs(starts=~goes_on)
    last_end = ep.end_or_year_end.groupby(run).transform("max")
    first_start = ep.decom.groupby(run).transform("min")
    too_long = last_end - first_start > pd.Timedelta(days=days)
    return order.taking_part & of_status & too_long & ~_holds_unknown_end(ep, run)


@rule(
    "361",
    "Police protection for more than 72 hours",
    group="legal-status",
    marks={"Episodes": ["DECOM", "LS", "DEC"]},
)
def police_protection_too_long(ret):
    """Police protection (L1) ends after 72 hours, but these episodes, one straight after the other, take more
    than three days. An open one is counted to the end of the year.

    Fix: check the dates, and enter the legal status that came after police protection.
    """
    return _status_without_a_gap_too_long(ret, "L1", DAYS_OF_POLICE_PROTECTION)


@rule(
    "362",
    "Emergency protection order for more than 21 days",
    group="legal-status",
    marks={"Episodes": ["DECOM", "LS", "DEC"]},
)
def emergency_protection_too_long(ret):
    """An emergency protection order (L2) ends after 21 days, but these episodes, one straight after the
    other, take longer. An open one is counted to the end of the year.

    Fix: check the dates, and enter the legal status that came after the order.
    """
    return _status_without_a_gap_too_long(ret, "L2", DAYS_OF_EMERGENCY_PROTECTION)


def _status_adds_up_too_long(ret, status, days):
    """Episodes of the status, other statuses left out, that meet or overlap and add up to too many days."""
    ep = ret.episodes
    order = ep.dated_in_order("decom", where=ep.ls == status)
    apart = (ep.decom > order.previous.end_or_year_end) | order.previous.no_date("DEC")
    run = order.runs(starts=apart)
    length = ep.end_or_year_end - ep.decom
    too_long = length.groupby(run).transform("sum") > pd.Timedelta(days=days)
    return order.taking_part & too_long & ~_holds_unknown_end(ep, run)


@rule(
    "363",
    "Child assessment order for more than 7 days",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM", "DEC"]},
)
def child_assessment_too_long(ret):
    """A child assessment order (L3) ends after 7 days, but these episodes without a gap between them add up
    to more. An open one is counted to the end of the year.

    Fix: check the dates, and enter the legal status that came after the order.
    """
    return _status_adds_up_too_long(ret, "L3", DAYS_OF_CHILD_ASSESSMENT)


@rule(
    "364",
    "Police detention for more than 21 days",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM", "DEC"]},
)
def police_detention_too_long(ret):
    """Detention by the police (J2, under PACE) ends after 21 days, but these episodes without a gap between
    them add up to more. An open one is counted to the end of the year.

    Fix: check the dates, and enter the legal status that came after detention.
    """
    return _status_adds_up_too_long(ret, "J2", DAYS_OF_POLICE_DETENTION)


@rule(
    "365",
    "Short break of more than 17 days",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM", "DEC"]},
)
def short_break_too_long(ret):
    """One short break (V3) takes more than 17 days. An open one is counted to the end of the year.

    Fix: check the dates; a child who stayed longer needs another legal status.
    """
    ep = ret.episodes
    return (ep.ls == "V3") & (ep.end_or_year_end - ep.decom > pd.Timedelta(days=DAYS_OF_ONE_BREAK))


@rule("366", "Short break does not begin care", group="legal-status", marks={"Episodes": ["RNE"]})
def short_break_no_start_of_care(ret):
    """Each short break (V3) is a time in care of its own, so RNE has to be S.

    Fix: enter S in RNE, or correct LS if this is no short break.
    """
    ep = ret.episodes
    return (ep.ls == "V3") & (ep.rne != "S")


@rule(
    "367",
    "More than 75 days of short breaks in the year",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM", "DEC"]},
)
def short_breaks_add_up_too_long(ret):
    """The child's short breaks (V3) add up to more than 75 days of this year.

    Fix: check the dates of all of them; a child away from home for longer needs another legal status.
    """
    ep = ret.episodes
    start = ep.decom.clip(lower=ret.year_start)
    length = (ep.end_or_year_end.clip(upper=ret.year_end) - start).dt.days
    counted = (ep.ls == "V3") & (length > 0)
    return counted & (ep.total_of_child(length, counted) > DAYS_OF_BREAKS_A_YEAR)


@rule(
    "378",
    "With parents, but in care by agreement",
    group="legal-status",
    marks={"Episodes": ["PLACE", "LS"]},
)
def with_parents_by_agreement(ret):
    """A child who lives with a parent (P1) cannot be in care by agreement with the parents (V2).

    Fix: correct PLACE or LS, or end the episode on the day the child went home.
    """
    return (ret.episodes.place == "P1") & (ret.episodes.ls == "V2")


@rule("426", "Both kinds of short breaks", group="legal-status", marks={"Episodes": ["LS"]})
def both_kinds_of_short_breaks(ret):
    """The child has episodes under V3 and under V4. A return gives either every short break (V3) or only the
    agreement (V4).

    Fix: decide for one of the two, and enter it in all of the child's short breaks.
    """
    ep = ret.episodes
    return ep.short_break & ep.any_of_child(ep.ls == "V3") & ep.any_of_child(ep.ls == "V4")


@rule(
    "445",
    "Freeing order on an episode that began after 2005",
    years="2023-2024",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM"]},
)
def freed_after_2005(ret):
    """No episode that began after 31 December 2005 can be under a freeing order (D1).

    Fix: correct DECOM, or LS; a placement order is E1.
    """
    ep = ret.episodes
    return (ep.ls == "D1") & (ep.decom > FREEING_ORDERS_ENDED)


@rule(
    "446",
    "Placement order on an episode that began before December 2005",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM"]},
)
def placement_order_too_early(ret):
    """There were no placement orders (E1) before 1 December 2005, but the episode began earlier.

    Fix: correct DECOM or LS.
    """
    ep = ret.episodes
    return (ep.ls == "E1") & (ep.decom < PLACEMENT_ORDERS_BEGAN)


@rule(
    "451",
    "Still under a freeing order",
    years="2023-2024",
    group="legal-status",
    marks={"Episodes": ["DEC", "REC", "LS"]},
)
def still_under_freeing_order(ret):
    """The episode is open and under a freeing order (D1), which no court has been asked for since 2005.

    Fix: enter the present legal status, or end the episode if the child has left care.
    """
    ep = ret.episodes
    return (ep.ls == "D1") & ep.is_open & ep.rec.isna()
