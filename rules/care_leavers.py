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


@rule("153", "Care leaver is only partly filled in", group="care-leaver", marks={"OC3": CARE_LEAVER_ITEMS})
def care_leaver_partly_filled(ret):
    """Some of IN_TOUCH, ACTIV and ACCOM are filled and others blank.

    Fix: complete all three; if the young person is no care leaver of this year, clear all three.
    """
    oc3 = ret.oc3
    return oc3.any_filled(*CARE_LEAVER_ITEMS) & ~oc3.all_filled(*CARE_LEAVER_ITEMS)


@rule(
    "344",
    "Care leaver died or went back home, but has an activity or a home",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
)
def gone_but_still_reported(ret):
    """IN_TOUCH says that the young person died or went back to the parents; ACTIV and ACCOM must then be 0.

    Fix: enter 0 in both, or correct IN_TOUCH.
    """
    oc3 = ret.oc3
    something = (oc3.activ != NOTHING_TO_REPORT) | (oc3.accom != NOTHING_TO_REPORT)
    return oc3.in_touch.isin(["DIED", "RHOM"]) & something


@rule(
    "345",
    "In touch with the care leaver, but activity or home is 0",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
)
def in_touch_but_nothing_known(ret):
    """IN_TOUCH is YES, so what the young person does and where they live is known, yet ACTIV or ACCOM is 0.

    Fix: enter both, or correct IN_TOUCH.
    """
    oc3 = ret.oc3
    nothing = (oc3.activ == NOTHING_TO_REPORT) | (oc3.accom == NOTHING_TO_REPORT)
    return (oc3.in_touch == "YES") & nothing


@rule(
    "348",
    "Care leaver had died by last year's return",
    years="2026-",
    group="care-leaver",
    marks={"OC3": ["IN_TOUCH"]},
    needs=["OC3", "OC3_last"],
)
def died_last_year(ret):
    """IN_TOUCH was DIED last year and is something else, or blank, this year.

    Fix: check IN_TOUCH of both years, and whether CHILD is the same young person.
    """
    oc3, last = ret.oc3, ret.last_year.oc3
    return oc3.child_in(last, last.in_touch == "DIED") & (oc3.in_touch != "DIED")


# Age


@rule(
    "347",
    "Care leaver in a foyer was under 18",
    years="2024-",
    group="care-leaver",
    marks={"OC3": ["DOB", "ACCOM"]},
)
def in_foyer_under_18(ret):
    """ACCOM is a foyer, but the young person had not reached 18 when the year began.

    Fix: check DOB and ACCOM.
    """
    oc3 = ret.oc3
    return oc3.accom.isin(FOYER) & (birthday(oc3.dob, 18) > ret.year_start)


@rule(
    "391",
    "Care leaver is under 17",
    group="care-leaver",
    marks={"OC3": ["DOB", *CARE_LEAVER_ITEMS]},
)
def under_17(ret):
    """The young person had not reached 17 when the year ended, but care leaver items are filled.

    Fix: check DOB; if it is right, clear IN_TOUCH, ACTIV and ACCOM.
    """
    oc3 = ret.oc3
    return (birthday(oc3.dob, 17) > ret.year_end) & oc3.any_filled(*CARE_LEAVER_ITEMS)


@rule(
    "3001",
    "Care leaver turned 17 in the year and lives with former foster carers",
    group="care-leaver",
    marks={"OC3": ["ACCOM"]},
    needs=["Header", "OC3"],
)
def with_former_foster_carers_at_17(ret):
    """ACCOM is with former foster carers, but the 17th birthday, by the Header file, lies in the year.

    Fix: check ACCOM, and the date of birth in the Header file.
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
    "Care leaver was in care on the 17th or 18th birthday",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "OC3"],
)
def in_care_on_birthday(ret):
    """The young person was 17 or 18 at the end of the year and still in care on that birthday, so no care
    leaver items are wanted.

    Fix: clear IN_TOUCH, ACTIV and ACCOM; or correct DOB, or DECOM and DEC of the episode.
    """
    oc3 = ret.oc3
    pair = oc3.pairs(ret.episodes)
    on_day = pair.left.of(_birthday_in_year(ret))
    in_care = (pair.right.decom <= on_day) & (pair.right.is_open | (pair.right.dec > on_day))
    return pair.left_rows(in_care) & oc3.any_filled(*CARE_LEAVER_ITEMS)


@rule(
    "1016",
    "Care leaver left care after the 17th or 18th birthday",
    years="2024-",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "OC3"],
)
def left_care_after_birthday(ret):
    """The young person was 17 or 18 at the end of the year, and an episode ended on that birthday or later,
    so no care leaver items are wanted.

    Fix: clear IN_TOUCH, ACTIV and ACCOM; or correct DOB, or DEC of the episode.
    """
    oc3 = ret.oc3
    pair = oc3.pairs(ret.episodes)
    ended_after = pair.right.dec >= pair.left.of(_birthday_in_year(ret))
    return pair.left_rows(ended_after) & oc3.any_filled(*CARE_LEAVER_ITEMS)


@rule(
    "1010",
    "Care leaver was in care last year, but this year's episodes are missing",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "Episodes_last", "OC3"],
)
def open_episode_not_continued(ret):
    """The young person's last episode of last year's return was left open, but this year has no episode
    that ends it.

    Fix: return the episode again, with the day and reason of its end.
    """
    oc3, last = ret.oc3, ret.last_year.episodes
    closing = last.latest(last.decom, tie="last")
    return ~oc3.child_in(ret.episodes) & oc3.child_in(last, closing & last.is_open)


# Never a care leaver, or not this authority's


@rule(
    "1000",
    "Care leaver died in care",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "OC3"],
    uses=["Episodes_last"],
)
def died_in_care(ret):
    """An episode of this year or last ended because the child died (REC E2), so there is no care leaver.

    Fix: remove the row; if the child did not die, correct REC.
    """
    ep = ret.episodes.with_last_year
    return ret.oc3.child_in(ep, ep.rec == DIED_IN_CARE)


@rule(
    "1011",
    "Care leaver was taken over by another authority",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "OC3"],
)
def taken_over(ret):
    """The young person's last episode ended because another authority took over (REC E3); that authority
    reports on them.

    Fix: clear IN_TOUCH, ACTIV and ACCOM, or correct REC of the last episode.
    """
    oc3, ep = ret.oc3, ret.episodes
    handed_over = oc3.child_in(ep, ep.latest_episode & (ep.rec == TAKEN_OVER))
    return handed_over & oc3.any_filled(*CARE_LEAVER_ITEMS)


@rule(
    "1002",
    "Care leaver has no episode this year or last",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "Episodes_last", "OC3"],
)
def never_in_care(ret):
    """No episode of either year shows that the young person was ever in care. Those aged 20 or over on
    31 March are not checked.

    Fix: check CHILD and the episodes; where care ended before last year's return, the row can stand.
    """
    oc3 = ret.oc3
    aged_20 = (birthday(oc3.dob, 20) <= ret.year_end) | oc3.no_date("DOB")
    return ~oc3.child_in(ret.episodes.with_last_year) & ~aged_20


def _days(ep, since, until):
    """Days of each episode between two days, none where either is missing."""
    return (until - ep.decom.where(ep.decom > since, since)).dt.days.clip(lower=0).fillna(0)


@rule(
    "1001",
    "Care leaver was adopted, or not long enough in care",
    group="care-leaver",
    marks={"OC3": CARE_LEAVER_ITEMS},
    needs=["Episodes", "Episodes_last", "OC3", "Header"],
    needs_rows=True,
)
def not_long_enough_in_care(ret):
    """By this year's and last year's episodes the young person was adopted, or was looked after for fewer
    than 91 days from the age of 14, or on no day from 16. Those of 20 and older are let off the days.

    Fix: check the episodes and the date of birth; where care before these two years is enough, the row can
    stand, else remove it.
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
    "Motherhood of a care leaver who was not in care this year",
    group="care-leaver",
    marks={"Header": ["MOTHER"]},
    needs=["Episodes", "Header", "OC3"],
    conflicts_with=["624"],
    expect=(
        "For a mother who left care before this year, leave MOTHER and MC_DOB blank and explain the "
        "error of rule 624 to DfE."
    ),
)
def mother_of_care_leaver(ret):
    """The young person has care leaver items and no episode this year, so MOTHER is not wanted.

    Fix: clear MOTHER, or return the missing episodes.
    """
    header, oc3 = ret.header, ret.oc3
    care_leaver = header.child_in(oc3, oc3.any_filled(*CARE_LEAVER_ITEMS))
    return header.filled("MOTHER") & ~header.child_in(ret.episodes) & care_leaver
