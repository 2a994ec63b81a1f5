"""Faults in what is told of reviews."""

from __future__ import annotations

from xl903.synthetic.faults.editing import DAY, Edit, Row, years
from xl903.synthetic.faults.registry import fault


@fault("167")
def participation_left_out(edit: Edit) -> Row:
    """How the child took part in a review was left out."""
    return edit.set(edit.pick("Reviews"), REVIEW_CODE=None)


@fault("399")
def review_of_a_short_break(edit: Edit) -> Row:
    """A review was entered for a child who was only on short breaks."""
    child = edit.pick("Header", lambda child: child.short_breaks & child.reviews.eq(0) & child.began.notna())
    code = "PN0" if child.dob + years(4) > edit.end else "PN1"
    return edit.add("Reviews", CHILD=child.CHILD, DOB=child.DOB, REVIEW=edit.end - 30 * DAY, REVIEW_CODE=code)


@fault("440")
def too_young_to_take_part_at_four(edit: Edit) -> Row:
    """A child of 4 or older was entered as too young to take part in the review."""
    row = edit.pick("Reviews", lambda review: review.review >= review.dob + years(4))
    return edit.set(row, REVIEW_CODE="PN0")


@fault("441")
def small_child_took_part(edit: Edit) -> Row:
    """A child under 4 was entered as having spoken at the review."""
    return edit.set(edit.pick("Reviews", lambda review: review.REVIEW_CODE.eq("PN0")), REVIEW_CODE="PN1")


@fault("XL04")
def two_reviews_on_one_day(edit: Edit) -> Row:
    """Two reviews were entered for the same day."""
    return edit.copy(edit.pick("Reviews"))
