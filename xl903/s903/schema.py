"""The data dictionary of the SSDA903 return: tables, columns, keys, and code sets by collection year.

The facts stand in ``data/tables.toml`` and ``data/codes.toml``; this module reads them once into the dataset
that the engine works with, ``SSDA903``, and names what code needs of them. A collection year is named by the
year it ends in: 2026 is 1 April 2025 to 31 March 2026.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from xl903.engine.schema import ALWAYS, Column, Dataset, Element, TableSchema, YearSpan

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

LOADER_GROUP, LOCAL_GROUP = "loader", "local"
"""The groups of rules that are not DfE's: our own checks of what DfE's loader would refuse, and a council's own."""

GROUPS: Mapping[str, str] = MappingProxyType(
    {
        "format": "Codes and formats",
        "identity": "Who the child is",
        "cross-file": "Across the files",
        "episode": "Episodes",
        "placement": "Placements",
        "legal-status": "Legal status",
        "adoption": "Adoption",
        "care-leaver": "Care leavers",
        "health": "Health and offending",
        "missing": "Missing",
        "review": "Reviews",
        "uasc": "Unaccompanied asylum seekers",
        "previous-permanence": "Previous permanence",
        "social-worker": "Social workers",
        "dolo": "Deprivation of liberty",
        "year-on-year": "Against last year",
        LOADER_GROUP: "Refused on loading",
        LOCAL_GROUP: "Local checks",
    }
)
"""Groups of rules, and what people see them called."""


def read_data(name: str) -> dict[str, Any]:
    """A TOML file of ``xl903/s903/data`` as nested dictionaries."""
    return tomllib.loads(files("xl903.s903").joinpath("data", name).read_text(encoding="utf-8"))


def _read_tables() -> Iterator[TableSchema]:
    for name, entry in read_data("tables.toml").items():
        columns = tuple(_column(name, column) for column in entry.pop("columns"))
        derived = tuple(_column(name, column) for column in entry.pop("derived", ()))
        for column in columns:
            if (column.element is None) == (column.copy_of is None):
                raise ValueError(f"tables.toml: {name}.{column.name} needs either xml or copy_of.")
        yield TableSchema(
            name=name,
            key=tuple(entry.pop("key")),
            first_year=entry.pop("first_year", None),
            columns=columns,
            derived=derived,
            element=Element(**entry.pop("xml")),
            **entry,
        )


def _column(table: str, entry: dict[str, Any]) -> Column:
    try:
        return Column(
            years=_years(entry.pop("years", None)),
            element=Element(**entry.pop("xml")) if "xml" in entry else None,
            derived_from=tuple(entry.pop("derived_from", ())),
            **entry,
        )
    except (TypeError, ValueError) as error:
        raise ValueError(f"tables.toml: {table}.{entry.get('name')}: {error}") from error


def _years(text: str | None) -> YearSpan:
    """The years of a column; one that the first year described has was there in the years before, too."""
    if text is None:
        return ALWAYS
    span = YearSpan.parse(text)
    return YearSpan(ALWAYS.first, span.last) if span.first <= COLLECTION_YEARS[0] else span


def _read_code_sets() -> Iterator[tuple[str, tuple[tuple[YearSpan, Mapping[str, str]], ...]]]:
    for name, spans in read_data("codes.toml").items():
        yield (
            name,
            tuple(
                (YearSpan.parse(years), MappingProxyType(meanings))
                for years, meanings in spans.items()
                if years != "retired"
            ),
        )


SSDA903 = Dataset(
    name="SSDA903",
    tables=MappingProxyType({table.name: table for table in _read_tables()}),
    code_sets=MappingProxyType(dict(_read_code_sets())),
    years=COLLECTION_YEARS,
    groups=GROUPS,
    added_groups=frozenset({LOADER_GROUP, LOCAL_GROUP}),
    references=frozenset({"postcodes", "providers", "authority"}),
    id_column="CHILD",
    entry_points="xl903.rules",
)
"""The SSDA903 return as the engine knows it."""

TABLES: Mapping[str, TableSchema] = SSDA903.tables
"""Every table by name, in the order in which DfE lists them and the workbook shows them.

The columns are those of every collection year: ``TABLES[name].in_year(year)`` has those of one.
"""

DERIVED_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {name: table.derived_names for name, table in TABLES.items() if table.derived}
)
"""Columns that are worked out, not submitted, unless the table as loaded already holds them."""

DERIVED_FROM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        column: derived
        for column in TABLES["Episodes"].column_names
        if (derived := TABLES["Episodes"].derived_from(column))
    }
)
"""Columns of Episodes that are worked out from a submitted one, by its name."""

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


def codes(name: str, year: int) -> Mapping[str, str]:
    """The codes of a set in a collection year, each with its meaning: ``Dataset.codes``."""
    return SSDA903.codes(name, year)


def nearest_rules_year(year: int) -> int:
    """The collection year with known rules that is nearest to the given one."""
    return SSDA903.nearest_rules_year(year)
