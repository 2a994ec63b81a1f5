"""Saves an openpyxl workbook quickly, and with Excel's "number stored as text" warnings off.

Ids, UPNs and codes of digits are text on purpose; without this Excel puts a green corner on every one of
them, and the cells that matter drown. openpyxl does not write the element that says so.

It also writes a text anew in each cell that holds it, element by element, which takes most of the time that a
check takes. Here each text is written once, as Excel itself does, and the rows go to the file as text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any, BinaryIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from lxml.etree import tostring, xmlfile
from openpyxl import Workbook
from openpyxl.cell._writer import etree_write_cell
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.compat import safe_string
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter
from openpyxl.xml.constants import ARC_WORKBOOK_RELS, REL_NS, SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import Element, SubElement

_SHARED_STRINGS = "xl/sharedStrings.xml"
_TAKEN_AWAY = "x005F_"
"""What openpyxl takes out of a text that is written once when it reads it, and leaves in one of a cell's own."""


class _Texts:
    """The texts of a workbook's cells, each once and by number."""

    path = f"/{_SHARED_STRINGS}"
    mime_type = SHARED_STRINGS

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self._numbers.setdefault(text, len(self._numbers))

    def as_xml(self) -> str:
        count = len(self._numbers)
        items = "".join(
            f'<si><t xml:space="preserve">{_escaped(text)}</t></si>'
            if text != text.strip()
            else f"<si><t>{_escaped(text)}</t></si>"
            for text in self._numbers
        )
        return f'<sst xmlns="{SHEET_MAIN_NS}" uniqueCount="{count}">{items}</sst>'


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


class _Collected:
    """Takes the elements that openpyxl's own cell writer makes, as text."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, element: Any) -> None:
        self.text = tostring(element, encoding="unicode")


class _QuietWorksheetWriter(WorksheetWriter):
    def __init__(self, ws: Worksheet, texts: _Texts) -> None:
        self._texts = texts
        self._letters: dict[int, str] = {}
        self._days: dict[dt.date, str] = {}
        self._styles: dict[bytes, str] = {}
        super().__init__(ws)

    def get_stream(self) -> Generator[Any, Any, None]:
        """As the original, into a file that rows can be written to as text.

        The name r for relations is there from the start, as in Excel's own files; programs that draw on a sheet
        later go by it.
        """
        with (
            Path(self.out).open("wb") as self._file,
            xmlfile(self._file) as xf,
            xf.element("worksheet", xmlns=SHEET_MAIN_NS, nsmap={"r": REL_NS}),
        ):
            try:
                while True:
                    element = yield
                    if element is True:
                        yield xf
                    elif element is not None:
                        xf.write(element)
            except GeneratorExit:
                pass

    def write_rows(self) -> None:
        """Write the rows as text, around openpyxl's writer of elements."""
        xf = self.xf.send(True)
        with xf.element("sheetData"):
            xf.write("")
            xf.flush()
            self._file.writelines(self._row(number, cells) for number, cells in self.rows())
        self.xf.send(None)

    def _row(self, number: int, cells: Iterable[Any]) -> bytes:
        attributes = {"r": str(number), **dict(self.ws.row_dimensions.get(number, {}))}
        said = "".join(f' {name}="{escape(str(value))}"' for name, value in attributes.items())
        return f"<row{said}>{''.join(map(self._cell, cells))}</row>".encode()

    def _cell(self, cell: Any) -> str:
        if cell._comment is not None:
            self.ws._comments.append(CommentRecord.from_cell(cell))
        style, value = self._style(cell), cell._value
        if value is None and not style and cell._comment is None:
            return ""
        content = self._content(cell.data_type, value)
        if content is None:
            return self._as_openpyxl_does(cell, bool(style))
        if cell._hyperlink is not None:
            self.ws._hyperlinks.append(cell._hyperlink)
        return f'<c r="{self._letter(cell.column)}{cell.row}"{style}{content}'

    def _style(self, cell: Any) -> str:
        """The attribute that says the cell's look; openpyxl looks for it among all looks, cell by cell."""
        if cell._style is None:
            return ""
        look = cell._style.tobytes()
        if look not in self._styles:
            self._styles[look] = f' s="{cell.style_id}"' if cell.has_style else ""
        return self._styles[look]

    def _content(self, kind: str, value: Any) -> str | None:
        """The rest of a cell's element after its place and style; None for what openpyxl is to write."""
        if value is None or value == "":
            return f' t="{"inlineStr" if kind == "s" else kind}"/>'
        if kind == "s" and type(value) is str and _TAKEN_AWAY not in value:
            return f' t="s"><v>{self._texts.number(value)}</v></c>'
        if kind == "n" and type(value) in (int, float):
            return f' t="n"><v>{safe_string(value)}</v></c>'
        if kind == "d" and type(value) in (dt.date, dt.datetime) and self._plain_dates(value):
            if value not in self._days:
                self._days[value] = safe_string(to_excel(value, self.ws.parent.epoch))
            return f' t="n"><v>{self._days[value]}</v></c>'
        return None

    def _plain_dates(self, value: dt.date) -> bool:
        return not self.ws.parent.iso_dates and getattr(value, "tzinfo", None) is None

    def _letter(self, column: int) -> str:
        if column not in self._letters:
            self._letters[column] = get_column_letter(column)
        return self._letters[column]

    def _as_openpyxl_does(self, cell: Any, has_style: bool) -> str:
        collected = _Collected()
        etree_write_cell(collected, self.ws, cell, has_style)
        return collected.text

    def write_drawings(self) -> None:
        """Write the element just before the drawings, where the file format wants it."""
        ignored = Element("ignoredErrors")
        SubElement(
            ignored, "ignoredError", sqref=self.ws.dimensions, numberStoredAsText="1", twoDigitTextYear="1"
        )
        self.xf.send(ignored)
        super().write_drawings()


class _Archive(ZipFile):
    """A workbook's file, whose relations name the texts too."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *args: Any, **named: Any) -> None:
        """As the original."""
        if zinfo_or_arcname == ARC_WORKBOOK_RELS:
            relation = f'<Relationship Id="texts" Type="{REL_NS}/sharedStrings" Target="/{_SHARED_STRINGS}"/>'
            data = data.replace(b"</Relationships>", relation.encode() + b"</Relationships>")
        super().writestr(zinfo_or_arcname, data, *args, **named)


class _QuietWriter(ExcelWriter):
    def __init__(self, book: Workbook, archive: ZipFile) -> None:
        super().__init__(book, archive)
        self._texts = _Texts()

    def write_worksheet(self, ws: Worksheet) -> None:
        """As the original, with the writer above."""
        ws._drawing = _drawing_of(ws)
        writer = _QuietWorksheetWriter(ws, self._texts)
        writer.write()
        ws._rels = writer._rels
        self._archive.write(writer.out, ws.path[1:])
        self.manifest.append(ws)
        writer.cleanup()

    def _write_worksheets(self) -> None:
        super()._write_worksheets()
        self._archive.writestr(_SHARED_STRINGS, self._texts.as_xml())
        self.manifest.append(self._texts)


def _drawing_of(ws: Worksheet) -> SpreadsheetDrawing:
    drawing = SpreadsheetDrawing()
    drawing.charts = ws._charts
    drawing.images = ws._images
    return drawing


def save_quietly(book: Workbook, path: Path | BinaryIO) -> None:
    """Save a workbook to a path, or into an open file. Raises OSError where that cannot be written."""
    _QuietWriter(book, _Archive(path, "w", ZIP_DEFLATED, allowZip64=True)).save()
