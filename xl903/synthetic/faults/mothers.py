"""Faults in what is told of girls in care who have children of their own (MOTHER, MC_DOB)."""

from __future__ import annotations

from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits, all_rows, years
from xl903.synthetic.faults.registry import fault


def girl(edit: Edit, suits: Suits) -> Row:
    """A girl in care this year, not by short breaks, who is no mother, nor was last year."""
    return edit.pick("Header", lambda hd: hd.MOTHER.eq("0") & (hd.began < edit.end - 9 * DAY) & suits(hd))


def mother(edit: Edit, suits: Suits = all_rows) -> Row:
    """A girl in care this year who is a mother."""
    return edit.pick("Header", lambda hd: hd.MOTHER.eq("1") & suits(hd))


@fault("607", also=["165", "393"])
def motherhood_of_a_girl_who_left_left_out(edit: Edit) -> Row:
    """Whether a girl who left care is a mother was left out."""
    return edit.set(girl(edit, lambda hd: hd.left.notna()), MOTHER=None)


@fault("611")
def birth_of_first_child_left_out(edit: Edit) -> Row:
    """A girl was entered as a mother, but not the birth of her child."""
    return edit.set(girl(edit, lambda hd: hd.dob + years(12) < edit.start), MOTHER="1")


@fault("612")
def birth_of_first_child_of_no_mother(edit: Edit) -> Row:
    """The birth of a child was entered for a girl who is said to be no mother."""
    row = girl(edit, lambda hd: (hd.dob + years(15) < edit.end) & hd.left.isna())
    return edit.set(row, MC_DOB=edit.end - DAY)


@fault("620")
def mother_under_11(edit: Edit) -> Row:
    """A girl under 11 was entered as a mother."""
    row = girl(edit, lambda hd: (hd.dob + years(10) > edit.end) & hd.left.isna() & (hd.dob < edit.start))
    return edit.set(row, MOTHER="1", MC_DOB=edit.end - DAY)


@fault("621")
def own_birthday_as_that_of_first_child(edit: Edit) -> Row:
    """Her own date of birth was entered as that of her child."""
    row = mother(edit)
    edit.set_all("Header_last", row.CHILD, MOTHER="1", MC_DOB=row.dob)
    return edit.set(row, MC_DOB=row.dob)


@fault("624")
def birth_of_first_child_changed(edit: Edit) -> Row:
    """The birth of her child has another day than in last year's return."""
    row = mother(edit, lambda hd: (hd.mc_dob < edit.start) & hd.last_year)
    edit.set_all("Header_last", row.CHILD, MC_DOB=row.mc_dob - DAY)
    return row


@fault("625")
def first_child_born_after_care(edit: Edit) -> Row:
    """The girl's child was born after she had left care."""
    row = girl(
        edit, lambda hd: hd.left.between(edit.start, edit.end - DAY) & (hd.dob + years(14) < edit.start)
    )
    return edit.set(row, MOTHER="1", MC_DOB=row.left + DAY)


@fault("626")
def mother_of_old_is_new(edit: Edit) -> Row:
    """Last year's return says that the girl is no mother, but her child was born before it ended."""
    row = mother(edit, lambda hd: (hd.mc_dob < edit.start) & hd.last_year)
    edit.set_all("Header_last", row.CHILD, MOTHER="0", MC_DOB=None)
    return row


@fault("628", also=["165"])
def motherhood_of_a_care_leaver(edit: Edit) -> Row:
    """Whether she is a mother was answered for a care leaver who was not in care in the year."""
    row = edit.pick("Header", lambda hd: hd.care_leaver & hd.episodes.eq(0) & hd.sex.eq("F"))
    return edit.set(row, MOTHER="0")
