"""The named styles of workbooks that are files: one for each look, plain and bad."""

from __future__ import annotations

from copy import copy
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

from workbook.plan import appearance


def add_styles(book: Workbook) -> None:
    """Give a workbook the named styles that it lacks, so that a cell refers to a look and does not carry it."""
    top = Alignment(vertical="top")
    # As far from the edge as a header's filter button is wide, so that header and numbers stand in one line.
    to_the_right = Alignment(vertical="top", horizontal="right", indent=2)
    wrapped = Alignment(vertical="top", wrap_text=True)
    font = {"name": appearance.FONT, "size": 11}
    bad = {
        "font": Font(**font, color=appearance.BAD_TEXT),
        "fill": PatternFill("solid", start_color=appearance.BAD_FILL, end_color=appearance.BAD_FILL),
        "alignment": top,
    }
    styles: dict[str, dict[str, Any]] = {
        "text": {"font": Font(**font), "alignment": top, "number_format": appearance.TEXT_FORMAT},
        "date": {
            "font": Font(**font),
            "alignment": Alignment(vertical="top", horizontal="left"),
            "number_format": appearance.DATE_FORMAT,
        },
        "moment": {
            "font": Font(**font),
            "alignment": Alignment(vertical="top", horizontal="left"),
            "number_format": appearance.MOMENT_FORMAT,
        },
        "number": {"font": Font(**font), "alignment": to_the_right, "number_format": "General"},
        "wrapped": {"font": Font(**font), "alignment": wrapped, "number_format": appearance.TEXT_FORMAT},
        "bad text": {**bad, "number_format": appearance.TEXT_FORMAT},
        "bad date": {
            **bad,
            "alignment": Alignment(vertical="top", horizontal="left"),
            "number_format": appearance.DATE_FORMAT,
        },
        "bad number": {**bad, "alignment": to_the_right, "number_format": "General"},
        "bad wrapped": {**bad, "alignment": wrapped, "number_format": appearance.TEXT_FORMAT},
        "link": {"font": Font(**font, color=appearance.LINK_TEXT, underline="single"), "alignment": top},
        "link number": {
            "font": Font(**font, color=appearance.LINK_TEXT, underline="single"),
            "alignment": to_the_right,
        },
        "header": {
            "font": Font(**font, bold=True, color=appearance.HEADER_TEXT),
            "fill": PatternFill(
                "solid", start_color=appearance.HEADER_FILL, end_color=appearance.HEADER_FILL
            ),
            "alignment": Alignment(vertical="center", wrap_text=True),
        },
        "header number": {
            "font": Font(**font, bold=True, color=appearance.HEADER_TEXT),
            "fill": PatternFill(
                "solid", start_color=appearance.HEADER_FILL, end_color=appearance.HEADER_FILL
            ),
            "alignment": Alignment(vertical="center", horizontal="right", indent=2, wrap_text=True),
        },
    }
    for style, one in appearance.LINE_LOOKS.items():
        styles[f"line {style}"] = {
            "font": Font(name=appearance.FONT, size=one.size, bold=one.bold, color=one.colour),
            "fill": PatternFill("solid", start_color=one.fill, end_color=one.fill)
            if one.fill
            else PatternFill(),
            "alignment": Alignment(horizontal="left") if one.left else Alignment(),
            "number_format": one.format or appearance.PLAIN_FORMAT,
        }
    styles["line column"] = styles["header"]
    known = set(book.named_styles)
    for name, parts in styles.items():
        if style_name(name) not in known:
            book.add_named_style(NamedStyle(style_name(name), **parts))


def style_name(name: str) -> str:
    """What xl903 calls a style of its own in a workbook."""
    return f"xl903 {name}"


class Looks:
    """Gives cells of a workbook another of xl903's looks and leaves what the analyst made of them.

    A cell refers to a named style and differs from it only in what the analyst chose, such as a yellow fill;
    that stays when the named style changes.
    """

    _PARTS = ("fontId", "fillId", "borderId", "numFmtId", "alignmentId", "protectionId")

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[Any, str], Any] = {}

    def give(self, cell: Any, name: str) -> None:
        """Let a cell have the look of that name, the analyst's own fill, font, … aside."""
        if cell._style is None:
            cell.style = style_name(name)
            return
        now = tuple(cell._style)
        if (now, name) not in self._made:
            self._made[now, name] = self._changed(cell, name)
        cell._style = copy(self._made[now, name])

    def _changed(self, cell: Any, name: str) -> Any:
        named = self._book._named_styles
        before = named[cell.style].as_tuple()
        after = named[style_name(name)].as_tuple()
        style = copy(cell._style)
        style.xfId = after.xfId
        for part in self._PARTS:
            own = getattr(style, part)
            if own == getattr(before, part):
                setattr(style, part, getattr(after, part))
        return style
