"""The parts of a plan, as plain data: sheets, blocks, marks, notes, links and charts.

Positions inside a block count from 0; ``Block.top`` is the sheet's row of the header, from 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

Value = str | int | float | dt.date | None
Kind = Literal["text", "date", "number", "wrapped"]
LineStyle = Literal["title", "figure", "label", "text", "heading"]


@dataclass(frozen=True)
class Column:
    """A column of a block: its header, its width in characters, and how its cells are shown."""

    title: str
    width: float
    kind: Kind = "text"
    hidden: bool = False


@dataclass(frozen=True)
class Block:
    """A table with a header row, shown as an Excel table with filter buttons. ``name`` is the table's."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]
    top: int = 1

    def position(self, title: str) -> int:
        """The 0-based position of the column with that header. Raises ValueError where there is none."""
        return [column.title for column in self.columns].index(title)


@dataclass(frozen=True)
class Note:
    """A note on a block's cell."""

    row: int
    column: int
    text: str


@dataclass(frozen=True)
class Link:
    """A link from a block's cell to a cell of a sheet, such as ``F12``."""

    row: int
    column: int
    sheet: str
    cell: str


@dataclass(frozen=True)
class Line:
    """A text above or beside a block, at a row and column of the sheet, both from 1."""

    row: int
    column: int
    value: Value
    style: LineStyle = "text"


@dataclass(frozen=True)
class BarChart:
    """A bar chart of a block's first rows. ``labels`` and ``values`` are column positions.

    ``anchor`` is the cell of its upper left corner; ``alt`` says in words what it shows.
    """

    title: str
    alt: str
    labels: int
    values: int
    rows: int
    anchor: str


@dataclass(frozen=True)
class Sheet:
    """A sheet: lines of text, at most one block, and what lies on the block's cells.

    marks: cells that are wrong, as (row, column) of the block. frozen: how many columns stay in sight.
    ``kind`` groups sheets by the colour of their tab.
    """

    name: str
    kind: Literal["list", "this year", "last year"]
    lines: tuple[Line, ...] = ()
    block: Block | None = None
    marks: Sequence[tuple[int, int]] = ()
    notes: Sequence[Note] = ()
    links: Sequence[Link] = ()
    chart: BarChart | None = None
    frozen: int = 0
    widths: tuple[float, ...] = field(default=())
    """Widths of a sheet's columns where there is no block to give them."""


@dataclass(frozen=True)
class Plan:
    """A workbook: its sheets in order."""

    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name. Raises KeyError where there is none."""
        return {sheet.name: sheet for sheet in self.sheets}[name]


def column_letter(position: int) -> str:
    """Excel's letter of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
