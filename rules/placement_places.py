"""Where placements are: postcodes, the distance from home, and the authority in which they lie."""

from xl903 import Cells, rule
from xl903.s903.schema import ADOPTIVE_PLACEMENTS, FOSTER_PLACEMENTS

FARTHEST = 999.9
"""Greatest distance that DfE's form can hold; there it stands for a distance that cannot be known."""

FAR_FROM_HOME = 350
"""Miles from home that are taken for a mistake."""

OWN_PROVISION_ANYWHERE = ADOPTIVE_PLACEMENTS | FOSTER_PLACEMENTS
OWN_PROVISION_ANYWHERE_2026 = OWN_PROVISION_ANYWHERE | {"K3"}
"""Placements of the authority's own that may lie in any authority, by the year from which it was so."""

POSTCODES = ("HOME_POST", "PL_POST")
UASC_TABLES = ("Header", "UASC", "Header_last", "UASC_last")


# Postcodes


@rule(
    "392b",
    "Home or placement postcode is missing",
    group="placement",
    marks={"Episodes": ["HOME_POST", "PL_POST"]},
    uses=UASC_TABLES,
)
def postcode_missing(ret):
    """HOME_POST or PL_POST is blank. Both are needed unless the child is UASC this year or last, or LS is
    V3 or V4. A child who was UASC before that may be flagged wrongly.

    Fix: Enter the missing postcode. If the child had no fixed home, leave HOME_POST blank and note why.
    If the child is UASC, add the child to the UASC file.

    Why: Often the home address was not recorded when the child came into care, or the carer's address is
    missing from the provider record. Record both when the placement is set up.

    Ask: What are the full postcodes of the home the child came into care from, and of this placement? If
    the child had no fixed home, please say so.
    """
    ep = ret.episodes
    asked = ~ep.known_as_uasc & ~ep.short_break
    return Cells({column: asked & ~ep.filled(column) for column in POSTCODES})


@rule(
    "392c",
    "Home or placement postcode does not exist",
    group="placement",
    marks={"Episodes": ["HOME_POST", "PL_POST"]},
    reference="postcodes",
)
def postcode_unknown(ret):
    """HOME_POST or PL_POST is not on the postcode list. Only the postcode that is wrong is marked.

    Value: {value} is not a UK postcode.

    Fix: Check the marked postcode against the address and correct it. A newly built address may not be on
    the list yet.

    Why: Usually a letter and a digit were mixed up, such as O and 0, or only part of the postcode was
    entered. Pick addresses from the address search rather than typing them.

    Ask: What are the full postcodes of the home the child came into care from, and of this placement?
    """
    ep = ret.episodes
    return Cells({column: ep.unknown_postcode(column) for column in POSTCODES})


@rule(
    "392d",
    "Home and placement have the same postcode",
    group="placement",
    marks={"Episodes": ["HOME_POST", "PL_POST", "PLACE"]},
)
def placed_at_home(ret):
    """HOME_POST and PL_POST are the same, but PLACE is not P1 (placed with parents or others with
    parental responsibility).

    Fix: Check where the child lived when they came into care and correct HOME_POST or PL_POST. If placed
    with parents, correct PLACE. If the child stayed in the same home, for example with relatives, explain
    it to DfE.

    Why: Case systems often export the child's current address as the home postcode, and it changes with
    each move. The home postcode is where the child lived when they came into care.

    Ask: Where did the child live when they came into care, and where did they live in this placement?
    Please include both full postcodes.
    """
    ep = ret.episodes
    return (ep.place != "P1") & (ep.compact("HOME_POST") == ep.compact("PL_POST"))


@rule(
    "398",
    "Postcodes should be blank for a short break (V3 or V4)",
    group="placement",
    marks={"Episodes": ["LS", "HOME_POST", "PL_POST"]},
)
def short_break_with_postcode(ret):
    """LS is V3 or V4 (short breaks), but HOME_POST or PL_POST is filled in.

    Fix: Clear HOME_POST and PL_POST. If this was not a short break, correct LS.

    Why: Case systems often export the addresses for every placement. Ask for the export to leave both
    postcodes blank for short breaks.
    """
    ep = ret.episodes
    return ep.short_break & ep.any_filled("HOME_POST", "PL_POST")


@rule(
    "214",
    "Placement postcode or URN filled for a short break",
    group="placement",
    marks={"Episodes": ["PL_POST", "URN"]},
)
def short_break_with_place(ret):
    """LS is V3 or V4 (short breaks), but PL_POST or URN is filled. A URN of XXXXXXX counts as filled.

    Fix: Clear PL_POST and URN. If the child was not on short breaks, correct LS.

    Why: Exports often fill the provider's address and URN for every episode. Ask for them to be left out
    for V3 and V4.
    """
    ep = ret.episodes
    return ep.short_break & ep.any_filled("PL_POST", "URN")


# Distance from home


@rule(
    "164",
    "Distance from home to placement out of range",
    group="placement",
    marks={"Episodes": ["PL_DISTANCE"]},
    uses=UASC_TABLES,
    reference="postcodes",
)
def distance_out_of_range(ret):
    """PL_DISTANCE is below 0 or above 999.9 miles. Short breaks (V3, V4) and children who are UASC this
    year, or were last year, are not checked.

    Fix: If the file has its own PL_DISTANCE column, correct the value there, or remove the column so that
    the distance is worked out from HOME_POST and PL_POST. If the child is UASC, add them to UASC.

    Why: Only a PL_DISTANCE that comes with the file can be out of range, since postcodes of the UK are
    never so far apart. Check how that column was filled.

    Ask: What are the full postcodes of the placement and of the address the child lived at when they came
    into care?
    """
    ep = ret.episodes
    impossible = (ep.pl_distance < 0) | (ep.pl_distance > FARTHEST)
    return ~ep.was_uasc & ~ep.short_break & impossible


@rule(
    "392a",
    "Distance from home to placement cannot be worked out",
    group="placement",
    marks={"Episodes": ["HOME_POST", "PL_POST", "PL_DISTANCE"]},
    uses=UASC_TABLES,
    reference="postcodes",
)
def distance_unknown(ret):
    """PL_DISTANCE cannot be worked out from HOME_POST and PL_POST. It is needed unless the child is UASC
    this year or last, or LS is V3 or V4. A child who was UASC before that may be flagged wrongly.

    Fix: Enter or correct the marked postcode, which has to be on the postcode list. If only PL_DISTANCE
    is marked, remove that column from your file. If the child had no fixed home, leave HOME_POST blank
    and note why.

    Why: Often only the placement postcode was recorded, or part of a postcode is missing. Record where
    the child lived when they came into care as the home postcode, and do not change it later.

    Ask: What are the full postcodes of the home the child came into care from, and of this placement? If
    the child had no fixed home, please say so.
    """
    ep = ret.episodes
    unknown = ~ep.was_uasc & ~ep.short_break & ep.pl_distance.isna()
    home, placement = (unknown & ~ep.placed_postcode(column) for column in POSTCODES)
    neither = unknown & ~home & ~placement
    return Cells({"HOME_POST": home, "PL_POST": placement, "PL_DISTANCE": neither})


@rule(
    "454",
    "Placement more than 350 miles from home",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PL_DISTANCE"]},
    reference="postcodes",
)
def distance_implausible(ret):
    """The distance between HOME_POST and PL_POST comes to more than 350 miles. That is unlikely for most
    children, but it can be right.

    Fix: Check HOME_POST and PL_POST for typing errors. For an unaccompanied asylum-seeking child
    HOME_POST should be blank. If both postcodes are right, leave them.

    Why: One wrong letter can put a postcode at the other end of the country. For a child who arrived
    alone, the place of arrival may have been entered as home.

    Ask: What is the full postcode of this placement, and of the address the child came into care from?
    """
    distance = ret.episodes.pl_distance
    return (distance > FAR_FROM_HOME) & (distance != FARTHEST)


# Authority


@rule(
    "169",
    "Authority of the placement cannot be found",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def authority_unknown(ret):
    """PL_LA is blank. It is found from PL_POST, which is blank, unknown or not linked to an authority.
    Short breaks (V3, V4) are not checked.

    Fix: Enter the full, real postcode of the placement in PL_POST. For a temporary placement, use the
    postcode of the usual placement.

    Why: New carers and providers are often added without a postcode, or with only its first half.
    Complete the address once on the carer's or provider's record.

    Ask: What is the full postcode of the place where the child was living in this placement?
    """
    ep = ret.episodes
    return ~ep.short_break & ep.pl_la.isna()


@rule(
    "179",
    "Placement inside or outside the authority not known",
    group="placement",
    marks={"Episodes": ["PL_LOCATION"]},
    reference="postcodes",
)
def location_unknown(ret):
    """PL_LOCATION is blank. It is found from PL_POST, which is blank, unknown or not linked to an
    authority. Short breaks (V3, V4) are not checked.

    Fix: Enter the full, real postcode of the placement in PL_POST. This usually clears error 169 on the
    same episode too.

    Why: The placement address was saved without a postcode, or with one that was mistyped. Choose the
    address from the system's address finder where there is one.

    Ask: What is the full postcode of the place where the child was living in this placement?
    """
    ep = ret.episodes
    return ~ep.short_break & ep.pl_location.isna()


@rule(
    "411",
    "Placement marked inside your area but authority differs",
    group="placement",
    marks={"Episodes": ["PL_LOCATION"]},
    reference="authority",
)
def inside_another_authority(ret):
    """PL_LOCATION is IN (inside your authority), but PL_LA is another authority or blank.

    Fix: Check PL_POST, then correct PL_LOCATION or PL_LA in the source file. Or remove both columns so
    that xl903 works them out from PL_POST.

    Why: This only happens if the file brings its own location columns. The case system may not have
    updated them after a move or a correction to the postcode.
    """
    ep = ret.episodes
    return (ep.pl_location == "IN") & ~ep.in_own_authority


@rule(
    "420",
    "Placement authority should be blank for a short break",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def short_break_with_authority(ret):
    """LS is V3 or V4 (short breaks), but the placement has a local authority (PL_LA), usually worked out
    from PL_POST.

    Fix: Clear PL_POST, and PL_LA if your file has it. If this was not a short break, correct LS.

    Why: Case systems often export the addresses for every placement. Ask for the export to leave the
    postcodes blank for short breaks.
    """
    ep = ret.episodes
    return ep.short_break & ep.pl_la.notna()


def _own_provision_elsewhere(ret, anywhere):
    ep = ret.episodes
    bound_to_authority = ep.filled("PLACE") & ~ep.place.isin(anywhere)
    looked_after = ep.filled("LS") & ~ep.short_break
    return (ep.place_provider == "PR1") & bound_to_authority & looked_after & ~ep.in_own_authority


@rule(
    "1015",
    "Own provision is outside the authority's area",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def own_provision_elsewhere(ret):
    """PLACE_PROVIDER is PR1 (own provision) but PL_POST is blank, unknown or in another area. Foster (U1
    to U6), adoptive (A3 to A6) and short break (V3, V4) episodes are not checked, nor are those without
    PLACE or LS.

    Fix: Check PL_POST, then PLACE_PROVIDER. Use PR2 to PR5 if somebody else runs the placement. If your
    authority runs it, keep PR1 and a note of the reason.

    Why: PR1 is often kept from the placement before, or the postcode belongs to an earlier address. Check
    who runs the placement when the child moves.

    Ask: What is the full postcode of the place where the child lives? Who runs it: our council, another
    council, the NHS or another public body, a private company or a charity?
    """
    return _own_provision_elsewhere(ret, OWN_PROVISION_ANYWHERE)


@rule(
    "1015",
    "Own provision is outside the authority's area",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def own_provision_elsewhere_2026(ret):
    """PLACE_PROVIDER is PR1 (own provision) but PL_POST is blank, unknown or in another area. Foster,
    adoptive, K3 (supported accommodation) and short break (V3, V4) episodes are not checked, nor are
    those without PLACE or LS.

    Fix: Check PL_POST, then PLACE_PROVIDER. Use PR2 to PR5 if somebody else runs the placement. If your
    authority runs it, keep PR1 and a note of the reason.

    Why: PR1 is often kept from the placement before, or the postcode belongs to an earlier address. Check
    who runs the placement when the child moves.

    Ask: What is the full postcode of the place where the child lives? Who runs it: our council, another
    council, the NHS or another public body, a private company or a charity?
    """
    return _own_provision_elsewhere(ret, OWN_PROVISION_ANYWHERE_2026)
