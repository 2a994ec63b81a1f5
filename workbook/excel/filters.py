"""The analyst's filters, lifted while a sheet is written and put back as they were.

Where a filter hides rows, Excel writes to the rows in sight only and says nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL

_TWO_CRITERIA = (1, 2)
"""Operators that join two criteria: and, or."""


@dataclass(frozen=True)
class _Filter:
    """The criteria of one column of a table."""

    field: int
    first: Any
    operator: int
    second: Any


@contextmanager
def unfiltered(sheet: xw.Sheet) -> Iterator[None]:
    """A sheet with every row of its table in sight, and afterwards filtered again as it was."""
    table = _filtered_table(sheet)
    if table is None:
        yield
        return
    filters = _filters(table)
    table.AutoFilter.ShowAllData()
    try:
        yield
    finally:
        for one in filters:
            _apply(table, one)


def _filtered_table(sheet: xw.Sheet) -> Any | None:
    """The sheet's table, where some of its rows are filtered away."""
    if not HAS_OBJECT_MODEL or not sheet.api.FilterMode:
        return None
    for table in sheet.api.ListObjects:
        auto_filter = table.AutoFilter
        if auto_filter is not None and auto_filter.FilterMode:
            return table
    return None


def _filters(table: Any) -> list[_Filter]:
    filters = table.AutoFilter.Filters
    found = []
    for field in range(1, filters.Count + 1):
        one = filters(field)
        if one.On:
            operator = int(one.Operator or 0)
            second = one.Criteria2 if operator in _TWO_CRITERIA else None
            found.append(_Filter(field, one.Criteria1, operator, second))
    return found


def _apply(table: Any, one: _Filter) -> None:
    if one.operator in _TWO_CRITERIA:
        table.Range.AutoFilter(one.field, one.first, one.operator, one.second)
    elif one.operator:
        table.Range.AutoFilter(one.field, one.first, one.operator)
    else:
        table.Range.AutoFilter(one.field, one.first)
