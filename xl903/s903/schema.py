"""The data dictionary of the SSDA903 return: tables, columns, keys, and code sets by collection year.

The facts stand in ``data/tables.toml`` and ``data/codes.toml``; this module reads them once and names
what code needs of them. A collection year is named by the year it ends in: 2026 is 1 April 2025 to
31 March 2026.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

COLLECTION_YEARS = range(2023, 2028)
"""Collection years whose rules and code sets are known."""

URN_PLACEHOLDER = "XXXXXXX"
"""What stands in URN for a provider that Ofsted does not register."""

SHORT_BREAKS = frozenset({"V3", "V4"})
"""Legal statuses of short breaks, which most rules leave out."""

ADOPTIVE_PLACEMENTS = frozenset({"A3", "A4", "A5", "A6"})
FOSTER_PLACEMENTS = frozenset({"U1", "U2", "U3", "U4", "U5", "U6"})
TEMPORARY_PLACEMENTS = frozenset({"T0", "T1", "T2", "T3", "T4"})

PLACEMENTS_AT_THE_PROVIDER = frozenset({"K1", "K2", "R3", "S1"})
"""Placements in which the child lives at the address that Ofsted lists; in some years H5 or K3 too."""

ADOPTED = frozenset({"E11", "E12"})
"""Reasons for the end of an episode that mean the child was adopted."""

ADOPTION_ITEMS = ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")
"""What AD1 tells of an adoption; all filled or all blank."""

CARE_LEAVER_ITEMS = ("IN_TOUCH", "ACTIV", "ACCOM")
"""What OC3 tells of a young person who has left care."""

HEALTH_ITEMS = (
    "CONVICTED",
    "HEALTH_CHECK",
    "IMMUNISATIONS",
    "TEETH_CHECK",
    "HEALTH_ASSESSMENT",
    "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED",
    "INTERVENTION_OFFERED",
)
"""What OC2 tells of a child in care all year, the SDQ aside; 0 or 1 each."""

DERIVED_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"Header": ("UASC",), "Episodes": ("PL_LA", "PL_LOCATION", "PL_DISTANCE")}
)
"""Columns that are worked out, not submitted, unless the table as loaded already holds them."""


@dataclass(frozen=True)
class YearSpan:
    """Collection years from ``first`` to ``last``, both included; ``last`` None means no end."""

    first: int
    last: int | None

    @classmethod
    def parse(cls, text: str) -> YearSpan:
        """Read ``"2023-2024"``, ``"2025-2025"`` or ``"2026-"``. Raises ValueError for anything else."""
        first, dash, last = text.partition("-")
        if not (dash and first.isdigit() and (last == "" or last.isdigit())):
            raise ValueError(f'"{text}" is no span of collection years; write "2023-2024" or "2026-".')
        return cls(int(first), int(last) if last else None)

    def __contains__(self, year: int) -> bool:
        return self.first <= year and (self.last is None or year <= self.last)

    def overlaps(self, other: YearSpan) -> bool:
        """Whether some collection year lies in both spans."""
        return (self.last is None or other.first <= self.last) and (
            other.last is None or self.first <= other.last
        )

    def __str__(self) -> str:
        if self.last is None:
            return f"{self.first} and later"
        return str(self.first) if self.first == self.last else f"{self.first} to {self.last}"


@dataclass(frozen=True)
class Column:
    """One column: DfE's name, what it means, the type of a good value and the code set it draws on."""

    name: str
    label: str
    type: str
    codes: str | None = None
    max_length: int | None = None


@dataclass(frozen=True)
class TableSchema:
    """One table: its columns in DfE's order, and the columns that identify a row.

    ``unique`` is False where two rows with equal keys can both be right.
    """

    name: str
    label: str
    key: tuple[str, ...]
    unique: bool
    file_name: str
    first_year: int | None
    columns: tuple[Column, ...]

    @property
    def column_names(self) -> tuple[str, ...]:
        """DfE's column names in DfE's order."""
        return tuple(column.name for column in self.columns)

    @property
    def derived_names(self) -> tuple[str, ...]:
        """Names of the columns that are worked out for this table."""
        return DERIVED_COLUMNS.get(self.name, ())

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError where the table has none."""
        return self._by_name[name]

    @property
    def start(self) -> str | None:
        """The date in the key, by which a child's rows follow one another; None where there is none."""
        return next((name for name in self.key if self.column(name).type == "date"), None)

    @property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def collected_in(self, year: int) -> bool:
        """Whether DfE asks for this table in that collection year."""
        return self.first_year is None or year >= self.first_year


def read_data(name: str) -> dict[str, Any]:
    """A TOML file of ``xl903/s903/data`` as nested dictionaries."""
    return tomllib.loads(files("xl903.s903").joinpath("data", name).read_text(encoding="utf-8"))


def _read_tables() -> Iterator[tuple[str, TableSchema]]:
    for name, entry in read_data("tables.toml").items():
        columns = tuple(Column(**column) for column in entry.pop("columns"))
        key = tuple(entry.pop("key"))
        yield (
            name,
            TableSchema(
                name=name, columns=columns, key=key, first_year=entry.pop("first_year", None), **entry
            ),
        )


TABLES: Mapping[str, TableSchema] = MappingProxyType(dict(_read_tables()))
"""Every table by name, in the order in which DfE lists them and the workbook shows them."""

_OWNER_OF_COLUMN: Mapping[str, str] = MappingProxyType(
    {
        column: table.name
        for table in TABLES.values()
        for column in table.column_names
        if sum(column in other.column_names for other in TABLES.values()) == 1
    }
)


def table_with_column(column: str) -> str | None:
    """The one table that has this column, or None for a column of several tables or of none."""
    return _OWNER_OF_COLUMN.get(column)


@cache
def _code_sets() -> dict[str, list[tuple[YearSpan, Mapping[str, str]]]]:
    return {
        name: [
            (YearSpan.parse(years), MappingProxyType(codes))
            for years, codes in spans.items()
            if years != "retired"
        ]
        for name, spans in read_data("codes.toml").items()
    }


@cache
def codes(name: str, year: int) -> Mapping[str, str]:
    """The codes of a set in a collection year, each with its meaning.

    A year before the set's first span is read with the first span. Raises KeyError for an unknown set.
    """
    spans = _code_sets()[name]
    for span, meanings in spans:
        if year in span:
            return meanings
    return spans[0][1]


def nearest_rules_year(year: int) -> int:
    """The collection year with known rules that is nearest to the given one."""
    return min(max(year, COLLECTION_YEARS[0]), COLLECTION_YEARS[-1])
