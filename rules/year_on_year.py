"""Against last year's return: who the child is, adoption decisions and times missing."""

from xl903 import differs, rule

SEX_RECODED_IN, SEX_RECODED = 2025, {"1": "M", "2": "F"}
"""The collection year in which the codes of SEX changed, and what last year's became."""
NO_PUPIL_NUMBER = ("UN1", "UN2", "UN3", "UN4", "UN5")
"""Codes that stand in UPN for having no number."""

NO_PUPIL_NUMBER_AT_SCHOOL_AGE = ("UN2", "UN3", "UN4", "UN5")
"""Those of them that may follow UN1, too young for school."""

# Who the child is


def _other_than_last_year(ret, column):
    """Header rows whose column differs from that of one of the child's rows last year."""
    pair = ret.header.pairs(ret.last_year.header)
    return pair.left_rows(differs(getattr(pair.left, column), getattr(pair.right, column)))


@rule(
    "202",
    "Sex differs from last year's return",
    group="year-on-year",
    marks={"Header": ["SEX"]},
    needs=["Header", "Header_last"],
)
def sex_changed(ret):
    """SEX in the Header is different from the one in last year's return for the same child. In 2024/25
    only, last year's 1 and 2 count as M and F.

    Fix: Check the child's record. If this year's is wrong, correct SEX. If last year's was wrong, keep
    this year's and tell DfE.

    Why: The record was corrected during the year, or the child ID now belongs to another child. If many
    children are listed, check which sex codes last year's file uses.
    """
    pair = ret.header.pairs(ret.last_year.header)
    now, then = pair.left.sex, pair.right.sex
    changed = differs(now, then)
    if ret.year == SEX_RECODED_IN:
        for old, new in SEX_RECODED.items():
            changed &= ~((then == old) & (now == new))
    return pair.left_rows(changed)


@rule(
    "203",
    "Date of birth differs from last year's return",
    group="year-on-year",
    marks={"Header": ["DOB"]},
    needs=["Header", "Header_last"],
)
def date_of_birth_changed(ret):
    """DOB in the Header is different from the one in last year's return for the same child. Dates that
    are not valid are not compared.

    Fix: Check the child's record. If this year's is wrong, correct DOB. If last year's was wrong, keep
    this year's and tell DfE.

    Why: Dates of birth often change after an age assessment, or when a birth certificate is seen. A date
    typed in the wrong order or a child ID used for another child also cause this error.
    """
    pair = ret.header.pairs(ret.last_year.header)
    unknown = pair.left.no_date("DOB") | pair.right.no_date("DOB")
    return pair.left_rows(differs(pair.left.dob, pair.right.dob) & ~unknown)


@rule(
    "204",
    "Ethnic group differs from last year's return",
    group="year-on-year",
    marks={"Header": ["ETHNIC"]},
    needs=["Header", "Header_last"],
)
def ethnic_group_changed(ret):
    """ETHNIC in the Header is different from the code in last year's return for the same child. A change
    from NOBT or REFU counts too.

    Fix: Check the child's record. If this year's code is wrong, correct ETHNIC. If it is right, leave it.

    Why: Ethnicity is often recorded after the first return, so NOBT becomes a full code. If both are full
    codes, find out who changed it and why.
    """
    return _other_than_last_year(ret, "ethnic")


@rule(
    "207",
    "Mother last year but not this year",
    group="year-on-year",
    marks={"Header": ["MOTHER"]},
    needs=["Header", "Header_last", "Episodes"],
)
def no_longer_a_mother(ret):
    """MOTHER was 1 in last year's return but is not 1 this year. The child has at least one episode this
    year.

    Fix: Enter 1 in MOTHER. If last year's answer was wrong, leave this year's as it is and tell DfE.

    Why: Some exports only look for a birth in the year. A young woman recorded as a mother last year
    should still be recorded as one this year.
    """
    hd, last = ret.header, ret.last_year.header
    return (hd.mother != "1") & hd.child_in(last, last.mother == "1") & hd.child_in(ret.episodes)


@rule(
    "208",
    "Unique pupil number differs from last year's return",
    group="year-on-year",
    marks={"Header": ["UPN"]},
    needs=["Header", "Header_last"],
)
def upn_changed(ret):
    """UPN is different from last year's. Changes from blank or a UN code to a pupil number, and from
    blank or UN1 to UN2, UN3, UN4 or UN5, are not reported.

    Fix: Check the number with the school or virtual school. If this year's is wrong, correct UPN. If last
    year's was wrong, keep this year's and tell DfE.

    Why: A known number is sometimes lost and replaced by a UN code, or two pupil records are mixed up.
    Keep the number on the child's record when they move or leave school.
    """
    pair = ret.header.pairs(ret.last_year.header)
    now, then = pair.left.upn, pair.right.upn
    got_number = (then.isna() | then.isin(NO_PUPIL_NUMBER)) & now.notna() & ~now.isin(NO_PUPIL_NUMBER)
    got_code = (then.isna() | (then == "UN1")) & now.isin(NO_PUPIL_NUMBER_AT_SCHOOL_AGE)
    return pair.left_rows(differs(now, then) & ~got_number & ~got_code)


@rule(
    "624",
    "First child's date of birth changed since last year",
    group="year-on-year",
    marks={"Header": ["MC_DOB"]},
    needs=["Header", "Header_last"],
    conflicts_with=["165", "612", "628"],
)
def birth_of_child_changed(ret):
    """Last year's return had a date in MC_DOB for this child. This year it is blank or different.

    Fix: Check which date is right. Restore last year's MC_DOB, or keep this year's and note why. For a
    care leaver with no episodes this year, leave MC_DOB blank and explain it to DfE.

    Why: When a second baby is born, the new date may be typed over the first. MC_DOB remains the date of
    birth of the first child.
    """
    pair = ret.header.pairs(ret.last_year.header)
    unknown = pair.left.no_date("MC_DOB") | (pair.right.no_date("MC_DOB") & pair.left.filled("MC_DOB"))
    changed = pair.left.mc_dob != pair.right.mc_dob
    return pair.left_rows(pair.right.filled("MC_DOB") & changed & ~unknown)


@rule(
    "626",
    "Baby born before this year, but not a mother last year",
    group="year-on-year",
    marks={"Header": ["MOTHER", "MC_DOB"]},
    needs=["Header", "Header_last"],
)
def new_mother_of_older_child(ret):
    """MOTHER is 1 and MC_DOB is before 1 April of this collection year, but last year's return had 0 in
    MOTHER.

    Fix: Check MC_DOB. If it is wrong, correct it. If it is right, keep this year's values. Explain to DfE
    that last year's 0 was wrong, or that the baby was born while she was not in care.

    Why: The birth became known or was recorded only after last year's return closed, or MOTHER is 0 by
    default in the case system.
    """
    hd, last = ret.header, ret.last_year.header
    was_none = hd.child_in(last, last.numbers("MOTHER") == 0)
    return (hd.numbers("MOTHER") == 1) & (hd.mc_dob < ret.year_start) & was_none


# Adoption decisions and times missing


def _reversed(decision):
    """Rows of adoption decisions (or a view of them) that say that the decision was reversed."""
    return decision.any_filled("DATE_PLACED_CEASED", "REASON_PLACED_CEASED")


@rule(
    "559",
    "Earlier adoption decision was not in last year's return",
    group="year-on-year",
    marks={"PlacedAdoption": ["DATE_PLACED"]},
    needs=["PlacedAdoption", "PlacedAdoption_last"],
)
def decision_not_in_last_year(ret):
    """DATE_PLACED is before 1 April of this collection year, but last year's return has no decision date
    for the child.

    Fix: Check DATE_PLACED for a mistyped year. If it is right, keep it and note that last year's return
    left it out.

    Why: The decision was recorded after last year's return closed, or last year's export left it out. Ask
    teams to record each decision when it is made.
    """
    decision, last = ret.placed_adoption, ret.last_year.placed_adoption
    return (decision.date_placed < ret.year_start) & ~decision.child_in(last, last.filled("DATE_PLACED"))


@rule(
    "560",
    "Open adoption decision has a different date this year",
    group="year-on-year",
    marks={"PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
    needs=["PlacedAdoption", "PlacedAdoption_last"],
)
def standing_decision_not_repeated(ret):
    """Last year's return had an adoption decision without an end date. None of the child's rows this year
    has the same DATE_PLACED.

    Fix: Restore last year's DATE_PLACED. If there is also a new decision, return both rows and end the
    earlier one. If last year's date was wrong, keep this year's and note why.

    Why: A new decision was typed over the old one, or the date was corrected after last year's return.
    Each decision needs its own record.
    """
    decision, last = ret.placed_adoption, ret.last_year.placed_adoption
    pair = decision.pairs(last)
    repeated = pair.right_rows(pair.left.date_placed == pair.right.date_placed)
    still_stood = last.date_placed.notna() & ~last.filled("DATE_PLACED_CEASED")
    return decision.child_in(last, still_stood & ~repeated) & ~decision.order_unknown


@rule(
    "561",
    "Ended adoption decision returned again",
    group="year-on-year",
    marks={"PlacedAdoption": ["DATE_PLACED"]},
    needs=["PlacedAdoption", "PlacedAdoption_last"],
)
def reversed_decision_repeated(ret):
    """DATE_PLACED is the same as in last year's return, which already showed that decision with an end
    date or reason.

    Fix: If there was a new decision, enter its date in DATE_PLACED. If not, remove this row. If last
    year's end was a mistake, keep the row and note why.

    Why: The export takes every decision on file, even those that ended in an earlier year. It should take
    only decisions that were open at some time in this year.
    """
    pair = ret.placed_adoption.pairs(ret.last_year.placed_adoption)
    return pair.left_rows(_reversed(pair.right) & (pair.left.date_placed == pair.right.date_placed))


@rule(
    "584",
    "Adoption decision is not later than last year's ended one",
    group="year-on-year",
    marks={"PlacedAdoption": ["DATE_PLACED"]},
    needs=["PlacedAdoption", "PlacedAdoption_last"],
)
def decision_not_after_reversed_one(ret):
    """Last year's return showed an adoption decision as ended. This year's DATE_PLACED should be later,
    but it is blank, the same or earlier.

    Fix: Enter the date of the new decision in DATE_PLACED. If there was no new decision, remove the row.
    If last year's end was a mistake, keep the row and note why.

    Why: The export repeats decisions that ended in an earlier year, or a new decision was recorded
    without changing the old date. Each decision needs its own record.
    """
    pair = ret.placed_adoption.pairs(ret.last_year.placed_adoption)
    now, then = pair.left.date_placed, pair.right.date_placed
    not_later = ~pair.left.filled("DATE_PLACED") | (now <= then)
    return pair.left_rows(_reversed(pair.right) & then.notna() & not_later)


@rule(
    "576",
    "Last year's open missing period not carried over",
    group="year-on-year",
    marks={"Missing": ["CHILD"], "Header": ["CHILD"]},
    needs=["Missing", "Missing_last"],
    uses=["Header", "Episodes"],
)
def missing_not_carried_over(ret):
    """Last year's return left a missing period open. The child's first one this year starts on another
    date or has no start date, or the child has episodes but no missing period.

    Fix: If this year's row is that period, correct its MIS_START. If not, add last year's period with the
    same MIS_START, and MIS_END if it has ended. If last year's period was wrong, keep this year's rows
    and note why.

    Why: An export of periods that started in the year leaves out those still open from the year before.
    It should take every period that was open at some time in the year.
    """
    missing, hd, last = ret.missing, ret.header, ret.last_year.missing
    pair, left_open = missing.pairs(last), last.mis_start.notna() & ~last.filled("MIS_END")
    other = pair.left_rows(pair.right.of(left_open) & (pair.left.mis_start != pair.right.mis_start))
    left_out = hd.child_in(last, left_open) & ~hd.child_in(missing) & hd.child_in(ret.episodes)
    return {"Missing": missing.in_order("mis_start").first & other, "Header": left_out}
