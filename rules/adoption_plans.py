"""Plans for adoption: decisions against placements and orders, and plans that were given up or completed."""

from xl903 import rule
from xl903.s903.schema import ADOPTIVE_PLACEMENTS, FOSTER_PLACEMENTS

WITH_PRESENT_CARERS = ("A3", "A5")
"""Placed for adoption with the foster carers the child lived with already."""

UNDER_PLACEMENT_ORDER = ("A5", "A6")
"""Placed for adoption under a placement order."""

PLACEMENT_ORDER, FREEING_ORDER = "E1", "D1"
"""Legal statuses that lead to adoption; the rules about freeing orders end with 2024."""


# Decisions against placements for adoption


@rule(
    "551",
    "Placed for adoption but the decision date is missing",
    group="adoption",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "PlacedAdoption"],
)
def placed_without_decision(ret):
    """The episode is coded as placed for adoption (A3 to A6). The child has no PlacedAdoption row, or has
    one with DATE_PLACED blank.

    Fix: Add a PlacedAdoption row with DATE_PLACED, or complete any row where it is blank. If the child is
    not placed for adoption, correct PLACE.

    Why: The decision and the placement are recorded in different places, and often only the placement is
    entered. Record the decision on the day it is made.

    Ask: On what date did the agency decision-maker decide that the child should be placed for adoption?
    If that has not been decided, what kind of placement is this?
    """
    ep, decision = ret.episodes, ret.placed_adoption
    undecided = ~ep.child_in(decision) | ep.child_in(decision, ~decision.filled("DATE_PLACED"))
    return ep.place.isin(ADOPTIVE_PLACEMENTS) & undecided


@rule(
    "552",
    "Latest adoption decision follows the first placement",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED"], "Episodes": ["DECOM"]},
)
def decided_after_placement(ret):
    """The child's latest adoption decision (DATE_PLACED) is after the start of their first placement for
    adoption (A3 to A6) in this return.

    Fix: Check DATE_PLACED against the decision record, and DECOM and PLACE of the first A3 to A6 episode.
    If a new decision followed a disrupted placement, keep it and explain it to DfE.

    Why: The day of the match or the move is often entered as DATE_PLACED. It should be the day of the
    decision. After a disrupted placement, a new decision is later and may be right.

    Ask: On what date did the agency decision-maker decide that the child should be placed for adoption?
    On what date did the placement for adoption with these carers start?
    """
    ep, decision = ret.episodes, ret.placed_adoption
    pair = ep.pairs(decision)
    first_placement = ep.earliest(ep.decom, where=ep.place.isin(ADOPTIVE_PLACEMENTS))
    latest_decision = decision.latest(decision.date_placed)
    chosen = pair.left.of(first_placement) & pair.right.of(latest_decision)
    return pair.marks(chosen & (pair.right.date_placed > pair.left.decom))


# Decisions against the orders that lead to adoption


def _order_without_decision(ret, order):
    ep, decision = ret.episodes, ret.placed_adoption
    under_order = ep.ls == order
    decision_reversed = decision.any_filled("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    return {
        "Episodes": under_order & ~ep.child_in(decision),
        "PlacedAdoption": decision_reversed & decision.child_in(ep, under_order & ep.is_open),
    }


@rule(
    "553",
    "Placement order (E1) without a current adoption plan",
    group="adoption",
    marks={
        "Episodes": ["CHILD"],
        "PlacedAdoption": ["CHILD", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    },
)
def placement_order_without_decision(ret):
    """The child has an E1 episode but no PlacedAdoption row. Or a PlacedAdoption row has an end date or
    reason, although an E1 episode is still open.

    Fix: If the plan is adoption, add the PlacedAdoption row or clear its end date and reason. If the
    order was revoked, end the E1 episode and add one with the new LS. Keep an earlier plan that was
    dropped, and explain it to DfE.

    Why: The decision was never entered, or the plan was ended without recording what became of the order.
    An earlier plan dropped before the present one is flagged too and may be right.

    Ask: Is the plan still adoption, and when was that decided? If not, when and why was it dropped, and
    on what date was the placement order revoked?
    """
    return _order_without_decision(ret, PLACEMENT_ORDER)


@rule(
    "555",
    "Freeing order (D1) without a current adoption plan",
    years="2023-2024",
    group="adoption",
    marks={
        "Episodes": ["CHILD"],
        "PlacedAdoption": ["CHILD", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    },
)
def freeing_order_without_decision(ret):
    """The child has a D1 episode but no PlacedAdoption row. Or a PlacedAdoption row has an end date or
    reason, although a D1 episode is still open.

    Fix: Check LS first, because D1 is an old order. If it is right and the plan is adoption, add the
    PlacedAdoption row or clear its end date and reason.

    Why: D1 was probably picked by mistake for a placement order (E1). If the plan really ended, the
    change of legal status needs a new episode.

    Ask: What is the child's legal status? Is the plan still adoption, and when was that decided? If it
    was dropped, when and why?
    """
    return _order_without_decision(ret, FREEING_ORDER)


@rule(
    "554",
    "Adoption decision is later than the placement order",
    group="adoption",
    marks={"Episodes": ["DECOM", "LS"], "PlacedAdoption": ["DATE_PLACED"]},
)
def decided_after_placement_order(ret):
    """DATE_PLACED is after the start of the child's first E1 episode in this return. Episodes in earlier
    returns are not checked.

    Fix: Check DATE_PLACED in PlacedAdoption against the decision record. Then check LS and DECOM of the
    first E1 episode against the court order.

    Why: The agency normally decides before the court makes the order. The day of the match or the move
    may have been entered as DATE_PLACED. A new decision after a dropped plan may be right.

    Ask: On what date did the agency decision-maker decide that the child should be placed for adoption?
    On what date did the court make the placement order?
    """
    ep = ret.episodes
    pair = ep.pairs(ret.placed_adoption)
    first = ep.earliest(ep.decom, where=ep.ls == PLACEMENT_ORDER)
    return pair.marks(pair.left.of(first) & (pair.right.date_placed > pair.left.decom))


@rule(
    "556",
    "Adoption decision is later than the freeing order",
    years="2023-2024",
    group="adoption",
    marks={"Episodes": ["DECOM"]},
    needs=["Episodes", "PlacedAdoption"],
)
def decided_after_freeing_order(ret):
    """The child has a PlacedAdoption row with DATE_PLACED after the start of this episode under a freeing
    order (D1).

    Fix: Check LS first, because D1 is an old order. Then check DECOM of this episode and DATE_PLACED in
    PlacedAdoption.

    Why: D1 was probably picked by mistake for a placement order (E1), or the day of the match or the move
    was entered as DATE_PLACED.

    Ask: What was the child's legal status in this episode, and from what date? On what date was it
    decided that the child should be placed for adoption?
    """
    pair = ret.episodes.pairs(ret.placed_adoption)
    late = pair.right.date_placed > pair.left.decom
    return pair.left_rows((pair.left.ls == FREEING_ORDER) & late)


# Adoption given up or completed


def _end_of_plan_missing(ret, *orders):
    ep, decision = ret.episodes, ret.placed_adoption
    on_the_way = ep.place.isin(ADOPTIVE_PLACEMENTS) | ep.ls.isin(orders)
    left_unadopted = on_the_way & ep.ended_care & ~ep.adopted
    incomplete = ~decision.all_filled("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    without_end = ~ep.child_in(decision) | ep.child_in(decision, incomplete)
    return {
        "Episodes": left_unadopted & without_end,
        "PlacedAdoption": incomplete & decision.child_in(ep, left_unadopted),
    }


@rule(
    "557",
    "Left care unadopted, end of adoption plan not recorded",
    years="2023-2024",
    group="adoption",
    marks={
        "Episodes": ["PLACE", "LS", "REC"],
        "PlacedAdoption": ["DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    },
)
def end_of_plan_missing(ret):
    """The child was placed for adoption (A3 to A6) or under D1 or E1 and left care without being adopted.
    The PlacedAdoption row is missing, or lacks its end date or reason.

    Fix: Enter DATE_PLACED_CEASED and REASON_PLACED_CEASED in PlacedAdoption, or add the row. If the child
    was adopted, change REC. Check PLACE and LS too.

    Why: The end of the adoption plan is recorded separately from the end of care and is easily forgotten.
    Record it on the day the plan is dropped.

    Ask: Did the child leave care without being adopted? If so, on what date was the adoption plan
    dropped, and why (the child's needs, the court's decision, no adopters found, or another reason)?
    """
    return _end_of_plan_missing(ret, PLACEMENT_ORDER, FREEING_ORDER)


@rule(
    "557",
    "Left care unadopted, end of adoption plan not recorded",
    years="2025-",
    group="adoption",
    marks={
        "Episodes": ["PLACE", "LS", "REC"],
        "PlacedAdoption": ["DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    },
)
def end_of_plan_missing_2025(ret):
    """The child was placed for adoption (A3 to A6) or under E1 and left care without being adopted. The
    PlacedAdoption row is missing, or lacks its end date or reason.

    Fix: Enter DATE_PLACED_CEASED and REASON_PLACED_CEASED in PlacedAdoption, or add the row. If the child
    was adopted, change REC. Check PLACE and LS too.

    Why: The end of the adoption plan is recorded separately from the end of care and is easily forgotten.
    Record it on the day the plan is dropped.

    Ask: Did the child leave care without being adopted? If so, on what date was the adoption plan
    dropped, and why (the child's needs, the court's decision, no adopters found, or another reason)?
    """
    return _end_of_plan_missing(ret, PLACEMENT_ORDER)


@rule(
    "558",
    "Adopted, but every adoption decision has an end date",
    group="adoption",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "PlacedAdoption"],
)
def adopted_after_reversal(ret):
    """The child was adopted (E11 or E12) and has two or more PlacedAdoption rows. Every one has an end
    date, so the decision that led to adoption looks dropped too.

    Fix: Clear DATE_PLACED_CEASED and REASON_PLACED_CEASED on the decision that led to the adoption. If
    the child was not adopted, correct REC.

    Why: The day of the adoption order is often entered as the end of the plan. Only plans that were
    dropped have an end date.

    Ask: Was the child adopted? If so, on what date was the decision made that led to this adoption?
    """
    ep, decision = ret.episodes, ret.placed_adoption
    reversal = decision.filled("DATE_PLACED_CEASED")
    several = decision.count_of_child(reversal) >= 2
    return ep.adopted & ep.child_in(decision, several) & ~ep.child_in(decision, ~reversal)


# Placements for adoption on their own


@rule(
    "336",
    "No foster placement before adoption by the foster carer",
    group="adoption",
    marks={"Episodes": ["PLACE"]},
    conflicts_with=["383"],
)
def no_foster_placement_before(ret):
    """PLACE is A3 or A5 (adoption by the current foster carer). The child's episode before it was not a
    foster (U1 to U6) or adoptive (A3 to A6) placement.

    Fix: Check PLACE here and on the episode before. If the adopters were not fostering the child, use A4
    or A6. Add any missing foster episode. If the child is back from a temporary placement, keep it and
    explain it to DfE.

    Why: Often the wrong adoptive placement type was picked for new adopters, or a foster episode was not
    recorded. A temporary stay just before, for example in hospital, also causes this error, even if
    everything is right.

    Ask: Were the adopters already fostering the child before this became an adoptive placement? If not,
    where did the child live just before, and until which date?
    """
    ep = ret.episodes
    with_carers_before = ep.previous.place.isin(FOSTER_PLACEMENTS | ADOPTIVE_PLACEMENTS)
    return ep.place.isin(WITH_PRESENT_CARERS) & ep.previous.exists & ~with_carers_before


@rule(
    "408",
    "Placed under a placement order but legal status is not E1",
    group="adoption",
    marks={"Episodes": ["PLACE", "LS"]},
)
def placement_order_not_in_legal_status(ret):
    """PLACE is A5 or A6 (adoptive placement under a placement order), but LS is not E1 (placement order).

    Fix: Set LS to E1 if the court made a placement order. If the child was placed with the parents'
    consent, change PLACE to A3 or A4.

    Why: Often the child moved to the adopters, but the legal status was left as a care order. Start a new
    episode on the day the court makes the placement order.

    Ask: Did the court make a placement order, and on which date? Or was the child placed for adoption
    with the parents' consent?
    """
    ep = ret.episodes
    return ep.place.isin(UNDER_PLACEMENT_ORDER) & (ep.ls != PLACEMENT_ORDER)
