"""Who adopted: the adopters of a completed adoption (AD1)."""

from xl903 import rule

ANY_ADOPTION = ("E1", "E11", "E12")
"""Reasons for the end of an episode that mean adoption, with the code that E11 and E12 replaced."""

BY_PRESENT_CARERS = ("A2", "A3", "A5")
BY_OTHERS = ("A1", "A4", "A6")
"""Placements for adoption with the present foster carers, and with others; A1 and A2 are long gone."""

ONE_PERSON = ("M1", "F1")
DIFFERENT_SEXES = ("MF",)
SAME_SEX = ("MM", "FF")
"""SEX_ADOPTR of one adopter, and of two."""


@rule(
    "335",
    "Adopted by foster carer does not match the last placement",
    group="adoption",
    marks={"Episodes": ["PLACE"], "AD1": ["FOSTER_CARE"]},
)
def foster_carer_contradicts_placement(ret):
    """FOSTER_CARE is 0, but the episode that ended in adoption was with the child's foster carer (PLACE
    A2, A3 or A5). Or FOSTER_CARE is 1, but it was with other adopters (A1, A4 or A6).

    Fix: Find out who adopted the child. Correct FOSTER_CARE in the adoption file (AD1), or PLACE on the
    episode that ended in adoption.

    Why: The adoption details and the placement type are often recorded by different people. The placement
    type should show whether the adopters were already fostering the child.

    Ask: Was the child adopted by the foster carers they already lived with, or by other adopters?
    """
    pair = ret.episodes.pairs(ret.ad1)
    place, by_foster_carer = pair.left.place, pair.right.foster_care
    disagree = (place.isin(BY_PRESENT_CARERS) & (by_foster_carer == "0")) | (
        place.isin(BY_OTHERS) & (by_foster_carer == "1")
    )
    return pair.marks(pair.left.rec.isin(ANY_ADOPTION) & disagree)


@rule(
    "511",
    "Two adopters but the sex code is for one person",
    group="adoption",
    marks={"AD1": ["NB_ADOPTR", "SEX_ADOPTR"]},
)
def two_adopters_sex_of_one(ret):
    """NB_ADOPTR is 2, but SEX_ADOPTR is M1 (one man) or F1 (one woman).

    Fix: For a couple, change SEX_ADOPTR to MM, FF or MF. For a single adopter, change NB_ADOPTR to 1.
    Check LS_ADOPTR as well.

    Why: The number, sex and legal status of the adopters are separate fields and can contradict each
    other. Take all three from the adopters' approval papers.

    Ask: Did one person adopt the child, or a couple? If one person, a man or a woman? If a couple, two
    men, two women, or a man and a woman?
    """
    return (ret.ad1.nb_adoptr == "2") & ret.ad1.sex_adoptr.isin(ONE_PERSON)


def _other_adopters(ret, legal_tie, sexes):
    return (ret.ad1.ls_adoptr == legal_tie) & ~ret.ad1.sex_adoptr.isin(sexes)


@rule(
    "514",
    "Single adopter (L0) but the sex code is not for one person",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def single_adopter_sex_of_two(ret):
    """LS_ADOPTR is L0 (single adopter), but SEX_ADOPTR is not M1 or F1. A blank is flagged too.

    Fix: For a single adopter, change SEX_ADOPTR to M1 or F1 and check that NB_ADOPTR is 1. For a couple,
    correct LS_ADOPTR.

    Why: L0 was picked too early, or was left unchanged when a second adopter was added to the record.
    Take these details from the adopters' approval papers.

    Ask: Did one person adopt the child, or a couple? If one person, a man or a woman? If a couple, are
    they married, civil partners or neither?
    """
    return _other_adopters(ret, "L0", ONE_PERSON)


@rule(
    "520",
    "Opposite-sex marriage (L11) but the sex code is not MF",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def married_not_different_sexes(ret):
    """LS_ADOPTR is L11, a married couple of different sexes, so SEX_ADOPTR should be MF. It is blank or
    another code.

    Fix: If the adopters are a man and a woman, change SEX_ADOPTR to MF. If not, correct LS_ADOPTR (a
    married couple of the same sex is L12).

    Why: L11 and L12 are easily mixed up, or only one adopter's sex was recorded. Take the adopters'
    details from their approval papers.

    Ask: Are the adopters a man and a woman, two men, two women, or one person? If a couple, are they
    married, civil partners or neither?
    """
    return _other_adopters(ret, "L11", DIFFERENT_SEXES)


@rule(
    "524",
    "Same-sex marriage (L12) but the sex code is not MM or FF",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def married_not_same_sex(ret):
    """LS_ADOPTR is L12, a married couple of the same sex, so SEX_ADOPTR should be MM or FF. It is blank
    or another code.

    Fix: If the adopters are two men or two women, change SEX_ADOPTR to MM or FF. If not, correct
    LS_ADOPTR (a married man and woman are L11).

    Why: L11 and L12 are easily mixed up, or only one adopter's sex was recorded. Take the adopters'
    details from their approval papers.

    Ask: Are the adopters a man and a woman, two men, two women, or one person? If a couple, are they
    married, civil partners or neither?
    """
    return _other_adopters(ret, "L12", SAME_SEX)


@rule(
    "519",
    "Civil partners (L2) but the sex code is not for a couple",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def civil_partners_not_two(ret):
    """LS_ADOPTR is L2 (civil partners), so SEX_ADOPTR should be MM, FF or MF. It is blank or another
    code.

    Fix: For a couple, change SEX_ADOPTR to MM, FF or MF. If there is one adopter, change LS_ADOPTR to L0
    and check NB_ADOPTR.

    Why: Often only the first adopter's sex was recorded, or the field was left blank. Enter the details
    of both adopters together.

    Ask: Are the adopters a man and a woman, two men, two women, or one person? If a couple, are they
    married, civil partners or neither?
    """
    return _other_adopters(ret, "L2", SAME_SEX + DIFFERENT_SEXES)


@rule(
    "517",
    "Unmarried couple (L3) but the sex code is not MF",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def unmarried_not_different_sexes(ret):
    """LS_ADOPTR is L3, an unmarried couple of different sexes, so SEX_ADOPTR should be MF. It is blank or
    another code.

    Fix: If the adopters are a man and a woman, change SEX_ADOPTR to MF. If not, correct LS_ADOPTR (an
    unmarried couple of the same sex is L4).

    Why: L3 and L4 are next to each other on the list and easily mixed up. Take the adopters' details from
    their approval papers.

    Ask: Are the adopters a man and a woman, two men, two women, or one person? If a couple, are they
    married, civil partners or neither?
    """
    return _other_adopters(ret, "L3", DIFFERENT_SEXES)


@rule(
    "518",
    "Same-sex couple (L4) but the sex code is not MM or FF",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def unmarried_not_same_sex(ret):
    """LS_ADOPTR is L4, a same-sex couple who are neither married nor civil partners, so SEX_ADOPTR should
    be MM or FF. It is blank or another code.

    Fix: If the adopters are two men or two women, change SEX_ADOPTR to MM or FF. If not, correct
    LS_ADOPTR (an unmarried man and woman are L3).

    Why: L3 and L4 are next to each other on the list and easily mixed up. Take the adopters' details from
    their approval papers.

    Ask: Are the adopters a man and a woman, two men, two women, or one person? If a couple, are they
    married, civil partners or neither?
    """
    return _other_adopters(ret, "L4", SAME_SEX)
