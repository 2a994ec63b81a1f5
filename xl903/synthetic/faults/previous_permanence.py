"""Faults in PrevPerm: what was permanent before care began, left out, mistyped or given for the wrong child."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row
from xl903.synthetic.faults.registry import fault

ASKED_FOR_SINCE = pd.Timestamp(2016, 4, 1)
"""PrevPerm is asked for of children whose care began on that day or later."""


@fault("630")
def previous_permanence_not_returned(edit: Edit) -> Row:
    """Care began in the year, but what was permanent before was not returned."""
    row = edit.pick("Episodes", lambda ep: ep["first"] & (ep.RNE == "S") & ~ep.carried & ep.new)
    edit.drop_all("PrevPerm", row.CHILD)
    return row


@fault("631")
def previous_permanence_that_does_not_exist(edit: Edit) -> Row:
    """The kind of previous permanence was typed with a code that does not exist."""
    return edit.set(edit.pick("PrevPerm", lambda pp: pp.LA_PERM.notna()), PREV_PERM="P9")


@fault("632")
def permanence_order_after_care_began(edit: Edit) -> Row:
    """The order that made the earlier arrangement permanent is dated after care began."""
    row = edit.pick("PrevPerm", lambda pp: pp.DATE_PERM.notna())
    return edit.set(row, DATE_PERM=row.began + DAY)


@fault("632", also=["XL01"])
def permanence_order_on_no_day(edit: Edit) -> Row:
    """The unknown day of the order was written with question marks, not with ZZ."""
    row = edit.pick("PrevPerm", lambda pp: pp.DATE_PERM.notna() & (pp.DATE_PERM != "ZZ/ZZ/ZZZZ"))
    return edit.set(row, DATE_PERM="??" + row.DATE_PERM[2:])


@fault("633")
def authority_that_does_not_exist(edit: Edit) -> Row:
    """The authority of the earlier arrangement was typed with a number that no council has."""
    return edit.set(edit.pick("PrevPerm", lambda pp: pp.LA_PERM.notna()), LA_PERM="998")


@fault("634")
def previous_permanence_of_long_ago(edit: Edit) -> Row:
    """Previous permanence was returned for a child in care by the same episode since before April 2016."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            (ep.episodes == 1)
            & (ep.last_episodes == 1)
            & ep.open
            & ep.carried
            & ~ep.new
            & (ep.RNE == "S")
            & ep.PLACE.str.startswith("U")
            & ~ep.short_breaks
            & (ep.dob < ASKED_FOR_SINCE - 30 * DAY)
        ),
    )
    edit.set(row, DECOM=ASKED_FOR_SINCE - DAY)
    edit.set_all("Episodes_last", row.CHILD, DECOM=ASKED_FOR_SINCE - DAY)
    edit.add("PrevPerm", CHILD=row.CHILD, DOB=row.dob, PREV_PERM="Z1")
    return row


@fault("635")
def kind_of_permanence_left_out(edit: Edit) -> Row:
    """The authority of the earlier arrangement was given, but not its kind."""
    row = edit.pick("Episodes", lambda ep: ep["first"] & ep.carried & ~ep.new & ~ep.short_breaks)
    return edit.add("PrevPerm", CHILD=row.CHILD, DOB=row.dob, LA_PERM="352")
