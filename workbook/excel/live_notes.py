"""Notes on live cells, changed by the add-in's macro in one call, or cell by cell without it."""

from __future__ import annotations

from collections.abc import Sequence

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL
from workbook.excel.macros import NoMacroError, call_macro
from workbook.plan.addresses import cell_address
from workbook.plan.appearance import note_size, note_sizes
from workbook.update.edits import NoteChange
from workbook.update.notes import note_after

PAINT_NOTES = "'xl903.xlam'!PaintNotes"
"""The macro of the add-in that changes the notes of a sheet in one call (addin/ribbon/vba/Notes.bas)."""


def paint_notes(
    sheet: xw.Sheet, changes: Sequence[NoteChange], *, app: xw.App | None = None, name: str | None = None
) -> None:
    """Change notes of a sheet: by the add-in's macro, or cell by cell where the macro is not there.

    app, name: the sheet's, where they are known, so that Excel need not be asked for them. The macro
    works on the active workbook, which is the one whose button was clicked.
    """
    if not changes:
        return
    sizes = note_sizes(change.now for change in changes)
    columns = (
        [cell_address(change.row, change.column) for change in changes],
        [change.earlier for change in changes],
        [change.now for change in changes],
        [width for width, _ in sizes],
        [height for _, height in sizes],
    )
    try:
        mixed = call_macro(app or sheet.book.app, PAINT_NOTES, name or sheet.name, *columns)
    except NoMacroError:
        for change in changes:
            _paint_note(sheet.range(cell_address(change.row, change.column)), change)
        return
    for address, text in mixed or ():
        _fit(sheet.range(str(address)), str(text))


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
        _fit(cell, after)


def _fit(cell: xw.Range, text: str) -> None:
    """Make the box of a note large enough for its text; Excel makes it four short lines high whatever it says."""
    if HAS_OBJECT_MODEL:
        shape = cell.api.Comment.Shape
        shape.Width, shape.Height = note_size(text)
