"""Who the child is: date of birth, sex, UPN, motherhood, and one row for each child."""

import pandas as pd

from xl903 import birthday, rule
from xl903.s903.schema import CARE_LEAVER_ITEMS

# Sex and date of birth


@rule("232", "Sex recorded as not known", years="2025-", group="identity", marks={"Header": ["SEX"]})
def sex_not_known(ret):
    """SEX is U, which means that the child's sex is not known.

    Fix: Enter M or F if the child's sex is known. If it is really not known, leave U.

    Why: U is often left over from the first contact, for example for an unborn baby. Update the child's
    record once the sex is known.

    Ask: Is the child male or female, or is this really not known?
    """
    return ret.header.sex == "U"


@rule(
    "301",
    "Date of birth is after the end of the collection year",
    group="identity",
    marks={"Header": ["DOB"]},
)
def born_after_year(ret):
    """DOB is later than the last day of the collection year.

    Value: {value} is after the end of the collection year.

    Fix: Correct DOB. If the child was born after 31 March, leave the child out of this return.

    Why: Usually the year of birth was keyed wrongly, or it is the expected date of birth of an unborn
    baby. Update the record as soon as the baby is born.

    Ask: What is the child's date of birth?
    """
    return ret.header.dob > ret.year_end


@rule("351", "Young person was over 25 at the start of the year", group="identity", marks={"Header": ["DOB"]})
def over_twenty_five(ret):
    """The young person's 25th birthday was before the first day of the collection year.

    Fix: Correct DOB if it is wrong. Otherwise remove the young person from the return.

    Why: Often an old case was never closed, so the export still picks it up. The year of birth may also
    have been keyed wrongly.
    """
    return birthday(ret.header.dob, 25) < ret.year_start


# Pupil number


@rule("209", "UN1 used for a child of school age", group="identity", marks={"Header": ["UPN", "DOB"]})
def too_young_for_school_but_four(ret):
    """UPN is UN1 (too young for school), but the child had turned 4 by the 31 August before this
    collection year began.

    Fix: Enter the pupil number from the school or virtual school. If there isn't one, enter the UN code
    that fits a child of school age.

    Why: UN1 is entered when a young child comes into care and is not changed when they start school.
    Check all UN1 codes with the virtual school each autumn.
    """
    hd, last_august = ret.header, pd.Timestamp(ret.year - 2, 8, 31)
    return (hd.upn == "UN1") & (birthday(hd.dob, 4) <= last_august)


@rule(
    "210",
    "UN4 used for a child in care for more than a week",
    group="identity",
    marks={"Episodes": ["DECOM"], "Header": ["UPN"]},
)
def pupil_number_pending(ret):
    """UPN is UN4 (new to care, number not found yet). But the child was in care at 31 March (short breaks
    aside), in a period of care that began before 24 March.

    Fix: Find the pupil number with the virtual school. If there isn't one, enter the UN code for the true
    reason. If the child came into care later, correct DECOM.

    Why: UN4 is a stopgap for a child who came into care in the last days of the year, and is often left
    in place. Ask the virtual school for the number as soon as care starts.
    """
    hd, ep = ret.header, ret.episodes
    order = ep.in_order("decom")
    goes_on = (order.previous.rec == "X1") & (order.previous.dec == ep.decom)
    first, last = order.first_and_last_of_runs(starts=~goes_on)
    in_care = last.is_open & (last.decom <= ret.year_end) & ~last.short_break
    pending = hd.upn == "UN4"
    long_in_care = first.rows(in_care & (first.decom < pd.Timestamp(ret.year, 3, 24)))
    return {
        "Episodes": long_in_care & ep.child_in(hd, pending),
        "Header": pending & hd.child_in(ep, long_in_care),
    }


@rule("442", "UPN missing", group="identity", marks={"Header": ["UPN"]}, needs=["Header", "Episodes"])
def upn_missing(ret):
    """UPN is blank, although the child has at least one episode that is not a short break (V3 or V4).

    Fix: Look the child up in the education system or ask the virtual school, then enter UPN. If the child
    has none, enter the code from UN1 to UN5 that says why.

    Why: Social care systems do not create UPNs, so the number has to be brought in from education
    records. It is often missing for under-fives, new arrivals and children educated outside England.
    """
    hd, ep = ret.header, ret.episodes
    return ~hd.filled("UPN") & hd.child_in(ep, ~ep.short_break)


@rule(
    "444", "Same UPN on more than one Header row", years="2026-", group="identity", marks={"Header": ["UPN"]}
)
def upn_repeated(ret):
    """At least one other Header row in this return has the same UPN. Children may share the codes UN1 to
    UN5, but never a real UPN.

    Fix: Find out which child the UPN belongs to and correct UPN on the other rows. If one child is in the
    Header twice, remove the extra row.

    Why: Usually a brother's or sister's number was keyed by mistake, or one child has two records in the
    case system. Merge duplicate records there, or the error will return next year.
    """
    hd = ret.header
    return hd.filled("UPN") & ~hd.in_codes("UPN") & hd.repeated("UPN")


# Motherhood


@rule(
    "165",
    "Motherhood answer missing, invalid or not expected",
    group="identity",
    marks={"Header": ["MOTHER", "SEX"], "OC3": CARE_LEAVER_ITEMS},
    needs=["Header", "Episodes", "OC3"],
    conflicts_with=["624"],
    expect=(
        "For a mother who left care before this year, leave MOTHER and MC_DOB blank and explain the "
        "error from rule 624 to DfE."
    ),
)
def mother_wrong(ret):
    """MOTHER is invalid, missing or not expected. It should be 0 or 1 for girls looked after in the year
    (short breaks aside). It should be blank for boys, and for female care leavers not looked after in the
    year.

    Fix: For girls looked after in the year, enter 1 (mother) or 0 (not a mother). For boys, and care
    leavers not looked after in the year, clear MOTHER, and MC_DOB too. Check SEX.

    Why: Exports often leave MOTHER blank for girls who are not mothers, or write 0 for every child. Ask
    for 0 only for girls looked after in the year.
    """
    hd, ep, oc3 = ret.header, ret.episodes, ret.oc3
    given = hd.filled("MOTHER")
    in_year = hd.child_in(ep, ep.in_year & ~ep.short_break)
    may_be_in_year = hd.child_in(ep, ep.may_be_in_year & ~ep.short_break)
    care_leaver = hd.child_in(oc3, oc3.any_filled(*CARE_LEAVER_ITEMS))
    wrong = (
        hd.not_in_codes("MOTHER")
        | (hd.male & given)
        | (hd.female & ~given & in_year)
        | (hd.female & given & ~may_be_in_year & care_leaver)
    )
    return {"Header": wrong, "OC3": oc3.child_in(hd, wrong)}


@rule(
    "174",
    "Date of birth of a mother's child filled for a boy",
    group="identity",
    marks={"Header": ["SEX", "MC_DOB"]},
)
def boy_with_child(ret):
    """SEX is M (male), but MC_DOB is filled. MC_DOB is only for girls who are mothers.

    Meaning 2023-2024: SEX is 1 (male), but MC_DOB is filled. MC_DOB is only for girls who are mothers.

    Fix: Clear MC_DOB. If the young person is a mother, correct SEX.

    Why: Young fathers' children are sometimes recorded in the same field. Record a father's child as a
    relationship instead.
    """
    return ret.header.male & ret.header.filled("MC_DOB")


@rule(
    "393",
    "Not recorded whether the girl is a mother",
    group="identity",
    marks={"Header": ["MOTHER"]},
    needs=["Header", "Episodes"],
)
def mother_missing(ret):
    """MOTHER is blank for a girl (SEX is F) with at least one episode that is not a short break (V3 or
    V4).

    Meaning 2023-2024: MOTHER is blank for a girl (SEX is 2) with at least one episode that is not a short
    break (V3 or V4).

    Fix: Enter 1 in MOTHER if she is a mother, or 0 if she is not. If the child is not a girl, correct
    SEX.

    Why: The box is often left blank unless the girl is a mother, and for young girls. Every girl needs an
    answer, whatever her age.

    Ask: Does this girl have a child of her own? If so, what is her first child's date of birth?
    """
    hd, ep = ret.header, ret.episodes
    return hd.female & ~hd.filled("MOTHER") & hd.child_in(ep, ~ep.short_break)


@rule(
    "607",
    "Girl left care, but not recorded whether she is a mother",
    group="identity",
    marks={"Episodes": ["DEC", "REC", "LS"], "Header": ["MOTHER", "SEX"]},
)
def mother_missing_on_leaving(ret):
    """A girl left care in the collection year (short breaks aside), but MOTHER is blank.

    Fix: Enter MOTHER in the Header, 1 for yes or 0 for no. If she did not leave care, correct DEC or REC.
    Check LS and SEX too.

    Why: The question is often answered only for girls known to be mothers. Record "no" as well, before
    the case is closed.

    Ask: Has this young person had a baby? If so, what is the date of birth of her first child?
    """
    hd, ep = ret.header, ret.episodes
    left = ep.ended_care & ~ep.short_break & ep.dec.between(ret.year_start, ret.year_end)
    unknown = hd.female & ~hd.filled("MOTHER")
    return {"Episodes": left & ep.child_in(hd, unknown), "Header": unknown & hd.child_in(ep, left)}


@rule(
    "611",
    "Mother, but her first child's date of birth is blank",
    group="identity",
    marks={"Header": ["MOTHER", "MC_DOB"]},
)
def birth_of_child_missing(ret):
    """MOTHER is 1, but MC_DOB, the date of birth of the first child, is blank.

    Fix: Enter the first child's date of birth in MC_DOB. If this child is not a mother, correct MOTHER.

    Why: The birth is often noted only in the case file or on the baby's own record. MOTHER may also have
    been set during a pregnancy.

    Ask: What is the date of birth of this young person's first child? If she does not have a child,
    please say so.
    """
    return (ret.header.mother == "1") & ~ret.header.filled("MC_DOB")


@rule(
    "612",
    "First child's date of birth entered, but not a mother",
    group="identity",
    marks={"Header": ["SEX", "MOTHER", "MC_DOB"]},
    conflicts_with=["624"],
)
def child_but_no_mother(ret):
    """A girl has a date of birth of a first child in MC_DOB, but MOTHER is 0 or blank.

    Fix: If she is a mother, set MOTHER to 1. If not, clear MC_DOB. For a care leaver with no episodes
    this year, clear MC_DOB and leave MOTHER blank.

    Why: MOTHER was not updated after the birth. In other cases MC_DOB holds the girl's own date of birth
    or that of her mother.

    Ask: Is this young person a mother? If so, what is the date of birth of her first child?
    """
    hd = ret.header
    no_mother = ~hd.filled("MOTHER") | (hd.mother == "0")
    return hd.female & no_mother & hd.filled("MC_DOB")


@rule("620", "Mother aged under 11", group="identity", marks={"Header": ["DOB", "MOTHER"]})
def mother_under_eleven(ret):
    """MOTHER is 1, but the child was under 11 on 1 April, the first day of the collection year.

    Fix: Check DOB and MOTHER in the Header. If the child is not a mother, correct MOTHER and clear
    MC_DOB.

    Why: MOTHER is sometimes read as a question about the child's own mother. It is only for girls in care
    who have had a baby.

    Ask: What is the child's date of birth, and does she have a child of her own?
    """
    hd = ret.header
    return (hd.mother == "1") & (birthday(hd.dob, 11) > ret.year_start)


@rule(
    "621",
    "First child's date of birth is not after the mother's",
    group="identity",
    marks={"Header": ["DOB", "MC_DOB"]},
)
def born_after_own_child(ret):
    """MC_DOB, the date of birth of the first child, is the same as the mother's own DOB or earlier.

    Fix: Correct MC_DOB or DOB in the Header. If she does not have a child, clear MC_DOB and correct
    MOTHER.

    Why: The girl's own date of birth, or that of her mother, was probably entered as MC_DOB. The field is
    for the girl's first baby.

    Ask: What is this young person's own date of birth? If she has a child, what is her first child's date
    of birth?
    """
    return ret.header.mc_dob <= ret.header.dob


@rule(
    "625",
    "First child born after care ended or after the year",
    group="identity",
    marks={"Header": ["MC_DOB"], "Episodes": ["DEC"]},
)
def child_born_after_care(ret):
    """MC_DOB is after 31 March, or after the day the child's latest episode ended.

    Fix: Check MC_DOB and the DEC of the last episode. If the baby was born later, clear MC_DOB and set
    MOTHER to 0. Leave MOTHER blank for a care leaver with no episodes this year.

    Why: The birth was already on file when the export was run. The return covers only the time up to 31
    March, or up to the end of care if that was earlier.

    Ask: What is the date of birth of this young person's first child? If the young person has left care,
    on what date?
    """
    hd, ep = ret.header, ret.episodes
    final = hd.row_of_child_in(ep, ep.ends_last)
    after_care = (hd.mc_dob > final.dec) & ~hd.child_in(ep, ep.no_date("DEC"))
    too_late = (hd.mc_dob > ret.year_end) | after_care
    return {"Header": too_late, "Episodes": final.rows(too_late)}


# One row for each child


def _repeated(table):
    return table.count_of_child(table.child.notna()) > 1


@rule("INT31", "Duplicate child in AD1", group="identity", marks={"AD1": ["CHILD"]})
def repeated_in_ad1(ret):
    """The child has more than one row in the AD1 (adoption) file. There should be one row for each child.

    Fix: Keep one complete row and remove the others. If two children share an id by mistake, correct the
    wrong child id.

    Why: The adoption form may have been started twice, or the report makes a row for each adopter. Keep
    one adoption record for each child.
    """
    return _repeated(ret.ad1)


@rule("INT32", "Duplicate child in Header", group="identity", marks={"Header": ["CHILD"]})
def repeated_in_header(ret):
    """The child has more than one row in the Header file. There should be one row for each child.

    Fix: Keep the row with the correct details and remove the others. If two children share an id by
    mistake, correct the wrong child id.

    Why: The report often makes a second row when the record holds two UPNs or two ethnic groups. Ask for
    it to use only the current one.
    """
    return _repeated(ret.header)


@rule("INT33", "Duplicate child in OC2", group="identity", marks={"OC2": ["CHILD"]})
def repeated_in_oc2(ret):
    """The child has more than one row in the OC2 (health and offending) file. There should be one row for
    each child.

    Fix: Bring the answers together in one row and remove the others. If two children share an id by
    mistake, correct the wrong child id.

    Why: The report may make a row for each health assessment or questionnaire in the year. Ask for one
    row for each child with the answers for the whole year.
    """
    return _repeated(ret.oc2)


@rule("INT34", "Duplicate young person in OC3", group="identity", marks={"OC3": ["CHILD"]})
def repeated_in_oc3(ret):
    """The young person has more than one row in the OC3 (care leaver) file. There should be one row for
    each young person.

    Fix: Keep the row for this year's birthday and remove the others. If two people share an id by
    mistake, correct the wrong child id.

    Why: The report may make a row for each contact or update near the birthday. Ask for one row with the
    answers that apply to the birthday.
    """
    return _repeated(ret.oc3)


@rule("INT35", "Duplicate child in PrevPerm", group="identity", marks={"PrevPerm": ["CHILD"]})
def repeated_in_prev_perm(ret):
    """The child has more than one row in the PrevPerm (previous permanence) file. There should be one row
    for each child.

    Fix: Keep the row for the child's latest start of care and remove the others. If two children share an
    id by mistake, correct the wrong child id.

    Why: The question is answered each time a child comes into care. A child who returned to care may have
    two answers, so ask for the latest only.
    """
    return _repeated(ret.prev_perm)


@rule("INT36", "Duplicate child in UASC", group="identity", marks={"UASC": ["CHILD"]})
def repeated_in_uasc(ret):
    """The child has more than one row in the UASC file. There should be one row for each child.

    Fix: Keep one row, with DUC if the status has ended, and remove the others. If two children share an
    id by mistake, correct the wrong child id.

    Why: The asylum-seeker marker may have been ended and started again, for example when a new
    immigration decision was entered. The report then makes two rows.
    """
    return _repeated(ret.uasc)
