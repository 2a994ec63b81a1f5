"""Codes and formats: each cell on its own, against its code set or as a date."""

from xl903 import rule

UPN_FORMS = "UN[1-5]|[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]"
"""A code for having no number; or a letter (not I, O or S), eleven digits, and a digit or any letter."""

HIGHEST_SDQ_SCORE = 40


@rule("101", "Sex is missing or not a code", group="format", marks={"Header": ["SEX"]})
def sex_not_a_code(ret):
    """SEX is blank, or is no code of the collection year: 1 and 2 until 2024, M, F and U from 2025.

    Fix: enter the child's sex with a code of the year.
    """
    return ~ret.header.in_codes("SEX")


@rule("102", "Date of birth is missing or no date", group="format", marks={"Header": ["DOB"]})
def date_of_birth_not_a_date(ret):
    """The child has no date of birth that can be read.

    Fix: enter the date of birth as dd/mm/yyyy.
    """
    return ret.header.dob.isna()


@rule("103", "Ethnic group is missing or not a code", group="format", marks={"Header": ["ETHNIC"]})
def ethnic_not_a_code(ret):
    """ETHNIC is blank, or is none of DfE's ethnic groups.

    Fix: enter the child's ethnic group; REFU if they would not say, NOBT if nobody has asked yet.
    """
    return ~ret.header.in_codes("ETHNIC")


@rule("112", "Adoption decision date is no date", group="format", marks={"AD1": ["DATE_INT"]})
def date_int_not_a_date(ret):
    """The day on which adoption was decided to be best for the child cannot be read as a date.

    Fix: enter DATE_INT as dd/mm/yyyy.
    """
    return ret.ad1.no_date("DATE_INT")


@rule("113", "Date of the match with adopters is no date", group="format", marks={"AD1": ["DATE_MATCH"]})
def date_match_not_a_date(ret):
    """The day on which the child was matched with the adopters cannot be read as a date.

    Fix: enter DATE_MATCH as dd/mm/yyyy.
    """
    return ret.ad1.no_date("DATE_MATCH")


@rule("114", "Adopted by foster carer is not 0 or 1", group="format", marks={"AD1": ["FOSTER_CARE"]})
def foster_care_not_a_code(ret):
    """FOSTER_CARE says whether the child's foster carer adopted, and holds neither 0 nor 1.

    Fix: enter 1 if the foster carer adopted the child, else 0.
    """
    return ret.ad1.not_in_codes("FOSTER_CARE")


@rule(
    "115",
    "Date of the decision to place for adoption is no date",
    group="format",
    marks={"PlacedAdoption": ["DATE_PLACED"]},
)
def date_placed_not_a_date(ret):
    """The day on which it was decided to place the child for adoption cannot be read as a date.

    Fix: enter DATE_PLACED as dd/mm/yyyy.
    """
    return ret.placed_adoption.no_date("DATE_PLACED")


@rule(
    "116",
    "Date of the reversed adoption decision is no date",
    group="format",
    marks={"PlacedAdoption": ["DATE_PLACED_CEASED"]},
)
def date_placed_ceased_not_a_date(ret):
    """The day on which the decision to place the child for adoption was reversed cannot be read as a date.

    Fix: enter DATE_PLACED_CEASED as dd/mm/yyyy, or leave it and the reason blank if the decision stands.
    """
    return ret.placed_adoption.no_date("DATE_PLACED_CEASED")


@rule(
    "120",
    "Reason for reversing the adoption decision is not a code",
    group="format",
    marks={"PlacedAdoption": ["REASON_PLACED_CEASED"]},
)
def reason_placed_ceased_not_a_code(ret):
    """REASON_PLACED_CEASED holds something other than RD1 to RD4.

    Fix: enter the reason for which the decision was reversed, RD1 to RD4.
    """
    return ret.placed_adoption.not_in_codes("REASON_PLACED_CEASED")


@rule("131", "In touch is missing or not a code", group="format", marks={"OC3": ["IN_TOUCH"]})
def in_touch_not_a_code(ret):
    """IN_TOUCH is blank for a care leaver, or is none of DfE's codes.

    Fix: enter YES, NO, DIED, REFU, NREQ or RHOM.
    """
    return ~ret.oc3.in_codes("IN_TOUCH")


@rule("132", "Main activity is missing or not a code", group="format", marks={"OC3": ["ACTIV"]})
def activ_not_a_code(ret):
    """ACTIV is blank for a care leaver, or is none of DfE's codes; F3 and P3 were given up in 2021.

    Fix: enter the care leaver's main activity, or the digit 0 where there is nothing to report.
    """
    return ~ret.oc3.in_codes("ACTIV")


@rule("133", "Accommodation is missing or not a code", group="format", marks={"OC3": ["ACCOM"]})
def accom_not_a_code(ret):
    """ACCOM is blank for a care leaver, or is none of DfE's codes.

    Being homeless (S2) or in custody (X2) is never suitable, so S1 and X1 do not exist.

    Fix: enter the kind of home with 1 if it is suitable or 2 if not, or the digit 0 where there is nothing
    to report.
    """
    return ~ret.oc3.in_codes("ACCOM")


@rule("141", "Episode start is no date", group="format", marks={"Episodes": ["DECOM"]})
def decom_not_a_date(ret):
    """The first day of the episode cannot be read as a date.

    Fix: enter DECOM as dd/mm/yyyy.
    """
    return ret.episodes.no_date("DECOM")


@rule("143", "Reason for the new episode is not a code", group="format", marks={"Episodes": ["RNE"]})
def rne_not_a_code(ret):
    """RNE holds something other than S, L, P, T, B or U.

    Fix: enter S where care begins, else the code for what changed: legal status, placement or both.
    """
    return ret.episodes.not_in_codes("RNE")


@rule("144", "Legal status is not a code", group="format", marks={"Episodes": ["LS"]})
def ls_not_a_code(ret):
    """LS holds something that is none of DfE's legal statuses.

    Fix: enter the code of the legal status under which the child is looked after.
    """
    return ret.episodes.not_in_codes("LS")


@rule("145", "Category of need is not a code", group="format", marks={"Episodes": ["CIN"]})
def cin_not_a_code(ret):
    """CIN holds something other than N1 to N8.

    Fix: enter the child's main need at the time care began, N1 to N8.
    """
    return ret.episodes.not_in_codes("CIN")


@rule("146", "Placement type is not a code of the year", group="format", marks={"Episodes": ["PLACE"]})
def place_not_a_code(ret):
    """PLACE holds something that is no placement type of the collection year, however long ago it began.

    Fix: enter a placement type of this year's list: K3 was new in 2025; in 2026 Z11 to Z14 took the place
    of Z1, and H5 and P2 went.
    """
    return ret.episodes.not_in_codes("PLACE")


@rule("147", "Episode end is no date", group="format", marks={"Episodes": ["DEC"]})
def dec_not_a_date(ret):
    """The last day of the episode cannot be read as a date.

    Fix: enter DEC as dd/mm/yyyy, or leave it blank while the episode lasts.
    """
    return ret.episodes.no_date("DEC")


@rule("149", "Reason for the end of the episode is not a code", group="format", marks={"Episodes": ["REC"]})
def rec_not_a_code(ret):
    """REC holds something that is none of DfE's reasons; E43 and E44 were given up in 2018.

    Fix: enter X1 if another episode follows at once, else the code for how care ended.
    """
    return ret.episodes.not_in_codes("REC")


@rule("166", "Review date is missing or no date", group="format", marks={"Reviews": ["REVIEW"]})
def review_not_a_date(ret):
    """The review has no date that can be read.

    Fix: enter REVIEW as dd/mm/yyyy, or delete the row if there was no review.
    """
    return ret.reviews.review.isna()


@rule("168", "UPN is malformed", group="format", marks={"Header": ["UPN"]})
def upn_malformed(ret):
    """UPN is neither a pupil number nor one of the codes for having none.

    A number is a letter other than I, O and S, eleven digits, and a digit or letter.

    Fix: correct the number, or enter UN1 to UN5 where there is none.
    """
    hd = ret.header
    return hd.filled("UPN") & ~hd.matches("UPN", UPN_FORMS)


@rule("171", "Date of birth of the mother's child is no date", group="format", marks={"Header": ["MC_DOB"]})
def mc_dob_not_a_date(ret):
    """The date of birth of the young mother's first child cannot be read as a date.

    Fix: enter MC_DOB as dd/mm/yyyy, or leave it blank if she has no child.
    """
    return ret.header.no_date("MC_DOB")


@rule("175", "Number of adopters is not 1 or 2", group="format", marks={"AD1": ["NB_ADOPTR"]})
def nb_adoptr_not_a_code(ret):
    """NB_ADOPTR holds something other than 1 or 2.

    Fix: enter 1 for one adopter or 2 for two.
    """
    return ret.ad1.not_in_codes("NB_ADOPTR")


@rule("176", "Sex of the adopters is not a code", group="format", marks={"AD1": ["SEX_ADOPTR"]})
def sex_adoptr_not_a_code(ret):
    """SEX_ADOPTR holds something other than M1, F1, MM, FF or MF.

    Fix: enter M1 or F1 for one adopter, MM, FF or MF for two.
    """
    return ret.ad1.not_in_codes("SEX_ADOPTR")


@rule("177", "Legal status of the adopters is not a code", group="format", marks={"AD1": ["LS_ADOPTR"]})
def ls_adoptr_not_a_code(ret):
    """LS_ADOPTR holds something other than L0, L11, L12, L2, L3 or L4.

    Fix: enter the code for a single adopter, or for the legal tie between the two.
    """
    return ret.ad1.not_in_codes("LS_ADOPTR")


@rule("180", "SDQ score is not 0 to 40", group="format", marks={"OC2": ["SDQ_SCORE"]})
def sdq_score_out_of_range(ret):
    """SDQ_SCORE holds something that is no whole number from 0 to 40.

    Fix: enter the score, or leave it blank and say why in SDQ_REASON.
    """
    score = ret.oc2.numbers("SDQ_SCORE")
    return ret.oc2.filled("SDQ_SCORE") & ~(score.between(0, HIGHEST_SDQ_SCORE) & (score % 1 == 0))
