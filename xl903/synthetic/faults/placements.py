"""Faults in where a child lives: placement type, provider, URN and postcodes."""

from __future__ import annotations

import pandas as pd

from xl903.s903.schema import TEMPORARY_PLACEMENTS, URN_PLACEHOLDER
from xl903.synthetic.faults.editing import DAY, Edit, Row, first_of, years
from xl903.synthetic.faults.registry import fault

UNKNOWN_POSTCODE = "ZZ9 9ZZ"
"""Has a postcode's form but is none."""

_REGISTERED_IN_2023 = pd.Timestamp(2023, 10, 28)
"""The day from which supported accommodation registers with Ofsted."""


def with_known_carers(ep: pd.DataFrame) -> pd.Series:
    """Episodes with foster carers of an agency whose URN Ofsted knows."""
    private = ep.PLACE.eq("U6") & ep.PLACE_PROVIDER.isin(["PR4", "PR5"])
    return private & ep.URN.notna() & ep.URN.ne(URN_PLACEHOLDER)


def fostered(ep: pd.DataFrame) -> pd.Series:
    """Open plain episodes with foster carers whose agency Ofsted knows."""
    return ep.plain & ep.open & with_known_carers(ep)


def with_a_home(ep: pd.DataFrame) -> pd.Series:
    """Episodes begun this year, of any child with a home and a placement, first or later ones."""
    return ~ep.carried & ~ep.uasc & ~ep.short_breaks & ep.HOME_POST.notna() & ep.PL_POST.notna()


def in_a_home(ep: pd.DataFrame) -> pd.Series:
    """Open plain episodes in a private children's home whose URN Ofsted knows."""
    return ep.plain & ep.open & ep.PLACE.eq("K2") & ep.PLACE_PROVIDER.eq("PR4") & ep.URN.notna()


def _another_home(edit: Edit, row: Row) -> str:
    """The postcode of another children's home of the register."""
    homes = edit.providers[edit.providers["PLACE_CODES"] == "K2"]
    return str(first_of(homes.loc[homes["POSTCODE"] != row.PL_POST, "POSTCODE"]))


def _closed_homes(edit: Edit) -> pd.DataFrame:
    """Private children's homes of the register that are closed, with the day as ``closed``."""
    homes = edit.providers.assign(closed=pd.to_datetime(edit.providers["REG_END"], format="%d/%m/%Y"))
    return homes[homes["closed"].notna() & homes["PLACE_CODES"].eq("K2") & homes["PROVIDER_CODES"].eq("PR4")]


@fault("146", also=["219"])
def placement_that_does_not_exist(edit: Edit) -> Row:
    """The placement type was typed with a code that does not exist."""
    return edit.set(edit.pick("Episodes", fostered), PLACE="U9")


@fault("164", also=["454"])
def distance_of_a_thousand_miles(edit: Edit) -> Row:
    """The placement was worked out as lying more than a thousand miles from home."""
    return edit.set(edit.pick("Episodes", lambda ep: ep.plain & ep.open), PL_DISTANCE="1234.5")


@fault("169", also=["179", "392a", "392b"])
@fault("179", also=["169", "392a", "392b"])
def placement_postcode_left_out(edit: Edit) -> Row:
    """The postcode of the placement was left out."""
    return edit.set(edit.pick("Episodes", fostered), PL_POST=None)


@fault("169", also=["179", "392a", "392b"])
@fault("179", also=["169", "392a", "392b"])
def postcode_of_a_home_left_out(edit: Edit) -> Row:
    """The postcode of a children's home was left out."""
    return edit.set(edit.pick("Episodes", in_a_home), PL_POST=None)


@fault("169", also=["179", "392a", "392b", "434"])
@fault("179", also=["169", "392a", "392b", "434"])
def postcode_left_out_under_a_new_status(edit: Edit) -> Row:
    """The legal status changed, and the postcode of the placement, which stayed, was not entered again."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            with_a_home(ep)
            & (ep["last"] & ep.open & ep.RNE.eq("L"))
            & (ep.PLACE.eq("U6") & ep.URN.notna() & ep.URN.ne(URN_PLACEHOLDER))
        ),
    )
    return edit.set(row, PL_POST=None)


@fault("178")
def provider_that_does_not_exist(edit: Edit) -> Row:
    """The provider of a placement was typed with a code that does not exist."""
    row = edit.pick("Episodes", lambda ep: ep["last"] & ~ep.carried & ep.PLACE.eq("R1") & ep.RNE.ne("L"))
    return edit.set(row, PLACE_PROVIDER="PR9")


@fault("213", also=["178"])
def provider_of_a_holiday(edit: Edit) -> Row:
    """A temporary placement was given a provider."""
    row = edit.pick("Episodes", lambda ep: ep.PLACE.isin(["T1", "T2", "T3"]) & ~ep.carried)
    return edit.set(row, PLACE_PROVIDER="PR4")


@fault("217t", years="2024-2024")
def independent_beyond_october_2023(edit: Edit) -> Row:
    """A placement in independent living goes on after the day on which that type was given up."""
    row = edit.pick(
        "Episodes", lambda ep: ep.plain & ep.open & ep.PLACE.eq("H5") & (ep.decom > _REGISTERED_IN_2023)
    )
    return edit.set(row, PLACE="P2", URN=None)


@fault("218")
def urn_left_out(edit: Edit) -> Row:
    """The URN of a placement that Ofsted registers was left out."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & ~ep.carried
            & ep.RNE.ne("L")
            & ep.URN.notna()
            & ep.URN.ne(URN_PLACEHOLDER)
            & ep.PLACE.ne("H5")
        ),
    )
    return edit.set(row, URN=None)


@fault("219")
def adopters_of_a_fostering_agency(edit: Edit) -> Row:
    """A placement with adopters was given the URN of an agency that is registered for fostering only."""
    agency = edit.providers[
        edit.providers["PLACE_CODES"].str.startswith("U")
        & edit.providers["PROVIDER_CODES"].eq("PR5")
        & edit.providers["REG_END"].isna()
    ]
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.PLACE.isin(["A5", "A6"])
            & ep.PLACE_PROVIDER.eq("PR5")
            & ep.URN.ne(URN_PLACEHOLDER)
            & ep.URN.notna()
            & ep["last"]
            & ~ep.carried
        ),
    )
    return edit.set(row, URN=str(first_of(agency["URN"])))


@fault("221")
def postcode_of_another_home(edit: Edit) -> Row:
    """A placement in a children's home was given the postcode of another home."""
    row = edit.pick("Episodes", in_a_home)
    return edit.set(row, PL_POST=_another_home(edit, row))


@fault("222", also=["219", "224"])
def urn_of_parents(edit: Edit) -> Row:
    """A placement with parents was given a URN."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.open & ep.PLACE.eq("P1"))
    agency = edit.providers.loc[edit.providers["PLACE_CODES"].str.startswith("U"), "URN"]
    return edit.set(row, URN=str(first_of(agency)))


@fault("224")
def private_home_as_a_charity(edit: Edit) -> Row:
    """A private children's home was entered as run by a charity."""
    return edit.set(edit.pick("Episodes", in_a_home), PLACE_PROVIDER="PR5")


@fault("227", also=["228"])
def home_closed_before_the_start(edit: Edit) -> Row:
    """A placement was given the URN of a children's home that had closed before."""
    closed = _closed_homes(edit)
    row = edit.pick("Episodes", lambda ep: in_a_home(ep) & (ep.decom > closed["closed"].min() + DAY))
    home = first_of(closed[closed["closed"] < row.decom])
    return edit.set(row, URN=home["URN"], PL_POST=home["POSTCODE"])


@fault("228")
def home_closed_before_the_end(edit: Edit) -> Row:
    """A placement goes on after the children's home had closed."""
    closed = _closed_homes(edit)
    closed = closed[closed["closed"] < edit.end]
    row = edit.pick("Episodes", lambda ep: in_a_home(ep) & (ep.decom < closed["closed"].max()))
    home = first_of(closed[closed["closed"] > row.decom])
    return edit.set(row, URN=home["URN"], PL_POST=home["POSTCODE"])


@fault("229", also=["224"])
def carers_of_another_council_as_own(edit: Edit) -> Row:
    """Foster carers of a private agency elsewhere were entered as the council's own."""
    elsewhere = edit.providers.loc[~_in_own_authority(edit), "URN"]
    row = edit.pick(
        "Episodes", lambda ep: fostered(ep) & ep.PLACE_PROVIDER.ne("PR1") & ep.URN.isin(list(elsewhere))
    )
    return edit.set(row, PLACE_PROVIDER="PR1")


def _in_own_authority(edit: Edit) -> pd.Series:
    own = edit.providers.loc[edit.providers["PROVIDER_CODES"] == "PR1", "LA_NAME"]
    return edit.providers["LA_NAME"].isin(list(own))


@fault("230", years="2024-2024")
def no_urn_in_semi_independent_living(edit: Edit) -> Row:
    """Semi-independent living has no URN although its providers register with Ofsted now."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.open & ep.PLACE.eq("H5") & ep.URN.notna())
    return edit.set(row, URN=None)


@fault("241", also=["221"], years="2026-")
def supported_accommodation_elsewhere(edit: Edit) -> Row:
    """A placement in supported accommodation was given a postcode where the provider has no premises."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.open & ep.PLACE.eq("K3"))
    of_provider = edit.providers["URN"] == row.URN
    there = edit.providers["LA_NAME"].isin(list(edit.providers.loc[of_provider, "LA_NAME"]))
    return edit.set(row, PL_POST=str(first_of(edit.providers.loc[~there, "POSTCODE"])))


@fault("242", years="2026-")
def placeholder_for_a_home(edit: Edit) -> Row:
    """A children's home was given the URN that stands for foster carers without one."""
    return edit.set(edit.pick("Episodes", in_a_home), URN=URN_PLACEHOLDER)


@fault("243", years="2026-")
def urn_in_wales(edit: Edit) -> Row:
    """A placement outside England was given a URN."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.PLACE.str.startswith("U")
            & ep.URN.isna()
            & ep.PL_POST.notna()
            & ep["last"]
            & ep.RNE.ne("L")
            & ~ep.carried
        ),
    )
    return edit.set(row, URN=URN_PLACEHOLDER)


@fault("370", years="2023-2024")
def independent_at_twelve(edit: Edit) -> Row:
    """A child far too young for it was entered as living independently."""
    row = _ended(edit, 13, before=_REGISTERED_IN_2023 if edit.year == 2024 else edit.end)
    return edit.set(row, PLACE="P2", URN=None, PLACE_PROVIDER="PR4")


@fault("371")
def semi_independent_at_twelve(edit: Edit) -> Row:
    """A child far too young for it was entered as living semi-independently."""
    row = _ended(edit, 13, before=_REGISTERED_IN_2023 if edit.year == 2024 else edit.end)
    if edit.year <= 2024:
        return edit.set(row, PLACE="H5", URN=None, PLACE_PROVIDER="PR4")
    return _lives_as(edit, row, "K3")


@fault("372")
def custody_at_eight(edit: Edit) -> Row:
    """A child under 10 was entered as in custody."""
    return edit.set(_ended(edit, 9), PLACE="R5", URN=None, PLACE_PROVIDER="PR3")


@fault("373")
def residential_school_at_three(edit: Edit) -> Row:
    """A child under 4 was entered as in a residential school."""
    return _lives_as(edit, _ended(edit, 4), "S1")


@fault("374")
def residential_employment_at_twelve(edit: Edit) -> Row:
    """A child under 14 was entered as in residential employment."""
    return edit.set(_ended(edit, 13), PLACE="P3", URN=None, PLACE_PROVIDER="PR4")


def _ended(edit: Edit, age: int, before: pd.Timestamp | None = None) -> Row:
    """A plain episode that has ended, with foster carers, of a child younger than that at its end."""
    return edit.pick(
        "Episodes",
        lambda ep: (
            ep.plain
            & ep.ends
            & ep.PLACE.isin(["U6", "K2"])
            & ~ep.REC.isin(["E45", "E46"])
            & (ep.dec <= (edit.end if before is None else before))
            & (ep.dec < ep.dob + years(age))
        ),
    )


def _lives_as(edit: Edit, row: Row, place: str) -> Row:
    """Let the row tell of a registered provider of that placement type that is still open."""
    there = edit.providers[(edit.providers["PLACE_CODES"] == place) & edit.providers["REG_END"].isna()]
    one = first_of(there)
    return edit.set(
        row, PLACE=place, URN=one["URN"], PL_POST=one["POSTCODE"], PLACE_PROVIDER=one["PROVIDER_CODES"]
    )


# Temporary placements


def _away(edit: Edit, place: str, days: int) -> Row:
    """A temporary placement of that type, made to last that many days; the child comes back later for it."""
    episodes = edit.rows("Episodes")
    row = edit.pick(
        "Episodes",
        lambda ep: ep.PLACE.eq(place) & ~ep.carried & ~ep.dolo & ep.next.map(episodes.days).gt(days + 10),
    )
    edit.set(
        edit.pick("Episodes", lambda ep: ep.prior == row.label, child=row.CHILD), DECOM=row.decom + days * DAY
    )
    return edit.set(row, DEC=row.decom + days * DAY)


@fault("375")
def in_hospital_for_seven_weeks(edit: Edit) -> Row:
    """A stay in hospital of more than six weeks was entered as a temporary placement."""
    return _away(edit, "T1", 45)


@fault("376")
def carers_on_holiday_for_four_weeks(edit: Edit) -> Row:
    """A carers' holiday of more than three weeks was entered as a temporary placement."""
    return _away(edit, "T3", 26)


@fault("379")
def away_for_ten_days(edit: Edit) -> Row:
    """Another absence of more than a week was entered as a temporary placement."""
    return _away(edit, "T4", 10)


@fault("377")
def third_holiday_of_carers(edit: Edit) -> Row:
    """A third temporary placement for a carers' holiday was entered within the year."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.PLACE.eq("T3")
            & ~ep.carried
            & (ep.dec < edit.end - 80 * DAY)
            & ep.next.isin(ep.index[ep["last"] & ep.open])
        ),
    )
    back = edit.pick("Episodes", lambda ep: ep.prior == row.label, child=row.CHILD)
    at = back.decom
    for _ in range(2):
        away = edit.copy(row, DECOM=at + 20 * DAY, DEC=at + 27 * DAY)
        later = edit.copy(back, DECOM=at + 27 * DAY)
        edit.set(back, DEC=at + 20 * DAY, REC="X1")
        back, at, row = later, at + 27 * DAY, away
    return row


@fault("380")
def away_without_a_move(edit: Edit) -> Row:
    """A temporary placement was entered as beginning without a move to other carers."""
    return edit.set(
        edit.pick("Episodes", lambda ep: ep.PLACE.isin(TEMPORARY_PLACEMENTS) & ~ep.carried), RNE="T"
    )


@fault("381")
def care_ends_on_holiday(edit: Edit) -> Row:
    """A child's last placement before care ended was entered as a temporary one."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & ep.ends
            & ep.RNE.eq("P")
            & ~ep["first"]
            & ep.REC.eq("E4A")
            & ~ep.carried
            & ~ep.prior_place.isin(TEMPORARY_PLACEMENTS)
            & ep.PLACE.str.startswith("U")
        ),
    )
    prior = edit.pick("Episodes", lambda ep: ep["next"] == row.label, child=row.CHILD)
    edit.set(prior, REASON_PLACE_CHANGE=None)
    return edit.set(row, PLACE="T0", PLACE_PROVIDER=None, URN=None)


@fault("383")
def back_to_another_kind_of_home(edit: Edit) -> Row:
    """A child came back from a temporary placement to the same carers under another placement type."""
    episodes = edit.rows("Episodes")
    temporary = episodes.PLACE.isin(TEMPORARY_PLACEMENTS) & ~episodes["first"]
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"] & ~ep.carried & ep.prior.isin(list(temporary.index[temporary])) & ep.PLACE.eq("U6")
        ),
    )
    return edit.set(row, PLACE="U4")


# Postcodes


@fault("392b", also=["392a"])
@fault("392a", also=["392b"])
def home_postcode_left_out(edit: Edit) -> Row:
    """The postcode of the child's home was left out."""
    return edit.set(edit.pick("Episodes", with_a_home), HOME_POST=None)


@fault("392c", also=["392a"])
def home_postcode_that_does_not_exist(edit: Edit) -> Row:
    """The postcode of the child's home was typed as one that does not exist."""
    return edit.set(edit.pick("Episodes", with_a_home), HOME_POST=UNKNOWN_POSTCODE)


@fault("392d")
def home_as_the_placement(edit: Edit) -> Row:
    """The postcode of the placement was entered as the child's home, too."""
    row = edit.pick("Episodes", fostered)
    return edit.set(row, HOME_POST=row.PL_POST)


@fault("411")
def placement_elsewhere_as_inside(edit: Edit) -> Row:
    """A placement in another authority is marked as lying inside the council's own."""
    own = edit.providers.loc[~_in_own_authority(edit), "POSTCODE"]
    row = edit.pick(
        "Episodes", lambda ep: ep.plain & ep.open & ep.PLACE.eq("K2") & ep.PL_POST.isin(list(own))
    )
    return edit.set(row, PL_LOCATION="IN")
