"""Text files as they come out of other people's systems: bytes to text, and one line to cells."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from xl903.readers.file_kinds import OLE_START, ZIP_START

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
# In UTF-8: the accented letters of European names, and the marks that word processors put in.
_LIKELY_UTF_8 = re.compile(rb"[\xc2-\xc5][\x80-\xbf]|\xe2[\x80-\x82][\x80-\xbf]")
_OTHER_ENCODING = "xl903-windows-1252"


class NotTextError(Exception):
    """The file holds no text; the exception's text says what it seems to be, and what to do."""


@dataclass(frozen=True)
class Text:
    """A file's text. ``other_encoding``: lines, from 1, with letters in another encoding than the rest."""

    text: str
    other_encoding: tuple[int, ...] = ()


def decode(data: bytes) -> Text:
    """Read bytes in UTF-8 with or without byte order mark, UTF-16 with one, or Windows-1252.

    Where most is UTF-8 and some is not, only those places are read as Windows-1252, and their lines named. A
    byte that Windows-1252 has no character for becomes ``UNREADABLE``. Raises NotTextError for what is no
    text.
    """
    if data.startswith(ZIP_START):
        raise NotTextError("is an Excel workbook or a zip file, not text; save it as CSV and load that.")
    if data.startswith(OLE_START):
        raise NotTextError(
            "is an Excel workbook with a password, or of before 2007, not text; open it in Excel, save it as CSV "
            "and load that."
        )
    text = read_encoded(data)
    if "\0" in text.text:
        raise NotTextError("is not a text file; export the table as CSV again.")
    return text


def read_encoded(data: bytes) -> Text:
    """The text of bytes whatever it is, in the encodings of ``decode``. Raises NotTextError where it is damaged."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            try:
                return Text(data.decode(encoding))
            except UnicodeDecodeError as error:
                name = encoding.removesuffix("-sig").upper()
                raise NotTextError(
                    f"begins like {name} text but is damaged at byte {error.start + 1:,}; export it again."
                ) from error
    try:
        return Text(data.decode("utf-8"))
    except UnicodeDecodeError:
        if not _LIKELY_UTF_8.search(data):
            return Text(data.decode("cp1252", errors="replace"))
    return _of_two_encodings(data)


def _of_two_encodings(data: bytes) -> Text:
    at: list[int] = []

    def read_as_windows_1252(error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeDecodeError)  # noqa: S101 - decoding raises no other
        at.append(error.start)
        return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end

    codecs.register_error(_OTHER_ENCODING, read_as_windows_1252)
    text = data.decode("utf-8", errors=_OTHER_ENCODING)
    return Text(text, tuple(dict.fromkeys(_lines_at(data, at))))


def _lines_at(data: bytes, offsets: list[int]) -> Iterator[int]:
    line, before = 1, 0
    for offset in offsets:
        line += data.count(b"\n", before, offset)
        before = offset
        yield line


def has_something(line: str) -> bool:
    """Whether a line holds more than delimiters, quotation marks and white space."""
    return _SOMETHING.search(line) is not None


def header_line(text: str) -> str | None:
    """Find the first line that holds more than delimiters and white space; None where there is none."""
    return next((line for line in io.StringIO(text, newline="") if has_something(line)), None)


def lines_of(text: str) -> list[str]:
    """The lines of a text with their line ends, whichever kind they are."""
    return list(io.StringIO(text, newline=""))


def split_line(line: str, delimiter: str) -> list[str]:
    """Split one line by itself into trimmed cells; a stray quotation mark is an ordinary character."""
    return [cell.strip() for cell in cells_of_line(line, delimiter)]


def cells_of_line(line: str, delimiter: str) -> list[str]:
    """Split one line by itself into cells as they are; a stray quotation mark is an ordinary character."""
    try:
        return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True, strict=True), [])
    except csv.Error:
        return line.rstrip("\r\n").split(delimiter)
