"""Puts a plan into an .xlsx file with openpyxl, and reads the return's tables back from one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from workbook.file.book_parts import BookParts
from workbook.file.package import Package
from workbook.file.saving import save
from workbook.file.sheet_writing import add_sheet
from workbook.file.uncollected import without_garbage_collection
from workbook.plan.cell_values import unescape
from workbook.plan.grids import Grid
from workbook.plan.sheet_model import Plan, ReturnId
from workbook.session.found_workbook import (
    FoundWorkbook,
    as_read,
    last_year_tables,
    read_sheet,
    read_workbook,
)
from workbook.session.memory import MEMORY_SHEET, read_return_id
from xl903.engine.messages import UserError
from xl903.s903.schema import TABLES


def write_workbook(plan: Plan, path: Path) -> None:
    """Write a plan to an .xlsx file: beside it first, then moved into place.

    Raises UserError where the file cannot be written, for one because Excel has it open.
    """
    with without_garbage_collection():
        save(_package_of(plan), path)


def as_bytes(plan: Plan) -> bytes:
    """The .xlsx file of a plan, which is written nowhere."""
    out = BytesIO()
    _package_of(plan).save(out)
    return out.getvalue()


def _package_of(plan: Plan) -> Package:
    package = Package.new()
    book = BookParts(package)
    for position, sheet in enumerate(plan.sheets):
        add_sheet(book, sheet, position)
    book.put()
    return package


def read_return_id_of(path: Path) -> ReturnId | None:
    """What a workbook that xl903 wrote knows of its return; None where nothing in it says.

    Raises UserError where the file is no workbook.
    """
    with _opened(path) as book:
        return read_return_id({ws.title: _grid(ws) for ws in book.worksheets if ws.title == MEMORY_SHEET})


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """This year's tables as they stand in a workbook that xl903 wrote, as text, DfE's columns only.

    Header of a return that came as XML has its column UASC too, which such a return submits. What was typed
    since loading is written DfE's way: dates dd/mm/yyyy, codes in capitals.

    Raises UserError where the file is no workbook or has none of the tables, where a table that was loaded is
    gone, or where a column is gone.
    """
    with _opened(path) as book:
        grids = grids_of(book)
    if MEMORY_SHEET in grids:
        return as_read(read_workbook(grids).tables)
    tables = {name: read_sheet(grids[name], name, "csv", whole=False)[0] for name in TABLES if name in grids}
    if not tables:
        raise UserError(f"{path.name} has none of the return's sheets (Header, Episodes, ...).")
    return tables


def read_last_year(path: Path) -> dict[str, pd.DataFrame]:
    """Last year's tables in a workbook that xl903 wrote, as text; none where they are not there.

    Raises UserError where the file is no workbook.
    """
    with _opened(path) as book:
        grids = grids_of(book)
    about = read_return_id(grids)
    return last_year_tables(grids, about) if about is not None else {}


def read_found_workbook(path: Path, *, restore: bool = False) -> FoundWorkbook:
    """A workbook that xl903 wrote as it stands, its memory, log and history included.

    restore: as in ``found_workbook.read_workbook``. Raises UserError where the file is no such workbook or is
    broken.
    """
    with _opened(path) as book:
        return read_workbook(grids_of(book), restore=restore)


def read_grids(data: bytes, name: str, sheets: Collection[str]) -> dict[str, Grid]:
    """The values of those of the sheets that a workbook has.

    data: the bytes of the file. name: its name, for what is said. Raises UserError where it is no workbook.
    """
    try:
        book = load_workbook(BytesIO(data), read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for files that are no workbooks
        raise UserError(f"{name} cannot be read as an Excel workbook.") from error
    try:
        return {ws.title: _grid(ws) for ws in book.worksheets if ws.title in sheets}
    finally:
        book.close()


def grids_of(book: Workbook) -> dict[str, Grid]:
    """The values of every sheet; characters that a file cannot hold as they were."""
    with without_garbage_collection():
        return {ws.title: _grid(ws) for ws in book.worksheets}


def _grid(ws: Worksheet) -> Grid:
    return [[_unescaped(value) for value in row] for row in ws.iter_rows(values_only=True)]


def _unescaped(value: Any) -> Any:
    return unescape(value) if isinstance(value, str) else value


@contextmanager
def _opened(path: Path) -> Iterator[Workbook]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for files that are no workbooks
        raise UserError(f"{path.name} cannot be read as an Excel workbook.") from error
    try:
        yield book
    finally:
        book.close()
