"""The yardstick: a plan written cell by cell with openpyxl, as plainly as its documentation shows.

What xl903 writes itself has to be the same cells in the same looks, only faster.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from workbook.plan import appearance
from workbook.plan.addresses import LAST_ROW
from workbook.plan.cell_values import escape
from workbook.plan.codes_sheet import LONGEST_LIST, NO_SUCH_CODE
from workbook.plan.sheet_model import MOST_FROZEN_ROWS, Block, Choice, Line, Plan, Sheet

NOTE_AUTHOR = "xl903"
_NOTE_WIDTH, _NOTE_LINE = 340, 16
_FORMULA_SIGNS = ("=", "+", "-", "@")


def write_with_openpyxl(plan: Plan, path: Path) -> None:
    """Write a plan to an .xlsx file. Charts are left out."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book)
    for sheet in plan.sheets:
        write_sheet(book.create_sheet(sheet.name), sheet)
    book.save(path)


def add_styles(book: Workbook) -> None:
    """Give a workbook the named styles that it lacks, so that a cell refers to a look and does not carry it."""
    top = Alignment(vertical="top")
    # As far from the edge as a header's filter button is wide, so that header and numbers stand in one line.
    to_the_right = Alignment(vertical="top", horizontal="right", indent=2)
    wrapped = Alignment(vertical="top", wrap_text=True)
    font = {"name": appearance.FONT, "size": 11}
    bad = {
        "font": Font(**font, color=appearance.BAD_TEXT),
        "fill": PatternFill("solid", start_color=appearance.BAD_FILL, end_color=appearance.BAD_FILL),
        "alignment": top,
    }
    styles: dict[str, dict[str, Any]] = {
        "text": {"font": Font(**font), "alignment": top, "number_format": appearance.TEXT_FORMAT},
        "date": {
            "font": Font(**font),
            "alignment": Alignment(vertical="top", horizontal="left"),
            "number_format": appearance.DATE_FORMAT,
        },
        "moment": {
            "font": Font(**font),
            "alignment": Alignment(vertical="top", horizontal="left"),
            "number_format": appearance.MOMENT_FORMAT,
        },
        "number": {"font": Font(**font), "alignment": to_the_right, "number_format": "General"},
        "wrapped": {"font": Font(**font), "alignment": wrapped, "number_format": appearance.TEXT_FORMAT},
        "linked": {"font": Font(**font), "alignment": top},
        "bad text": {**bad, "number_format": appearance.TEXT_FORMAT},
        "bad date": {
            **bad,
            "alignment": Alignment(vertical="top", horizontal="left"),
            "number_format": appearance.DATE_FORMAT,
        },
        "bad number": {**bad, "alignment": to_the_right, "number_format": "General"},
        "bad wrapped": {**bad, "alignment": wrapped, "number_format": appearance.TEXT_FORMAT},
        "link": {"font": Font(**font, color=appearance.LINK_TEXT, underline="single"), "alignment": top},
        "link number": {
            "font": Font(**font, color=appearance.LINK_TEXT, underline="single"),
            "alignment": to_the_right,
        },
        "header": {
            "font": Font(**font, bold=True, color=appearance.HEADER_TEXT),
            "fill": PatternFill(
                "solid", start_color=appearance.HEADER_FILL, end_color=appearance.HEADER_FILL
            ),
            "alignment": Alignment(vertical="center", wrap_text=True),
        },
        "header number": {
            "font": Font(**font, bold=True, color=appearance.HEADER_TEXT),
            "fill": PatternFill(
                "solid", start_color=appearance.HEADER_FILL, end_color=appearance.HEADER_FILL
            ),
            "alignment": Alignment(vertical="center", horizontal="right", indent=2, wrap_text=True),
        },
    }
    for style, one in appearance.LINE_LOOKS.items():
        styles[f"line {style}"] = {
            "font": Font(
                name=appearance.FONT,
                size=one.size,
                bold=one.bold,
                color=one.colour,
                underline="single" if one.underlined else None,
            ),
            "fill": PatternFill("solid", start_color=one.fill, end_color=one.fill)
            if one.fill
            else PatternFill(),
            "alignment": Alignment(horizontal="left") if one.left else Alignment(),
            "number_format": one.format or appearance.PLAIN_FORMAT,
        }
    styles["line column"] = styles["header"]
    known = set(book.named_styles)
    for name, parts in styles.items():
        if style_name(name) not in known:
            book.add_named_style(NamedStyle(style_name(name), **parts))


def style_name(name: str) -> str:
    """What xl903 calls a style of its own in a workbook."""
    return f"xl903 {name}"


def write_sheet(ws: Worksheet, sheet: Sheet) -> None:
    """Put a sheet of a plan into an empty worksheet."""
    if sheet.kind == "memory":
        write_memory(ws, sheet)
        return
    ws.sheet_properties.tabColor = appearance.tab_colour(sheet.kind, wrong=bool(sheet.marks))
    ws.sheet_view.showGridLines = sheet.kind != "list"
    above = [line for line in sheet.lines if sheet.block is None or line.row < sheet.block.top]
    for row in {line.row for line in above}:
        height = appearance.height_of_line(line.style for line in above if line.row == row)
        if height > appearance.LINE_HEIGHT:
            ws.row_dimensions[row].height = height
    for line in sheet.lines:
        write_line(ws, line)
    if sheet.block is not None:
        _write_block(ws, sheet.block, sheet)
        add_choices(ws, sheet.choices, sheet.block.top)
    if sheet.cell_list is not None:
        one = sheet.cell_list
        rule = DataValidation(
            type="list", formula1=one.cells, allow_blank=True, errorStyle="warning", showErrorMessage=True
        )
        rule.add(ws.cell(one.row, one.column))
        ws.add_data_validation(rule)
    _set_page(ws, sheet.block.top if sheet.block is not None else None)
    for position, width in enumerate(sheet.widths, start=1):
        ws.column_dimensions[get_column_letter(position)].width = width


def write_memory(ws: Worksheet, sheet: Sheet) -> None:
    """Put the sheet that nobody sees into a worksheet, as plain as it can be."""
    ws.sheet_state = "veryHidden"
    ws.delete_rows(1, ws.max_row)
    if sheet.block is not None:
        ws.append([column.title for column in sheet.block.columns])
        for row in sheet.block.rows:
            ws.append([escape(value) if isinstance(value, str) else value for value in row])


def add_choices(ws: Worksheet, choices: Sequence[Choice], header: int) -> None:
    """Offer codes in the cells below a header. ``columns``: positions that are elsewhere on this sheet."""
    for choice in choices:
        listed = ",".join(choice.codes)
        rule = DataValidation(
            type="list",
            formula1=f'"{listed}"' if len(listed) <= LONGEST_LIST else choice.cells,
            allow_blank=True,
            errorStyle="warning",
            showErrorMessage=True,
            showInputMessage=True,
            errorTitle=choice.help_title,
            error=NO_SUCH_CODE,
            promptTitle=choice.help_title,
            prompt=choice.help_text,
        )
        letter = get_column_letter(choice.column + 1)
        rule.add(f"{letter}{header + 1}:{letter}{LAST_ROW}")
        ws.add_data_validation(rule)


def write_line(ws: Worksheet, line: Line) -> None:
    """Put a line into its cell."""
    cell = ws.cell(line.row, line.column)
    if line.formula is not None:
        cell.style = style_name(f"line {'cell' if line.style == 'wrong' else line.style}")
        cell.value = f"={line.formula}"
        return
    cell.style = style_name(f"line {line.style}")
    set_value(cell, line.value)
    if line.leads_to is not None:
        sheet, address = line.leads_to
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{sheet}'!{address}")


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
        if isinstance(cell.value, str) and cell.value.startswith(_FORMULA_SIGNS):
            cell.quotePrefix = True
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{link.sheet}'!{link.cell}")
    _add_table(ws, block, len(rows))
    if block.top <= MOST_FROZEN_ROWS:
        ws.freeze_panes = ws.cell(block.top + 1, 1 + sheet.frozen)


def _set_heights(ws: Worksheet, block: Block) -> None:
    """Give rows with wrapped text the height it takes, since not every program finds it by itself."""
    for row, height in enumerate(appearance.row_heights(block), start=block.top + 1):
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
    lines = sum(1 + len(line) // 48 for line in text.splitlines())
    return Comment(text, NOTE_AUTHOR, height=(lines + 1) * _NOTE_LINE, width=_NOTE_WIDTH)


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
