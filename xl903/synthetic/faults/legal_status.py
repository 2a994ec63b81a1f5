"""Faults in the legal status and in short breaks."""

from __future__ import annotations

from xl903.synthetic.faults.editing import DAY, Edit, Row, first_of, years
from xl903.synthetic.faults.registry import fault


@fault("358")
def on_remand_under_10(edit: Edit) -> Row:
    """A child under 10 was entered as on remand."""
    row = edit.pick(
        "Episodes",
        lambda ep: ep.plain & (ep.decom < ep.dob + years(9)) & ep.LS.isin(["V2", "C1"]) & (ep.days < 20),
    )
    return edit.set(row, LS="J1")


@fault("361")
def police_protection_for_a_month(edit: Edit) -> Row:
    """The new legal status was not entered when police protection of 72 hours ended."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.open & ep.LS.isin(["V2", "C1"]) & (ep.days > 3))
    return edit.set(row, LS="L1")


@fault("362")
def emergency_protection_for_months(edit: Edit) -> Row:
    """The new legal status was not entered when emergency protection of 21 days ended."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.open & ep.LS.isin(["V2", "C1"]) & (ep.days > 22))
    return edit.set(row, LS="L2")


@fault("363")
def assessment_order_for_months(edit: Edit) -> Row:
    """The new legal status was not entered when a child assessment order of 7 days ended."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.open & ep.LS.isin(["V2", "C1"]) & (ep.days > 8))
    return edit.set(row, LS="L3")


@fault("364")
def detention_for_months(edit: Edit) -> Row:
    """A young person was entered as detained by the police for months."""
    row = edit.pick(
        "Episodes",
        lambda ep: ep.plain & ep.open & ep.LS.eq("V2") & (ep.days > 22) & (ep.decom > ep.dob + years(11)),
    )
    return edit.set(row, LS="J2")


@fault("365")
def short_break_of_three_weeks(edit: Edit) -> Row:
    """A single short break was entered as lasting longer than 17 days."""
    row = edit.pick(
        "Episodes", lambda ep: ep.LS.eq("V3") & ep["last"] & ep.dec.notna() & (ep.decom < edit.end - 25 * DAY)
    )
    return edit.set(row, DEC=row.decom + 20 * DAY)


@fault("366", also=["357"])
def short_break_without_a_start(edit: Edit) -> Row:
    """A short break was entered as a change of placement, not as a start of care."""
    row = edit.pick("Episodes", lambda ep: ep.LS.eq("V3") & ep["first"] & ~ep.carried)
    return edit.set(row, RNE="P")


@fault("367")
def short_breaks_of_eleven_weeks(edit: Edit) -> Row:
    """Short breaks of more than 75 days in the year were entered."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.LS.eq("V3")
            & ep["last"]
            & ep.new
            & ep.dec.notna()
            & (ep.dec < edit.end - 110 * DAY)
            & (ep.dob + years(17) > edit.end)
        ),
    )
    for number in range(5):
        edit.copy(row, DECOM=row.dec + (20 * number + 3) * DAY, DEC=row.dec + (20 * number + 19) * DAY)
    return row


@fault("378")
def with_parents_by_agreement(edit: Edit) -> Row:
    """A child placed with its parents under a care order was entered as in care by agreement."""
    return edit.set(edit.pick("Episodes", lambda ep: ep.plain & ep.PLACE.eq("P1")), LS="V2")


@fault("384")
def short_break_in_long_term_fostering(edit: Edit) -> Row:
    """A short break was entered as long-term fostering."""
    return edit.set(
        edit.pick("Episodes", lambda ep: ep.LS.eq("V3") & ~ep.carried & ep.PLACE_PROVIDER.ne("PR3")),
        PLACE="U4",
    )


@fault("382", also=["380", "381"])
def short_break_in_a_temporary_placement(edit: Edit) -> Row:
    """A short break was entered as a temporary placement."""
    row = edit.pick("Episodes", lambda ep: ep.LS.eq("V3") & ~ep.carried & ep.ends & ep["last"])
    return edit.set(row, PLACE="T4", PLACE_PROVIDER=None)


@fault("398")
def home_of_a_short_break(edit: Edit) -> Row:
    """The home postcode of a child on a short break was filled in."""
    row = edit.pick("Episodes", lambda ep: ep.LS.eq("V3") & ~ep.carried)
    return edit.set(row, HOME_POST=first_of(edit.rows("Episodes").HOME_POST.dropna()))


@fault("214", also=["398", "420"])
def placement_of_a_short_break(edit: Edit) -> Row:
    """The placement postcode of a child on a short break was filled in."""
    row = edit.pick("Episodes", lambda ep: ep.LS.eq("V3") & ~ep.carried)
    return edit.set(row, PL_POST=first_of(edit.rows("Episodes").PL_POST.dropna()))


@fault("420", also=["214", "398"])
def authority_of_a_short_break(edit: Edit) -> Row:
    """The placement postcode of a short break was filled in, from which an authority follows."""
    return placement_of_a_short_break(edit)


@fault("426")
def both_kinds_of_short_breaks(edit: Edit) -> Row:
    """One child was given short breaks of both kinds, single ones and a series under one agreement."""
    row = edit.pick("Episodes", lambda ep: ep.LS.eq("V3") & ~ep.carried & ~(ep["first"] & ep["last"]))
    return edit.set(row, LS="V4")
