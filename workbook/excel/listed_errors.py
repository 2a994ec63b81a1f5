"""Where the errors are in a live workbook, as the sheet Errors lists them now."""

from __future__ import annotations

from dataclasses import dataclass

import xlwings as xw

from workbook.excel.excel_calls import read_used, selected_cell, show_cell
from workbook.excel.live_book import grid_of
from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, header_of
from workbook.plan.table_sheets import CODES
from workbook.session.memory import MEMORY_SHEET, read_return_id
from xl903.engine.messages import UserError
from xl903.s903.schema import TABLES, nearest_rules_year

_ERRORS = "Errors"
_TITLES = ("Code", "Table", "Row", "Field")


@dataclass(frozen=True)
class ListedError:
    """A row of Errors: its own row there, and the sheet, row and columns of the cells it is about."""

    listed_at: int
    code: str
    sheet: str
    row: int
    fields: tuple[str, ...]


def listed_errors(book: xw.Book) -> list[ListedError]:
    """The errors in the order in which the sheet Errors stands; none where there is no such sheet."""
    if _ERRORS not in _names(book):
        return []
    grid = _grid(book, _ERRORS)
    header, titles = header_of(grid, _TITLES)
    if not set(_TITLES) <= set(titles):
        raise UserError("The sheet Errors has lost some of its columns. Click Validate to make it again.")
    code, table, row, field = (titles.index(title) for title in _TITLES)
    return [
        ListedError(
            at,
            str(from_sheet(cells[code])),
            str(cells[table]),
            int(cells[row]),
            tuple(part.strip() for part in str(cells[field] or "").split(",")),
        )
        for at, cells in enumerate(grid[header:], start=header + 1)
        if isinstance(cells[row], (int, float)) and cells[table] in TABLES
    ]


def selected_place(book: xw.Book) -> tuple[str, int, str]:
    """Sheet, row and column title of the selected cell; no title outside the tables."""
    sheet, row, column = selected_cell(book)
    if sheet not in TABLES:
        return sheet, row, ""
    _, titles = header_of(_grid(book, sheet), TABLES[sheet].column_names)
    return sheet, row, titles[column - 1] if column <= len(titles) else ""


def select_error(book: xw.Book, error: ListedError) -> None:
    """Select the first of an error's cells. Raises UserError where its sheet is gone."""
    if error.sheet not in _names(book):
        raise UserError(
            f"The sheet {error.sheet} is no longer in the workbook. Rename it back if it was renamed; if it was "
            "deleted, open the last saved copy of the workbook or load the return again."
        )
    _, titles = header_of(_grid(book, error.sheet), TABLES[error.sheet].column_names)
    column = next((titles.index(field) for field in error.fields if field in titles), 0)
    show_cell(book.sheets[error.sheet], error.row, column + 1)


def codes_at_selection(book: xw.Book) -> list[str]:
    """The codes of the rules that the selected cell is about, in the order in which they are listed.

    In a table those on the cell, or else on its row; in a list those of the row's Code or Codes.
    """
    sheet, row, column = selected_place(book)
    if sheet in TABLES:
        here = [error for error in listed_errors(book) if (error.sheet, error.row) == (sheet, row)]
        on_cell = [error.code for error in here if column in error.fields]
        if on_cell:
            return on_cell
    grid = _grid(book, sheet)
    for title in (CODES, "Code"):
        header, titles = header_of(grid, [title])
        if title in titles and header < row <= len(grid):
            said = from_sheet(grid[row - 1][titles.index(title)]) or ""
            return [code.strip() for code in said.split(",") if code.strip()]
    return []


def rules_year_of(book: xw.Book) -> int:
    """The collection year whose rules a workbook's return is judged by, if nothing else is set."""
    about = (
        read_return_id({MEMORY_SHEET: _grid(book, MEMORY_SHEET)}) if MEMORY_SHEET in _names(book) else None
    )
    if about is None:
        raise UserError("This workbook has no return. Load this year's return first.")
    return nearest_rules_year(about.year)


def _names(book: xw.Book) -> list[str]:
    return [sheet.name for sheet in book.sheets]


def _grid(book: xw.Book, sheet: str) -> Grid:
    return grid_of(read_used(book.sheets[sheet]))
