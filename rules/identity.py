"""Who the child is: date of birth, sex, UPN, motherhood, and one row for each child."""

import pandas as pd

from xl903 import birthday, rule
from xl903.s903.schema import CARE_LEAVER_ITEMS

# Sex and date of birth


@rule("232", "Sex is given as not known", years="2025-", group="identity", marks={"Header": ["SEX"]})
def sex_not_known(ret):
    """SEX is U. That is allowed, but rare enough for a second look.

    Fix: enter the child's sex if it is known.
    """
    return ret.header.sex == "U"


@rule("301", "Born after the year", group="identity", marks={"Header": ["DOB"]})
def born_after_year(ret):
    """The date of birth is after 31 March, the year's last day.

    Fix: correct DOB.
    """
    return ret.header.dob > ret.year_end


@rule("351", "Older than 25 when the year began", group="identity", marks={"Header": ["DOB"]})
def over_twenty_five(ret):
    """The young person turned 25 before 1 April, the year's first day, and is too old for this return.

    Fix: correct DOB, or take the young person out of the return.
    """
    return birthday(ret.header.dob, 25) < ret.year_start


# Pupil number


@rule("209", "UN1 for a child old enough for school", group="identity", marks={"Header": ["UPN", "DOB"]})
def too_young_for_school_but_four(ret):
    """UN1 says that the child is too young for school, but the child was 4 by the 31 August before the
    collection year.

    Fix: enter the pupil number, or the code for having none that holds for a child of school age.
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

    Fix: find the pupil number with the virtual school. If there isn't one, enter the UN code for the true
    reason. If the child came into care later, correct DECOM.
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


@rule("442", "UPN is missing", group="identity", marks={"Header": ["UPN"]}, needs=["Header", "Episodes"])
def upn_missing(ret):
    """The child has an episode other than a short break, but no pupil number and no code for having none.

    Fix: enter the UPN, or the UN code that says why there is none.
    """
    hd, ep = ret.header, ret.episodes
    return ~hd.filled("UPN") & hd.child_in(ep, ~ep.short_break)


@rule("444", "UPN of several children", years="2026-", group="identity", marks={"Header": ["UPN"]})
def upn_repeated(ret):
    """The same pupil number stands on more than one row of Header.

    Fix: find out whose number it is, and correct the others.
    """
    hd = ret.header
    return hd.filled("UPN") & ~hd.in_codes("UPN") & hd.upn.duplicated(keep=False)


# Motherhood


@rule(
    "165",
    "Motherhood is wrong, missing or not asked for",
    group="identity",
    marks={"Header": ["MOTHER", "SEX"], "OC3": CARE_LEAVER_ITEMS},
    needs=["Header", "Episodes", "OC3"],
    conflicts_with=["624"],
    expect=(
        "For a mother who left care before this year, leave MOTHER and MC_DOB blank and explain the "
        "error of rule 624 to DfE."
    ),
)
def mother_wrong(ret):
    """MOTHER is no code, is given for a boy, is missing for a girl looked after in the year, or is given
    for a young woman who has left care and was not looked after in it.

    Fix: enter 0 or 1 for girls looked after in the year, and nothing for others; or correct SEX.
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


@rule("174", "A boy has a child of his own", group="identity", marks={"Header": ["SEX", "MC_DOB"]})
def boy_with_child(ret):
    """MC_DOB, a mother's first child's date of birth, is given for a boy.

    Fix: clear MC_DOB, or correct SEX.
    """
    return ret.header.male & ret.header.filled("MC_DOB")


@rule(
    "393",
    "Motherhood is missing for a girl in care",
    group="identity",
    marks={"Header": ["MOTHER"]},
    needs=["Header", "Episodes"],
)
def mother_missing(ret):
    """A girl has an episode other than a short break, but MOTHER does not say whether she is a mother.

    Fix: enter 0 or 1 in MOTHER, or correct SEX.
    """
    hd, ep = ret.header, ret.episodes
    return hd.female & ~hd.filled("MOTHER") & hd.child_in(ep, ~ep.short_break)


@rule(
    "607",
    "Motherhood is missing for a girl who left care",
    group="identity",
    marks={"Episodes": ["DEC", "REC", "LS"], "Header": ["MOTHER", "SEX"]},
)
def mother_missing_on_leaving(ret):
    """A girl left care in the year, other than at the end of a short break, but MOTHER does not say whether
    she is a mother.

    Fix: enter 0 or 1 in MOTHER; or correct SEX, or the episode's LS, DEC or REC.
    """
    hd, ep = ret.header, ret.episodes
    left = ep.ended_care & ~ep.short_break & ep.dec.between(ret.year_start, ret.year_end)
    unknown = hd.female & ~hd.filled("MOTHER")
    return {"Episodes": left & ep.child_in(hd, unknown), "Header": unknown & hd.child_in(ep, left)}


@rule("611", "Mother's child has no date of birth", group="identity", marks={"Header": ["MOTHER", "MC_DOB"]})
def birth_of_child_missing(ret):
    """MOTHER is 1, but the date of birth of her first child is missing.

    Fix: enter MC_DOB as dd/mm/yyyy, or correct MOTHER.
    """
    return (ret.header.mother == "1") & ~ret.header.filled("MC_DOB")


@rule(
    "612",
    "Has a child, but is not recorded as a mother",
    group="identity",
    marks={"Header": ["SEX", "MOTHER", "MC_DOB"]},
    conflicts_with=["624"],
    expect=(
        "For a mother who left care before this year, leave MOTHER and MC_DOB blank and explain the "
        "error of rule 624 to DfE."
    ),
)
def child_but_no_mother(ret):
    """MC_DOB gives the birth of a girl's first child, but MOTHER is 0 or blank.

    Fix: enter 1 in MOTHER, or clear MC_DOB.
    """
    hd = ret.header
    no_mother = ~hd.filled("MOTHER") | (hd.mother == "0")
    return hd.female & no_mother & hd.filled("MC_DOB")


@rule("620", "Mother is under 11", group="identity", marks={"Header": ["DOB", "MOTHER"]})
def mother_under_eleven(ret):
    """MOTHER is 1, but the girl was not yet 11 on 1 April, the year's first day.

    Fix: check DOB and MOTHER.
    """
    hd = ret.header
    return (hd.mother == "1") & (birthday(hd.dob, 11) > ret.year_start)


@rule("621", "Mother is no older than her child", group="identity", marks={"Header": ["DOB", "MC_DOB"]})
def born_after_own_child(ret):
    """The first child's date of birth is the mother's own, or earlier.

    Fix: correct DOB or MC_DOB.
    """
    return ret.header.mc_dob <= ret.header.dob


@rule(
    "625",
    "First child was born after the year or after care ended",
    group="identity",
    marks={"Header": ["MC_DOB"], "Episodes": ["DEC"]},
)
def child_born_after_care(ret):
    """The first child's date of birth is after 31 March, or after the day on which the mother's care ended.

    Fix: correct MC_DOB, or DEC of the episode that ended last.
    """
    hd, ep = ret.header, ret.episodes
    final = hd.row_of_child_in(ep, ep.ends_last)
    after_care = (hd.mc_dob > final.dec) & ~hd.child_in(ep, ep.no_date("DEC"))
    too_late = (hd.mc_dob > ret.year_end) | after_care
    return {"Header": too_late, "Episodes": final.rows(too_late)}


# One row for each child


def _repeated(table):
    return table.count_of_child(table.child.notna()) > 1


@rule("INT31", "Child is in AD1 more than once", group="identity", marks={"AD1": ["CHILD"]})
def repeated_in_ad1(ret):
    """The child has several adoption rows, where one is the most.

    Fix: keep the right row, or correct the CHILD of the others.
    """
    return _repeated(ret.ad1)


@rule("INT32", "Child is in Header more than once", group="identity", marks={"Header": ["CHILD"]})
def repeated_in_header(ret):
    """The child has several rows in Header, where there has to be exactly one.

    Fix: keep the right row, or correct the CHILD of the others.
    """
    return _repeated(ret.header)


@rule("INT33", "Child is in OC2 more than once", group="identity", marks={"OC2": ["CHILD"]})
def repeated_in_oc2(ret):
    """The child has several health rows, where one is the most.

    Fix: keep the right row, or correct the CHILD of the others.
    """
    return _repeated(ret.oc2)


@rule("INT34", "Young person is in OC3 more than once", group="identity", marks={"OC3": ["CHILD"]})
def repeated_in_oc3(ret):
    """The young person has several care leaver rows, where one is the most.

    Fix: keep the right row, or correct the CHILD of the others.
    """
    return _repeated(ret.oc3)


@rule("INT35", "Child is in PrevPerm more than once", group="identity", marks={"PrevPerm": ["CHILD"]})
def repeated_in_prev_perm(ret):
    """The child has several previous permanence rows, where one is the most.

    Fix: keep the right row, or correct the CHILD of the others.
    """
    return _repeated(ret.prev_perm)


@rule("INT36", "Child is in UASC more than once", group="identity", marks={"UASC": ["CHILD"]})
def repeated_in_uasc(ret):
    """The child has several UASC rows, where one is the most.

    Fix: keep the right row, or correct the CHILD of the others.
    """
    return _repeated(ret.uasc)
