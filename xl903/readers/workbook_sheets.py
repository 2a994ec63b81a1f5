"""Tables of the return in an Excel workbook, one sheet for each, as lines of cells.

A workbook that xl903 made is one too: this year's sheets carry the tables' names.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import load_workbook

from xl903.engine.texts import cell_text
from xl903.readers.file_kinds import OLE_START
from xl903.s903.schema import TABLES

OWN_MEMORY = "xl903 memory"
"""The hidden sheet by which a workbook that xl903 made is known."""

_FORMULA = re.compile(rb"<f[ >/]")
_MOST_ROWS = 1_048_576


class NotAWorkbookError(Exception):
    """The file cannot be read as a workbook; the text says why and what to do."""


@dataclass(frozen=True)
class SheetRows:
    """A visible sheet: its name, and its rows as text with their numbers in the sheet."""

    name: str
    rows: list[tuple[int, list[str]]]


@dataclass(frozen=True)
class WorkbookSheets:
    """A workbook's visible sheets. ``own``: xl903 made it. ``formulas``: cells are worked out by formulas."""

    sheets: tuple[SheetRows, ...]
    own: bool
    formulas: bool


def is_workbook(data: bytes) -> bool:
    """Whether the bytes are an .xlsx workbook, whatever the file is called."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return any(name.startswith("xl/") for name in packed.namelist())
    except (zipfile.BadZipFile, ValueError):
        return False


def read_sheets(data: bytes) -> WorkbookSheets:
    """Read the sheets of a workbook as text, dates as dd/mm/yyyy, formulas by their last values.

    Of a workbook that xl903 made only this year's tables are read. Raises NotAWorkbookError where that
    cannot be done.
    """
    if data.startswith(OLE_START):
        raise NotAWorkbookError(
            "needs a password, or is in the format of Excel 97 to 2003; save it as .xlsx without a password."
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of formatting that it drops
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            own = OWN_MEMORY in book.sheetnames
            sheets = tuple(
                SheetRows(sheet.title, list(_rows(sheet)))
                for sheet in book.worksheets
                if sheet.sheet_state == "visible" and (not own or sheet.title in TABLES)
            )
            book.close()
        return WorkbookSheets(sheets, own, _has_formulas(data))
    # openpyxl lets through whatever the zip, the XML or a cell makes fail; all of it means the same here.
    except Exception as error:
        raise NotAWorkbookError(
            "cannot be read as an Excel workbook; open it in Excel and save it as .xlsx or CSV."
        ) from error


def made_by_xl903(data: bytes) -> bool:
    """Whether xl903 made the workbook; False where it cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return OWN_MEMORY.encode() in packed.read("xl/workbook.xml")
    except (zipfile.BadZipFile, KeyError, ValueError, RuntimeError, OSError):
        return False


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    sheet.reset_dimensions()  # the stored size is wrong in files that other programs wrote
    for number, cells in enumerate(sheet.iter_rows(values_only=True, max_row=_MOST_ROWS), start=1):
        row = ["" if cell is None else cell_text(cell) for cell in cells]
        while row and not row[-1]:
            row.pop()
        if row:
            yield number, row


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return any(
            _FORMULA.search(packed.read(name))
            for name in packed.namelist()
            if name.startswith("xl/worksheets/sheet")
        )
