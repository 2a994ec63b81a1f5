"""Episodes: how one follows another, and when care begins and ends."""

import pandas as pd

from xl903 import birthday, differs, rule
from xl903.s903.schema import FOSTER_PLACEMENTS

CHILDREN_ACT = pd.Timestamp(1991, 10, 14)
"""The day the Children Act 1989 came into force."""

NO_START = pd.Timestamp(1901, 1, 1)
"""The day that rule 388 takes an episode without a start to have begun."""

CARE_CONTINUES = ("P", "L", "T", "U", "B")
"""Reasons for a new episode that follows straight on from the one before."""

TO_FOSTER_CARERS = ("E45", "E46")
"""Special guardianship for those who fostered the child."""

SPECIAL_GUARDIANSHIP = ("E45", "E46", "E47", "E48")
INDEPENDENT_LIVING = ("E5", "E6")
DEATH_OR_ADULTHOOD = ("E2", "E15")


@rule(
    "142",
    "Earlier episode not closed",
    group="episode",
    marks={"Episodes": ["DEC", "REC"]},
)
def earlier_episode_left_open(ret):
    """The child has a later episode, but DEC or REC is blank on this one.

    Fix: Complete DEC and REC on this episode. If care continued, DEC is the day the next episode began
    and REC is X1. If the later episode is wrong, correct or remove it.

    Why: The new placement or legal status was recorded without ending the one before. End the old one on
    the day the new one starts, in the same piece of recording.

    Ask: On what date did this placement or legal status end? Did the child stay in care that day, or
    leave care (and if so, how)?
    """
    ep = ret.episodes
    return ep.next.filled("DECOM") & ~ep.all_filled("DEC", "REC")


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
    "431",
    "Care starts before the previous episode has ended",
    group="episode",
    marks={"Episodes": ["RNE", "DECOM"]},
)
def care_begins_while_in_care(ret):
    """RNE is S (care starts), but the episode starts on or before the day the child's previous episode
    ended.

    Fix: If care continued, change RNE to P, T, L, B or U, set the previous REC to X1 and make the dates
    match. If care had ended, correct DECOM here or DEC before.

    Why: A move or a new legal status was probably set up in the case system as a new start of care. Add
    it to the current period of care instead.

    Ask: Did the child leave care before this date, and when? If they stayed in care, what changed on this
    date (placement, carers or legal status)?
    """
    ep = ret.episodes
    return (ep.rne == "S") & (ep.decom <= ep.previous.dec)


@rule(
    "432",
    "Care had ended but the next episode is not a new start",
    group="episode",
    marks={"Episodes": ["RNE"]},
)
def no_start_after_end_of_care(ret):
    """REC on the child's previous episode says that care ended, but RNE on this episode is not S.

    Fix: If care ended and started again, set RNE to S. If care continued, change REC on the previous
    episode to X1.

    Why: An ordinary move or a new legal status was probably closed as the end of care. When care
    continues, end the old episode with the reason that the next one follows.

    Ask: Did the child leave care between these two episodes? If so, on which dates did care end and start
    again, and why did it end?
    """
    ep = ret.episodes
    care_ended = ep.ended_care & ep.in_codes("REC")
    return ep.previous.of(care_ended) & (ep.rne != "S")


@rule(
    "433",
    "Gap or overlap between episodes",
    group="episode",
    marks={"Episodes": ["RNE", "DECOM"]},
)
def does_not_follow_on(ret):
    """RNE is P, L, T, U or B (care continued). But DECOM is not the day the child's previous episode
    ended, or DECOM or the previous DEC is blank.

    Fix: Set DEC of the previous episode and DECOM of this one to the day of the change. If care ended in
    between, set RNE to S and correct the previous REC.

    Why: Often the old placement was not ended when the new one started, or the two were recorded by
    different people. Use the day of the change to end one episode and start the next.

    Ask: On which date did the child leave the previous placement or legal status, and on which date did
    this one start? Did the child leave care in between?
    """
    ep = ret.episodes
    before = ep.in_order("decom", "dec").previous
    unknown = ep.filled("DECOM") & before.no_date("DEC")
    return before.exists & ep.rne.isin(CARE_CONTINUES) & ~(ep.decom == before.dec) & ~unknown


@rule(
    "434",
    "Reason L but legal status unchanged or placement changed",
    group="episode",
    marks={"Episodes": ["RNE", "LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["380", "383"],
    expect=(
        "If only the legal status changed during a temporary placement, enter L and explain the errors from "
        "rules 380 and 383 to DfE."
    ),
)
def not_only_legal_status_changed(ret):
    """RNE is L (only the legal status changed). But LS is the same as on the previous episode, or PLACE,
    PL_POST, URN or PLACE_PROVIDER is different.

    Fix: Compare the two episodes. Use B or U if the placement changed too, or P or T if only the
    placement changed. If RNE is right, correct the details on either episode.

    Why: Often a postcode, URN or placement type was corrected on the new episode only, so it looks like a
    move. Correct every episode of the same placement.

    Ask: What changed on this date (legal status, address, carers or kind of placement)? If the child
    moved, where to? If the legal status changed, what was it before and after?
    """
    ep = ret.episodes
    return (ep.rne == "L") & ((ep.ls == ep.previous.ls) | ep.placement_changed)


@rule(
    "435",
    "Reason P or T but legal status changed or placement not",
    group="episode",
    marks={"Episodes": ["LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["217", "383"],
    expect=(
        "If the legal status changed, follow this rule and explain the error from the other rule to DfE."
    ),
)
def not_only_placement_changed(ret):
    """RNE is P or T (only the placement changed). But LS differs from the previous episode, or PLACE,
    PL_POST, URN and PLACE_PROVIDER are all the same.

    Fix: Compare the two episodes. Use B or U if LS changed too, or L if only LS changed. If nothing
    changed, join the episodes. If RNE is right, correct the details on either episode.

    Why: Often a new legal status was entered on the day of a move, or the new placement was saved with
    the old carer's details. Check that a move has really been recorded with the new address.

    Ask: What changed on this date (legal status, address, carers or kind of placement)? If the child
    moved, where to? If the legal status changed, what was it before and after?
    """
    ep = ret.episodes
    wrong = differs(ep.ls, ep.previous.ls) | ~ep.placement_changed
    return ep.previous.exists & ep.rne.isin(["P", "T"]) & wrong


@rule(
    "436",
    "Reason B or U but legal status or placement unchanged",
    group="episode",
    marks={"Episodes": ["RNE", "LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["217", "380", "383"],
    expect=(
        "If the legal status changed, follow this rule and explain the error from the other rule to DfE."
    ),
)
def not_both_changed(ret):
    """RNE is B or U (legal status and placement both changed). But LS is the same as on the previous
    episode, or PLACE, PL_POST, URN and PLACE_PROVIDER are all the same.

    Fix: Compare the two episodes. Use P or T if only the placement changed, or L if only LS changed. If
    RNE is right, correct the details on either episode.

    Why: Often the move and the new legal status were on different days, or one was not recorded. If they
    were on different days, record one episode for each change.

    Ask: What changed on this date (legal status, address, carers or kind of placement)? If the child
    moved, where to? If the legal status changed, what was it before and after?
    """
    ep = ret.episodes
    wrong = ~differs(ep.ls, ep.previous.ls) | ~ep.placement_changed
    return ep.previous.exists & ep.rne.isin(["B", "U"]) & wrong


@rule(
    "437",
    "More episodes after E2 (died) or E15 (aged 18 or over)",
    group="episode",
    marks={"Episodes": ["REC"]},
)
def episode_after_death_or_adulthood(ret):
    """REC is E2 (died) or E15 (found to be 18 or over), but the child has a later episode in this return.

    Fix: Check REC. If care ended there, remove the later episodes. If care continued, change REC to X1.

    Why: Usually the wrong reason was picked from the list when the child moved. A later episode may also
    have a wrong start date, or belong to support after care.

    Ask: On which date did the child leave care, and why? If they stayed in care after this date, where
    did they live next?
    """
    ep = ret.episodes
    return ep.rec.isin(DEATH_OR_ADULTHOOD) & ep.next.decom.notna()


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
    "501",
    "Episode starts before the previous one ended",
    group="episode",
    marks={"Episodes": ["DECOM", "DEC"]},
)
def overlaps_episode_before(ret):
    """DECOM is earlier than the DEC of the child's previous episode, so the two overlap.

    Fix: Find the day of the change. Enter it as DEC of the earlier episode and as DECOM of this one. If
    this row is a duplicate, remove it.

    Why: Usually the old placement was closed late, with the day of keying, when the new one had already
    been opened. Close the old episode on the day of the move, then open the next.

    Ask: On what date did the child move, or did their legal status change? In our records the earlier
    episode ends after the next one begins.
    """
    ep = ret.episodes
    return ep.decom < ep.previous.dec


@rule(
    "504",
    "Category of need changed while the child stayed in care",
    group="episode",
    marks={"Episodes": ["CIN"]},
)
def need_changed_while_in_care(ret):
    """This episode follows straight on from the previous one (REC X1, same date), but CIN is different.
    CIN should not change during a period of care.

    Fix: Use the CIN from the start of this period of care on all its episodes. One odd code causes two
    errors, the change and the change back.

    Why: Workers choose the need again each time a placement or legal status is recorded. CIN says why
    care began, so later events do not change it.
    """
    ep = ret.episodes
    before = ep.previous
    goes_on = (before.rec == "X1") & (before.dec == ep.decom)
    return goes_on & differs(ep.cin, before.cin)


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
