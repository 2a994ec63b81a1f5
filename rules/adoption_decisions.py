"""Decisions to place a child for adoption, on their own and against the child's times in care."""

from xl903 import rule

# Decisions on their own


@rule(
    "119",
    "Adoption reversal has a date or a reason, not both",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED_CEASED", "REASON_PLACED_CEASED"]},
)
def reversal_half_filled(ret):
    """Only one of DATE_PLACED_CEASED and REASON_PLACED_CEASED is filled.

    Fix: If the decision was reversed, complete both. If the plan is still adoption, clear both.

    Why: Plans are often closed with a date while the reason is left for later. Record both together once
    the change of plan has been formally decided.

    Ask: Is the plan for this child still adoption? If not, on what date did it change, and why (the
    child's needs, the court's decision, adopters not found, or another reason)?
    """
    decision = ret.placed_adoption
    return decision.filled("DATE_PLACED_CEASED") != decision.filled("REASON_PLACED_CEASED")


@rule(
    "522",
    "Adoption plan ended before it was decided",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
)
def reversed_before_made(ret):
    """DATE_PLACED_CEASED, the day the adoption plan ended, is earlier than DATE_PLACED, the day it was
    decided.

    Fix: Check both dates on the PlacedAdoption row against the decision records. If a new decision
    followed the end of the old plan, add a row for it.

    Why: A new decision was typed over the old one and the old end date remained, or day and month were
    swapped. Each decision needs its own record.

    Ask: On what date was it decided that the child should be placed for adoption? If that plan was later
    dropped, on what date?
    """
    decision = ret.placed_adoption
    return decision.date_placed_ceased < decision.date_placed


@rule(
    "563",
    "Ended adoption plan has no decision date",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "REASON_PLACED_CEASED", "DATE_PLACED_CEASED"]},
)
def reversed_without_being_made(ret):
    """DATE_PLACED_CEASED and REASON_PLACED_CEASED are filled in, but DATE_PLACED is blank.

    Fix: Enter the day of the decision in DATE_PLACED. If adoption was never decided, remove the row.

    Why: Often the decision was made by another team or before a change of case system, and only its end
    was recorded. Record the decision first, then its end.

    Ask: On what date was it decided that the child should be placed for adoption? If this was never
    decided, please say so.
    """
    decision = ret.placed_adoption
    reversed_fully = decision.all_filled("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
    return reversed_fully & ~decision.filled("DATE_PLACED")


@rule(
    "579",
    "New adoption decision before the previous one ended",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
)
def made_while_another_stood(ret):
    """The child's previous adoption decision has no end date, or it ended after the date of this one.

    Fix: Enter DATE_PLACED_CEASED and REASON_PLACED_CEASED for the previous decision, or correct the
    dates. If both rows are one decision, remove one.

    Why: A review of the plan was entered as a new decision, or the old plan was never ended. End the old
    plan before a new decision is recorded.

    Ask: When was the earlier adoption plan dropped, and why? When was the new decision made? If there was
    only one decision, on what date was it made?
    """
    decision = ret.placed_adoption
    before = decision.in_order("date_placed").previous
    still_stood = ~before.filled("DATE_PLACED_CEASED") | (decision.date_placed < before.date_placed_ceased)
    return before.exists & still_stood


@rule(
    "583",
    "Earlier adoption decision has no end date",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
)
def never_reversed(ret):
    """The child has more than one adoption decision. All but the latest need an end date, but
    DATE_PLACED_CEASED is blank on this one.

    Fix: Enter DATE_PLACED_CEASED and REASON_PLACED_CEASED on this row. If it is not a separate decision,
    remove the row.

    Why: A new decision was added without ending the old one, or the same decision was entered again with
    another date. End the old plan first.

    Ask: On what date was this earlier adoption plan dropped, and why? If there was only one decision, on
    what date was it made?
    """
    decision = ret.placed_adoption
    latest = decision.latest(decision.date_placed)
    earlier = decision.child_in(decision, latest) & decision.date_placed.notna() & ~latest
    return earlier & ~decision.filled("DATE_PLACED_CEASED")


@rule(
    "184",
    "Adoption decision dated before the child was born",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED", "DOB"]},
    needs=["Header", "PlacedAdoption"],
)
def decided_before_birth(ret):
    """DATE_PLACED is before the child's date of birth in the Header.

    Fix: Check DATE_PLACED in PlacedAdoption and DOB in the Header. Correct what is wrong.

    Why: One of the dates usually has the wrong year. The decision for an older brother or sister may also
    have been recorded for this child.

    Ask: On what date was it decided that this child should be placed for adoption, and what is the
    child's date of birth?
    """
    pair = ret.placed_adoption.pairs(ret.header)
    return pair.left_rows(pair.left.date_placed < pair.right.dob)


# Decisions against times in care


@rule(
    "117",
    "Adoption decision dated after year end or end of care",
    group="adoption",
    marks={"Episodes": ["DECOM", "DEC", "REC"], "PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
)
def decision_after_care_ended(ret):
    """DATE_PLACED or DATE_PLACED_CEASED is after the end of the collection year, or after the end of the
    child's latest episode. Episodes that ended with X1 are ignored.

    Fix: Check both adoption dates, and DEC on the child's last episode. Correct the wrong one. Leave
    decisions made after 31 March for next year's return.

    Why: Exports run after year end pick up decisions made since 1 April. Or the adoption plan was closed
    after the child left care, using the day it was entered.

    Ask: On what date was it decided that the child should be placed for adoption? If that plan changed,
    on what date? If the child has left care, on what date?
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
    "Adoption decision reversed before the year or before care",
    group="adoption",
    marks={"Episodes": ["DECOM", "LS"], "PlacedAdoption": ["DATE_PLACED_CEASED"]},
)
def reversed_before_care(ret):
    """DATE_PLACED_CEASED is before the collection year began, or before the child's first episode in this
    return began. Short breaks (V3, V4) are ignored.

    Fix: If the decision was reversed before this year, remove the row, as it belongs in an earlier
    return. Otherwise correct DATE_PLACED_CEASED, or DECOM of the first episode.

    Why: Many exports include every adoption plan the child has had. Limit the export to plans that were
    still open at some time in the year.
    """
    ep = ret.episodes
    pair = ep.pairs(ret.placed_adoption)
    reversed_on = pair.right.date_placed_ceased
    first = ep.earliest(ep.decom, where=~ep.short_break)
    too_early = (reversed_on < ret.year_start) | (reversed_on < pair.left.decom)
    return pair.marks(too_early & pair.left.of(first))


@rule(
    "1003",
    "Placed-for-adoption decision is before care began",
    group="adoption",
    marks={"Episodes": ["DECOM", "RNE"], "PlacedAdoption": ["DATE_PLACED"]},
)
def decided_before_care(ret):
    """DATE_PLACED is earlier than DECOM of the child's first episode with RNE S in this return.

    Fix: Check DATE_PLACED, which is the date of the decision, and DECOM of the child's first RNE S
    episode. Correct the wrong date.

    Why: The year may be mistyped, or the decision belongs to an earlier period of care. Sometimes the
    episode that started care has the wrong date or RNE.

    Ask: On what date was it decided that the child should be placed for adoption? On what date did the
    child come into care?
    """
    ep = ret.episodes
    pair = ep.pairs(ret.placed_adoption)
    first = ep.earliest(ep.decom, where=ep.rne == "S")
    return pair.marks(pair.left.of(first) & (pair.right.date_placed < pair.left.decom))
