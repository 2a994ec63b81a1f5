"""Unaccompanied asylum-seeking children (UASC): the status, the day it ended (DUC), and last year's."""

from xl903 import birthday, rule
from xl903.s903.schema import CARE_LEAVER_ITEMS


@rule("104", "UASC end date not valid or before this year", group="uasc", marks={"UASC": ["DUC"]})
def end_not_a_date_or_before_year(ret):
    """DUC is filled but is not a valid date in the form dd/mm/yyyy, or is before the collection year
    began.

    Fix: Correct DUC. If the child stopped being UASC before this year, remove the child's row from UASC.
    In XML, set UASC to 0 and clear DUC.

    Why: Immigration details are rarely closed when the status ends, so the export includes the child
    again the next year. Close them in the case system and check which years the export covers.
    """
    uasc = ret.uasc
    return uasc.no_date("DUC") | (uasc.duc < ret.year_start)


@rule(
    "105",
    "UASC flag missing or not 0 or 1 (XML only)",
    group="uasc",
    marks={"Header": ["UASC"]},
    source="xml",
)
def status_not_a_code(ret):
    """In this XML return, the child's UASC flag is blank or is not 0 or 1.

    Value: {value} is not 0 or 1.

    Fix: Set UASC to 1 if the child was an unaccompanied asylum seeker at any time in the year. Otherwise
    set it to 0.

    Why: Every child in an XML return needs the flag. Some exports leave it empty for children who are not
    UASC, so ask for 0 to be written instead.
    """
    return ~ret.header.numbers("UASC").isin([0, 1])


@rule(
    "231",
    "Unaccompanied asylum-seeking child (UASC) is under 11",
    years="2025-",
    group="uasc",
    marks={"Header": ["DOB", "UASC"]},
    uses=["UASC"],
)
def under_eleven(ret):
    """The child is marked as UASC but was under 11 on the last day of the collection year. This is
    unusual, so it needs a check.

    Fix: Check DOB and whether the child should be in the UASC file. If both are right, explain this to
    DfE in a bypass request.

    Why: A younger brother or sister is sometimes marked as UASC along with an older child. The year of
    birth may also have been keyed wrongly.

    Ask: What is the child's date of birth, and did they arrive in the UK without a parent or other adult
    caring for them?
    """
    hd = ret.header
    return hd.is_uasc & (birthday(hd.dob, 11) > ret.year_end)


@rule(
    "303",
    "UASC end date entered but child is not marked as UASC",
    group="uasc",
    marks={"UASC": ["DUC"], "Header": ["UASC"]},
)
def end_without_status(ret):
    """DUC (the day UASC status ended) is filled in, but the child's UASC marker is not 1.

    Fix: Set UASC to 1 if the child was UASC at any time in the collection year. Otherwise clear DUC.

    Why: The UASC marker is often switched off in the case system when the status ends. Keep it on for
    that year, and let the end date show when the status ended.
    """
    pair = ret.uasc.pairs(ret.header)
    return pair.marks(pair.left.filled("DUC") & ~pair.right.is_uasc)


@rule("304", "UASC status ended after the 18th birthday", group="uasc", marks={"UASC": ["DUC"]})
def ended_after_eighteen(ret):
    """DUC (the day UASC status ended) is later than the child's 18th birthday. The status ends on that
    birthday at the latest.

    Fix: Check DOB in the UASC file, then set DUC to the 18th birthday or to the earlier day when the
    status ended.

    Why: The date recorded is often the day of a Home Office decision or of closing the case, which can be
    after 18. Record the 18th birthday if the status lasted until then.
    """
    return ret.uasc.duc > birthday(ret.uasc.dob, 18)


@rule(
    "406",
    "Distance should be blank for UASC",
    group="uasc",
    marks={"Episodes": ["PL_DISTANCE"]},
    uses=["Header", "UASC", "Header_last", "UASC_last"],
    reference="postcodes",
)
def distance_for_asylum_seeker(ret):
    """HOME_POST and PL_POST produce a distance (PL_DISTANCE), but the child is UASC or was UASC last
    year.

    Fix: Clear HOME_POST. If the child is not UASC and was not last year, correct the UASC marker or
    remove the child from the UASC file.

    Why: Case systems often fill the home postcode with a UASC child's first address in England. Ask for
    the export to leave the home postcode blank for UASC.
    """
    ep = ret.episodes
    return ep.was_uasc & ep.pl_distance.notna()


@rule(
    "1014",
    "UASC record for a care leaver with no episode this year",
    group="uasc",
    marks={"UASC": ["DUC"], "OC3": CARE_LEAVER_ITEMS},
    needs=["UASC", "Episodes", "OC3"],
)
def care_leaver_with_uasc_row(ret):
    """The young person has care leaver details and a UASC row, but no episode in the collection year.

    Fix: Remove the UASC row. If the young person was in care this year, add or correct their episodes,
    and check whether the care leaver details should be there.

    Why: The asylum-seeker marker often stays on the person's record after care ends, so the report keeps
    including them. Limit the UASC report to children in care in the year.
    """
    ep, uasc, oc3 = ret.episodes, ret.uasc, ret.oc3
    left_care = oc3.any_filled(*CARE_LEAVER_ITEMS) & ~oc3.child_in(ep, ep.may_be_in_year)
    return {"UASC": uasc.child_in(oc3, left_care), "OC3": left_care & oc3.child_in(uasc)}


# Against last year


def _statuses(year):
    """The table that tells who is UASC in a year, and what each of its rows says: 1 yes, 0 no or blank.

    A status that is no number stays blank. Without Header, a UASC row with SEX or DUC says yes.
    """
    hd, uasc = year.header, year.uasc
    if hd.loaded:
        return hd, hd.uasc_number.mask(hd.uasc.isna(), 0)
    return uasc, uasc.any_filled("SEX", "DUC").astype(int)


def _child_in_or_absent(rows, table, where):
    """Whether the row's child has a row ``where`` in a table, or none at all."""
    return rows.child_in(table, where) | ~rows.child_in(table)


@rule(
    "205A",
    "UASC last year but not this year, end dates do not fit",
    group="uasc",
    marks={"UASC": ["CHILD"], "Header": ["CHILD", "UASC"]},
    needs=["UASC", "UASC_last"],
    uses=["Header", "Header_last"],
    xml_needs=["Header", "Header_last"],
)
def status_dropped(ret):
    """The child was UASC last year but is not this year. This is accepted only if last year's DUC is a
    date in last year's collection year and this year's DUC is blank.

    Fix: If the child was UASC at any time this year, add them to UASC (in XML, set UASC to 1). If not,
    clear this year's DUC. If last year's DUC was wrong, tell DfE.

    Why: The child is often left out because the status ended during this year. They still need a UASC
    record this year, with DUC.
    """
    (now, status_now), (last, status_last) = _statuses(ret), _statuses(ret.last_year)
    uasc, uasc_last = ret.uasc, ret.last_year.uasc
    ended_last_year = uasc_last.duc.between(ret.last_year.year_start, ret.last_year.year_end)
    unexplained_then = ~ended_last_year & ~uasc_last.no_date("DUC")

    def dropped(rows):
        was, is_none = rows.child_in(last, status_last == 1), _child_in_or_absent(rows, now, status_now != 1)
        unexplained = rows.child_in(uasc, uasc.filled("DUC")) | rows.child_in(uasc_last, unexplained_then)
        return was & is_none & unexplained & rows.child_in(uasc_last)

    return {"UASC": dropped(uasc), "Header": dropped(ret.header)}


@rule(
    "205B",
    "UASC in both years, but the end dates do not fit",
    group="uasc",
    marks={"UASC": ["DUC"], "Header": ["UASC"]},
    needs=["UASC", "UASC_last"],
    uses=["Header", "Header_last"],
    xml_needs=["Header", "Header_last"],
)
def ends_do_not_fit(ret):
    """The child is UASC this year and last year. Last year's DUC should be the 18th birthday. This year's
    DUC should fall in this year or be the same as last year's.

    Fix: Check DOB and DUC in both years. In this year's UASC, enter the day the status ended, or the 18th
    birthday if it has not ended. If last year's DUC was wrong, tell DfE.

    Why: Many systems leave DUC blank while the status lasts. Until it ends, DUC should be the 18th
    birthday, the latest day it can last.
    """
    (now, status_now), (last, status_last) = _statuses(ret), _statuses(ret.last_year)
    uasc, uasc_last = ret.uasc, ret.last_year.uasc
    pair = uasc.pairs(uasc_last)
    duc, duc_last = pair.left.duc, pair.right.duc
    then_unknown = pair.right.no_date("DUC")
    at_18 = (duc_last == birthday(pair.right.dob, 18)) | then_unknown | pair.right.no_date("DOB")
    ended = duc.between(ret.year_start, ret.year_end) | (duc == duc_last)
    unknown = pair.left.no_date("DUC") | (then_unknown & pair.left.filled("DUC"))
    fit = at_18 & (ended | unknown)
    both_years = uasc.child_in(now, status_now == 1) & uasc.child_in(last, status_last == 1)
    wrong = both_years & (pair.left_rows(~fit) | ~uasc.child_in(uasc_last))
    return {"UASC": wrong, "Header": ret.header.child_in(uasc, wrong)}


@rule(
    "205C",
    "UASC end date for a child who is not UASC",
    group="uasc",
    marks={"UASC": ["DUC"], "Header": ["UASC"]},
    needs=["UASC", "UASC_last"],
    uses=["Header", "Header_last"],
    xml_needs=["Header", "Header_last"],
)
def end_without_status_in_either_year(ret):
    """The child's UASC status is 0 or blank this year and last year. DUC is filled in at least one of the
    two years.

    Fix: Clear DUC, or correct the child's UASC status. In a CSV return, check that the child is in the
    Header. If DUC is filled only last year, tell DfE.

    Why: In CSV returns, the child is usually in the UASC file but missing from the Header. In XML, the
    date is often left in place after the UASC flag is corrected.
    """
    (now, status_now), (last, status_last) = _statuses(ret), _statuses(ret.last_year)
    uasc, uasc_last = ret.uasc, ret.last_year.uasc
    not_now = _child_in_or_absent(uasc, now, status_now == 0)
    not_then = _child_in_or_absent(uasc, last, status_last == 0)
    wrong = not_now & not_then & (uasc.filled("DUC") | uasc.child_in(uasc_last, uasc_last.filled("DUC")))
    return {"UASC": wrong, "Header": ret.header.child_in(uasc, wrong)}


@rule(
    "205D",
    "UASC this year but not last year",
    group="uasc",
    marks={"Header": ["CHILD", "UASC"], "UASC": ["CHILD"]},
    needs=["UASC", "UASC_last"],
    uses=["Header", "Header_last"],
    xml_needs=["Header", "Header_last"],
)
def status_new(ret):
    """The child is UASC this year. They were in last year's return too, but not as UASC.

    Fix: Check when the child came into care and which year is right. If this year's UASC status is wrong,
    correct it. If last year's was wrong, tell DfE.

    Why: The immigration details are often completed months after the child comes into care. Record UASC
    status on the first day of care.
    """
    (now, status_now), (last, status_last) = _statuses(ret), _statuses(ret.last_year)
    return {now.name: (status_now == 1) & now.child_in(last, status_last != 1)}
