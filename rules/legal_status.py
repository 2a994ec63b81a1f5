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
    "Youth justice legal status for a child under 10",
    group="legal-status",
    marks={"Episodes": ["DECOM", "LS"], "Header": ["DOB"]},
)
def youth_justice_before_10(ret):
    """LS is J1, J2 or J3 (youth justice), but the child was under 10 when the episode started.

    Fix: Check DOB, DECOM and LS. Correct what is wrong.

    Why: Usually the wrong legal status was picked from the list, or the year of birth is wrong. These
    legal statuses cannot apply before the age of 10.

    Ask: What was the child's legal status from this date, and what is the child's date of birth?
    """
    pair = ret.episodes.pairs(ret.header)
    too_young = pair.left.decom < birthday(pair.right.dob, 10)
    return pair.marks(pair.left.ls.isin(YOUTH_JUSTICE) & too_young)


@rule(
    "359",
    "Still in care after 18 but not V2 in a K2 placement",
    group="legal-status",
    marks={"Episodes": ["DEC", "LS", "PLACE"]},
    needs=["Header", "Episodes"],
)
def in_care_after_18(ret):
    """The child turned 18 before the last day of the year, but the episode is still open. This is only
    right if LS is V2 and PLACE is K2.

    Fix: Check DOB. If care ended at 18, set DEC to the 18th birthday and enter REC. If the young person
    stayed in a community home under section 20(5), correct LS and PLACE.

    Why: The episode was probably not ended when the young person turned 18, often because they stayed
    with the same carers. End care on the 18th birthday, even if they do not move.

    Ask: Did the young person leave care when they turned 18, and where did they live afterwards? Or did
    they stay in a children's home under section 20(5)?
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
    "Police protection lasts more than 72 hours",
    group="legal-status",
    marks={"Episodes": ["DECOM", "LS", "DEC"]},
)
def police_protection_too_long(ret):
    """Legal status L1 (police protection) lasts more than three days, counting episodes that follow on
    from each other. An open episode is counted to the end of the year.

    Fix: Check LS, DECOM and DEC of these episodes. Start a new episode with the new legal status on the
    day police protection ended.

    Why: Police protection can last 72 hours at most. Usually the next legal status, such as section 20 or
    an emergency protection order, was recorded late or without a new episode.

    Ask: On which date did police protection end, and what was the child's legal status from then on?
    """
    return _status_without_a_gap_too_long(ret, "L1", DAYS_OF_POLICE_PROTECTION)


@rule(
    "362",
    "Emergency protection order lasts more than 21 days",
    group="legal-status",
    marks={"Episodes": ["DECOM", "LS", "DEC"]},
)
def emergency_protection_too_long(ret):
    """Legal status L2 (emergency protection order) lasts more than 21 days, counting episodes that follow
    on from each other. An open episode is counted to the end of the year.

    Fix: Check LS, DECOM and DEC of these episodes. Start a new episode with the new legal status on the
    day the order ended.

    Why: Usually the next legal status, such as an interim care order or section 20, was recorded late or
    without a new episode.

    Ask: On which date did the emergency protection order end, and what was the child's legal status from
    then on?
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
    "Child assessment order lasts more than 7 days",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM", "DEC"]},
)
def child_assessment_too_long(ret):
    """Legal status L3 (child assessment order) lasts more than 7 days. L3 episodes that join or overlap
    are added together, and an open episode is counted to the end of the year.

    Fix: Check LS, DECOM and DEC of these episodes. Start a new episode with the new legal status on the
    day the order ended.

    Why: Usually the next legal status was recorded late or without a new episode. A care order, for
    example, may have been picked as a child assessment order by mistake.

    Ask: On which date did the child assessment order end, and what was the child's legal status from then
    on? If the child was under another order, which one?
    """
    return _status_adds_up_too_long(ret, "L3", DAYS_OF_CHILD_ASSESSMENT)


@rule(
    "364",
    "Police detention (PACE) lasts more than 21 days",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM", "DEC"]},
)
def police_detention_too_long(ret):
    """Legal status J2 (detained under PACE) lasts more than 21 days. J2 episodes that join or overlap are
    added together, and an open episode is counted to the end of the year.

    Fix: Check LS, DECOM and DEC of these episodes. Start a new episode with the new legal status on the
    day detention ended, or end care that day.

    Why: Detention under PACE usually ends at the next court hearing. A remand, or the child's return
    home, was probably recorded late or without a new episode.

    Ask: On which date did the police detention end, and what happened then? For example, the child was
    remanded, returned home or stayed in care under section 20.
    """
    return _status_adds_up_too_long(ret, "J2", DAYS_OF_POLICE_DETENTION)


@rule(
    "365",
    "Respite break (V3) lasts more than 17 days",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM", "DEC"]},
)
def short_break_too_long(ret):
    """LS is V3 (single respite break), but the episode lasts more than 17 days. An open break is counted
    to the end of the year.

    Fix: Check DECOM and DEC of the break. If the child really stayed longer than 17 days, correct LS.

    Why: Often the end of the break was not entered, or several breaks were recorded as one. A stay of
    more than 17 days needs the legal status of a child in full-time care, such as section 20.

    Ask: On which dates did this break start and end? If it lasted more than 17 days, was the child in
    care under section 20 or an order?
    """
    ep = ret.episodes
    return (ep.ls == "V3") & (ep.end_or_year_end - ep.decom > pd.Timedelta(days=DAYS_OF_ONE_BREAK))


@rule(
    "366",
    "Respite break (V3) does not start a new period of care",
    group="legal-status",
    marks={"Episodes": ["RNE"]},
)
def short_break_no_start_of_care(ret):
    """LS is V3 (single respite break), but RNE is not S. Each break has to be a period of care of its
    own.

    Fix: Set RNE to S. If this was not a respite break, correct LS.

    Why: Case systems may treat a second break, or a move within a break, as a change of placement. Record
    each break with its own start and end.
    """
    ep = ret.episodes
    return (ep.ls == "V3") & (ep.rne != "S")


@rule(
    "367",
    "More than 75 days of respite breaks (V3) in the year",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM", "DEC"]},
)
def short_breaks_add_up_too_long(ret):
    """The child's V3 episodes (single respite breaks) add up to more than 75 days within the collection
    year. An open break is counted to the end of the year.

    Fix: Check DECOM and DEC of all the child's V3 episodes. If the child was in full-time care for some
    of the time, correct LS there.

    Why: Often one break was left open, so it counts up to 31 March. If the total really is over 75 days,
    check with the team whether short breaks are still the right legal status.

    Ask: On which dates did each of this child's respite breaks start and end? Was the child in full-time
    care at any time, and from when?
    """
    ep = ret.episodes
    start = ep.decom.clip(lower=ret.year_start)
    length = (ep.end_or_year_end.clip(upper=ret.year_end) - start).dt.days
    counted = (ep.ls == "V3") & (length > 0)
    return counted & (ep.total_of_child(length, counted) > DAYS_OF_BREAKS_A_YEAR)


@rule(
    "378",
    "Placed with parents under section 20 (V2)",
    group="legal-status",
    marks={"Episodes": ["PLACE", "LS"]},
)
def with_parents_by_agreement(ret):
    """PLACE is P1 (placed with parents or others with parental responsibility), but LS is V2 (section
    20). The two cannot apply together.

    Fix: Correct LS if the child is under an order. Correct PLACE if the carers do not have parental
    responsibility. If care ended when the child returned home, end the previous episode and remove this
    one.

    Why: Often care was not ended when the child returned home, or an interim care order was recorded
    late. Relatives without parental responsibility are not a placement with parents.

    Ask: Who did the child live with on these dates, and do they have parental responsibility? Was there a
    care order, or had the child left care and returned home?
    """
    return (ret.episodes.place == "P1") & (ret.episodes.ls == "V2")


@rule(
    "426",
    "Both kinds of short break (V3 and V4) for one child",
    group="legal-status",
    marks={"Episodes": ["LS"]},
)
def both_kinds_of_short_breaks(ret):
    """The child has V3 episodes (each break recorded) and V4 episodes (only the agreement recorded) in
    this return. Only one kind should be used.

    Fix: Choose V3 or V4 and use it for all the child's short breaks. Replace the other episodes so that
    the same breaks are not counted under both.

    Why: Two teams may record short breaks in different ways, or the way changed during the year. Agree
    one way of recording for each child and keep to it.
    """
    ep = ret.episodes
    return ep.short_break & ep.any_of_child(ep.ls == "V3") & ep.any_of_child(ep.ls == "V4")


@rule(
    "445",
    "Freeing order (D1) on an episode that began after 2005",
    years="2023-2024",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM"]},
)
def freed_after_2005(ret):
    """Legal status D1 is only possible for episodes that began on or before 31/12/2005. This episode
    began later.

    Fix: Change LS to the legal status that the child really had (a placement order is E1). If D1 is
    right, correct DECOM.

    Why: Placement orders replaced freeing orders, but D1 may still be on the list in the case system and
    be picked by mistake. Ask for it to be hidden there.

    Ask: What was the child's legal status when this episode began (for example a placement order or a
    full care order), and from what date?
    """
    ep = ret.episodes
    return (ep.ls == "D1") & (ep.decom > FREEING_ORDERS_ENDED)


@rule(
    "446",
    "Placement order (E1) on an episode that began too early",
    group="legal-status",
    marks={"Episodes": ["LS", "DECOM"]},
)
def placement_order_too_early(ret):
    """Placement orders (E1) did not exist before 01/12/2005, but this episode began before that date.

    Fix: Check LS and DECOM. If the child came under the order later, put the earlier legal status back
    and add a new episode from the day of the order.

    Why: Either the year was mistyped, or E1 was typed over the child's earlier legal status. A new order
    needs a new episode that starts on the day of the order.

    Ask: On what date did the court make the placement order, and what was the child's legal status before
    it?
    """
    ep = ret.episodes
    return (ep.ls == "E1") & (ep.decom < PLACEMENT_ORDERS_BEGAN)


@rule(
    "451",
    "Open episode still under a freeing order (D1)",
    years="2023-2024",
    group="legal-status",
    marks={"Episodes": ["DEC", "REC", "LS"]},
)
def still_under_freeing_order(ret):
    """The episode has neither DEC nor REC and its legal status is still D1. Freeing orders could not be
    applied for after 30/12/2005.

    Fix: Find the child's present legal status. Correct LS, or end this episode and add a new one from the
    day the status changed. If care has ended, enter DEC and REC.

    Why: D1 was picked by mistake for a placement order, or an old record has rolled over from year to
    year without a check.

    Ask: What is the child's legal status now, and since what date? If the child has left care, when and
    why?
    """
    ep = ret.episodes
    return (ep.ls == "D1") & ep.is_open & ep.rec.isna()
