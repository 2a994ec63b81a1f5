"""The looks of cells as plain data: one for each kind of value, plain and marked, and for lines and headers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbook.plan import appearance


@dataclass(frozen=True)
class CellLook:
    """How a cell is shown. Colours are six hexadecimal digits; None for automatic and for no fill.

    ``format``: Excel's number format. ``indent``: in steps of Excel's own.
    """

    colour: str | None = None
    size: int = 11
    bold: bool = False
    underlined: bool = False
    fill: str | None = None
    format: str = appearance.PLAIN_FORMAT
    vertical: str | None = "top"
    horizontal: str | None = None
    indent: int = 0
    wrapped: bool = False
    framed: bool = False


def _cell_looks() -> dict[str, CellLook]:
    plain = {
        "text": CellLook(format=appearance.TEXT_FORMAT),
        "date": CellLook(format=appearance.DATE_FORMAT, horizontal="left"),
        "moment": CellLook(format=appearance.MOMENT_FORMAT, horizontal="left"),
        # As far from the edge as a header's filter button is wide, so that header and numbers are in one line.
        "number": CellLook(horizontal="right", indent=2),
        "wrapped": CellLook(format=appearance.TEXT_FORMAT, wrapped=True),
        "linked": CellLook(),
        "answer": CellLook(
            format=appearance.TEXT_FORMAT, wrapped=True, fill=appearance.ANSWER_FILL, framed=True
        ),
    }
    bad = {
        f"bad {kind}": replace(look, colour=appearance.BAD_TEXT, fill=appearance.BAD_FILL)
        for kind, look in plain.items()
    }
    link = CellLook(colour=appearance.LINK_TEXT, underlined=True)
    header = CellLook(
        colour=appearance.HEADER_TEXT, bold=True, fill=appearance.HEADER_FILL, vertical="center", wrapped=True
    )
    lines = {
        f"line {style}": CellLook(
            one.colour,
            one.size,
            one.bold,
            fill=one.fill,
            format=one.format or appearance.PLAIN_FORMAT,
            vertical=None,
            horizontal="left" if one.left else None,
            underlined=one.underlined,
        )
        for style, one in appearance.LINE_LOOKS.items()
    }
    return {
        **plain,
        **bad,
        "link": link,
        "link number": replace(link, horizontal="right", indent=2),
        "header": header,
        "header number": replace(header, horizontal="right", indent=2),
        **lines,
        "line column": header,
    }


CELL_LOOKS: Mapping[str, CellLook] = _cell_looks()
"""Every look by name: a column's kind, the same after "bad ", "header", "link", a line's style after "line "."""

PREFIX = "xl903 "
"""How the named styles of a workbook that are xl903's begin."""
