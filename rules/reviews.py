"""Reviews: the participation code against the review's date and the child's age."""

from xl903 import birthday, rule

UNDER_FOUR = "PN0"
"""The participation code of children who are under four on the day of the review."""


@rule(
    "167",
    "Review participation code missing, invalid or undated",
    group="review",
    marks={"Reviews": ["REVIEW_CODE"]},
)
def review_code_wrong(ret):
    """The review has a date but REVIEW_CODE is blank or is not PN0 to PN7, or it has a code but the date
    is blank.

    Fix: Complete both REVIEW and REVIEW_CODE (PN0 to PN7). If the review was not held, remove the row.

    Why: The reviewing officer often leaves the code until the minutes are written, and it is then
    forgotten. Record the date and how the child took part on the same day.

    Ask: On what date was this review held? Did the child attend, and how were their views heard (from the
    child, through an advocate, by message or other means, or not at all)?
    """
    reviews = ret.reviews
    held = reviews.filled("REVIEW")
    return (held & ~reviews.in_codes("REVIEW_CODE")) | (~held & reviews.filled("REVIEW_CODE"))


@rule(
    "440",
    "Review code PN0 (under 4) for a child aged 4 or over",
    group="review",
    marks={"Reviews": ["DOB", "REVIEW", "REVIEW_CODE"]},
)
def under_four_code_from_four(ret):
    """REVIEW_CODE is PN0 (child under 4), but the child was 4 or over on the day of the review.

    Fix: Check REVIEW, and DOB in the Reviews file. If both are right, enter PN1 to PN7 in REVIEW_CODE for
    how the child took part.

    Why: The code is often copied from an earlier review, when the child was still under 4. From the 4th
    birthday, record how the child took part.

    Ask: How did the child take part in this review? For example, they came and spoke, had an advocate,
    sent their views, or did not come.
    """
    reviews = ret.reviews
    return (reviews.review_code == UNDER_FOUR) & (reviews.review >= birthday(reviews.dob, 4))


@rule(
    "441",
    "Code PN1 to PN7 used for a child under 4",
    group="review",
    marks={"Reviews": ["DOB", "REVIEW", "REVIEW_CODE"]},
)
def code_from_four_under_four(ret):
    """The review has a code from PN1 to PN7, but the child was under 4 on that day. Before the fourth
    birthday the code should be PN0.

    Fix: Check REVIEW and DOB on this Reviews row. If both are right, change REVIEW_CODE to PN0. Otherwise
    correct the wrong date.

    Why: The code is often copied from an older brother or sister reviewed on the same day, or the year of
    the review is mistyped. The child's age on the day of the review decides, not their age at 31 March.
    """
    reviews = ret.reviews
    from_four = reviews.in_codes("REVIEW_CODE") & (reviews.review_code != UNDER_FOUR)
    return from_four & (reviews.review < birthday(reviews.dob, 4))
