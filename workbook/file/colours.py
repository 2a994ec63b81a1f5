"""Colours of a workbook as Excel counts them: red + 256 green + 65536 blue."""

from __future__ import annotations

import colorsys
from functools import cached_property

from openpyxl.styles.colors import COLOR_INDEX

from workbook.file.package import Package
from xl903.xml_trees import etree, parse_xml

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_THEME_ORDER = (
    "lt1",
    "dk1",
    "lt2",
    "dk2",
    *(f"accent{number}" for number in range(1, 7)),
    "hlink",
    "folHlink",
)
"""Theme colours in the order in which styles number them."""

_RGB_DIGITS = 6


def number_of(rgb: str) -> int:
    """Excel's number of a colour of six hexadecimal digits."""
    red, green, blue = (int(rgb[at : at + 2], 16) for at in (0, 2, 4))
    return red + 256 * green + 65536 * blue


def rgb_of(number: int) -> str:
    """The six hexadecimal digits of a colour by Excel's number."""
    return f"{number & 255:02X}{number >> 8 & 255:02X}{number >> 16 & 255:02X}"


class Colours:
    """What the colours of a workbook's styles come to."""

    def __init__(self, package: Package) -> None:
        self._package = package

    def number(self, colour: etree._Element | None) -> int | None:
        """Excel's number of a style's colour; None where Excel chooses it."""
        rgb = None if colour is None or colour.get("auto") in ("1", "true") else self._rgb(colour)
        return (
            None if colour is None or rgb is None else number_of(_tinted(rgb, float(colour.get("tint", 0))))
        )

    def _rgb(self, colour: etree._Element) -> str | None:
        if colour.get("rgb"):
            return colour.get("rgb", "").rjust(_RGB_DIGITS, "0")[-_RGB_DIGITS:]
        if colour.get("theme"):
            place = int(colour.get("theme", 0))
            return self._theme[place] if place < len(self._theme) else None
        place = int(colour.get("indexed", len(COLOR_INDEX)))
        return COLOR_INDEX[place][-_RGB_DIGITS:] if place < len(COLOR_INDEX) else None

    @cached_property
    def _theme(self) -> list[str | None]:
        part = self._package.related("xl/workbook.xml", "theme")
        if part is None or part not in self._package:
            return []
        scheme = parse_xml(self._package.read(part)).find(f".//{{{_DRAWING}}}clrScheme")
        if scheme is None:
            return []
        found = {
            etree.QName(one).localname: one[0].get("lastClr") or one[0].get("val")
            for one in scheme
            if len(one)
        }
        return [found.get(name) for name in _THEME_ORDER]


def _tinted(rgb: str, tint: float) -> str:
    """A colour made darker (below 0) or lighter, as Excel does it."""
    if not tint:
        return rgb
    hue, light, full = colorsys.rgb_to_hls(*(int(rgb[at : at + 2], 16) / 255 for at in (0, 2, 4)))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    return "".join(f"{round(part * 255):02X}" for part in colorsys.hls_to_rgb(hue, light, full))
