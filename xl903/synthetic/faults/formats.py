"""Faults of typing: a code that does not exist, a day that is none, an item left out."""

from __future__ import annotations

import pandas as pd

from xl903.s903.schema import TEMPORARY_PLACEMENTS
from xl903.synthetic.faults.editing import Edit, Row, years
from xl903.synthetic.faults.registry import fault

NO_DAY = "31/02/2024"
"""Written like a date, but there is no such day."""


# Episodes


@fault("141", also=["XL01"])
def no_such_day_of_start(edit: Edit) -> Row:
    """The day on which an episode began was typed as a day that does not exist."""
    return edit.set(edit.pick("Episodes", lambda ep: ep.plain & ep.open & ~ep.missing), DECOM=NO_DAY)


@fault("143")
def reason_for_new_episode_that_does_not_exist(edit: Edit) -> Row:
    """The reason for a new episode was typed with a code that does not exist."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & ep.RNE.isin(["L", "P"])
            & ~ep.carried
            & ~ep["first"]
            & ~ep.prior_place.isin(TEMPORARY_PLACEMENTS)
        ),
    )
    return edit.set(row, RNE="X")


@fault("144")
def legal_status_that_does_not_exist(edit: Edit) -> Row:
    """The legal status was typed with a code that does not exist."""
    return edit.set(edit.pick("Episodes", lambda ep: ep.plain & ep.open), LS="X9")


@fault("145")
def need_that_does_not_exist(edit: Edit) -> Row:
    """The category of need was typed with a code that does not exist."""
    return edit.set(edit.pick("Episodes", lambda ep: ep.plain & ep.open), CIN="N9")


@fault("147", also=["XL01"])
def no_such_day_of_end(edit: Edit) -> Row:
    """The day on which an episode ended was typed as a day that does not exist."""
    return edit.set(edit.pick("Episodes", lambda ep: _minor(edit, ep)), DEC=NO_DAY)


@fault("148")
def end_without_a_reason(edit: Edit) -> Row:
    """An episode was given its last day but no reason why it ended."""
    return edit.set(edit.pick("Episodes", lambda ep: ep.plain & ep.ends), REC=None)


@fault("149")
def reason_for_the_end_that_does_not_exist(edit: Edit) -> Row:
    """The reason why an episode ended was typed with a code that does not exist."""
    return edit.set(edit.pick("Episodes", lambda ep: ep.plain & ep.ends), REC="E99")


def _minor(edit: Edit, ep: pd.DataFrame) -> pd.Series:
    """Episodes of children under 18 that ended; not those of 1 April on, for they count as in care all year."""
    return ep.plain & ep.ends & (ep.dob + years(18) > edit.end) & (ep.decom > edit.start)


# Header


@fault("101")
def sex_left_out(edit: Edit) -> Row:
    """The child's sex was left out."""
    return edit.set(edit.pick("Header", lambda child: _new(child) & child.sex.eq("M")), SEX=None)


@fault("102", also=["XL01"])
def no_such_birthday(edit: Edit) -> Row:
    """The child's date of birth was typed as a day that does not exist."""
    return edit.set(edit.pick("Header", _new), DOB=NO_DAY)


@fault("103")
def ethnic_group_that_does_not_exist(edit: Edit) -> Row:
    """The ethnic group was typed with a code that does not exist."""
    return edit.set(edit.pick("Header", _new), ETHNIC="WXYZ")


@fault("168")
def pupil_number_too_short(edit: Edit) -> Row:
    """Half of the pupil number was left out."""
    return edit.set(edit.pick("Header", _new), UPN="A12345")


@fault("171", also=["XL01"])
def no_such_birthday_of_her_child(edit: Edit) -> Row:
    """The date of birth of a young mother's child was typed as a day that does not exist."""
    row = edit.pick(
        "Header", lambda child: child.mc_dob.ge(edit.start) | (child.MC_DOB.notna() & ~child.last_year)
    )
    return edit.set(row, MC_DOB=NO_DAY)


def _new(child: pd.DataFrame) -> pd.Series:
    return ~child.last_year & (child.episodes == 1) & ~child.uasc & ~child.short_breaks & ~child.for_adoption


# AD1 and PlacedAdoption


@fault("112", also=["XL01"])
def no_such_day_of_decision(edit: Edit) -> Row:
    """The day of the decision on adoption was typed as a day that does not exist."""
    return edit.set(edit.pick("AD1"), DATE_INT=NO_DAY)


@fault("113", also=["XL01"])
def no_such_day_of_matching(edit: Edit) -> Row:
    """The day of matching with the adopters was typed as a day that does not exist."""
    return edit.set(edit.pick("AD1"), DATE_MATCH=NO_DAY)


@fault("114")
def foster_care_neither_0_nor_1(edit: Edit) -> Row:
    """Whether the adopters had fostered the child was answered with a word in place of 0 or 1."""
    return edit.set(edit.pick("AD1"), FOSTER_CARE="NO")


@fault("115", also=["XL01"])
def no_such_day_of_plan(edit: Edit) -> Row:
    """The day of the decision that the child should be placed was typed as a day that does not exist."""
    row = edit.pick(
        "PlacedAdoption",
        lambda plan: ~plan.adopted & (plan.date_placed >= edit.start) & plan.DATE_PLACED_CEASED.isna(),
    )
    return edit.set(row, DATE_PLACED=NO_DAY)


@fault("116", also=["XL01"])
def no_such_day_of_reversal(edit: Edit) -> Row:
    """The day on which a plan for adoption was given up was typed as a day that does not exist."""
    row = edit.pick("PlacedAdoption", lambda plan: plan.DATE_PLACED_CEASED.notna())
    return edit.set(row, DATE_PLACED_CEASED=NO_DAY)


@fault("120")
def reason_of_reversal_that_does_not_exist(edit: Edit) -> Row:
    """The reason why a plan for adoption was given up was typed with a code that does not exist."""
    row = edit.pick("PlacedAdoption", lambda plan: plan.DATE_PLACED_CEASED.notna())
    return edit.set(row, REASON_PLACED_CEASED="RD9")


@fault("175")
def three_adopters(edit: Edit) -> Row:
    """Three adopters were entered."""
    return edit.set(edit.pick("AD1"), NB_ADOPTR="3")


@fault("176", also=["520"])
def sex_of_adopters_that_does_not_exist(edit: Edit) -> Row:
    """The sex of the adopters was typed with a code that does not exist."""
    return edit.set(edit.pick("AD1", lambda adopters: adopters.LS_ADOPTR.eq("L11")), SEX_ADOPTR="XX")


@fault("177")
def legal_tie_of_adopters_that_does_not_exist(edit: Edit) -> Row:
    """The legal status of the adopters was typed with a code that does not exist."""
    return edit.set(edit.pick("AD1"), LS_ADOPTR="L9")


# OC3, Reviews and OC2


@fault("131")
def contact_that_does_not_exist(edit: Edit) -> Row:
    """Whether the council is in touch with a care leaver was typed with a code that does not exist."""
    return edit.set(edit.pick("OC3", lambda leaver: leaver.IN_TOUCH.eq("YES")), IN_TOUCH="MAYB")


@fault("132")
def activity_that_does_not_exist(edit: Edit) -> Row:
    """A care leaver's activity was typed with a code that does not exist."""
    return edit.set(edit.pick("OC3", lambda leaver: leaver.IN_TOUCH.eq("YES")), ACTIV="F9")


@fault("133")
def accommodation_that_does_not_exist(edit: Edit) -> Row:
    """A care leaver's accommodation was typed with a code that does not exist."""
    return edit.set(edit.pick("OC3", lambda leaver: leaver.IN_TOUCH.eq("YES")), ACCOM="S1")


@fault("166", also=["XL01"])
def no_such_day_of_review(edit: Edit) -> Row:
    """The day of a review was typed as a day that does not exist."""
    row = edit.pick("Reviews", lambda review: review.reviews.gt(1))
    return edit.set(row, REVIEW=NO_DAY)


@fault("180")
def score_out_of_range(edit: Edit) -> Row:
    """The score for strengths and difficulties was typed as one above 40."""
    return edit.set(edit.pick("OC2", lambda health: health.SDQ_SCORE.notna()), SDQ_SCORE="41")


@fault("181")
def health_item_neither_0_nor_1(edit: Edit) -> Row:
    """A health question was answered with a letter in place of 0 or 1."""
    return edit.set(edit.pick("OC2"), TEETH_CHECK="Y")


@fault("196")
def reason_without_score_that_does_not_exist(edit: Edit) -> Row:
    """The reason why there is no score was typed with a code that does not exist."""
    return edit.set(edit.pick("OC2", lambda health: health.SDQ_REASON.notna()), SDQ_REASON="SDQ9")
