"""Health and offending of children looked after all year: SDQ, checks, convictions, substance misuse.

SDQ is the strengths and difficulties questionnaire. Ages are those of OC2's own DOB.
"""

import pandas as pd

from xl903 import birthday, rule
from xl903.s903.schema import HEALTH_ITEMS

CORE_ITEMS = ("IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE")
"""Asked of every child looked after all year."""

FURTHER_ITEMS = ("CONVICTED", "HEALTH_CHECK", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")
"""Asked by age, or where there is a substance misuse problem."""

# Strengths and difficulties questionnaire


@rule(
    "157",
    "SDQ1 given at an age that has a score",
    group="health",
    marks={"OC2": ["SDQ_REASON", "DOB"]},
    needs=["OC2", "Episodes"],
)
def sdq1_within_age_range(ret):
    """A child looked after all year was old and young enough for a score, but the reason says otherwise.

    Fix: enter the score, or the reason that holds for a child of this age.
    """
    oc2 = ret.oc2
    of_age = (birthday(oc2.dob, 4) <= ret.year_start) & (birthday(oc2.dob, 16) >= ret.year_end)
    return oc2.looked_after_all_year & of_age & ~oc2.filled("SDQ_SCORE") & (oc2.sdq_reason == "SDQ1")


@rule(
    "185",
    "SDQ score for a child not looked after all year",
    group="health",
    marks={"OC2": ["SDQ_SCORE"]},
    needs=["OC2", "Episodes"],
)
def sdq_score_without_full_year(ret):
    """There is an SDQ score, but the episodes do not show the child in care from 1 April to 31 March
    without a break.

    Fix: check the child's episodes; if they are right, clear SDQ_SCORE.
    """
    return ret.oc2.not_looked_after_all_year & ret.oc2.filled("SDQ_SCORE")


@rule(
    "186",
    "Neither SDQ score nor reason, ages 4 to 16",
    group="health",
    marks={"OC2": ["SDQ_SCORE"]},
    needs=["OC2", "Episodes"],
)
def sdq_missing(ret):
    """A child looked after all year, 4 or older when it began and not yet 17 when it ended, has neither an
    SDQ score nor a reason for having none.

    Fix: enter SDQ_SCORE, or say in SDQ_REASON why there is none.
    """
    oc2 = ret.oc2
    of_age = (birthday(oc2.dob, 4) <= ret.year_start) & (birthday(oc2.dob, 17) > ret.year_end)
    return oc2.looked_after_all_year & of_age & ~oc2.any_filled("SDQ_SCORE", "SDQ_REASON")


@rule(
    "188",
    "SDQ answered for a child under 4",
    group="health",
    marks={"OC2": ["SDQ_SCORE", "SDQ_REASON"]},
)
def sdq_under_four(ret):
    """The child was not yet 4 on 31 March, too young for SDQ, but there is a score or a reason.

    Fix: clear SDQ_SCORE and SDQ_REASON, or correct DOB.
    """
    oc2 = ret.oc2
    return (birthday(oc2.dob, 4) > ret.year_end) & oc2.any_filled("SDQ_SCORE", "SDQ_REASON")


@rule(
    "189",
    "SDQ answered for a young person over 17",
    group="health",
    marks={"OC2": ["DOB", "SDQ_SCORE", "SDQ_REASON"]},
)
def sdq_over_seventeen(ret):
    """The young person turned 17 before the year began, too old for SDQ, but there is a score or a reason.

    Fix: clear SDQ_SCORE and SDQ_REASON, or correct DOB.
    """
    oc2 = ret.oc2
    return (birthday(oc2.dob, 17) < ret.year_start) & oc2.any_filled("SDQ_SCORE", "SDQ_REASON")


@rule("196", "SDQ reason is not a code", group="health", marks={"OC2": ["SDQ_REASON"]})
def sdq_reason_not_a_code(ret):
    """SDQ_REASON holds something that is no code for having no score.

    Fix: enter SDQ1 to SDQ5, or clear it where there is a score.
    """
    return ret.oc2.not_in_codes("SDQ_REASON")


@rule(
    "197a",
    "SDQ score and a reason for having none",
    group="health",
    marks={"OC2": ["SDQ_SCORE", "SDQ_REASON"]},
)
def sdq_score_and_reason(ret):
    """The row gives an SDQ score and also says why there is no score; only one of them can be right.

    Fix: clear SDQ_REASON if the score is right, otherwise clear SDQ_SCORE.
    """
    return ret.oc2.all_filled("SDQ_SCORE", "SDQ_REASON")


@rule(
    "197B",
    "Neither SDQ score nor reason in the year of turning 4 or 17",
    group="health",
    marks={"OC2": ["SDQ_REASON", "DOB"]},
    needs=["OC2", "Episodes"],
)
def sdq_missing_at_four_or_seventeen(ret):
    """A child looked after all year turned 4 or 17 during it, and has neither an SDQ score nor a reason for
    having none.

    Fix: enter the score if the questionnaire was done, otherwise the reason.
    """
    oc2 = ret.oc2
    turns_four = birthday(oc2.dob, 4).between(ret.year_start, ret.year_end)
    turns_seventeen = birthday(oc2.dob, 17).between(ret.year_start, ret.year_end)
    missing = ~oc2.any_filled("SDQ_SCORE", "SDQ_REASON")
    return oc2.looked_after_all_year & (turns_four | turns_seventeen) & missing


@rule(
    "198",
    "SDQ reason for a child not looked after all year",
    group="health",
    marks={"OC2": ["SDQ_REASON"]},
    needs=["OC2", "Episodes"],
)
def sdq_reason_without_full_year(ret):
    """The row says why there is no SDQ score, but the episodes do not show the child in care from 1 April
    to 31 March without a break, so none was asked for.

    Fix: check the child's episodes; if they are right, clear SDQ_REASON.
    """
    return ret.oc2.not_looked_after_all_year & ret.oc2.filled("SDQ_REASON")


# All items


@rule("181", "OC2 item is not 0 or 1", group="health", marks={"OC2": HEALTH_ITEMS})
def item_not_yes_or_no(ret):
    """At least one of the yes/no items of the row holds something other than 0 or 1.

    Fix: enter 0 or 1 in the item that differs, or clear it where it does not apply.
    """
    return pd.DataFrame({item: ret.oc2.not_in_codes(item) for item in HEALTH_ITEMS}).any(axis=1)


@rule(
    "182",
    "OC2 begun, but not all core items answered",
    group="health",
    marks={"OC2": [*CORE_ITEMS, *FURTHER_ITEMS]},
)
def core_item_missing_beside_others(ret):
    """Conviction, health check or intervention is answered, but immunisations, teeth, health assessment or
    substance misuse is not.

    Fix: answer all four of these, or clear the row if the child should not be in OC2.
    """
    return ~ret.oc2.all_filled(*CORE_ITEMS) & ret.oc2.any_filled(*FURTHER_ITEMS)


@rule(
    "190",
    "OC2 items for a child not looked after all year",
    group="health",
    marks={"OC2": HEALTH_ITEMS},
    needs=["OC2", "Episodes"],
)
def items_without_full_year(ret):
    """OC2 is for children in care from 1 April to 31 March without a break. The episodes do not show that
    for this child, but items are answered.

    Fix: check the child's episodes; if they are right, clear the items.
    """
    return ret.oc2.not_looked_after_all_year & ret.oc2.any_filled(*HEALTH_ITEMS)


@rule(
    "191",
    "Core items missing for a child looked after all year",
    group="health",
    marks={"OC2": CORE_ITEMS, "Episodes": ["CHILD"]},
)
def core_items_missing(ret):
    """A child looked after all year lacks an answer on immunisations, teeth, health assessment or substance
    misuse, or is not in OC2 at all; the child's first episode is then marked.

    Fix: answer all four in OC2, or correct the episodes if care did break off.
    """
    oc2, ep = ret.oc2, ret.episodes
    absent = ep.looked_after_all_year & ~ep.child_in(oc2)
    return {
        "OC2": oc2.looked_after_all_year & ~oc2.all_filled(*CORE_ITEMS),
        "Episodes": ep.first_episode & absent,
    }


# Substance misuse


@rule(
    "158",
    "Help offered is answered although help was received",
    group="health",
    marks={"OC2": ["INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"]},
)
def help_received_and_offer_answered(ret):
    """The child received help for substance misuse, so whether it was offered is not asked, yet answered.

    Fix: clear INTERVENTION_OFFERED, or correct INTERVENTION_RECEIVED.
    """
    oc2 = ret.oc2
    return (oc2.intervention_received == "1") & oc2.filled("INTERVENTION_OFFERED")


@rule(
    "159",
    "Help not received, and not said whether offered",
    group="health",
    marks={"OC2": ["SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"]},
)
def offer_of_help_missing(ret):
    """A child with a substance misuse problem received no help, but it is not said whether help was offered.

    Fix: enter 0 or 1 in INTERVENTION_OFFERED.
    """
    oc2 = ret.oc2
    unhelped = (oc2.substance_misuse == "1") & (oc2.intervention_received == "0")
    return unhelped & ~oc2.filled("INTERVENTION_OFFERED")


@rule(
    "192",
    "Substance misuse, and not said whether help was received",
    group="health",
    marks={"OC2": ["SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED"]},
)
def help_received_missing(ret):
    """The child has a substance misuse problem, but it is not said whether help for it was received.

    Fix: enter 0 or 1 in INTERVENTION_RECEIVED, or correct SUBSTANCE_MISUSE.
    """
    oc2 = ret.oc2
    return (oc2.substance_misuse == "1") & ~oc2.filled("INTERVENTION_RECEIVED")


@rule(
    "193",
    "Help answered without a substance misuse problem",
    group="health",
    marks={"OC2": ["SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"]},
)
def help_without_substance_misuse(ret):
    """No substance misuse problem is recorded, but help received or offered is answered.

    Fix: clear both items on help, or enter 1 in SUBSTANCE_MISUSE if there was a problem.
    """
    oc2 = ret.oc2
    no_problem = ~oc2.filled("SUBSTANCE_MISUSE") | (oc2.substance_misuse == "0")
    return no_problem & oc2.any_filled("INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")


# Convictions, from the age of 10


@rule("542", "Conviction answered for a child under 10", group="health", marks={"OC2": ["CONVICTED"]})
def conviction_under_ten(ret):
    """The child was not yet 10 on 31 March, too young to be convicted, but CONVICTED is answered.

    Fix: clear CONVICTED, or correct DOB.
    """
    return (birthday(ret.oc2.dob, 10) > ret.year_end) & ret.oc2.filled("CONVICTED")


@rule(
    "543",
    "Conviction not answered from the age of 10",
    group="health",
    marks={"OC2": ["DOB", "CONVICTED"]},
    needs=["OC2", "Episodes"],
)
def conviction_missing(ret):
    """A child looked after all year was 10 or older on 31 March, but CONVICTED is blank.

    Fix: enter 0 or 1 in CONVICTED, or check DOB and the episodes.
    """
    oc2 = ret.oc2
    of_age = birthday(oc2.dob, 10) <= ret.year_end
    return oc2.looked_after_all_year & of_age & ~oc2.filled("CONVICTED")


@rule(
    "544",
    "Convicted, but core items are missing",
    group="health",
    marks={"OC2": ["CONVICTED", *CORE_ITEMS]},
)
def core_item_missing_for_convicted(ret):
    """The child was convicted, but immunisations, teeth, health assessment or substance misuse is blank.

    Fix: answer all four of these.
    """
    return (ret.oc2.convicted == "1") & ~ret.oc2.all_filled(*CORE_ITEMS)


# Development checks, below the age of 5


@rule(
    "545",
    "Development check not answered below the age of 5",
    group="health",
    marks={"OC2": ["DOB", "HEALTH_CHECK"]},
    needs=["OC2", "Episodes"],
)
def health_check_missing(ret):
    """A child looked after all year was not yet 5 on 31 March, but HEALTH_CHECK is blank.

    Fix: enter 0 or 1 in HEALTH_CHECK, or check DOB and the episodes.
    """
    oc2 = ret.oc2
    of_age = birthday(oc2.dob, 5) > ret.year_end
    return oc2.looked_after_all_year & of_age & ~oc2.filled("HEALTH_CHECK")


@rule(
    "546",
    "Development check answered from the age of 5",
    group="health",
    marks={"OC2": ["DOB", "HEALTH_CHECK"]},
    needs=["OC2", "Episodes"],
)
def health_check_from_five(ret):
    """A child looked after all year was 5 or older on 31 March, too old for the check, but HEALTH_CHECK is
    answered.

    Fix: clear HEALTH_CHECK, or correct DOB.
    """
    oc2 = ret.oc2
    too_old = birthday(oc2.dob, 5) <= ret.year_end
    return oc2.looked_after_all_year & too_old & oc2.filled("HEALTH_CHECK")


@rule(
    "547",
    "Development check done, but core items are missing",
    group="health",
    marks={"OC2": ["HEALTH_CHECK", *CORE_ITEMS]},
)
def core_item_missing_beside_health_check(ret):
    """The development check is up to date, but immunisations, teeth, health assessment or substance misuse
    is blank.

    Fix: answer all four of these.
    """
    return (ret.oc2.health_check == "1") & ~ret.oc2.all_filled(*CORE_ITEMS)
