"""Opening the files that Ofsted sends: Excel workbooks, or one sheet of them saved as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from xl903.engine.messages import UserError
from xl903.ofsted.sheets import HEADER_ROWS, Row, Sheet, header_position
from xl903.readers.file_kinds import OLE_START
from xl903.readers.xlsx_values import XlsxValues

_ZIP_START = b"PK\x03\x04"
_TEXT_SUFFIXES = frozenset({".csv", ".txt", ".tsv"})
_DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Opened:
    """A file's visible sheets in order, and the names of those that are hidden and were not read."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


def open_file(path: Path) -> Opened:
    """Read a workbook or CSV file. Raises UserError with one sentence where that cannot be done."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise UserError("This file does not exist. Check the folder and the name.") from None
    except IsADirectoryError:
        raise UserError("This is a folder. Choose the Ofsted files in it.") from None
    except OSError as error:
        why = error.strerror or "no reason given"
        raise UserError(f"This file cannot be read ({why}); close it in Excel and try again.") from None
    # The first bytes decide, not the suffix: lists get renamed on their way.
    if content.startswith(_ZIP_START):
        return _open_workbook(path.name, content)
    if content.startswith(OLE_START):
        raise UserError(_why_locked(content))
    if path.suffix.lower() in _TEXT_SUFFIXES:
        return Opened((_csv_sheet(path.name, content),))
    raise UserError(
        "This file cannot be opened as an Excel workbook; it may be damaged or incomplete. "
        "Open it in Excel and save it as .xlsx, or ask Ofsted to send it again."
    )


def _why_locked(content: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return (
            "This workbook needs a password; open it in Excel, remove the password "
            "(File, Info, Protect Workbook) and save it."
        )
    if any(name.encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "This workbook is in the format of Excel 97 to 2003; open it in Excel and save it as .xlsx."
    return (
        "This workbook needs a password or is in the format of Excel 97 to 2003; "
        "open it in Excel and save it as .xlsx without a password."
    )


def _open_workbook(file: str, content: bytes) -> Opened:
    try:
        return _read_workbook(file, content)
    except UserError as error:
        raise UserError(
            "This file cannot be opened as an Excel workbook; it may be damaged or in another format than "
            ".xlsx. Open it in Excel and save it as .xlsx, or ask Ofsted to send it again."
        ) from error


def _read_workbook(file: str, content: bytes) -> Opened:
    values = XlsxValues(content, file, is_needed=lambda *_: False)
    sheets = [
        Sheet(file, name, _needed_rows(values[name]), values.epoch)
        for name, part in values.parts.items()
        if part.state == "visible"
    ]
    hidden = tuple(name for name, part in values.parts.items() if part.state != "visible")
    return Opened(tuple(sheets), hidden)


def _needed_rows(rows: Iterable[Sequence[object]]) -> list[Row]:
    """Read the top rows and, where they hold a header row, all others that are not empty."""
    every = iter(rows)
    needed = [tuple(row) for row in islice(every, HEADER_ROWS)]
    if header_position(needed) is not None:
        needed.extend(tuple(row) for row in every if any(cell is not None for cell in row))
    return needed


def _csv_sheet(file: str, content: bytes) -> Sheet:
    text = _decoded(content)
    try:
        candidates = [_csv_rows(text, delimiter) for delimiter in _DELIMITERS]
    except csv.Error as error:
        raise UserError(
            f"This file cannot be read as CSV ({error}); open it in Excel and save it as CSV again."
        ) from None
    rows = next((rows for rows in candidates if header_position(rows) is not None), candidates[0])
    return Sheet(file, None, rows)


def _csv_rows(text: str, delimiter: str) -> list[Row]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _needed_rows(rows)


def _decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
