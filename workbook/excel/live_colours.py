"""The fill and the text colour of live cells, asked and given by the add-in's macros in one call each.

Where the macros are not there, cells that share a colour share a call as far as Excel takes their addresses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, Literal

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL
from workbook.excel.macros import NoMacroError, call_macro
from workbook.plan.addresses import Cell, cell_address, named
from workbook.plan.sheet_model import Look

PAINT_CELLS, FIND_COLOURS = "'xl903.xlam'!PaintCells", "'xl903.xlam'!FindColours"
"""The macros of the add-in that give colours and tell them (addin/ribbon/vba/Colours.bas)."""

_NO_COLOUR = -1
"""What the macros say for no fill, and for the text colour that Excel chooses."""

_MOST_IN_A_UNION = 30
"""Ranges that Excel's Union takes at once."""

_NO_FILL, _AUTOMATIC = -4142, -4105
_BLACK = 0


def looks_of(
    sheet: xw.Sheet, cells: Sequence[Cell], *, app: xw.App | None = None, name: str | None = None
) -> Mapping[Cell, Look]:
    """What each cell looks like. app, name: the sheet's, where they are known, so that Excel need not be asked."""
    found: dict[Cell, Look] = {}
    if HAS_OBJECT_MODEL and cells:
        with suppress(NoMacroError):
            addresses = [part.address for part in named(cells)]
            told = call_macro(app or sheet.book.app, FIND_COLOURS, name or sheet.name, addresses)
            found = dict.fromkeys(cells, Look(None, None))
            for row, column, fill, text in told or ():
                found[int(row), int(column)] = Look(_told(fill), _told(text))
            return found
    for target, part in _ranges(sheet, cells):
        found |= _looks(sheet, target, part)
    return found


def _told(colour: float) -> int | None:
    return None if colour == _NO_COLOUR else int(colour)


def recolour(
    sheet: xw.Sheet,
    part: Literal["fill", "text"],
    cells: Iterable[Cell],
    colour: int | None,
    *,
    app: xw.App | None = None,
    name: str | None = None,
) -> None:
    """Give cells a fill, or a text colour; None for none, and for what Excel chooses.

    app, name: the sheet's, where they are known, so that Excel need not be asked for them. The macro works on
    the active workbook, which is the one whose button was clicked.
    """
    cells = list(cells)
    if not cells:
        return
    addresses = [one.address for one in named(cells)]
    with suppress(NoMacroError):
        wanted = _NO_COLOUR if colour is None else colour
        call_macro(app or sheet.book.app, PAINT_CELLS, name or sheet.name, addresses, part, wanted)
        return
    for target, _ in _ranges(sheet, cells):
        if part == "fill":
            target.fill(colour)
        else:
            target.colour_text(colour)


def _looks(sheet: xw.Sheet, target: _Range, cells: Sequence[Cell]) -> dict[Cell, Look]:
    """What each cell looks like: asked of all at once, and of halves where they differ."""
    shared = target.look(len(cells))
    if shared is not None:
        return dict.fromkeys(cells, shared)
    found: dict[Cell, Look] = {}
    for half in _halves(cells):
        for part, its_cells in _ranges(sheet, half):
            found |= _looks(sheet, part, its_cells)
    return found


def _halves(cells: Sequence[Cell]) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """Cells in two halves of neighbours, since neighbours tend to look alike."""
    in_order = sorted(cells, key=lambda cell: (cell[1], cell[0]))
    middle = len(in_order) // 2
    return in_order[:middle], in_order[middle:]


class _Range:
    """A range of any number of areas, with the few calls that painting needs."""

    def __init__(self, api: Any) -> None:
        self._api = api

    @cached_property
    def _interior(self) -> Any:
        return self._api.Interior

    @cached_property
    def _font(self) -> Any:
        return self._api.Font

    def look(self, cells: int) -> Look | None:
        """The look that all of that many cells share; None where they differ.

        One cell may have text of several colours; it is taken to be as Excel would choose.
        """
        text = self._font.Color
        index = self._interior.ColorIndex
        colour = None if index in (None, _NO_FILL) else self._interior.Color
        # Excel answers nothing for indexes that differ, and black for colours that differ.
        if cells > 1 and (text is None or index is None or colour == _BLACK):
            return None
        return Look(
            None if colour is None else int(colour),
            None if text in (None, _BLACK) else int(text),
        )

    def fill(self, colour: int | None) -> None:
        """Fill with a colour, or none."""
        if colour is None:
            self._interior.ColorIndex = _NO_FILL
        else:
            self._interior.Color = colour

    def colour_text(self, colour: int | None) -> None:
        """Colour the text, or leave that to Excel."""
        if colour is None:
            self._font.ColorIndex = _AUTOMATIC
        else:
            self._font.Color = colour


class _PortableRange(_Range):
    """The same through xlwings alone, for macOS, of one area whose first cell speaks for all."""

    def __init__(self, area: xw.Range) -> None:
        self._area = area

    def look(self, cells: int) -> Look | None:
        """The look of the first cell."""
        first = self._area[0]
        return Look(_counted(first.color), _counted(first.font.color) or None)

    def fill(self, colour: int | None) -> None:
        """Fill with a colour, or none."""
        self._area.color = colour

    def colour_text(self, colour: int | None) -> None:
        """Colour the text; what Excel would choose is black."""
        self._area.font.color = xw.utils.int_to_rgb(colour or _BLACK)


def _counted(colour: tuple[int, int, int] | None) -> int | None:
    return None if colour is None else colour[0] + colour[1] * 256 + colour[2] * 65536


def _ranges(sheet: xw.Sheet, cells: Iterable[Cell]) -> Iterator[tuple[_Range, list[Cell]]]:
    """Few ranges that together hold exactly these cells, each with its cells."""
    if not HAS_OBJECT_MODEL:
        for cell in cells:
            yield _PortableRange(sheet.range(cell_address(*cell))), [cell]
        return
    parts = named(cells)
    for first in range(0, len(parts), _MOST_IN_A_UNION):
        joined = parts[first : first + _MOST_IN_A_UNION]
        ranges = [sheet.api.Range(part.address) for part in joined]
        whole = ranges[0] if len(ranges) == 1 else sheet.book.app.api.Union(*ranges)
        yield _Range(whole), [cell for part in joined for cell in part.cells]
