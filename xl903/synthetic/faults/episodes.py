"""Faults in the order of episodes: starts, ends, and why one follows the other."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, years
from xl903.synthetic.faults.identity import born_on, never_permanent
from xl903.synthetic.faults.registry import fault

MOVES = ["P", "T"]


def _second(ep: pd.DataFrame) -> pd.Series:
    """The child's last episode, open and begun this year, which follows another without a break."""
    return (
        ep["last"]
        & ~ep["first"]
        & ep.open
        & ~ep.carried
        & ~ep.starts
        & ~ep.short_breaks
        & ~ep.for_adoption
        & ~ep.PLACE.isin(TEMPORARY)
    )


TEMPORARY = ["T0", "T1", "T2", "T3", "T4"]


def _prior(edit: Edit, row: Row) -> Row:
    return edit.pick("Episodes", lambda ep: ep["next"] == row.label, child=row.CHILD)


@fault("142", also=["433"])
def earlier_episode_left_open(edit: Edit) -> Row:
    """The episode before a child's last one was left open."""
    later = edit.pick("Episodes", lambda ep: _second(ep) & ep.RNE.eq("L") & ep.prior_ls.isin(["V2", "C1"]))
    return edit.set(_prior(edit, later), DEC=None, REC=None, REASON_PLACE_CHANGE=None)


@fault("217")
def foster_carers_adopt_by_a_move(edit: Edit) -> Row:
    """A child whose foster carers are to adopt it was entered as having moved to other carers."""
    row = edit.pick("Episodes", lambda ep: ep.PLACE.isin(["A3", "A5"]) & ep.RNE.eq("T") & ~ep.carried)
    return edit.set(row, RNE="P")


@fault("225")
def reason_for_a_move_left_out(edit: Edit) -> Row:
    """Why a placement changed was left out."""
    row = edit.pick("Episodes", lambda ep: ep.REASON_PLACE_CHANGE.notna() & ep.next_decom.notna())
    return edit.set(row, REASON_PLACE_CHANGE=None)


@fault("226")
def reason_for_going_on_holiday(edit: Edit) -> Row:
    """The return from a temporary placement was given a reason for a change of placement."""
    row = edit.pick("Episodes", lambda ep: ep.PLACE.isin(TEMPORARY) & ep.dec.notna())
    return edit.set(row, REASON_PLACE_CHANGE="CARPL")


@fault("233", years="2026-")
def reason_for_a_move_not_made(edit: Edit) -> Row:
    """A change of placement was given a reason although the child still lives there."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.open)
    return edit.set(row, REASON_PLACE_CHANGE="CARPL")


@fault("234", years="2026-")
def custody_under_10(edit: Edit) -> Row:
    """A child under 10 was entered as having changed placement for custody."""
    row = edit.pick(
        "Episodes",
        lambda ep: ep.REASON_PLACE_CHANGE.notna() & ep.next_decom.notna() & (ep.dec < ep.dob + years(9)),
    )
    return edit.set(row, REASON_PLACE_CHANGE="CUSTOD")


@fault("352")
def care_from_18(edit: Edit) -> Row:
    """A young person was entered as coming into care at 18."""
    row = edit.pick(
        "Episodes",
        lambda ep: ep.plain & ep.ends & ~ep.last_year & ep.REC.eq("E4A") & (ep.dob + years(15) < ep.decom),
    )
    born_on(edit, row.CHILD, row.decom - years(18) - 3 * DAY)
    return row


def _numbered(edit: Edit) -> list[str]:
    """Children with another UPN than UN4, which depends on when care began (rule 210)."""
    return list(edit.rows("Header").query("UPN != 'UN4'").CHILD)


@fault("353", also=["191", "302", "562", "634", "NoE"])
def start_in_another_century(edit: Edit) -> Row:
    """The year in which an episode began was typed as 1990."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.plain
            & ep.open
            & ~ep.last_year
            & ep.LS.ne("L2")
            & ~ep.PLACE.isin(["H5", "K3"])
            & ep.CHILD.isin(never_permanent(edit))
            & ep.CHILD.isin(_numbered(edit))
        ),
    )
    return edit.set(row, DECOM=f"{row.DECOM[:6]}1990")


@fault("354", also=["SW12STG2"])
def start_after_the_year(edit: Edit) -> Row:
    """An episode was entered that begins only after the end of the year."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.open & ~ep.missing & ep.CHILD.isin(_numbered(edit)))
    return edit.set(row, DECOM=edit.end + 10 * DAY)


@fault("355")
def end_on_the_day_of_the_start(edit: Edit) -> Row:
    """An episode was entered as ending on the day on which it began."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.ends & ep.REC.eq("E4A") & ~ep.missing)
    return edit.set(row, DEC=row.decom)


@fault("356")
def end_before_the_start(edit: Edit) -> Row:
    """An episode was entered as ending before it began."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.ends & ep.REC.eq("E4A") & ~ep.missing)
    return edit.set(row, DEC=row.decom - 5 * DAY)


@fault("357")
def first_episode_that_is_not_a_start(edit: Edit) -> Row:
    """A child's first episode was entered as a change of placement, not as the start of care."""
    return edit.set(edit.pick("Episodes", lambda ep: ep.plain & ep.ends), RNE="P")


@fault("359")
def still_in_care_past_18(edit: Edit) -> Row:
    """The episode of a young person who turned 18 in the year was left open."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & ep.ends
            & (ep.dec >= ep.dob + years(18))
            & (ep.dec < edit.end)
            & (ep.began > edit.start)
            & ~ep.PLACE.isin(["H5", "K2", "P2"])
        ),
    )
    return edit.set(row, DEC=None, REC=None)


@fault("385")
def end_after_the_year(edit: Edit) -> Row:
    """An episode was entered as ending only after the end of the year."""
    row = edit.pick(
        "Episodes", lambda ep: ep.plain & ep.ends & ep.REC.eq("E4A") & ep.LS.isin(["V2", "C1", "C2"])
    )
    return edit.set(row, DEC=edit.end + 10 * DAY)


@fault("387")
def independent_at_ten(edit: Edit) -> Row:
    """A child under 14 was entered as having moved into independent living."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.ends & (ep.dec < ep.dob + years(13)))
    return edit.set(row, REC="E5")


@fault("388")
def goes_on_without_a_next_episode(edit: Edit) -> Row:
    """A child's last episode was entered as followed by another."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.ends & ep.REC.eq("E4A") & (ep.decom > edit.start))
    return edit.set(row, REC="X1")


@fault("389")
def adult_social_care_at_ten(edit: Edit) -> Row:
    """A child under 16 was entered as having passed to adult social care."""
    row = edit.pick("Episodes", lambda ep: ep.plain & ep.ends & (ep.dec < ep.dob + years(15)))
    return edit.set(row, REC="E7")


@fault("407")
def guardians_at_18(edit: Edit) -> Row:
    """A young person of 18 was entered as having left care for special guardians."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"] & ep.ends & (ep.dec >= ep.dob + years(18)) & ep.PLACE.str.startswith("U") & ~ep.missing
        ),
    )
    return edit.set(row, REC="E46")


@fault("431", also=["388"])
def start_of_care_on_the_day_of_an_end(edit: Edit) -> Row:
    """A new period of care was entered from the very day on which the one before ended."""
    row = edit.pick(
        "Episodes",
        lambda ep: ~ep["first"] & ep.starts & ~ep.short_breaks & ~ep.carried & ep.LS.isin(["V2", "C1", "C2"]),
    )
    return edit.set(row, DECOM=row.prior_dec)


@fault("432", also=["433"])
def no_new_start_after_the_end(edit: Edit) -> Row:
    """A child came into care again, and its first episode was entered as a change of placement."""
    row = edit.pick(
        "Episodes",
        lambda ep: ~ep["first"] & ep.starts & ~ep.short_breaks & ~ep.carried & ep.LS.eq(ep.prior_ls),
    )
    return edit.set(row, RNE="P")


@fault("433", also=["388"])
def gap_between_episodes(edit: Edit) -> Row:
    """An episode was entered as beginning five days after the one before had ended."""
    row = edit.pick("Episodes", lambda ep: _second(ep) & ep.RNE.eq("L") & (ep.decom < edit.end - 10 * DAY))
    return edit.set(row, DECOM=row.decom + 5 * DAY)


@fault("434")
def new_status_that_is_the_old_one(edit: Edit) -> Row:
    """An episode begins with a new legal status, but the old one was entered."""
    row = edit.pick("Episodes", lambda ep: _second(ep) & ep.RNE.eq("L") & ep.prior_ls.isin(["V2", "C1"]))
    return edit.set(row, LS=_prior(edit, row).LS)


@fault("435")
def move_with_a_new_status(edit: Edit) -> Row:
    """An episode begins with a move alone, but another legal status was entered."""
    row = edit.pick(
        "Episodes",
        lambda ep: _second(ep) & ep.RNE.isin(MOVES) & ep.LS.eq("V2") & (ep.dob + years(18) > edit.end),
    )
    return edit.set(row, LS="C2")


@fault("436")
def move_and_status_that_is_the_old_one(edit: Edit) -> Row:
    """An episode begins with a move and a new legal status, but the old status was entered."""
    row = edit.pick(
        "Episodes",
        lambda ep: _second(ep) & ep.RNE.isin(["B", "U"]) & ep.PLACE.ne("P1") & ep.prior_ls.isin(["V2", "C1"]),
    )
    return edit.set(row, LS=_prior(edit, row).LS)


@fault("437")
def care_after_death(edit: Edit) -> Row:
    """A child was entered as having died, but came into care again later."""
    later = edit.pick(
        "Episodes",
        lambda ep: ~ep["first"] & ep.starts & ~ep.short_breaks & ~ep.carried & ~ep.care_leaver,
    )
    return edit.set(_prior(edit, later), REC="E2")


@fault("460")
def staying_put_under_18(edit: Edit) -> Row:
    """A child under 18 was entered as staying on with the foster carers after care."""
    row = edit.pick(
        "Episodes",
        lambda ep: ep.plain & ep.ends & ep.PLACE.str.startswith("U") & (ep.dec < ep.dob + years(17)),
    )
    return edit.set(row, REC="E17")


@fault("501", also=["388", "433"])
def start_before_the_end_of_the_one_before(edit: Edit) -> Row:
    """An episode was entered as beginning a day before the one before had ended."""
    days = edit.rows("Episodes").days
    row = edit.pick("Episodes", lambda ep: _second(ep) & ep.RNE.eq("L") & ep.prior.map(days).gt(1))
    return edit.set(row, DECOM=row.decom - DAY)


@fault("504")
def need_changed_on_the_way(edit: Edit) -> Row:
    """The child's need was entered as another than in the episode before, though care went on."""
    row = edit.pick("Episodes", lambda ep: _second(ep) & ep.CIN.eq("N1"))
    return edit.set(row, CIN="N5")


@fault("516")
def guardianship_of_carers_in_a_home(edit: Edit) -> Row:
    """Special guardianship for the foster carers was entered for a child who lived in a children's home."""
    row = edit.pick(
        "Episodes", lambda ep: ep.plain & ep.ends & ep.PLACE.eq("K2") & (ep.dec < ep.dob + years(18))
    )
    return edit.set(row, REC="E46")
