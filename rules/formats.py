"""Codes and formats: each cell on its own, against its code set or as a date."""

from xl903 import rule

UPN_FORMS = "UN[1-5]|[A-HJ-NP-RT-Z][0-9]{11}[0-9A-Z]"
"""A code for having no number; or a letter (not I, O or S), eleven digits, and a digit or any letter."""

HIGHEST_SDQ_SCORE = 40


@rule("101", "Sex missing or not a valid code", group="format", marks={"Header": ["SEX"]})
def sex_not_a_code(ret):
    """SEX is blank or is not a code for this collection year.

    Value: {value} is not a valid code this year.

    Fix: Enter M (male), F (female) or U (not known). Codes 1 and 2 were used until 2023/24.

    Fix 2023-2024: Enter 1 (male) or 2 (female). The letters M, F and U are used only from 2024/25.

    Why: Case systems often still export the old codes 1 and 2. Ask for the export to be updated rather
    than correcting each child.

    Why 2023-2024: An export set up for a later year writes letters instead of 1 and 2. Ask for the export
    to be changed rather than correcting each child.
    """
    return ~ret.header.in_codes("SEX")


@rule("102", "Date of birth missing or not valid", group="format", marks={"Header": ["DOB"]})
def date_of_birth_not_a_date(ret):
    """DOB in the Header is blank or is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the child's date of birth in the Header as dd/mm/yyyy, with a four-digit year.

    Why: Saving a CSV in Excel can change the date format, for example to a two-digit year. A blank date
    usually means that the child's record was set up in a hurry, for example with only an age.
    """
    return ret.header.dob.isna()


@rule("103", "Ethnic group missing or not a valid code", group="format", marks={"Header": ["ETHNIC"]})
def ethnic_not_a_code(ret):
    """ETHNIC is blank or is not on the code list for ethnic groups.

    Value: {value} is not a valid code.

    Fix: Enter the four-letter code for the child's ethnic group. Use REFU if the child or family would
    not say, or NOBT if they have not been asked yet.

    Why: The question is often missed when care starts, especially in an emergency. Local codes that the
    export does not convert also cause this error.

    Ask: What is the child's ethnic group? Please say if the child or family would rather not answer, or
    have not been asked yet.
    """
    return ~ret.header.in_codes("ETHNIC")


@rule("112", "Date of adoption decision in AD1 is not valid", group="format", marks={"AD1": ["DATE_INT"]})
def date_int_not_a_date(ret):
    """DATE_INT in AD1 is filled but is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the day it was decided that the child should be placed for adoption, as dd/mm/yyyy. It
    should match DATE_PLACED for the same decision.

    Why: Saving a CSV in Excel can change the date format, for example to a two-digit year. Check the
    export before correcting single rows.
    """
    return ret.ad1.no_date("DATE_INT")


@rule("113", "Date matched with adopters is not valid", group="format", marks={"AD1": ["DATE_MATCH"]})
def date_match_not_a_date(ret):
    """DATE_MATCH in AD1 is filled but is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the day the match with these adopters was decided, as dd/mm/yyyy.

    Why: Matching details are often typed as free text on the adoption form. Record the date in a date
    field so that it exports in the right form.
    """
    return ret.ad1.no_date("DATE_MATCH")


@rule("114", "Adopted by foster carer (yes/no) is not 0 or 1", group="format", marks={"AD1": ["FOSTER_CARE"]})
def foster_care_not_a_code(ret):
    """FOSTER_CARE in AD1 is filled but is not 0 or 1.

    Value: {value} is not a valid code.

    Fix: Enter 1 if the child was adopted by their foster carer (last placement A3 or A5), or 0 if not (A4
    or A6).

    Why: Exports often write Y and N, or True and False, from a tick box. Ask for the export to write 1
    and 0.
    """
    return ret.ad1.not_in_codes("FOSTER_CARE")


@rule(
    "115",
    "Date of decision to place for adoption is not valid",
    group="format",
    marks={"PlacedAdoption": ["DATE_PLACED"]},
)
def date_placed_not_a_date(ret):
    """DATE_PLACED is filled but is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the day it was decided that the child should be placed for adoption, as dd/mm/yyyy. Do not
    use the day the child moved.

    Why: Some exports add a time to the date or put the year first. Ask for dd/mm/yyyy without a time.
    """
    return ret.placed_adoption.no_date("DATE_PLACED")


@rule(
    "116",
    "Date adoption decision was reversed is not valid",
    group="format",
    marks={"PlacedAdoption": ["DATE_PLACED_CEASED"]},
)
def date_placed_ceased_not_a_date(ret):
    """DATE_PLACED_CEASED is filled but is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the day the decision was reversed, as dd/mm/yyyy. If the decision has not been reversed,
    clear the date and the reason.

    Why: A typed date may not exist, such as 31/11/2025, or may have a two-digit year. Choose dates from a
    calendar field where the system has one.
    """
    return ret.placed_adoption.no_date("DATE_PLACED_CEASED")


@rule(
    "120",
    "Reason adoption decision was reversed is not a valid code",
    group="format",
    marks={"PlacedAdoption": ["REASON_PLACED_CEASED"]},
)
def reason_placed_ceased_not_a_code(ret):
    """REASON_PLACED_CEASED is filled but is not RD1, RD2, RD3 or RD4.

    Value: {value} is not a valid code.

    Fix: Enter RD1 (the child's needs changed), RD2 (the court did not make a placement order), RD3
    (adopters could not be found) or RD4 (another reason).

    Why: Local lists often have more reasons than these four, or export the words instead of the code. Ask
    for each local reason to be linked to one of the four codes.
    """
    return ret.placed_adoption.not_in_codes("REASON_PLACED_CEASED")


@rule("131", "Care leaver contact missing or not a valid code", group="format", marks={"OC3": ["IN_TOUCH"]})
def in_touch_not_a_code(ret):
    """IN_TOUCH in OC3 is blank or is not YES, NO, DIED, REFU, NREQ or RHOM.

    Value: {value} is not a valid code.

    Fix: Enter the code for contact around the birthday. If OC3 should not include this young person,
    remove the row.

    Why: The birthday contact is often made but not recorded, or recorded only in case notes. Personal
    advisers should complete the contact form around each birthday.

    Ask: Were we in touch with this young person around their birthday? If not, why not (they refused, no
    longer need us, have been back home 6 months or more, have died, or could not be reached)?
    """
    return ~ret.oc3.in_codes("IN_TOUCH")


@rule("132", "Care leaver activity missing or not a valid code", group="format", marks={"OC3": ["ACTIV"]})
def activ_not_a_code(ret):
    """ACTIV in OC3 is blank or is not on the code list.

    Value: {value} is not a valid code.

    Fix: Enter F1, F2, F4 or F5 (full time), P1, P2, P4 or P5 (part time), or G4, G5 or G6. Enter the
    digit 0 if there is nothing to report.

    Why: The activity was not recorded at the birthday contact, or the system still uses F3 or P3, which
    ended in 2021. The letter O in place of the digit 0 also causes this error.

    Ask: What was the young person mainly doing around their birthday: higher education, other education,
    apprenticeship, training or work? Was it full time or part time? If they were not in any of these, why
    not?
    """
    return ~ret.oc3.in_codes("ACTIV")


@rule(
    "133", "Care leaver accommodation missing or not a valid code", group="format", marks={"OC3": ["ACCOM"]}
)
def accom_not_a_code(ret):
    """ACCOM in OC3 is blank or is not on the code list.

    Value: {value} is not a valid code.

    Fix: Enter the letter for the accommodation, then 1 (suitable) or 2 (unsuitable). S and X exist only
    as S2 and X2. Enter the digit 0 if there is nothing to report.

    Why: Many systems hold the type and the suitability in two fields, and the second is often left blank.
    Some lists still offer S1 and X1, which are not valid.

    Ask: Where was the young person living around their birthday (for example with family, in supported
    lodgings or in their own tenancy), and was it suitable?
    """
    return ~ret.oc3.in_codes("ACCOM")


@rule("141", "Episode start date is not valid", group="format", marks={"Episodes": ["DECOM"]})
def decom_not_a_date(ret):
    """DECOM is filled but is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the day the episode began, as dd/mm/yyyy with a four-digit year.

    Why: Dates typed into the file by hand, or a CSV saved in Excel, are the usual cause. Export the file
    again and load it without opening it in Excel first.
    """
    return ret.episodes.no_date("DECOM")


@rule("143", "Reason episode began is not a valid code", group="format", marks={"Episodes": ["RNE"]})
def rne_not_a_code(ret):
    """RNE is filled but is not S, P, L, T, U or B.

    Value: {value} is not a valid code.

    Fix: Enter S (care starts), L (new legal status), P (new carers) or B (new legal status and carers).
    If the carers are the same, enter T (new placement record) or U (new legal status and placement
    record).

    Why: The code is often worked out by the case system or chosen from a local list. Ask for the export
    to use the six codes.
    """
    return ret.episodes.not_in_codes("RNE")


@rule("144", "Legal status is not a valid code", group="format", marks={"Episodes": ["LS"]})
def ls_not_a_code(ret):
    """LS is filled but is not on the code list for legal status.

    Value: {value} is not a valid code.

    Fix: Enter C1, C2, D1, E1, V2, V3, V4, J1, J2, J3, L1, L2 or L3. If the child was not looked after on
    these days, remove or correct the episode.

    Why: Case systems also hold orders that do not make a child looked after, such as supervision orders.
    Check how each one is exported.
    """
    return ret.episodes.not_in_codes("LS")


@rule("145", "Category of need is not a valid code", group="format", marks={"Episodes": ["CIN"]})
def cin_not_a_code(ret):
    """CIN is filled but is not N1 to N8.

    Value: {value} is not a valid code.

    Fix: Enter the code from N1 to N8 for the child's main need when care began.

    Why: The code is often copied from the child in need record, where N0 or N9 may be used. Neither is
    valid for a looked-after child.
    """
    return ret.episodes.not_in_codes("CIN")


@rule("146", "Placement type is not a valid code this year", group="format", marks={"Episodes": ["PLACE"]})
def place_not_a_code(ret):
    """PLACE is filled with a code that is not valid this year. Episodes that began in earlier years are
    checked too.

    Value: {value} is not a valid code this year.

    Fix: Enter a placement code that is valid this year. H5, P2 and Z1 are not valid from 2025/26. Z1 is
    replaced by Z11 to Z14, and K3 is for registered supported accommodation.

    Fix 2023-2024: Enter a placement code that is valid this year. K3 (registered supported accommodation)
    is used only from 2024/25, and Z11 to Z14 only from 2025/26.

    Fix 2025-2025: Enter a placement code that is valid this year. K3 (registered supported accommodation)
    is new in 2024/25. Z11 to Z14 are used only from 2025/26.

    Why: Open episodes keep their old code when the list changes. Ask for old codes to be removed from the
    list that workers choose from.

    Why 2023-2024: A local list that was updated for later years may already offer new codes, or local
    placement types may be exported without a DfE code. Check the list and the export.

    Why 2025-2025: A local list that was updated for later years may already offer new codes, or local
    placement types may be exported without a DfE code. Check the list and the export.
    """
    return ret.episodes.not_in_codes("PLACE")


@rule("147", "Episode end date is not valid", group="format", marks={"Episodes": ["DEC"]})
def dec_not_a_date(ret):
    """DEC is filled but is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the day the episode ended, as dd/mm/yyyy. If the episode is still open, clear DEC and REC.

    Why: Text such as "ongoing" or 00/00/0000 is sometimes exported for open episodes. DEC should be blank
    until the episode ends.
    """
    return ret.episodes.no_date("DEC")


@rule("149", "Reason episode ended is not a valid code", group="format", marks={"Episodes": ["REC"]})
def rec_not_a_code(ret):
    """REC is filled but is not on the code list.

    Value: {value} is not a valid code.

    Fix: Enter X1 if care continued. Otherwise enter the code for how the child left care, for example
    E4A, E12 or E45.

    Why: Old codes such as E43 and E44 (special guardianship, used until 2018) are still in some systems.
    Local reasons may also be exported without a DfE code.
    """
    return ret.episodes.not_in_codes("REC")


@rule("166", "Review date missing or not valid", group="format", marks={"Reviews": ["REVIEW"]})
def review_not_a_date(ret):
    """REVIEW is blank or is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the day the review was held, as dd/mm/yyyy. If it was not held, remove the row.

    Why: A review that was planned but not held, or not yet written up, is often exported without a date.
    Leave reviews out of the export until they have been held.
    """
    return ret.reviews.review.isna()


@rule("168", "Unique pupil number is not valid", group="format", marks={"Header": ["UPN"]})
def upn_malformed(ret):
    """UPN is filled but is not one of UN1 to UN5. It does not have the right form either, which is a
    letter (not I, O or S), 11 digits, then a digit or letter.

    Value: {value} is not a valid UPN.

    Fix: Correct UPN from the school or virtual school record. If there isn't a number, enter the code
    from UN1 to UN5 that applies.

    Why: Numbers typed by hand often lose a character or mix up the letter O and the digit 0. Matching
    children with the virtual school's list avoids this.
    """
    hd = ret.header
    return hd.filled("UPN") & ~hd.matches("UPN", UPN_FORMS)


@rule("171", "Date of birth of a mother's child is not valid", group="format", marks={"Header": ["MC_DOB"]})
def mc_dob_not_a_date(ret):
    """MC_DOB is filled but is not a valid date in the form dd/mm/yyyy.

    Value: {value} is not a valid date.

    Fix: Enter the date of birth of the young mother's first child, as dd/mm/yyyy.

    Why: Typing errors and two-digit years are the usual cause. If the baby is known to the council, check
    the date on the baby's own record.
    """
    return ret.header.no_date("MC_DOB")


@rule("175", "Number of adopters is not 1 or 2", group="format", marks={"AD1": ["NB_ADOPTR"]})
def nb_adoptr_not_a_code(ret):
    """NB_ADOPTR in AD1 is filled but is not 1 or 2.

    Value: {value} is not a valid code.

    Fix: Enter 1 for a single adopter or 2 for a couple.

    Why: The number is often exported as a word, such as "couple", or counted from everyone linked to the
    adoption. Count only the people who adopted the child.
    """
    return ret.ad1.not_in_codes("NB_ADOPTR")


@rule("176", "Sex of adopters is not a valid code", group="format", marks={"AD1": ["SEX_ADOPTR"]})
def sex_adoptr_not_a_code(ret):
    """SEX_ADOPTR in AD1 is filled but is not M1, F1, MM, FF or MF.

    Value: {value} is not a valid code.

    Fix: Enter M1 or F1 for a single adopter, or MM, FF or MF for a couple.

    Why: Exports often write the sex of one adopter only, such as M or F, or put a couple in the other
    order as FM. Ask for the five codes to be used.
    """
    return ret.ad1.not_in_codes("SEX_ADOPTR")


@rule("177", "Legal status of adopters is not a valid code", group="format", marks={"AD1": ["LS_ADOPTR"]})
def ls_adoptr_not_a_code(ret):
    """LS_ADOPTR in AD1 is filled but is not L0, L11, L12, L2, L3 or L4.

    Value: {value} is not a valid code.

    Fix: Enter L0 (single), L11 or L12 (married, different or same sex), L2 (civil partners), L3 or L4
    (neither, different or same sex).

    Why: Local systems often hold "married" as one choice. It has to be exported as L11 for a
    different-sex couple or L12 for a same-sex couple.
    """
    return ret.ad1.not_in_codes("LS_ADOPTR")


@rule("180", "SDQ score is not a whole number from 0 to 40", group="format", marks={"OC2": ["SDQ_SCORE"]})
def sdq_score_out_of_range(ret):
    """SDQ_SCORE is filled but is not a whole number from 0 to 40.

    Value: {value} is not a whole number from 0 to 40.

    Fix: Enter the total difficulties score, a whole number from 0 to 40. If there isn't a score, clear
    SDQ_SCORE and enter SDQ_REASON.

    Why: Words, a score for one part of the form or an adding-up error are sometimes recorded. Enter only
    the total difficulties score from the carer's form.

    Ask: What was the child's total SDQ score (a whole number from 0 to 40)? If there isn't one, why not
    (the carer did not complete it, the child's disability, the child refused, their age, or another
    reason)?
    """
    score = ret.oc2.numbers("SDQ_SCORE")
    return ret.oc2.filled("SDQ_SCORE") & ~(score.between(0, HIGHEST_SDQ_SCORE) & (score % 1 == 0))
