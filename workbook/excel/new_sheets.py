"""Sheets of a plan in a live workbook: made anew, or brought up to date where they stand."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import xlwings as xw

from workbook.excel import excel_calls
from workbook.excel.excel_calls import Maker, Undo
from workbook.excel.live_charts import draw_chart
from workbook.plan import appearance
from workbook.plan.addresses import Cell, columns_address, named
from workbook.plan.sheet_model import MOST_FROZEN_ROWS, WRAPPED, Block, Kind, Line, LineStyle, Sheet, Value

WIDTHS = (14.0, 28.0, 60.0)
"""Widths of columns in characters; few, so that columns can share a call."""

FORMATS: Mapping[Kind, str] = {
    "text": appearance.TEXT_FORMAT,
    "wrapped": appearance.TEXT_FORMAT,
    "answer": appearance.TEXT_FORMAT,
    "date": appearance.DATE_FORMAT,
    "moment": appearance.MOMENT_FORMAT,
}
"""The number format of cells of a kind, where Excel's own will not do."""

LinkFormula = Callable[[str, str, Value], str | None]
"""Sheet, cell and what to show, to a formula that leads there; None where nothing is there any more."""


def no_links(sheet: str, cell: str, shown: Value) -> None:
    """For sheets without links."""


def make_sheet(
    maker: Maker,
    sheet: Sheet,
    undo: Undo,
    links: LinkFormula = no_links,
    *,
    from_1904: bool,
    after: xw.Sheet | None = None,
) -> xw.Sheet:
    """Add a sheet of a plan after another one, without its marks and notes."""
    made = maker.add(sheet.name, undo, after)
    if sheet.block is not None:
        _format_columns(made, sheet.block, {link.column for link in sheet.links})
    if sheet.lines:
        _style_lines(made, sheet.lines)
        excel_calls.write_rows(made, 1, 1, line_rows(sheet.lines, links))
    if sheet.block is not None:
        _make_block(maker, made, sheet, sheet.block, links, from_1904=from_1904)
    elif sheet.widths:
        _set_widths(made, sheet.widths)
    if sheet.kind in ("list", "theirs"):
        # The tables' own tabs stay plain: there are many, and each colour is two calls more.
        excel_calls.colour_tab(made, appearance.tab_colour(sheet.kind, wrong=False))
    if sheet.chart is not None and sheet.block is not None:
        draw_chart(made, sheet.chart, sheet.block)
    return made


def line_rows(lines: Sequence[Line], links: LinkFormula) -> list[list[Any]]:
    """Lines as the rows of a block that begins in the sheet's upper left cell, links as formulas."""
    rows: list[list[Any]] = [
        [None] * max(line.column for line in lines) for _ in range(max(line.row for line in lines))
    ]
    for line in lines:
        formula = links(*line.leads_to, line.value) if line.leads_to is not None else None
        said = entered(line.value, "number", from_1904=False) if formula is None else formula
        rows[line.row - 1][line.column - 1] = said
    return rows


def _style_lines(made: xw.Sheet, lines: Sequence[Line]) -> None:
    cells: dict[LineStyle, list[Cell]] = {}
    for line in lines:
        cells.setdefault(line.style, []).append((line.row, line.column))
    for style, of_style in cells.items():
        for part in named(of_style):
            excel_calls.style_cells(made, part.address, appearance.LINE_LOOKS[style])


def _make_block(
    maker: Maker, made: xw.Sheet, sheet: Sheet, block: Block, links: LinkFormula, *, from_1904: bool
) -> None:
    values = block_values(sheet, block, links, from_1904=from_1904)
    header = [excel_calls.as_text_cell(column.title) for column in block.columns]
    empty = [(None,) * len(header)]
    target = excel_calls.write_rows(made, block.top, 1, [header, *(values or empty)])
    maker.add_table(made, target, block.name)
    _set_widths(made, [0.0 if column.hidden else column.width for column in block.columns])
    if sheet.frozen and block.top <= MOST_FROZEN_ROWS:
        maker.freeze(sheet.name, block.top + 1, sheet.frozen + 1)


def _kind(block: Block, position: int, linked: set[int]) -> Kind:
    """How a column's cells are entered; a link as the formula it is."""
    column = block.columns[position]
    if position in linked:
        return "number"
    return column.kind


def _format_columns(made: xw.Sheet, block: Block, linked: set[int]) -> None:
    kinds = [_kind(block, position, linked) for position in range(len(block.columns))]
    by_format: dict[str, list[int]] = {}
    for position, kind in enumerate(kinds):
        if kind in FORMATS:
            by_format.setdefault(FORMATS[kind], []).append(position + 1)
    for number_format, columns in by_format.items():
        excel_calls.format_cells(made, columns_address(columns), number_format)
    wrapped = [position + 1 for position, column in enumerate(block.columns) if column.kind in WRAPPED]
    excel_calls.wrap(made, columns_address(wrapped), columns_address(range(1, len(kinds) + 1)))


def _set_widths(made: xw.Sheet, widths: Sequence[float]) -> None:
    """Set widths of columns; 0 hides one."""
    classes = [width and next((one for one in WIDTHS if one >= width), WIDTHS[-1]) for width in widths]
    usual = Counter(width for width in classes if width).most_common(1)[0][0]
    excel_calls.set_usual_width(made, usual)
    for width in sorted(set(classes) - {usual}):
        columns = [position for position, one in enumerate(classes, start=1) if one == width]
        excel_calls.set_column_width(made, columns_address(columns), width)


def block_values(sheet: Sheet, block: Block, links: LinkFormula, *, from_1904: bool) -> list[tuple[Any, ...]]:
    """A block's rows as they are entered into cells, links as formulas."""
    linked = {link.column for link in sheet.links}
    columns = [
        [entered(row[position], _kind(block, position, linked), from_1904=from_1904) for row in block.rows]
        for position in range(len(block.columns))
    ]
    for link in sheet.links:
        formula = links(link.sheet, link.cell, block.rows[link.row][link.column])
        if formula is not None:
            columns[link.column][link.row] = formula
    return list(zip(*columns, strict=True))


def entered(value: Value, kind: Kind, *, from_1904: bool) -> Any:
    """A value as it is entered into a cell of a column of that kind, so that text stays the text it was."""
    if value == "":
        return None
    if isinstance(value, dt.date):
        return excel_calls.day_number(value, from_1904=from_1904)
    if kind in ("text", *WRAPPED):
        return None if value is None else excel_calls.as_text_cell(str(value))
    return excel_calls.as_entered_text(value) if isinstance(value, str) else value
