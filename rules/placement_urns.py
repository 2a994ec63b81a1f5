"""URN: which placements have one, and what Ofsted's list says of the provider it names."""

import pandas as pd

from xl903 import rule
from xl903.s903.schema import (
    ADOPTIVE_PLACEMENTS,
    FOSTER_PLACEMENTS,
    PLACEMENTS_AT_THE_PROVIDER,
    TEMPORARY_PLACEMENTS,
    URN_PLACEHOLDER,
)

_NEVER_REGISTERED = TEMPORARY_PLACEMENTS | {"P1", "P3", "R1", "R2", "R5"}

NO_URN_2023 = _NEVER_REGISTERED | {"H5", "P2", "Z1"}
NO_URN_2024 = _NEVER_REGISTERED | {"P2", "Z1"}
NO_URN_2025 = _NEVER_REGISTERED | {"Z1"}
NO_URN_2026 = _NEVER_REGISTERED | {"Z11", "Z12", "Z13", "Z14"}
"""Placement types that Ofsted does not register, by the year from which they were so listed."""

H5_REGULATED_FROM = pd.Timestamp(2023, 10, 29)
"""First day on which semi-independent living in England (H5) had to be registered."""

PLACEHOLDER_ALLOWED = ADOPTIVE_PLACEMENTS | FOSTER_PLACEMENTS
"""Placements that a regional adoption agency, which has no URN, may provide."""


# With and without a URN


def _urn_missing(ret, no_urn):
    ep = ret.episodes
    needs_urn = ~ep.short_break & ~ep.place.isin(no_urn) & ~ep.outside_england
    return ep.open_in_year & ~ep.filled("URN") & needs_urn


@rule(
    "218",
    "Ofsted URN is missing",
    years="2023-2024",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_missing(ret):
    """A placement in England of a type that Ofsted registers has no URN, short breaks aside.

    Fix: find the provider in Ofsted's list and enter its URN.
    """
    return _urn_missing(ret, NO_URN_2023)


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
    return _urn_missing(ret, NO_URN_2025)


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
    return _urn_missing(ret, NO_URN_2026)


def _urn_not_expected(ret, no_urn):
    ep = ret.episodes
    return ep.has_urn & ep.place.isin(no_urn)


@rule(
    "222",
    "URN given for a placement that has none",
    years="2023-2023",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def urn_not_expected(ret):
    """Ofsted does not register placements of this type, so they have no URN.

    Fix: clear URN, or correct PLACE if the provider is registered.
    """
    return _urn_not_expected(ret, NO_URN_2023)


@rule(
    "222",
    "URN given for a placement that has none",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def urn_not_expected_2024(ret):
    """Ofsted does not register placements of this type, so they have no URN; H5 may have one from this year.

    Fix: clear URN, or correct PLACE if the provider is registered.
    """
    return _urn_not_expected(ret, NO_URN_2024)


@rule(
    "222",
    "URN given for a placement that has none",
    years="2025-2025",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def urn_not_expected_2025(ret):
    """Ofsted does not register placements of this type, so they have no URN; P2 is left alone this year.

    Fix: clear URN, or correct PLACE if the provider is registered.
    """
    return _urn_not_expected(ret, NO_URN_2025)


@rule(
    "222",
    "URN given for a placement that has none",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def urn_not_expected_2026(ret):
    """Ofsted does not register placements of this type, so they have no URN; of the other placements these
    are Z11 to Z14 from this year.

    Fix: clear URN, or correct PLACE if the provider is registered.
    """
    return _urn_not_expected(ret, NO_URN_2026)


@rule(
    "230",
    "Semi-independent living (H5) in England has no URN",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["PLACE", "DEC", "URN"]},
    reference="postcodes",
)
def h5_without_urn(ret):
    """Since 28 October 2023 semi-independent living in England has to be registered with Ofsted. This H5
    placement went on after that day, but its URN is blank or the placeholder.

    Fix: enter the provider's URN; where it was registered later, begin a new episode on that day.
    """
    ep = ret.episodes
    went_on = ep.is_open | (ep.dec >= H5_REGULATED_FROM)
    in_england = ~ep.outside_england | (ep.pl_la == "CON")
    return (ep.place == "H5") & went_on & ~ep.has_urn & in_england


@rule(
    "242",
    "Placeholder URN outside fostering and adoption",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def placeholder_not_allowed(ret):
    """XXXXXXX stands for a regional adoption agency, which provides foster and adoptive placements only.

    Fix: enter the provider's own URN, or correct PLACE.
    """
    ep = ret.episodes
    return (ep.urn == URN_PLACEHOLDER) & ~ep.place.isin(PLACEHOLDER_ALLOWED)


@rule(
    "243",
    "URN given for a placement outside England",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_outside_england(ret):
    """Ofsted registers providers in England; this placement is elsewhere, or at a confidential address.

    Fix: clear URN, or correct PL_POST.
    """
    ep = ret.episodes
    return ep.outside_england & ep.filled("URN")


# What Ofsted's list says


@rule(
    "1008",
    "URN is not in Ofsted's list",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="providers",
)
def urn_not_listed(ret):
    """Ofsted's list has no provider, open or closed, of this URN.

    Fix: find the provider in Ofsted's list and enter its URN with its letters, if it has any.
    """
    ep = ret.episodes
    return ep.has_urn_to_judge & ~ep.urn_listed


@rule(
    "219",
    "Provider is not registered for this type of placement",
    group="placement",
    marks={"Episodes": ["URN", "PLACE"]},
    reference="providers",
)
def place_not_of_urn(ret):
    """PLACE is none of the placement types that Ofsted's list has for this URN, or the URN is not listed.

    Fix: look the URN up in Ofsted's list, and correct PLACE or URN.
    """
    ep = ret.episodes
    pair = ep.with_registered_place
    return ep.has_urn_to_judge & ~pair.left_rows(pair.left.place == pair.right.place)


def _postcode_not_of_urn(ret, places):
    ep = ret.episodes
    pair = ep.with_provider
    at_provider = pair.left_rows(pair.left.placement_postcode == pair.right.postcode)
    lives_there = ep.place.isin(places) & ~ep.short_break & ep.filled("PL_POST")
    return ep.has_urn_to_judge & lives_there & ~at_provider


@rule(
    "221",
    "Placement postcode is not the provider's",
    years="2023-2023",
    group="placement",
    marks={"Episodes": ["PL_POST"]},
    reference="providers",
)
def postcode_not_of_urn(ret):
    """In a children's home, family centre or school (K1, K2, R3, S1) the child lives where Ofsted lists the
    URN, but PL_POST is another postcode, or the URN is not listed.

    Fix: look the URN up in Ofsted's list, and correct PL_POST or URN.
    """
    return _postcode_not_of_urn(ret, PLACEMENTS_AT_THE_PROVIDER)


@rule(
    "221",
    "Placement postcode is not the provider's",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["PL_POST"]},
    reference="providers",
)
def postcode_not_of_urn_2024(ret):
    """In a children's home, family centre, school or semi-independent living (K1, K2, R3, S1, H5) the child
    lives where Ofsted lists the URN, but PL_POST is another postcode, or the URN is not listed.

    Fix: look the URN up in Ofsted's list, and correct PL_POST or URN.
    """
    return _postcode_not_of_urn(ret, PLACEMENTS_AT_THE_PROVIDER | {"H5"})


@rule(
    "221",
    "Placement postcode is not the provider's",
    years="2025-",
    group="placement",
    marks={"Episodes": ["PL_POST"]},
    reference="providers",
)
def postcode_not_of_urn_2025(ret):
    """In a children's home, family centre, school or supported accommodation (K1, K2, R3, S1, K3) the child
    lives at a postcode that Ofsted lists for the URN, but PL_POST is another, or the URN is not listed.

    Fix: look the URN up in Ofsted's list, and correct PL_POST or URN.
    """
    return _postcode_not_of_urn(ret, PLACEMENTS_AT_THE_PROVIDER | {"K3"})


@rule(
    "227",
    "Provider had closed when the episode began",
    group="placement",
    marks={"Episodes": ["URN", "DECOM"]},
    reference="providers",
)
def closed_before_start(ret):
    """Ofsted's list says that the provider's registration ended on or before the episode's first day.

    Fix: check URN and DECOM against the closing date in Ofsted's list.
    """
    ep = ret.episodes
    return ep.has_urn_to_judge & (ep.decom >= ep.provider_closed_on)


@rule(
    "228",
    "Provider closed during the episode",
    group="placement",
    marks={"Episodes": ["URN", "DEC"]},
    reference="providers",
)
def closed_before_end(ret):
    """Ofsted's list says that the provider's registration ended before the episode did, or for an open
    episode before the year did.

    Fix: check URN and DEC against the closing date in Ofsted's list. After a closure the child is with
    another provider, which begins a new episode.
    """
    ep = ret.episodes
    return ep.has_urn_to_judge & (ep.end_or_year_end > ep.provider_closed_on)


@rule(
    "241",
    "Supported accommodation is in an area without premises",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="providers",
)
def no_premises_in_area(ret):
    """Ofsted lists no premises of this URN in the authority where the supported accommodation (K3) lies.

    Fix: compare PL_POST with the provider's premises in Ofsted's list, and correct PL_POST or URN.
    """
    ep = ret.episodes
    pair = ep.with_provider_authority
    in_area = pair.left_rows(pair.left.pl_la == pair.right.la_code)
    return ep.has_urn_to_judge & (ep.place == "K3") & ~in_area
