"""Faults in what is told of the health of children in care all year (OC2)."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, years
from xl903.synthetic.faults.registry import fault


def _of_age_for_a_score(edit: Edit, health: pd.DataFrame) -> pd.Series:
    return (health.dob + years(4) < edit.start) & (health.dob + years(16) > edit.end)


def _answered(health: pd.DataFrame, substances: str, received: str | None = None) -> pd.Series:
    answered = health.SUBSTANCE_MISUSE.eq(substances)
    return answered if received is None else answered & health.INTERVENTION_RECEIVED.eq(received)


def _here_for_part_of_the_year(edit: Edit) -> Row:
    return edit.pick(
        "Header",
        lambda child: (
            child.began.gt(edit.start)
            & child.left.isna()
            & child.episodes.eq(1)
            & ~child.short_breaks
            & (child.dob + years(5) < edit.start)
            & (child.dob + years(15) > edit.end)
        ),
    )


@fault("157")
def too_old_or_young_for_a_score_at_ten(edit: Edit) -> Row:
    """A child of the age for a score was entered without one as being of another age."""
    row = edit.pick("OC2", lambda health: _of_age_for_a_score(edit, health))
    return edit.set(row, SDQ_SCORE=None, SDQ_REASON="SDQ1")


@fault("158")
def offered_what_was_received(edit: Edit) -> Row:
    """Help with substance misuse was entered both as received and as offered."""
    return edit.set(edit.pick("OC2", lambda health: _answered(health, "1", "1")), INTERVENTION_OFFERED="1")


@fault("159")
def offer_of_help_left_out(edit: Edit) -> Row:
    """Whether help with substance misuse was offered to a child who had none was left out."""
    return edit.set(edit.pick("OC2", lambda health: _answered(health, "1", "0")), INTERVENTION_OFFERED=None)


@fault("182", also=["191"])
def vaccinations_left_out(edit: Edit) -> Row:
    """Whether the vaccinations of a child in care all year are up to date was left out."""
    row = edit.pick("OC2", lambda health: health.HEALTH_CHECK.isna() & health.CONVICTED.eq("0"))
    return edit.set(row, IMMUNISATIONS=None)


@fault("185")
def score_for_part_of_a_year(edit: Edit) -> Row:
    """A child in care for part of the year was given a score for strengths and difficulties."""
    child = _here_for_part_of_the_year(edit)
    return edit.add("OC2", CHILD=child.CHILD, DOB=child.DOB, SDQ_SCORE="12")


@fault("186")
def score_and_reason_left_out(edit: Edit) -> Row:
    """The score for strengths and difficulties was left out, and so was the reason for its lack."""
    row = edit.pick("OC2", lambda health: _of_age_for_a_score(edit, health))
    return edit.set(row, SDQ_SCORE=None, SDQ_REASON=None)


@fault("188")
def score_of_a_toddler(edit: Edit) -> Row:
    """A child under 4 was given a score for strengths and difficulties."""
    return edit.set(edit.pick("OC2", lambda health: health.dob + years(4) > edit.end), SDQ_SCORE="8")


@fault("189", also=["185"])
def score_past_17(edit: Edit) -> Row:
    """A young person past 17 was given a score for strengths and difficulties."""
    child = edit.pick(
        "Header",
        lambda child: (
            (child.dob + years(17) < edit.start)
            & child.episodes.gt(0)
            & child.left.notna()
            & ~child.short_breaks
            & ~child.all_year
            & ~child.care_leaver
        ),
    )
    return edit.add("OC2", CHILD=child.CHILD, DOB=child.DOB, SDQ_SCORE="8")


@fault("190")
def health_items_for_part_of_a_year(edit: Edit) -> Row:
    """The health items of a child in care for part of the year were filled in."""
    child = _here_for_part_of_the_year(edit)
    items = {"IMMUNISATIONS": "1", "TEETH_CHECK": "1", "HEALTH_ASSESSMENT": "1", "SUBSTANCE_MISUSE": "0"}
    return edit.add("OC2", CHILD=child.CHILD, DOB=child.DOB, **items)


@fault("191")
def no_health_items_for_a_whole_year(edit: Edit) -> Row:
    """The health of a child in care all year was not told at all."""
    row = edit.pick("Episodes", lambda ep: ep["first"] & ep.all_year)
    edit.drop_all("OC2", row.CHILD)
    return row


@fault("192")
def help_left_out(edit: Edit) -> Row:
    """Whether a child who misuses substances received help was left out."""
    row = edit.pick("OC2", lambda health: _answered(health, "1", "1"))
    return edit.set(row, INTERVENTION_RECEIVED=None)


@fault("193")
def help_without_a_need(edit: Edit) -> Row:
    """Help with substance misuse was entered for a child who misuses none."""
    return edit.set(edit.pick("OC2", lambda health: _answered(health, "0")), INTERVENTION_RECEIVED="1")


@fault("197a")
def score_and_reason_for_its_lack(edit: Edit) -> Row:
    """Both a score for strengths and difficulties and a reason for its lack were entered."""
    row = edit.pick("OC2", lambda health: _of_age_for_a_score(edit, health) & health.SDQ_SCORE.notna())
    return edit.set(row, SDQ_REASON="SDQ2")


@fault("197B")
def score_and_reason_left_out_in_the_year_of_turning_4_or_17(edit: Edit) -> Row:
    """A child who turned 4 or 17 in the year has neither a score nor a reason for its lack."""
    row = edit.pick(
        "OC2",
        lambda health: (
            (health.dob + years(4)).between(edit.start + DAY, edit.end)
            | (health.dob + years(17)).between(edit.start, edit.end)
        ),
    )
    return edit.set(row, SDQ_SCORE=None, SDQ_REASON=None)


@fault("198")
def reason_for_part_of_a_year(edit: Edit) -> Row:
    """A child in care for part of the year was given a reason for the lack of a score."""
    child = _here_for_part_of_the_year(edit)
    return edit.add("OC2", CHILD=child.CHILD, DOB=child.DOB, SDQ_REASON="SDQ2")


@fault("542")
def conviction_of_a_child_under_10(edit: Edit) -> Row:
    """Whether a child under 10 was convicted was answered."""
    return edit.set(edit.pick("OC2", lambda health: health.dob + years(10) > edit.end), CONVICTED="0")


@fault("543")
def conviction_left_out(edit: Edit) -> Row:
    """Whether a child of 10 or over was convicted was left out."""
    return edit.set(edit.pick("OC2", lambda health: health.CONVICTED.notna()), CONVICTED=None)


@fault("544", also=["182", "191"])
def teeth_of_a_convicted_child_left_out(edit: Edit) -> Row:
    """Whether a convicted child saw a dentist was left out."""
    return edit.set(edit.pick("OC2", lambda health: health.CONVICTED.eq("1")), TEETH_CHECK=None)


@fault("545")
def development_check_left_out(edit: Edit) -> Row:
    """Whether the development of a child under 5 was checked was left out."""
    return edit.set(edit.pick("OC2", lambda health: health.HEALTH_CHECK.notna()), HEALTH_CHECK=None)


@fault("546")
def development_check_past_5(edit: Edit) -> Row:
    """A development check, which is for children under 5, was entered for an older one."""
    return edit.set(edit.pick("OC2", lambda health: health.HEALTH_CHECK.isna()), HEALTH_CHECK="0")


@fault("547", also=["182", "191"])
def teeth_of_a_small_child_left_out(edit: Edit) -> Row:
    """The development of a child under 5 was checked, but whether a dentist was seen was left out."""
    return edit.set(edit.pick("OC2", lambda health: health.HEALTH_CHECK.eq("1")), TEETH_CHECK=None)
