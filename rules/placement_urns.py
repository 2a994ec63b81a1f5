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
    "Ofsted URN missing",
    years="2023-2024",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_missing(ret):
    """URN is blank. The episode was open in the year, is not a short break (V3, V4) and is not known to
    be outside England. Every placement type needs a URN except H5, P1, P2, P3, R1, R2, R5, T0 to T4 and
    Z1.

    Fix: Find the provider on Ofsted's list and enter its URN. Enter XXXXXXX if another body inspects the
    provider or it is a regional adoption agency. If PLACE or PL_POST is wrong, correct it.

    Why: New providers are often added to the case system without their URN. Enter it once on the
    provider's record so that every placement there has it.
    """
    return _urn_missing(ret, NO_URN_2023)


@rule(
    "218",
    "Ofsted URN missing",
    years="2025-2025",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_missing_2025(ret):
    """URN is blank. The episode was open in the year, is not a short break (V3, V4) and is not known to
    be outside England. Every placement type needs a URN except P1, P3, R1, R2, R5, T0 to T4 and Z1.

    Fix: Find the provider on Ofsted's list and enter its URN. Enter XXXXXXX if another body inspects the
    provider or it is a regional adoption agency. If PLACE or PL_POST is wrong, correct it.

    Why: New providers are often added to the case system without their URN. Enter it once on the
    provider's record so that every placement there has it.
    """
    return _urn_missing(ret, NO_URN_2025)


@rule(
    "218",
    "Ofsted URN missing",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_missing_2026(ret):
    """URN is blank. The episode was open in the year, is not a short break (V3, V4) and is not known to
    be outside England. Every placement type needs a URN except P1, P3, R1, R2, R5, T0 to T4 and Z11 to
    Z14.

    Fix: Find the provider on Ofsted's list and enter its URN. XXXXXXX is allowed only for foster and
    adoptive placements (U1 to U6, A3 to A6). If PLACE or PL_POST is wrong, correct it.

    Why: New providers are often added to the case system without their URN. Enter it once on the
    provider's record so that every placement there has it.
    """
    return _urn_missing(ret, NO_URN_2026)


def _urn_not_expected(ret, no_urn):
    ep = ret.episodes
    return ep.has_urn & ep.place.isin(no_urn)


@rule(
    "222",
    "URN should be blank for this placement type",
    years="2023-2023",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def urn_not_expected(ret):
    """A URN is entered for a placement type that should not have one (H5, P1, P2, P3, R1, R2, R5, T0 to
    T4, Z1). XXXXXXX is not flagged here.

    Fix: Clear URN. If the setting is registered with Ofsted, correct PLACE instead.

    Why: The URN often carries over from the usual placement when a temporary one is added. It can also
    mean that a registered setting was set up with the wrong placement type.
    """
    return _urn_not_expected(ret, NO_URN_2023)


@rule(
    "222",
    "URN should be blank for this placement type",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def urn_not_expected_2024(ret):
    """A URN is entered for a placement type that should not have one (P1, P2, P3, R1, R2, R5, T0 to T4,
    Z1). XXXXXXX is not flagged here.

    Fix: Clear URN. If the setting is registered with Ofsted, correct PLACE instead.

    Why: The URN often carries over from the usual placement when a temporary one is added. It can also
    mean that a registered setting was set up with the wrong placement type.
    """
    return _urn_not_expected(ret, NO_URN_2024)


@rule(
    "222",
    "URN should be blank for this placement type",
    years="2025-2025",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def urn_not_expected_2025(ret):
    """A URN is entered for a placement type that should not have one (P1, P3, R1, R2, R5, T0 to T4, Z1).
    XXXXXXX is not flagged here.

    Fix: Clear URN. If the setting is registered with Ofsted, correct PLACE instead.

    Why: The URN often carries over from the usual placement when a temporary one is added. It can also
    mean that a registered setting was set up with the wrong placement type.
    """
    return _urn_not_expected(ret, NO_URN_2025)


@rule(
    "222",
    "URN should be blank for this placement type",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def urn_not_expected_2026(ret):
    """A URN is entered for a placement type that should not have one (P1, P3, R1, R2, R5, T0 to T4, Z11
    to Z14). XXXXXXX is not flagged here.

    Fix: Clear URN. If the setting is registered with Ofsted, correct PLACE instead.

    Why: The URN often carries over from the usual placement when a temporary one is added. It can also
    mean that a registered setting was set up with the wrong placement type.
    """
    return _urn_not_expected(ret, NO_URN_2026)


@rule(
    "230",
    "Semi-independent placement (H5) in England has no URN",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["PLACE", "DEC", "URN"]},
    reference="postcodes",
)
def h5_without_urn(ret):
    """This H5 placement in England was open after 28/10/2023, but URN is blank or XXXXXXX. A postcode
    that is missing or cannot be found counts as England.

    Fix: Enter the provider's URN. If it registered during the placement, start a new episode with the URN
    from that day. If an earlier part without a URN ended after 28/10/2023, explain it to DfE.

    Why: Semi-independent placements in England had to be with a registered provider from 28/10/2023.
    Those set up earlier often never had the URN added. Ask the provider or your commissioning team for
    it.
    """
    ep = ret.episodes
    went_on = ep.is_open | (ep.dec >= H5_REGULATED_FROM)
    in_england = ~ep.outside_england | (ep.pl_la == "CON")
    return (ep.place == "H5") & went_on & ~ep.has_urn & in_england


@rule(
    "242",
    "URN XXXXXXX used outside fostering and adoption",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
)
def placeholder_not_allowed(ret):
    """URN is XXXXXXX, but PLACE is not a foster placement (U1 to U6) or an adoptive one (A3 to A6).

    Fix: Enter the provider's URN from Ofsted's list. If the placement type should not have a URN, clear
    it. If PLACE is wrong, correct it.

    Why: XXXXXXX is often entered until a new provider's URN is known, then forgotten. Ask the provider or
    your commissioning team for the real URN before the placement is set up.
    """
    ep = ret.episodes
    return (ep.urn == URN_PLACEHOLDER) & ~ep.place.isin(PLACEHOLDER_ALLOWED)


@rule(
    "243",
    "URN should be blank for a placement outside England",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="postcodes",
)
def urn_outside_england(ret):
    """The placement is in Wales, Scotland or Northern Ireland, outside the UK or at a confidential
    address, but URN is filled in. XXXXXXX counts as filled in.

    Fix: Clear URN. If the placement is in England and its address is not confidential, correct PL_POST,
    and PL_LA if your file has that column.

    Why: The URN of an English agency or home is easily copied to a child who lives outside England.
    Ofsted registers providers in England only.
    """
    ep = ret.episodes
    return ep.outside_england & ep.filled("URN")


# What Ofsted's list says


@rule(
    "1008",
    "URN is not in Ofsted's lists",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="providers",
)
def urn_not_listed(ret):
    """URN is filled in but is not in the Ofsted provider list in use, and it is not the placeholder
    XXXXXXX (seven X).

    Value: {value} is not on Ofsted's list.

    Fix: Find the provider in Ofsted's lists by name and postcode, then correct URN, with its SC prefix if
    it has one.

    Why: The number was typed by hand, lost its SC prefix, or belongs to a provider newer than the list.
    Set up each provider once with its URN and choose it from the system's list.
    """
    ep = ret.episodes
    return ep.has_urn_to_judge & ~ep.urn_listed


@rule(
    "219",
    "URN is not for a provider of this placement type",
    group="placement",
    marks={"Episodes": ["URN", "PLACE"]},
    reference="providers",
)
def place_not_of_urn(ret):
    """Ofsted's list does not show PLACE among the placement types of the provider with this URN. This
    includes a URN that is not on the list. XXXXXXX is not checked.

    Fix: Check the provider's name against Ofsted's list. Correct URN if it belongs to another provider or
    site, or correct PLACE if the placement type is wrong.

    Why: An organisation may have several URNs, for example for each of its homes and its fostering
    agency, and the wrong one is chosen. Providers that closed may also be missing from the list.
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
    "Placement postcode does not match the provider's postcode",
    years="2023-2023",
    group="placement",
    marks={"Episodes": ["PL_POST"]},
    reference="providers",
)
def postcode_not_of_urn(ret):
    """PL_POST is not a postcode on Ofsted's list for this URN, or the URN is not on the list. Checked for
    K1, K2, R3 and S1 placements, except short breaks (V3 and V4).

    Fix: Look up the URN in Ofsted's list. If the child lived at another of the provider's homes, enter
    that home's URN. If PL_POST is wrong, correct it. If both are right, explain it to DfE.

    Why: The postcode may be the provider's office rather than the place where the child lives. Each
    children's home has its own URN, so one provider often has several. Record the home itself, not the
    company.

    Ask: Which home or school did the child live in on these dates, and what is its full postcode?
    """
    return _postcode_not_of_urn(ret, PLACEMENTS_AT_THE_PROVIDER)


@rule(
    "221",
    "Placement postcode does not match the provider's postcode",
    years="2024-2024",
    group="placement",
    marks={"Episodes": ["PL_POST"]},
    reference="providers",
)
def postcode_not_of_urn_2024(ret):
    """PL_POST is not a postcode on Ofsted's list for this URN, or the URN is not on the list. Checked for
    H5, K1, K2, R3 and S1 placements, except short breaks (V3 and V4).

    Fix: Look up the URN in Ofsted's list. If the child lived at another of the provider's homes, enter
    that home's URN. If PL_POST is wrong, correct it. If both are right, explain it to DfE.

    Why: The postcode may be the provider's office rather than the place where the child lives. Each
    children's home has its own URN, so one provider often has several. Record the home itself, not the
    company.

    Ask: Which home or school did the child live in on these dates, and what is its full postcode?
    """
    return _postcode_not_of_urn(ret, PLACEMENTS_AT_THE_PROVIDER | {"H5"})


@rule(
    "221",
    "Placement postcode does not match the provider's postcode",
    years="2025-",
    group="placement",
    marks={"Episodes": ["PL_POST"]},
    reference="providers",
)
def postcode_not_of_urn_2025(ret):
    """PL_POST is not a postcode on Ofsted's list for this URN, or the URN is not on the list. Checked for
    K1, K2, K3, R3 and S1 placements, except short breaks (V3 and V4).

    Fix: Look up the URN in Ofsted's list. If the child lived at another of the provider's homes, enter
    that home's URN. If PL_POST is wrong, correct it. If both are right, explain it to DfE.

    Why: The postcode may be the provider's office rather than the place where the child lives. Each
    children's home has its own URN, so one provider often has several. Record the home itself, not the
    company.

    Ask: Which home or school did the child live in on these dates, and what is its full postcode?
    """
    return _postcode_not_of_urn(ret, PLACEMENTS_AT_THE_PROVIDER | {"K3"})


@rule(
    "227",
    "URN was already closed when the episode started",
    group="placement",
    marks={"Episodes": ["URN", "DECOM"]},
    reference="providers",
)
def closed_before_start(ret):
    """On Ofsted's list, this URN's registration ended on or before the day the episode started.

    Fix: Check whether the provider has registered again under a new URN, and enter that. Otherwise
    correct URN or DECOM.

    Why: A home or agency gets a new URN when it registers again, for example under a new owner. Case
    systems often keep the old URN on the provider's record, so new placements pick it up.
    """
    ep = ret.episodes
    return ep.has_urn_to_judge & (ep.decom >= ep.provider_closed_on)


@rule(
    "228",
    "URN closed before the episode ended",
    group="placement",
    marks={"Episodes": ["URN", "DEC"]},
    reference="providers",
)
def closed_before_end(ret):
    """On Ofsted's list, this URN's registration ended before the episode did. An open episode is measured
    to the end of the collection year.

    Fix: Compare DEC with the closing date on Ofsted's list. Correct URN or DEC. If the child's provider
    changed on that date, a new episode may be needed.

    Why: Either the provider registered again and only its old URN is recorded, or the child moved and the
    old placement was not ended. Update the provider's record, or end the placement on the day the child
    left.
    """
    ep = ret.episodes
    return ep.has_urn_to_judge & (ep.end_or_year_end > ep.provider_closed_on)


@rule(
    "241",
    "Supported accommodation provider is not in this area",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN"]},
    reference="providers",
)
def no_premises_in_area(ret):
    """PLACE is K3, but Ofsted's list shows no premises for this URN in the local authority of PL_POST. A
    URN that is not listed or a postcode that cannot be found is also flagged.

    Fix: Compare PL_POST with the addresses on Ofsted's list for this URN. Correct PL_POST or URN. If both
    are right, explain it to DfE.

    Why: The provider's head office may be recorded instead of where the young person lives, or another
    provider's URN was picked. Premises that opened recently may be missing from an older Ofsted list.

    Ask: Which organisation runs this supported accommodation, and what is the full postcode of the place
    where the young person lived on these dates?
    """
    ep = ret.episodes
    pair = ep.with_provider_authority
    in_area = pair.left_rows(pair.left.pl_la == pair.right.la_code)
    return ep.has_urn_to_judge & (ep.place == "K3") & ~in_area
