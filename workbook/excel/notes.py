"""Notes on live cells: ours put there and taken away, the analyst's left alone.

A cell has one note. Where the analyst wrote one, or wrote more into ours, both stand in it, ours below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import xlwings as xw

PAINT_NOTES = "'xl903.xlam'!PaintNotes"
"""The macro of the add-in that changes the notes of a sheet in one call (addin/vba/Notes.bas)."""

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
    columns = (
        [change.address for change in changes],
        [change.earlier for change in changes],
        [change.now for change in changes],
    )
    try:
        sheet.book.app.macro(PAINT_NOTES)(sheet.name, *columns)
    except Exception:  # pywin32, appscript and the simulation each have their own error for "no such macro"
        for change in changes:
            _paint_note(sheet.range(change.address), change)


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


def note_after(before: str, change: NoteChange) -> str:
    """What a note says once the change is made: the analyst's own words, then ours.

    A change that is made twice, because a macro stopped half way, is as good as made once.
    """
    own = before
    for ours in (change.earlier, change.now):
        if ours and ours in own:
            own = own.replace(ours, "", 1).strip("\n\r ")
    return own + (_BETWEEN if own and change.now else "") + change.now
