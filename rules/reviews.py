"""Reviews: the participation code against the review's date and the child's age."""

from xl903 import birthday, rule

UNDER_FOUR = "PN0"
"""The participation code of children who are under four on the day of the review."""


@rule(
    "167", "Participation code is wrong or has no review", group="review", marks={"Reviews": ["REVIEW_CODE"]}
)
def review_code_wrong(ret):
    """A review lacks a participation code from PN0 to PN7, or there is a code but no review date.

    Fix: enter how the child took part, PN0 to PN7, or the missing date; or clear the code if there was no
    review.
    """
    reviews = ret.reviews
    held = reviews.filled("REVIEW")
    return (held & ~reviews.in_codes("REVIEW_CODE")) | (~held & reviews.filled("REVIEW_CODE"))


@rule(
    "440",
    "PN0 for a child of four or over",
    group="review",
    marks={"Reviews": ["DOB", "REVIEW", "REVIEW_CODE"]},
)
def under_four_code_from_four(ret):
    """PN0 says that the child was under four, but the review was on or after the fourth birthday.

    Fix: enter how the child took part, PN1 to PN7, or correct the review date or the date of birth.
    """
    reviews = ret.reviews
    return (reviews.review_code == UNDER_FOUR) & (reviews.review >= birthday(reviews.dob, 4))


@rule(
    "441",
    "PN1 to PN7 for a child under four",
    group="review",
    marks={"Reviews": ["DOB", "REVIEW", "REVIEW_CODE"]},
)
def code_from_four_under_four(ret):
    """PN1 to PN7 are for children of four and over, but the review was before the fourth birthday.

    Fix: enter PN0, or correct the review date or the date of birth.
    """
    reviews = ret.reviews
    from_four = reviews.in_codes("REVIEW_CODE") & (reviews.review_code != UNDER_FOUR)
    return from_four & (reviews.review < birthday(reviews.dob, 4))
