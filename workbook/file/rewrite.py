"""Writes a list sheet of a file anew where it stands, sorted, filtered and widened as the analyst left it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Any

from openpyxl.utils import range_boundaries
from openpyxl.worksheet.filters import AutoFilter, FilterColumn, SortState
from openpyxl.worksheet.worksheet import Worksheet

from workbook.file.openpyxl_sheets import write_sheet
from workbook.file.own_words import own_words
from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import header_of
from workbook.plan.sheet_model import Block, Column, Link, Note, Sheet, Value


@dataclass
class _Kept:
    """What the analyst did to a list: own columns, widths, filters and the order of rows.

    ``own``: title to the values of an own column, by the key of the row that they are about, each with the
    look of its cell. ``widths``: title to width and whether the column is hidden. ``filters``: title to the
    values in sight. ``order``: title and whether descending, the first sorts first.
    """

    own: dict[str, dict[tuple[Any, ...], tuple[Any, Any]]] = field(default_factory=dict)
    widths: dict[str, tuple[float, bool]] = field(default_factory=dict)
    filters: dict[str, set[str]] = field(default_factory=dict)
    order: list[tuple[str, bool]] = field(default_factory=list)
    style: Any = None
    freeze: str | None = None


def rewrite(ws: Worksheet, sheet: Sheet, key: Sequence[str]) -> None:
    """Put a sheet of a plan in place of what stands there. ``key``: columns that say which row is which.

    What the analyst wrote in columns of their own goes with its row, to the right of ours. Rows are sorted
    as the table was, and those that its filters hide stay hidden; a filter that is no list of values is
    lifted, since hidden errors would be missed.
    """
    block = sheet.block
    kept = _keep(ws, block, key) if block is not None else _Kept(freeze=ws.freeze_panes)
    _wipe(ws)
    if block is not None:
        sheet = _sorted(_with_own_columns(sheet, block, kept, key), kept.order)
    write_sheet(ws, sheet)
    ws.freeze_panes = kept.freeze
    if sheet.block is not None:
        _restore(ws, sheet.block, kept, key)


def _keep(ws: Worksheet, block: Block, key: Sequence[str]) -> _Kept:
    kept = _Kept(freeze=ws.freeze_panes)
    grid = list(ws.iter_rows())
    header, titles = header_of([[cell.value for cell in row] for row in grid], _titles(block))
    if not header:
        return kept
    at = {title: position for position, title in reversed(list(enumerate(titles))) if title}
    known = set(_titles(block))
    keyed = bool(key) and all(title in at for title in key)
    for title, position in at.items():
        dimension = ws.column_dimensions.get(grid[header - 1][position].column_letter)
        if dimension is not None and dimension.width:
            kept.widths[title] = float(dimension.width), bool(dimension.hidden)
        if title not in known and keyed:
            kept.own[title] = {
                _key([row[at[name]].value for name in key]): (row[position].value, copy(row[position]._style))
                for row in grid[header:]
                if row[position].value is not None
            }
    for table in ws.tables.values():
        _keep_filters(table, kept, [str(column.name) for column in table.tableColumns])
        kept.style = table.tableStyleInfo
        break
    return kept


def _keep_filters(table: Any, kept: _Kept, titles: Sequence[str]) -> None:
    filters: Iterable[FilterColumn] = table.autoFilter.filterColumn if table.autoFilter else ()
    for one in filters:
        if one.filters is not None and one.colId < len(titles):
            values = {str(value) for value in one.filters.filter}
            kept.filters[titles[one.colId]] = values | ({""} if one.filters.blank else set())
    state: SortState | None = table.sortState or (table.autoFilter.sortState if table.autoFilter else None)
    if state is not None:
        left = range_boundaries(table.ref)[0]
        for condition in state.sortCondition:
            position = range_boundaries(condition.ref)[0] - left
            if position < len(titles):
                kept.order.append((titles[position], bool(condition.descending)))


def _titles(block: Block) -> list[str]:
    return [column.title for column in block.columns]


def _key(values: Iterable[object]) -> tuple[str | None, ...]:
    return tuple(from_sheet(value) for value in values)


def _wipe(ws: Worksheet) -> None:
    """Take away everything that xl903 wrote and may write, the analyst's own notes left on their cells."""
    for merged in list(ws.merged_cells.ranges):
        ws.unmerge_cells(str(merged))
    for name in list(ws.tables):
        del ws.tables[name]
    for row in ws.iter_rows():
        for cell in row:
            cell.value = None
            cell.hyperlink = None
            cell.style = "Normal"
            if cell.comment is not None and not own_words(cell.comment.text):
                cell.comment = None
    for dimension in ws.row_dimensions.values():
        dimension.hidden = False
        dimension.height = None
    ws._charts = []


def _with_own_columns(sheet: Sheet, block: Block, kept: _Kept, key: Sequence[str]) -> Sheet:
    if not kept.own:
        return sheet
    positions = [block.position(name) for name in key]
    keys = [_key(row[position] for position in positions) for row in block.rows]
    added = tuple(Column(title, kept.widths.get(title, (20.0, False))[0]) for title in kept.own)
    rows = [
        (*row, *(values.get(one, (None, None))[0] for values in kept.own.values()))
        for row, one in zip(block.rows, keys, strict=True)
    ]
    return replace(sheet, block=replace(block, columns=(*block.columns, *added), rows=rows))


def _sorted(sheet: Sheet, order: Sequence[tuple[str, bool]]) -> Sheet:
    """The sheet with its block's rows in the analyst's order; blanks come last, as in Excel."""
    block = sheet.block
    if block is None or not order:
        return sheet
    places = list(range(len(block.rows)))
    for title, descending in reversed(order):
        if title in _titles(block):
            position = block.position(title)
            filled = [row for row in places if block.rows[row][position] is not None]
            blank = [row for row in places if block.rows[row][position] is None]
            filled.sort(key=lambda row: _rank(block.rows[row][position]), reverse=descending)
            places = [*filled, *blank]
    new = {old: row for row, old in enumerate(places)}
    return replace(
        sheet,
        block=replace(block, rows=[block.rows[row] for row in places]),
        marks=[(new[row], column) for row, column in sheet.marks],
        notes=[Note(new[note.row], note.column, note.text) for note in sheet.notes],
        links=[Link(new[link.row], link.column, link.sheet, link.cell) for link in sheet.links],
    )


def _rank(value: Value) -> tuple[int, Any]:
    """Numbers and dates before text, text without regard to case, as Excel sorts."""
    if isinstance(value, str):
        return 2, value.casefold()
    return (0, value) if isinstance(value, (int, float)) else (1, str(value))


def _restore(ws: Worksheet, block: Block, kept: _Kept, key: Sequence[str]) -> None:
    titles = _titles(block)
    for position, title in enumerate(titles, start=1):
        letter = ws.cell(block.top, position).column_letter
        if title in kept.widths:
            ws.column_dimensions[letter].width, ws.column_dimensions[letter].hidden = kept.widths[title]
    _restore_looks(ws, block, kept, key)
    (table,) = ws.tables.values()
    if kept.style is not None:
        table.tableStyleInfo = kept.style
    filters = {title: values for title, values in kept.filters.items() if title in titles}
    if filters:
        table.autoFilter = AutoFilter(ref=table.ref)
        for title, values in filters.items():
            table.autoFilter.filterColumn.append(_value_filter(titles.index(title), values))
        _hide_rows(ws, block, {titles.index(title): values for title, values in filters.items()})


def _restore_looks(ws: Worksheet, block: Block, kept: _Kept, key: Sequence[str]) -> None:
    if not kept.own:
        return
    positions = [block.position(name) for name in key]
    for row, values in enumerate(block.rows):
        one = _key(values[position] for position in positions)
        for title, cells in kept.own.items():
            if one in cells:
                ws.cell(block.top + 1 + row, block.position(title) + 1)._style = cells[one][1]


def _value_filter(position: int, values: set[str]) -> FilterColumn:
    from openpyxl.worksheet.filters import Filters  # noqa: PLC0415

    shown = sorted(values - {""})
    return FilterColumn(colId=position, filters=Filters(blank="" in values or None, filter=shown))


def _hide_rows(ws: Worksheet, block: Block, filters: Mapping[int, set[str]]) -> None:
    for row, values in enumerate(block.rows):
        shown = all((from_sheet(values[position]) or "") in wanted for position, wanted in filters.items())
        if not shown:
            ws.row_dimensions[block.top + 1 + row].hidden = True
