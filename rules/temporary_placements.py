"""Temporary placements (T0 to T4), which interrupt another one to which the child returns."""

import pandas as pd

from xl903 import differs, rule

LONGEST_T1 = pd.Timedelta(days=42)
LONGEST_T3 = pd.Timedelta(days=21)
LONGEST_T4 = pd.Timedelta(days=7)
"""How long a temporary placement may last: in hospital, for the carers' holiday, for any other reason."""

MOST_T3_IN_A_YEAR = 2


def _longer_than(ret, days, place):
    """Ended episodes in that placement of more than so many days."""
    ep = ret.episodes
    return (ep.place == place) & (ep.dec > ep.decom + days)


@rule(
    "375",
    "Temporary stay in hospital (T1) is longer than 6 weeks",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
)
def temporary_hospital_too_long(ret):
    """A stay in hospital counts as temporary for 42 days at most.

    Fix: check DECOM and DEC, or give the stay the code of a lasting placement.
    """
    return _longer_than(ret, LONGEST_T1, "T1")


@rule(
    "376",
    "Cover for the carers' holiday (T3) is longer than 3 weeks",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
)
def carers_holiday_too_long(ret):
    """A placement while the usual foster carers are on holiday lasts 21 days at most.

    Fix: check DECOM and DEC, or give the stay the code of a lasting placement.
    """
    return _longer_than(ret, LONGEST_T3, "T3")


@rule(
    "377",
    "More than two covers for the carers' holiday (T3)",
    group="placement",
    marks={"Episodes": ["PLACE"]},
)
def too_many_carers_holidays(ret):
    """The return has three or more T3 episodes for the child; a year allows two.

    Fix: check the placement type of each of them.
    """
    ep = ret.episodes
    holiday = ep.place == "T3"
    return holiday & (ep.count_of_child(holiday) > MOST_T3_IN_A_YEAR)


@rule(
    "379",
    "Other temporary placement (T4) is longer than 7 days",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
)
def other_temporary_too_long(ret):
    """A temporary placement for a reason that has no code of its own lasts 7 days at most.

    Fix: check DECOM and DEC, or give the stay the code that fits.
    """
    return _longer_than(ret, LONGEST_T4, "T4")


@rule(
    "380",
    "Temporary placement was not entered by a move",
    group="placement",
    marks={"Episodes": ["PLACE", "RNE"]},
    conflicts_with=["434", "436"],
    expect="For a new order during a temporary placement, keep RNE L and explain this error to DfE.",
)
def temporary_not_entered_by_move(ret):
    """A temporary placement interrupts another one, so it begins with a move (P or B) and never opens care.

    Fix: change RNE to P or B, or enter the placement's lasting code.
    """
    ep = ret.episodes
    return ep.temporary & ~ep.rne.isin(["P", "B"])


@rule(
    "381",
    "Care ended in a temporary placement",
    group="placement",
    marks={"Episodes": ["PLACE", "REC"]},
)
def care_ended_in_temporary(ret):
    """A child returns from a temporary placement to the usual one before leaving care; here REC is not X1.

    Fix: add the episode back in the usual placement, or correct REC or PLACE.
    """
    ep = ret.episodes
    return ep.temporary & ep.ended_care


@rule(
    "382",
    "Short break recorded as a temporary placement",
    group="placement",
    marks={"Episodes": ["LS", "PLACE"]},
)
def short_break_in_temporary(ret):
    """A short break (V3 or V4) is no interruption of a placement, so it cannot be temporary.

    Fix: correct the legal status, or enter where the short break is spent.
    """
    ep = ret.episodes
    return ep.short_break & ep.temporary


def _after_temporary(ep, is_return):
    """Episodes that follow a temporary one which interrupted another, where ``is_return`` does not hold.

    All three are seen from the temporary episode: the one before it, itself, and the one after it.
    """
    return ep.next.rows(ep.temporary & ep.previous.exists & ~is_return)


@rule(
    "383",
    "No return to the usual placement after a temporary one",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PLACE"]},
    conflicts_with=["217", "336", "434", "435", "436"],
    expect=(
        "For a new order during the temporary placement or on the day of the return, keep the true "
        "RNE and explain this error to DfE."
    ),
)
def no_return_after_temporary(ret):
    """After a temporary placement the child moves back (RNE P) to the type of placement it interrupted.

    Fix: check RNE and PLACE of this episode, and whether the one before was really temporary.
    """
    ep = ret.episodes
    same_type = ~differs(ep.next.place, ep.previous.place)
    return _after_temporary(ep, is_return=(ep.next.rne == "P") & same_type)


@rule(
    "383",
    "No return to the usual placement after a temporary one",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PLACE", "RNE", "PL_POST"]},
    conflicts_with=["217", "336", "434", "435", "436"],
    expect=(
        "For a new order during the temporary placement or on the day of the return, keep the true "
        "RNE and explain this error to DfE."
    ),
)
def no_return_after_temporary_2026(ret):
    """After a temporary placement the child moves back (RNE P) to the placement it interrupted, which has
    the same type and, from this year, the same postcode.

    Fix: check RNE, PLACE and PL_POST of this episode, and whether the one before was really temporary.
    """
    ep = ret.episodes
    same_type = ~differs(ep.next.place, ep.previous.place)
    same_postcode = ~differs(ep.next.pl_post, ep.previous.pl_post)
    return _after_temporary(ep, is_return=(ep.next.rne == "P") & same_type & same_postcode)
