"""Notes on live cells: ours put there and taken away, the analyst's left alone.

A cell has one note. Where the analyst wrote one, or wrote more into ours, both stand in it, ours below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL
from workbook.excel.macros import NoMacroError, call_macro
from workbook.plan.appearance import note_size

PAINT_NOTES = "'xl903.xlam'!PaintNotes"
"""The macro of the add-in that changes the notes of a sheet in one call (addin/ribbon/vba/Notes.bas)."""

_BETWEEN = "\n\n"


@dataclass(frozen=True)
class NoteChange:
    """A cell's address, the text that xl903 put there earlier, and what it says now; "" for none."""

    address: str
    earlier: str
    now: str


def paint_notes(sheet: xw.Sheet, changes: Sequence[NoteChange]) -> None:
    """Change notes of a sheet: by the add-in's macro, or cell by cell where the macro is not there.

    The macro works on the active workbook, which is the one whose button was clicked.
    """
    if not changes:
        return
    sizes = [note_size(change.now) for change in changes]
    columns = (
        [change.address for change in changes],
        [change.earlier for change in changes],
        [change.now for change in changes],
        [width for width, _ in sizes],
        [height for _, height in sizes],
    )
    try:
        mixed = call_macro(sheet.book.app, PAINT_NOTES, sheet.name, *columns)
    except NoMacroError:
        for change in changes:
            _paint_note(sheet.range(change.address), change)
        return
    for address, text in mixed or ():
        _fit(sheet.range(str(address)), str(text))


def _paint_note(cell: xw.Range, change: NoteChange) -> None:
    note = cell.note
    before = note.text if note is not None else ""
    after = note_after(before, change)
    if after == before:
        return
    if note is not None:
        note.delete()
    if after:
        cell.add_note(after)
        _fit(cell, after)


def _fit(cell: xw.Range, text: str) -> None:
    """Make the box of a note large enough for its text; Excel makes it four short lines high whatever it says."""
    if HAS_OBJECT_MODEL:
        shape = cell.api.Comment.Shape
        shape.Width, shape.Height = note_size(text)


def note_after(before: str, change: NoteChange) -> str:
    """What a note says once the change is made: the analyst's own words, then ours.

    A change that is made twice, because a macro stopped half way, is as good as made once.
    """
    own = before
    for ours in (change.earlier, change.now):
        if ours and ours in own:
            own = own.replace(ours, "", 1).strip("\n\r ")
    return own + (_BETWEEN if own and change.now else "") + change.now
