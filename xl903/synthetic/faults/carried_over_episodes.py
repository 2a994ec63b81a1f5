"""Faults against last year's return: the episode that was open then is not the same in this year's.

Last year's return was accepted, so that the slip is in this year's: the right value can be read in last year's.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from xl903.places import load_postcodes, placement_authority, placement_distance
from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows, first_of
from xl903.synthetic.faults.placements import with_known_carers
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


def repeated_alone(edit: Edit, suits: Suits = all_rows) -> Row:
    """This year's only episode of a child, open at the end of last year: what is changed in it touches no other."""
    return carried_over(edit, lambda ep: ep["last"] & ~ep.uasc & suits(ep))[0]


@fault("502", also=["562"])
@fault("562", also=["502"])
def start_typed_a_day_off(edit: Edit) -> Row:
    """The episode that was open last year was returned as beginning a day later than in last year's return."""
    row, _ = carried_over(
        edit,
        lambda ep: (
            (ep.decom + DAY < edit.start) & (ep.days > 40) & ~ep.for_adoption & ~ep.adopted & ~ep.missing
        ),
    )
    return edit.set(row, DECOM=row.decom + DAY)


@fault("503A")
def reason_for_new_episode_changed(edit: Edit) -> Row:
    """The open episode was returned with another reason for its beginning than last year."""
    row, _ = carried_over(edit, lambda ep: ep.RNE.isin(["P", "B"]))
    return edit.set(row, RNE="L")


@fault("503B")
def legal_status_changed(edit: Edit) -> Row:
    """The open episode was returned with another legal status than last year."""
    return edit.set(repeated_alone(edit, lambda ep: ep.LS.eq("C2") & ~ep.for_adoption), LS="C1")


@fault("503C")
def need_changed(edit: Edit) -> Row:
    """The child's category of need was returned as another than last year."""
    return edit.set(repeated_alone(edit, lambda ep: ep.CIN == "N1"), CIN="N5")


@fault("503D")
def placement_type_changed(edit: Edit) -> Row:
    """The open placement was returned with another type than last year."""
    return edit.set(repeated_alone(edit, lambda ep: ep.PLACE == "U6"), PLACE="U5")


@fault("503E", also=["224"])
def provider_code_changed(edit: Edit) -> Row:
    """The open placement was returned with another provider code than last year."""
    row = repeated_alone(edit, with_known_carers)
    return edit.set(row, PLACE_PROVIDER="PR5" if row.PLACE_PROVIDER == "PR4" else "PR4")


@fault("503F", also=["218"])
def urn_of_last_year_left_out(edit: Edit) -> Row:
    """The open placement was returned without its URN, which last year's return has."""
    registered = ["U6", "K2"]
    return edit.set(repeated_alone(edit, lambda ep: ep.URN.notna() & ep.PLACE.isin(registered)), URN=None)


@fault("453", also=["503G"])
@fault("503G", also=["453"])
def another_family_home(edit: Edit) -> Row:
    """The open episode was returned with the postcode of another home than last year."""
    row = repeated_alone(edit, lambda ep: ep.HOME_POST.notna() & ep.PL_POST.notna())
    posts = np.array([row.HOME_POST, *around(edit.council.authority).inside[:100]], dtype=object)
    miles = placement_distance(pd.Series(posts), pd.Series([row.PL_POST] * len(posts)), load_postcodes())
    other = (abs(miles - miles[0]) > 1) & (posts != row.PL_POST)
    return edit.set(row, HOME_POST=str(first_of(pd.Series(posts)[other])))


@fault("452", also=["503H"])
@fault("503H", also=["452"])
def placement_in_another_authority(edit: Edit) -> Row:
    """The open placement was returned with a postcode in another authority than last year, outside the area."""
    inside = around(edit.council.authority).inside
    row, _ = carried_over(
        edit,
        lambda ep: (
            ep["last"]
            & ep.HOME_POST.isna()
            & ep.PL_POST.notna()
            & ep.PLACE.isin(["U1", "U4", "U6"])
            & ~ep.PL_POST.isin(inside)
        ),
    )
    return edit.set(row, PL_POST=elsewhere(edit, row.PL_POST))


@fault("503J", also=["452", "453", "503G", "503H"])
def placement_outside_the_area(edit: Edit) -> Row:
    """The open placement was returned with a postcode far outside the council's area, and not as last year."""
    inside = around(edit.council.authority).inside
    row = repeated_alone(
        edit,
        lambda ep: ep.HOME_POST.isin(inside) & ep.PL_POST.isin(inside) & ep.PLACE.isin(["U1", "U4", "U6"]),
    )
    return edit.set(row, PL_POST=elsewhere(edit, row.PL_POST))
