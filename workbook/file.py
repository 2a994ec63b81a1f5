"""Puts a plan into an .xlsx file with openpyxl, and reads the return's tables back from one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart as ExcelBarChart
from openpyxl.chart import Reference
from openpyxl.chart.data_source import AxDataSource, StrRef
from openpyxl.chart.label import DataLabelList
from openpyxl.comments import Comment
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import range_boundaries
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.utils.units import cm_to_EMU
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from workbook import look
from workbook.cell_values import escape, from_sheet, unescape
from workbook.parts import BarChart, Block, Line, Note, Plan, Sheet
from workbook.quiet_writer import save_quietly
from xl903.messages import UserError
from xl903.schema import TABLES

NOTE_AUTHOR = "xl903"
"""The author of the notes that xl903 writes, by which it knows its own."""

_NOTE_WIDTH, _NOTE_LINE = 340, 16
_FORMULA_SIGNS = ("=", "+", "-", "@")
_CHART_CM = (19.0, 9.5)


def write_workbook(plan: Plan, path: Path) -> None:
    """Write a plan to an .xlsx file: beside it first, then moved into place.

    Raises UserError where the file cannot be written, for one because Excel has it open.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    _add_styles(book)
    for sheet in plan.sheets:
        _write_sheet(book.create_sheet(sheet.name), sheet)
    _save(book, path)


def _save(book: Workbook, path: Path) -> None:
    try:
        handle, beside = tempfile.mkstemp(prefix=".xl903-", suffix=".xlsx", dir=path.resolve().parent)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: its folder is not there or cannot be written to."
        ) from error
    os.close(handle)
    temporary = Path(beside)
    try:
        save_quietly(book, temporary)
        temporary.replace(path)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written; if it is open in Excel, close it and try again."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)


def _add_styles(book: Workbook) -> None:
    """Named styles, so that a cell refers to a look and does not carry it."""
    top = Alignment(vertical="top")
    to_the_right = Alignment(vertical="top", horizontal="right", indent=1)
    wrapped = Alignment(vertical="top", wrap_text=True)
    font = {"name": look.FONT, "size": 11}
    bad = {
        "font": Font(**font, color=look.BAD_TEXT),
        "fill": PatternFill("solid", start_color=look.BAD_FILL, end_color=look.BAD_FILL),
        "alignment": top,
    }
    styles: dict[str, dict[str, Any]] = {
        "text": {"font": Font(**font), "alignment": top, "number_format": look.TEXT_FORMAT},
        "date": {
            "font": Font(**font),
            "alignment": Alignment(vertical="top", horizontal="left"),
            "number_format": look.DATE_FORMAT,
        },
        "number": {"font": Font(**font), "alignment": to_the_right, "number_format": "General"},
        "wrapped": {"font": Font(**font), "alignment": wrapped, "number_format": look.TEXT_FORMAT},
        "bad text": {**bad, "number_format": look.TEXT_FORMAT},
        "bad date": {
            **bad,
            "alignment": Alignment(vertical="top", horizontal="left"),
            "number_format": look.DATE_FORMAT,
        },
        "bad number": {**bad, "alignment": to_the_right, "number_format": "General"},
        "bad wrapped": {**bad, "alignment": wrapped, "number_format": look.TEXT_FORMAT},
        "link": {"font": Font(**font, color=look.LINK_TEXT, underline="single"), "alignment": top},
        "header": {
            "font": Font(**font, bold=True, color=look.HEADER_TEXT),
            "fill": PatternFill("solid", start_color=look.HEADER_FILL, end_color=look.HEADER_FILL),
            "alignment": Alignment(vertical="center", wrap_text=True),
        },
        "line title": {"font": Font(name=look.FONT, size=20, bold=True, color=look.TITLE_TEXT)},
        "line heading": {"font": Font(name=look.FONT, size=13, bold=True, color=look.TITLE_TEXT)},
        "line label": {"font": Font(**font, color=look.QUIET_TEXT)},
        "line figure": {
            "font": Font(name=look.FONT, size=14, bold=True, color=look.TITLE_TEXT),
            "alignment": Alignment(horizontal="left"),
        },
        "line text": {"font": Font(**font)},
    }
    for name, parts in styles.items():
        book.add_named_style(NamedStyle(_style_name(name), **parts))


def _style_name(name: str) -> str:
    return f"xl903 {name}"


def _write_sheet(ws: Worksheet, sheet: Sheet) -> None:
    ws.sheet_properties.tabColor = look.TAB_COLOURS[sheet.kind]
    ws.sheet_view.showGridLines = sheet.kind != "list"
    for line in sheet.lines:
        _write_line(ws, line)
    if sheet.block is not None:
        _write_block(ws, sheet.block, sheet)
        _set_page(ws, sheet.block)
    if sheet.chart is not None and sheet.block is not None:
        _write_chart(ws, sheet.chart, sheet.block)


def _write_line(ws: Worksheet, line: Line) -> None:
    cell = ws.cell(line.row, line.column)
    cell.style = _style_name(f"line {line.style}")
    _set_value(cell, line.value)


def _write_block(ws: Worksheet, block: Block, sheet: Sheet) -> None:
    _write_header(ws, block)
    marked = set(sheet.marks)
    plain = [_style_name(column.kind) for column in block.columns]
    bad = [_style_name(f"bad {column.kind}") for column in block.columns]
    rows: Any = block.rows or [(None,) * len(block.columns)]
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            cell = ws.cell(block.top + 1 + row, 1 + column)
            cell.style = bad[column] if (row, column) in marked else plain[column]
            _set_value(cell, value)
    for note in sheet.notes:
        ws.cell(block.top + 1 + note.row, 1 + note.column).comment = _comment(note)
    for link in sheet.links:
        cell = ws.cell(block.top + 1 + link.row, 1 + link.column)
        cell.style = _style_name("link")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{link.sheet}'!{link.cell}")
    _add_table(ws, block, len(rows))
    ws.freeze_panes = ws.cell(block.top + 1, 1 + sheet.frozen)


def _write_header(ws: Worksheet, block: Block) -> None:
    for position, column in enumerate(block.columns, start=1):
        cell = ws.cell(block.top, position, column.title)
        cell.style = _style_name("header")
        dimension = ws.column_dimensions[cell.column_letter]
        dimension.width = column.width
        dimension.hidden = column.hidden


def _add_table(ws: Worksheet, block: Block, rows: int) -> None:
    last = ws.cell(block.top + rows, len(block.columns)).coordinate
    table = Table(displayName=block.name, ref=f"A{block.top}:{last}")
    table.tableStyleInfo = TableStyleInfo(name=look.STRIPE_STYLE, showRowStripes=False)
    ws.add_table(table)


def _set_value(cell: Any, value: Any) -> None:
    """Put a value into a cell; text that Excel would take for a formula is marked as text."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = escape(value)
    cell.data_type = "s"
    if value.startswith(_FORMULA_SIGNS):
        cell.quotePrefix = True


def _comment(note: Note) -> Comment:
    lines = sum(1 + len(line) // 48 for line in note.text.splitlines())
    return Comment(note.text, NOTE_AUTHOR, height=(lines + 1) * _NOTE_LINE, width=_NOTE_WIDTH)


def _set_page(ws: Worksheet, block: Block) -> None:
    """Print landscape, as wide as one page, with the header on each and the page numbers below."""
    ws.page_setup.orientation = "landscape"
    ws.page_setup.paperSize = ws.PAPERSIZE_A4
    ws.page_setup.fitToWidth = 1
    ws.page_setup.fitToHeight = 0
    ws.sheet_properties.pageSetUpPr.fitToPage = True
    ws.print_title_rows = f"{block.top}:{block.top}"
    ws.oddFooter.left.text = "&A"
    ws.oddFooter.right.text = "Page &P of &N"


class _DescribedAnchor(OneCellAnchor):
    """Where a chart stands, with the words that a screen reader says of it."""

    tagname = OneCellAnchor.tagname
    __attrs__ = OneCellAnchor.__attrs__
    __elements__ = OneCellAnchor.__elements__

    alt_text = ""

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "graphicFrame" and value is not None:
            value.nvGraphicFramePr.cNvPr.descr = self.alt_text
        super().__setattr__(name, value)


def _write_chart(ws: Worksheet, chart: BarChart, block: Block) -> None:
    drawn = ExcelBarChart()
    drawn.type = "bar"
    drawn.title = chart.title
    drawn.title.overlay = False
    drawn.legend = None
    first, last = block.top + 1, block.top + chart.rows
    drawn.add_data(Reference(ws, min_col=chart.values + 1, min_row=first, max_row=last))
    labels = Reference(ws, min_col=chart.labels + 1, min_row=first, max_row=last)
    drawn.series[0].cat = AxDataSource(strRef=StrRef(f=str(labels)))
    drawn.x_axis.scaling.orientation = "maxMin"
    drawn.x_axis.delete = False
    drawn.y_axis.delete = True
    drawn.y_axis.majorGridlines = None
    drawn.gapWidth = 40
    drawn.series[0].graphicalProperties.solidFill = look.BAR_FILL
    drawn.dataLabels = DataLabelList(showVal=True)
    for part in ("showSerName", "showCatName", "showLegendKey", "showPercent"):
        setattr(drawn.dataLabels, part, False)
    column, row = coordinate_from_string(chart.anchor)
    left, upper, _, _ = range_boundaries(f"{column}{row}")
    width, height = (cm_to_EMU(size) for size in _CHART_CM)
    anchor = _DescribedAnchor(
        _from=AnchorMarker(col=left - 1, row=upper - 1), ext=XDRPositiveSize2D(width, height)
    )
    anchor.alt_text = chart.alt
    drawn.anchor = anchor
    ws.add_chart(drawn)


def read_tables(path: Path) -> dict[str, pd.DataFrame]:
    """This year's tables as they stand in a workbook that xl903 wrote, as text, DfE's columns only.

    Raises UserError where the file is no workbook or has none of the tables.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises many kinds for files that are no workbooks
        raise UserError(f"{path.name} cannot be read as an Excel workbook.") from error
    try:
        tables = {name: _read_table(book[name], name) for name in TABLES if name in book.sheetnames}
    finally:
        book.close()
    if not tables:
        raise UserError(f"{path.name} has none of the return's sheets (Header, Episodes, ...).")
    return tables


def _read_table(ws: Any, name: str) -> pd.DataFrame:
    rows: Iterator[tuple[Any, ...]] = ws.iter_rows(values_only=True)
    titles = [str(title or "").strip() for title in next(rows, ())]
    texts = [[_cell_text(value) for value in row] for row in rows]
    frame = pd.DataFrame(texts, columns=titles, dtype=object)
    shown = [column for column in TABLES[name].column_names if column in frame]
    return frame[shown].dropna(how="all").reset_index(drop=True)


def _cell_text(value: Any) -> str | None:
    text = from_sheet(value)
    return unescape(text) if text is not None else None
