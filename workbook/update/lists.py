"""The lists that xl903 keeps (Errors, Children, Changes, ...): brought up to date where they are.

A row of a list is the same row after another check where its key is the same. What the analyst has beside it goes
along with it: columns of their own, fills, notes. Widths, filters and the order of rows stay as they left them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbook.plan.addresses import Area, runs
from workbook.plan.appearance import LINE_HEIGHT, row_heights
from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, header_of, moment
from workbook.plan.sheet_list import comes_later
from workbook.plan.sheet_model import WRAPPED, Block, Column, Kind, Line, Link, Sheet
from workbook.update.edits import (
    DrawChart,
    Edit,
    FitRows,
    FormatRows,
    MoveRows,
    ReplaceSheet,
    ResizeTable,
    WriteCells,
)
from workbook.update.found import FoundSheet, SortedBy
from workbook.update.kept_filters import hide_rows
from xl903.engine.messages import UserError

OWN_WIDTH = 20.0
"""Width of a column of the analyst's own on a sheet that is made anew."""


@dataclass(frozen=True)
class _List:
    """A list as found.

    header: the row of its column names. columns: title to column of the sheet, from 1; the first of two counts.
    own: titles that are not the plan's. rows: the values below, from A on. table: the range of its Excel table.
    """

    header: int
    columns: Mapping[str, int]
    own: tuple[str, ...]
    rows: Sequence[Sequence[Any]]
    table: Area | None

    def value(self, row: int, title: str) -> Any:
        cells, at = self.rows[row], self.columns[title] - 1
        return cells[at] if at < len(cells) else None

    def keys(self, key: Sequence[str]) -> list[tuple[str, ...]]:
        return number([[self.value(row, title) for title in key] for row in range(len(self.rows))])


def update_list(sheet: Sheet, key: Sequence[str], found: FoundSheet) -> list[Edit]:
    """The edits after which a list says what it is to say.

    key: columns by which a row is the same row; without any, a list that says something else is made anew. So is a
    sheet whose header has lost columns, or that has more or fewer lines above it, with the analyst's own columns
    where its key is still there, and a sheet without a list that says something else.

    Raises UserError for a sheet that only has the name of one that xl903 makes later: it is the analyst's own.
    """
    block = sheet.block
    if block is None:
        return [] if _says_nothing_else(sheet, found.grid) else [ReplaceSheet(sheet)]
    known = _find(found, block)
    refuse_what_is_not_ours(sheet, found)
    if known is None:
        return [ReplaceSheet(sheet)]
    lines = _changed_lines(sheet, block, known, found.grid)
    if lines is not None and _says_the_rows(block, known):
        return list(lines)
    if lines is None or not set(_titles(block)) <= set(known.columns) or not key:
        return [ReplaceSheet(_with_own_columns(sheet, block, known, key))]
    ordered = _in_the_analysts_order(sheet, block, known, key, found.order(known.header))
    assert ordered.block is not None  # as the block above  # noqa: S101
    if _says_the_rows(ordered.block, known):
        return list(lines)
    return [*lines, *_rewrite(ordered, ordered.block, known, key, found)]


def refuse_what_is_not_ours(sheet: Sheet, found: FoundSheet) -> None:
    """Raise UserError where a sheet only has the name of one that xl903 makes later: it is the analyst's own."""
    if sheet.block is None or not comes_later(sheet.name):
        return
    titles = _titles(sheet.block)
    ours = set(titles).intersection(header_of(found.grid, titles)[1])
    if 2 * len(ours) < len(titles) and any(cell is not None for row in found.grid for cell in row):
        raise UserError(
            f"The workbook has a sheet {sheet.name} that is not xl903's, so nothing was changed. Rename that "
            "sheet, then do this again."
        )


# The sheet as found


def _find(found: FoundSheet, block: Block) -> _List | None:
    """Find a list by its header; None where none of its titles is left."""
    grid = found.grid
    header, shown = header_of(grid, [column.title for column in block.columns])
    if not header:
        return None
    columns: dict[str, int] = {}
    for position, title in enumerate(shown, start=1):
        if title:
            columns.setdefault(title, position)
    wanted = {column.title for column in block.columns}
    own = tuple(title for title in columns if title not in wanted)
    table = found.table(header)
    bottom = table.bottom if table is not None else _last_filled(grid, header, columns)
    rows = list(grid[header:bottom])
    rows += [()] * (bottom - header - len(rows))
    return _List(header, columns, own, rows, table)


def _last_filled(grid: Grid, header: int, columns: Mapping[str, int]) -> int:
    filled = [
        row
        for row, cells in enumerate(grid[header:], start=header + 1)
        if any(column <= len(cells) and cells[column - 1] is not None for column in columns.values())
    ]
    return max(filled, default=header + 1)


def number(keys: Sequence[Sequence[Any]]) -> list[tuple[str, ...]]:
    """Keys as text, and the second of two equal ones told from the first."""
    found: dict[tuple[str, ...], int] = {}
    result = []
    for key in keys:
        text = tuple(_text(part) for part in key)
        found[text] = found.get(text, 0) + 1
        result.append((*text, str(found[text])))
    return result


def _text(value: object) -> str:
    """A value as text; a moment to the second, since Excel keeps it as a fraction of a day."""
    return from_sheet(moment(value) if isinstance(value, dt.datetime) else value) or ""


def _says_nothing_else(sheet: Sheet, grid: Grid) -> bool:
    filled = sum(cell is not None for row in grid for cell in row)
    return filled == len([line for line in sheet.lines if line.value is not None]) and all(
        _text(_cell(grid, line.row, line.column)) == _text(line.value) for line in sheet.lines
    )


def _cell(grid: Grid, row: int, column: int) -> Any:
    inside = 0 < row <= len(grid) and column <= len(grid[row - 1])
    return grid[row - 1][column - 1] if inside else None


def _says_the_rows(block: Block, known: _List) -> bool:
    """Whether a list's rows say already what they are to say, so that nothing need be written."""
    if max(len(known.rows), 1) != max(len(block.rows), 1) or not set(_titles(block)) <= set(known.columns):
        return False
    rows = block.rows or [(None,) * len(block.columns)]
    return all(
        _text(known.value(row, column.title)) == _text(value)
        for row, values in enumerate(rows)
        for column, value in zip(block.columns, values, strict=True)
    )


def _titles(block: Block) -> list[str]:
    return [column.title for column in block.columns]


# Lines above a list


def _changed_lines(sheet: Sheet, block: Block, known: _List, grid: Grid) -> list[WriteCells] | None:
    """Write the lines that say something else; None where there are more or fewer of them than there were.

    Rows that the analyst inserted on top push all of them down.
    """
    if not sheet.lines:
        return []
    first = sheet.lines[0]
    at = [
        row for row in range(1, known.header) if _text(_cell(grid, row, first.column)) == _text(first.value)
    ]
    shift = (at[0] if at else known.header - block.top + first.row) - first.row
    if known.header - shift != block.top or shift < 0:
        return None
    changed = [
        line for line in sheet.lines if _text(_cell(grid, line.row + shift, line.column)) != _text(line.value)
    ]
    return list(_write_lines(changed, shift))


def _write_lines(lines: Sequence[Line], shift: int) -> Iterator[WriteCells]:
    by_column: dict[tuple[int, bool], dict[int, Line]] = {}
    for line in lines:
        by_column.setdefault((line.column, line.style == "link"), {})[line.row + shift] = line
    for (column, is_link), said in by_column.items():
        for run in runs(sorted(said)):
            links = [
                Link(place, 0, *leads_to)
                for place, row in enumerate(run)
                if (leads_to := said[row].leads_to) is not None
            ]
            values = tuple((said[row].value,) for row in run)
            kinds: tuple[Kind, ...] = ("linked",) if is_link else ("number",)
            yield WriteCells(run[0], column, values, kinds, tuple(links), (0,) if is_link else ())


# The analyst's order and columns


def _in_the_analysts_order(
    sheet: Sheet, block: Block, known: _List, key: Sequence[str], order: Sequence[SortedBy]
) -> Sheet:
    """The sheet with its rows sorted as the table was: numbers and dates, then text in any case, blanks last."""
    left = known.table.left if known.table is not None else 1
    by_column = {column: title for title, column in known.columns.items()}
    sorts = [
        (by_column[left + one.column], one.descending) for one in order if left + one.column in by_column
    ]
    if not sorts:
        return sheet
    own = _own_values(block, known, key)
    places = list(range(len(block.rows)))
    for title, descending in reversed(sorts):
        at = block.position(title) if title in _titles(block) else None
        values = own[title] if at is None else [row[at] for row in block.rows]
        filled = [place for place in places if values[place] is not None]
        blank = [place for place in places if values[place] is None]
        filled.sort(key=lambda place: _rank(values[place]), reverse=descending)
        places = [*filled, *blank]
    new = {old: row for row, old in enumerate(places)}
    return replace(
        sheet,
        block=replace(block, rows=[block.rows[place] for place in places]),
        links=[replace(link, row=new[link.row]) for link in sheet.links],
    )


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, str):
        return 1, value.casefold()
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, dt.date):
        day = value if isinstance(value, dt.datetime) else dt.datetime.combine(value, dt.time())
        return 0, (day.replace(tzinfo=None) - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)
    return 0, value


def _own_values(block: Block, known: _List, key: Sequence[str]) -> dict[str, list[Any]]:
    """The analyst's own columns, title to its values in the rows of the plan."""
    if not key or not set(key) <= set(known.columns):
        return {title: [None] * len(block.rows) for title in known.own}
    sources = _sources(block, known, key)
    return {
        title: [None if source is None else known.value(source, title) for source in sources]
        for title in known.own
    }


def _sources(block: Block, known: _List, key: Sequence[str]) -> list[int | None]:
    """For each row of the plan the row as found, from 0, that is about the same; None for a new one."""
    row_of = {one: row for row, one in enumerate(known.keys(key))}
    positions = [block.position(title) for title in key]
    keys = number([[row[position] for position in positions] for row in block.rows])
    return [row_of.get(one) for one in keys]


def _with_own_columns(sheet: Sheet, block: Block, known: _List, key: Sequence[str]) -> Sheet:
    """A sheet that is made anew, with the analyst's own columns to the right of ours, by value."""
    own = {title: values for title, values in _own_values(block, known, key).items() if any(values)}
    if not own:
        return sheet
    columns = tuple(Column(title, OWN_WIDTH, "number") for title in own)
    rows = [(*row, *(values[place] for values in own.values())) for place, row in enumerate(block.rows)]
    return replace(sheet, block=replace(block, columns=(*block.columns, *columns), rows=rows))


# Writing it


def _rewrite(
    sheet: Sheet, block: Block, known: _List, key: Sequence[str], found: FoundSheet
) -> Iterator[Edit]:
    """Let rows go where they are to be, with what is the analyst's, and write ours into them."""
    top, before, after = known.header + 1, max(len(known.rows), 1), max(len(block.rows), 1)
    height = max(before, after)
    sources = [*_sources(block, known, key), *[None] * (height - len(block.rows))]
    left, right = min(known.columns.values()), max(known.columns.values())
    body = Area(top, left, known.header + before, right)
    moves = any(
        source not in (None, row) or (source is None and row < before) for row, source in enumerate(sources)
    )
    moved = moves and _holds_rows(known) and (_has_own_values(known) or found.has_own_looks(body))
    if moved:
        yield MoveRows(left, right, top, tuple(None if one is None else top + one for one in sources))
    if after > before:
        # before new rows are written, since Excel fills them with what it takes for a column's formula
        yield from _resize_table(known, found, after)
    positions = {known.columns[column.title]: place for place, column in enumerate(block.columns)}
    linked = {link.column for link in sheet.links}
    new = [row for row in range(after) if sources[row] is None] if moved else list(range(before, after))
    for rows in runs(new):
        for run in runs(sorted(positions)):
            kinds = zip(run, _kinds(block, positions, run), strict=True)
            # a link may be a formula, which a cell of text format does not take
            shown = ("number" if positions[at] in linked else kind for at, kind in kinds)
            yield FormatRows(top + rows[0], run[0], len(rows), tuple(shown))
    for run in runs(sorted(positions)):
        places = [positions[column] for column in run]
        values = [tuple(row[place] for place in places) for row in block.rows]
        values += [(None,) * len(run)] * (height - len(values))
        links = [
            Link(link.row, places.index(link.column), link.sheet, link.cell)
            for link in (sheet.links if linked.intersection(places) else ())
            if link.column in places
        ]
        at = tuple(column for column, place in enumerate(places) if place in linked)
        yield WriteCells(top, run[0], tuple(values), tuple(_kinds(block, positions, run)), tuple(links), at)
    yield from _fit_rows(block, top, height)
    if after < before:
        yield from _resize_table(known, found, after)
    own = _own_values(block, known, key)
    by_column = {column: title for title, column in known.columns.items()}

    def value_of(row: int, column: int) -> object:
        if row >= len(block.rows):
            return None
        place, title = positions.get(column), by_column.get(column, "")
        return block.rows[row][place] if place is not None else own.get(title, [None] * after)[row]

    yield from hide_rows(found, known.header, after, value_of, lift=True)
    if sheet.chart is not None:
        yield DrawChart(sheet.chart, replace(block, top=known.header))


def _resize_table(known: _List, found: FoundSheet, rows: int) -> Iterator[ResizeTable]:
    if known.table is not None:
        titles = found.grid[known.header - 1][known.table.left - 1 : known.table.right]
        after = replace(known.table, bottom=known.header + rows)
        yield ResizeTable(known.table, after, tuple(str(title) for title in titles))


def _holds_rows(known: _List) -> bool:
    """Whether a list holds anything but the empty row that a table without rows has."""
    return any(value is not None for row in known.rows for value in row)


def _has_own_values(known: _List) -> bool:
    return any(known.value(row, title) is not None for title in known.own for row in range(len(known.rows)))


def _kinds(block: Block, positions: Mapping[int, int], run: Sequence[int]) -> list[Kind]:
    return [block.columns[positions[column]].kind for column in run]


def _fit_rows(block: Block, top: int, height: int) -> Iterator[FitRows]:
    """Give rows with wrapped text the height it takes, since not every program finds it by itself."""
    if any(column.kind in WRAPPED for column in block.columns):
        fitted = [one if one > LINE_HEIGHT else None for one in row_heights(block)]
        yield FitRows(top, (*fitted, *[None] * (height - len(fitted))))
