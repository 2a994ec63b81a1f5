"""Faults in PlacedAdoption: decisions out of order, or at odds with episodes and with last year's return."""

from __future__ import annotations

import pandas as pd

from xl903.s903.schema import ADOPTIVE_PLACEMENTS
from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows
from xl903.synthetic.faults.registry import fault

FIRST_ORDERS = pd.Timestamp(2005, 12, 1)
"""Since that day courts make placement orders."""

FREEING_ORDER_AT = "2023-2024"
"""Collection years that know the freeing order, D1."""


def standing(edit: Edit, suits: Suits = all_rows) -> Row:
    """A decision that stands, about a child who was not adopted."""
    return edit.pick(
        "PlacedAdoption",
        lambda plan: ~plan.adopted & plan.DATE_PLACED_CEASED.isna() & suits(plan),
    )


def given_up(edit: Edit, suits: Suits = all_rows) -> Row:
    """A decision that was reversed in the year."""
    return edit.pick("PlacedAdoption", lambda plan: plan.DATE_PLACED_CEASED.notna() & suits(plan))


def decide_on(edit: Edit, child: str, **cells: object) -> Row:
    """Change the child's decision in this year's return, and in last year's in the same way."""
    for row in edit.rows_of("PlacedAdoption_last", child):
        edit.set(row, **cells)  # type: ignore[arg-type]
    [row] = edit.rows_of("PlacedAdoption", child)
    return edit.set(row, **cells)  # type: ignore[arg-type]


def under_order(edit: Edit, suits: Suits = all_rows) -> Row:
    """The first episode under a placement order of a child who has not yet lived with adopters."""
    episodes = edit.rows("Episodes")
    with_adopters = set(episodes.CHILD[episodes.PLACE.isin(list(ADOPTIVE_PLACEMENTS))])
    return edit.pick(
        "Episodes",
        lambda ep: (
            (ep.LS == "E1")
            & (ep.decom == ep.decom.where(ep.LS == "E1").groupby(ep.CHILD).transform("min"))
            & ~ep.adopted
            & ep.for_adoption
            & ~ep.CHILD.isin(with_adopters)
            & suits(ep)
        ),
    )


def with_adopters(edit: Edit, suits: Suits = all_rows) -> Row:
    """The one episode in an adoptive placement of a child who lives there at year end."""
    return edit.pick(
        "Episodes",
        lambda ep: ep.PLACE.isin(list(ADOPTIVE_PLACEMENTS)) & ep.open & ep["last"] & suits(ep),
    )


@fault("522")
def given_up_before_decided(edit: Edit) -> Row:
    """The decision was reversed before it was made."""
    row = given_up(edit, lambda plan: plan.date_placed > edit.start + DAY)
    return edit.set(row, DATE_PLACED_CEASED=row.date_placed - DAY)


@fault("522", also=["553"])
def order_in_force_though_plan_was_given_up_before_decided(edit: Edit) -> Row:
    """The decision was reversed before it was made, and the placement order is still in force."""
    plans = edit.rows("PlacedAdoption")
    decided = plans.CHILD[plans.date_placed > edit.start + DAY]
    row = under_order(edit, lambda ep: ep.open & ep.CHILD.isin(decided))
    [plan] = edit.rows_of("PlacedAdoption", row.CHILD)
    return edit.set(plan, DATE_PLACED_CEASED=plan.date_placed - DAY, REASON_PLACED_CEASED="RD4")


@fault("551")
def placed_without_day_of_decision(edit: Edit) -> Row:
    """The child lives with adopters, but the day of the decision was left out."""
    row = with_adopters(edit)
    decide_on(edit, row.CHILD, DATE_PLACED=None)
    return row


@fault("552", also=["554"])
@fault("554", also=["552"])
def decided_after_the_child_was_placed(edit: Edit) -> Row:
    """The decision is dated after the placement order and after the child had moved to the adopters."""
    row = with_adopters(edit, lambda ep: (ep.LS == "E1") & (ep.decom < edit.end))
    return decide_on(edit, row.CHILD, DATE_PLACED=row.decom + DAY)


@fault("553")
def order_without_decision(edit: Edit) -> Row:
    """The child is under a placement order, but no decision was returned."""
    row = under_order(edit, lambda ep: ep.left.isna())
    edit.drop_all("PlacedAdoption", row.CHILD)
    return row


@fault("553")
def order_in_force_though_plan_was_given_up(edit: Edit) -> Row:
    """The decision was entered as reversed, but the placement order is still in force."""
    row = under_order(edit, lambda ep: ep.open)
    [plan] = edit.rows_of("PlacedAdoption", row.CHILD)
    return edit.set(plan, DATE_PLACED_CEASED=edit.end - DAY, REASON_PLACED_CEASED="RD4")


@fault("554")
def decided_after_the_order(edit: Edit) -> Row:
    """The decision is dated after the placement order."""
    row = under_order(edit, lambda ep: ep.open & ep["last"] & (ep.decom < edit.end))
    decide_on(edit, row.CHILD, DATE_PLACED=row.decom + DAY)
    return row


@fault("445", also=["451"], years=FREEING_ORDER_AT)
@fault("451", also=["445"], years=FREEING_ORDER_AT)
def open_episode_under_freeing_order(edit: Edit) -> Row:
    """The child is under a freeing order at year end, which no court has made since 2005."""
    return edit.set(under_order(edit, lambda ep: ep.open & ~ep.carried), LS="D1")


@fault("555", also=["445", "451"], years=FREEING_ORDER_AT)
def freeing_order_without_decision(edit: Edit) -> Row:
    """The child is under a freeing order, but no decision was returned."""
    row = under_order(edit, lambda ep: ep.open & ~ep.carried)
    edit.drop_all("PlacedAdoption", row.CHILD)
    return edit.set(row, LS="D1")


@fault("556", also=["445", "451"], years=FREEING_ORDER_AT)
def decided_after_freeing_order(edit: Edit) -> Row:
    """The decision is dated after the freeing order."""
    row = under_order(edit, lambda ep: ep.open & ~ep.carried & (ep.decom < edit.end))
    decide_on(edit, row.CHILD, DATE_PLACED=row.decom + DAY)
    return edit.set(row, LS="D1")


@fault("557")
def end_of_plan_not_told(edit: Edit) -> Row:
    """The child left care without being adopted, but the decision was not entered as reversed."""
    row = edit.pick("Episodes", lambda ep: ep.REC.isin(["E11", "E12"]) & (ep.LS == "E1"))
    edit.drop_all("AD1", row.CHILD)
    return edit.set(row, REC="E41")


@fault("558", also=["523", "525", "579"])
def adopted_though_both_plans_were_given_up(edit: Edit) -> Row:
    """The child was adopted, but both of the decisions about it were entered as reversed."""
    plan = edit.pick(
        "PlacedAdoption",
        lambda plan: plan.adopted & (plan.date_placed < edit.start) & (plan.left > edit.start + DAY),
    )
    edit.set(plan, DATE_PLACED_CEASED=plan.left - DAY, REASON_PLACED_CEASED="RD4")
    edit.copy(plan, DATE_PLACED=plan.date_placed - DAY)
    return edit.rows_of("Episodes", plan.CHILD, lambda ep: ep["last"])[0]


@fault("559")
def decision_missing_from_last_year(edit: Edit) -> Row:
    """The decision was made before the year, but last year's return does not have it."""
    row = standing(edit, lambda plan: plan.date_placed < edit.start)
    edit.drop_all("PlacedAdoption_last", row.CHILD)
    return row


@fault("560")
def day_of_decision_changed(edit: Edit) -> Row:
    """The decision has another day than in last year's return."""
    row = standing(edit, lambda plan: plan.date_placed < edit.start)
    for then in edit.rows_of("PlacedAdoption_last", row.CHILD):
        edit.set(then, DATE_PLACED=row.date_placed - DAY)
    return row


@fault("561", also=["584"])
@fault("584", also=["561"])
def decision_given_up_last_year(edit: Edit) -> Row:
    """The decision was reversed according to last year's return, but is returned again."""
    row = standing(edit, lambda plan: plan.date_placed < edit.start - DAY)
    for then in edit.rows_of("PlacedAdoption_last", row.CHILD):
        edit.set(then, DATE_PLACED_CEASED=edit.start - DAY, REASON_PLACED_CEASED="RD4")
    return row


@fault("563")
def day_of_reversed_decision_left_out(edit: Edit) -> Row:
    """The decision was reversed, but the day on which it was made was left out."""
    row = given_up(edit)
    return decide_on(edit, row.CHILD, DATE_PLACED=None)


@fault("579")
def decided_again_before_giving_up(edit: Edit) -> Row:
    """A second decision was made before the first had been reversed."""
    row = given_up(edit)
    return edit.copy(
        row, DATE_PLACED=row.date_placed + DAY, DATE_PLACED_CEASED=None, REASON_PLACED_CEASED=None
    )


@fault("583", also=["579"])
def first_of_two_decisions_not_given_up(edit: Edit) -> Row:
    """A second decision was made, but the first was not entered as reversed."""
    row = standing(edit, lambda plan: plan.date_placed < edit.end)
    edit.copy(row, DATE_PLACED=row.date_placed + DAY)
    return row


@fault("1003")
def decided_before_care_began(edit: Edit) -> Row:
    """The decision is dated before the child came into care."""
    decided = set(edit.rows("PlacedAdoption_last").CHILD)
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["first"]
            & (ep.RNE == "S")
            & ep.for_adoption
            & ~ep.adopted
            & (ep.decom > ep.dob + DAY)
            & ((ep.decom > edit.start + DAY) | ep.CHILD.isin(decided))
        ),
    )
    return decide_on(edit, row.CHILD, DATE_PLACED=row.decom - DAY)


@fault("446", also=["302", "554"])
def placement_order_before_there_were_any(edit: Edit) -> Row:
    """The placement order begins before December 2005, when the first were made."""
    row = under_order(edit, lambda ep: ep["first"] & ep.carried)
    for then in edit.rows_of("Episodes_last", row.CHILD):
        if then.last:
            edit.set(then, DECOM=FIRST_ORDERS - DAY)
        else:
            edit.drop(then)
    return edit.set(row, DECOM=FIRST_ORDERS - DAY)


@fault("117")
def plan_decided_after_the_year(edit: Edit) -> Row:
    """The decision that the child should be placed was dated after the end of the year."""
    episodes = edit.rows("Episodes")
    placed = episodes.PLACE.isin(list(ADOPTIVE_PLACEMENTS)) | (episodes.LS == "E1")
    row = standing(
        edit,
        lambda plan: (
            (plan.date_placed >= edit.start) & plan.left.isna() & ~plan.CHILD.isin(episodes.CHILD[placed])
        ),
    )
    return edit.set(row, DATE_PLACED=edit.end + 20 * DAY)


@fault("118")
def plan_given_up_before_the_year(edit: Edit) -> Row:
    """A plan for adoption was entered as given up before the year began."""
    row = given_up(edit, lambda plan: plan.date_placed < edit.start - 20 * DAY)
    return edit.set(row, DATE_PLACED_CEASED=edit.start - 10 * DAY)


@fault("119")
def plan_given_up_without_a_reason(edit: Edit) -> Row:
    """A plan for adoption was given up and the reason left out."""
    return edit.set(given_up(edit), REASON_PLACED_CEASED=None)


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
