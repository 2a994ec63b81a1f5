"""Health and offending of children looked after all year: checks, convictions, substance misuse.

Ages are those of OC2's own DOB.
"""

from xl903 import Cells, birthday, rule
from xl903.s903.schema import HEALTH_ITEMS

CORE_ITEMS = ("IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE")
"""Asked of every child looked after all year."""

FURTHER_ITEMS = ("CONVICTED", "HEALTH_CHECK", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")
"""Asked by age, or where there is a substance misuse problem."""


# All items


@rule("181", "OC2 yes/no answer is not 0 or 1", group="health", marks={"OC2": HEALTH_ITEMS})
def item_not_yes_or_no(ret):
    """One or more of CONVICTED, HEALTH_CHECK, IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT,
    SUBSTANCE_MISUSE, INTERVENTION_RECEIVED and INTERVENTION_OFFERED is filled but is not 0 or 1.

    Value: {value} is not a valid code.

    Fix: Find the OC2 answers on this row that are not 0 or 1. Enter 1 for yes or 0 for no, or clear the
    answer if the question does not apply.

    Why: Exports often write Y and N, or True and False, from a tick box. Ask for the export to write 1
    and 0.
    """
    return Cells({item: ret.oc2.not_in_codes(item) for item in HEALTH_ITEMS}).any_of_row()


@rule(
    "182",
    "Some health answers, but a core health answer is missing",
    group="health",
    marks={"OC2": [*CORE_ITEMS, *FURTHER_ITEMS]},
)
def core_item_missing_beside_others(ret):
    """IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT or SUBSTANCE_MISUSE is blank, although CONVICTED,
    HEALTH_CHECK or one of the intervention items is filled.

    Fix: Complete all four core items. If the child was not looked after all year, clear the OC2 answers
    instead.

    Why: The answers come from different people at different times, so the form is saved half complete.
    Agree with the health team who records each answer, and check before year end.

    Ask: Were the child's immunisations up to date at 31 March? In the year before that, were their teeth
    checked, was their health assessed, and was a substance misuse problem found?
    """
    return ~ret.oc2.all_filled(*CORE_ITEMS) & ret.oc2.any_filled(*FURTHER_ITEMS)


@rule(
    "190",
    "OC2 answers for a child not in care all year",
    group="health",
    marks={"OC2": HEALTH_ITEMS},
    needs=["OC2", "Episodes"],
)
def items_without_full_year(ret):
    """At least one OC2 yes/no item is filled, but the child's episodes do not show care without a break
    from 1 April to 31 March. Leaving on 31 March is a break, and short breaks (V3, V4) do not count as
    care here.

    Fix: Check the child's episodes for a start (S), an end reason other than X1, or short breaks in the
    year. If they are right, clear the OC2 items. An answer of 0 counts as filled.

    Why: Health is recorded for every child in care, and many exports include children who started or left
    in the year. Limit OC2 to children looked after all year.
    """
    return ret.oc2.not_looked_after_all_year & ret.oc2.any_filled(*HEALTH_ITEMS)


@rule(
    "191",
    "In care all year but core health answers missing",
    group="health",
    marks={"OC2": CORE_ITEMS, "Episodes": ["CHILD"]},
)
def core_items_missing(ret):
    """The child was looked after from 1 April to 31 March without a break. IMMUNISATIONS, TEETH_CHECK,
    HEALTH_ASSESSMENT or SUBSTANCE_MISUSE is blank, or the child is not in OC2.

    Fix: Add the child to OC2 if they are missing, and complete all four items. If they were not in care
    all year, correct their episodes.

    Why: Health and dental information often reaches the case system after year end, or the form was never
    started. Ask the health team for it before the return is due.

    Ask: Were the child's immunisations up to date at 31 March? In the year before that, were their teeth
    checked, was their health assessed, and was a substance misuse problem found?
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
    "Substance misuse help received, offer should be blank",
    group="health",
    marks={"OC2": ["INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"]},
)
def help_received_and_offer_answered(ret):
    """INTERVENTION_RECEIVED is 1, so INTERVENTION_OFFERED should be blank, but it is filled.

    Fix: Clear INTERVENTION_OFFERED. If the child did not receive help, change INTERVENTION_RECEIVED to 0
    instead.

    Why: Many forms show both questions, so workers answer both. Whether help was offered is only asked
    when it was not received.
    """
    oc2 = ret.oc2
    return (oc2.intervention_received == "1") & oc2.filled("INTERVENTION_OFFERED")


@rule(
    "159",
    "Substance misuse help not received, offer not recorded",
    group="health",
    marks={"OC2": ["SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"]},
)
def offer_of_help_missing(ret):
    """SUBSTANCE_MISUSE is 1 and INTERVENTION_RECEIVED is 0, but INTERVENTION_OFFERED is blank.

    Fix: Enter 1 in INTERVENTION_OFFERED if help was offered but not taken up, or 0 if it was not offered.

    Why: The form is often saved once "not received" is chosen. Record whether the young person was
    offered help and refused it.

    Ask: This child had a substance misuse problem and did not receive help for it in the year. Were they
    offered help?
    """
    oc2 = ret.oc2
    unhelped = (oc2.substance_misuse == "1") & (oc2.intervention_received == "0")
    return unhelped & ~oc2.filled("INTERVENTION_OFFERED")


@rule(
    "192",
    "Substance misuse found, but help received not recorded",
    group="health",
    marks={"OC2": ["SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED"]},
)
def help_received_missing(ret):
    """SUBSTANCE_MISUSE is 1, but INTERVENTION_RECEIVED is blank.

    Fix: Enter 1 (yes) or 0 (no) in INTERVENTION_RECEIVED. If it is 0, complete INTERVENTION_OFFERED too.
    If there wasn't a problem, change SUBSTANCE_MISUSE to 0.

    Why: The problem is often recorded at the health assessment, and the help follows later from another
    service. Go back to the form once the help has started or been refused.

    Ask: This child is recorded as having a substance misuse problem. Did they receive help for it in the
    year? If not, were they offered help?
    """
    oc2 = ret.oc2
    return (oc2.substance_misuse == "1") & ~oc2.filled("INTERVENTION_RECEIVED")


@rule(
    "193",
    "Substance misuse help recorded without a problem",
    group="health",
    marks={"OC2": ["SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"]},
)
def help_without_substance_misuse(ret):
    """SUBSTANCE_MISUSE is blank or 0, but INTERVENTION_RECEIVED or INTERVENTION_OFFERED is filled. An
    answer of 0 counts as filled.

    Fix: If the child had a substance misuse problem, enter 1 in SUBSTANCE_MISUSE. If not, clear both
    intervention items.

    Why: Exports often write 0 in the intervention items for every child. They should be blank unless a
    problem was found.
    """
    oc2 = ret.oc2
    no_problem = ~oc2.filled("SUBSTANCE_MISUSE") | (oc2.substance_misuse == "0")
    return no_problem & oc2.any_filled("INTERVENTION_RECEIVED", "INTERVENTION_OFFERED")


# Convictions, from the age of 10


@rule("542", "Conviction answer entered for a child under 10", group="health", marks={"OC2": ["CONVICTED"]})
def conviction_under_ten(ret):
    """The child is under 10 on 31 March, so CONVICTED should be blank. Any value is flagged, even 0.

    Fix: Clear CONVICTED. If the child is 10 or over, correct DOB.

    Why: Most often the export writes 0 for every child. Have it leave the field blank for children under
    10.
    """
    return (birthday(ret.oc2.dob, 10) > ret.year_end) & ret.oc2.filled("CONVICTED")


@rule(
    "543",
    "Conviction answer missing for a child of 10 or over",
    group="health",
    marks={"OC2": ["DOB", "CONVICTED"]},
    needs=["OC2", "Episodes"],
)
def conviction_missing(ret):
    """The child is 10 or over on 31 March and was in care all year, but CONVICTED is blank.

    Fix: Enter 1 in CONVICTED if the child was convicted or cautioned in the year, otherwise 0. If the
    child is under 10 or was not in care all year, correct DOB or the episodes.

    Why: The question is often skipped when there was nothing to report, but a "no" has to be recorded
    too. The youth justice service can often confirm the answers for all children at once.

    Ask: Between 1 April and 31 March, was the child convicted of an offence or formally cautioned? Yes or
    no.
    """
    oc2 = ret.oc2
    of_age = birthday(oc2.dob, 10) <= ret.year_end
    return oc2.looked_after_all_year & of_age & ~oc2.filled("CONVICTED")


@rule(
    "544",
    "Conviction recorded but other health answers are blank",
    group="health",
    marks={"OC2": ["CONVICTED", *CORE_ITEMS]},
)
def core_item_missing_for_convicted(ret):
    """CONVICTED is 1, but at least one of IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT and
    SUBSTANCE_MISUSE is blank.

    Fix: Enter 1 or 0 in each of the four fields that is blank. If the child was not convicted, correct
    CONVICTED too.

    Why: Convictions often come from the youth justice service and the health answers from somewhere else,
    so one set arrives without the other.

    Ask: For the year to 31 March, were immunisations up to date, teeth checked and the yearly health
    assessment done? Was a substance misuse problem found? Yes or no to each.
    """
    return (ret.oc2.convicted == "1") & ~ret.oc2.all_filled(*CORE_ITEMS)


# Development checks, below the age of 5


@rule(
    "545",
    "Development checks missing for a child under 5",
    group="health",
    marks={"OC2": ["DOB", "HEALTH_CHECK"]},
    needs=["OC2", "Episodes"],
)
def health_check_missing(ret):
    """The child is under 5 on 31 March and was in care all year, but HEALTH_CHECK is blank.

    Fix: Enter 1 in HEALTH_CHECK if the checks were up to date, otherwise 0. If the child is 5 or over or
    was not in care all year, correct DOB or the episodes.

    Why: The answer depends on health visitor records, which often arrive after the year end. Record "no"
    as well, because a blank does not count as no.

    Ask: At 31 March, were the child's health and development checks up to date for their age? Yes or no.
    """
    oc2 = ret.oc2
    of_age = birthday(oc2.dob, 5) > ret.year_end
    return oc2.looked_after_all_year & of_age & ~oc2.filled("HEALTH_CHECK")


@rule(
    "546",
    "Development checks entered for a child of 5 or over",
    group="health",
    marks={"OC2": ["DOB", "HEALTH_CHECK"]},
    needs=["OC2", "Episodes"],
)
def health_check_from_five(ret):
    """The child is 5 or over on 31 March and was in care all year, so HEALTH_CHECK should be blank. Any
    value is flagged, even 0.

    Fix: Clear HEALTH_CHECK. If the child is under 5, correct DOB.

    Why: The export writes 0 for every child, or last year's answer was carried over after the child
    turned 5. The age on 31 March decides.
    """
    oc2 = ret.oc2
    too_old = birthday(oc2.dob, 5) <= ret.year_end
    return oc2.looked_after_all_year & too_old & oc2.filled("HEALTH_CHECK")


@rule(
    "547",
    "Development checks done but other health answers blank",
    group="health",
    marks={"OC2": ["HEALTH_CHECK", *CORE_ITEMS]},
)
def core_item_missing_beside_health_check(ret):
    """HEALTH_CHECK is 1, but at least one of IMMUNISATIONS, TEETH_CHECK, HEALTH_ASSESSMENT and
    SUBSTANCE_MISUSE is blank.

    Fix: Enter 1 or 0 in each of the four fields that is blank. If the checks were not up to date, correct
    HEALTH_CHECK too.

    Why: The development checks come from the health visitor and the other answers from somewhere else, so
    one set arrives without the other. For babies too, all four need an answer.

    Ask: For the year to 31 March, were immunisations up to date, teeth checked and the yearly health
    assessment done? Was a substance misuse problem found? Yes or no to each.
    """
    return (ret.oc2.health_check == "1") & ~ret.oc2.all_filled(*CORE_ITEMS)
