"""A filter of every kind that Excel tells in full is as it was after a sheet was written; the others are named."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import xlwings as xw

from simulated_excel.happenings import Excel
from workbook.excel.filters import noting_lost_filters, unfiltered, unreadable_filters

_RED = 255


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    """Five numbers, of which the second and fourth are red, in cells and in text; the same; and five days."""
    sheet = book.sheets[0]
    sheet["A1"].value = [
        ["n", "m", "day"],
        *[[one, one, dt.datetime(2025, 4, one)] for one in (1, 2, 3, 4, 5)],
    ]
    sheet["B6"].value = None
    for address in ("A3", "A5"):
        sheet[address].color = sheet[address].font.color = (255, 0, 0)
    return sheet


def rows_in_sight(sheet: xw.Sheet) -> list[int]:
    """The values of the rows that no filter hides."""
    return [row - 1 for row in range(2, 7) if not sheet.api.Rows(row).Hidden]


@pytest.mark.parametrize("in_a_table", [False, True])
@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ((1, ">3"), [4, 5]),
        ((1, "1", 2, "5"), [1, 5]),
        ((1, ">1", 1, "<4"), [2, 3]),
        ((1, ["1", "3", "4"], 7), [1, 3, 4]),
        ((2, ["1", "3", "="], 7), [1, 3, 5]),
        ((1, "2", 3), [4, 5]),
        ((1, _RED, 8), [2, 4]),
        ((1, _RED, 9), [2, 4]),
        ((1, None, 12), [1, 3, 5]),
        ((1, None, 13), [1, 3, 5]),
        ((1, 33, 11), [4, 5]),
    ],
)
def test_it_is_as_it_was_after_writing(
    excel: Excel, sheet: xw.Sheet, given: tuple[Any, ...], shown: list[int], in_a_table: bool
) -> None:
    target = sheet["A1:C6"].api
    if in_a_table:
        target = sheet.api.ListObjects.Add(1, target, None, 1).Range
    field, first, *more = given
    told = {} if first is None else {"Criteria1": first}
    told |= dict(zip(("Operator", "Criteria2"), more, strict=False))
    target.AutoFilter(Field=field, **told)
    assert rows_in_sight(sheet) == shown
    assert unreadable_filters(sheet) == []
    with noting_lost_filters() as lost, unfiltered(sheet):
        assert rows_in_sight(sheet) == [1, 2, 3, 4, 5]
    assert lost == []
    assert rows_in_sight(sheet) == shown


@pytest.mark.parametrize(
    ("given", "column"),
    [
        ({"Field": 3, "Operator": 7, "Criteria2": [2, "4/2/2025"]}, "day"),
        ({"Field": 3, "Operator": 7, "Criteria1": ["never", "soon"], "Criteria2": [2, "4/2/2025"]}, "day"),
        ({"Field": 1, "Operator": 10, "Criteria1": 1}, "n"),
    ],
)
def test_one_that_is_not_told_in_full_is_named(
    excel: Excel, sheet: xw.Sheet, given: dict[str, Any], column: str
) -> None:
    sheet["A1:C6"].api.AutoFilter(**given)
    assert unreadable_filters(sheet) == [column]


def test_rows_that_an_advanced_filter_hides_are_named_without_a_column(excel: Excel, sheet: xw.Sheet) -> None:
    sheet["A1:C6"].api.AdvancedFilter(1, sheet["A1:A2"].api)
    assert sheet.api.FilterMode
    assert unreadable_filters(sheet) == ["all columns"]
