"""Puts a plan into an .xlsx file with openpyxl, and reads the return's tables back from one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from workbook.file.file_charts import add_chart
from workbook.file.file_styles import add_styles, style_name
from workbook.file.quiet_writer import save_quietly
from workbook.file.uncollected import without_garbage_collection
from workbook.plan import appearance
from workbook.plan.addresses import LAST_ROW
from workbook.plan.cell_values import escape, unescape
from workbook.plan.codes_sheet import LONGEST_LIST, NO_SUCH_CODE
from workbook.plan.grids import Grid
from workbook.plan.sheet_model import (
    Block,
    Line,
    Plan,
    ReturnId,
    Sheet,
)
from workbook.session.found_workbook import (
    FoundWorkbook,
    as_read,
    last_year_tables,
    read_sheet,
    read_workbook,
)
from workbook.session.memory import MEMORY_SHEET, read_return_id
from workbook.update.edits import Offer
from workbook.update.tables import new_offers
from xl903.engine.messages import UserError
from xl903.s903.schema import TABLES
from xl903.writers.safe_files import write_whole

NOTE_AUTHOR = "xl903"
"""The author of the notes that xl903 writes, by which it knows its own."""

POINTS_OF_A_PIXEL = 0.75
_FORMULA_SIGNS = ("=", "+", "-", "@")


def write_workbook(plan: Plan, path: Path) -> None:
    """Write a plan to an .xlsx file: beside it first, then moved into place.

    Raises UserError where the file cannot be written, for one because Excel has it open.
    """
    with without_garbage_collection():
        save(_built(plan), path)


def as_bytes(plan: Plan) -> bytes:
    """The .xlsx file of a plan, which is written nowhere."""
    out = BytesIO()
    save_quietly(_built(plan), out)
    return out.getvalue()


def _built(plan: Plan) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    for sheet in plan.sheets:
        write_sheet(book.create_sheet(sheet.name), sheet)
    return book


def save(book: Workbook, path: Path) -> None:
    """Save a workbook beside its place first, then move it there, so that no half of one is ever seen.

    Raises UserError where that fails; an earlier file then stays as it was.
    """
    with write_whole(path, advice="if it is open in Excel, close it and try again") as beside:
        save_quietly(book, beside)


def write_sheet(ws: Worksheet, sheet: Sheet) -> None:
    """Put a sheet of a plan into an empty worksheet."""
    if sheet.kind == "memory":
        write_memory(ws, sheet)
        return
    ws.sheet_properties.tabColor = appearance.TAB_COLOURS[sheet.kind]
    ws.sheet_view.showGridLines = sheet.kind != "list"
    for line in sheet.lines:
        write_line(ws, line)
    if sheet.block is not None:
        _write_block(ws, sheet.block, sheet)
        offer_codes(ws, new_offers(sheet, sheet.block))
    _set_page(ws, sheet.block.top if sheet.block is not None else None)
    for position, width in enumerate(sheet.widths, start=1):
        ws.column_dimensions[get_column_letter(position)].width = width
    if sheet.chart is not None and sheet.block is not None:
        add_chart(ws, sheet.chart, sheet.block)


def write_memory(ws: Worksheet, sheet: Sheet) -> None:
    """Put the sheet that nobody sees into a worksheet, as plain as it can be."""
    ws.sheet_state = "veryHidden"
    ws.delete_rows(1, ws.max_row)
    if sheet.block is not None:
        ws.append([column.title for column in sheet.block.columns])
        for row in sheet.block.rows:
            ws.append([escape(value) if isinstance(value, str) else value for value in row])


def offer_codes(ws: Worksheet, offers: Iterable[Offer]) -> None:
    """Offer codes in columns of a worksheet."""
    for one in offers:
        listed = ",".join(one.codes)
        rule = DataValidation(
            type="list",
            formula1=f'"{listed}"' if len(listed) <= LONGEST_LIST else one.cells,
            allow_blank=True,
            errorStyle="warning",
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle=one.help_title,
            error=NO_SUCH_CODE,
            promptTitle=one.help_title,
            prompt=one.help_text,
        )
        letter = get_column_letter(one.column)
        rule.add(f"{letter}{one.first_row}:{letter}{LAST_ROW}")
        ws.add_data_validation(rule)


def write_line(ws: Worksheet, line: Line) -> None:
    """Put a line into its cell."""
    cell = ws.cell(line.row, line.column)
    cell.style = style_name(f"line {line.style}")
    set_value(cell, line.value)


def _write_block(ws: Worksheet, block: Block, sheet: Sheet) -> None:
    _write_header(ws, block)
    marked = set(sheet.marks)
    plain = [style_name(column.kind) for column in block.columns]
    bad = [style_name(f"bad {column.kind}") for column in block.columns]
    rows: Any = block.rows or [(None,) * len(block.columns)]
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            cell = ws.cell(block.top + 1 + row, 1 + column)
            cell.style = bad[column] if (row, column) in marked else plain[column]
            set_value(cell, value)
    _set_heights(ws, block)
    for note in sheet.notes:
        ws.cell(block.top + 1 + note.row, 1 + note.column).comment = comment_of(note.text)
    for link in sheet.links:
        cell = ws.cell(block.top + 1 + link.row, 1 + link.column)
        kind = block.columns[link.column].kind
        cell.style = style_name("link number" if kind == "number" else "link")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{link.sheet}'!{link.cell}")
    _add_table(ws, block, len(rows))
    ws.freeze_panes = ws.cell(block.top + 1, 1 + sheet.frozen)


def _set_heights(ws: Worksheet, block: Block) -> None:
    """Give rows with wrapped text the height it takes, since not every program finds it by itself."""
    wrapped = [place for place, column in enumerate(block.columns) if column.kind == "wrapped"]
    widths = [block.columns[place].width for place in wrapped]
    for row, values in enumerate(block.rows if wrapped else (), start=block.top + 1):
        height = appearance.height_for([values[place] for place in wrapped], widths)
        if height > appearance.LINE_HEIGHT:
            ws.row_dimensions[row].height = height


def _write_header(ws: Worksheet, block: Block) -> None:
    for position, column in enumerate(block.columns, start=1):
        cell = ws.cell(block.top, position, column.title)
        cell.style = style_name("header number" if column.kind == "number" else "header")
        dimension = ws.column_dimensions[cell.column_letter]
        dimension.width = column.width
        dimension.hidden = column.hidden


def _add_table(ws: Worksheet, block: Block, rows: int) -> None:
    last = ws.cell(block.top + rows, len(block.columns)).coordinate
    table = Table(displayName=block.name, ref=f"A{block.top}:{last}")
    table.tableStyleInfo = TableStyleInfo(name=appearance.STRIPE_STYLE, showRowStripes=False)
    ws.add_table(table)


def set_value(cell: Any, value: Any) -> None:
    """Put a value into a cell; text that Excel would take for a formula is marked as text."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = escape(value)
    cell.data_type = "s"
    if value.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True


def comment_of(text: str) -> Comment:
    """A note of xl903's own, as large as its text."""
    width, height = appearance.note_size(text)
    return Comment(
        text, NOTE_AUTHOR, height=round(height / POINTS_OF_A_PIXEL), width=round(width / POINTS_OF_A_PIXEL)
    )


def _set_page(ws: Worksheet, header: int | None) -> None:
    """Print landscape, as wide as one page, with its header on each and the page numbers below."""
    ws.page_setup.orientation = "landscape"
    ws.page_setup.paperSize = ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth = 1
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    if header is not None:
        ws.print_title_rows = f"{header}:{header}"
    ws.oddFooter.left.text = "&A"
    ws.oddFooter.right.text = "Page &P of &N"


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
    tables = {
        name: read_sheet(grids[name], name, "csv", None, whole=False)[0] for name in TABLES if name in grids
    }
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
