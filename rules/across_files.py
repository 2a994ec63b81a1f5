"""Across the files: the same child in two files, and what they say about it."""

from xl903 import rule
from xl903.s903.schema import ADOPTION_ITEMS, CARE_LEAVER_ITEMS, HEALTH_ITEMS

NOT_WITHOUT_EPISODES = ("PlacedAdoption", "Missing", "Reviews", "AD1", "PrevPerm", "OC2")
"""Tables that have rows only for children with episodes in the year."""


@rule(
    "134",
    "Adoption details for a care leaver",
    group="cross-file",
    marks={"AD1": ADOPTION_ITEMS},
    needs=["OC3", "AD1"],
)
def adopted_and_care_leaver(ret):
    """The child has both adoption details (AD1) and care leaver details (OC3); nobody is both.

    Fix: delete the record that does not apply, in AD1 or in OC3.
    """
    ad1, oc3 = ret.ad1, ret.oc3
    return ad1.any_filled(*ADOPTION_ITEMS) & ad1.child_in(oc3, oc3.any_filled(*CARE_LEAVER_ITEMS))


@rule(
    "187",
    "In care all year, but with care leaver or adoption details",
    group="cross-file",
    marks={"OC3": CARE_LEAVER_ITEMS, "AD1": ADOPTION_ITEMS},
    needs=["Episodes", "OC3", "AD1"],
)
def left_care_and_in_care_all_year(ret):
    """By the episodes the child was looked after all year, yet OC3 or AD1 tells of a child who has left.

    Fix: enter the end of care that the episodes lack, or delete the care leaver or adoption details.
    """
    ad1, oc3 = ret.ad1, ret.oc3
    return {
        "OC3": oc3.looked_after_all_year & oc3.any_filled(*CARE_LEAVER_ITEMS),
        "AD1": ad1.looked_after_all_year & ad1.any_filled(*ADOPTION_ITEMS),
    }


@rule(
    "215",
    "Both care leaver details and answers for a year in care",
    group="cross-file",
    marks={"OC3": CARE_LEAVER_ITEMS, "OC2": HEALTH_ITEMS},
)
def care_leaver_with_health_items(ret):
    """OC3 has details of the child as a care leaver and OC2 has answers about a whole year in care.

    Fix: find out from the episodes which of the two the child is, and clear the other record.
    """
    oc2, oc3 = ret.oc2, ret.oc3
    left_care, health = oc3.any_filled(*CARE_LEAVER_ITEMS), oc2.any_filled(*HEALTH_ITEMS)
    return {"OC3": left_care & oc3.child_in(oc2, health), "OC2": health & oc2.child_in(oc3, left_care)}


@rule(
    "399",
    "Motherhood or review given for a child on short breaks only",
    group="cross-file",
    marks={"Episodes": ["LS"], "Header": ["MOTHER"], "Reviews": ["REVIEW", "REVIEW_CODE"]},
)
def details_with_short_breaks_only(ret):
    """All of the child's episodes are short breaks (V3, V4), for which MOTHER and reviews are not asked.

    Fix: clear MOTHER and delete the reviews, or correct the legal status.
    """
    ep, hd, reviews = ret.episodes, ret.header, ret.reviews
    mother, review = hd.filled("MOTHER"), reviews.any_filled("REVIEW", "REVIEW_CODE")

    def only_short_breaks(table):
        return table.child_in(ep) & ~table.child_in(ep, ~ep.short_break)

    return {
        "Episodes": only_short_breaks(ep) & (ep.child_in(hd, mother) | ep.child_in(reviews, review)),
        "Header": only_short_breaks(hd) & (mother | hd.child_in(reviews, review)),
        "Reviews": only_short_breaks(reviews) & (review | reviews.child_in(hd, mother)),
    }


@rule(
    "1012",
    "Row for a child without episodes",
    group="cross-file",
    marks={name: ["CHILD"] for name in NOT_WITHOUT_EPISODES},
    needs=["Episodes"],
    uses=NOT_WITHOUT_EPISODES,
    needs_one_of=NOT_WITHOUT_EPISODES,
)
def row_without_episodes(ret):
    """The row belongs to a child who has no episode this year; such a child can only be a care leaver.

    Fix: add the child's episodes, delete the row, or correct CHILD.
    """
    tables = [ret.table(name) for name in NOT_WITHOUT_EPISODES]
    return {table.name: ~table.child_in(ret.episodes) for table in tables}


@rule(
    "EPI",
    "Child has no episodes and is no care leaver",
    group="cross-file",
    marks={"Header": ["CHILD"]},
    uses=["Episodes", "OC3"],
)
def neither_episodes_nor_care_leaver(ret):
    """Header has the child, but neither Episodes nor OC3 does, so most checks have nothing to look at.

    Fix: add the child's episodes or care leaver row, or delete the child from Header.
    """
    hd = ret.header
    return ~hd.child_in(ret.episodes) & ~hd.child_in(ret.oc3)


# Every child is in Header


def _not_in_header(ret, table):
    return ~table.child_in(ret.header)


@rule(
    "INT01",
    "Adopted child is not in Header",
    group="cross-file",
    marks={"AD1": ["CHILD"]},
    needs=["Header", "AD1"],
)
def ad1_not_in_header(ret):
    """AD1 has the adoption of a child who has no row in Header.

    Fix: add the child to Header, or correct CHILD in AD1.
    """
    return _not_in_header(ret, ret.ad1)


@rule(
    "INT02",
    "Child placed for adoption is not in Header",
    group="cross-file",
    marks={"PlacedAdoption": ["CHILD"]},
    needs=["Header", "PlacedAdoption"],
)
def placed_adoption_not_in_header(ret):
    """PlacedAdoption has a decision about a child who has no row in Header.

    Fix: add the child to Header, or correct CHILD in PlacedAdoption.
    """
    return _not_in_header(ret, ret.placed_adoption)


@rule(
    "INT03",
    "Child of the episode is not in Header",
    group="cross-file",
    marks={"Episodes": ["CHILD"]},
    needs=["Header", "Episodes"],
)
def episodes_not_in_header(ret):
    """Episodes has an episode of a child who has no row in Header.

    Fix: add the child to Header, or correct CHILD in Episodes.
    """
    return _not_in_header(ret, ret.episodes)


@rule(
    "INT04",
    "Child gone missing is not in Header",
    group="cross-file",
    marks={"Missing": ["CHILD"]},
    needs=["Header", "Missing"],
)
def missing_not_in_header(ret):
    """Missing has a time away of a child who has no row in Header.

    Fix: add the child to Header, or correct CHILD in Missing.
    """
    return _not_in_header(ret, ret.missing)


@rule(
    "INT05",
    "Child of the health record is not in Header",
    group="cross-file",
    marks={"OC2": ["CHILD"]},
    needs=["Header", "OC2"],
)
def oc2_not_in_header(ret):
    """OC2 has health and offending answers for a child who has no row in Header.

    Fix: add the child to Header, or correct CHILD in OC2.
    """
    return _not_in_header(ret, ret.oc2)


@rule(
    "INT06",
    "Care leaver is not in Header",
    group="cross-file",
    marks={"OC3": ["CHILD"]},
    needs=["Header", "OC3"],
)
def oc3_not_in_header(ret):
    """OC3 has details of a care leaver who has no row in Header.

    Fix: add the child to Header, or correct CHILD in OC3.
    """
    return _not_in_header(ret, ret.oc3)


@rule(
    "INT07",
    "Child with earlier permanence is not in Header",
    group="cross-file",
    marks={"PrevPerm": ["CHILD"]},
    needs=["Header", "PrevPerm"],
)
def prev_perm_not_in_header(ret):
    """PrevPerm has an earlier permanent arrangement of a child who has no row in Header.

    Fix: add the child to Header, or correct CHILD in PrevPerm.
    """
    return _not_in_header(ret, ret.prev_perm)


@rule(
    "INT08",
    "Child of the review is not in Header",
    group="cross-file",
    marks={"Reviews": ["CHILD"]},
    needs=["Header", "Reviews"],
)
def reviews_not_in_header(ret):
    """Reviews has a review of a child who has no row in Header.

    Fix: add the child to Header, or correct CHILD in Reviews.
    """
    return _not_in_header(ret, ret.reviews)


@rule(
    "INT09",
    "Asylum-seeking child is not in Header",
    group="cross-file",
    marks={"UASC": ["CHILD"]},
    needs=["Header", "UASC"],
)
def uasc_not_in_header(ret):
    """UASC has an asylum-seeking child who has no row in Header.

    Fix: add the child to Header, or correct CHILD in UASC.
    """
    return _not_in_header(ret, ret.uasc)


# The same date of birth and sex everywhere


def _other_date_of_birth(ret, table):
    """Rows whose date of birth is another than one that Header has for the child; both have to be dates."""
    pair = table.pairs(ret.header)
    dob, in_header = pair.left.dob, pair.right.dob
    return pair.left_rows(dob.notna() & in_header.notna() & (dob != in_header))


@rule(
    "INT11",
    "Date of birth in AD1 is not that in Header",
    group="cross-file",
    marks={"AD1": ["DOB"]},
    needs=["Header", "AD1"],
)
def ad1_date_of_birth_differs(ret):
    """AD1 and Header give two dates of birth for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    return _other_date_of_birth(ret, ret.ad1)


@rule(
    "INT12",
    "Date of birth in PlacedAdoption is not that in Header",
    group="cross-file",
    marks={"PlacedAdoption": ["DOB"]},
    needs=["Header", "PlacedAdoption"],
)
def placed_adoption_date_of_birth_differs(ret):
    """PlacedAdoption and Header give two dates of birth for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    return _other_date_of_birth(ret, ret.placed_adoption)


@rule(
    "INT13",
    "Date of birth in Missing is not that in Header",
    group="cross-file",
    marks={"Missing": ["DOB"]},
    needs=["Header", "Missing"],
)
def missing_date_of_birth_differs(ret):
    """Missing and Header give two dates of birth for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    return _other_date_of_birth(ret, ret.missing)


@rule(
    "INT14",
    "Date of birth in OC2 is not that in Header",
    group="cross-file",
    marks={"OC2": ["DOB"]},
    needs=["Header", "OC2"],
)
def oc2_date_of_birth_differs(ret):
    """OC2 and Header give two dates of birth for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    return _other_date_of_birth(ret, ret.oc2)


@rule(
    "INT15",
    "Date of birth in OC3 is not that in Header",
    group="cross-file",
    marks={"OC3": ["DOB"]},
    needs=["Header", "OC3"],
)
def oc3_date_of_birth_differs(ret):
    """OC3 and Header give two dates of birth for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    return _other_date_of_birth(ret, ret.oc3)


@rule(
    "INT16",
    "Date of birth in PrevPerm is not that in Header",
    group="cross-file",
    marks={"PrevPerm": ["DOB"]},
    needs=["Header", "PrevPerm"],
)
def prev_perm_date_of_birth_differs(ret):
    """PrevPerm and Header give two dates of birth for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    return _other_date_of_birth(ret, ret.prev_perm)


@rule(
    "INT17",
    "Date of birth in Reviews is not that in Header",
    group="cross-file",
    marks={"Reviews": ["DOB"]},
    needs=["Header", "Reviews"],
)
def reviews_date_of_birth_differs(ret):
    """Reviews and Header give two dates of birth for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    return _other_date_of_birth(ret, ret.reviews)


@rule(
    "INT18",
    "Date of birth in UASC is not that in Header",
    group="cross-file",
    marks={"UASC": ["DOB"]},
    needs=["Header", "UASC"],
)
def uasc_date_of_birth_differs(ret):
    """UASC and Header give two dates of birth for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    return _other_date_of_birth(ret, ret.uasc)


@rule(
    "INT21",
    "Sex in UASC is not that in Header",
    group="cross-file",
    marks={"UASC": ["SEX"]},
    needs=["Header", "UASC"],
)
def uasc_sex_differs(ret):
    """UASC and Header give two sexes for the child.

    Fix: find out which is right, and enter it in both tables.
    """
    pair = ret.uasc.pairs(ret.header)
    sex, in_header = pair.left.sex, pair.right.sex
    return pair.left_rows(sex.notna() & in_header.notna() & (sex != in_header))
