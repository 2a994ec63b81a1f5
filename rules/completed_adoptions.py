"""Adoptions completed: the episode that ended with one, its record (AD1) and the dates of it."""

from xl903 import birthday, rule
from xl903.s903.schema import ADOPTION_ITEMS, ADOPTIVE_PLACEMENTS

# The episode that ended with an adoption


@rule(
    "390",
    "Adopted but last placement was not adoptive",
    group="adoption",
    marks={"Episodes": ["PLACE", "REC"]},
)
def adopted_from_other_placement(ret):
    """REC is E11 or E12 (adopted), but PLACE is not an adoptive placement (A3 to A6).

    Fix: Correct PLACE, or add the adoptive episode if it is missing. If the child was not adopted,
    correct REC.

    Why: Foster carers who adopt are often left as a foster placement until the order. Start a new episode
    with the adoptive placement type when the child is placed with them for adoption.

    Ask: Was the child adopted? If so, on which date did the adoptive placement start, and were the
    adopters already the child's foster carers?
    """
    ep = ret.episodes
    return ep.adopted & ~ep.place.isin(ADOPTIVE_PLACEMENTS)


@rule(
    "386",
    "Adopted at 18 or over",
    group="adoption",
    marks={"Episodes": ["REC"]},
    needs=["Episodes", "Header"],
)
def adopted_as_adult(ret):
    """REC is E11 or E12 (adopted), but DEC is on or after the child's 18th birthday.

    Fix: Check DOB, DEC and REC. Correct what is wrong.

    Why: The end date may be the day the case was closed, not the day of the adoption order. The wrong
    reason may also have been picked when the young person turned 18.

    Ask: On which date did the child leave care, and was this because of an adoption order? What is the
    child's date of birth?
    """
    pair = ret.episodes.pairs(ret.header)
    turned_18 = pair.right.of(birthday(ret.header.dob, 18))
    return pair.left_rows(pair.left.adopted & (pair.left.dec >= turned_18))


@rule(
    "199",
    "Episode follows the child's adoption",
    group="adoption",
    marks={"Episodes": ["CHILD"]},
    uses=["Episodes_last"],
)
def episode_after_adoption(ret):
    """An earlier episode of this child, in this year's or last year's return, ended in adoption (E11 or
    E12). This episode comes after it.

    Fix: Check REC on the earlier episode. If it is wrong, correct it. If the child was adopted and has
    come back into care, return the later episodes under a new child ID.

    Why: E11 or E12 is sometimes used when the child moves in with the adopters. Use it only when the
    adoption order is made. An adopted child who comes back into care needs a new record.

    Ask: Has an adoption order been made for this child? If so, on what date, and has the child come back
    into care since then?
    """
    pool = ret.episodes.with_last_year
    follows = pool.dated_in_order("decom").after(pool.adopted)
    return follows[: len(ret.episodes)]


# The record of the adoption is there, and complete


@rule("151", "Adoption details only partly filled in", group="adoption", marks={"AD1": ADOPTION_ITEMS})
def adoption_partly_filled(ret):
    """Some of DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR and LS_ADOPTR are filled and
    others are blank.

    Fix: If the child was adopted in the year, complete all six. If not, remove the child's row from AD1.

    Why: The decision and match dates are often exported as soon as they are recorded, before the adoption
    order. AD1 is only for children adopted in the year.

    Ask: Was the child adopted this year? If so, when were the adoption plan and the match agreed? Who are
    the adopters (one or two people, their sex, married or not), and did they foster the child before?
    """
    ad1 = ret.ad1
    return ad1.any_filled(*ADOPTION_ITEMS) & ~ad1.all_filled(*ADOPTION_ITEMS)


def _adopted_in_year(ret):
    ep = ret.episodes
    return ep.adopted & (ep.dec >= ret.year_start) & (ep.dec <= ret.year_end)


@rule(
    "601",
    "Child adopted in the year but adoption details missing",
    group="adoption",
    marks={"Episodes": ["REC"], "AD1": ADOPTION_ITEMS},
)
def adoption_not_filled(ret):
    """An episode ended in adoption (E11 or E12) in the collection year. The child has no AD1 row, or at
    least one of its six answers is blank.

    Fix: Complete DATE_INT, DATE_MATCH, FOSTER_CARE, NB_ADOPTR, SEX_ADOPTR and LS_ADOPTR in AD1. If the
    child was not adopted in the year, correct REC or DEC.

    Why: After an adoption the record is often locked before these details are entered. Get them from the
    adoption team or agency before the record is closed.

    Ask: On what dates were adoption and the match decided? Did the foster carers adopt? One adopter or
    two, men or women, and if two, are they married, civil partners or neither?
    """
    ep, ad1, adopted = ret.episodes, ret.ad1, _adopted_in_year(ret)
    incomplete = ~ad1.all_filled(*ADOPTION_ITEMS)
    return {
        "Episodes": adopted & (~ep.child_in(ad1) | ep.child_in(ad1, incomplete)),
        "AD1": incomplete & ad1.child_in(ep, adopted),
    }


@rule(
    "602",
    "Adoption details entered but no adoption in the year",
    group="adoption",
    marks={"AD1": ["CHILD"]},
    needs=["Episodes", "AD1"],
)
def not_adopted_in_year(ret):
    """AD1 has at least one of its six answers for this child. None of the child's episodes ended in
    adoption (E11 or E12) in the collection year.

    Fix: If the child was adopted in the year, correct REC and DEC of the last episode. If not, remove the
    AD1 row.

    Why: Adoption details are often recorded at the match and exported before the order is made, or
    exported again the year after. They belong in the year of the adoption order.

    Ask: Was an adoption order made for this child between 1 April and 31 March? If so, on what date?
    """
    ad1 = ret.ad1
    ep = ret.episodes
    may_be = _adopted_in_year(ret) | (ep.adopted & ep.no_date("DEC"))
    return ad1.any_filled(*ADOPTION_ITEMS) & ~ad1.child_in(ep, may_be)


@rule(
    "525",
    "Adoption details entered although the plan had ended",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED_CEASED"], "AD1": ADOPTION_ITEMS},
)
def adopted_though_reversed(ret):
    """The child has a PlacedAdoption row with an end date (DATE_PLACED_CEASED) and also has adoption
    details in AD1.

    Fix: If the child was adopted under this plan, clear DATE_PLACED_CEASED and REASON_PLACED_CEASED. If
    the child was not adopted, remove the AD1 row. If this is an earlier plan that was dropped, keep it
    and explain it to DfE.

    Why: Some teams enter the day of the adoption order as the end date, which is only for plans that were
    dropped. If an earlier plan was dropped and a later one led to adoption, both tables may be right.

    Ask: Was the child adopted? If so, was an earlier adoption plan dropped before that, and on what date?
    If not, on what date was the plan dropped, and why?
    """
    pair = ret.placed_adoption.pairs(ret.ad1)
    return pair.marks(pair.left.filled("DATE_PLACED_CEASED") & pair.right.any_filled(*ADOPTION_ITEMS))


# Its dates


@rule(
    "333",
    "Adoption decision date missing or after the match",
    group="adoption",
    marks={"AD1": ["DATE_INT"]},
)
def decided_after_match(ret):
    """DATE_MATCH is filled in, but DATE_INT (the decision that the child should be placed for adoption)
    is blank or later than DATE_MATCH.

    Fix: Enter DATE_INT or correct it. If DATE_MATCH is wrong, correct that. The decision comes first or
    on the same day.

    Why: The decision for adoption and the match with adopters are two decisions with two dates, and they
    are easily swapped. Record each on the day it is made, not when the adoption order is granted.

    Ask: On which date was it decided that the child should be placed for adoption, and on which date was
    the match with the adopters decided?
    """
    ad1 = ret.ad1
    return ad1.filled("DATE_MATCH") & (~ad1.filled("DATE_INT") | (ad1.date_int > ad1.date_match))


@rule(
    "334",
    "Adoption decision is before the latest start of care",
    group="adoption",
    marks={"Episodes": ["DECOM", "RNE"], "AD1": ["DATE_INT"]},
)
def decided_before_this_time_in_care(ret):
    """DATE_INT (the decision that the child should be placed for adoption) is before the child's latest
    start of care. That is DECOM of the latest episode with RNE S.

    Fix: Check DATE_INT. Then check the child's latest episode with RNE S, and correct RNE or DECOM if
    care did not start that day.

    Why: A move or a new legal status is sometimes recorded as a new start of care. The date may also come
    from a decision made in an earlier period of care.

    Ask: On which date was it decided that the child should be placed for adoption, and on which date did
    the child last come into care?
    """
    ep = ret.episodes
    pair = ep.pairs(ret.ad1)
    latest_start = ep.latest(ep.decom, where=ep.rne == "S")
    return pair.marks(pair.left.of(latest_start) & (pair.right.date_int < pair.left.decom))


@rule(
    "521",
    "Adoption decision is later than the adoptive placement",
    group="adoption",
    marks={"Episodes": ["PLACE", "DECOM"], "AD1": ["DATE_INT"]},
)
def decided_after_placement(ret):
    """DATE_INT, the day adoption was decided to be best for the child, is after the start of an episode
    placed for adoption (A3 to A6).

    Fix: Check DATE_INT in AD1 against the decision record. Then check DECOM and PLACE of the child's A3
    to A6 episodes.

    Why: The day of the match or of the court order may have been entered as DATE_INT. In early
    permanence, the placement is a foster one (U2 or U5) until the child is formally placed for adoption.

    Ask: On what date did the agency decision-maker decide that adoption was best for the child? On what
    date was the child placed for adoption with these carers?
    """
    pair = ret.episodes.pairs(ret.ad1)
    late = pair.right.date_int > pair.left.decom
    return pair.marks(pair.left.place.isin(ADOPTIVE_PLACEMENTS) & late)


@rule(
    "331",
    "Matched with adopters after the adoptive placement started",
    group="adoption",
    marks={"AD1": ["DATE_MATCH"], "Episodes": ["DECOM", "REC"]},
)
def matched_after_placement(ret):
    """DATE_MATCH is later than the start (DECOM) of the episode that ended in adoption (REC E11 or E12).
    The match should be on or before that day.

    Fix: Check DATE_MATCH, and DECOM of the episode that ended in adoption. Correct what is wrong.

    Why: When foster carers adopt, the adoptive placement is often backdated to the start of fostering.
    Start a new episode when it becomes an adoptive placement, and record the day the match was decided.

    Ask: On which date was the match with these adopters decided, and on which date did the adoptive
    placement start?
    """
    pair = ret.episodes.pairs(ret.ad1)
    return pair.marks(pair.left.adopted & (pair.right.date_match > pair.left.decom))


@rule(
    "582",
    "Matched with adopters on the day of adoption",
    group="adoption",
    marks={"Episodes": ["DEC"]},
    needs=["Episodes", "AD1"],
)
def matched_on_day_of_adoption(ret):
    """DATE_MATCH is the same day as DEC of the episode that ended in adoption (E11 or E12). The match
    normally comes first.

    Fix: Check DATE_MATCH in AD1 and DEC of this episode. Enter the day the match was agreed and the day
    of the adoption order.

    Why: The day of the adoption order was entered in both places. Record the match when it is agreed,
    even when the child's foster carers adopt.

    Ask: On what date was the match between the child and the adopters agreed, and on what date was the
    adoption order made?
    """
    pair = ret.episodes.pairs(ret.ad1)
    return pair.left_rows(pair.left.adopted & (pair.right.date_match == pair.left.dec))


@rule(
    "523",
    "The two adoption decision dates do not match",
    group="adoption",
    marks={"PlacedAdoption": ["DATE_PLACED"], "AD1": ["DATE_INT"]},
)
def two_dates_of_decision(ret):
    """DATE_PLACED (PlacedAdoption) and DATE_INT (AD1) both record the decision for adoption and should be
    the same day. They are not.

    Fix: Find the day of the decision that led to the adoption. Enter it in DATE_INT, and in DATE_PLACED
    on the row for that decision. If another row is an earlier plan that was dropped, keep it and explain
    it to DfE.

    Why: Despite its name, DATE_PLACED is the day of the decision, not the day the child moved in. If the
    child had an earlier plan that was dropped, its date is compared too and may be right.

    Ask: On what date did the agency decision-maker decide that the child should be placed for adoption?
    If an earlier plan was dropped, please tell us the date of each decision.
    """
    pair = ret.placed_adoption.pairs(ret.ad1)
    placed, best_interest = pair.left.date_placed, pair.right.date_int
    return pair.marks(placed.notna() & best_interest.notna() & (placed != best_interest))
