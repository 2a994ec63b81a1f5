"""How workbooks look: colours, formats, widths. The one home of each.

Colours are chosen for a contrast of at least 4.5 to 1 (WCAG 2.1 AA) between text and ground, and colour is
never the only sign: the Status and Codes columns say in words what the marks show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import ceil
from textwrap import wrap

from workbook.plan.addresses import column_letter
from workbook.plan.sheet_model import WRAPPED, Block, LineStyle, Sheet, SheetKind

BAD_FILL = "FFC7CE"
BAD_TEXT = "9C0006"
"""Excel's own "Bad" look; 5.9 to 1."""

HEADER_FILL = "1F3864"
HEADER_TEXT = "FFFFFF"
"""White on navy; 11.6 to 1."""

ANSWER_FILL, ANSWER_FRAME = "FFF8DC", "7F7F7F"
"""Of cells that somebody is to fill in, which have a frame too; black on them 19.8 to 1."""

TITLE_TEXT = "1F3864"
QUIET_TEXT = "595959"
LINK_TEXT = "0563C1"
STRIPE_STYLE = "TableStyleLight1"
TABLE_STYLE = "xl903"
"""The name of the look of tables in a live workbook: the header's, and no stripes."""

BAR_FILL = "2F5597"
LINE_COLOURS = ("C00000", "2F5597", "595959")
GRID_LINES = "D9D9D9"
LINE_MARKERS = ("circle", "square", "triangle")
"""The lines of a chart, which differ by their markers too."""

_TAB_COLOURS: Mapping[SheetKind, str] = {
    "list": "1F3864",
    "last year": "7F7F7F",
    "memory": "7F7F7F",
    "theirs": "1F3864",
}
WRONG_TAB = "C00000"
"""The tab of a table with errors; one without has a plain tab."""

DATE_FORMAT = "dd/mm/yyyy"
MOMENT_FORMAT = "dd/mm/yyyy hh:mm"
TEXT_FORMAT = "@"
PLAIN_FORMAT = "General"

FONT = "Calibri"


@dataclass(frozen=True)
class LineLook:
    """How a line of text is shown. None: as Excel would. ``left``: numbers and dates at the left too."""

    colour: str | None = None
    size: int = 11
    bold: bool = False
    fill: str | None = None
    format: str | None = None
    left: bool = False
    underlined: bool = False


LINE_LOOKS: Mapping[LineStyle, LineLook] = {
    "title": LineLook(TITLE_TEXT, 20, bold=True),
    "heading": LineLook(TITLE_TEXT, 13, bold=True),
    "figure": LineLook(TITLE_TEXT, 14, bold=True, format=PLAIN_FORMAT, left=True),
    "label": LineLook(QUIET_TEXT),
    "text": LineLook(),
    "column": LineLook(HEADER_TEXT, bold=True, fill=HEADER_FILL),
    "cell": LineLook(format=DATE_FORMAT, left=True),
    "wrong": LineLook(BAD_TEXT, fill=BAD_FILL, format=DATE_FORMAT, left=True),
    "said": LineLook(BAD_TEXT),
    "asked": LineLook(TITLE_TEXT, 14, bold=True, format=TEXT_FORMAT, left=True),
    "link": LineLook(LINK_TEXT, underlined=True),
}
"""The look of each kind of line. Their words, too, say what is wrong."""


def tab_colour(kind: SheetKind, *, wrong: bool) -> str | None:
    """The colour of a sheet's tab; None for a plain one. wrong: whether the sheet has marks."""
    return _TAB_COLOURS.get(kind, WRONG_TAB if wrong else None)


NARROWEST, WIDEST = 7.0, 60.0
FILTER_BUTTON = 3.5
"""Characters that a header's filter button takes."""

BOLD_CAPITALS = 1.25
"""How much wider a header in bold capitals is than the digits that Excel counts widths in."""

LETTERS_TO_A_DIGIT = 1.1
"""How many letters of a text take the width of a digit, on the safe side."""

SAMPLE_ROWS = 1000
"""Rows that are looked at to find a column's width."""


def width_for(title: str, values: Iterable[object]) -> float:
    """A width in characters that shows the header beside its filter button and the longest value."""
    longest = max((len(str(value)) for value in set(values) if value is not None), default=0)
    return min(max(len(title) * BOLD_CAPITALS + FILTER_BUTTON, longest + 1.5, NARROWEST), WIDEST)


PRINTED_WIDTH = 172.0
"""Characters that a page of A4 across can take and still be read, as wide as the page: 8 points a letter."""


def printed_cells(sheet: Sheet, block: Block) -> str:
    """What is printed of a sheet, as Excel names it: the first columns of a list, and of a table the header alone.

    A table of the return has hundreds of pages, which nobody wants who prints the workbook; whoever does prints the
    selection.
    """
    last = len(block.columns)
    if sheet.kind in ("this year", "last year"):
        return f"$A${block.top}:${column_letter(last - 1)}${block.top}"
    if sheet.prints_all:
        return f"$A:${column_letter(max(last, len(sheet.widths)) - 1)}"
    widths = accumulate(0.0 if column.hidden else column.width for column in block.columns)
    fitting = sum(width <= PRINTED_WIDTH for width in widths)
    return f"$A:${column_letter(max(1, fitting) - 1)}"


def printed_titles(block: Block) -> str:
    """The row that is printed on top of each page: the block's header."""
    return f"${block.top}:${block.top}"


PAGE_FOOTER = ("&A", "Page &P of &N")
"""What is printed below each page at the left and at the right, as Excel writes a sheet's name and page numbers."""


LINE_HEIGHT = 15.0
"""Points of a line of text."""


def height_of_line(styles: Iterable[LineStyle]) -> float:
    """The height in points of a row with lines of these styles, in which the largest letters are not cut.

    Excel's own for a size: 18.75 for 14, 26.25 for 20.
    """
    size = max((LINE_LOOKS[style].size for style in styles), default=LineLook.size)
    return ceil(size * 1.75) * 0.75


MOST_LINES = 8
"""Lines that a row grows to; longer cells are read in the formula bar."""


def row_heights(block: Block) -> list[float]:
    """The height in points of each row of a block in which its wrapped texts can be read; none where none wrap.

    Not every program finds it by itself.
    """
    lines = []
    for place, column in enumerate(block.columns):
        if column.kind in WRAPPED:
            values = [row[place] for row in block.rows]
            known = {value: _lines(str(value), int(column.width)) if value else 1 for value in set(values)}
            lines.append([known[value] for value in values])
    return [LINE_HEIGHT * min(max(counted), MOST_LINES) for counted in zip(*lines, strict=True)]


NOTE_WIDTHS = (255.0, 380.0, 520.0)
"""Widths of a note's box in points; a long text gets a wider one, so that it fits on the screen."""

NOTE_LINE = 12.0
"""Points of a line of a note, in the font that Excel gives it (Tahoma 9)."""

NOTE_LETTER = 5.4
"""Points of a letter of a note, on the safe side."""

NOTE_EDGES = 16.0
"""Points of a note's box that its text does not fill, from side to side and from top to bottom."""

TALLEST_NOTE = 400.0
"""Points that a note's box grows to before it gets wider."""


def note_sizes(texts: Iterable[str]) -> list[tuple[float, float]]:
    """As ``note_size`` for each of several notes, which have many lines in common."""
    wrapped = cache(_wrapped)
    return [note_size(text, wrapped) for text in texts]


def note_size(text: str, wrapped: Callable[[str, int], int] | None = None) -> tuple[float, float]:
    """The width and height in points of the box in which all of a note's text can be read.

    wrapped: as ``_wrapped``, for one that remembers lines.
    """
    wrapped = wrapped or _wrapped
    height = width = 0.0
    for width in NOTE_WIDTHS:
        letters = int((width - NOTE_EDGES) / NOTE_LETTER)
        lines = sum(wrapped(line, letters) for line in text.splitlines())
        height = lines * NOTE_LINE + NOTE_EDGES
        if height <= TALLEST_NOTE:
            break
    return width, height


def _lines(text: str, width: int) -> int:
    """How many lines a wrapped text takes, of letters that are not as wide as the digits that widths count."""
    room = max(1, int(width * (1 / BOLD_CAPITALS if text.isupper() else LETTERS_TO_A_DIGIT)))
    return sum(_wrapped(line, room) for line in text.splitlines())


def _wrapped(line: str, letters: int) -> int:
    return 1 if len(line) <= letters else len(wrap(line, letters)) or 1
