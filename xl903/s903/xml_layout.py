"""DfE's XML layout of the return: which element holds each column and each row, and in which order.

The facts stand beside the columns in ``data/tables.toml``; this module arranges them as a reader or a writer of
XML goes through them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from xl903.engine.schema import Column, Element, TableSchema
from xl903.s903.schema import TABLES

ROOT = "EXPSSDA903"
"""The name of the document's outermost element."""

UASC_YES = "1"
"""What HEADER/UASC holds for a child who has a UASC row, with or without DUC."""

BEYOND_DFES_LAYOUT: tuple[str, ...] = tuple(
    name for name, table in TABLES.items() if table.element is not None and table.element.ours
)
"""Tables for which DfE's public layout has no elements, so that they are written in xl903's own."""


@dataclass(frozen=True)
class TableLayout:
    """Where a table's rows are and which element holds each column.

    ``element``: the element that makes a row. ``own``: column to its element inside that one, as the table has its
    columns. ``from_header``: column to the element of HEADER that holds it.
    """

    name: str
    element: Element
    own: Mapping[str, Element]
    from_header: Mapping[str, Element]

    @property
    def is_in_header(self) -> bool:
        """Whether its cells stand in HEADER itself, so that a child has one row at most."""
        return self.element.name == "HEADER"


@dataclass(frozen=True)
class XmlLayout:
    """The whole layout: tables by name, and for each element what stands inside it, in order."""

    tables: Mapping[str, TableLayout]
    inside: Mapping[str, Mapping[str, Element]]

    @property
    def one_per_child(self) -> tuple[str, ...]:
        """Tables other than Header whose cells stand in HEADER itself."""
        return tuple(name for name, table in self.tables.items() if table.is_in_header and name != "Header")


@cache
def xml_layout(year: int | None = None) -> XmlLayout:
    """The layout of a collection year, or, for no year, with the columns of every one."""
    schemas = {name: table.in_year(year) for name, table in TABLES.items()}
    header = {column.name: _element(column) for column in schemas["Header"].columns}
    tables = {name: _of_table(schema, header) for name, schema in schemas.items()}
    inside: dict[str, list[Element]] = {"HEADER": [], "CHILD": []}
    for table in tables.values():
        if table.name == "Header" or table.element.name == "EPISODE":
            inside["CHILD"].append(table.element)
        elif not table.is_in_header:
            inside["HEADER"].append(table.element)
        inside.setdefault(table.element.name, []).extend(table.own.values())
    return XmlLayout(
        tables=MappingProxyType(tables),
        inside=MappingProxyType({parent: _in_order(elements) for parent, elements in inside.items()}),
    )


def _of_table(schema: TableSchema, header: Mapping[str, Element]) -> TableLayout:
    assert schema.element is not None, schema.name  # noqa: S101  every table of the return has one
    columns = [*schema.columns, *schema.derived]
    return TableLayout(
        name=schema.name,
        element=schema.element,
        own={column.name: column.element for column in columns if column.element is not None},
        from_header={column.name: header[column.name] for column in columns if column.copy_of == "Header"},
    )


def _element(column: Column) -> Element:
    assert column.element is not None, column.name  # noqa: S101  Header copies nothing
    return column.element


def _in_order(elements: list[Element]) -> Mapping[str, Element]:
    return MappingProxyType({element.name: element for element in sorted(elements, key=lambda one: one.at)})
