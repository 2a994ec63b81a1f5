"""Adoptions completed: the episode that ended with one, and the adopters (AD1)."""

from xl903 import birthday, rule
from xl903.s903.schema import ADOPTION_ITEMS, ADOPTIVE_PLACEMENTS

ANY_ADOPTION = ("E1", "E11", "E12")
"""Reasons for the end of an episode that mean adoption, with the code that E11 and E12 replaced."""

BY_PRESENT_CARERS = ("A2", "A3", "A5")
BY_OTHERS = ("A1", "A4", "A6")
"""Placements for adoption with the present foster carers, and with others; A1 and A2 are long gone."""

ONE_PERSON = ("M1", "F1")
DIFFERENT_SEXES = ("MF",)
SAME_SEX = ("MM", "FF")
"""SEX_ADOPTR of one adopter, and of two."""

# The episode that ended with an adoption


@rule(
    "390",
    "Adopted from a placement that is not for adoption",
    group="adoption",
    marks={"Episodes": ["PLACE", "REC"]},
)
def adopted_from_other_placement(ret):
    """The episode ended with an adoption, but its placement is not one for adoption (A3 to A6).

    Fix: correct PLACE, or REC if the child was not adopted.
    """
    ep = ret.episodes
    return ep.adopted & ~ep.place.isin(ADOPTIVE_PLACEMENTS)


@rule(
    "386",
    "Adopted at 18 or older",
    group="adoption",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "Header"],
)
def adopted_as_adult(ret):
    """The episode ended with an adoption on the 18th birthday or later, when nobody is in care any more.

    Fix: check DEC and REC, and the date of birth in the Header file.
    """
    pair = ret.episodes.pairs(ret.header)
    turned_18 = pair.right.of(birthday(ret.header.dob, 18))
    return pair.left_rows(pair.left.adopted & (pair.left.dec >= turned_18))


@rule(
    "199",
    "Episode after an adoption",
    group="adoption",
    marks={"Episodes": ["CHILD"]},
    uses=["Episodes_last"],
)
def episode_after_adoption(ret):
    """An earlier episode of this CHILD, of this year or last, ended with an adoption; an adopted child who
    comes back into care gets a new CHILD.

    Fix: correct the earlier REC, or return the later episodes under the child's new identifier.
    """
    pool = ret.episodes.with_last_year
    follows = pool.dated_in_order("decom").after(pool.adopted)
    return follows[: len(ret.episodes)]


# The record of the adoption is there, and complete


@rule("151", "Adoption is only partly filled in", group="adoption", marks={"AD1": ADOPTION_ITEMS})
def adoption_partly_filled(ret):
    """Some of the six items of the adoption are filled and others blank.

    Fix: complete them; if the child was not adopted, clear them all.
    """
    ad1 = ret.ad1
    return ad1.any_filled(*ADOPTION_ITEMS) & ~ad1.all_filled(*ADOPTION_ITEMS)


def _adopted_in_year(ret):
    ep = ret.episodes
    return ep.adopted & (ep.dec >= ret.year_start) & (ep.dec <= ret.year_end)


@rule(
    "601",
    "Adopted in the year, but the adoption is not fully filled in",
    group="adoption",
    marks={"Episodes": ["REC"], "AD1": ADOPTION_ITEMS},
)
def adoption_not_filled(ret):
    """An episode ended with an adoption in the year, but at least one of the six items of the adoption is
    blank, or the child is not in the adoption file.

    Fix: complete the child's row in AD1, or correct REC or DEC.
    """
    ep, ad1, adopted = ret.episodes, ret.ad1, _adopted_in_year(ret)
    incomplete = ~ad1.all_filled(*ADOPTION_ITEMS)
    return {
        "Episodes": adopted & (~ep.child_in(ad1) | ep.child_in(ad1, incomplete)),
        "AD1": incomplete & ad1.child_in(ep, adopted),
    }


@rule(
    "602",
    "Adoption filled in, but the child was not adopted in the year",
    group="adoption",
    marks={"AD1": ["CHILD"]},
    needs=["Episodes", "AD1"],
)
def not_adopted_in_year(ret):
    """The child has items of an adoption, but no episode that ended in the year with REC E11 or E12.

    Fix: correct REC and DEC of the last episode; if the child was not adopted, remove the row.
    """
    ad1 = ret.ad1
    ep = ret.episodes
    may_be = _adopted_in_year(ret) | (ep.adopted & ep.no_date("DEC"))
    return ad1.any_filled(*ADOPTION_ITEMS) & ~ad1.child_in(ep, may_be)


@rule(
    "525",
    "Adoption filled in, but the decision was reversed",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED_CEASED"], "AD1": ADOPTION_ITEMS},
)
def adopted_though_reversed(ret):
    """The decision to place the child for adoption was reversed, yet items of an adoption are filled.

    Fix: clear the reversal, or the items of the adoption, whichever did not happen.
    """
    pair = ret.placed_adoption.pairs(ret.ad1)
    return pair.marks(pair.left.filled("DATE_PLACED_CEASED") & pair.right.any_filled(*ADOPTION_ITEMS))


# Its dates


@rule(
    "333",
    "Adoption decision is missing or later than the match",
    group="adoption",
    marks={"AD1": ["DATE_INT"]},
)
def decided_after_match(ret):
    """The child was matched with adopters, but the decision for adoption has no date, or a later one.

    Fix: check DATE_INT and DATE_MATCH.
    """
    ad1 = ret.ad1
    return ad1.filled("DATE_MATCH") & (~ad1.filled("DATE_INT") | (ad1.date_int > ad1.date_match))


@rule(
    "334",
    "Adoption decision is dated before this time in care",
    group="adoption",
    marks={"Episodes": ["DECOM", "RNE"], "AD1": ["DATE_INT"]},
)
def decided_before_this_time_in_care(ret):
    """DATE_INT is earlier than the start (RNE S) of the child's latest time in care.

    Fix: check DATE_INT and the DECOM of that episode.
    """
    ep = ret.episodes
    pair = ep.pairs(ret.ad1)
    latest_start = ep.latest(ep.decom, where=ep.rne == "S")
    return pair.marks(pair.left.of(latest_start) & (pair.right.date_int < pair.left.decom))


@rule(
    "521",
    "Adoption decision is later than a placement for adoption",
    group="adoption",
    marks={"Episodes": ["PLACE", "DECOM"], "AD1": ["DATE_INT"]},
)
def decided_after_placement(ret):
    """DATE_INT is later than the start of an episode in which the child was placed for adoption already.

    Fix: check DATE_INT, and the DECOM and PLACE of the episode.
    """
    pair = ret.episodes.pairs(ret.ad1)
    late = pair.right.date_int > pair.left.decom
    return pair.marks(pair.left.place.isin(ADOPTIVE_PLACEMENTS) & late)


@rule(
    "331",
    "Match with the adopters is later than the placement",
    group="adoption",
    marks={"AD1": ["DATE_MATCH"], "Episodes": ["DECOM", "REC"]},
)
def matched_after_placement(ret):
    """The child was matched with adopters only after the episode that ended with the adoption had begun.

    Fix: check DATE_MATCH, and DECOM and REC of the episode.
    """
    pair = ret.episodes.pairs(ret.ad1)
    return pair.marks(pair.left.adopted & (pair.right.date_match > pair.left.decom))


@rule(
    "582",
    "Match with the adopters is on the day of the adoption",
    group="adoption",
    marks={"Episodes": ["DEC"]},
    needs=["Episodes", "AD1"],
)
def matched_on_day_of_adoption(ret):
    """DATE_MATCH is the day on which the adoption ended the episode; a match comes well before.

    Fix: check DATE_MATCH and DEC.
    """
    pair = ret.episodes.pairs(ret.ad1)
    return pair.left_rows(pair.left.adopted & (pair.right.date_match == pair.left.dec))


@rule(
    "523",
    "Two dates are given for one adoption decision",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED"], "AD1": ["DATE_INT"]},
)
def two_dates_of_decision(ret):
    """DATE_PLACED and DATE_INT are the day of the same decision, but they differ.

    Fix: find out which of them is right, and enter it in both files.
    """
    pair = ret.placed_adoption.pairs(ret.ad1)
    placed, best_interest = pair.left.date_placed, pair.right.date_int
    return pair.marks(placed.notna() & best_interest.notna() & (placed != best_interest))


# Who adopted


@rule(
    "335",
    "Adopted by the foster carer or not: AD1 and the placement disagree",
    group="adoption",
    marks={"Episodes": ["PLACE"], "AD1": ["FOSTER_CARE"]},
)
def foster_carer_contradicts_placement(ret):
    """PLACE says that the child was placed with adopters who were the foster carers already, and
    FOSTER_CARE says that they were not, or the other way about.

    Fix: correct whichever is wrong: 1 goes with A3 and A5, 0 with A4 and A6.
    """
    pair = ret.episodes.pairs(ret.ad1)
    place, by_foster_carer = pair.left.place, pair.right.foster_care
    disagree = (place.isin(BY_PRESENT_CARERS) & (by_foster_carer == "0")) | (
        place.isin(BY_OTHERS) & (by_foster_carer == "1")
    )
    return pair.marks(pair.left.rec.isin(ANY_ADOPTION) & disagree)


@rule("511", "Two adopters, but the sex of one", group="adoption", marks={"AD1": ["NB_ADOPTR", "SEX_ADOPTR"]})
def two_adopters_sex_of_one(ret):
    """NB_ADOPTR counts two adopters, but SEX_ADOPTR is M1 or F1, which mean one.

    Fix: enter MM, FF or MF for two, or correct the number.
    """
    return (ret.ad1.nb_adoptr == "2") & ret.ad1.sex_adoptr.isin(ONE_PERSON)


def _other_adopters(ret, legal_tie, sexes):
    return (ret.ad1.ls_adoptr == legal_tie) & ~ret.ad1.sex_adoptr.isin(sexes)


@rule(
    "514",
    "Single adopter (L0), but not the sex of one",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def single_adopter_sex_of_two(ret):
    """LS_ADOPTR L0 is a single adopter, but SEX_ADOPTR is neither M1 nor F1.

    Fix: correct whichever is wrong.
    """
    return _other_adopters(ret, "L0", ONE_PERSON)


@rule(
    "520",
    "Married couple of different sexes (L11), but not MF",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def married_not_different_sexes(ret):
    """LS_ADOPTR L11 is a married couple of different sexes, but SEX_ADOPTR is not MF.

    Fix: correct whichever is wrong; L12 is a married couple of the same sex.
    """
    return _other_adopters(ret, "L11", DIFFERENT_SEXES)


@rule(
    "524",
    "Married couple of the same sex (L12), but not MM or FF",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def married_not_same_sex(ret):
    """LS_ADOPTR L12 is a married couple of the same sex, but SEX_ADOPTR is neither MM nor FF.

    Fix: correct whichever is wrong; L11 is a married couple of different sexes.
    """
    return _other_adopters(ret, "L12", SAME_SEX)


@rule(
    "519",
    "Civil partners (L2), but not the sexes of two",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def civil_partners_not_two(ret):
    """LS_ADOPTR L2 is a couple in a civil partnership, but SEX_ADOPTR is none of MM, FF and MF.

    Fix: correct whichever is wrong.
    """
    return _other_adopters(ret, "L2", SAME_SEX + DIFFERENT_SEXES)


@rule(
    "517",
    "Unmarried couple of different sexes (L3), but not MF",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def unmarried_not_different_sexes(ret):
    """LS_ADOPTR L3 is an unmarried couple of different sexes, but SEX_ADOPTR is not MF.

    Fix: correct whichever is wrong; L4 is an unmarried couple of the same sex.
    """
    return _other_adopters(ret, "L3", DIFFERENT_SEXES)


@rule(
    "518",
    "Unmarried couple of the same sex (L4), but not MM or FF",
    group="adoption",
    marks={"AD1": ["LS_ADOPTR", "SEX_ADOPTR"]},
)
def unmarried_not_same_sex(ret):
    """LS_ADOPTR L4 is an unmarried couple of the same sex, but SEX_ADOPTR is neither MM nor FF.

    Fix: correct whichever is wrong; L3 is an unmarried couple of different sexes.
    """
    return _other_adopters(ret, "L4", SAME_SEX)
