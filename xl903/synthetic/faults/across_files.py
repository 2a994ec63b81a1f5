"""Faults across the files: a child in one table but not in another, twice in one, or with two birthdays."""

from __future__ import annotations

import pandas as pd

from xl903.synthetic.faults.editing import DAY, Edit, Row, Suits
from xl903.synthetic.faults.registry import fault

BORN = "01/06/2015"


def with_another_birthday(edit: Edit, table: str, suits: Suits | None = None) -> Row:
    """A row whose date of birth was typed a day late."""
    row = edit.pick(table, suits)
    return edit.set(row, DOB=row.dob + DAY)


def given_twice(edit: Edit, table: str) -> Row:
    """A row added that is the same as another."""
    return edit.copy(edit.pick(table))


def of_nobody(edit: Edit, table: str, **cells: str) -> Row:
    """A row added for a child whom no table has."""
    return edit.add(table, CHILD=edit.no_child, DOB=BORN, **cells)


# Children whom a table lacks


@fault("EPI")
def child_without_episodes(edit: Edit) -> Row:
    """A child who is neither in care nor a care leaver was left in Header."""
    ethnic = edit.pick("Header", lambda hd: hd.sex == "M").ETHNIC
    male = "1" if edit.year < 2025 else "M"
    return edit.add("Header", CHILD=edit.no_child, SEX=male, DOB=BORN, ETHNIC=ethnic, UPN="UN4")


@fault("1012")
def previous_permanence_of_a_care_leaver(edit: Edit) -> Row:
    """Previous permanence was returned for a young person who was not in care in the year."""
    row = edit.pick("OC3", lambda oc: oc.episodes == 0)
    return edit.add("PrevPerm", CHILD=row.CHILD, DOB=row.dob, PREV_PERM="Z1")


@fault("1012")
def absence_of_a_care_leaver(edit: Edit) -> Row:
    """A time missing was returned for a young person who was not in care in the year."""
    row = edit.pick("OC3", lambda oc: oc.episodes == 0)
    day = edit.start + 30 * DAY
    return edit.add("Missing", CHILD=row.CHILD, DOB=row.dob, MISSING="M", MIS_START=day, MIS_END=day + DAY)


@fault("INT01", also=["XL05", "1012"])
def adoption_of_nobody(edit: Edit) -> Row:
    """An adoption stands under an id that no child has."""
    return of_nobody(edit, "AD1")


@fault("INT02", also=["XL05", "1012"])
def decision_about_nobody(edit: Edit) -> Row:
    """A decision on adoption stands under an id that no child has."""
    return of_nobody(edit, "PlacedAdoption")


@fault("INT03", also=["XL05"])
def child_missing_from_header(edit: Edit) -> Row:
    """The child has short breaks, but was left out of Header."""
    row = edit.pick("Episodes", lambda ep: ep.short_breaks & ~ep.new & ep["first"])
    edit.drop_all("Header", row.CHILD)
    return row


@fault("INT04", also=["XL05", "1012"])
def absence_of_nobody(edit: Edit) -> Row:
    """A time missing stands under an id that no child has."""
    day = (edit.start + 30 * DAY).strftime("%d/%m/%Y")
    return of_nobody(edit, "Missing", MISSING="M", MIS_START=day, MIS_END=day)


@fault("INT05", also=["XL05", "1012"])
def health_of_nobody(edit: Edit) -> Row:
    """A health record stands under an id that no child has."""
    return of_nobody(edit, "OC2")


@fault("INT06", also=["XL05", "1001"])
def care_leaver_missing_from_header(edit: Edit) -> Row:
    """A care leaver was left out of Header."""
    row = edit.pick("OC3", lambda oc: oc.episodes == 0)
    edit.drop_all("Header", row.CHILD)
    return row


@fault("INT07", also=["XL05", "1012"])
def previous_permanence_of_nobody(edit: Edit) -> Row:
    """Previous permanence stands under an id that no child has."""
    return of_nobody(edit, "PrevPerm", PREV_PERM="Z1")


@fault("INT08", also=["XL05", "1012"])
def review_of_nobody(edit: Edit) -> Row:
    """A review stands under an id that no child has."""
    day = (edit.start + 30 * DAY).strftime("%d/%m/%Y")
    return of_nobody(edit, "Reviews", REVIEW=day, REVIEW_CODE="PN1")


@fault("INT09", also=["205C", "XL05"])
def asylum_seeker_who_is_nobody(edit: Edit) -> Row:
    """An asylum seeker stands under an id that no child has."""
    return of_nobody(edit, "UASC", SEX="1" if edit.year < 2025 else "M", DUC="01/06/2033")


# Children with two dates of birth or sexes


@fault("INT11")
def adoption_with_another_birthday(edit: Edit) -> Row:
    """The date of birth in the adoption was typed a day late."""
    return with_another_birthday(edit, "AD1")


@fault("INT12")
def decision_with_another_birthday(edit: Edit) -> Row:
    """The date of birth in the decision on adoption was typed a day late."""
    return with_another_birthday(edit, "PlacedAdoption")


@fault("INT13")
def absence_with_another_birthday(edit: Edit) -> Row:
    """The date of birth in a time missing was typed a day late."""
    return with_another_birthday(edit, "Missing")


@fault("INT14")
def health_with_another_birthday(edit: Edit) -> Row:
    """The date of birth in the health record was typed a day late."""
    return with_another_birthday(edit, "OC2", lambda oc: ~_birthday_at_turn_of_year(oc))


@fault("INT15")
def care_leaver_with_another_birthday(edit: Edit) -> Row:
    """The date of birth of the care leaver was typed a day late."""
    return with_another_birthday(edit, "OC3", lambda oc: ~_birthday_at_turn_of_year(oc))


@fault("INT16")
def previous_permanence_with_another_birthday(edit: Edit) -> Row:
    """The date of birth in previous permanence was typed a day late."""
    return with_another_birthday(edit, "PrevPerm")


@fault("INT17")
def review_with_another_birthday(edit: Edit) -> Row:
    """The date of birth in a review was typed a day late."""
    return with_another_birthday(edit, "Reviews", lambda rv: rv.REVIEW_CODE == "PN0")


@fault("INT18")
def asylum_seeker_with_another_birthday(edit: Edit) -> Row:
    """The date of birth of the asylum seeker was typed a day late."""
    return with_another_birthday(edit, "UASC")


def _birthday_at_turn_of_year(rows: pd.DataFrame) -> pd.Series:
    return rows.dob.dt.month.isin([3, 4])


@fault("INT21")
def asylum_seeker_of_another_sex(edit: Edit) -> Row:
    """The sex of the asylum seeker is another than in Header."""
    row = edit.pick("UASC", lambda ua: ua.sex == "M")
    return edit.set(row, SEX="2" if edit.year < 2025 else "F")


# Children given twice


@fault("INT31", also=["XL04"])
def adoption_twice(edit: Edit) -> Row:
    """The adoption was returned twice."""
    return given_twice(edit, "AD1")


@fault("INT32", also=["XL04", "444"])
def child_twice_in_header(edit: Edit) -> Row:
    """The child is in Header twice."""
    return edit.copy(edit.pick("Header", lambda hd: hd.UPN.str.len() > 3))


@fault("INT33", also=["XL04"])
def health_twice(edit: Edit) -> Row:
    """The health record was returned twice."""
    return given_twice(edit, "OC2")


@fault("INT34", also=["XL04"])
def care_leaver_twice(edit: Edit) -> Row:
    """The care leaver was returned twice."""
    return given_twice(edit, "OC3")


@fault("INT35", also=["XL04"])
def previous_permanence_twice(edit: Edit) -> Row:
    """Previous permanence was returned twice."""
    return given_twice(edit, "PrevPerm")


@fault("INT36", also=["XL04"])
def asylum_seeker_twice(edit: Edit) -> Row:
    """The asylum seeker was returned twice."""
    return given_twice(edit, "UASC")
