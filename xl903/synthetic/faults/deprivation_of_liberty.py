"""Faults in DoLo: orders on deprivation of liberty without a day, out of order, or in the wrong placement."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows
from xl903.synthetic.faults.formats import NO_DAY
from xl903.synthetic.faults.registry import fault


def new_order(edit: Edit, of: Row, start: pd.Timestamp, end: pd.Timestamp | None) -> Row:
    """An order added for the child of a row."""
    return edit.add("DoLo", CHILD=of.CHILD, DOB=of.dob, DOLO_START=start, DOLO_END=end)


def only_order(edit: Edit, suits: Suits = all_rows) -> Row:
    """The only order of a child."""
    orders = edit.rows("DoLo").CHILD.value_counts()
    return edit.pick("DoLo", lambda dl: dl.CHILD.map(orders).eq(1) & suits(dl))


def without_order(edit: Edit, places: set[str], suits: Suits = all_rows) -> Row:
    """The one open episode, in one of these placements, of a child in care before the year and without an order."""
    return edit.pick(
        "Episodes",
        lambda ep: (
            (ep.episodes == 1)
            & ep.open
            & (ep.decom < edit.start - 60 * DAY)
            & ep.PLACE.isin(places)
            & ~ep.dolo
            & suits(ep)
        ),
    )


@fault("700")
def start_of_order_left_out(edit: Edit) -> Row:
    """The day on which the order began was left out."""
    return edit.set(only_order(edit), DOLO_START=None)


@fault("701", also=["XL01"])
def end_of_order_is_not_a_date(edit: Edit) -> Row:
    """The day on which the order ended was typed as one that does not exist."""
    return edit.set(only_order(edit, lambda dl: dl.left.isna()), DOLO_END=NO_DAY)


@fault("702")
def order_ends_on_its_first_day(edit: Edit) -> Row:
    """The day on which the order began was entered for its end too."""
    row = only_order(edit, lambda dl: dl.dolo_start > edit.start)
    return edit.set(row, DOLO_END=row.dolo_start)


@fault("703")
def order_begins_after_the_year(edit: Edit) -> Row:
    """The order begins after the collection year."""
    return new_order(edit, without_order(edit, {"K2"}), edit.end + DAY, None)


@fault("704")
def order_ended_before_the_year(edit: Edit) -> Row:
    """An order of last year, which had ended by then, was returned again."""
    return new_order(edit, without_order(edit, {"K2"}), edit.start - 20 * DAY, edit.start - 5 * DAY)


@fault("705")
def orders_overlap(edit: Edit) -> Row:
    """The order begins before the one before it has ended."""
    row = without_order(edit, {"K2"})
    new_order(edit, row, edit.start + 5 * DAY, edit.start + 30 * DAY)
    return new_order(edit, row, edit.start + 29 * DAY, edit.start + 50 * DAY)


@fault("706")
def order_open_last_year_begins_on_another_day(edit: Edit) -> Row:
    """Last year's return left an order open; this year's has it begin on another day."""
    row = only_order(edit, lambda dl: dl.dolo_start < edit.start)
    edit.add("DoLo_last", CHILD=row.CHILD, DOB=row.dob, DOLO_START=row.dolo_start - DAY)
    return row


@fault("707")
def order_left_open_after_care(edit: Edit) -> Row:
    """Care has ended, but the order was left open."""
    row = edit.pick("Episodes", lambda ep: ep["last"] & ep.ends & ~ep.short_breaks & ~ep.dolo)
    return new_order(edit, row, row.dec - DAY, None)


@fault("708", also=["707"])
def order_begins_on_the_day_of_birth(edit: Edit) -> Row:
    """The date of birth stands where the first day of the order belongs."""
    row = only_order(edit, lambda dl: dl.dolo_end.isna())
    return edit.set(row, DOLO_START=row.dob)


@fault("709")
def order_in_foster_care(edit: Edit) -> Row:
    """An order was returned for a child in foster care, where none is expected."""
    row = without_order(edit, {"U1", "U4", "U6"})
    return new_order(edit, row, edit.start + 5 * DAY, edit.start + 30 * DAY)


@fault("710", also=["709"])
def order_in_supported_accommodation(edit: Edit) -> Row:
    """An order was returned for a young person in supported accommodation or with parents, which allow none."""
    row = without_order(edit, {"K1", "K3", "P1"})
    return new_order(edit, row, edit.start + 5 * DAY, edit.start + 30 * DAY)
