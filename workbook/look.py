"""How workbooks look: colours, formats, widths. The one home of each.

Colours are chosen for a contrast of at least 4.5 to 1 (WCAG 2.1 AA) between text and ground, and colour is
never the only sign: the Status and Codes columns say in words what the marks show.
"""

from __future__ import annotations

from collections.abc import Iterable

BAD_FILL = "FFC7CE"
BAD_TEXT = "9C0006"
"""Excel's own "Bad" look; 6.5 to 1."""

HEADER_FILL = "1F3864"
HEADER_TEXT = "FFFFFF"
"""White on navy; 11.6 to 1."""

TITLE_TEXT = "1F3864"
QUIET_TEXT = "595959"
LINK_TEXT = "0563C1"
STRIPE_STYLE = "TableStyleLight1"
BAR_FILL = "2F5597"

TAB_COLOURS = {"list": "1F3864", "this year": "C00000", "last year": "7F7F7F"}

DATE_FORMAT = "dd/mm/yyyy"
TEXT_FORMAT = "@"

FONT = "Calibri"
NARROWEST, WIDEST = 7.0, 60.0
FILTER_BUTTON = 3.5
"""Characters that a header's filter button takes."""

BOLD_CAPITALS = 1.25
"""How much wider a header in bold capitals is than the digits that Excel counts widths in."""

SAMPLE_ROWS = 1000
"""Rows that are looked at to find a column's width."""


def width_for(title: str, values: Iterable[object]) -> float:
    """A width in characters that shows the header beside its filter button and the longest value."""
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(len(title) * BOLD_CAPITALS + FILTER_BUTTON, longest + 1.5, NARROWEST), WIDEST)
