"""Across the files: the same child in files that do not go together, or without the file that it needs."""

from xl903 import rule
from xl903.s903.schema import ADOPTION_ITEMS, CARE_LEAVER_ITEMS, HEALTH_ITEMS

NOT_WITHOUT_EPISODES = ("PlacedAdoption", "Missing", "Reviews", "AD1", "PrevPerm", "OC2")
"""Tables that have rows only for children with episodes in the year."""


@rule(
    "134",
    "Child has both adoption and care leaver data",
    group="cross-file",
    marks={"AD1": ADOPTION_ITEMS},
    needs=["OC3", "AD1"],
)
def adopted_and_care_leaver(ret):
    """The child has adoption details in AD1 and also care leaver details in OC3. Only one of the two
    should be returned.

    Fix: Check how the child left care. If they were not adopted this year, remove the AD1 row. If they
    were, remove the OC3 row.

    Why: An adoption plan that did not go ahead is often left on the case and exported years later. Close
    the plan when it changes.
    """
    ad1, oc3 = ret.ad1, ret.oc3
    return ad1.any_filled(*ADOPTION_ITEMS) & ad1.child_in(oc3, oc3.any_filled(*CARE_LEAVER_ITEMS))


@rule(
    "187",
    "In care all year but has adoption or care leaver data",
    group="cross-file",
    marks={"OC3": CARE_LEAVER_ITEMS, "AD1": ADOPTION_ITEMS},
    needs=["Episodes", "OC3", "AD1"],
)
def left_care_and_in_care_all_year(ret):
    """The child was looked after all year without a break and did not leave care by 31 March. But they
    have adoption details (AD1) or care leaver details (OC3).

    Fix: If the child left care by 31 March, complete DEC and REC on their last episode. If they were
    still in care, remove the AD1 or OC3 row.

    Why: The last episode was not ended when the child left. Or the details were entered early, for
    example at the match with adopters or while a young person was still in care.

    Ask: Did this child leave care during the year? If so, on what date and how (for example adopted,
    returned home, or moved to live independently)?
    """
    ad1, oc3 = ret.ad1, ret.oc3
    return {
        "OC3": oc3.looked_after_all_year & oc3.any_filled(*CARE_LEAVER_ITEMS),
        "AD1": ad1.looked_after_all_year & ad1.any_filled(*ADOPTION_ITEMS),
    }


@rule(
    "215",
    "Child has both OC2 (all year) and OC3 (care leaver) data",
    group="cross-file",
    marks={"OC3": CARE_LEAVER_ITEMS, "OC2": HEALTH_ITEMS},
)
def care_leaver_with_health_items(ret):
    """The child has care leaver details in OC3 and at least one yes/no answer in OC2. OC2 is for children
    in care all year, so only one should be returned. An answer of 0 counts as filled.

    Fix: Check the child's episodes. If they left care, clear the OC2 items. If they were in care all
    year, remove the OC3 row.

    Why: The health form was completed before the young person left care, or the care leaver form was
    started while they were still in care.
    """
    oc2, oc3 = ret.oc2, ret.oc3
    left_care, health = oc3.any_filled(*CARE_LEAVER_ITEMS), oc2.any_filled(*HEALTH_ITEMS)
    return {"OC3": left_care & oc3.child_in(oc2, health), "OC2": health & oc2.child_in(oc3, left_care)}


@rule(
    "399",
    "Mother or review details for a child only on short breaks",
    group="cross-file",
    marks={"Episodes": ["LS"], "Header": ["MOTHER"], "Reviews": ["REVIEW", "REVIEW_CODE"]},
)
def details_with_short_breaks_only(ret):
    """All the child's episodes are short breaks (V3 or V4), but MOTHER, REVIEW or REVIEW_CODE is filled
    in.

    Fix: Clear MOTHER in Header and remove the child's rows from Reviews. If the child was also in
    full-time care, correct LS.

    Why: Children on short breaks have reviews too, and the export picks these up with all the others. Ask
    for it to leave them out for children who had only short breaks.
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
    "Child in another file has no episodes this year",
    group="cross-file",
    marks={name: ["CHILD"] for name in NOT_WITHOUT_EPISODES},
    needs=["Episodes"],
    uses=NOT_WITHOUT_EPISODES,
    needs_one_of=NOT_WITHOUT_EPISODES,
)
def row_without_episodes(ret):
    """The child has no row in this year's Episodes file. Their rows in PlacedAdoption, Missing, Reviews,
    AD1, PrevPerm and OC2 are not expected.

    Fix: Check the child id. If the child was in care this year, load the missing episodes. If not, remove
    the child's rows from this file.

    Why: Each file comes from its own report, and their dates or selections differ. A report run without
    access to restricted records also leaves children out.
    """
    tables = [ret.table(name) for name in NOT_WITHOUT_EPISODES]
    return {table.name: ~table.child_in(ret.episodes) for table in tables}


@rule(
    "EPI",
    "Child has no episodes and no care leaver record",
    group="cross-file",
    marks={"Header": ["CHILD"]},
    uses=["Episodes", "OC3"],
)
def neither_episodes_nor_care_leaver(ret):
    """The child is in the Header file but not in the Episodes or OC3 file. This is a warning, as most
    other checks cannot run for the child.

    Value: Child {value} has no row in Episodes or OC3.

    Fix: Add the child's episodes or care leaver row. If the child does not belong in this return, remove
    the Header row.

    Why: The header report includes children who were not in care this year, or the episode report missed
    the child. If most children are marked, check that the Episodes file is loaded.
    """
    hd = ret.header
    return ~hd.child_in(ret.episodes) & ~hd.child_in(ret.oc3)
