"""Adoption on the way: decisions to place a child for adoption, and placements for adoption."""

from xl903 import rule
from xl903.s903.schema import ADOPTIVE_PLACEMENTS, FOSTER_PLACEMENTS

WITH_PRESENT_CARERS = ("A3", "A5")
"""Placed for adoption with the foster carers the child lived with already."""

UNDER_PLACEMENT_ORDER = ("A5", "A6")
"""Placed for adoption under a placement order."""

PLACEMENT_ORDER, FREEING_ORDER = "E1", "D1"
"""Legal statuses that lead to adoption; the rules about freeing orders end with 2024."""

# Decisions on their own


@rule(
    "119",
    "Reversal of an adoption decision has a date or a reason, not both",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED_CEASED", "REASON_PLACED_CEASED"]},
)
def reversal_half_filled(ret):
    """The day on which the decision was reversed is given without the reason, or the reason without the day.

    Fix: complete the pair; if the decision still stands, clear both.
    """
    decision = ret.placed_adoption
    return decision.filled("DATE_PLACED_CEASED") != decision.filled("REASON_PLACED_CEASED")


@rule(
    "522",
    "Adoption decision was reversed before it was made",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
)
def reversed_before_made(ret):
    """DATE_PLACED_CEASED is an earlier day than DATE_PLACED.

    Fix: check both dates; they may have been swapped.
    """
    decision = ret.placed_adoption
    return decision.date_placed_ceased < decision.date_placed


@rule(
    "563",
    "Adoption decision was reversed, but when it was made is blank",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "REASON_PLACED_CEASED", "DATE_PLACED_CEASED"]},
)
def reversed_without_being_made(ret):
    """The record says when and why the decision was reversed, but has no day on which it was made.

    Fix: enter DATE_PLACED; if there was no decision, clear the other two.
    """
    decision = ret.placed_adoption
    reversed_fully = decision.all_filled("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    return reversed_fully & ~decision.filled("DATE_PLACED")


@rule(
    "579",
    "Adoption decision was made while another stood",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
)
def made_while_another_stood(ret):
    """The child's decision before this one has not been reversed, or was reversed only later.

    Fix: complete the reversal of the decision before, or correct the dates of either.
    """
    decision = ret.placed_adoption
    before = decision.in_order("date_placed").previous
    still_stood = ~before.filled("DATE_PLACED_CEASED") | (decision.date_placed < before.date_placed_ceased)
    return before.exists & still_stood


@rule(
    "583",
    "Adoption decision was followed by another but never reversed",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
)
def never_reversed(ret):
    """The child has a later decision, so this one must have been reversed, but no day is given.

    Fix: enter the day and reason of the reversal, or remove the row if it was entered twice.
    """
    decision = ret.placed_adoption
    latest = decision.latest(decision.date_placed)
    earlier = decision.child_in(decision, latest) & decision.date_placed.notna() & ~latest
    return earlier & ~decision.filled("DATE_PLACED_CEASED")


@rule(
    "184",
    "Adoption decision is dated before birth",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "DOB"]},
    needs=["Header", "PlacedAdoption"],
)
def decided_before_birth(ret):
    """DATE_PLACED is earlier than the date of birth in the Header file.

    Fix: correct whichever of the two dates is wrong.
    """
    pair = ret.placed_adoption.pairs(ret.header)
    return pair.left_rows(pair.left.date_placed < pair.right.dob)


# Decisions against times in care


@rule(
    "117",
    "Adoption decision is dated after the year or after care ended",
    group="adoption",
    marks={"Episodes": ["DECOM", "DEC", "REC"], "PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
)
def decision_after_care_ended(ret):
    """The decision to place the child for adoption, or its reversal, is later than the year or than care.

    Fix: compare both dates with the end of the child's last episode.
    """
    ep, year_end = ret.episodes, ret.year_end
    pair = ep.pairs(ret.placed_adoption)
    decided, reversed_on = pair.right.date_placed, pair.right.date_placed_ceased
    too_late = (
        (decided > year_end)
        | (reversed_on > year_end)
        | (decided > pair.left.dec)
        | (reversed_on > pair.left.dec)
    )
    last = ep.latest(ep.decom, where=ep.rec != "X1")
    return pair.marks(too_late & pair.left.of(last))


@rule(
    "118",
    "Adoption decision was reversed before the year or before care",
    group="adoption",
    marks={"Episodes": ["DECOM", "LS"], "PlacedAdoption": ["DATE_PLACED_CEASED"]},
)
def reversed_before_care(ret):
    """The decision was reversed before the year began, or before the child's first episode did.

    Fix: check DATE_PLACED_CEASED; a reversal of an earlier year was returned then.
    """
    ep = ret.episodes
    pair = ep.pairs(ret.placed_adoption)
    reversed_on = pair.right.date_placed_ceased
    first = ep.earliest(ep.decom, where=~ep.short_break)
    too_early = (reversed_on < ret.year_start) | (reversed_on < pair.left.decom)
    return pair.marks(too_early & pair.left.of(first))


@rule(
    "1003",
    "Adoption decision is dated before care began",
    group="adoption",
    marks={"Episodes": ["DECOM", "RNE"], "PlacedAdoption": ["DATE_PLACED"]},
)
def decided_before_care(ret):
    """DATE_PLACED is earlier than the child's first episode that started care (RNE S).

    Fix: check DATE_PLACED and the DECOM of that episode.
    """
    ep = ret.episodes
    pair = ep.pairs(ret.placed_adoption)
    first = ep.earliest(ep.decom, where=ep.rne == "S")
    return pair.marks(pair.left.of(first) & (pair.right.date_placed < pair.left.decom))


# Decisions against placements for adoption


@rule(
    "551",
    "Placed for adoption without a decision",
    group="adoption",
    marks={"Episodes": ["PLACE"]},
    needs=["Episodes", "PlacedAdoption"],
)
def placed_without_decision(ret):
    """The placement is one for adoption, but the child has no decision, or one without its date.

    Fix: enter the decision with its DATE_PLACED, or correct PLACE.
    """
    ep, decision = ret.episodes, ret.placed_adoption
    undecided = ~ep.child_in(decision) | ep.child_in(decision, ~decision.filled("DATE_PLACED"))
    return ep.place.isin(ADOPTIVE_PLACEMENTS) & undecided


@rule(
    "552",
    "Adoption decision is later than the placement",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED"], "Episodes": ["DECOM"]},
)
def decided_after_placement(ret):
    """The child's latest decision was made after the first placement for adoption had begun.

    Fix: check DATE_PLACED, and the DECOM and PLACE of that placement.
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
    "Placement order (E1) without a decision that stands",
    group="adoption",
    marks={
        "Episodes": ["CHILD"],
        "PlacedAdoption": ["CHILD", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    },
)
def placement_order_without_decision(ret):
    """The child is or was under a placement order, but has no decision to be placed for adoption; or the
    order is still in force, but the decision has been reversed.

    Fix: enter the decision; or correct its reversal, the legal status or DEC.
    """
    return _order_without_decision(ret, PLACEMENT_ORDER)


@rule(
    "555",
    "Freeing order (D1) without a decision that stands",
    years="2023-2024",
    group="adoption",
    marks={
        "Episodes": ["CHILD"],
        "PlacedAdoption": ["CHILD", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    },
)
def freeing_order_without_decision(ret):
    """The child is or was freed for adoption, but has no decision to be placed for it; or the order is
    still in force, but the decision has been reversed.

    Fix: enter the decision; or correct its reversal, the legal status or DEC.
    """
    return _order_without_decision(ret, FREEING_ORDER)


@rule(
    "554",
    "Adoption decision is later than the placement order (E1)",
    group="adoption",
    marks={"Episodes": ["DECOM", "LS"], "PlacedAdoption": ["DATE_PLACED"]},
)
def decided_after_placement_order(ret):
    """The decision was made after the child's first episode under a placement order had begun.

    Only this year's episodes are looked at; an order may have begun in a year before them.

    Fix: check DATE_PLACED, and the DECOM and LS of that episode.
    """
    ep = ret.episodes
    pair = ep.pairs(ret.placed_adoption)
    first = ep.earliest(ep.decom, where=ep.ls == PLACEMENT_ORDER)
    return pair.marks(pair.left.of(first) & (pair.right.date_placed > pair.left.decom))


@rule(
    "556",
    "Adoption decision is later than the freeing order (D1)",
    years="2023-2024",
    group="adoption",
    marks={"Episodes": ["DECOM"]},
    needs=["Episodes", "PlacedAdoption"],
)
def decided_after_freeing_order(ret):
    """A decision of the child was made after this episode under a freeing order had begun.

    Fix: check DATE_PLACED, and the DECOM and LS of the episode.
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
    "Left care without adoption, but the decision was not reversed",
    years="2023-2024",
    group="adoption",
    marks={
        "Episodes": ["PLACE", "LS", "REC"],
        "PlacedAdoption": ["DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    },
)
def end_of_plan_missing(ret):
    """A child placed for adoption, or under a placement or freeing order, left care in another way; when
    and why adoption was given up is not recorded, or only half.

    Fix: enter DATE_PLACED_CEASED and REASON_PLACED_CEASED, or correct PLACE, LS or REC.
    """
    return _end_of_plan_missing(ret, PLACEMENT_ORDER, FREEING_ORDER)


@rule(
    "557",
    "Left care without adoption, but the decision was not reversed",
    years="2025-",
    group="adoption",
    marks={
        "Episodes": ["PLACE", "LS", "REC"],
        "PlacedAdoption": ["DATE_PLACED_CEASED", "REASON_PLACED_CEASED"],
    },
)
def end_of_plan_missing_2025(ret):
    """A child placed for adoption, or under a placement order, left care in another way; when and why
    adoption was given up is not recorded, or only half.

    Fix: enter DATE_PLACED_CEASED and REASON_PLACED_CEASED, or correct PLACE, LS or REC.
    """
    return _end_of_plan_missing(ret, PLACEMENT_ORDER)


@rule(
    "558",
    "Adopted, but every one of several decisions was reversed",
    group="adoption",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "PlacedAdoption"],
)
def adopted_after_reversal(ret):
    """The child has two or more decisions and was adopted, so the last one must have stood, yet each of
    them has a day on which it was reversed.

    Fix: clear the reversal of the decision that led to the adoption, or correct REC.
    """
    ep, decision = ret.episodes, ret.placed_adoption
    reversal = decision.filled("DATE_PLACED_CEASED")
    several = decision.count_of_child(reversal) >= 2
    return ep.adopted & ep.child_in(decision, several) & ~ep.child_in(decision, ~reversal)


# Placements for adoption on their own


@rule(
    "336",
    "Adoption by present carers without a foster placement before",
    group="adoption",
    marks={"Episodes": ["PLACE"]},
    conflicts_with=["383"],
    expect="For a return from a temporary placement to an A3 or A5 placement, explain this error to DfE.",
)
def no_foster_placement_before(ret):
    """The child is placed for adoption with the present foster carers, but the episode just before was
    neither a foster placement nor one for adoption.

    Fix: check PLACE of both episodes, and whether one between them is missing.
    """
    ep = ret.episodes
    with_carers_before = ep.previous.place.isin(FOSTER_PLACEMENTS | ADOPTIVE_PLACEMENTS)
    return ep.place.isin(WITH_PRESENT_CARERS) & ep.previous.exists & ~with_carers_before


@rule(
    "408",
    "Placed under a placement order, but legal status is not E1",
    group="adoption",
    marks={"Episodes": ["PLACE", "LS"]},
)
def placement_order_not_in_legal_status(ret):
    """PLACE A5 and A6 mean that the child was placed under a placement order; LS says otherwise.

    Fix: enter legal status E1, or A3 or A4 if the parents consented.
    """
    ep = ret.episodes
    return ep.place.isin(UNDER_PLACEMENT_ORDER) & (ep.ls != PLACEMENT_ORDER)
