"""What the engine has to know of a return before it sees one: its tables, code sets, years and groups of rules.

A return is described by one value, a ``Dataset``. A collection year is named by the year it ends in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property


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
            raise ValueError(f'"{text}" is not a span of collection years. Write "2023-2024" or "2026-".')
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


ALWAYS = YearSpan(0, None)
"""Every collection year."""


@dataclass(frozen=True)
class Element:
    """The XML element that holds a cell, or a row of a table.

    ``at``: where it stands among the elements beside it, the lowest first. ``occurs``: how often it may stand
    there: "1", "0-1", "0-52" or "0-n". ``ours``: the department's public layout has no such element.
    """

    name: str
    at: int = 0
    occurs: str = "0-1"
    ours: bool = False

    @property
    def is_required(self) -> bool:
        """Whether it stands there even when it is empty."""
        return self.occurs == "1"

    @property
    def is_single(self) -> bool:
        """Whether it may stand there once at most."""
        return self.occurs in ("1", "0-1")

    @property
    def most(self) -> int | None:
        """How often it may stand there at most; None for any number."""
        last = self.occurs.rpartition("-")[2]
        return int(last) if last.isdigit() else None


@dataclass(frozen=True)
class Column:
    """One column: its name, what it means, the type of a good value and the code set it draws on.

    ``years``: the collection years that have it. ``element``: the XML element that holds it. ``copy_of``: the table
    whose column of the same name it repeats; XML has only that one. ``derived_from``: the columns that it is worked
    out from, where it is not submitted.
    """

    name: str
    label: str = ""
    type: str = "text"
    codes: str | None = None
    max_length: int | None = None
    years: YearSpan = ALWAYS
    element: Element | None = None
    copy_of: str | None = None
    derived_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class TableSchema:
    """One table: its columns in their order, and the columns that identify a row.

    ``unique`` is False where two rows with equal keys can both be right. ``derived``: columns that are worked out,
    not submitted, unless the table as loaded already holds them. ``element``: the XML element that makes a row.

    The columns are those of every collection year; ``in_year`` gives the table as one year has it.
    """

    name: str
    label: str
    key: tuple[str, ...]
    unique: bool
    file_name: str
    first_year: int | None
    columns: tuple[Column, ...]
    derived: tuple[Column, ...] = ()
    element: Element | None = None

    @cached_property
    def column_names(self) -> tuple[str, ...]:
        """The names of the submitted columns, in order."""
        return tuple(column.name for column in self.columns)

    @cached_property
    def derived_names(self) -> tuple[str, ...]:
        """Names of the columns that are worked out for this table."""
        return tuple(column.name for column in self.derived)

    @cached_property
    def date_names(self) -> frozenset[str]:
        """Names of the submitted columns that hold dates."""
        return frozenset(column.name for column in self.columns if column.type == "date")

    @cached_property
    def dated(self) -> tuple[Column, ...]:
        """The columns that only some collection years have."""
        return tuple(column for column in self.columns if column.years != ALWAYS)

    def column(self, name: str) -> Column:
        """The submitted column of that name. Raises KeyError where the table has none."""
        return self._by_name[name]

    @property
    def start(self) -> str | None:
        """The date in the key, by which a child's rows follow one another; None where there is none."""
        return next((name for name in self.key if self.column(name).type == "date"), None)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def collected_in(self, year: int) -> bool:
        """Whether the table is asked for in that collection year."""
        return self.first_year is None or year >= self.first_year

    def in_year(self, year: int | None) -> TableSchema:
        """The table with the columns of a collection year; None, a year that is not known, leaves out none."""
        if year is None or all(year in column.years for column in self.dated):
            return self
        return replace(self, columns=tuple(column for column in self.columns if year in column.years))

    def derived_from(self, name: str) -> tuple[str, ...]:
        """Names of the columns that are worked out from the submitted column of that name."""
        return tuple(column.name for column in self.derived if name in column.derived_from)


@dataclass(frozen=True)
class Dataset:
    """A return as the engine knows it.

    ``tables``: every table by name, in the order in which people see them. ``code_sets``: the codes of each set
    with their meanings, by span of years. ``years``: the collection years whose rules and code sets are known.
    ``groups``: what each group of rules is called. ``added_groups``: those whose rules are not the department's.
    ``references``: what rules may need beside the tables. ``id_column``: the column of every table that says whom
    a row is about. ``entry_points``: the group of entry points under which packages offer rules.
    """

    name: str
    tables: Mapping[str, TableSchema]
    code_sets: Mapping[str, tuple[tuple[YearSpan, Mapping[str, str]], ...]]
    years: range
    groups: Mapping[str, str]
    added_groups: frozenset[str]
    references: frozenset[str]
    id_column: str
    entry_points: str

    def codes(self, name: str, year: int) -> Mapping[str, str]:
        """The codes of a set in a collection year, each with its meaning.

        A year before the set's first span is read with the first span. Raises KeyError for an unknown set.
        """
        spans = self.code_sets[name]
        return next((codes for span, codes in spans if year in span), spans[0][1])

    def nearest_rules_year(self, year: int) -> int:
        """The collection year with known rules that is nearest to the given one."""
        return min(max(year, self.years[0]), self.years[-1])
