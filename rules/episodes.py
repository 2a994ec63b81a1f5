"""Episodes on their own: when care begins and ends, and the reasons for it."""

import pandas as pd

from xl903 import birthday, rule
from xl903.s903.schema import FOSTER_PLACEMENTS

CHILDREN_ACT = pd.Timestamp(1991, 10, 14)
"""The day the Children Act 1989 came into force."""

NO_START = pd.Timestamp(1901, 1, 1)
"""The day that rule 388 takes an episode without a start to have begun."""

TO_FOSTER_CARERS = ("E45", "E46")
"""Special guardianship for those who fostered the child."""

SPECIAL_GUARDIANSHIP = ("E45", "E46", "E47", "E48")
INDEPENDENT_LIVING = ("E5", "E6")


@rule(
    "148",
    "Episode has an end date or an end reason, not both",
    group="episode",
    marks={"Episodes": ["DEC", "REC"]},
)
def end_date_or_reason_alone(ret):
    """Only one of DEC and REC is filled.

    Fix: If the episode has ended, complete both. If it is still open, clear both.

    Why: Workers often enter the date and leave the reason for later. Some exports also write 31 March in
    DEC for episodes that are still open.

    Ask: Has this placement or legal status ended? If so, on what date, and did the child stay in care or
    leave care (and if so, how)?
    """
    ep = ret.episodes
    return ep.filled("DEC") != ep.filled("REC")


@rule(
    "302",
    "First episode starts before the child was born",
    group="episode",
    marks={"Episodes": ["DECOM"], "Header": ["DOB"]},
)
def first_episode_before_birth(ret):
    """The child's earliest episode starts (DECOM) before the date of birth (DOB).

    Fix: Check DOB in Header and DECOM of the child's first episode. Correct what is wrong.

    Why: Often an expected date of birth was never updated, or care was recorded from a plan made before
    the birth. Care cannot start before the day the child is born.

    Ask: What is the child's date of birth, and on which date did they come into care?
    """
    ep = ret.episodes
    pair = ep.pairs(ret.header)
    return pair.marks(pair.left.of(ep.first_episode) & (pair.left.decom < pair.right.dob))


@rule(
    "352",
    "Period of care starts at 18 or over",
    group="episode",
    marks={"Episodes": ["DECOM", "RNE"]},
    needs=["Header", "Episodes"],
)
def care_began_at_18(ret):
    """RNE is S (care starts), but DECOM is on or after the child's 18th birthday.

    Fix: Check DOB and DECOM. If both are right, remove the episode if it was support after 18 rather than
    care, or correct RNE.

    Why: Accommodation arranged for a care leaver after 18 is sometimes recorded as a new period of care.
    The date of birth may also have changed after an age assessment.

    Ask: What is the child's date of birth, and on which date did they come into care?
    """
    pair = ret.episodes.pairs(ret.header)
    adult = pair.left.decom >= birthday(pair.right.dob, 18)
    return pair.left_rows((pair.left.rne == "S") & adult)


@rule("353", "Episode starts before 14/10/1991", group="episode", marks={"Episodes": ["DECOM"]})
def begins_before_children_act(ret):
    """DECOM is before 14/10/1991, the day the Children Act 1989 came into force.

    Fix: Find the real start date in the case record and correct DECOM.

    Why: Usually the year was keyed wrongly, or the case system exported a default date such as
    01/01/1900.
    """
    return ret.episodes.decom < CHILDREN_ACT


@rule(
    "354",
    "Episode starts after the end of the collection year",
    group="episode",
    marks={"Episodes": ["DECOM"]},
)
def begins_after_year(ret):
    """DECOM is later than the last day of the collection year.

    Value: {value} is after the end of the collection year.

    Fix: Correct DECOM if it is wrong. If the episode really started after 31 March, leave it for next
    year's return.

    Why: The export was probably run with an end date after 31 March. If so, end dates of other episodes
    may be after 31 March too.
    """
    return ret.episodes.decom > ret.year_end


@rule("355", "Episode starts and ends on the same day", group="episode", marks={"Episodes": ["DECOM", "DEC"]})
def ends_on_day_it_begins(ret):
    """DECOM and DEC are the same day, so the episode seems to have lasted less than 24 hours.

    Fix: Remove the episode if it did not last 24 hours, and check that the episodes on either side join
    up. Otherwise correct DECOM or DEC.

    Why: Two changes on one day, such as a move and a new legal status, are often recorded one after the
    other. Record them as one new episode.

    Ask: Did the child stay in this placement for at least 24 hours? If so, on which dates did the stay
    start and end?
    """
    return ret.episodes.decom == ret.episodes.dec


@rule("356", "Episode ends before it starts", group="episode", marks={"Episodes": ["DECOM"]})
def ends_before_it_begins(ret):
    """DEC is earlier than DECOM on the same episode.

    Fix: Check both dates in the case record, and correct DECOM or DEC.

    Why: Usually the month or year was keyed wrongly, or day and month were swapped. Sometimes a start
    date was changed later and the end date was not.

    Ask: On which dates did this placement or legal status start and end?
    """
    return ret.episodes.dec < ret.episodes.decom


@rule(
    "357",
    "First episode in the year is not a start of care",
    group="episode",
    marks={"Episodes": ["RNE"]},
)
def first_episode_no_start_of_care(ret):
    """The child's earliest episode starts on or after the first day of the collection year, but RNE is
    not S.

    Fix: If care started that day, set RNE to S. If the child was already in care, add the missing earlier
    episode.

    Why: Often the export left out the episode that was open at the end of last year. Include every
    episode that was open at any time in the year, even if it started years ago.
    """
    ep = ret.episodes
    return ep.first_episode & (ep.decom >= ret.year_start) & (ep.rne != "S")


@rule("385", "Episode end date is after the collection year", group="episode", marks={"Episodes": ["DEC"]})
def ends_after_year(ret):
    """DEC is later than the last day of the collection year.

    Value: {value} is after the end of the collection year.

    Fix: Correct DEC if it is wrong. If the episode was still open on 31 March, clear DEC, REC and
    REASON_PLACE_CHANGE.

    Why: The export was probably run with an end date after 31 March, so it includes later moves. Set the
    export to show each child as they were on that day.
    """
    return ret.episodes.dec > ret.year_end


def _younger_at_end(ret, age, reasons):
    """Episodes that ended for one of the reasons before the child reached the age."""
    pair = ret.episodes.pairs(ret.header)
    too_young = pair.left.dec < birthday(pair.right.dob, age)
    return pair.left_rows(pair.left.rec.isin(reasons) & too_young)


@rule(
    "387",
    "Left care for independent living when under 14",
    group="episode",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "Header"],
)
def independent_before_14(ret):
    """REC is E5 or E6 (moved into independent living), but the child was under 14 on the day care ended
    (DEC).

    Fix: Check DOB, DEC and REC. Correct what is wrong.

    Why: Usually the wrong reason was picked from the list, for example instead of a return home. The year
    of birth may also be wrong.

    Ask: Why did the child leave care on this date, where did they live afterwards, and what is their date
    of birth?
    """
    return _younger_at_end(ret, 14, INDEPENDENT_LIVING)


@rule("388", "End reason X1 does not match the next episode", group="episode", marks={"Episodes": ["REC"]})
def continuation_does_not_fit(ret):
    """The episode ended with REC X1 (care continues), but no episode follows or the next one starts on
    another day. Or REC says that care ended, but the next episode starts that day.

    Fix: If care continued, set REC to X1 and start the next episode on the day this one ended. If care
    ended, enter the reason it ended in REC.

    Why: Often the next placement has not been recorded yet, or a move was recorded late with a different
    date. Use the day of the move to end one episode and start the next.

    Ask: Did the child stay in care after this date? If so, where did they live next, and from which date?
    If not, why did care end?
    """
    ep = ret.episodes
    start = ep.decom.fillna(NO_START)
    order = ep.in_order_of(start)
    goes_on = order.next.of(start) == ep.dec
    unknown = order.next.exists & ep.no_date("DEC")
    return order.taking_part & ep.all_filled("DEC", "REC") & ~unknown & ((ep.rec == "X1") != goes_on)


@rule(
    "389",
    "Moved to adult social care when under 16",
    group="episode",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "Header"],
)
def adult_services_before_16(ret):
    """REC is E7 (moved to care funded by adult social care), but the child was under 16 on the day care
    ended (DEC).

    Fix: Check DOB, DEC and REC. Correct what is wrong.

    Why: Usually the wrong reason was picked from the list, for example when the case moved to another
    team. The year of birth may also be wrong.

    Ask: Why did the child leave care on this date, where did they live afterwards, and what is their date
    of birth?
    """
    return _younger_at_end(ret, 16, ["E7"])


@rule(
    "407",
    "Special guardianship order at 18 or over",
    group="episode",
    marks={"Episodes": ["DEC", "REC"], "Header": ["DOB"]},
)
def special_guardianship_at_18(ret):
    """REC is E45, E46, E47 or E48 (special guardianship order), but DEC is on or after the child's 18th
    birthday.

    Fix: Check DOB, DEC and REC. Correct what is wrong.

    Why: The end date may be the day the case was closed, not the day of the order. The wrong reason may
    also have been picked when the young person turned 18.

    Ask: On which date did the child leave care, and was this because of a special guardianship order?
    What is the child's date of birth?
    """
    pair = ret.episodes.pairs(ret.header)
    adult = pair.left.dec >= birthday(pair.right.dob, 18)
    return pair.marks(pair.left.rec.isin(SPECIAL_GUARDIANSHIP) & adult)


@rule(
    "460",
    "Staying put (E17) recorded before the 18th birthday",
    group="episode",
    marks={"Episodes": ["DEC", "REC"]},
    needs=["Episodes", "Header"],
)
def stayed_put_before_18(ret):
    """REC is E17, which is for young people who stay with their carers after turning 18. The episode
    ended before the 18th birthday.

    Fix: Check DOB in the Header. If the young person stayed put, set DEC to the 18th birthday. If care
    ended earlier for another reason, change REC.

    Why: The day before the birthday, or the day staying put was agreed, is often entered as the end of
    care. With E17, care ends on the 18th birthday itself.

    Ask: On what date did the young person leave care, and why? Did they stay on with the same carers
    after turning 18?
    """
    return _younger_at_end(ret, 18, ["E17"])


@rule(
    "516",
    "SGO to foster carers (E45 or E46) but not in foster care",
    group="episode",
    marks={"Episodes": ["REC", "PLACE"]},
)
def guardians_were_no_foster_carers(ret):
    """REC is E45 or E46, so the child's former foster carers became special guardians. PLACE on that
    episode is not a foster placement (U1 to U6).

    Fix: If the guardians were the child's foster carers at the time, correct PLACE. If they were not,
    change REC to E47 (relatives or friends) or E48 (others).

    Why: E45 is often picked for relatives who cared for the child but were not their foster carers. E45
    and E46 are only for people who fostered the child.

    Ask: Where was the child living on the day of the special guardianship order? Were the guardians the
    child's foster carers until then? Are they relatives or friends?
    """
    ep = ret.episodes
    return ep.rec.isin(TO_FOSTER_CARERS) & ~ep.place.isin(FOSTER_PLACEMENTS)
