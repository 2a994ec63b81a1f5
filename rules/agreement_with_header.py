"""Header against the other files: every child is in it, with the same date of birth and sex."""

from xl903 import rule

# Every child is in Header


def _not_in_header(ret, table):
    return ~table.child_in(ret.header)


@rule(
    "INT01",
    "Child in AD1 is not in the Header file",
    group="cross-file",
    marks={"AD1": ["CHILD"]},
    needs=["Header", "AD1"],
)
def ad1_not_in_header(ret):
    """The child id in this AD1 (adoption) row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in AD1, or add the child to the Header file. Remove the row if the child
    does not belong in this return.

    Why: Some systems set up a new record when a child is adopted, so the adoption report can show another
    id. Use the id the child had in care.
    """
    return _not_in_header(ret, ret.ad1)


@rule(
    "INT02",
    "Child in PlacedAdoption is not in the Header file",
    group="cross-file",
    marks={"PlacedAdoption": ["CHILD"]},
    needs=["Header", "PlacedAdoption"],
)
def placed_adoption_not_in_header(ret):
    """The child id in this PlacedAdoption row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in PlacedAdoption, or add the child to the Header file. Remove the row if
    the child does not belong in this return.

    Why: The report may include decisions for children who left care before this year. Ids also lose
    leading zeros when a CSV file is opened and saved in Excel.
    """
    return _not_in_header(ret, ret.placed_adoption)


@rule(
    "INT03",
    "Child in Episodes is not in the Header file",
    group="cross-file",
    marks={"Episodes": ["CHILD"]},
    needs=["Header", "Episodes"],
)
def episodes_not_in_header(ret):
    """The child id in this Episodes row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in Episodes, or add the child to the Header file. Remove the row if the
    child does not belong in this return.

    Why: The two reports were run on different days, or one leaves out restricted records. Ids also lose
    leading zeros when a CSV file is opened and saved in Excel.
    """
    return _not_in_header(ret, ret.episodes)


@rule(
    "INT04",
    "Child in Missing is not in the Header file",
    group="cross-file",
    marks={"Missing": ["CHILD"]},
    needs=["Header", "Missing"],
)
def missing_not_in_header(ret):
    """The child id in this Missing row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in Missing, or add the child to the Header file. Remove the row if the child
    does not belong in this return.

    Why: Missing reports often include children who were not in care at the time. Limit the report to
    children with an episode in the year.
    """
    return _not_in_header(ret, ret.missing)


@rule(
    "INT05",
    "Child in OC2 is not in the Header file",
    group="cross-file",
    marks={"OC2": ["CHILD"]},
    needs=["Header", "OC2"],
)
def oc2_not_in_header(ret):
    """The child id in this OC2 (health and offending) row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in OC2, or add the child to the Header file. Remove the row if the child
    does not belong in this return.

    Why: Health details are often kept in a separate spreadsheet or report, so ids are typed by hand or
    lose leading zeros. Copy the ids from the case system.
    """
    return _not_in_header(ret, ret.oc2)


@rule(
    "INT06",
    "Young person in OC3 is not in the Header file",
    group="cross-file",
    marks={"OC3": ["CHILD"]},
    needs=["Header", "OC3"],
)
def oc3_not_in_header(ret):
    """The child id in this OC3 (care leaver) row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in OC3, or add the young person to the Header file. Remove the row if they
    do not belong in this return.

    Why: The header report may select only children with an episode in the year, so it misses care
    leavers. Include everyone in the OC3 file in it too.
    """
    return _not_in_header(ret, ret.oc3)


@rule(
    "INT07",
    "Child in PrevPerm is not in the Header file",
    group="cross-file",
    marks={"PrevPerm": ["CHILD"]},
    needs=["Header", "PrevPerm"],
)
def prev_perm_not_in_header(ret):
    """The child id in this PrevPerm (previous permanence) row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in PrevPerm, or add the child to the Header file. Remove the row if the
    child does not belong in this return.

    Why: The report may include every child who ever had the form filled in, including those who left care
    in earlier years. Limit it to children in this return.
    """
    return _not_in_header(ret, ret.prev_perm)


@rule(
    "INT08",
    "Child in Reviews is not in the Header file",
    group="cross-file",
    marks={"Reviews": ["CHILD"]},
    needs=["Header", "Reviews"],
)
def reviews_not_in_header(ret):
    """The child id in this Reviews row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in Reviews, or add the child to the Header file. Remove the row if the child
    does not belong in this return.

    Why: The report may include other kinds of review or children who were not in care in the year. Limit
    it to reviews of children in care.
    """
    return _not_in_header(ret, ret.reviews)


@rule(
    "INT09",
    "Child in UASC is not in the Header file",
    group="cross-file",
    marks={"UASC": ["CHILD"]},
    needs=["Header", "UASC"],
)
def uasc_not_in_header(ret):
    """The child id in this UASC row is not in the Header file, or it is blank.

    Value: Child {value} is not in the Header.

    Fix: Correct the child id in UASC, or add the child to the Header file. Remove the row if the child
    does not belong in this return.

    Why: The asylum-seeker marker often stays on the record after care ends, so the report still includes
    the young person. Limit it to children in care in the year.
    """
    return _not_in_header(ret, ret.uasc)


# The same date of birth and sex everywhere


def _other_date_of_birth(ret, table):
    """Rows whose date of birth is another than one that Header has for the child; both have to be dates."""
    pair = table.pairs(ret.header)
    dob, in_header = pair.left.dob, pair.right.dob
    return pair.left_rows(dob.notna() & in_header.notna() & (dob != in_header))


@rule(
    "INT11",
    "Date of birth in AD1 does not match Header",
    group="cross-file",
    marks={"AD1": ["DOB"]},
    needs=["Header", "AD1"],
)
def ad1_date_of_birth_differs(ret):
    """DOB in this AD1 (adoption) row is different from the child's DOB in the Header file.

    Fix: Check the child's record and enter the correct DOB in both files.

    Why: The date of birth was corrected between two exports, or the adoption record is kept apart from
    the main record. Export all files again on one day.
    """
    return _other_date_of_birth(ret, ret.ad1)


@rule(
    "INT12",
    "Date of birth in PlacedAdoption does not match Header",
    group="cross-file",
    marks={"PlacedAdoption": ["DOB"]},
    needs=["Header", "PlacedAdoption"],
)
def placed_adoption_date_of_birth_differs(ret):
    """DOB in this PlacedAdoption row is different from the child's DOB in the Header file.

    Fix: Check the child's record and enter the correct DOB in both files.

    Why: The date of birth was corrected between two exports, or the child id is of another child. Export
    both files again on one day.
    """
    return _other_date_of_birth(ret, ret.placed_adoption)


@rule(
    "INT13",
    "Date of birth in Missing does not match Header",
    group="cross-file",
    marks={"Missing": ["DOB"]},
    needs=["Header", "Missing"],
)
def missing_date_of_birth_differs(ret):
    """DOB in this Missing row is different from the child's DOB in the Header file.

    Fix: Check the child's record and enter the correct DOB in both files.

    Why: The date of birth was corrected between two exports, or missing periods are kept in a separate
    log with dates typed by hand. Export all files again on one day.
    """
    return _other_date_of_birth(ret, ret.missing)


@rule(
    "INT14",
    "Date of birth in OC2 does not match Header",
    group="cross-file",
    marks={"OC2": ["DOB"]},
    needs=["Header", "OC2"],
)
def oc2_date_of_birth_differs(ret):
    """DOB in this OC2 (health and offending) row is different from the child's DOB in the Header file.

    Fix: Check the child's record and enter the correct DOB in both files.

    Why: The OC2 file is sometimes built from a health spreadsheet with its own dates of birth. Take DOB
    from the case system when the file is made.
    """
    return _other_date_of_birth(ret, ret.oc2)


@rule(
    "INT15",
    "Date of birth in OC3 does not match Header",
    group="cross-file",
    marks={"OC3": ["DOB"]},
    needs=["Header", "OC3"],
)
def oc3_date_of_birth_differs(ret):
    """DOB in this OC3 (care leaver) row is different from the young person's DOB in the Header file.

    Fix: Check the young person's record and enter the correct DOB in both files.

    Why: The leaving care team may keep its own list with an older date of birth, or the date was
    corrected between two exports. Take DOB from the case system.
    """
    return _other_date_of_birth(ret, ret.oc3)


@rule(
    "INT16",
    "Date of birth in PrevPerm does not match Header",
    group="cross-file",
    marks={"PrevPerm": ["DOB"]},
    needs=["Header", "PrevPerm"],
)
def prev_perm_date_of_birth_differs(ret):
    """DOB in this PrevPerm (previous permanence) row is different from the child's DOB in the Header
    file.

    Fix: Check the child's record and enter the correct DOB in both files.

    Why: The date of birth was corrected between two exports, or the child id is of another child. Export
    both files again on one day.
    """
    return _other_date_of_birth(ret, ret.prev_perm)


@rule(
    "INT17",
    "Date of birth in Reviews does not match Header",
    group="cross-file",
    marks={"Reviews": ["DOB"]},
    needs=["Header", "Reviews"],
)
def reviews_date_of_birth_differs(ret):
    """DOB in this Reviews row is different from the child's DOB in the Header file.

    Fix: Check the child's record and enter the correct DOB in both files.

    Why: The reviewing service may keep its own list of reviews, or the date of birth was corrected
    between two exports. Export both files again on one day.
    """
    return _other_date_of_birth(ret, ret.reviews)


@rule(
    "INT18",
    "Date of birth in UASC does not match Header",
    group="cross-file",
    marks={"UASC": ["DOB"]},
    needs=["Header", "UASC"],
)
def uasc_date_of_birth_differs(ret):
    """DOB in this UASC row is different from the child's DOB in the Header file.

    Fix: Check the date of birth now on the child's record and enter it in both files.

    Why: An age assessment often changes the date of birth after the child has come into care, and only
    one export shows the change. Export both files again on one day.
    """
    return _other_date_of_birth(ret, ret.uasc)


@rule(
    "INT21",
    "Sex in UASC does not match Header",
    group="cross-file",
    marks={"UASC": ["SEX"]},
    needs=["Header", "UASC"],
)
def uasc_sex_differs(ret):
    """SEX in this UASC row is different from the child's SEX in the Header file. The codes are compared
    as they are, so 1 and M do not match.

    Fix: Check the child's record and enter the same SEX code in both files, using the codes of this
    collection year.

    Why: Usually one export still writes the old codes 1 and 2 and the other writes M, F or U. Ask for
    both exports to use the same codes.
    """
    pair = ret.uasc.pairs(ret.header)
    sex, in_header = pair.left.sex, pair.right.sex
    return pair.left_rows(sex.notna() & in_header.notna() & (sex != in_header))
