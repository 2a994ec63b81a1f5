"""Faults in what is told of unaccompanied asylum-seeking children."""

from __future__ import annotations

from xl903.synthetic.faults.editing import DAY, Edit, Row, first_of, years
from xl903.synthetic.faults.formats import NO_DAY
from xl903.synthetic.faults.registry import fault


@fault("104", also=["XL01"])
def no_such_day_of_the_end(edit: Edit) -> Row:
    """The day on which somebody ceased to be an unaccompanied asylum seeker is no day at all."""
    return edit.set(edit.pick("UASC", lambda seeker: ~seeker.last_year), DUC=NO_DAY)


@fault("105", source="xml")
def indicator_neither_0_nor_1(edit: Edit) -> Row:
    """In an XML return the indicator of an asylum seeker was answered with 2."""
    for table in ("Header", "Header_last"):
        edit.work_out(table)
    return edit.set(edit.pick("Header", lambda child: ~child.uasc & ~child.last_year), UASC="2")


@fault("205A")
def status_dropped_without_an_end(edit: Edit) -> Row:
    """An asylum seeker whose status last year had no end in that year is none this year."""
    row = edit.pick("UASC", lambda seeker: seeker.last_year & seeker.episodes.gt(0))
    header = edit.pick("Header", child=row.CHILD)
    edit.drop(row)
    return header


@fault("205B")
def status_ends_on_another_day_than_the_18th_birthday(edit: Edit) -> Row:
    """The status of an asylum seeker was given another end last year than the 18th birthday."""
    row = edit.pick("UASC", lambda seeker: seeker.CHILD.isin(edit.rows("UASC_last").CHILD))
    last_year = edit.pick("UASC_last", child=row.CHILD)
    edit.set(last_year, DUC=last_year.duc - 30 * DAY)
    return row


@fault("205C", also=["303", "392a", "392b"])
def end_of_a_status_never_held(edit: Edit) -> Row:
    """The end of the status was entered for a child who was marked as no asylum seeker."""
    row = edit.pick("UASC", lambda seeker: ~seeker.last_year & (seeker.duc <= edit.end))
    edit.set(edit.pick("Header", child=row.CHILD), UASC="0")
    return row


@fault("205D")
def status_only_from_the_second_year(edit: Edit) -> Row:
    """A child whom last year's return does not know as an asylum seeker is one this year."""
    row = edit.pick("UASC", lambda seeker: seeker.CHILD.isin(edit.rows("UASC_last").CHILD))
    header = edit.pick("Header", child=row.CHILD)
    edit.drop_all("UASC_last", row.CHILD)
    return header


@fault("231", also=["406"], years="2025-")
def asylum_seeker_under_11(edit: Edit) -> Row:
    """A child under 11 was entered as an unaccompanied asylum seeker."""
    child = edit.pick(
        "Header",
        lambda child: (
            ~child.last_year
            & child.episodes.eq(1)
            & (child.dob + years(11) > edit.end)
            & ~child.short_breaks
            & ~child.for_adoption
        ),
    )
    edit.add("UASC", CHILD=child.CHILD, SEX=child.SEX, DOB=child.DOB, DUC=child.dob + years(18))
    return child


@fault("303", also=["205A"])
def end_of_a_status_not_marked(edit: Edit) -> Row:
    """The end of the status of an asylum seeker stands there, but the child was marked as none."""
    row = edit.pick("UASC", lambda seeker: seeker.CHILD.isin(edit.rows("UASC_last").CHILD))
    edit.set(edit.pick("Header", child=row.CHILD), UASC="0")
    return row


@fault("304")
def status_beyond_18(edit: Edit) -> Row:
    """The status of an asylum seeker was entered as lasting beyond the 18th birthday."""
    row = edit.pick("UASC", lambda seeker: ~seeker.last_year & (seeker.dob + years(18) > edit.end))
    return edit.set(row, DUC=row.dob + years(18) + 30 * DAY)


@fault("406")
def distance_of_an_asylum_seeker(edit: Edit) -> Row:
    """The placement of an asylum seeker was given a home postcode, from which a distance follows."""
    row = edit.pick(
        "Episodes", lambda ep: ep.uasc & ep.HOME_POST.isna() & ~ep.carried & ep["first"] & ep["last"]
    )
    other = first_of(edit.rows("Episodes").HOME_POST.dropna())
    return edit.set(row, HOME_POST=other)


@fault("1014", also=["304"])
def asylum_seeker_who_left_care_last_year(edit: Edit) -> Row:
    """A care leaver who was not in care in the year was returned as an asylum seeker again."""
    last_year = edit.rows("UASC_last")
    until_18 = last_year.CHILD[last_year.duc == last_year.dob + years(18)]
    leaver = edit.pick(
        "Header",
        lambda child: (
            child.care_leaver
            & child.episodes.eq(0)
            & child.CHILD.isin(until_18)
            & (child.dob + years(18) < edit.start)
        ),
    )
    return edit.add("UASC", CHILD=leaver.CHILD, SEX=leaver.SEX, DOB=leaver.DOB, DUC=edit.start + 9 * DAY)
