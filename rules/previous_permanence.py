"""Previous permanence: an adoption or other order by which the child had left care before."""

import pandas as pd

from xl903 import rule

COLLECTED_SINCE = pd.Timestamp(2016, 4, 1)
"""Previous permanence is asked of children whose care began on this day or later."""

NO_EARLIER_ORDER = "Z1"

DATE_OR_UNKNOWN = r"([0-9]{2}|ZZ)/([0-9]{2}|ZZ)/([0-9]{4}|ZZZZ)"
"""How DATE_PERM is written: two-digit day and month, ZZ for an unknown one, ZZZZ for an unknown year."""


@rule(
    "630",
    "Started care this year, previous permanence missing",
    group="previous-permanence",
    marks={"Episodes": ["RNE"]},
    needs=["Episodes", "PrevPerm"],
)
def not_complete_for_new_child(ret):
    """Care began on or after 1 April (RNE S), but previous permanence is missing or incomplete. PREV_PERM
    is needed, and LA_PERM and DATE_PERM too unless it is Z1.

    Fix: Add or complete the PrevPerm row. If the child had no earlier adoption or order, enter Z1 in
    PREV_PERM. Otherwise fill in LA_PERM (999 if not known) and DATE_PERM (ZZ/ZZ/ZZZZ if not known).

    Why: At the start of care the family's history is often not known, and nobody returns to the question.
    Ask it again at the child's first review.

    Ask: Before this time in care, had the child been adopted, or left earlier care under a special
    guardianship, residence or child arrangements order? If so, which, when and through which council?
    """
    ep, perm = ret.episodes, ret.prev_perm
    complete = (perm.prev_perm == NO_EARLIER_ORDER) | perm.all_filled("PREV_PERM", "LA_PERM", "DATE_PERM")
    lacking = ~ep.child_in(perm) | ep.child_in(perm, ~complete)
    return (ep.rne == "S") & (ep.decom >= ret.year_start) & lacking


@rule(
    "631",
    "Previous permanence code is not valid",
    group="previous-permanence",
    marks={"PrevPerm": ["PREV_PERM"]},
)
def prev_perm_not_a_code(ret):
    """PREV_PERM is filled in but is not P1, P2, P3, P4 or Z1.

    Value: {value} is not a valid code.

    Fix: Enter P1 (adoption), P2 (special guardianship), P3 (residence or child arrangements order), P4
    (not known) or Z1 (none).

    Why: The export sends the wording or the codes of the case system's own list. Have that list
    translated into the five codes.
    """
    return ret.prev_perm.not_in_codes("PREV_PERM")


@rule(
    "632",
    "Previous permanence date not valid or not before care",
    group="previous-permanence",
    marks={"PrevPerm": ["DATE_PERM"], "Episodes": ["DECOM"]},
)
def order_not_before_care(ret):
    """DATE_PERM is not a valid date, or it is not before the start of the child's first episode in this
    return.

    Fix: Enter the day of the earlier order in DATE_PERM as dd/mm/yyyy. Use ZZ for an unknown day or month
    and ZZZZ for an unknown year.

    Why: The start of this time in care is often entered, or an order made since. The field is for the
    earlier adoption or order.

    Ask: On what date was the child adopted, or the earlier order made, before this time in care? If the
    day is not known, the month and year, or the year alone, will do.
    """
    ep, perm = ret.episodes, ret.prev_perm
    earliest = perm.partial_dates("DATE_PERM")
    valid = earliest.notna() & perm.matches("DATE_PERM", DATE_OR_UNKNOWN)
    year_known = ~perm.matches("DATE_PERM", ".*ZZZZ")
    first = perm.row_of_child_in(ep, ep.first_episode)
    wrong = perm.filled("DATE_PERM") & (~valid | (year_known & (earliest >= first.decom)))
    return {"PrevPerm": wrong, "Episodes": first.rows(wrong)}


@rule(
    "633",
    "Previous permanence council code is not valid",
    group="previous-permanence",
    marks={"PrevPerm": ["LA_PERM"]},
)
def la_perm_not_a_code(ret):
    """LA_PERM is filled in but is not on this rule's list of council codes.

    Value: {value} is not a valid code.

    Fix: Enter DfE's three-digit number of the council. Outside England use WAL, SCO, NIR or NUK. 999 is
    accepted too. If a newer council's number (838, 839, 940 to 943) is right, keep it and explain it to
    DfE.

    Why: Systems often export the council's name or its nine-character ONS code. The list lacks six newer
    councils (838, 839 and 940 to 943), so these are flagged even when right.
    """
    return ret.prev_perm.not_in_codes("LA_PERM")


@rule(
    "634",
    "Previous permanence not expected before April 2016",
    group="previous-permanence",
    marks={"PrevPerm": ["PREV_PERM", "LA_PERM", "DATE_PERM"], "Episodes": ["DECOM"]},
)
def given_for_care_before_2016(ret):
    """The child has previous permanence details, but none of their episodes in this return starts on or
    after 01/04/2016. The details are only collected for care that began from that date.

    Fix: Clear PREV_PERM, LA_PERM and DATE_PERM for this child. If a later episode is missing or its DECOM
    is wrong, correct the Episodes file instead.

    Why: The form may have been filled in for every child in care, including one in the same placement
    since before April 2016. Otherwise a newer episode is missing from the export.
    """
    ep, perm = ret.episodes, ret.prev_perm
    too_early = perm.child_in(ep, ep.decom.notna()) & ~perm.child_in(ep, ep.decom >= COLLECTED_SINCE)
    too_early &= ~perm.child_in(ep, ep.order_unknown)
    wrong = perm.any_filled("PREV_PERM", "LA_PERM", "DATE_PERM") & too_early
    return {"PrevPerm": wrong, "Episodes": ep.child_in(perm, wrong)}


@rule(
    "635",
    "Previous permanence type missing",
    group="previous-permanence",
    marks={"PrevPerm": ["LA_PERM", "DATE_PERM", "PREV_PERM"]},
)
def kind_of_order_missing(ret):
    """LA_PERM or DATE_PERM is filled in but PREV_PERM is blank. The return does not say what kind of
    arrangement the child had before.

    Fix: Enter PREV_PERM (P1 adoption, P2 special guardianship, P3 residence or child arrangements order,
    P4 not known). If there was no earlier arrangement, enter Z1 and clear LA_PERM and DATE_PERM.

    Why: The date or authority of the earlier order was recorded when the child came into care, but the
    type was skipped. Make the type a required answer on the form.

    Ask: What permanent arrangement did the child have before coming into care: adoption, special
    guardianship, or a residence or child arrangements order? Please say if there was none, or if it is
    not known.
    """
    perm = ret.prev_perm
    return perm.any_filled("LA_PERM", "DATE_PERM") & ~perm.filled("PREV_PERM")
