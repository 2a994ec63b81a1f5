"""Who provides a placement: PLACE_PROVIDER, by itself, against PLACE and against Ofsted's list."""

from xl903 import rule
from xl903.s903.schema import ADOPTIVE_PLACEMENTS, FOSTER_PLACEMENTS, TEMPORARY_PLACEMENTS

OTHER_PLACEMENTS_2026 = {"Z11", "Z12", "Z13", "Z14"}
"""What Z1, other placement, became in 2026."""

NO_PROVIDER = TEMPORARY_PLACEMENTS | {"Z1"}
NO_PROVIDER_2026 = TEMPORARY_PLACEMENTS | OTHER_PLACEMENTS_2026
"""Placements that have no provider, by the year from which they were so listed."""

NOT_BY_AN_AUTHORITY = {"P1", "R2", "R5"}
"""Placements with parents, in medical care and in custody, which no authority provides."""

NOT_BY_A_PUBLIC_BODY = {"K1", "K2", "P1"} | ADOPTIVE_PLACEMENTS | FOSTER_PLACEMENTS
"""Placements that no public body other than an authority provides."""

NOT_TIED_TO_AN_AREA_2026 = {"K3", "P1", "P3", "R1", "R2", "R5"} | NO_PROVIDER_2026
"""Placements whose provider's own authority is not looked at from 2026."""


# By itself


def _provider_wrong(ret, no_provider):
    ep = ret.episodes
    return ep.not_in_codes("PLACE_PROVIDER") | (ep.filled("PLACE_PROVIDER") & ep.place.isin(no_provider))


@rule(
    "178",
    "Placement provider code is invalid or should be blank",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
)
def provider_wrong(ret):
    """PLACE_PROVIDER is filled but is not PR0 to PR5, or the placement type should not have one (T0 to
    T4, Z1).

    Fix: Enter PR0 to PR5. For T0 to T4 and Z1, clear PLACE_PROVIDER or correct PLACE.

    Why: Exports often copy the provider of the main placement to a temporary one. Local provider types
    that are not linked to PR0 to PR5 also cause this error.
    """
    return _provider_wrong(ret, NO_PROVIDER)


@rule(
    "178",
    "Placement provider code is invalid or should be blank",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
)
def provider_wrong_2026(ret):
    """PLACE_PROVIDER is filled but is not PR0 to PR5, or the placement type should not have one (T0 to
    T3, Z11 to Z14).

    Fix: Enter PR0 to PR5. For T0 to T3 and Z11 to Z14, clear PLACE_PROVIDER or correct PLACE.

    Why: Exports often copy the provider of the main placement to a temporary one. Local provider types
    that are not linked to PR0 to PR5 also cause this error.
    """
    # A provider for T4 is left to rule 213.
    return _provider_wrong(ret, NO_PROVIDER_2026 - {"T4"})


def _provider_given(ret, no_provider):
    ep = ret.episodes
    return ep.place.isin(no_provider) & ep.filled("PLACE_PROVIDER")


@rule(
    "213",
    "Placement provider should be blank for this placement",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
)
def provider_not_expected(ret):
    """PLACE is a temporary placement (T0 to T4), but PLACE_PROVIDER is filled.

    Fix: Clear PLACE_PROVIDER. If the placement type is wrong, correct PLACE.

    Why: Exports often copy the provider from the child's main placement. Ask for it to be left out for
    these placement types.
    """
    return _provider_given(ret, TEMPORARY_PLACEMENTS)


@rule(
    "213",
    "Placement provider should be blank for this placement",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
)
def provider_not_expected_2026(ret):
    """PLACE is a temporary placement (T0 to T4) or other placement (Z11 to Z14), but PLACE_PROVIDER is
    filled.

    Fix: Clear PLACE_PROVIDER. If the placement type is wrong, correct PLACE.

    Why: Exports often copy the provider from the child's main placement. Ask for it to be left out for
    these placement types.
    """
    return _provider_given(ret, NO_PROVIDER_2026)


def _provider_missing(ret, no_provider):
    ep = ret.episodes
    return ~ep.place.isin(no_provider) & ~ep.filled("PLACE_PROVIDER")


@rule(
    "526",
    "Placement provider missing",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def provider_missing(ret):
    """PLACE_PROVIDER is blank. It may be blank only for temporary placements (T0 to T4) and other
    placements (Z1).

    Fix: Enter PLACE_PROVIDER, PR0 to PR5. If PLACE is blank or wrong, correct that first.

    Why: The placement was recorded before its provider was known, or the provider is new and its type has
    not been set up. Set the type on the provider's record, so that later placements have it.

    Ask: Who provides this placement? The council itself, another council, another public body like the
    health service, a private company, a charity, or the child's parents?
    """
    return _provider_missing(ret, NO_PROVIDER)


@rule(
    "526",
    "Placement provider missing",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def provider_missing_2026(ret):
    """PLACE_PROVIDER is blank. It may be blank only for temporary placements (T0 to T4) and other
    placements (Z11 to Z14).

    Fix: Enter PLACE_PROVIDER, PR0 to PR5. If PLACE is blank or wrong, correct that first.

    Why: The placement was recorded before its provider was known, or the provider is new and its type has
    not been set up. Set the type on the provider's record, so that later placements have it.

    Ask: Who provides this placement? The council itself, another council, another public body like the
    health service, a private company, a charity, or the child's parents?
    """
    return _provider_missing(ret, NO_PROVIDER_2026)


# Against PLACE


def _provides(ret, provider, places):
    ep = ret.episodes
    return (ep.place_provider == provider) & ep.place.isin(places)


@rule(
    "527",
    "Own provision (PR1) with placement P1, R2 or R5",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def own_provision_of_wrong_type(ret):
    """PR1 means your own council provides the placement. It cannot provide a placement with parents (P1),
    in hospital (R2) or in a young offender institution (R5).

    Fix: If PLACE is right, change PLACE_PROVIDER to PR0 for P1, or for R2 and R5 to the code of the body
    that runs the place. Otherwise correct PLACE.

    Why: PR1 is often set by default or left over from the previous placement. Check the provider each
    time a new placement is recorded.

    Ask: What kind of placement is this (for example with parents, in hospital or in custody), and who
    runs it?
    """
    return _provides(ret, "PR1", NOT_BY_AN_AUTHORITY)


@rule(
    "528",
    "Other council's provision (PR2) with P1, R2 or R5",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def other_authority_of_wrong_type(ret):
    """PR2 means another council provides the placement. It cannot provide a placement with parents (P1),
    in hospital (R2) or in a young offender institution (R5).

    Fix: If PLACE is right, change PLACE_PROVIDER to PR0 for P1, or for R2 and R5 to the code of the body
    that runs the place. Otherwise correct PLACE.

    Why: PR2 is sometimes entered because the place is in another council's area. The code says who
    provides the placement, not where it is.

    Ask: What kind of placement is this (for example with parents, in hospital or in custody), and who
    runs it?
    """
    return _provides(ret, "PR2", NOT_BY_AN_AUTHORITY)


@rule(
    "529",
    "Public body (PR3) with a placement it cannot provide",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def public_body_of_wrong_type(ret):
    """PR3 is a public body other than a council. It cannot provide placements with parents (P1), for
    adoption (A3 to A6), in children's homes (K1, K2) or in foster care (U1 to U6).

    Fix: If PLACE is right, change PLACE_PROVIDER to whoever provides it (PR0 for P1). Otherwise correct
    PLACE.

    Why: PR3 is for bodies like the health service. Other councils (PR2) and charities (PR5) are sometimes
    entered as PR3 by mistake.

    Ask: What kind of placement is this (for example with foster carers or in a children's home), and who
    runs it?
    """
    return _provides(ret, "PR3", NOT_BY_A_PUBLIC_BODY)


@rule(
    "530",
    "Private provider (PR4) with a placement with parents",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def private_provider_of_parents(ret):
    """PLACE is P1, a placement with parents, but PLACE_PROVIDER is PR4, a private provider. A private
    provider cannot provide this placement.

    Fix: If the child is with parents, change PLACE_PROVIDER to PR0. If not, correct PLACE.

    Why: Often the child moved to parents from a private placement, and the provider of the old placement
    was carried over. Check the provider each time a new placement is recorded.

    Ask: Is this placement with parents or someone else who has parental responsibility? If not, what kind
    of placement is it?
    """
    return _provides(ret, "PR4", ["P1"])


@rule(
    "531",
    "Charity as provider (PR5) with a placement with parents",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def charity_of_parents(ret):
    """PLACE is P1, a placement with parents, but PLACE_PROVIDER is PR5, a charity or voluntary body. It
    cannot provide this placement.

    Fix: If the child is with parents, change PLACE_PROVIDER to PR0. If not, correct PLACE.

    Why: Often the provider of the previous placement was carried over when the child moved to parents, or
    a charity that supports the family was entered.

    Ask: Is this placement with parents or someone else who has parental responsibility? If not, what kind
    of placement is it?
    """
    return _provides(ret, "PR5", ["P1"])


@rule(
    "550",
    "Parent as provider (PR0) but the placement is not P1",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def parents_of_wrong_type(ret):
    """PR0 means that parents provide the placement, so PLACE should be P1. It is blank or another type.

    Fix: If the child is with parents, change PLACE to P1. If not, change PLACE_PROVIDER to the code of
    whoever provides the placement.

    Why: PR0 is sometimes picked for relatives who foster the child, although foster placements are
    usually the council's own (PR1). It may also be left over from an earlier stay with parents.

    Ask: Is this placement with parents or someone else who has parental responsibility? If not, what kind
    of placement is it, and who provides it?
    """
    ep = ret.episodes
    return (ep.place_provider == "PR0") & (ep.place != "P1")


# Against Ofsted's list


@rule(
    "224",
    "Provider type does not match the URN",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
    reference="providers",
)
def provider_not_of_urn(ret):
    """PLACE_PROVIDER is blank or is not a provider type on Ofsted's list for this URN. A URN that is not
    on the list, or has no provider type there, is also flagged.

    Fix: Look up the URN in Ofsted's list. If it is the right provider, correct PLACE_PROVIDER. If not,
    correct URN.

    Why: The provider type is usually set once, when the provider is added to the case system, and is not
    updated when the provider changes hands. Correct the provider's record so that every child placed
    there is right.
    """
    ep = ret.episodes
    pair = ep.with_provider_code
    return ep.has_urn_to_judge & ~pair.left_rows(pair.left.place_provider == pair.right.place_provider)


def _provider_of_wrong_area(ret):
    ep = ret.episodes
    own, local = ep.place_provider == "PR1", ep.provider_in_own_authority
    return ep.has_urn_to_judge & ((own & ~local) | ((ep.place_provider == "PR2") & local))


@rule(
    "229",
    "Provider type does not match where the provider is based",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["URN", "PLACE_PROVIDER"]},
    reference="providers",
)
def provider_of_wrong_area(ret):
    """PLACE_PROVIDER is PR1 (your own), but Ofsted's list has no postcode in your area for this URN. Or
    it is PR2 (another council's), but the list has one.

    Fix: Check URN first. Enter PR1 if your council runs the provider, or PR2 if another council does. If
    the entry is right and only the postcode is misleading, note why.

    Why: PR1 is easily picked for any council's home or carer, not only your own. The rule goes by the
    provider's postcode, so your own home outside your boundary is flagged as well.
    """
    return _provider_of_wrong_area(ret)


@rule(
    "229",
    "Provider type does not match where the provider is based",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN", "PLACE_PROVIDER"]},
    reference="providers",
)
def provider_of_wrong_area_2026(ret):
    """PLACE_PROVIDER is PR1 (your own), but Ofsted's list has no postcode in your area for this URN. Or
    it is PR2 (another council's), but the list has one. K3, P, R1, R2, R5, T and Z placements are not
    checked.

    Fix: Check URN first. Enter PR1 if your council runs the provider, or PR2 if another council does. If
    the entry is right and only the postcode is misleading, note why.

    Why: PR1 is easily picked for any council's home or carer, not only your own. The rule goes by the
    provider's postcode, so your own home outside your boundary is flagged as well.
    """
    return _provider_of_wrong_area(ret) & ~ret.episodes.place.isin(NOT_TIED_TO_AN_AREA_2026)
