"""Faults in who provides a placement and where: provider codes that the placement type rules out, URN, distance."""

from __future__ import annotations

from xl903.s903.schema import URN_PLACEHOLDER
from xl903.synthetic.faults.editing import Edit, Row, Suits, all_rows
from xl903.synthetic.faults.placements import with_a_home
from xl903.synthetic.faults.registry import fault
from xl903.synthetic.geography import around

FAR_NORTH = "ZE1 0LZ"
"""A postcode in Lerwick, Shetland: more than 350 miles from any placement in England, Berwick aside."""


def lives(edit: Edit, *places: str, suits: Suits = all_rows) -> Row:
    """The one episode, begun this year, of a child in a placement of these types."""
    return edit.pick("Episodes", lambda ep: ep.plain & ep.PLACE.isin(places) & suits(ep))


def fostered_by_agency(edit: Edit) -> Row:
    """Such an episode with foster carers of a private agency that Ofsted registers."""
    return lives(
        edit, "U6", suits=lambda ep: ep.URN.notna() & ep.URN.ne(URN_PLACEHOLDER) & ep.PLACE_PROVIDER.eq("PR4")
    )


def outside_the_area(edit: Edit, *places: str, suits: Suits = all_rows) -> Row:
    """Such an episode at a postcode outside the council's area."""
    inside = around(edit.council.authority).inside
    return lives(edit, *places, suits=lambda ep: ep.PL_POST.notna() & ~ep.PL_POST.isin(inside) & suits(ep))


@fault("526", also=["224"])
def provider_left_out(edit: Edit) -> Row:
    """The provider of the placement was left out."""
    return edit.set(fostered_by_agency(edit), PLACE_PROVIDER=None)


@fault("527", also=["1015"])
def prison_of_the_council(edit: Edit) -> Row:
    """A prison or hospital in another council's area was entered as the council's own."""
    return edit.set(outside_the_area(edit, "R2", "R5"), PLACE_PROVIDER="PR1")


@fault("528")
def prison_of_another_council(edit: Edit) -> Row:
    """A prison or hospital was entered as another council's."""
    return edit.set(lives(edit, "R2", "R5"), PLACE_PROVIDER="PR2")


@fault("529", also=["224"])
def foster_carers_of_a_public_body(edit: Edit) -> Row:
    """Foster carers were entered as provided by a public body that is no council."""
    return edit.set(fostered_by_agency(edit), PLACE_PROVIDER="PR3")


@fault("530")
def parents_as_private_provider(edit: Edit) -> Row:
    """A placement with parents was entered as a private provider's."""
    return edit.set(lives(edit, "P1"), PLACE_PROVIDER="PR4")


@fault("531")
def parents_as_charity(edit: Edit) -> Row:
    """A placement with parents was entered as a charity's."""
    return edit.set(lives(edit, "P1"), PLACE_PROVIDER="PR5")


@fault("550")
def care_home_of_the_parents(edit: Edit) -> Row:
    """A residential care home, hospital or prison was entered as provided by the parents."""
    return edit.set(lives(edit, "R1", "R2", "R5"), PLACE_PROVIDER="PR0")


@fault("1015", also=["224", "229"])
def own_home_elsewhere(edit: Edit) -> Row:
    """A private children's home in another council's area was entered as the council's own."""
    return edit.set(outside_the_area(edit, "K2", suits=lambda ep: ep.URN.notna()), PLACE_PROVIDER="PR1")


@fault("1008", also=["219", "224"])
def urn_that_ofsted_does_not_list(edit: Edit) -> Row:
    """The URN was mistyped as one that no provider has."""
    return edit.set(fostered_by_agency(edit), URN="1999999")


@fault("1009")
def reason_for_move_that_does_not_exist(edit: Edit) -> Row:
    """The reason for the change of placement was typed with a code that does not exist."""
    row = edit.pick("Episodes", lambda ep: ep.REASON_PLACE_CHANGE.notna())
    return edit.set(row, REASON_PLACE_CHANGE="MOVED")


@fault("454")
def family_home_in_shetland(edit: Edit) -> Row:
    """The postcode of the family home was mistyped as one in Shetland, hundreds of miles from the placement."""
    inside = around(edit.council.authority).inside
    row = edit.pick(
        "Episodes",
        lambda ep: with_a_home(ep) & ep.PLACE.isin(["U6", "K2"]) & ep.PL_POST.isin(inside),
    )
    return edit.set(row, HOME_POST=FAR_NORTH)
