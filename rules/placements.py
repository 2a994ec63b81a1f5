"""Placements: where children live, who provides it, and what Ofsted's register says of it."""

from xl903 import rule

NO_URN_NEEDED_2023 = ("H5", "P1", "P2", "P3", "R1", "R2", "R5", "T0", "T1", "T2", "T3", "T4", "Z1")
NO_URN_NEEDED_2025 = ("P1", "P3", "R1", "R2", "R5", "T0", "T1", "T2", "T3", "T4", "Z1")
NO_URN_NEEDED_2026 = ("P1", "P3", "R1", "R2", "R5", "T0", "T1", "T2", "T3", "T4", "Z11", "Z12", "Z13", "Z14")
"""Placement types that Ofsted does not register, by the year from which they were so listed."""


@rule(
    "164",
    "Distance from home to placement is impossible",
    group="placement",
    marks={"Episodes": ["PL_DISTANCE"]},
    uses=["Header", "UASC", "Header_last", "UASC_last"],
    reference="postcodes",
)
def distance_out_of_range(ret):
    """The miles between home and placement are below 0 or above 999.9, for a child who is no UASC.

    UASC of this or last year are exempt; one of two years ago cannot be told and may be flagged wrongly.

    Fix: check both postcodes, and that the child's UASC status is recorded.
    """
    ep = ret.episodes
    impossible = (ep.pl_distance < 0) | (ep.pl_distance > 999.9)
    return ~ep.was_uasc & ~ep.short_break & impossible


@rule(
    "169",
    "Authority of the placement is not known",
    group="placement",
    marks={"Episodes": ["PL_LA"]},
    reference="postcodes",
)
def placement_authority_unknown(ret):
    """No authority could be found for the placement: its postcode is blank, or is none.

    Fix: correct PL_POST.
    """
    return ~ret.episodes.short_break & ret.episodes.pl_la.isna()


def _urn_missing(ret, exempt):
    ep = ret.episodes
    return ep.open_in_year & ep.urn.isna() & ~ep.place.isin(exempt) & ~ep.outside_england


@rule(
    "218",
    "Ofsted URN is missing",
    years="2023-2024",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_missing(ret):
    """A placement in England of a type that Ofsted registers has no URN.

    Fix: find the provider in Ofsted's list and enter its URN.
    """
    return _urn_missing(ret, NO_URN_NEEDED_2023)


@rule(
    "218",
    "Ofsted URN is missing",
    years="2025-2025",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_missing_2025(ret):
    """A placement in England of a type that Ofsted registers has no URN; H5 and P2 need one from this year.

    Fix: find the provider in Ofsted's list and enter its URN.
    """
    return _urn_missing(ret, NO_URN_NEEDED_2025)


@rule(
    "218",
    "Ofsted URN is missing",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_missing_2026(ret):
    """A placement in England of a type that Ofsted registers has no URN; of the other placements only Z11
    to Z14 need none.

    Fix: find the provider in Ofsted's list and enter its URN.
    """
    return _urn_missing(ret, NO_URN_NEEDED_2026)
