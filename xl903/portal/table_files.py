"""Tables in whatever file a person saved them: a web page, a workbook or text, as plain grids of trimmed text.

A file is known by its content, not by its ending: a page saved as .xls is a page. Web pages are read without
network and without entities of their own; nothing that a file refers to is opened.
"""

from __future__ import annotations

import csv
import email
import email.policy
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook

from xl903.engine.messages import UserError
from xl903.engine.texts import cell_text
from xl903.readers.file_kinds import OLE_START, ZIP_START
from xl903.readers.text_files import NotTextError, read_encoded
from xl903.xml_trees import etree, parse_page

Row = tuple[str, ...]

_PAGE = re.compile(r"<\s*(table|html|!doctype html)\b", re.IGNORECASE)
_TABLE = re.compile(r"<\s*table\b", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SAVED_PAGE = re.compile(rb"^(from|mime-version|content-type|snapshot-content-location):", re.IGNORECASE)
_HEAD = 65_536
_MOST_BYTES = 100_000_000
_MOST_SPAN = 1_000
_LINES_ABOVE = 50
_UNSEEN = frozenset({"script", "style"})
_CELLS = ("td", "th")
_DELIMITERS = ("\t", ",", ";", "|")
_GARBLED = re.compile("[ÃÂâ][\u0080-\uffff]")


@dataclass(frozen=True)
class TextTable:
    """One table as a person sees it, cells trimmed, blank cells empty text, rows of the same length.

    file: the file's name. sheet: that of the sheet, None where there are none. above: what is written over it,
    line by line, where that is not part of the table itself.
    """

    file: str
    sheet: str | None
    rows: tuple[Row, ...]
    above: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """How a sentence names it."""
        return self.file if self.sheet is None else f"{self.file}, {self.sheet}"


def read_tables(path: Path) -> list[TextTable]:
    """Every table of a file that holds anything.

    Raises UserError, one sentence, where the file cannot be opened or is of no kind that holds tables.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UserError(f"{path.name} is too large to be a report; choose another file.")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UserError(f"{path} does not exist; check the path.") from error
    except OSError as error:
        raise UserError(
            f"{path.name} cannot be opened; close it in other programs and check that you may read it."
        ) from error
    return tables_in(path.name, data)


def tables_in(name: str, data: bytes) -> list[TextTable]:
    """Every table of a file's content that holds anything. Raises UserError as ``read_tables``."""
    if data.startswith((ZIP_START, OLE_START)):
        return _workbook_tables(name, data)
    if _SAVED_PAGE.match(data):
        data = _page_in(data)
    try:
        text = read_encoded(data).text
    except NotTextError as error:
        raise UserError(f"{name} {error}") from error
    if "\0" in text:
        raise UserError(f"{name} is not a web page, a workbook or a CSV file; save it as one of these.")
    if _PAGE.search(text[:_HEAD]) or _TABLE.search(text):
        return _page_tables(name, text)
    return _text_tables(name, text)


def grid_table(name: str, sheet: str, grid: Sequence[Sequence[object]]) -> TextTable:
    """The cells of a sheet, as Excel gives them, as a table."""
    return TextTable(name, sheet, _rectangle([_cells(row) for row in grid]))


# Web pages


def _page_in(data: bytes) -> bytes:
    """The page inside a web archive (.mht), as browsers save "a single file"; the data itself where it has none."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            return content if isinstance(content, bytes) else data
    return data


def _page_tables(name: str, text: str) -> list[TextTable]:
    try:
        page = parse_page(_DECLARATION.sub("", text))
    except ValueError as error:
        raise UserError(f"{name} cannot be read as a web page; save it again.") from error
    found = []
    above: list[str] = []
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in _UNSEEN:
            continue
        if element.tag == "table" and element.find(".//table") is None:  # else it only lays out others
            rows = _rectangle(list(_page_rows(element)))
            if rows:
                found.append(TextTable(name, None, rows, tuple(above[-_LINES_ABOVE:])))
        elif element.tag not in _CELLS and next(element.iterancestors(*_CELLS), None) is None:
            above += [line for text in (element.text, element.tail) if text and (line := _trimmed(text))]
    return found


def _page_rows(table: etree._Element) -> Iterator[list[str]]:
    """The rows of a page's table; a cell that spans several columns or rows stands in each of its rows."""
    spanning: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in (one for one in row.iter() if one.tag in _CELLS):
            while len(cells) in spanning:
                _continue(spanning, cells)
            text = _trimmed(" ".join(map(str, cell.itertext())))
            deep, wide = _span(cell, "rowspan"), _span(cell, "colspan")
            if deep > 1:
                spanning[len(cells)] = deep - 1, text
            cells += [text, *[""] * (wide - 1)]
        while len(cells) in spanning:
            _continue(spanning, cells)
        yield cells


def _continue(spanning: dict[int, tuple[int, str]], cells: list[str]) -> None:
    left, text = spanning.pop(len(cells))
    if left > 1:
        spanning[len(cells)] = left - 1, text
    cells.append(text)


def _span(cell: etree._Element, name: str) -> int:
    said = str(cell.get(name) or "1").strip()
    return min(max(int(said), 1), _MOST_SPAN) if said.isascii() and said.isdigit() else 1


# Workbooks


def _workbook_tables(name: str, data: bytes) -> list[TextTable]:
    if data.startswith(OLE_START) and "EncryptedPackage".encode("utf-16-le") in data:
        raise UserError(f"{name} needs a password; open it in Excel, remove the password and save it.")
    try:
        sheets = list(_sheets(data))
    # A workbook's readers let through whatever the zip, the XML or a cell makes fail; all of it means the same.
    except Exception as error:
        raise UserError(
            f"{name} cannot be read as a workbook; open it in Excel and save it as .xlsx or CSV."
        ) from error
    tables = [grid_table(name, sheet, grid) for sheet, grid in sheets]
    return [table for table in tables if table.rows]


def _sheets(data: bytes) -> Iterator[tuple[str, Sequence[Sequence[object]]]]:
    try:
        import python_calamine  # noqa: PLC0415
    except ImportError:  # compiled, so not everywhere; .xls and .ods then cannot be read
        python_calamine = None  # type: ignore[assignment]
    if python_calamine is not None:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            for sheet in book.sheet_names:
                yield sheet, book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        return
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for worksheet in book.worksheets:
        worksheet.reset_dimensions()
        yield worksheet.title, list(worksheet.iter_rows(values_only=True))
    book.close()


# Text


def _text_tables(name: str, text: str) -> list[TextTable]:
    """The text split at the delimiter that makes the most of it: rows of several cells first, then cells."""
    found = []
    for delimiter in _DELIMITERS:
        try:
            rows = [_cells(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]
        except csv.Error:  # a cell beyond what csv takes: a quotation mark that is never closed
            rows = [_cells(line.split(delimiter)) for line in text.splitlines()]
        found.append(rows)
    best = max(found, key=lambda rows: (_rows_of_several(rows), sum(len(row) for row in rows)))
    table = TextTable(name, None, _rectangle(best))
    return [table] if table.rows else []


def _rows_of_several(rows: Sequence[Sequence[str]]) -> int:
    return sum(sum(cell != "" for cell in row) > 1 for row in rows)


# Cells


def _cells(row: Sequence[object]) -> list[str]:
    return ["" if cell is None else _trimmed(cell_text(cell)) for cell in row]


def _trimmed(text: str) -> str:
    """Text with white space made one space, and UTF-8 that was read as Windows-1252 set right."""
    if _GARBLED.search(text):
        for encoding in ("cp1252", "latin-1"):
            try:
                text = text.encode(encoding).decode("utf-8")
                break
            except UnicodeError:
                continue
    return " ".join(text.split())


def _rectangle(rows: Sequence[Sequence[str]]) -> tuple[Row, ...]:
    """Rows of the same length, without those at the end that hold nothing."""
    kept = list(rows)
    while kept and not any(kept[-1]):
        kept.pop()
    width = max((len(row) for row in kept), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in kept)
