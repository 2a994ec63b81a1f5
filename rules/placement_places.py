"""Where placements are: postcodes, the distance from home, and the authority in which they lie."""

import pandas as pd

from xl903 import rule
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
    """An episode that is no short break lacks a postcode, and the child is not known to be UASC. Only the
    missing one is marked.

    UASC of this or last year need none; one of two years ago cannot be told and may be flagged wrongly.

    Fix: enter the missing postcode, or record that the child is UASC.
    """
    ep = ret.episodes
    asked = ~ep.known_as_uasc & ~ep.short_break
    return pd.DataFrame({column: asked & ~ep.filled(column) for column in POSTCODES})


@rule(
    "392c",
    "Postcode does not exist",
    group="placement",
    marks={"Episodes": ["HOME_POST", "PL_POST"]},
    reference="postcodes",
)
def postcode_unknown(ret):
    """HOME_POST or PL_POST is not on the postcode list. Only the postcode that is wrong is marked.

    Fix: find the postcode that is mistyped and correct it.
    """
    ep = ret.episodes
    return pd.DataFrame({column: ep.unknown_postcode(column) for column in POSTCODES})


@rule(
    "392d",
    "Home and placement have the same postcode",
    group="placement",
    marks={"Episodes": ["HOME_POST", "PL_POST", "PLACE"]},
)
def placed_at_home(ret):
    """The child's home has the placement's postcode, which only a placement with parents (P1) explains.

    Fix: check both postcodes; enter P1 if the child does live with parents.
    """
    ep = ret.episodes
    return (ep.place != "P1") & (ep.compact("HOME_POST") == ep.compact("PL_POST"))


@rule(
    "398",
    "Short break has a postcode",
    group="placement",
    marks={"Episodes": ["LS", "HOME_POST", "PL_POST"]},
)
def short_break_with_postcode(ret):
    """No home or placement postcode is returned for a short break (V3 or V4), but one is given.

    Fix: clear HOME_POST and PL_POST, or correct the legal status.
    """
    ep = ret.episodes
    return ep.short_break & ep.any_filled("HOME_POST", "PL_POST")


@rule(
    "214",
    "Short break has a placement postcode or URN",
    group="placement",
    marks={"Episodes": ["PL_POST", "URN"]},
)
def short_break_with_place(ret):
    """A short break (V3 or V4) is returned without saying where it is spent, but PL_POST or URN is filled.

    Fix: clear PL_POST and URN, or correct the legal status.
    """
    ep = ret.episodes
    return ep.short_break & ep.any_filled("PL_POST", "URN")


# Distance from home


@rule(
    "164",
    "Distance from home to placement is impossible",
    group="placement",
    marks={"Episodes": ["PL_DISTANCE"]},
    uses=UASC_TABLES,
    reference="postcodes",
)
def distance_out_of_range(ret):
    """The miles between home and placement are below 0 or above 999.9, for a child who is no UASC.

    UASC of this or last year are exempt; one of two years ago cannot be told and may be flagged wrongly.

    Fix: check both postcodes, and that the child's UASC status is recorded.
    """
    ep = ret.episodes
    impossible = (ep.pl_distance < 0) | (ep.pl_distance > FARTHEST)
    return ~ep.was_uasc & ~ep.short_break & impossible


@rule(
    "392a",
    "Distance from home to placement is not known",
    group="placement",
    marks={"Episodes": ["HOME_POST", "PL_POST", "PL_DISTANCE"]},
    uses=UASC_TABLES,
    reference="postcodes",
)
def distance_unknown(ret):
    """The distance could not be worked out: the marked postcode is missing, unknown or without a place on
    the map.

    UASC of this or last year are exempt; one of two years ago cannot be told and may be flagged wrongly.

    Fix: complete or correct HOME_POST and PL_POST, or record that the child is UASC.
    """
    ep = ret.episodes
    unknown = ~ep.was_uasc & ~ep.short_break & ep.pl_distance.isna()
    home, placement = (unknown & ~ep.placed_postcode(column) for column in POSTCODES)
    neither = unknown & ~home & ~placement
    return pd.DataFrame({"HOME_POST": home, "PL_POST": placement, "PL_DISTANCE": neither})


@rule(
    "454",
    "Placement is more than 350 miles from home",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PL_DISTANCE"]},
    reference="postcodes",
)
def distance_implausible(ret):
    """Home and placement are farther apart than is likely; for UASC, and for a few others, it may be right.

    Fix: check both postcodes, and leave them if they are right.
    """
    distance = ret.episodes.pl_distance
    return (distance > FAR_FROM_HOME) & (distance != FARTHEST)


# Authority


@rule(
    "169",
    "Authority of the placement is not known",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def authority_unknown(ret):
    """No authority could be found for the placement: its postcode is blank, or is none.

    Fix: correct PL_POST.
    """
    ep = ret.episodes
    return ~ep.short_break & ep.pl_la.isna()


@rule(
    "179",
    "Not known whether the placement is in the authority",
    group="placement",
    marks={"Episodes": ["PL_LOCATION"]},
    reference="postcodes",
)
def location_unknown(ret):
    """Whether the placement lies inside the authority cannot be told: its postcode is blank, or is none.

    Fix: correct PL_POST.
    """
    ep = ret.episodes
    return ~ep.short_break & ep.pl_location.isna()


@rule(
    "411",
    "Placement marked IN lies in another authority",
    group="placement",
    marks={"Episodes": ["PL_LOCATION"]},
    reference="authority",
)
def inside_another_authority(ret):
    """PL_LOCATION says that the placement lies in the authority, but PL_LA is another authority or blank.

    Where both are worked out from the postcode, they agree.

    Fix: check PL_POST and the location.
    """
    ep = ret.episodes
    return (ep.pl_location == "IN") & ~ep.in_own_authority


@rule(
    "420",
    "Short break has an authority of placement",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def short_break_with_authority(ret):
    """Where a short break (V3 or V4) is spent is not returned, but its postcode places it in an authority.

    Fix: clear PL_POST, or correct the legal status.
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
    "Own provision lies in another authority",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def own_provision_elsewhere(ret):
    """The authority provides the placement itself (PR1), but it does not lie in the authority.

    Fostering, adoption and short breaks are left out; a postcode that is blank or unknown is not.

    Fix: check PLACE_PROVIDER and PL_POST.
    """
    return _own_provision_elsewhere(ret, OWN_PROVISION_ANYWHERE)


@rule(
    "1015",
    "Own provision lies in another authority",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def own_provision_elsewhere_2026(ret):
    """The authority provides the placement itself (PR1), but it does not lie in the authority.

    Fostering, adoption, short breaks and, from this year, supported accommodation (K3) are left out; a
    postcode that is blank or unknown is not.

    Fix: check PLACE_PROVIDER and PL_POST.
    """
    return _own_provision_elsewhere(ret, OWN_PROVISION_ANYWHERE_2026)
