"""Care leavers (OC3): young people of 17 and older who have left care."""

from xl903 import birthday, rule
from xl903.s903.schema import CARE_LEAVER_ITEMS

NOTHING_TO_REPORT = "0"
"""ACTIV and ACCOM of a young person of whom there is none."""

FOYER = ("T", "T1", "T2")
WITH_FORMER_FOSTER_CARERS = ("Z1", "Z2")

DIED_IN_CARE, TAKEN_OVER = "E2", "E3"
"""Reasons for the end of an episode: the child died; another authority took over."""

DAYS_FROM_14, DAYS_FROM_16 = 91, 1
"""Days looked after from the 14th and from the 16th birthday that make somebody a care leaver."""

# The items against each other


@rule(
    "153", "Care leaver details only partly filled in", group="care-leaver", marks={"OC3": CARE_LEAVER_ITEMS}
)
def care_leaver_partly_filled(ret):
    """Some of IN_TOUCH, ACTIV and ACCOM in OC3 are filled and others are blank.

    Fix: Complete all three. Enter 0 in ACTIV or ACCOM if there is nothing to report. If the young person
    should not be in OC3, remove the row.

    Why: The personal adviser recorded contact but not what the young person was doing or where they
    lived, often because they were out of touch. All three need an answer.

    Ask: Around the young person's birthday, were we in touch with them, what were they mainly doing,
    where were they living, and was it suitable?
    """
    oc3 = ret.oc3
    return oc3.any_filled(*CARE_LEAVER_ITEMS) & ~oc3.all_filled(*CARE_LEAVER_ITEMS)


@rule(
    "344",
    "Activity and accommodation should be 0 (died or back home)",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
)
def gone_but_still_reported(ret):
    """IN_TOUCH is DIED or RHOM (back with parents for six months or more), but ACTIV and ACCOM are not
    both 0. Blank does not count as 0.

    Fix: Set both ACTIV and ACCOM to the digit 0. If IN_TOUCH is wrong, correct it instead.

    Why: Case systems often carry forward the last activity and accommodation, or leave them blank. Both
    are 0 once the young person has died or has been back home for six months.
    """
    oc3 = ret.oc3
    something = (oc3.activ != NOTHING_TO_REPORT) | (oc3.accom != NOTHING_TO_REPORT)
    return oc3.in_touch.isin(["DIED", "RHOM"]) & something


@rule(
    "345",
    "Care leaver in touch but activity or accommodation is 0",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
)
def in_touch_but_nothing_known(ret):
    """IN_TOUCH is YES, but ACTIV or ACCOM is 0.

    Fix: Enter the young person's main activity in ACTIV and accommodation in ACCOM. If your council was
    not in touch, correct IN_TOUCH.

    Why: Contact is often recorded without filling in the activity and accommodation, and the export puts
    0. Record all three together around the young person's birthday.

    Ask: Around their birthday, what was the young person mainly doing, where were they living, and was
    the accommodation suitable? If you were not in touch, please say so.
    """
    oc3 = ret.oc3
    nothing = (oc3.activ == NOTHING_TO_REPORT) | (oc3.accom == NOTHING_TO_REPORT)
    return (oc3.in_touch == "YES") & nothing


@rule(
    "348",
    "Care leaver was recorded as having died last year",
    years="2026-",
    group="care-leaver",
    marks={"OC3": ["IN_TOUCH"]},
    needs=["OC3", "OC3_last"],
)
def died_last_year(ret):
    """IN_TOUCH was DIED in last year's care leaver file, but this year it is something else or blank.

    Fix: Check IN_TOUCH in both years. If last year's was right, enter DIED. If it was wrong, keep this
    year's and note why.

    Why: The wrong option may have been picked from the list last year, or a new form was opened this year
    without carrying the death forward. Check what the young person's case record says.
    """
    oc3, last = ret.oc3, ret.last_year.oc3
    return oc3.child_in(last, last.in_touch == "DIED") & (oc3.in_touch != "DIED")


# Age


@rule(
    "347",
    "Care leaver is too young for a foyer",
    years="2024-",
    group="care-leaver",
    marks={"OC3": ["DOB", "ACCOM"]},
)
def in_foyer_under_18(ret):
    """ACCOM is T, T1 or T2 (foyer), but the young person had not turned 18 by the first day of the
    collection year.

    Fix: Check DOB. If it is right, correct ACCOM to show where the young person lives.

    Why: Foyer is easily picked for other supported housing. Check whether semi-independent accommodation
    or supported lodgings describes it better.

    Ask: What is the young person's date of birth, what kind of accommodation were they living in around
    their birthday, and was it suitable?
    """
    oc3 = ret.oc3
    return oc3.accom.isin(FOYER) & (birthday(oc3.dob, 18) > ret.year_start)


@rule(
    "391",
    "Care leaver details for someone under 17",
    group="care-leaver",
    marks={"OC3": ["DOB", *CARE_LEAVER_ITEMS]},
)
def under_17(ret):
    """IN_TOUCH, ACTIV or ACCOM is filled in, but the young person had not turned 17 by the last day of
    the collection year.

    Fix: Check DOB in the care leaver file (OC3). If it is right, remove the young person's row from the
    file.

    Why: The export often picks up everyone with a pathway plan or a care leaver form, whatever their age.
    Ask for it to leave out those under 17 on 31 March.
    """
    oc3 = ret.oc3
    return (birthday(oc3.dob, 17) > ret.year_end) & oc3.any_filled(*CARE_LEAVER_ITEMS)


@rule(
    "3001",
    "Living with former foster carers in the year they turned 17",
    group="care-leaver",
    marks={"OC3": ["ACCOM"]},
    needs=["Header", "OC3"],
)
def with_former_foster_carers_at_17(ret):
    """ACCOM is Z1 or Z2 (with former foster carers). By the DOB in the Header file the young person
    turned 17 in the collection year, when these codes are not allowed.

    Fix: Check DOB in the Header file. If it is right, enter the ACCOM code that describes where the young
    person lived.

    Why: Staying put with former foster carers starts at 18. A 17-year-old still with their carers may not
    have left care, so check how the last episode ended.

    Ask: Where was the young person living around their 17th birthday, and was it suitable? If they were
    with foster carers, had they left care by then?
    """
    pair = ret.oc3.pairs(ret.header)
    turned_17 = birthday(pair.right.dob, 17).between(ret.year_start, ret.year_end)
    return pair.left_rows(pair.left.accom.isin(WITH_FORMER_FOSTER_CARERS) & turned_17)


# In care after all


def _birthday_in_year(ret):
    """The latest birthday of those who are 17 or 18 at the end of the year; NaT for others."""
    dob, year_end = ret.oc3.dob, ret.year_end
    seventeenth, eighteenth = birthday(dob, 17), birthday(dob, 18)
    latest = eighteenth.where(eighteenth <= year_end, seventeenth)
    return latest.where((seventeenth <= year_end) & (birthday(dob, 19) > year_end))


@rule(
    "1007",
    "Care leaver details but in care on 17th or 18th birthday",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "OC3"],
)
def in_care_on_birthday(ret):
    """The young person was 17 or 18 on 31 March and still in care on that 17th or 18th birthday. Care
    leaver details are not wanted for them this year.

    Fix: Remove the young person's row from OC3. If the episode dates or the DOB in the OC3 file are
    wrong, correct them instead.

    Why: The care leaver report may select by age without checking the date care ended. Sometimes the last
    episode has not been ended on the system, or has a late end date.
    """
    oc3 = ret.oc3
    pair = oc3.pairs(ret.episodes)
    on_day = pair.left.of(_birthday_in_year(ret))
    in_care = (pair.right.decom <= on_day) & (pair.right.is_open | (pair.right.dec > on_day))
    return pair.left_rows(in_care) & oc3.any_filled(*CARE_LEAVER_ITEMS)


@rule(
    "1016",
    "Care leaver details but left on or after 17th/18th birthday",
    years="2024-",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "OC3"],
)
def left_care_after_birthday(ret):
    """The young person was 17 or 18 on 31 March, and one of their episodes ended on or after that 17th or
    18th birthday. Care leaver details are not wanted for them this year.

    Fix: Remove the young person's row from OC3. If DEC or the DOB in the OC3 file is wrong, correct it
    instead.

    Why: The report may include everyone who had left care by 31 March. At 17 and 18, only those who left
    care before their latest birthday belong in this file.
    """
    oc3 = ret.oc3
    pair = oc3.pairs(ret.episodes)
    ended_after = pair.right.dec >= pair.left.of(_birthday_in_year(ret))
    return pair.left_rows(ended_after) & oc3.any_filled(*CARE_LEAVER_ITEMS)


@rule(
    "1010",
    "Care leaver's open episode last year is not continued",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "Episodes_last", "OC3"],
)
def open_episode_not_continued(ret):
    """The young person's latest episode in last year's return was still open. They have an OC3 row but no
    episodes this year.

    Fix: Add this year's episodes, at least the episode that carries on from last year, with the right DEC
    and REC.

    Why: Often the end of care was recorded late, with a date before 1 April, after last year's return was
    sent. The episode report then leaves the young person out.
    """
    oc3, last = ret.oc3, ret.last_year.episodes
    closing = last.latest(last.decom, tie="last")
    return ~oc3.child_in(ret.episodes) & oc3.child_in(last, closing & last.is_open)


# Never a care leaver, or not this authority's


@rule(
    "1000",
    "Care leaver record for a child who died in care",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "OC3"],
    uses=["Episodes_last"],
)
def died_in_care(ret):
    """The young person has a care leaver (OC3) row, but one of their episodes this year or last year
    ended with REC E2 (died).

    Fix: Remove the OC3 row. If E2 was entered by mistake, correct REC on that episode, or tell DfE if the
    episode is in last year's return.

    Why: The care leaver report may include everyone of the right age with a closed episode. Someone who
    dies after leaving care is shown by DIED in IN_TOUCH, not by REC E2.
    """
    ep = ret.episodes.with_last_year
    return ret.oc3.child_in(ep, ep.rec == DIED_IN_CARE)


@rule(
    "1011",
    "Care leaver details but another authority took over",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "OC3"],
)
def taken_over(ret):
    """REC of the child's latest episode is E3 (another local authority took over care), but care leaver
    details are filled in.

    Fix: Remove the young person's row from OC3. If no other authority took over care, correct REC on the
    latest episode.

    Why: E3 is sometimes chosen because the young person moved to another area. Use it only when the other
    authority becomes responsible for their care.

    Ask: Did another local authority take over responsibility for this young person's care? If not, why
    did their care end?
    """
    oc3, ep = ret.oc3, ret.episodes
    handed_over = oc3.child_in(ep, ep.latest_episode & (ep.rec == TAKEN_OVER))
    return handed_over & oc3.any_filled(*CARE_LEAVER_ITEMS)


@rule(
    "1002",
    "Care leaver has no episodes this year or last year",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "Episodes_last", "OC3"],
)
def never_in_care(ret):
    """The young person has an OC3 row, but their child id is not in this year's or last year's Episodes
    file. Those aged 20 or over on 31 March are not checked.

    Fix: Check the child id, and that the right Episodes files are loaded for both years. If care ended
    before last year's return, leave the row as it is.

    Why: Some care leavers left care before last year, so this can be correct. Look for a changed child
    id, or an Episodes file that is incomplete.
    """
    oc3 = ret.oc3
    aged_20 = (birthday(oc3.dob, 20) <= ret.year_end) | oc3.no_date("DOB")
    return ~oc3.child_in(ret.episodes.with_last_year) & ~aged_20


def _days(ep, since, until):
    """Days of each episode between two days, none where either is missing."""
    return (until - ep.decom.where(ep.decom > since, since)).dt.days.clip(lower=0).fillna(0)


@rule(
    "1001",
    "Care leaver record without enough time in care",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "Episodes_last", "OC3", "Header"],
    needs_rows=True,
)
def not_long_enough_in_care(ret):
    """The young person's last episode ended in adoption, or two years' episodes show under 91 days in
    care from age 14 or none from 16. Short breaks do not count. From age 20 only adoption is checked.

    Fix: Check the episodes of both years, the child id and DOB. If enough care was before last year's
    return, leave the row as it is. Otherwise remove the OC3 row.

    Why: Often the care was before the two years loaded, so it cannot be seen here. Otherwise the leaving
    care report includes young people who were adopted or were in care too briefly.
    """
    oc3, ep, header = ret.oc3, ret.episodes.with_last_year, ret.header
    with_dob = header.dob.notna()
    counted = ep.decom.notna() & (ep.decom != ep.in_order("decom", "dec").previous.decom)
    last = ep.latest(ep.decom, where=counted)
    until = ep.dec.mask(last & ep.is_open, ret.year_end)
    child, qualifying = ep.row_of_child_in(header, with_dob), counted & ~ep.short_break
    from_14 = ep.total_of_child(_days(ep, child.of(birthday(header.dob, 14)), until), qualifying)
    from_16 = ep.total_of_child(_days(ep, child.of(birthday(header.dob, 16)), until), qualifying)
    enough = oc3.child_in(ep, (from_14 >= DAYS_FROM_14) & (from_16 >= DAYS_FROM_16))
    aged_20 = oc3.row_of_child_in(header, with_dob).of(birthday(header.dob, 20) <= ret.year_end)
    unknown = oc3.child_in(ep, ep.order_unknown | (qualifying & ep.no_date("DEC"))) | oc3.child_in(
        header, header.no_date("DOB")
    ) & ~oc3.child_in(header, with_dob)
    return oc3.child_in(ep, last & ep.adopted) | ~(enough | aged_20 | unknown)


@rule(
    "628",
    "Care leaver not in care this year has MOTHER filled in",
    group="care-leaver",
    marks={"Header": ["MOTHER"]},
    needs=["Episodes", "Header", "OC3"],
    conflicts_with=["624"],
    expect=(
        "For a mother who left care before this year, leave MOTHER and MC_DOB blank and explain the "
        "error from rule 624 to DfE."
    ),
)
def mother_of_care_leaver(ret):
    """The child has care leaver answers (OC3) and no episodes in this return, so MOTHER should be blank.
    Any value is flagged, even 0.

    Fix: Clear MOTHER and MC_DOB in the Header. If the young person was in care during the year, add the
    missing episodes.

    Why: The export fills in MOTHER for every girl on file. Have it leave the field blank for those who
    were not in care in the year.
    """
    header, oc3 = ret.header, ret.oc3
    care_leaver = header.child_in(oc3, oc3.any_filled(*CARE_LEAVER_ITEMS))
    return header.filled("MOTHER") & ~header.child_in(ret.episodes) & care_leaver
