"""Saves an openpyxl workbook with Excel's "number stored as text" warnings off.

Ids, UPNs and codes of digits are text on purpose; without this Excel puts a green corner on every one of
them, and the cells that matter drown. openpyxl does not write the element that says so.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.functions import Element, SubElement


class _QuietWorksheetWriter(WorksheetWriter):
    def write_drawings(self) -> None:
        """Write the element just before the drawings, where the file format wants it."""
        ignored = Element("ignoredErrors")
        SubElement(
            ignored, "ignoredError", sqref=self.ws.dimensions, numberStoredAsText="1", twoDigitTextYear="1"
        )
        self.xf.send(ignored)
        super().write_drawings()


class _QuietWriter(ExcelWriter):
    def write_worksheet(self, ws: Worksheet) -> None:
        """As the original, with the writer above."""
        ws._drawing = _drawing_of(ws)
        writer = _QuietWorksheetWriter(ws)
        writer.write()
        ws._rels = writer._rels
        self._archive.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()


def _drawing_of(ws: Worksheet) -> SpreadsheetDrawing:
    drawing = SpreadsheetDrawing()
    drawing.charts = ws._charts
    drawing.images = ws._images
    return drawing


def save_quietly(book: Workbook, path: Path | BinaryIO) -> None:
    """Save a workbook to a path, or into an open file. Raises OSError where that cannot be written."""
    _QuietWriter(book, ZipFile(path, "w", ZIP_DEFLATED, allowZip64=True)).save()
