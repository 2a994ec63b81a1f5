"""Unaccompanied asylum-seeking children (UASC): the status, the day it ended (DUC), and last year's."""

from xl903 import birthday, rule
from xl903.s903.schema import CARE_LEAVER_ITEMS


@rule("104", "End of UASC status is no date or before the year", group="uasc", marks={"UASC": ["DUC"]})
def end_not_a_date_or_before_year(ret):
    """DUC holds something that is no date, or a day before the year began.

    Fix: correct DUC; if the status did end in an earlier year, delete the row.
    """
    uasc = ret.uasc
    return uasc.no_date("DUC") | (uasc.duc < ret.year_start)


@rule("105", "UASC is not 0 or 1", group="uasc", marks={"Header": ["UASC"]}, source="xml")
def status_not_a_code(ret):
    """In an XML return UASC is filled for every child; here it is neither 0 nor 1.

    Fix: enter 1 for an unaccompanied asylum-seeking child, 0 for any other.
    """
    return ~ret.header.numbers("UASC").isin([0, 1])


@rule(
    "231",
    "Unaccompanied asylum-seeking child is under 11",
    years="2025-",
    group="uasc",
    marks={"Header": ["DOB", "UASC"]},
    uses=["UASC"],
)
def under_eleven(ret):
    """The child was not yet 11 on 31 March. Few come on their own so young, so it is worth a second look.

    Fix: check DOB; if it is right, explain it to DfE.
    """
    hd = ret.header
    return hd.is_uasc & (birthday(hd.dob, 11) > ret.year_end)


@rule(
    "303",
    "End of UASC status for a child who is none",
    group="uasc",
    marks={"UASC": ["DUC"], "Header": ["UASC"]},
)
def end_without_status(ret):
    """DUC says when the child stopped being an unaccompanied asylum seeker, but UASC in Header is not 1.

    Fix: enter 1 in UASC, or clear DUC.
    """
    pair = ret.uasc.pairs(ret.header)
    return pair.marks(pair.left.filled("DUC") & ~pair.right.is_uasc)


@rule("304", "UASC status ended after the 18th birthday", group="uasc", marks={"UASC": ["DUC"]})
def ended_after_eighteen(ret):
    """DUC is later than the 18th birthday, on which the status ends at the latest.

    Fix: check DUC and DOB.
    """
    return ret.uasc.duc > birthday(ret.uasc.dob, 18)


@rule(
    "406",
    "Distance given for an unaccompanied asylum-seeking child",
    group="uasc",
    marks={"Episodes": ["PL_DISTANCE"]},
    uses=["Header", "UASC", "Header_last", "UASC_last"],
    reference="postcodes",
)
def distance_for_asylum_seeker(ret):
    """The child is an unaccompanied asylum seeker or was one last year, and so has no home here from which to
    measure a distance; but HOME_POST and PL_POST give one.

    Fix: clear HOME_POST, or correct the child's UASC status.
    """
    ep = ret.episodes
    return ep.was_uasc & ep.pl_distance.notna()


@rule(
    "1014",
    "UASC row for a care leaver who was not in care this year",
    group="uasc",
    marks={"UASC": ["DUC"], "OC3": CARE_LEAVER_ITEMS},
    needs=["UASC", "Episodes", "OC3"],
)
def care_leaver_with_uasc_row(ret):
    """The young person has care leaver details and no episode in the year, but also a row in UASC, which is
    only for children looked after in the year.

    Fix: delete the UASC row; if the young person was in care this year, correct the episodes or OC3.
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
    "No longer UASC, and the end of the status does not explain it",
    group="uasc",
    marks={"UASC": ["CHILD"], "Header": ["CHILD", "UASC"]},
    needs=["UASC", "UASC_last"],
    uses=["Header", "Header_last"],
    xml_needs=["Header", "Header_last"],
)
def status_dropped(ret):
    """The child was UASC last year and is not this year. That is right if the status ended within last year,
    so that last year's DUC lies in it and this year's is blank; here it is otherwise.

    Fix: check the status and DUC in both years' returns.
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
    "UASC in both years, but the ends of the status do not fit",
    group="uasc",
    marks={"UASC": ["DUC"], "Header": ["UASC"]},
    needs=["UASC", "UASC_last"],
    uses=["Header", "Header_last"],
    xml_needs=["Header", "Header_last"],
)
def ends_do_not_fit(ret):
    """The child is UASC this year and was last year. Then last year's DUC has to be the 18th birthday, and
    this year's has to lie in the year or be the same as last year's.

    Fix: check DUC and DOB in both years' UASC rows.
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
    "End of UASC status for a child who was UASC in neither year",
    group="uasc",
    marks={"UASC": ["DUC"], "Header": ["UASC"]},
    needs=["UASC", "UASC_last"],
    uses=["Header", "Header_last"],
    xml_needs=["Header", "Header_last"],
)
def end_without_status_in_either_year(ret):
    """The child is not UASC this year and was not last year, but one of the two years' UASC rows has a DUC.

    Fix: clear DUC, or correct the child's UASC status.
    """
    (now, status_now), (last, status_last) = _statuses(ret), _statuses(ret.last_year)
    uasc, uasc_last = ret.uasc, ret.last_year.uasc
    not_now = _child_in_or_absent(uasc, now, status_now == 0)
    not_then = _child_in_or_absent(uasc, last, status_last == 0)
    wrong = not_now & not_then & (uasc.filled("DUC") | uasc.child_in(uasc_last, uasc_last.filled("DUC")))
    return {"UASC": wrong, "Header": ret.header.child_in(uasc, wrong)}


@rule(
    "205D",
    "UASC this year, but not last year",
    group="uasc",
    marks={"Header": ["CHILD", "UASC"], "UASC": ["CHILD"]},
    needs=["UASC", "UASC_last"],
    uses=["Header", "Header_last"],
    xml_needs=["Header", "Header_last"],
)
def status_new(ret):
    """The child was in last year's return and not UASC then, but is this year.

    Fix: find out which is right; correct the status, or tell DfE that last year's was wrong.
    """
    (now, status_now), (last, status_last) = _statuses(ret), _statuses(ret.last_year)
    return {now.name: (status_now == 1) & now.child_in(last, status_last != 1)}
