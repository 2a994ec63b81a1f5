"""The edits that bring a workbook up to date, as plain data: worked out once, carried out by two drivers.

``workbook.excel.carry_out_live`` carries them out in live Excel, ``workbook.file.carry_out_in_file`` in a file.
What is to change is decided before; a driver decides nothing. It carries out the sheets in the order given, and the
edits of a sheet in theirs. Edits never say what stays: whatever none of them names stays as the analyst left it.

Rows and columns of a sheet count from 1, A1 being (1, 1). Colours are Excel's numbers: red + 256 green +
65536 blue. Values are those of a plan: text, numbers, dates, moments, None for a cell without content.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from workbook.plan.addresses import Area, Cell
from workbook.plan.sheet_model import BarChart, Block, Kind, LineChart, Link, Sheet, Value

PLAIN: tuple[Kind, ...] = ("number",)
"""The kind of a cell whose text stays text, whatever the cell's format is."""

# Whole sheets


@dataclass(frozen=True)
class AddSheet:
    """Make a sheet of the plan that is not there yet, its block's table, links, lines, chart and widths included.

    sheet: its marks and notes are made only where ``marked`` says so; otherwise they come as edits of their own.
    A sheet of kind "memory" is plain text without a table and very hidden. after: the sheet behind which it
    goes; None for the front of the workbook. marked: whether the sheet's own marks and notes are made too.
    """

    sheet: Sheet
    after: str | None
    marked: bool = False


@dataclass(frozen=True)
class ReplaceSheet:
    """Make a sheet of the plan in the place of the one that has its name, which goes with everything on it.

    The old one is set aside first, so that the new one and its table can have their names, and is deleted when
    everything else is done. marked: as in ``AddSheet``.
    """

    sheet: Sheet
    marked: bool = False


@dataclass(frozen=True)
class RemoveSheet:
    """Delete a sheet and everything on it."""

    sheet: str


# Cells


@dataclass(frozen=True)
class WriteCells:
    """Write a rectangle of values; only values change, and the links of these cells.

    rows: all of one length. kinds: how each column is entered: "text" and "wrapped" stay the text they are
    whatever they look like, "date" and "moment" take days; "number" enters a text as text too. links: a cell,
    counted from 0 within the rectangle, and where it leads; a linked cell looks as links do. A cell of a column
    of ``linked`` that has no link loses the one it had.

    A cell that holds a formula is written over: what must keep its formula is not in the rectangle.
    """

    top: int
    left: int
    rows: tuple[tuple[Value, ...], ...]
    kinds: tuple[Kind, ...]
    links: tuple[Link, ...] = ()
    linked: tuple[int, ...] = ()
    """Columns of the rectangle, from 0, that hold links."""


@dataclass(frozen=True)
class FormatRows:
    """Give cells that are new to a list or table the look of its columns: number format, font, alignment.

    top, left: the first cell. count: how many rows. kinds: one for each column.
    """

    top: int
    left: int
    count: int
    kinds: tuple[Kind, ...]


@dataclass(frozen=True)
class MoveRows:
    """Let cells of the analyst's go along with their rows: value or formula, look and note.

    left, right: the first and last column concerned. top: the first row. sources: for each row from ``top`` on
    the row of the sheet, before anything moved, whose cells are to stand there; None for cells that end up empty,
    without look or note. Formulas change as when Excel copies cells to another row.
    """

    left: int
    right: int
    top: int
    sources: tuple[int | None, ...]


@dataclass(frozen=True)
class Recolour:
    """Give cells a fill, or a text colour; nothing else of how they look changes.

    part: which of the two. colour: None for no fill, or for the text colour that Excel chooses. before: what each
    of ``cells`` has now, for a driver that has to take a step back.
    """

    part: Literal["fill", "text"]
    cells: tuple[Cell, ...]
    colour: int | None
    before: tuple[int | None, ...]


@dataclass(frozen=True)
class NoteChange:
    """A cell's note is to change: the text that xl903 put there earlier, and what it says now; "" for none.

    What the note says afterwards is ``workbook.update.notes.note_after``: the analyst's own words stay.
    """

    row: int
    column: int
    earlier: str
    now: str


@dataclass(frozen=True)
class ChangeNotes:
    """Change notes of a sheet, no cell twice. A note of xl903's own is as large as its text."""

    changes: tuple[NoteChange, ...]


# Tables


@dataclass(frozen=True)
class ResizeTable:
    """Let the Excel table that stands at ``before`` span ``after``; both begin in the same header row.

    titles: what its header cells say, from left to right; a table's columns have to be called so. Its filter spans
    the same cells. Nothing where there is no table.
    """

    before: Area
    after: Area
    titles: tuple[str, ...]


@dataclass(frozen=True)
class FilterRows:
    """Let the analyst's filter of values hide the rows that it hides now that cells have changed.

    top: the first row below the header. hidden: for each row from there on whether it is hidden. lifted: titles
    of columns whose filter is no list of values, and which is taken away, since hidden errors would be missed.
    Live Excel filters by itself, so that its driver passes this over.
    """

    top: int
    hidden: tuple[bool, ...]
    lifted: tuple[str, ...] = ()


@dataclass(frozen=True)
class FitRows:
    """Give rows the height in points that their wrapped text takes; None for Excel's own height.

    Live Excel fits rows by itself, so that its driver passes this over.
    """

    top: int
    heights: tuple[float | None, ...]


@dataclass(frozen=True)
class Offer:
    """Codes offered in every cell of a column, from ``first_row`` down to the last row that a sheet has.

    codes: what may be chosen. cells: where they are in the workbook, for a list that is longer than Excel takes
    in the rule itself (``workbook.plan.codes_sheet.LONGEST_LIST``). name: the column's title. help_title,
    help_text: shown when a cell is selected. Another value is warned about and not refused. rows: of the
    sheet, where it is offered in some only.
    """

    column: int
    first_row: int
    codes: tuple[str, ...]
    cells: str
    name: str
    help_title: str
    help_text: str
    rows: tuple[int, ...] | None = None


@dataclass(frozen=True)
class OfferCodes:
    """Offer codes in columns of a sheet, in place of what was offered. Excel's refusal of one stops nothing."""

    offers: tuple[Offer, ...]


@dataclass(frozen=True)
class DrawChart:
    """Let the chart that xl903 drew on a sheet, which has the same title, show a block's cells as they are now.

    chart: what it shows. block: the block; its ``top`` is the row of the header as found. Live Excel's charts
    follow their cells by themselves, so that its driver passes this over.
    """

    chart: BarChart | LineChart
    block: Block


@dataclass(frozen=True)
class ColourTab:
    """Give a sheet's tab a colour such as C00000; None for a plain one.

    In live Excel the tabs of tables stay plain, so that its driver passes this over.
    """

    colour: str | None


SheetEdit = AddSheet | ReplaceSheet | RemoveSheet
CellEdit = (
    WriteCells
    | FormatRows
    | MoveRows
    | Recolour
    | ChangeNotes
    | ResizeTable
    | FilterRows
    | FitRows
    | OfferCodes
    | DrawChart
    | ColourTab
)
Edit = SheetEdit | CellEdit


@dataclass(frozen=True)
class SheetEdits:
    """What to do to one sheet, in order. ``sheet``: its name."""

    sheet: str
    edits: tuple[Edit, ...] = field(default=())
