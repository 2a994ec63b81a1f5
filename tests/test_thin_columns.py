"""Columns answer as the Series that they stand for."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xl903.engine.mistakes import Mistake
from xl903.engine.text_columns import TextColumn, Texts
from xl903.engine.thin_columns import Cells, Column, Mask

ROWS = 7
DAYS = [
    pd.Timestamp(np.datetime64(day, "s"))
    for day in ("2025-03-31", "2025-04-01", "2026-03-31", "9999-12-31", "0001-01-01")
]
TEXTS = Texts(pd.Index(["A", "B", "C", "D", "E", "F", "G"], dtype=object))

day = st.sampled_from([*DAYS, pd.NaT])
number = st.sampled_from([0.0, 1.0, -2.5, 40.0, np.nan])


def rows_of(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(values, min_size=ROWS, max_size=ROWS)


def dates(values: list[Any]) -> Column:
    return Column(
        np.array([np.datetime64("NaT") if day is pd.NaT else day.asm8 for day in values], dtype="M8[s]")
    )


def texts(codes: list[int]) -> TextColumn:
    return TextColumn(np.array(codes, dtype=np.int32), TEXTS)


def same(ours: Any, theirs: Any) -> None:
    """Ours, a column, has the values of theirs, a Series, whose days and spans may be told in finer units."""
    assert isinstance(ours, Column)
    if not isinstance(ours, TextColumn) and ours.dtype.kind in "mM":
        theirs = theirs.astype(ours.dtype)
    pd.testing.assert_series_equal(ours.series, theirs, check_dtype=False, check_names=False)


COMPARE = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]
ALWAYS = st.sampled_from(COMPARE)


@given(rows_of(day), rows_of(day), ALWAYS, day)
def test_dates_compare_as_in_pandas(
    one: list[Any], other: list[Any], compare: Callable[..., Any], day: Any
) -> None:
    left, right = dates(one), dates(other)
    same(compare(left, right), compare(left.series, right.series))
    same(compare(left, right.series), compare(left.series, right.series))
    same(compare(left, day), compare(left.series, day))


@given(
    rows_of(day), rows_of(day), rows_of(st.booleans()), st.sampled_from(["both", "neither", "left", "right"])
)
def test_what_is_done_with_dates_is_as_in_pandas(
    one: list[Any], other: list[Any], truth: list[bool], ends: Any
) -> None:
    left, right, mask = dates(one), dates(other), Mask(np.array(truth))
    first, last = DAYS[1], DAYS[2]
    same(left.between(first, last, inclusive=ends), left.series.between(first, last, inclusive=ends))
    same(left.fillna(first), left.series.fillna(first))
    same(left.mask(mask), left.series.mask(mask.series))
    same(left.where(mask, last), left.series.where(mask.series, last))
    same(left.mask(mask, right), left.series.mask(mask.series, right.series))
    same(left.clip(upper=last), left.series.clip(upper=last))
    same(left.clip(first, last), left.series.clip(first, last))
    same(left.isna(), left.series.isna())
    same(left.notna(), left.series.notna())
    span = left - right
    same(span, left.series - right.series)
    same(span.dt.days, (left.series - right.series).dt.days)
    same(span > pd.Timedelta(days=7), span.series > pd.Timedelta(days=7))
    within = dates([each if each is pd.NaT else DAYS[2] for each in one])
    same(within + pd.Timedelta(days=7), within.series + pd.Timedelta(days=7))


@given(rows_of(number), rows_of(number), ALWAYS)
def test_numbers_are_as_in_pandas(one: list[float], other: list[float], compare: Callable[..., Any]) -> None:
    left, right = Column(np.array(one)), Column(np.array(other))
    for plain in (operator.add, operator.sub, operator.mul, compare):
        same(plain(left, right), plain(left.series, right.series))
        same(plain(left, 3), plain(left.series, 3))
    for plain in (operator.floordiv, operator.mod, operator.truediv):
        same(plain(left, 3), plain(left.series, 3))
    same(2 - left, 2 - left.series)
    same(-left, -left.series)
    same(left.abs().round(1), left.series.abs().round(1))
    same(left.isin([0, 40]), left.series.isin([0, 40]))
    same(left.clip(lower=0).fillna(0), left.series.clip(lower=0).fillna(0))


@given(
    rows_of(st.booleans()),
    rows_of(st.booleans()),
    st.sampled_from([operator.and_, operator.or_, operator.xor]),
)
def test_masks_combine_with_masks_series_and_arrays(
    one: list[bool], other: list[bool], combine: Callable[..., Any]
) -> None:
    left, right = Mask(np.array(one)), Mask(np.array(other))
    expected = combine(left.series, right.series)
    for with_it in (right, right.series, right.values):
        same(combine(left, with_it), expected)
        same(combine(with_it, left), expected)
    same(~left, ~left.series)
    assert (left.any(), left.all()) == (any(one), all(one))


@given(
    rows_of(st.integers(-1, 6)),
    rows_of(st.integers(-1, 6)),
    st.lists(st.sampled_from("ABCDEFGZ"), max_size=8),
)
def test_texts_are_as_a_categorical_in_pandas(one: list[int], other: list[int], wanted: list[str]) -> None:
    left, right = texts(one), texts(other)
    same(left == right, left.series == right.series)
    same(left != right, left.series != right.series)
    for text in ("A", "Z"):
        same(left == text, left.series == text)
        same(left != text, left.series != text)
    same(left.isin(wanted), left.series.isin(wanted))
    same(left.isin([*wanted, None]), left.series.isin([*wanted, None]))
    same(left.isin(right), left.series.isin(right.series))
    same(left.isna(), left.series.isna())
    same(left.mask(right == "A"), left.series.mask(right.series == "A"))
    same(left.fillna(right), left.series.fillna(right.series))
    same(left.take(np.array([3, 3, 0])), left.series.take([3, 3, 0]).reset_index(drop=True))


def test_a_row_that_is_not_there_is_blank_or_false() -> None:
    at = np.array([1, -1])
    assert texts([0, 1]).at(at, complete=False).series.tolist() == ["B", np.nan]
    assert Mask(np.array([False, True])).at(at, complete=False).values.tolist() == [True, False]
    assert np.isnat(dates([DAYS[0]] * 2).at(at, complete=False).values).tolist() == [False, True]
    assert np.isnan(Column(np.array([1, 2])).at(at, complete=False).values).tolist() == [False, True]
    nobody = np.array([-1])
    assert texts([]).at(nobody, complete=False).series.isna().all()


def test_what_else_pandas_has_is_asked_of_the_series() -> None:
    column = texts([0, 1, -1])
    assert column.str.len().tolist()[:2] == [1, 1]
    assert (column.str.len() > 0).to_numpy().tolist() == [True, True, False]
    mixed = (column.str.len() > 0) & (column == "A")
    assert isinstance(mixed, Column)
    assert mixed.values.tolist() == [True, False, False]
    assert column[column.notna()].index.tolist() == [0, 1]
    assert dates([DAYS[0]]).dt.year.tolist() == [2025]
    assert pd.DataFrame({"A": column, "B": column == "B"})["B"].tolist() == [False, True, False]
    assert not hasattr(column, "no_such_word")


@pytest.mark.parametrize(
    "mistaken",
    [
        lambda text, day: text > "A",
        lambda text, day: ~text,
        lambda text, day: text.any(),
        lambda text, day: text.dt.days,
        lambda text, day: text.fillna("A"),
        lambda text, day: text == TextColumn(text.codes, Texts(TEXTS.index)),
        lambda text, day: day == "2025-04-01",
        lambda text, day: day == text,
        lambda text, day: day.isna() and text.isna(),
    ],
)
def test_what_has_no_meaning_is_a_mistake(mistaken: Callable[[TextColumn, Column], Any]) -> None:
    with pytest.raises(Mistake):
        mistaken(texts([0]), dates([DAYS[0]]))


def test_cells_are_wrong_column_by_column() -> None:
    cells = Cells({"DECOM": Mask(np.array([True, False])), "DEC": pd.Series([False, False])})
    assert (len(cells), cells.columns) == (2, ("DECOM", "DEC"))
    assert cells.values.tolist() == [[True, False], [False, False]]
    assert cells.any_of_row().values.tolist() == [True, False]
