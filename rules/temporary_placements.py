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
    "Temporary hospital stay (T1) lasts more than 6 weeks",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
)
def temporary_hospital_too_long(ret):
    """PLACE is T1 (temporary stay in hospital), but the episode lasted more than 42 days. Open episodes
    are not checked.

    Fix: Check DECOM and DEC. If the stay was longer than 42 days, change PLACE to the code for a hospital
    placement that is not temporary (R2).

    Why: Often the child returned to the usual placement, but this was recorded late. A hospital stay of
    more than 6 weeks does not count as temporary.

    Ask: On which dates did the child go into hospital and leave it, and where did they live afterwards?
    """
    return _longer_than(ret, LONGEST_T1, "T1")


@rule(
    "376",
    "Cover for carers' holiday (T3) lasts more than 3 weeks",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
)
def carers_holiday_too_long(ret):
    """PLACE is T3 (temporary, usual foster carers on holiday), but the episode lasted more than 21 days.
    Open episodes are not checked.

    Fix: Check DECOM and DEC. If the stay was longer than 21 days, change PLACE to the code for where the
    child lived.

    Why: Often the child returned to the usual carers, but this was recorded late. A stay of more than 3
    weeks does not count as temporary cover for a holiday.

    Ask: On which dates did this stay start and end, and who looked after the child? Did the child return
    to their usual carers?
    """
    return _longer_than(ret, LONGEST_T3, "T3")


@rule(
    "377",
    "More than two stays for carers' holidays (T3) in the year",
    group="placement",
    marks={"Episodes": ["PLACE"]},
)
def too_many_carers_holidays(ret):
    """The child has three or more T3 episodes (temporary, usual foster carers on holiday) in this return.
    Only two are allowed.

    Fix: Check PLACE on every T3 episode of the child. Change it where the usual carers were not on
    holiday.

    Why: Regular respite for carers, or the child's own holiday, is often recorded as the carers' holiday.
    One stay may also be split into several episodes.

    Ask: Why did the child leave the usual carers on each of these dates? For example, the carers were on
    holiday, the child was on holiday or in hospital, or it was respite.
    """
    ep = ret.episodes
    holiday = ep.place == "T3"
    return holiday & (ep.count_of_child(holiday) > MOST_T3_IN_A_YEAR)


@rule(
    "379",
    "Other temporary placement (T4) lasts more than 7 days",
    group="placement",
    marks={"Episodes": ["DECOM", "PLACE"]},
)
def other_temporary_too_long(ret):
    """PLACE is T4 (temporary, any other reason), but the episode lasted more than 7 days. Open episodes
    are not checked.

    Fix: Check DECOM and DEC. If the stay was longer than 7 days, change PLACE to the code for where the
    child lived.

    Why: Often a stay planned for a few days lasted longer, or the return to the usual placement was
    recorded late. A stay of more than 7 days does not count as temporary here.

    Ask: On which dates did this stay start and end, where did the child live and why? Did the child
    return to their usual placement?
    """
    return _longer_than(ret, LONGEST_T4, "T4")


@rule(
    "380",
    "Temporary placement does not follow another placement",
    group="placement",
    marks={"Episodes": ["PLACE", "RNE"]},
    conflicts_with=["434", "436"],
)
def temporary_not_entered_by_move(ret):
    """PLACE is a temporary placement (T0 to T4), but RNE is not P or B. A temporary placement follows a
    move and cannot start a period of care.

    Fix: If the child moved here from another placement, set RNE to P, or B if the legal status changed
    that day too. If care started here, correct PLACE. If only the legal status changed, keep L and
    explain it to DfE.

    Why: Often a child came into care while in hospital, and this was recorded as temporary. A period of
    care starts with the code of the actual placement.

    Ask: Was the child already in care before this date? If so, did they move on this date, and did their
    legal status change? If not, where were they placed when care started?
    """
    ep = ret.episodes
    return ep.temporary & ~ep.rne.isin(["P", "B"])


@rule(
    "381",
    "Care ends from a temporary placement",
    group="placement",
    marks={"Episodes": ["PLACE", "REC"]},
)
def care_ended_in_temporary(ret):
    """PLACE is a temporary placement (T0 to T4), but the episode ended with a REC other than X1. Care is
    not expected to end from a temporary placement.

    Fix: If the child returned to the usual placement, set REC to X1 and add that episode. If the stay was
    not temporary, correct PLACE. If care did end during it (the child died or turned 18, for example),
    keep it and explain it to DfE.

    Why: The child's return to the usual placement was probably not recorded before care was ended. If the
    child was not meant to return, the stay was not temporary.

    Ask: Did the child return to their usual placement after this stay, and on which date? If not, where
    did they live, and when and why did care end?
    """
    ep = ret.episodes
    return ep.temporary & ep.ended_care


@rule(
    "382",
    "Short break (V3 or V4) in a temporary placement",
    group="placement",
    marks={"Episodes": ["LS", "PLACE"]},
)
def short_break_in_temporary(ret):
    """LS is V3 or V4 (short breaks), but PLACE is a temporary placement (T0 to T4).

    Fix: Change PLACE to the code for where the child had the break. If this was not a short break,
    correct LS.

    Why: A temporary type is easily picked because the break is short. Record the kind of placement where
    the child stays, such as foster carers or a children's home.

    Ask: Where did the child stay for this short break? For example, with foster carers or in a children's
    home. If it was not a short break, what was it?
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
    "No return to the earlier placement after a temporary stay",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PLACE"]},
    conflicts_with=["217", "336", "434", "435", "436"],
)
def no_return_after_temporary(ret):
    """This episode follows a temporary placement (T0 to T4), so the child should be back where they were
    before it. RNE should be P, and PLACE should match the episode before the temporary one.

    Fix: If the child returned, set RNE to P, and PLACE to the one before the stay. If not, correct PLACE
    on the temporary episode. If the legal status changed too, keep the true RNE and explain it to DfE.

    Why: Often the child moved straight on to new carers, so the stay was not temporary. A change of
    placement type or legal status during the stay or on the day of return also causes this error.

    Ask: Did the child return to the same placement after this stay? If not, where did they move to, when
    and why? Did their legal status change during the stay or on the day it ended?
    """
    ep = ret.episodes
    same_type = ~differs(ep.next.place, ep.previous.place)
    return _after_temporary(ep, is_return=(ep.next.rne == "P") & same_type)


@rule(
    "383",
    "No return to the earlier placement after a temporary stay",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PLACE", "RNE", "PL_POST"]},
    conflicts_with=["217", "336", "434", "435", "436"],
)
def no_return_after_temporary_2026(ret):
    """This episode follows a temporary placement (T0 to T4), so the child should be back where they were
    before it. RNE should be P, and PLACE and PL_POST should match the episode before the temporary one.

    Fix: If the child returned, set RNE to P, and PLACE and PL_POST to those before the stay. If not,
    correct PLACE on the temporary episode. If the legal status changed too, keep the true RNE and explain
    it to DfE.

    Why: Often the child moved straight on to new carers, so the stay was not temporary. A change of
    placement type or legal status during the stay or on the day of return also causes this error.

    Ask: Did the child return to the same placement after this stay? If not, where did they move to, when
    and why? Did their legal status change during the stay or on the day it ended?
    """
    ep = ret.episodes
    same_type = ~differs(ep.next.place, ep.previous.place)
    same_postcode = ~differs(ep.next.pl_post, ep.previous.pl_post)
    return _after_temporary(ep, is_return=(ep.next.rne == "P") & same_type & same_postcode)
