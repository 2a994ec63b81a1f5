"""Faults in what is told of adoption: the plan (PlacedAdoption), the adoption (AD1) and its episodes."""

from __future__ import annotations

import pandas as pd

from xl903.schema import ADOPTIVE_PLACEMENTS
from xl903.synthetic.faults.editing import DAY, Edit, Row, years
from xl903.synthetic.faults.identity import never_permanent
from xl903.synthetic.faults.registry import fault


def _given_up(plan: pd.DataFrame) -> pd.Series:
    return plan.DATE_PLACED_CEASED.notna()


def _decided_this_year(edit: Edit, plan: pd.DataFrame) -> pd.Series:
    """Plans of this year, not given up, of children who are not placed yet."""
    episodes = edit.rows("Episodes")
    placed = episodes.loc[episodes["PLACE"].isin(ADOPTIVE_PLACEMENTS) | episodes["LS"].eq("E1"), "CHILD"]
    return (
        (plan.date_placed >= edit.start) & ~plan.adopted & ~_given_up(plan) & ~plan.CHILD.isin(list(placed))
    )


def _adopted_episode(edit: Edit) -> Row:
    return edit.pick("Episodes", lambda ep: ep.REC.isin(["E11", "E12"]) & ep.adopted)


def set_in_both_years(edit: Edit, row: Row, **cells: str | None) -> None:
    """Write cells of an episode, and of the same episode in last year's return if it was in there."""
    edit.set(row, **cells)
    for last_year in edit.rows_of("Episodes_last", row.CHILD, lambda ep: ep.decom == row.decom):
        edit.set(last_year, **cells)


@fault("117")
def plan_decided_after_the_year(edit: Edit) -> Row:
    """The decision that the child should be placed was dated after the end of the year."""
    row = edit.pick("PlacedAdoption", lambda plan: _decided_this_year(edit, plan) & plan.left.isna())
    return edit.set(row, DATE_PLACED=edit.end + 20 * DAY)


@fault("118")
def plan_given_up_before_the_year(edit: Edit) -> Row:
    """A plan for adoption was entered as given up before the year began."""
    row = edit.pick(
        "PlacedAdoption", lambda plan: _given_up(plan) & (plan.date_placed < edit.start - 20 * DAY)
    )
    return edit.set(row, DATE_PLACED_CEASED=edit.start - 10 * DAY)


@fault("119")
def plan_given_up_without_a_reason(edit: Edit) -> Row:
    """A plan for adoption was given up and the reason left out."""
    return edit.set(edit.pick("PlacedAdoption", _given_up), REASON_PLACED_CEASED=None)


@fault("151", also=["601"])
def tie_of_adopters_left_out(edit: Edit) -> Row:
    """The legal status of the adopters was left out."""
    return edit.set(edit.pick("AD1"), LS_ADOPTR=None)


@fault("184", also=["559", "1003"])
def plan_before_birth(edit: Edit) -> Row:
    """The decision that the child should be placed was dated before the child's birth."""
    episodes = edit.rows("Episodes")
    started = episodes.loc[episodes["RNE"] == "S", "CHILD"]
    row = edit.pick(
        "PlacedAdoption",
        lambda plan: (
            (plan.date_placed >= edit.start)
            & (plan.dob < edit.start)
            & ~plan.adopted
            & plan.CHILD.isin(list(started))
        ),
    )
    return edit.set(row, DATE_PLACED=row.dob - 30 * DAY)


@fault("199", also=["390", "601"])
def adopted_and_looked_after_again(edit: Edit) -> Row:
    """A child came into care again under the same number after having been adopted."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.plain
            & ep.open
            & ep.PLACE.str.startswith("U")
            & (ep.decom > edit.start + 90 * DAY)
            & (ep.dob < edit.start)
            & ep.CHILD.isin(never_permanent(edit))
        ),
    )
    edit.copy(row, DECOM=edit.start + 20 * DAY, DEC=edit.start + 50 * DAY, REC="E12")
    return row


@fault("331")
def matched_after_the_placement(edit: Edit) -> Row:
    """The child was entered as matched with the adopters only after having moved to them."""
    episode = _adopted_episode(edit)
    return edit.set(edit.pick("AD1", child=episode.CHILD), DATE_MATCH=episode.decom + DAY)


@fault("333", also=["523"])
def decided_after_the_matching(edit: Edit) -> Row:
    """The decision on adoption was dated after the matching."""
    row = edit.pick("AD1")
    return edit.set(row, DATE_INT=row.date_match + 2 * DAY)


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


@fault("335")
def fostered_by_strangers(edit: Edit) -> Row:
    """Adopters who had not fostered the child were entered as its foster carers."""
    episode = edit.pick("Episodes", lambda ep: ep.REC.isin(["E11", "E12"]) & ep.PLACE.isin(["A4", "A6"]))
    return edit.set(edit.pick("AD1", child=episode.CHILD), FOSTER_CARE="1")


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
