"""Notes on live cells, changed by the add-in's macro in one call, or cell by cell without it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
        _paint_one_by_one(sheet, changes)
        return
    for address, text in mixed or ():
        _fit(sheet.range(str(address)), str(text))


def _paint_one_by_one(sheet: xw.Sheet, changes: Sequence[NoteChange]) -> None:
    if not HAS_OBJECT_MODEL:
        for change in changes:
            _paint_portably(sheet.range(cell_address(change.row, change.column)), change)
        return
    has_notes = bool(sheet.api.Comments.Count)
    for change in changes:
        cell = sheet.api.Range(cell_address(change.row, change.column))
        note = cell.Comment if has_notes else None
        before = note.Text() if note is not None else ""
        after = note_after(before, change.earlier, change.now)
        if after == before:
            continue
        if note is not None:
            note.Delete()
        if after:
            _fit_shape(cell.AddComment(after).Shape, after)


def _paint_portably(cell: xw.Range, change: NoteChange) -> None:
    """The same through xlwings alone, for macOS."""
    note = cell.note
    before = note.text if note is not None else ""
    after = note_after(before, change.earlier, change.now)
    if after == before:
        return
    if note is not None:
        note.delete()
    if after:
        cell.add_note(after)


def _fit(cell: xw.Range, text: str) -> None:
    if HAS_OBJECT_MODEL:
        _fit_shape(cell.api.Comment.Shape, text)


def _fit_shape(shape: Any, text: str) -> None:
    """Make the box of a note large enough for its text; Excel makes it four short lines high whatever it says."""
    shape.Width, shape.Height = note_size(text)
