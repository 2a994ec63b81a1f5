"""The marks that xl903 makes on live cells: known one by one, so that they are removed exactly.

A mark is Excel's "Bad" look and a note. What the cell looked like before is remembered with it, and a cell
that the analyst coloured since keeps the analyst's colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL, Undo, colour_number
from workbook.excel.notes import NoteChange, paint_notes
from workbook.plan import appearance
from workbook.plan.addresses import Cell, cell_address, named
from workbook.plan.sheet_model import Look, Mark, MarkKey

_MOST_IN_A_UNION = 30
"""Ranges that Excel's Union takes at once."""

_NO_FILL, _AUTOMATIC = -4142, -4105
_BAD_FILL, _BAD_TEXT = colour_number(appearance.BAD_FILL), colour_number(appearance.BAD_TEXT)
_BLACK = 0


def change_marks(
    sheet: xw.Sheet,
    earlier: Mapping[MarkKey, Mark],
    notes: Mapping[MarkKey, str],
    places: Mapping[MarkKey, Sequence[Cell]],
    undo: Undo,
) -> dict[MarkKey, Mark]:
    """Let a sheet's marks be those of ``notes``, touching only cells whose mark changes; gives them all.

    places: where each row id and column is now; several cells where the analyst copied a row, none where
    the row or the column is gone.
    """
    gone = [key for key in earlier if key not in notes]
    new = [key for key in notes if key not in earlier]
    _clear_cells(sheet, [(cell, earlier[key].before) for key in gone for cell in places.get(key, ())], undo)
    before = _paint_cells(sheet, [cell for key in new for cell in places.get(key, ())], undo)
    changes = [
        NoteChange(cell_address(*cell), earlier[key].note if key in earlier else "", notes.get(key, ""))
        for key in (*gone, *notes)
        for cell in places.get(key, ())
        if key not in earlier or earlier[key].note != notes.get(key, "")
    ]
    _change_notes(sheet, changes, undo)
    return {
        key: replace(earlier[key], note=note)
        if key in earlier
        else Mark(note, next((before[cell] for cell in places.get(key, ())), Look()))
        for key, note in notes.items()
    }


def _change_notes(sheet: xw.Sheet, changes: Sequence[NoteChange], undo: Undo) -> None:
    back = [NoteChange(change.address, change.now, change.earlier) for change in changes]
    undo.add(lambda: paint_notes(sheet, back))
    paint_notes(sheet, changes)


def _paint_cells(sheet: xw.Sheet, cells: Sequence[Cell], undo: Undo) -> dict[Cell, Look]:
    """Give cells the "Bad" look; gives what each looked like before."""
    before: dict[Cell, Look] = {}
    undo.add(lambda: _clear_cells(sheet, list(before.items()), Undo()))
    for target, part in _ranges(sheet, cells):
        before |= _looks(sheet, target, part)
        target.fill(_BAD_FILL)
        target.colour_text(_BAD_TEXT)
    return before


def _clear_cells(sheet: xw.Sheet, looks: Sequence[tuple[Cell, Look]], undo: Undo) -> None:
    """Give marked cells back their look; those that the analyst coloured since keep that colour."""
    by_look: dict[Look, list[Cell]] = {}
    for cell, before in looks:
        by_look.setdefault(before, []).append(cell)
    cleared: list[Cell] = []
    undo.add(lambda: _paint_cells(sheet, cleared, Undo()))
    for before, cells in by_look.items():
        for target, part in _ranges(sheet, cells):
            cleared += _clear_range(sheet, target, part, before)


def _clear_range(sheet: xw.Sheet, target: _Range, cells: Sequence[Cell], before: Look) -> list[Cell]:
    """Clear a range whose cells looked alike before they were marked; gives the cells that were cleared."""
    now = target.look(len(cells))
    if now is None:
        return [
            cell
            for half in _halves(cells)
            for part, its_cells in _ranges(sheet, half)
            for cell in _clear_range(sheet, part, its_cells, before)
        ]
    if now.text == _BAD_TEXT:
        target.colour_text(before.text)
    if now.fill != _BAD_FILL:
        return []
    target.fill(before.fill)
    return list(cells)


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
        self._interior, self._font = api.Interior, api.Font

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
