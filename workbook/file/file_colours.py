"""The fill and the text colour of cells of a file, read and given as Excel's numbers."""

from __future__ import annotations

import colorsys
from copy import copy
from functools import cached_property
from typing import Any, Literal

from lxml import etree
from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import COLOR_INDEX, Color

from workbook.plan.sheet_model import Look

_AUTOMATIC = 64
"""The first of the indexes that stand for no colour of their own."""

_THEME_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    *(f"accent{number}" for number in range(1, 7)),
    "hlink",
    "folHlink",
)
"""What the numbers of a theme's colours mean, light before dark as Excel counts them."""

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_BLACK = 0


class Colours:
    """Colours of cells of one workbook; each look is made once, however many cells have it."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._looks: dict[tuple[int, int], Look] = {}
        self._given: dict[tuple[Any, str, int | None], Any] = {}

    def look_of(self, cell: Any) -> Look:
        """A cell's fill and text colour."""
        if not cell.has_style:
            return Look()
        key = cell._style.fillId, cell._style.fontId
        if key not in self._looks:
            fill, text = cell.fill, self._number(cell.font.color)
            filled = fill.fill_type is not None
            self._looks[key] = Look(
                self._number(getattr(fill, "fgColor", None)) if filled else None, text or None
            )
        return self._looks[key]

    def give(self, cell: Any, part: Literal["fill", "text"], colour: int | None) -> None:
        """Give a cell a fill, or a text colour; None for none, and for what Excel chooses."""
        key = tuple(cell._style or ()), part, colour
        if key not in self._given:
            self._give(cell, part, colour)
            self._given[key] = copy(cell._style)
        cell._style = copy(self._given[key])

    def _give(self, cell: Any, part: str, colour: int | None) -> None:
        rgb = None if colour is None else f"00{_hexadecimal(colour)}"
        if part == "fill":
            cell.fill = PatternFill() if rgb is None else PatternFill("solid", start_color=rgb, end_color=rgb)
            return
        font = copy(cell.font)
        font.color = None if rgb is None else Color(rgb=rgb)
        cell.font = font

    def _number(self, colour: Any) -> int | None:
        """A colour as Excel counts it; None where it is none of its own."""
        if colour is None:
            return None
        if colour.type == "rgb" and isinstance(colour.rgb, str):
            return _tinted(colour.rgb[-6:], colour.tint)
        if colour.type == "indexed" and colour.indexed < min(_AUTOMATIC, len(COLOR_INDEX)):
            return _tinted(COLOR_INDEX[colour.indexed][-6:], colour.tint)
        if colour.type == "theme" and colour.theme < len(self._theme):
            return _tinted(self._theme[colour.theme], colour.tint)
        return None

    @cached_property
    def _theme(self) -> list[str]:
        """The colours of the workbook's theme, in the order in which they are counted."""
        if not self._book.loaded_theme:
            return ["FFFFFF", "000000"]
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        root = etree.fromstring(self._book.loaded_theme, parser)
        found = []
        for name in _THEME_ORDER:
            one = root.find(f".//{_DRAWING}clrScheme/{_DRAWING}{name}")
            inner = one[0] if one is not None and len(one) else None
            found.append("000000" if inner is None else inner.get("lastClr") or inner.get("val") or "000000")
        return found


def _hexadecimal(colour: int) -> str:
    """A colour that Excel counts, blue first, as FFC7CE."""
    return f"{colour & 255:02X}{colour >> 8 & 255:02X}{colour >> 16 & 255:02X}"


def _tinted(rgb: str, tint: float | None) -> int:
    """A colour made lighter or darker, as Excel counts it."""
    red, green, blue = (int(rgb[place : place + 2], 16) for place in (0, 2, 4))
    if tint:
        hue, light, full = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
        light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
        red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, min(light, 1.0), full))
    return red + green * 256 + blue * 65536
