"""Faults against last year's return: the episode that was open then is not the same in this year's."""

from __future__ import annotations

import numpy as np

from xl903.places import load_postcodes, placement_authority
from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows
from xl903.synthetic.faults.registry import fault
from xl903.synthetic.geography import around


def carried_over(edit: Edit, suits: Suits = all_rows) -> tuple[Row, Row]:
    """This year's first episode of a child, begun before the year, and the same one in last year's return."""
    row = edit.pick(
        "Episodes",
        lambda ep: ep["first"] & ep.carried & ~ep.short_breaks & suits(ep),
    )
    return row, edit.rows_of("Episodes_last", row.CHILD, lambda ep: ep["last"])[0]


def elsewhere(edit: Edit, post: str) -> str:
    """A postcode far away in another authority than the given one's, outside the council's area."""
    posts = np.array([post, *around(edit.council.authority).far[:300]], dtype=object)
    authorities = placement_authority(posts, load_postcodes())
    return str(posts[authorities != authorities[0]][0])


@fault("NoE", also=["562"])
def child_missing_from_last_year(edit: Edit) -> Row:
    """The child was in care before the year began, but last year's episodes do not have the child."""
    row, _ = carried_over(edit, lambda ep: (ep.episodes == 1) & ~ep.care_leaver)
    edit.drop_all("Episodes_last", row.CHILD)
    return row


@fault("562")
def last_episode_of_last_year_not_returned(edit: Edit) -> Row:
    """The last episode of last year was left out of that year's return, which ends with the one before."""
    row, then = carried_over(edit, lambda ep: (ep.last_episodes > 1) & (ep.RNE != "S"))
    edit.drop(then)
    return row


@fault("502", also=["562"])
@fault("562", also=["502"])
def start_typed_a_day_off_last_year(edit: Edit) -> Row:
    """Last year's return has the open episode begin on another day than this year's."""
    row, then = carried_over(edit)
    edit.set(then, DECOM=then.decom + DAY)
    return row


@fault("503A")
def reason_for_new_episode_changed(edit: Edit) -> Row:
    """The open episode was returned with another reason for its beginning last year."""
    row, then = carried_over(edit, lambda ep: ep.RNE.isin(["P", "B"]))
    edit.set(then, RNE="L")
    return row


@fault("503B")
def legal_status_changed(edit: Edit) -> Row:
    """The open episode was returned with another legal status last year."""
    row, then = carried_over(edit, lambda ep: ep.LS == "C2")
    edit.set(then, LS="C1")
    return row


@fault("503C")
def need_changed(edit: Edit) -> Row:
    """The child's category of need was another in last year's return."""
    row, then = carried_over(edit, lambda ep: ep.CIN == "N1")
    edit.set(then, CIN="N5")
    return row


@fault("503D")
def placement_type_changed(edit: Edit) -> Row:
    """The open placement was returned with another type last year."""
    row, then = carried_over(edit, lambda ep: ep.PLACE == "U6")
    edit.set(then, PLACE="U5")
    return row


@fault("503E")
def provider_code_changed(edit: Edit) -> Row:
    """The open placement was returned with another provider code last year."""
    row, then = carried_over(edit, lambda ep: ep.PLACE_PROVIDER == "PR1")
    edit.set(then, PLACE_PROVIDER="PR2")
    return row


@fault("503F")
def urn_left_out_last_year(edit: Edit) -> Row:
    """The open placement was returned without its URN last year."""
    row, then = carried_over(edit, lambda ep: ep.URN.notna())
    edit.set(then, URN=None)
    return row


@fault("453", also=["503G"])
@fault("503G", also=["453"])
def family_home_left_out_last_year(edit: Edit) -> Row:
    """The open episode was returned without the postcode of the family home last year."""
    row, then = carried_over(edit, lambda ep: ep.HOME_POST.notna() & ep.PL_POST.notna())
    edit.set(then, HOME_POST=None)
    return row


@fault("452", also=["503H"])
@fault("503H", also=["452"])
def placement_in_another_authority_last_year(edit: Edit) -> Row:
    """Last year's return has the open placement in another authority, neither of them the council's own."""
    inside = around(edit.council.authority).inside
    row, then = carried_over(
        edit, lambda ep: ep.HOME_POST.isna() & ep.PL_POST.notna() & ~ep.PL_POST.isin(inside)
    )
    edit.set(then, PL_POST=elsewhere(edit, row.PL_POST))
    return row


@fault("503J", also=["452", "453", "503G", "503H"])
def placement_outside_the_area_last_year(edit: Edit) -> Row:
    """Last year's return has the open placement far outside the council's area, this year's inside it."""
    inside = around(edit.council.authority).inside
    row, then = carried_over(edit, lambda ep: ep.HOME_POST.isin(inside) & ep.PL_POST.isin(inside))
    edit.set(then, PL_POST=elsewhere(edit, row.PL_POST))
    return row
