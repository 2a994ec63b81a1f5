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
    "Earlier episode has not been ended",
    group="episode",
    marks={"Episodes": ["DEC", "REC"]},
)
def earlier_episode_left_open(ret):
    """The child has a later episode, but this one lacks the day or the reason of its end.

    Fix: complete DEC and REC of the earlier episode.
    """
    ep = ret.episodes
    return ep.next.filled("DECOM") & ~ep.all_filled("DEC", "REC")


@rule(
    "148",
    "End date and reason for the end do not come together",
    group="episode",
    marks={"Episodes": ["DEC", "REC"]},
)
def end_date_or_reason_alone(ret):
    """The episode has an end date but no reason for ending, or a reason but no date.

    Fix: fill both DEC and REC if the episode has ended; empty both if it has not.
    """
    ep = ret.episodes
    return ep.filled("DEC") != ep.filled("REC")


@rule(
    "302",
    "First episode begins before the child was born",
    group="episode",
    marks={"Episodes": ["DECOM"], "Header": ["DOB"]},
)
def first_episode_before_birth(ret):
    """The child's first episode starts on a day before the date of birth.

    Fix: find out which of DOB and DECOM is wrong, and correct it.
    """
    ep = ret.episodes
    pair = ep.pairs(ret.header)
    return pair.marks(pair.left.of(ep.first_episode) & (pair.left.decom < pair.right.dob))


@rule(
    "352",
    "Came into care at 18 or older",
    group="episode",
    marks={"Episodes": ["DECOM", "RNE"]},
    needs=["Header", "Episodes"],
)
def care_began_at_18(ret):
    """Care is shown to begin (RNE is S) on the 18th birthday or later, when nobody can come into care.

    Fix: check DOB and DECOM; if care went on from an earlier episode, RNE should not be S.
    """
    pair = ret.episodes.pairs(ret.header)
    adult = pair.left.decom >= birthday(pair.right.dob, 18)
    return pair.left_rows((pair.left.rne == "S") & adult)


@rule("353", "Episode begins before 14 October 1991", group="episode", marks={"Episodes": ["DECOM"]})
def begins_before_children_act(ret):
    """The episode starts before the Children Act 1989 came into force on 14 October 1991.

    Fix: correct DECOM; most often the year is mistyped.
    """
    return ret.episodes.decom < CHILDREN_ACT


@rule("354", "Episode begins after the year", group="episode", marks={"Episodes": ["DECOM"]})
def begins_after_year(ret):
    """The episode starts after 31 March, the last day of the year that this return covers.

    Fix: correct DECOM, or keep the episode for next year's return.
    """
    return ret.episodes.decom > ret.year_end


@rule("355", "Episode begins and ends on one day", group="episode", marks={"Episodes": ["DECOM", "DEC"]})
def ends_on_day_it_begins(ret):
    """DECOM and DEC are the same day, so the episode lasted less than 24 hours.

    Fix: correct the dates, or delete the episode if it did not last a day.
    """
    return ret.episodes.decom == ret.episodes.dec


@rule("356", "Episode ends before it begins", group="episode", marks={"Episodes": ["DECOM"]})
def ends_before_it_begins(ret):
    """DEC is an earlier day than DECOM.

    Fix: correct whichever of the two dates is wrong.
    """
    return ret.episodes.dec < ret.episodes.decom


@rule(
    "357",
    "First episode starts in the year but is no start of care",
    group="episode",
    marks={"Episodes": ["RNE"]},
)
def first_episode_no_start_of_care(ret):
    """The child's first episode in this return starts within the year, so care must begin with it.

    Fix: enter S in RNE, or add the episodes before this one that are missing.
    """
    ep = ret.episodes
    return ep.first_episode & (ep.decom >= ret.year_start) & (ep.rne != "S")


@rule("385", "Episode ends after the year", group="episode", marks={"Episodes": ["DEC"]})
def ends_after_year(ret):
    """The episode is shown to end after 31 March, the last day of the year that this return covers.

    Fix: correct DEC; leave DEC and REC blank if the episode was open on 31 March.
    """
    return ret.episodes.dec > ret.year_end


def _younger_at_end(ret, age, reasons):
    """Episodes that ended for one of the reasons before the child reached the age."""
    pair = ret.episodes.pairs(ret.header)
    too_young = pair.left.dec < birthday(pair.right.dob, age)
    return pair.left_rows(pair.left.rec.isin(reasons) & too_young)


@rule(
    "387",
    "Moved to independent living before 14",
    group="episode",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "Header"],
)
def independent_before_14(ret):
    """Care ended with a move into independent living (E5 or E6), but the child was not yet 14.

    Fix: check REC and DEC, and the date of birth in Header.
    """
    return _younger_at_end(ret, 14, INDEPENDENT_LIVING)


@rule("388", "X1 does not fit the episode that follows", group="episode", marks={"Episodes": ["REC"]})
def continuation_does_not_fit(ret):
    """X1 means that the child's next episode starts on the day this one ended. Either that is so and REC
    says otherwise, or REC says X1 and there is no next episode or it starts on another day.

    Fix: correct REC or DEC of this episode, or add the episode that should follow.
    """
    ep = ret.episodes
    start = ep.decom.fillna(NO_START)
    order = ep.in_order_of(start)
    goes_on = order.next.of(start) == ep.dec
    unknown = order.next.exists & ep.no_date("DEC")
    return order.taking_part & ep.all_filled("DEC", "REC") & ~unknown & ((ep.rec == "X1") != goes_on)


@rule(
    "389",
    "Passed to adult social care before 16",
    group="episode",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "Header"],
)
def adult_services_before_16(ret):
    """Care ended with a transfer to residential care funded by adult services (E7), but the child was not
    yet 16.

    Fix: check REC and DEC, and the date of birth in Header.
    """
    return _younger_at_end(ret, 16, ["E7"])


@rule(
    "407",
    "Special guardianship order at 18 or older",
    group="episode",
    marks={"Episodes": ["DEC", "REC"], "Header": ["DOB"]},
)
def special_guardianship_at_18(ret):
    """Care ended with a special guardianship order (E45 to E48) on the 18th birthday or later, when no such
    order can be made.

    Fix: check REC and DEC, and the date of birth in Header.
    """
    pair = ret.episodes.pairs(ret.header)
    adult = pair.left.dec >= birthday(pair.right.dob, 18)
    return pair.marks(pair.left.rec.isin(SPECIAL_GUARDIANSHIP) & adult)


@rule(
    "431",
    "Care begins before the episode before has ended",
    group="episode",
    marks={"Episodes": ["RNE", "DECOM"]},
)
def care_begins_while_in_care(ret):
    """Care is shown to begin (RNE is S), but the child was still in care: the episode before ended on that
    day or later.

    Fix: if care went on, enter the reason for the change in RNE; otherwise correct the dates.
    """
    ep = ret.episodes
    return (ep.rne == "S") & (ep.decom <= ep.previous.dec)


@rule("432", "Care had ended, but no new start follows", group="episode", marks={"Episodes": ["RNE"]})
def no_start_after_end_of_care(ret):
    """The episode before ended the child's time in care, so this one has to start a new one.

    Fix: enter S in RNE; if care went on, change REC of the episode before to X1.
    """
    ep = ret.episodes
    care_ended = ep.ended_care & ep.in_codes("REC")
    return ep.previous.of(care_ended) & (ep.rne != "S")


@rule(
    "433",
    "Care went on, but the episode before ends on another day",
    group="episode",
    marks={"Episodes": ["RNE", "DECOM"]},
)
def does_not_follow_on(ret):
    """RNE says that only the placement or legal status changed, so the episode has to start on the day the
    child's episode before ended. It starts earlier or later, or that one has no end.

    Fix: correct DECOM, or DEC of the episode before; if care began anew, enter S in RNE.
    """
    ep = ret.episodes
    before = ep.in_order("decom", "dec").previous
    unknown = ep.filled("DECOM") & before.no_date("DEC")
    return before.exists & ep.rne.isin(CARE_CONTINUES) & ~(ep.decom == before.dec) & ~unknown


@rule(
    "434",
    "L, but the legal status is the same or the placement is not",
    group="episode",
    marks={"Episodes": ["RNE", "LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["380", "383"],
    expect=(
        "For a new order during a temporary placement, enter RNE L and explain the errors of rules "
        "380 and 383 to DfE."
    ),
)
def not_only_legal_status_changed(ret):
    """RNE L says that the legal status changed and nothing else did. Against the child's episode before, LS
    is the same, or the placement's type, postcode, URN or provider differs.

    Fix: correct RNE, or whichever of the two episodes has the wrong details.
    """
    ep = ret.episodes
    return (ep.rne == "L") & ((ep.ls == ep.previous.ls) | ep.placement_changed)


@rule(
    "435",
    "P or T, but the placement is the same or the legal status is not",
    group="episode",
    marks={"Episodes": ["LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["217", "383"],
    expect="For a new order, follow this rule and explain the error of the other rule to DfE.",
)
def not_only_placement_changed(ret):
    """RNE P or T says that the placement changed and the legal status did not. Against the child's episode
    before, LS differs, or the placement's type, postcode, URN and provider are all the same.

    Fix: correct RNE, or whichever of the two episodes has the wrong details.
    """
    ep = ret.episodes
    wrong = differs(ep.ls, ep.previous.ls) | ~ep.placement_changed
    return ep.previous.exists & ep.rne.isin(["P", "T"]) & wrong


@rule(
    "436",
    "B or U, but the legal status or the placement is the same",
    group="episode",
    marks={"Episodes": ["RNE", "LS", "PLACE", "PL_POST", "URN", "PLACE_PROVIDER"]},
    conflicts_with=["217", "380", "383"],
    expect="For a new order, follow this rule and explain the error of the other rule to DfE.",
)
def not_both_changed(ret):
    """RNE B or U says that legal status and placement changed together. Against the child's episode before,
    LS is the same, or the placement's type, postcode, URN and provider are all the same.

    Fix: correct RNE, or whichever of the two episodes has the wrong details.
    """
    ep = ret.episodes
    wrong = ~differs(ep.ls, ep.previous.ls) | ~ep.placement_changed
    return ep.previous.exists & ep.rne.isin(["B", "U"]) & wrong


@rule("437", "An episode follows death or adulthood", group="episode", marks={"Episodes": ["REC"]})
def episode_after_death_or_adulthood(ret):
    """REC says that the child died (E2) or was found to be an adult (E15), but a later episode follows.

    Fix: correct REC, or delete the episodes that follow.
    """
    ep = ret.episodes
    return ep.rec.isin(DEATH_OR_ADULTHOOD) & ep.next.decom.notna()


@rule(
    "460",
    "Stayed put with the carers before 18",
    group="episode",
    marks={"Episodes": ["DEC", "REC"]},
    needs=["Episodes", "Header"],
)
def stayed_put_before_18(ret):
    """E17 says that the young person turned 18 and stayed with the carers, but the episode ended before the
    18th birthday.

    Fix: check REC and DEC, and the date of birth in Header.
    """
    return _younger_at_end(ret, 18, ["E17"])


@rule(
    "501",
    "Episode begins before the one before has ended",
    group="episode",
    marks={"Episodes": ["DECOM", "DEC"]},
)
def overlaps_episode_before(ret):
    """The episode starts on a day on which the child's episode before was still running.

    Fix: correct DECOM, or DEC of the episode before.
    """
    ep = ret.episodes
    return ep.decom < ep.previous.dec


@rule("504", "Category of need changed while in care", group="episode", marks={"Episodes": ["CIN"]})
def need_changed_while_in_care(ret):
    """CIN is settled when care begins and stays until it ends, but it is not the same as in the episode that
    this one follows on from.

    Fix: enter one and the same CIN in all episodes of this time in care.
    """
    ep = ret.episodes
    before = ep.previous
    goes_on = (before.rec == "X1") & (before.dec == ep.decom)
    return goes_on & differs(ep.cin, before.cin)


@rule(
    "516",
    "Guardianship for foster carers, but not in a foster placement",
    group="episode",
    marks={"Episodes": ["REC", "PLACE"]},
)
def guardians_were_no_foster_carers(ret):
    """REC says that the child's foster carers became special guardians (E45 or E46), but the child was not in
    a foster placement (U1 to U6) when the episode ended.

    Fix: correct PLACE; if the guardians did not foster the child, REC should be E47 or E48.
    """
    ep = ret.episodes
    return ep.rec.isin(TO_FOSTER_CARERS) & ~ep.place.isin(FOSTER_PLACEMENTS)
