"""The buttons of the group Fix: from error to error, in the order of the sheet Errors as it stands."""

from __future__ import annotations

from collections.abc import Sequence

import xlwings as xw

from workbook.excel.showing import ListedError, listed_errors, select_error, selected_place
from xl903 import UserError


def next_error(book: xw.Book) -> None:
    """Select the cell of the error after the selected one."""
    _move(book, 1)


def previous_error(book: xw.Book) -> None:
    """Select the cell of the error before the selected one."""
    _move(book, -1)


def _move(book: xw.Book, step: int) -> None:
    errors = listed_errors(book)
    if not errors:
        raise UserError("There are no errors to go to. Validate lists errors on the sheet Errors.")
    select_error(book, errors[_after(errors, *selected_place(book), step)])


def _after(errors: Sequence[ListedError], sheet: str, row: int, column: str, step: int) -> int:
    """The place in the list of the error to go to from a sheet's row and column; the ends are joined.

    Several errors of one cell are passed in one step. From a cell without an error it goes to the first.
    """
    if sheet == "Errors":
        here = [place for place, error in enumerate(errors) if error.listed_at == row]
        return here[0] if here else 0
    here = [
        place
        for place, error in enumerate(errors)
        if (error.sheet, error.row) == (sheet, row) and column in error.fields
    ]
    if not here:
        return 0 if step > 0 else len(errors) - 1
    place = here[-1] if step > 0 else here[0]
    for _ in errors:
        place = (place + step) % len(errors)
        if place not in here:
            break
    return place
