"""What DfE's system would refuse on loading, before any of its rules runs, under codes of our own (XL01 to XL05).

These are checks of form: XL01 and XL02 mark exactly the cells that are wrong. The greatest lengths are those
of DfE's XML layout.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from xl903.engine.table import Table
from xl903.engine.thin_columns import Cells, Mask
from xl903.s903.registered_rules import rule
from xl903.s903.returns import Return
from xl903.s903.schema import LOADER_GROUP, TABLES, YearSpan

PARTIAL_DATE = (
    r"(?=.*ZZ)"
    r"(?!3[01]/0?2/|31/0?[469]/|31/11/)"
    r"(ZZ|0?[1-9]|[12][0-9]|3[01])/(ZZ|0?[1-9]|1[0-2])/(ZZZZ|[0-9]{4})"
)
"""A date with at least one unknown part, ZZ for day or month and ZZZZ for the year, that some day fits."""

MAY_BE_PARTIAL = {
    "DATE_PERM": YearSpan.parse("2023-"),
    "SW_DECOM": YearSpan.parse("2024-2025"),
    "SW_DEC": YearSpan.parse("2024-2025"),
}
"""Columns that may hold such a date, and the collection years in which they may."""

SHORTEST = {"urn": 7, "postcode": 5}
"""Type of column to the fewest characters a value can have: a URN's seven, a postcode's without its space."""

LONGEST = {
    column.type: column.max_length
    for table in TABLES.values()
    for column in table.columns
    if column.max_length is not None
}
"""Type of column to the most characters that DfE's XML layout takes."""

KEYS = {name: table.key for name, table in TABLES.items() if table.unique}
"""The columns that only one row of a table can have the same values in."""

OTHERS_THAN_HEADER = tuple(name for name in TABLES if name != "Header")


def _columns_of_type(types: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """The columns of these types, for every table that has some."""
    chosen = {
        name: tuple(column.name for column in table.columns if column.type in types)
        for name, table in TABLES.items()
    }
    return {name: columns for name, columns in chosen.items() if columns}


def _loaded(ret: Return, names: Iterable[str]) -> list[Table]:
    return [ret.table(name) for name in names if ret.has(name)]


def _wrong_cells(
    ret: Return, columns: Mapping[str, Iterable[str]], wrong: Callable[[Table, str], Mask]
) -> dict[str, Cells]:
    """For every loaded table a mask of those of its columns that the year has, each judged on its own."""
    collected = {name: TABLES[name].in_year(ret.year).column_names for name in columns}
    return {
        table.name: Cells(
            {
                column: wrong(table, column)
                for column in columns[table.name]
                if column in collected[table.name]
            }
        )
        for table in _loaded(ret, columns)
    }


@rule(
    "XL01",
    "Date is not valid",
    group=LOADER_GROUP,
    marks=_columns_of_type({"date"}),
    needs=(),
    needs_one_of=TABLES,
)
def not_a_date(ret: Return) -> dict[str, Cells]:
    """The cell is filled but is not a valid date in the form dd/mm/yyyy. DATE_PERM, and until 2024/25
    SW_DECOM and SW_DEC, may have unknown parts written ZZ.

    Value: {value} is not a valid date.

    Fix: Enter the date as dd/mm/yyyy, with all four digits of the year. Check that the day exists in that
    month.

    Why: Saving a CSV in Excel can change the date format, for example to a two-digit year. Dates typed as
    free text may not exist, such as 31/11/2025. Use a calendar field where the system has one.
    """

    def wrong(table: Table, column: str) -> Mask:
        bad = table.no_date(column)
        if column in MAY_BE_PARTIAL and ret.rules_year in MAY_BE_PARTIAL[column]:
            return bad & ~table.matches(column, PARTIAL_DATE)
        return bad

    return _wrong_cells(ret, _columns_of_type({"date"}), wrong)


@rule(
    "XL02",
    "Value is too long or too short",
    group=LOADER_GROUP,
    marks=_columns_of_type(LONGEST),
    needs=(),
    needs_one_of=TABLES,
)
def wrong_length(ret: Return) -> dict[str, Cells]:
    """The ID, number or postcode has too many characters for DfE's system, or too few to be valid. An ID
    has at most 10, a UPN at most 13, a URN 7 or 8, and a postcode 5 to 8.

    Value: {value} is too long or too short.

    Fix: Compare the value with the case record and correct it. Look for a missing or extra character, or
    for two values in one cell.

    Why: Excel drops the zeros at the start of a number and shortens long numbers when it opens a CSV.
    Free-text fields also let people type a note after the value.
    """

    def wrong(table: Table, column: str) -> Mask:
        kind = TABLES[table.name].column(column).type
        length = table.lengths(column)
        return table.filled(column) & ~length.between(SHORTEST.get(kind, 1), LONGEST[kind])

    return _wrong_cells(ret, _columns_of_type(LONGEST), wrong)


@rule(
    "XL03",
    "Child ID is missing",
    group=LOADER_GROUP,
    marks={name: ["CHILD"] for name in TABLES},
    needs=(),
    needs_one_of=TABLES,
)
def no_child(ret: Return) -> dict[str, Mask]:
    """CHILD is blank, so nobody can tell which child the row is about.

    Fix: Enter the child's ID in CHILD, or delete the row if it is empty otherwise.

    Why: Usually the export includes records that are not linked to a child, or a row was typed into the
    file by hand. Check the export.
    """
    return {table.name: ~table.filled("CHILD") for table in _loaded(ret, TABLES)}


@rule("XL04", "Duplicate row", group=LOADER_GROUP, marks=KEYS, needs=(), needs_one_of=KEYS)
def row_given_twice(ret: Return) -> dict[str, Mask]:
    """Another row of the table has the same child, and the same date where the table has one row for each
    date. Rows with a missing or invalid date are ignored.

    Fix: Compare the rows. Delete the wrong one, or correct its date.

    Why: Usually something was entered twice in the case system, or the same records were exported twice
    and joined. Close the duplicate in the case system so that it does not come back next year.
    """
    return {table.name: table.repeated(*KEYS[table.name]) for table in _loaded(ret, KEYS)}


@rule(
    "XL05",
    "Child is missing from the Header",
    group=LOADER_GROUP,
    marks={name: ["CHILD"] for name in OTHERS_THAN_HEADER},
    needs=["Header"],
)
def not_in_header(ret: Return) -> dict[str, Mask]:
    """The child has no row in the Header. DfE accepts a child's other rows only with a row in the Header.

    Value: Child {value} is not in the Header.

    Fix: Add the child to the Header, or correct CHILD in this row. If the child should not be in this
    return, delete the row.

    Why: Usually the files were exported with different dates or filters, or a child's ID was changed in
    one of them. Export all files in one go with the same settings.
    """
    return {
        table.name: table.filled("CHILD") & ~table.child_in(ret.header)
        for table in _loaded(ret, OTHERS_THAN_HEADER)
    }
