"""Faults in Missing: times missing or away without a code or a day, out of order, or outside of care."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows, years
from xl903.synthetic.faults.formats import NO_DAY
from xl903.synthetic.faults.registry import fault

MONTH = pd.Timedelta(days=30)


def new_absence(
    edit: Edit, of: Row, start: pd.Timestamp, end: pd.Timestamp | None, kind: str | None = "M"
) -> Row:
    """A time missing added for the child of a row."""
    return edit.add("Missing", CHILD=of.CHILD, DOB=of.dob, MISSING=kind, MIS_START=start, MIS_END=end)


def one_absence(edit: Edit, suits: Suits = all_rows) -> Row:
    """The only time missing of a child who is in care by one period without end, missing and back in the year."""
    once = edit.rows("Missing").CHILD.value_counts()
    return edit.pick(
        "Missing",
        lambda ms: (
            ms.CHILD.map(once).eq(1)
            & ms.left.isna()
            & (ms.mis_start > edit.start)
            & ms.mis_end.notna()
            & suits(ms)
        ),
    )


def in_care_never_missing(edit: Edit, suits: Suits = all_rows) -> Row:
    """The last episode of a child who was never missing, not one of short breaks, going on at year end."""
    missing = edit.rows("Missing").CHILD, edit.rows("Missing_last").CHILD
    return edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & ep.open
            & ~ep.short_breaks
            & ~ep.CHILD.isin(set(missing[0]) | set(missing[1]))
            & suits(ep)
        ),
    )


@fault("564", also=["1004"])
@fault("1004", also=["564"])
def start_of_absence_left_out(edit: Edit) -> Row:
    """The day on which the child went missing was left out."""
    return edit.set(one_absence(edit), MIS_START=None)


@fault("1004", also=["XL01"])
def start_of_absence_is_not_a_date(edit: Edit) -> Row:
    """The day on which the child went missing was typed as one that does not exist."""
    return edit.set(one_absence(edit), MIS_START=NO_DAY)


@fault("1005", also=["XL01"])
def end_of_absence_is_not_a_date(edit: Edit) -> Row:
    """The day on which the child came back was typed as one that does not exist."""
    return edit.set(one_absence(edit, lambda ms: ms.episodes == 1), MIS_END=NO_DAY)


@fault("1006")
def kind_of_absence_that_does_not_exist(edit: Edit) -> Row:
    """The kind of absence was typed with a code that does not exist."""
    return edit.set(one_absence(edit), MISSING="X")


@fault("565", also=["566"])
@fault("566", also=["565"])
def kind_of_absence_left_out(edit: Edit) -> Row:
    """It was not said whether the child was missing or away."""
    return edit.set(one_absence(edit), MISSING=None)


@fault("567")
def back_before_missing(edit: Edit) -> Row:
    """The child came back before going missing."""
    row = one_absence(
        edit, lambda ms: (ms.mis_start > edit.start + 9 * DAY) & (ms.mis_start > ms.began + 9 * DAY)
    )
    return edit.set(row, MIS_END=row.mis_start - DAY)


@fault("570")
def missing_after_the_year(edit: Edit) -> Row:
    """The child went missing after the collection year."""
    return new_absence(edit, in_care_never_missing(edit), edit.end + DAY, None)


@fault("571")
def back_after_the_year(edit: Edit) -> Row:
    """The child came back after the collection year, so the time missing was still open on 31 March."""
    row = in_care_never_missing(edit, lambda ep: ep.decom < edit.end - MONTH)
    return new_absence(edit, row, edit.end - DAY, edit.end + DAY)


@fault("574")
def absences_overlap(edit: Edit) -> Row:
    """The child went missing again before coming back."""
    row = in_care_never_missing(edit, lambda ep: ep.decom < edit.end - 2 * MONTH)
    new_absence(edit, row, edit.end - 20 * DAY, edit.end - 10 * DAY)
    return new_absence(edit, row, edit.end - 15 * DAY, edit.end - 5 * DAY)


@fault("575")
def absence_left_open_after_placement_ended(edit: Edit) -> Row:
    """The placement from which the child went missing ended, but the time missing was left open."""
    row = in_care_never_missing(
        edit, lambda ep: (ep.prior_dec > edit.start + DAY) & (ep.prior_dec == ep.decom)
    )
    return new_absence(edit, row, row.prior_dec - DAY, None)


@fault("576")
def absence_open_last_year_not_returned(edit: Edit) -> Row:
    """The child was missing when last year ended, but this year's return begins with a later time missing."""
    row = one_absence(edit, lambda ms: ms.began < edit.start - MONTH)
    edit.drop_all("Missing_last", row.CHILD)
    start = edit.start - DAY
    edit.add("Missing_last", CHILD=row.CHILD, DOB=row.dob, MISSING="M", MIS_START=start)
    return row


@fault("576")
def absence_open_last_year_left_out(edit: Edit) -> Row:
    """The child was missing when last year ended, but this year's return has no time missing at all."""
    episode = in_care_never_missing(edit, lambda ep: ep.last_year & (ep.decom < edit.start - MONTH))
    start = edit.start - DAY
    edit.add("Missing_last", CHILD=episode.CHILD, DOB=episode.dob, MISSING="M", MIS_START=start)
    return edit.pick("Header", child=episode.CHILD)


@fault("577")
def back_after_care_ended(edit: Edit) -> Row:
    """The child came back after care had ended."""
    row = left_care_never_missing(edit)
    return new_absence(edit, row, row.dec - DAY, row.dec + DAY)


@fault("577", also=["575"])
def absence_left_open_after_care(edit: Edit) -> Row:
    """Care has ended, but the time missing was left open."""
    row = left_care_never_missing(edit)
    return new_absence(edit, row, row.dec - DAY, None)


def left_care_never_missing(edit: Edit, suits: Suits = all_rows) -> Row:
    """The last episode of a child who left care for good in the year before 18, and was never missing."""
    missing = set(edit.rows("Missing").CHILD) | set(edit.rows("Missing_last").CHILD)
    return edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & ep.ends
            & (ep.dec - ep.decom > 9 * DAY)
            & (ep.dec > edit.start + MONTH)
            & (ep.dec < edit.end - MONTH)
            & (ep.dec < ep.dob + years(18))
            & ~ep.short_breaks
            & ~ep.CHILD.isin(missing)
            & suits(ep)
        ),
    )


@fault("578", also=["577", "581"])
@fault("581", also=["577", "578"])
def missing_after_care(edit: Edit) -> Row:
    """The child went missing after care had ended."""
    row = left_care_never_missing(edit)
    return new_absence(edit, row, row.dec + DAY, row.dec + 2 * DAY)


@fault("578", also=["581"])
def missing_before_care(edit: Edit) -> Row:
    """The child went missing on the day before care began."""
    row = in_care_never_missing(
        edit, lambda ep: ep["first"] & ep.decom.between(edit.start + 2 * DAY, edit.end - DAY)
    )
    return new_absence(edit, row, row.decom - DAY, row.decom + DAY)


@fault("580")
def missing_at_18_but_care_ended_otherwise(edit: Edit) -> Row:
    """Care ended at 18 while the young person was missing, but for another reason than that one."""
    missing = set(edit.rows("Missing").CHILD)
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep["last"]
            & (ep.dec == ep.dob + years(18))
            & (ep.REC != "E8")
            & (ep.dec > edit.start + MONTH)
            & (ep.dec - ep.decom > 9 * DAY)
            & ~ep.CHILD.isin(missing)
        ),
    )
    new_absence(edit, row, row.dec - DAY, row.dob + years(18))
    return row


@fault("586", also=["578", "581"])
def missing_on_the_day_of_birth(edit: Edit) -> Row:
    """The date of birth stands where the day belongs on which the child went missing."""
    row = one_absence(edit)
    return edit.set(row, MIS_START=row.dob)
