"""The analyst's filters, lifted while a sheet is written and put back as they were.

Where a filter hides rows, Excel writes to the rows in sight only and says nothing of it. A filter that Excel does
not tell in full, such as one on ticked dates, could not be put back: ``unreadable_filters`` names its column
beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL

_TWO_CRITERIA = (1, 2)
"""Operators that join two criteria: and, or."""

_TOP_OR_BOTTOM = (3, 4, 5, 6)
"""Operators for the highest or lowest; their criterion reads back as the limit that they came to, such as >=12."""

_TICKED, _DYNAMIC = 7, 11
_COLOURS = (8, 9)
"""Operators for the colour of the cell and of its text; their criterion reads back as an object with the colour."""

_NO_COLOUR = (12, 13)
"""Operators for cells without a fill, and for text of the automatic colour; they have no criterion."""

_NOT_TOLD = "all columns"


@dataclass(frozen=True)
class _Filter:
    """The criteria of one column. ``operator``: 0 for a plain criterion. ``second``: of two joined ones."""

    field: int
    first: Any
    operator: int
    second: Any = None


class _UnreadableError(Exception):
    """Excel does not tell a column's criteria in full."""


_LOST: ContextVar[list[str] | None] = ContextVar("lost filters", default=None)


@contextmanager
def noting_lost_filters() -> Iterator[list[str]]:
    """The filters that could not be put back meanwhile, such as "Episodes (column LS)"."""
    lost: list[str] = []
    token = _LOST.set(lost)
    try:
        yield lost
    finally:
        _LOST.reset(token)


@contextmanager
def unfiltered(sheet: xw.Sheet) -> Iterator[None]:
    """A sheet with every row in sight, and afterwards filtered again as it was.

    A filter that cannot be read, or not be put back, stays lifted: what is written is worth more than the filter.
    ``noting_lost_filters`` gives those that could not be put back.
    """
    found = _auto_filter(sheet)
    if found is None:
        yield
        return
    filters = [one for one in _read_all(found) if isinstance(one, _Filter)]
    target = found.Range
    found.ShowAllData()
    try:
        yield
    finally:
        for one in filters:
            try:
                _apply(target, one)
            except Exception:  # whatever Excel has against it
                _note_as_lost(sheet, target, one)


def _note_as_lost(sheet: xw.Sheet, target: Any, one: _Filter) -> None:
    lost = _LOST.get()
    if lost is None:
        return
    with suppress(Exception):  # an Excel that is gone cannot name the column either
        lost.append(f"{sheet.name} (column {target.Rows(1).Cells(1, one.field).Value})")


def unreadable_filters(sheet: xw.Sheet) -> list[str]:
    """The titles of columns with a filter that could not be put back; none where no filter hides rows."""
    if not HAS_OBJECT_MODEL or not sheet.api.FilterMode:
        return []
    found = _auto_filter(sheet)
    if found is None:  # rows hidden by an advanced filter, of which Excel tells nothing
        return [_NOT_TOLD]
    header = found.Range.Rows(1)
    return [str(header.Cells(1, one).Value) for one in _read_all(found) if isinstance(one, int)]


def _auto_filter(sheet: xw.Sheet) -> Any | None:
    """The filter that hides rows of a sheet: its table's, or the sheet's own; None where none does."""
    if not HAS_OBJECT_MODEL or not sheet.api.FilterMode:
        return None
    for table in sheet.api.ListObjects:
        found = table.AutoFilter
        if found is not None and found.FilterMode:
            return found
    found = sheet.api.AutoFilter
    return found if found is not None and found.FilterMode else None


def _read_all(found: Any) -> list[_Filter | int]:
    """The criteria of every filtered column; the column's number where they cannot be read."""
    filters = found.Filters
    result: list[_Filter | int] = []
    for field in range(1, filters.Count + 1):
        one = filters(field)
        if one.On:
            try:
                result.append(_read(field, one))
            except Exception:  # Excel, pywin32 and ``_read`` each have their own error for "cannot be read"
                result.append(field)
    return result


def _read(field: int, one: Any) -> _Filter:
    operator = int(one.Operator or 0)
    if operator in _NO_COLOUR:
        return _Filter(field, None, operator)
    first = one.Criteria1
    if operator in _COLOURS:
        return _Filter(field, int(first.Color), operator)
    if operator in _TWO_CRITERIA:
        return _Filter(field, first, operator, one.Criteria2)
    if operator in _TOP_OR_BOTTOM:
        return _Filter(field, first, 0)
    if operator not in (0, _TICKED, _DYNAMIC) or first is None or (operator == _TICKED and _ticks_dates(one)):
        raise _UnreadableError
    if operator == _TICKED and isinstance(first, (tuple, list)):
        return _Filter(field, [_ticked_value(str(value)) for value in first], operator)
    return _Filter(field, first, operator)


def _ticked_value(told: str) -> str:
    """A ticked value as Excel takes it: it tells each with = in front; = alone is the tick on blank cells."""
    return told.removeprefix("=") or "="


def _ticks_dates(one: Any) -> bool:
    """Whether dates are among the ticked values: they are in a second criterion, which other ticks have not."""
    with suppress(Exception):
        return one.Criteria2 is not None
    return False


def _apply(target: Any, one: _Filter) -> None:
    if one.operator in _TWO_CRITERIA:
        target.AutoFilter(one.field, one.first, one.operator, one.second)
    elif one.first is None:
        target.AutoFilter(Field=one.field, Operator=one.operator)
    elif one.operator:
        target.AutoFilter(one.field, one.first, one.operator)
    else:
        target.AutoFilter(one.field, one.first)
