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
    "Placement provider is no code, or there should be none",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
)
def provider_wrong(ret):
    """PLACE_PROVIDER is none of PR0 to PR5, or is given for a temporary (T0 to T4) or other placement (Z1).

    Fix: enter the right code, or clear PLACE_PROVIDER where there is no provider.
    """
    return _provider_wrong(ret, NO_PROVIDER)


@rule(
    "178",
    "Placement provider is no code, or there should be none",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
)
def provider_wrong_2026(ret):
    """PLACE_PROVIDER is none of PR0 to PR5, or is given for a temporary placement T0 to T3 or for another
    placement, Z11 to Z14.

    Fix: enter the right code, or clear PLACE_PROVIDER where there is no provider.
    """
    # A provider for T4 is left to rule 213.
    return _provider_wrong(ret, NO_PROVIDER_2026 - {"T4"})


def _provider_given(ret, no_provider):
    ep = ret.episodes
    return ep.place.isin(no_provider) & ep.filled("PLACE_PROVIDER")


@rule(
    "213",
    "Provider given for a placement that has none",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
)
def provider_not_expected(ret):
    """PLACE_PROVIDER is filled for a temporary placement, T0 to T4.

    Fix: clear PLACE_PROVIDER, or correct PLACE.
    """
    return _provider_given(ret, TEMPORARY_PLACEMENTS)


@rule(
    "213",
    "Provider given for a placement that has none",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
)
def provider_not_expected_2026(ret):
    """PLACE_PROVIDER is filled for a temporary placement, T0 to T4, or for another placement, Z11 to Z14.

    Fix: clear PLACE_PROVIDER, or correct PLACE.
    """
    return _provider_given(ret, NO_PROVIDER_2026)


def _provider_missing(ret, no_provider):
    ep = ret.episodes
    return ~ep.place.isin(no_provider) & ~ep.filled("PLACE_PROVIDER")


@rule(
    "526",
    "Placement provider is missing",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def provider_missing(ret):
    """PLACE_PROVIDER is blank, and the placement is neither temporary (T0 to T4) nor another one (Z1).

    Fix: enter who provides the placement, or correct PLACE.
    """
    return _provider_missing(ret, NO_PROVIDER)


@rule(
    "526",
    "Placement provider is missing",
    years="2026-",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def provider_missing_2026(ret):
    """PLACE_PROVIDER is blank, and the placement is neither temporary (T0 to T4) nor another (Z11 to Z14).

    Fix: enter who provides the placement, or correct PLACE.
    """
    return _provider_missing(ret, NO_PROVIDER_2026)


# Against PLACE


def _provides(ret, provider, places):
    ep = ret.episodes
    return (ep.place_provider == provider) & ep.place.isin(places)


@rule(
    "527",
    "Own provision cannot be P1, R2 or R5",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def own_provision_of_wrong_type(ret):
    """The authority itself (PR1) does not provide placements with parents, medical care or custody.

    Fix: correct PLACE_PROVIDER or PLACE.
    """
    return _provides(ret, "PR1", NOT_BY_AN_AUTHORITY)


@rule(
    "528",
    "Another authority's provision cannot be P1, R2 or R5",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def other_authority_of_wrong_type(ret):
    """Another authority (PR2) does not provide placements with parents, medical care or custody.

    Fix: correct PLACE_PROVIDER or PLACE.
    """
    return _provides(ret, "PR2", NOT_BY_AN_AUTHORITY)


@rule(
    "529",
    "Public body does not provide this type of placement",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def public_body_of_wrong_type(ret):
    """A public body such as the health service (PR3) provides no fostering, no adoption, no children's
    homes (K1, K2) and no placements with parents (P1).

    Fix: correct PLACE_PROVIDER or PLACE.
    """
    return _provides(ret, "PR3", NOT_BY_A_PUBLIC_BODY)


@rule(
    "530",
    "Private provider with a placement with parents",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def private_provider_of_parents(ret):
    """A placement with parents (P1) is provided by them (PR0), not by a private provider (PR4).

    Fix: correct PLACE_PROVIDER or PLACE.
    """
    return _provides(ret, "PR4", ["P1"])


@rule(
    "531",
    "Charity with a placement with parents",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def charity_of_parents(ret):
    """A placement with parents (P1) is provided by them (PR0), not by a charity or voluntary body (PR5).

    Fix: correct PLACE_PROVIDER or PLACE.
    """
    return _provides(ret, "PR5", ["P1"])


@rule(
    "550",
    "Parents given as provider of another placement",
    group="placement",
    marks={"Episodes": ["PLACE", "PLACE_PROVIDER"]},
)
def parents_of_wrong_type(ret):
    """Parents (PR0) provide nothing but placements with parents, P1; here PLACE is another type, or blank.

    Fix: correct PLACE_PROVIDER or PLACE.
    """
    ep = ret.episodes
    return (ep.place_provider == "PR0") & (ep.place != "P1")


# Against Ofsted's list


@rule(
    "224",
    "Provider does not fit the URN",
    group="placement",
    marks={"Episodes": ["PLACE_PROVIDER"]},
    reference="providers",
)
def provider_not_of_urn(ret):
    """PLACE_PROVIDER is none of the codes that Ofsted's list has for this URN, or the URN is not listed.

    Fix: look the URN up in Ofsted's list, and correct PLACE_PROVIDER or URN.
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
    "Own or another authority's provider is in the wrong area",
    years="2023-2025",
    group="placement",
    marks={"Episodes": ["URN", "PLACE_PROVIDER"]},
    reference="providers",
)
def provider_of_wrong_area(ret):
    """PLACE_PROVIDER says own provision (PR1), but Ofsted lists the URN in no place of the authority; or it
    says another authority's (PR2), but the URN is listed in this one.

    The provider's authority is that of its postcode, which may be wrong near a boundary.

    Fix: check the URN, and whether the provider is PR1 or PR2.
    """
    return _provider_of_wrong_area(ret)


@rule(
    "229",
    "Own or another authority's provider is in the wrong area",
    years="2026-",
    group="placement",
    marks={"Episodes": ["URN", "PLACE_PROVIDER"]},
    reference="providers",
)
def provider_of_wrong_area_2026(ret):
    """PLACE_PROVIDER says own provision (PR1), but Ofsted lists the URN in no place of the authority; or it
    says another authority's (PR2), but the URN is listed in this one.

    The provider's authority is that of its postcode, which may be wrong near a boundary. From this year
    supported accommodation (K3) and placements that Ofsted does not register are left out.

    Fix: check the URN, and whether the provider is PR1 or PR2.
    """
    return _provider_of_wrong_area(ret) & ~ret.episodes.place.isin(NOT_TIED_TO_AN_AREA_2026)
