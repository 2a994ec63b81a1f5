"""Adoption: decisions, matching, adopters, placements for adoption and adoptions completed."""

from xl903 import rule

AD1_ITEMS = ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")
"""The six items of an adoption, which are filled together."""


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
