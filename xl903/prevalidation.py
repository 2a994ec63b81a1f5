"""What DfE's loader would refuse before any of its rules runs, under codes of our own (XL01 to XL05).

These are checks of form: each marks exactly the cells that are wrong. The lengths of ids and postcodes are
those of DfE's XML layout.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from xl903.returns import Return
from xl903.rows import Mask
from xl903.rule import LOADER_FAMILY, rule
from xl903.schema import TABLES, Column
from xl903.table import Table

PARTIAL_DATES = r"([0-9]{1,2}|ZZ)/([0-9]{1,2}|ZZ)/([0-9]{4}|ZZZZ)"
"""Dates with unknown parts, which some columns may hold: ZZ for a day or month, ZZZZ for a year."""

MAY_BE_PARTIAL = {"DATE_PERM": range(0, 10_000), "SW_DECOM": range(2024, 2026), "SW_DEC": range(2024, 2026)}
"""Columns that may hold such a date, and the collection years in which they may."""

SHORTEST = {"upn": 3, "urn": 7, "postcode": 5}
"""The fewest characters a value can have: UN1, a URN's seven digits, a postcode without its space."""

LONGEST = {"child_id": 10, "upn": 13, "urn": 8, "postcode": 8}
"""The most characters that DfE's XML layout takes."""


def _columns_of_type(*types: str) -> dict[str, tuple[str, ...]]:
    chosen = {
        name: tuple(column.name for column in table.columns if column.type in types)
        for name, table in TABLES.items()
    }
    return {name: columns for name, columns in chosen.items() if columns}


def _loaded(ret: Return, names: Any) -> list[Table]:
    return [ret.table(name) for name in names if ret.has(name)]


def _cells(table: Table, columns: dict[str, Mask]) -> pd.DataFrame:
    return pd.DataFrame(columns, index=range(len(table)), dtype=bool)


@rule(
    "XL01", "Not a date", group=LOADER_FAMILY, marks=_columns_of_type("date"), needs=(), needs_one_of=TABLES
)
def not_a_date(ret: Return) -> dict[str, pd.DataFrame]:
    """The cell should hold a date written dd/mm/yyyy, but what stands there is no such date.

    A two-digit year counts as none, because the century would be a guess.

    Fix: enter the date as dd/mm/yyyy, with all four digits of the year.
    """

    def wrong(table: Table, column: str) -> Mask:
        bad = table.no_date(column)
        if ret.year in MAY_BE_PARTIAL.get(column, ()):
            bad = bad & ~table.matches(column, PARTIAL_DATES)
        return bad

    columns = _columns_of_type("date")
    return {
        table.name: _cells(table, {column: wrong(table, column) for column in columns[table.name]})
        for table in _loaded(ret, columns)
    }


@rule(
    "XL02",
    "Too long or too short",
    group=LOADER_FAMILY,
    marks=_columns_of_type(*LONGEST),
    needs=(),
    needs_one_of=TABLES,
)
def wrong_length(ret: Return) -> dict[str, pd.DataFrame]:
    """The id, number or postcode has more or fewer characters than DfE's system takes.

    Fix: compare the cell with the case record; a digit was dropped or added, or two values run together.
    """

    def wrong(table: Table, column: Column) -> Mask:
        shortest, longest = SHORTEST.get(column.type, 1), LONGEST[column.type]
        return table.filled(column.name) & ~table.matches(column.name, f".{{{shortest},{longest}}}")

    return {
        table.name: _cells(
            table,
            {
                column.name: wrong(table, column)
                for column in TABLES[table.name].columns
                if column.type in LONGEST
            },
        )
        for table in _loaded(ret, TABLES)
    }


@rule(
    "XL03",
    "No CHILD",
    group=LOADER_FAMILY,
    marks={name: ("CHILD",) for name in TABLES},
    needs=(),
    needs_one_of=TABLES,
)
def no_child(ret: Return) -> dict[str, Mask]:
    """The row says something about a child but not about which one.

    Fix: enter the child's id, or delete the row.
    """
    return {table.name: ~table.filled("CHILD") for table in _loaded(ret, TABLES)}


@rule(
    "XL04",
    "Row given twice",
    group=LOADER_FAMILY,
    marks={name: table.key for name, table in TABLES.items() if table.unique},
    needs=(),
    needs_one_of=TABLES,
)
def row_given_twice(ret: Return) -> dict[str, Mask]:
    """Another row of the table has the same key (the child, or the child and the date), so one is too many.

    Fix: delete the row that is wrong, or correct its date.
    """

    def repeated(table: Table, key: tuple[str, ...]) -> Mask:
        values = pd.DataFrame({column: table.text(column).cat.codes for column in key})
        return values.duplicated(keep=False) & table.all_filled(*key)

    unique = [name for name, table in TABLES.items() if table.unique]
    return {table.name: repeated(table, TABLES[table.name].key) for table in _loaded(ret, unique)}


@rule(
    "XL05",
    "Child not in Header",
    group=LOADER_FAMILY,
    marks={name: ("CHILD",) for name in TABLES if name != "Header"},
    needs=("Header",),
)
def not_in_header(ret: Return) -> dict[str, Mask]:
    """The row belongs to a child who has no row in Header, and DfE takes a child's rows only with one.

    Fix: add the child to Header, or correct the id.
    """
    others = [name for name in TABLES if name != "Header"]
    return {
        table.name: table.filled("CHILD") & ~table.child_in(ret.header) for table in _loaded(ret, others)
    }
