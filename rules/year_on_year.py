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
    "Sex is not what it was last year",
    group="year-on-year",
    marks={"Header": ["SEX"]},
    needs=["Header", "Header_last"],
)
def sex_changed(ret):
    """SEX is another than in last year's return. In 2025, when the codes changed, M counts as the 1 of the
    year before, and F as the 2.

    Fix: find out which is right; correct SEX, or tell DfE that last year's was wrong.
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
    "Date of birth is not what it was last year",
    group="year-on-year",
    marks={"Header": ["DOB"]},
    needs=["Header", "Header_last"],
)
def date_of_birth_changed(ret):
    """The date of birth is another than in last year's return, or only one of the two years has one.

    Fix: find out which is right; correct DOB, or tell DfE that last year's was wrong.
    """
    pair = ret.header.pairs(ret.last_year.header)
    unknown = pair.left.no_date("DOB") | pair.right.no_date("DOB")
    return pair.left_rows(differs(pair.left.dob, pair.right.dob) & ~unknown)


@rule(
    "204",
    "Ethnic group is not what it was last year",
    group="year-on-year",
    marks={"Header": ["ETHNIC"]},
    needs=["Header", "Header_last"],
)
def ethnic_group_changed(ret):
    """ETHNIC is another than in last year's return. That is reported even where a group has now been found
    out for a child who had none.

    Fix: make sure that the new one is right; otherwise put last year's back.
    """
    return _other_than_last_year(ret, "ethnic")


@rule(
    "207",
    "Mother last year, but not this year",
    group="year-on-year",
    marks={"Header": ["MOTHER"]},
    needs=["Header", "Header_last", "Episodes"],
)
def no_longer_a_mother(ret):
    """Last year's return says that the girl is a mother, this year's does not. She has episodes this year,
    so MOTHER is asked for.

    Fix: enter 1 in MOTHER, unless last year's was wrong.
    """
    hd, last = ret.header, ret.last_year.header
    return (hd.mother != "1") & hd.child_in(last, last.mother == "1") & hd.child_in(ret.episodes)


@rule(
    "208",
    "UPN is not what it was last year",
    group="year-on-year",
    marks={"Header": ["UPN"]},
    needs=["Header", "Header_last"],
)
def upn_changed(ret):
    """UPN is another than in last year's return. It may go from blank or a code to a number, and from blank
    or UN1 to another code; any other change is unexpected.

    Fix: ask the school for the number and enter it, or tell DfE that last year's was wrong.
    """
    pair = ret.header.pairs(ret.last_year.header)
    now, then = pair.left.upn, pair.right.upn
    got_number = (then.isna() | then.isin(NO_PUPIL_NUMBER)) & now.notna() & ~now.isin(NO_PUPIL_NUMBER)
    got_code = (then.isna() | (then == "UN1")) & now.isin(NO_PUPIL_NUMBER_AT_SCHOOL_AGE)
    return pair.left_rows(differs(now, then) & ~got_number & ~got_code)


@rule(
    "624",
    "Birth of the first child is not what it was last year",
    group="year-on-year",
    marks={"Header": ["MC_DOB"]},
    needs=["Header", "Header_last"],
    conflicts_with=["165", "612", "628"],
    expect=(
        "For a mother who left care before this year, leave MOTHER and MC_DOB blank and explain this "
        "error to DfE."
    ),
)
def birth_of_child_changed(ret):
    """Last year's return gives the birth of the girl's first child; this year's gives another day, or none.

    Fix: find out which is right; correct MC_DOB, or tell DfE that last year's was wrong.
    """
    pair = ret.header.pairs(ret.last_year.header)
    unknown = pair.left.no_date("MC_DOB") | (pair.right.no_date("MC_DOB") & pair.left.filled("MC_DOB"))
    changed = pair.left.mc_dob != pair.right.mc_dob
    return pair.left_rows(pair.right.filled("MC_DOB") & changed & ~unknown)


@rule(
    "626",
    "Mother since this year, but the child was born before it",
    group="year-on-year",
    marks={"Header": ["MOTHER", "MC_DOB"]},
    needs=["Header", "Header_last"],
)
def new_mother_of_older_child(ret):
    """Last year's return says that the girl is no mother, this year's that she is, but of a child born before
    the year began.

    Fix: check MC_DOB and MOTHER; if they are right, tell DfE that last year's MOTHER was wrong.
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
    "Adoption decision of an earlier year was not returned then",
    group="year-on-year",
    marks={"PlacedAdoption": ["DATE_PLACED"]},
    needs=["PlacedAdoption", "PlacedAdoption_last"],
)
def decision_not_in_last_year(ret):
    """The decision was made before the year began, but last year's return has no decision about the child.

    Fix: correct DATE_PLACED; if it is right, tell DfE that last year's return lacks the decision.
    """
    decision, last = ret.placed_adoption, ret.last_year.placed_adoption
    return (decision.date_placed < ret.year_start) & ~decision.child_in(last, last.filled("DATE_PLACED"))


@rule(
    "560",
    "Adoption decision that stood last year is not returned again",
    group="year-on-year",
    marks={"PlacedAdoption": ["DATE_PLACED", "DATE_PLACED_CEASED"]},
    needs=["PlacedAdoption", "PlacedAdoption_last"],
)
def standing_decision_not_repeated(ret):
    """At the end of last year a decision stood, but no decision of this year's return has its date.

    Fix: return that decision with last year's DATE_PLACED, or tell DfE that last year's was wrong.
    """
    decision, last = ret.placed_adoption, ret.last_year.placed_adoption
    pair = decision.pairs(last)
    repeated = pair.right_rows(pair.left.date_placed == pair.right.date_placed)
    still_stood = last.date_placed.notna() & ~last.filled("DATE_PLACED_CEASED")
    return decision.child_in(last, still_stood & ~repeated) & ~decision.order_unknown


@rule(
    "561",
    "Adoption decision reversed last year is returned again",
    group="year-on-year",
    marks={"PlacedAdoption": ["DATE_PLACED"]},
    needs=["PlacedAdoption", "PlacedAdoption_last"],
)
def reversed_decision_repeated(ret):
    """The decision has the same date as one that had been reversed by last year's return.

    Fix: delete the row; if there was a new decision, enter its day.
    """
    pair = ret.placed_adoption.pairs(ret.last_year.placed_adoption)
    return pair.left_rows(_reversed(pair.right) & (pair.left.date_placed == pair.right.date_placed))


@rule(
    "584",
    "Adoption decision is not later than one reversed last year",
    group="year-on-year",
    marks={"PlacedAdoption": ["DATE_PLACED"]},
    needs=["PlacedAdoption", "PlacedAdoption_last"],
)
def decision_not_after_reversed_one(ret):
    """Last year's return shows a decision as reversed. A decision returned now has to be a later one, but its
    day is the same, earlier or blank.

    Fix: correct DATE_PLACED, or delete the row of the old decision.
    """
    pair = ret.placed_adoption.pairs(ret.last_year.placed_adoption)
    now, then = pair.left.date_placed, pair.right.date_placed
    not_later = ~pair.left.filled("DATE_PLACED") | (now <= then)
    return pair.left_rows(_reversed(pair.right) & then.notna() & not_later)


@rule(
    "576",
    "Child was missing when last year ended, but that time is not returned",
    group="year-on-year",
    marks={"Missing": ["CHILD"], "Header": ["CHILD"]},
    needs=["Missing", "Missing_last"],
    uses=["Header", "Episodes"],
)
def missing_not_carried_over(ret):
    """Last year's return left a time missing without an end. This year's first one should be the same, but
    has another MIS_START.

    Fix: add the time left open last year, with MIS_END if the child has come back; or correct MIS_START.
    """
    missing, hd, last = ret.missing, ret.header, ret.last_year.missing
    pair, left_open = missing.pairs(last), last.mis_start.notna() & ~last.filled("MIS_END")
    other = pair.left_rows(pair.right.of(left_open) & (pair.left.mis_start != pair.right.mis_start))
    left_out = hd.child_in(last, left_open) & ~hd.child_in(missing) & hd.child_in(ret.episodes)
    return {"Missing": missing.in_order("mis_start").first & other, "Header": left_out}
