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
    "Came into care this year, but previous permanence is not complete",
    group="previous-permanence",
    marks={"Episodes": ["RNE"]},
    needs=["Episodes", "PrevPerm"],
)
def not_complete_for_new_child(ret):
    """The child came into care in the year, but has no row in PrevPerm, or one that does not say whether
    there was an earlier order for a permanent home and, if so, when and where.

    Fix: fill in the child's PrevPerm row: Z1 if there was no such order; else PREV_PERM, LA_PERM, DATE_PERM.
    """
    ep, perm = ret.episodes, ret.prev_perm
    complete = (perm.prev_perm == NO_EARLIER_ORDER) | perm.all_filled("PREV_PERM", "LA_PERM", "DATE_PERM")
    lacking = ~ep.child_in(perm) | ep.child_in(perm, ~complete)
    return (ep.rne == "S") & (ep.decom >= ret.year_start) & lacking


@rule("631", "PREV_PERM is not a code", group="previous-permanence", marks={"PrevPerm": ["PREV_PERM"]})
def prev_perm_not_a_code(ret):
    """PREV_PERM holds something that is none of its codes.

    Fix: enter P1 to P4, or Z1 if there was no earlier order.
    """
    return ret.prev_perm.not_in_codes("PREV_PERM")


@rule(
    "632",
    "Date of the earlier order is no date, or not before care began",
    group="previous-permanence",
    marks={"PrevPerm": ["DATE_PERM"], "Episodes": ["DECOM"]},
)
def order_not_before_care(ret):
    """DATE_PERM is not written as a date, names a day that does not exist, or is not before the child's
    first episode. Where parts are unknown, it is too late if every day it could be is too late.

    Fix: correct DATE_PERM; write ZZ for an unknown day or month, ZZZZ for an unknown year.
    """
    ep, perm = ret.episodes, ret.prev_perm
    earliest = perm.partial_dates("DATE_PERM")
    valid = earliest.notna() & perm.matches("DATE_PERM", DATE_OR_UNKNOWN)
    year_known = ~perm.matches("DATE_PERM", ".*ZZZZ")
    first = perm.row_of_child_in(ep, ep.first_episode)
    wrong = perm.filled("DATE_PERM") & (~valid | (year_known & (earliest >= first.decom)))
    return {"PrevPerm": wrong, "Episodes": first.rows(wrong)}


@rule("633", "LA_PERM is not a code", group="previous-permanence", marks={"PrevPerm": ["LA_PERM"]})
def la_perm_not_a_code(ret):
    """LA_PERM is none of the codes for the authority that arranged the earlier order. DfE's list does not
    know the newest authorities (838, 839, 940 to 943), and has those that they replaced.

    Fix: enter the three-digit number of the authority; WAL, SCO, NIR or NUK outside England; 999 if unknown.
    """
    return ret.prev_perm.not_in_codes("LA_PERM")


@rule(
    "634",
    "Previous permanence given, but care began before April 2016",
    group="previous-permanence",
    marks={"PrevPerm": ["PREV_PERM", "LA_PERM", "DATE_PERM"], "Episodes": ["DECOM"]},
)
def given_for_care_before_2016(ret):
    """Previous permanence is asked of children whose care began on or after 1 April 2016, but all of this
    child's episodes began earlier.

    Fix: empty the child's PrevPerm row, or look for a missing episode or a wrong DECOM.
    """
    ep, perm = ret.episodes, ret.prev_perm
    too_early = perm.child_in(ep, ep.decom.notna()) & ~perm.child_in(ep, ep.decom >= COLLECTED_SINCE)
    too_early &= ~perm.child_in(ep, ep.order_unknown)
    wrong = perm.any_filled("PREV_PERM", "LA_PERM", "DATE_PERM") & too_early
    return {"PrevPerm": wrong, "Episodes": ep.child_in(perm, wrong)}


@rule(
    "635",
    "Date or authority of an earlier order without its kind",
    group="previous-permanence",
    marks={"PrevPerm": ["LA_PERM", "DATE_PERM", "PREV_PERM"]},
)
def kind_of_order_missing(ret):
    """LA_PERM or DATE_PERM tells of an earlier order, but PREV_PERM does not say what kind it was.

    Fix: enter PREV_PERM, or empty the other two if there was no earlier order.
    """
    perm = ret.prev_perm
    return perm.any_filled("LA_PERM", "DATE_PERM") & ~perm.filled("PREV_PERM")
