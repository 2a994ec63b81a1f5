"""Puts a plan into an .xlsx file, and reads the return's tables back from one."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd

from workbook.file.book_parts import BookParts
from workbook.file.needed_cells import is_needed
from workbook.file.package import Package
from workbook.file.replacing import refuse_if_open, refuse_to_replace
from workbook.file.saving import save
from workbook.file.sheet_writing import add_sheet
from workbook.file.uncollected import without_garbage_collection
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
from xl903.readers.given_files import bytes_of
from xl903.readers.xlsx_values import XlsxValues
from xl903.s903.schema import TABLES


def write_workbook(plan: Plan, path: Path, *, replace: bool = False) -> None:
    """Write a plan to an .xlsx file: beside it first, then moved into place.

    replace: write over a file that is there already. Without it that is done only to a workbook of the same return
    that nobody has saved or checked since it was made. Raises UserError where the file cannot be written, for one
    because Excel has it open.
    """
    refuse_if_open(path)
    if not replace:
        refuse_to_replace(path, plan)
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
    return read_return_id(values_of(path))


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """This year's tables as they are in a workbook that xl903 wrote, as text, DfE's columns only.

    Header of a return that came as XML has its column UASC too, which such a return submits. What was typed
    since loading is written DfE's way: dates dd/mm/yyyy, codes in capitals.

    Raises UserError where the file is no workbook or has none of the tables, where a table that was loaded is
    gone, or where a column is gone.
    """
    grids = values_of(path)
    if MEMORY_SHEET in grids:
        return as_read(read_workbook(grids).tables)
    tables = {
        name: read_sheet(grids[name], name, "csv", None, whole=False)[0] for name in TABLES if name in grids
    }
    if not tables:
        raise UserError(f"{path.name} has no sheets of the return (Header, Episodes, ...).")
    return tables


def read_last_year(path: Path) -> dict[str, pd.DataFrame]:
    """Last year's tables in a workbook that xl903 wrote, as text; none where they are not there.

    Raises UserError where the file is no workbook.
    """
    grids = values_of(path)
    about = read_return_id(grids)
    return last_year_tables(grids, about) if about is not None else {}


def read_found_workbook(path: Path, *, restore: bool = False) -> FoundWorkbook:
    """A workbook that xl903 wrote as it stands, its memory and both logs included.

    restore: as in ``found_workbook.read_workbook``. Raises UserError where the file is no such workbook or is
    broken.
    """
    return read_workbook(values_of(path), restore=restore)


def values_of(path: Path) -> XlsxValues:
    """The values of a workbook's sheets, each read when it is asked for.

    Raises UserError where the file cannot be read as a workbook.
    """
    return XlsxValues(bytes_of(path), path.name, is_needed=is_needed)
