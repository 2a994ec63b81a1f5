"""Which rows the analyst's filters hide once cells have changed, as Excel would say."""

from __future__ import annotations

from collections.abc import Callable

from workbook.plan.cell_values import from_sheet
from workbook.update.edits import Edit, FilterRows
from workbook.update.found import FoundSheet


def hide_rows(
    found: FoundSheet, header: int, count: int, value_of: Callable[[int, int], object], *, lift: bool
) -> list[Edit]:
    """The edit after which the filters of the table with that header hide the rows that they are to hide.

    count: how many rows the table has. value_of: the value in a row, from 0 below the header, and a column of the
    sheet, from 1. lift: take away filters that are no lists of values; otherwise, where there is one, what is
    hidden stays hidden.
    """
    filters, table = found.filters(header), found.table(header)
    if table is None or not (filters.shown or (filters.others and lift)) or (filters.others and not lift):
        return []
    shown = {
        table.left + column: {text.casefold() for text in texts} for column, texts in filters.shown.items()
    }
    hidden = tuple(
        any(
            (from_sheet(value_of(row, column)) or "").casefold() not in texts
            for column, texts in shown.items()
        )
        for row in range(count)
    )
    titles = found.grid[header - 1]
    lifted = tuple(str(titles[table.left + column - 1]) for column in filters.others)
    return [FilterRows(header + 1, hidden, lifted)]
