"""Codes and formats: each cell on its own, against its code set or as a date."""

from xl903 import rule


@rule("101", "Sex is missing or not a code", group="format", marks={"Header": ["SEX"]})
def sex_not_a_code(ret):
    """SEX is blank, or is no code of the collection year.

    Fix: enter the child's sex with a code of the year.
    """
    return ~ret.header.in_codes("SEX")


@rule("102", "Date of birth is missing or no date", group="format", marks={"Header": ["DOB"]})
def date_of_birth_not_a_date(ret):
    """The child has no date of birth that can be read.

    Fix: enter the date of birth as dd/mm/yyyy.
    """
    return ret.header.dob.isna()


@rule("112", "Adoption decision date is no date", group="format", marks={"AD1": ["DATE_INT"]})
def date_int_not_a_date(ret):
    """The day on which adoption was decided to be best for the child cannot be read as a date.

    Fix: enter DATE_INT as dd/mm/yyyy.
    """
    return ret.ad1.no_date("DATE_INT")


@rule("146", "Placement type is not a code of the year", group="format", marks={"Episodes": ["PLACE"]})
def place_not_a_code(ret):
    """PLACE holds something that is no placement type of the collection year, however long ago it began.

    Fix: enter a placement type of this year's list; some were renamed in 2025 and in 2026.
    """
    return ret.episodes.not_in_codes("PLACE")


@rule("168", "UPN is malformed", group="format", marks={"Header": ["UPN"]})
def upn_malformed(ret):
    """UPN is neither a pupil number nor one of the codes for having none.

    A number is a letter other than I, O and S, eleven digits, and a digit or letter.

    Fix: correct the number, or enter UN1 to UN5 where there is none.
    """
    hd = ret.header
    return hd.filled("UPN") & ~hd.matches("UPN", "UN[1-5]|[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]")


@rule("180", "SDQ score is not 0 to 40", group="format", marks={"OC2": ["SDQ_SCORE"]})
def sdq_score_out_of_range(ret):
    """SDQ_SCORE holds something that is no whole number from 0 to 40.

    Fix: enter the score, or leave it blank and say why in SDQ_REASON.
    """
    score = ret.oc2.numbers("SDQ_SCORE")
    return ret.oc2.filled("SDQ_SCORE") & ~(score.between(0, 40) & (score % 1 == 0))
