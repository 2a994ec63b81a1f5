"""Faults in who the child is (Header)."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, first_of, years
from xl903.synthetic.faults.registry import fault


def _known(child: pd.DataFrame) -> pd.Series:
    return child.last_year & child.episodes.gt(0) & ~child.uasc & ~child.short_breaks


def _new(child: pd.DataFrame) -> pd.Series:
    return ~child.last_year & child.episodes.eq(1) & ~child.uasc & ~child.short_breaks & ~child.for_adoption


def born_on(edit: Edit, child: str, dob: pd.Timestamp) -> None:
    """Give a child another date of birth in every table of this year, as the council's system would.

    An XML return has it once, in Header.
    """
    for table in ("Header",) if edit.into == "xml" else edit.council.tables:
        if table != "Episodes":
            edit.set_all(table, child, DOB=dob)


def never_permanent(edit: Edit) -> list[str]:
    """Children who came into care this year and never had a permanent arrangement before."""
    earlier = edit.rows("PrevPerm")
    return list(earlier.loc[earlier["PREV_PERM"] == "Z1", "CHILD"])


@fault("165", also=["393"])
def motherhood_left_out(edit: Edit) -> Row:
    """Whether a girl in care is a mother was left out."""
    row = edit.pick("Header", lambda child: _new(child) & child.MOTHER.eq("0") & child.left.isna())
    return edit.set(row, MOTHER=None)


@fault("165")
def boy_as_a_mother(edit: Edit) -> Row:
    """Motherhood was answered for a boy."""
    return edit.set(edit.pick("Header", lambda child: _new(child) & child.sex.eq("M")), MOTHER="0")


@fault("174")
def boy_with_a_child_of_his_own(edit: Edit) -> Row:
    """A mother's child was entered for a boy."""
    row = edit.pick("Header", lambda child: _new(child) & child.sex.eq("M") & child.left.isna())
    return edit.set(row, MC_DOB=edit.end - DAY)


@fault("202")
def another_sex_than_last_year(edit: Edit) -> Row:
    """The child's sex is another than last year."""
    row = edit.pick("Header", lambda child: _known(child) & child.MOTHER.isna() & child.sex.eq("M"))
    girl = first_of(edit.rows("Header").query("sex == 'F'").SEX)
    return edit.set(row, SEX=girl, MOTHER="0")


@fault("203")
def another_birthday_than_last_year(edit: Edit) -> Row:
    """The child's date of birth is another than last year."""
    row = edit.pick("Header_last", lambda child: _known(child) & child.all_year)
    edit.set(row, DOB=row.dob + DAY)
    return edit.pick("Header", child=row.CHILD)


@fault("204")
def another_ethnic_group_than_last_year(edit: Edit) -> Row:
    """The child's ethnic group is another than last year."""
    return edit.set(edit.pick("Header", lambda child: _known(child) & child.ETHNIC.ne("MOTH")), ETHNIC="MOTH")


@fault("207")
def no_mother_any_more(edit: Edit) -> Row:
    """A young woman who was a mother last year is none this year."""
    row = edit.pick("Header", lambda child: _known(child) & child.MOTHER.eq("0"))
    last_year = edit.pick("Header_last", child=row.CHILD)
    edit.set(last_year, MOTHER="1")
    return row


@fault("208")
def another_pupil_number_than_last_year(edit: Edit) -> Row:
    """A digit of the pupil number is another than last year."""
    last_year = edit.rows("Header_last")
    numbered = last_year.loc[last_year["UPN"].str.len() == 13, "CHILD"]
    row = edit.pick("Header", lambda child: _known(child) & child.CHILD.isin(list(numbered)))
    digit = "1" if row.UPN[4] == "0" else "0"
    return edit.set(row, UPN=row.UPN[:4] + digit + row.UPN[5:])


@fault("209")
def too_young_for_school_at_ten(edit: Edit) -> Row:
    """A child of school age has no pupil number for being too young for school."""
    return edit.set(
        edit.pick("Header", lambda child: _new(child) & (child.dob + years(8) < edit.start)), UPN="UN1"
    )


@fault("210")
def number_awaited_for_long(edit: Edit) -> Row:
    """A child in care since before the year's last week was entered as having a pupil number not yet known."""
    row = edit.pick(
        "Episodes",
        lambda ep: ep.plain & ep.open & ep.RNE.eq("S") & ~ep.last_year & (ep.decom < edit.end - 7 * DAY),
    )
    edit.set(edit.pick("Header", child=row.CHILD), UPN="UN4")
    return row


@fault("232", years="2025-")
def sex_unknown(edit: Edit) -> Row:
    """The child's sex was entered as unknown."""
    return edit.set(edit.pick("Header", lambda child: _new(child) & child.sex.eq("M")), SEX="U")


@fault("301", also=["302"])
def born_after_the_year(edit: Edit) -> Row:
    """The child's date of birth lies after the end of the year."""
    row = edit.pick(
        "Header",
        lambda child: (
            _new(child)
            & child.left.isna()
            & child.reviews.eq(0)
            & ~child.missing
            & (child.dob + years(9) > edit.end)
        ),
    )
    born_on(edit, row.CHILD, edit.end + 40 * DAY)
    return row


@fault("302")
def in_care_before_birth(edit: Edit) -> Row:
    """The child came into care before being born."""
    row = edit.pick(
        "Episodes",
        lambda ep: (
            ep.plain
            & ep.open
            & ~ep.last_year
            & (ep.dob > edit.start - years(3))
            & (ep.decom < edit.end - 10 * DAY)
        ),
    )
    born_on(edit, row.CHILD, row.decom + 3 * DAY)
    return row


@fault("351", also=["352"])
def born_26_years_ago(edit: Edit) -> Row:
    """The year of birth was typed as one that makes a child older than 25."""
    leaving = edit.pick(
        "Episodes",
        lambda ep: ep.plain & ep.ends & ~ep.last_year & ep.REC.eq("E4A") & (ep.dob + years(15) < ep.decom),
    )
    born_on(edit, leaving.CHILD, edit.start - years(26))
    return edit.pick("Header", child=leaving.CHILD)


@fault("393", also=["165"])
def motherhood_left_out_of_a_girl(edit: Edit) -> Row:
    """Whether a girl in care is a mother was left out."""
    return motherhood_left_out(edit)


@fault("442")
def pupil_number_left_out(edit: Edit) -> Row:
    """The pupil number was left out."""
    return edit.set(edit.pick("Header", _new), UPN=None)


@fault("444", years="2026-")
def pupil_number_of_another_child(edit: Edit) -> Row:
    """The child was given another child's pupil number."""
    other = edit.pick("Header", lambda child: _new(child) & child.UPN.str.len().eq(13))
    return edit.set(
        edit.pick("Header", lambda child: _new(child) & child.UPN.str.len().eq(13)), UPN=other.UPN
    )
