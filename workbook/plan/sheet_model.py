"""The parts of a plan, as plain data: sheets, blocks, marks, notes, links and charts.

Positions inside a block count from 0; ``Block.top`` is the sheet's row of the header, from 1.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from xl903.s903.returns import Source

HEADER_ROWS = 1
"""Rows that column names take on a sheet that has nothing above them."""

MOST_FROZEN_ROWS = 5
"""Rows that stay in sight at most: a header further down would fill a small screen with what is above it."""

MOST_LINKS = 65_000
"""Excel takes 65,530 links on a sheet; a few are left for the analyst's own."""

Value = str | int | float | dt.date | None
SheetKind = Literal["list", "this year", "last year", "memory", "theirs"]
"""What a sheet is to drivers: see ``Sheet``."""
Kind = Literal["text", "date", "moment", "number", "wrapped", "linked", "answer"]
"""How a column is shown. moment: a date with its time of day. linked: words that may lead somewhere, for which the
cells are not of text format, since a live link is a formula. answer: wrapped, shaded and framed to fill in."""
WRAPPED: tuple[Kind, ...] = ("wrapped", "answer")
"""The kinds whose texts break into lines."""

LineStyle = Literal["title", "figure", "label", "text", "heading", "column", "cell", "wrong", "said", "link"]
"""Looks of a line. column: a header above cells. cell, wrong: a value, right or marked. said: what is wrong."""


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
    """A text above or beside a block, at a row and column of the sheet, both from 1.

    leads_to: the sheet and cell that it is a link to. A line without a value keeps its cell empty.
    """

    row: int
    column: int
    value: Value
    style: LineStyle = "text"
    leads_to: tuple[str, str] | None = None


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
class LineChart:
    """A line chart of a block's columns over all its rows, in the block's own order.

    ``labels``: the position of the column below the lines. ``values``: those of the lines, named by their
    headers. ``anchor`` and ``alt`` as in a bar chart.
    """

    title: str
    alt: str
    labels: int
    values: tuple[int, ...]
    anchor: str


MarkKey = tuple[str, str]
"""Where a mark is, wherever its row has moved to: the row's id and the column's title."""


@dataclass(frozen=True)
class Look:
    """A cell's own fill and text colour as Excel counts colours; None for none and for automatic."""

    fill: int | None = None
    text: int | None = None


@dataclass(frozen=True)
class Mark:
    """What xl903 wrote into a cell's note, and what the cell looked like before."""

    note: str
    before: Look = Look()


@dataclass(frozen=True)
class Choice:
    """The codes that a column of a block takes, offered in every cell, with help when a cell is selected.

    codes: what may be chosen. cells: where they stand in the workbook, as ``Codes!$D$2:$D$9``, for the sake of
    lists that are longer than Excel takes in a rule of its own. help_title, help_text: at most 32 and 255
    characters. Another value is warned about and not refused, so that pasting works. rows: the rows of the
    block, from 0, that it is offered in; every row and those below where it is left out. Only files know of rows.
    """

    column: int
    codes: tuple[str, ...]
    cells: str
    help_title: str
    help_text: str
    rows: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Sheet:
    """A sheet: lines of text, at most one block, and what lies on the block's cells.

    marks: cells that are wrong, as (row, column) of the block. frozen: how many columns stay in sight.
    ``kind`` groups sheets by the colour of their tab; one of kind "memory" is very hidden and nobody's to see;
    one of kind "theirs" is made once for the analyst to fill in and then left alone.
    """

    name: str
    kind: SheetKind
    lines: tuple[Line, ...] = ()
    block: Block | None = None
    marks: Sequence[tuple[int, int]] = ()
    notes: Sequence[Note] = ()
    links: Sequence[Link] = ()
    chart: BarChart | LineChart | None = None
    choices: Sequence[Choice] = ()
    frozen: int = 0
    widths: tuple[float, ...] = field(default=())
    """Widths of a sheet's columns where there is no block to give them, or that are right of it."""
    prints_all: bool = False
    """Whether all its columns are printed, however small that makes them."""


@dataclass(frozen=True)
class ReturnId:
    """What a workbook knows of the return it shows, kept where nobody types.

    ``year``: the year the collection ends in. ``authority``: its ONS code, where it is known. ``source``:
    the format in which the return came, from which Header's UASC takes its meaning.
    """

    year: int
    authority: str | None
    source: Source


@dataclass(frozen=True)
class Plan:
    """A workbook: its sheets in order."""

    sheets: tuple[Sheet, ...]

    def sheet(self, name: str) -> Sheet:
        """The sheet of that name. Raises KeyError where there is none."""
        return {sheet.name: sheet for sheet in self.sheets}[name]

    def with_sheets(self, *sheets: Sheet) -> Plan:
        """The same plan with these sheets, in place of those of the same names or at its end."""
        ours = {sheet.name: sheet for sheet in (*self.sheets, *sheets)}
        return replace(self, sheets=tuple(ours.values()))
