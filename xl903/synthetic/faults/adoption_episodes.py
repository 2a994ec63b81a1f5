"""Faults in the episodes of children who are placed for adoption or were adopted."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, years
from xl903.synthetic.faults.identity import never_permanent
from xl903.synthetic.faults.registry import fault


def set_in_both_years(edit: Edit, row: Row, **cells: str | None) -> None:
    """Write cells of an episode, and of the same episode in last year's return if it was in there."""
    edit.set(row, **cells)
    for last_year in edit.rows_of("Episodes_last", row.CHILD, lambda ep: ep.decom == row.decom):
        edit.set(last_year, **cells)


@fault("199", also=["390", "601"])
def adopted_and_looked_after_again(edit: Edit) -> Row:
    """A child came into care again under the same number after having been adopted."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.plain
            & ep.open
            & ep.PLACE.str.startswith("U")
            & ep.LS.ne("L2")
            & (ep.decom > edit.start + 90 * DAY)
            & (ep.dob < edit.start)
            & ep.CHILD.isin(never_permanent(edit))
        ),
    )
    edit.copy(row, DECOM=edit.start + 20 * DAY, DEC=edit.start + 50 * DAY, REC="E12")
    return row


@fault("334", also=["1003"])
def decided_before_care_began(edit: Edit) -> Row:
    """The child came into care, as both years' returns have it, only after the decision on adoption."""
    decided = edit.rows("AD1").groupby("CHILD")["date_int"].max()
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["first"]
            & ep.adopted
            & ep.RNE.ne("S")
            & (ep.decom > _of_each(ep, decided))
            & _has_a_worker_since(edit, ep)
        ),
    )
    set_in_both_years(edit, row, RNE="S")
    return row


def _has_a_worker_since(edit: Edit, ep: pd.DataFrame) -> pd.Series:
    """A social worker took over at the episode's start or later, as rule SW12STG2 wants it where care begins."""
    if edit.year < 2024:
        return ep["first"]
    latest = edit.rows("SWEpisodes").groupby("CHILD")["sw_decom"].max()
    return _of_each(ep, latest) >= ep.decom


def _of_each(ep: pd.DataFrame, by_child: pd.Series) -> pd.Series:
    """A day known by child, for each episode; NaT for children without."""
    return pd.Series(pd.to_datetime(by_child.reindex(ep.CHILD).to_numpy()), index=ep.index)


@fault("336")
def from_a_home_to_its_own_carers(edit: Edit) -> Row:
    """A child was entered as staying with foster carers who are to adopt it, but had lived with its parents."""
    episodes = edit.rows("Episodes")
    first = list(episodes.index[episodes["first"]])
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.PLACE.isin(["A5", "A6"])
            & ~ep["first"]
            & ~ep.adopted
            & ep.RNE.isin(["P", "T"])
            & (ep.prior_rne.ne("L") | ep.prior.isin(first))
        ),
    )
    prior = edit.pick("Episodes", lambda ep: ep["next"] == row.label, child=row.CHILD)
    set_in_both_years(edit, prior, PLACE="P1", URN=None, PLACE_PROVIDER="PR0")
    return edit.set(row, PLACE="A5", RNE="T")


@fault("386", also=["390", "601"])
def adopted_at_18(edit: Edit) -> Row:
    """A young person was entered as adopted on or after the 18th birthday."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.ends & (ep.dec >= ep.dob + years(18)))
    return edit.set(row, REC="E12")


@fault("390", also=["601"])
def adopted_from_a_foster_home(edit: Edit) -> Row:
    """A child was entered as adopted without having lived with adopters."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.ends & (ep.dec < ep.dob + years(10)))
    return edit.set(row, REC="E12")


@fault("408")
def placed_for_adoption_without_an_order(edit: Edit) -> Row:
    """A child placed under a placement order was entered under a care order."""
    row = edit.pick(
        "Episodes",
        lambda ep: ep.PLACE.isin(["A5", "A6"]) & ep["first"] & ep["last"] & ep.carried,
    )
    set_in_both_years(edit, row, LS="C2")
    return row
