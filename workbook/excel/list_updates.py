"""The list sheets of a live workbook brought up to date where they stand.

Widths, filters and colours stay as the analyst left them, and what the analyst wrote in columns of their own
goes with the row that it was about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import xlwings as xw

from workbook.excel import excel_calls
from workbook.excel.excel_calls import Undo
from workbook.excel.live_book import LiveBook
from workbook.excel.new_sheets import LinkFormula, block_values, entered, line_rows
from workbook.plan.addresses import block_address
from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, header_of
from workbook.plan.sheet_model import Block, Sheet
from workbook.plan.sheets import key_of


@dataclass(frozen=True)
class _Found:
    """A list as it stands: the sheet's row of its header, title to the sheet's column, values below."""

    header: int
    titles: Mapping[str, int]
    own: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]

    @property
    def width(self) -> int:
        """The last column with a title."""
        return max(self.titles.values())


def update_list(live: LiveBook, plan: Sheet, undo: Undo, links: LinkFormula, *, from_1904: bool) -> bool:
    """Bring a list sheet up to date; False where it has to be made anew.

    That is so where its header is not to be recognised any more, and where it says other things and has none.
    """
    grid, block = live.grids[plan.name], plan.block
    found = None if block is None else _find(grid, block)
    if block is None or found is None:
        nothing_else = sum(cell is not None for row in grid for cell in row) == len(
            [line for line in plan.lines if line.value is not None]
        )
        return block is None and nothing_else and _says_the_lines(grid, plan, 0)
    if _says_the_lines(grid, plan, found.header - block.top) and _says_the_rows(block, found):
        return True
    sheet = live.sheets[plan.name]
    values = block_values(plan, block, links, from_1904=from_1904)
    height = max(len(found.rows), len(values), 1)
    columns: dict[int, list[Any]] = {
        found.titles[column.title]: [*(row[place] for row in values), *[None] * (height - len(values))]
        for place, column in enumerate(block.columns)
    }
    columns |= _moved_along(plan.name, block, found, height)
    shift = found.header - block.top
    with live.unfiltered(plan.name):
        _remember(sheet, grid, plan, (found.header + height, found.width), undo, from_1904=from_1904)
        if plan.lines and shift >= 0:
            excel_calls.write_rows(sheet, 1 + shift, 1, line_rows(plan.lines))
        for run in _runs(sorted(columns)):
            rows = zip(*(columns[column] for column in run), strict=True)
            excel_calls.write_rows(sheet, found.header + 1, run[0], list(rows))
        if max(len(values), 1) != max(len(found.rows), 1):
            _resize(sheet, found, len(found.rows), len(values), undo)
        excel_calls.sort_again(sheet)
    return True


def _says_the_lines(grid: Grid, plan: Sheet, shift: int) -> bool:
    """Whether what stands above a list, that many rows lower than planned, is what is to stand there."""
    return all(
        from_sheet(_cell(grid, line.row + shift, line.column)) == from_sheet(line.value)
        for line in plan.lines
    )


def _says_the_rows(block: Block, found: _Found) -> bool:
    """Whether a list's rows say already what they are to say, so that nothing need be written."""
    return len(found.rows) == len(block.rows) and all(
        from_sheet(row[column.title]) == from_sheet(value)
        for row, values in zip(found.rows, block.rows, strict=True)
        for column, value in zip(block.columns, values, strict=True)
    )


def _cell(grid: Grid, row: int, column: int) -> Any:
    inside = 0 < row <= len(grid) and column <= len(grid[row - 1])
    return grid[row - 1][column - 1] if inside else None


def _find(grid: Grid, block: Block) -> _Found | None:
    """Find a list by its header, which must have all of its titles."""
    wanted = [column.title for column in block.columns]
    header, shown = header_of(grid, wanted)
    if not set(wanted) <= set(shown):
        return None
    titles = {title: position + 1 for position, title in enumerate(shown) if title}
    rows = tuple({title: row[column - 1] for title, column in titles.items()} for row in grid[header:])
    own = tuple(title for title in titles if title not in wanted)
    return _Found(header, titles, own, rows)


def _moved_along(name: str, block: Block, found: _Found, height: int) -> dict[int, list[Any]]:
    """The analyst's own columns, each value in the row that is about the same thing as before."""
    if not found.own:
        return {}
    titles = [column.title for column in block.columns]
    by = key_of(name)
    keys = _numbered([[row[titles.index(title)] for title in by] for row in block.rows])
    known = _numbered([[row[title] for title in by] for row in found.rows])
    if keys == known:
        return {}
    row_of = {key: row for row, key in enumerate(known)}
    columns: dict[int, list[Any]] = {}
    for title in found.own:
        moved = [found.rows[row_of[key]][title] if key in row_of else None for key in keys]
        moved += [None] * (height - len(moved))
        columns[found.titles[title]] = [
            excel_calls.as_entered_text(value) if isinstance(value, str) else value for value in moved
        ]
    return columns


def _numbered(keys: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    """Keys as text, and the second of two equal ones told from the first."""
    found: dict[tuple[str, ...], int] = {}
    result = []
    for key in keys:
        text = tuple(from_sheet(part) or "" for part in key)
        found[text] = found.get(text, 0) + 1
        result.append((*text, str(found[text])))
    return result


def _remember(
    sheet: xw.Sheet, grid: Grid, plan: Sheet, size: tuple[int, int], undo: Undo, *, from_1904: bool
) -> None:
    """Remember what stands in a sheet's first rows and columns, to put it back.

    Only where there are links must Excel be asked for the formulas.
    """
    if plan.links:
        target = sheet.range(block_address(1, 1, *size))
        formulas = target.formula
        undo.add(lambda: setattr(target, "formula", formulas))
        return
    rows, columns = size
    before = [
        tuple(
            entered(grid[row][column], "number", from_1904=from_1904)
            if row < len(grid) and column < len(grid[row])
            else None
            for column in range(columns)
        )
        for row in range(rows)
    ]
    undo.add(lambda: excel_calls.write_rows(sheet, 1, 1, before))


def _resize(sheet: xw.Sheet, found: _Found, before: int, after: int, undo: Undo) -> None:
    left = min(found.titles.values())
    columns = found.width - left + 1
    excel_calls.resize_table(sheet, block_address(found.header, left, max(after, 1) + 1, columns))
    earlier = block_address(found.header, left, max(before, 1) + 1, columns)
    undo.add(lambda: excel_calls.resize_table(sheet, earlier))


def _runs(columns: Sequence[int]) -> list[list[int]]:
    cut = groupby(enumerate(columns), key=lambda numbered: numbered[1] - numbered[0])
    return [[column for _, column in run] for _, run in cut]
