"""Text files as they come out of other people's systems: bytes to text, and text to rows of cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

DELIMITERS = (",", ";", "\t")
"""What may stand between two cells; the first is taken where the header line leaves it open."""

UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""What stands for a byte that no encoding explains."""

_SOMETHING = re.compile(r'[^\s,;"]')
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


class NotTextError(Exception):
    """The file holds no text; the exception's text says what it seems to be, and what to do."""


def read_text(path: Path) -> str:
    """Read a file in UTF-8 with or without byte order mark, UTF-16 with one, or Windows-1252.

    A byte that Windows-1252 has no character for becomes ``UNREADABLE``. Raises OSError where the file
    cannot be read, and NotTextError where it holds something else than text.
    """
    data = path.read_bytes()
    if data.startswith(b"PK\x03\x04"):
        raise NotTextError("is an Excel workbook or a zip file, not text; save it as CSV and load that.")
    text = decode(data)
    if "\0" in text:
        raise NotTextError("is not a text file; export the table as CSV again.")
    return text


def decode(data: bytes) -> str:
    """The text of a file's bytes, read as ``read_text`` does. Raises NotTextError where they are damaged."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                name = encoding.removesuffix("-sig").upper()
                raise NotTextError(
                    f"begins like {name} text but is damaged at byte {error.start + 1:,}; export it again."
                ) from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def header_line(text: str) -> str | None:
    """Find the first line that holds more than delimiters and white space; None where there is none."""
    return next((line for line in io.StringIO(text, newline="") if _SOMETHING.search(line)), None)


def split_line(line: str, delimiter: str) -> list[str]:
    """Split one line by itself into trimmed cells; a stray quotation mark is an ordinary character."""
    return [cell.strip() for cell in _cells_of_line(line, delimiter)]


def _cells_of_line(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=True), [])
    except csv.Error:
        return line.rstrip("\r\n").split(delimiter)


class Rows:
    """The rows of delimited text, each with the line it begins on; lines that are blank are passed over.

    Iterating gives ``(line, cells)``: line counted from 1, cells as they came. After it, ``unclosed`` is
    the line of a quotation mark that opens a cell and is never closed, or None. From that line on every
    line was taken for a row, so that one stray mark does not swallow the rest of the file.
    """

    def __init__(self, text: str, delimiter: str) -> None:
        self.unclosed: int | None = None
        self._text = text
        self._delimiter = delimiter
        self._ended = False

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(self._lines(), delimiter=self._delimiter, skipinitialspace=True)
        line = 1
        try:
            for cells in reader:
                # csv asks for one more line only inside quotation marks, so a row that comes after the
                # text has ended was never closed.
                if self._ended:
                    break
                if cells:
                    yield line, cells
                line = reader.line_num + 1
            else:
                return
        except csv.Error:  # a cell beyond csv's limit of 128 KiB: nothing but an unclosed mark makes one
            pass
        self.unclosed = line
        for number, text in enumerate(islice(io.StringIO(self._text, newline=""), line - 1, None), line):
            if cells := _cells_of_line(text, self._delimiter):
                yield number, cells

    def _lines(self) -> Iterator[str]:
        yield from io.StringIO(self._text, newline="")
        self._ended = True
