"""Notes on live cells, changed by the add-in's macro in one call, or cell by cell without it."""

from __future__ import annotations

from collections.abc import Sequence

import xlwings as xw

from workbook.plan.addresses import cell_address
from workbook.update.edits import NoteChange
from workbook.update.notes import note_after

PAINT_NOTES = "'xl903.xlam'!PaintNotes"
"""The macro of the add-in that changes the notes of a sheet in one call (addin/vba/Notes.bas)."""


def paint_notes(sheet: xw.Sheet, changes: Sequence[NoteChange]) -> None:
    """Change notes of a sheet: by the add-in's macro, or cell by cell where the macro is not there.

    The macro works on the active workbook, which is the one whose button was clicked.
    """
    if not changes:
        return
    columns = (
        [cell_address(change.row, change.column) for change in changes],
        [change.earlier for change in changes],
        [change.now for change in changes],
    )
    try:
        sheet.book.app.macro(PAINT_NOTES)(sheet.name, *columns)
    except Exception:  # pywin32, appscript and the simulation each have their own error for "no such macro"
        for change in changes:
            _paint_note(sheet.range(cell_address(change.row, change.column)), change)


def _paint_note(cell: xw.Range, change: NoteChange) -> None:
    note = cell.note
    before = note.text if note is not None else ""
    after = note_after(before, change.earlier, change.now)
    if after == before:
        return
    if note is not None:
        note.delete()
    if after:
        cell.add_note(after)
