"""What rules compute with: a value per row of a table, in a thin layer over numpy.

Rules are hundreds of small operations on some thousand rows, and most of what such an operation costs in pandas
is pandas itself. A column does what rules do with a Series, in the same words and with the same answers, and
hands everything else to the Series that it stands for.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Literal, Self, cast

import numpy as np
import pandas as pd
from pandas.api.types import is_list_like

from xl903.engine.mistakes import Mistake

NO_DATE = np.datetime64("NaT", "s")
_FEW = 4
"""Up to so many codes are compared one by one; more are looked up in a table of all texts."""

Operation = Callable[[Any, Any], Any]


class Column:
    """One value per row: truth values (a mask), dates, spans of time or numbers, in file order.

    Used as a Series is: ``&``, ``|``, ``~``, ``^``, comparisons and arithmetic, with another column, a Series or
    array of the same rows, or one value; ``isin``, ``isna``, ``notna``, ``between``, ``fillna``, ``where``,
    ``mask``, ``clip``, ``any``, ``all``, ``dt.days``. The answer is a column again. Whatever else a Series has
    (``str``, ``groupby``, ``map``, ``iloc``) is asked of ``series``, and gives what pandas gives.
    """

    __slots__ = ("_values",)
    # pandas and numpy leave an operation to the operand that names the higher figure.
    __pandas_priority__ = 5000
    __array_priority__ = 5000

    def __init__(self, values: np.ndarray) -> None:
        self._values = values

    @property
    def values(self) -> np.ndarray:
        """The values as an array; of texts, as objects with NaN for blank."""
        return self._values

    def to_numpy(self, *args: Any, **options: Any) -> np.ndarray:
        """The values as an array, as ``Series.to_numpy`` gives them."""
        return self.series.to_numpy(*args, **options) if args or options else self.values

    @property
    def series(self) -> pd.Series:
        """The values as a Series, its rows counted from 0."""
        return pd.Series(self._values)

    @property
    def dtype(self) -> Any:
        """The type of the values, as of the Series."""
        return self._values.dtype

    def __len__(self) -> int:
        return len(self._values)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.series)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        values = self.values if dtype is None else self.values.astype(dtype, copy=False)
        return values.copy() if copy else values

    def __repr__(self) -> str:
        return repr(self.series)

    def __getitem__(self, key: Any) -> Any:
        return self.series[key.values if isinstance(key, Column) else key]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(self.series, name)

    def __bool__(self) -> bool:
        raise Mistake(
            "A mask has a value for each row: combine masks with &, | and ~, not with and, or and not"
        )

    # Operators

    def _with(self, other: Any, operation: Operation) -> Column:
        return Column(operation(self._values, _operand(other)))

    def _from(self, other: Any, operation: Operation) -> Column:
        return Column(operation(_operand(other), self._values))

    def __and__(self, other: Any) -> Column:
        return self._with(other, operator.and_)

    def __or__(self, other: Any) -> Column:
        return self._with(other, operator.or_)

    def __xor__(self, other: Any) -> Column:
        return self._with(other, operator.xor)

    __rand__, __ror__, __rxor__ = __and__, __or__, __xor__

    def __invert__(self) -> Column:
        return Column(~self._values)

    def __eq__(self, other: object) -> Column:  # type: ignore[override]  # row by row, as pandas does
        return self._with(other, operator.eq)

    def __ne__(self, other: object) -> Column:  # type: ignore[override]
        return self._with(other, operator.ne)

    __hash__ = None  # type: ignore[assignment]

    def __lt__(self, other: Any) -> Column:
        return self._with(other, operator.lt)

    def __le__(self, other: Any) -> Column:
        return self._with(other, operator.le)

    def __gt__(self, other: Any) -> Column:
        return self._with(other, operator.gt)

    def __ge__(self, other: Any) -> Column:
        return self._with(other, operator.ge)

    def __add__(self, other: Any) -> Column:
        return self._with(other, operator.add)

    def __radd__(self, other: Any) -> Column:
        return self._from(other, operator.add)

    def __sub__(self, other: Any) -> Column:
        return self._with(other, operator.sub)

    def __rsub__(self, other: Any) -> Column:
        return self._from(other, operator.sub)

    def __mul__(self, other: Any) -> Column:
        return self._with(other, operator.mul)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Column:
        return self._with(other, operator.truediv)

    def __rtruediv__(self, other: Any) -> Column:
        return self._from(other, operator.truediv)

    def __floordiv__(self, other: Any) -> Column:
        return self._with(other, operator.floordiv)

    def __mod__(self, other: Any) -> Column:
        return self._with(other, operator.mod)

    def __neg__(self) -> Column:
        return Column(-self._values)

    def __abs__(self) -> Column:
        return Column(np.abs(self._values))

    # Methods, as of a Series

    def isna(self) -> Column:
        """Whether there is no value."""
        return Column(_missing(self._values))

    def notna(self) -> Column:
        """Whether there is a value."""
        return Column(~_missing(self._values))

    def isin(self, wanted: Iterable[Any]) -> Column:
        """Whether the value is one of those wanted."""
        return Column(self.series.isin(_listed(wanted)).to_numpy())

    def between(
        self, left: Any, right: Any, inclusive: Literal["both", "neither", "left", "right"] = "both"
    ) -> Column:
        """Whether the value lies from ``left`` to ``right``, both included unless ``inclusive`` says otherwise."""
        after = self >= left if inclusive in ("both", "left") else self > left
        before = self <= right if inclusive in ("both", "right") else self < right
        return after & before

    def where(self, condition: Any, other: Any = None) -> Column:
        """The value where the condition holds, elsewhere ``other``; nothing where that is left out."""
        return self.mask(~_truth(condition), other)

    def mask(self, condition: Any, other: Any = None) -> Column:
        """``other``, or nothing where that is left out, where the condition holds, elsewhere the value."""
        values = _room_for_none(self._values) if other is None else self._values
        return Column(
            np.where(_truth(condition), _none_of(values) if other is None else _operand(other), values)
        )

    def fillna(self, value: Any) -> Column:
        """The value, and ``value`` in rows that have no value."""
        return self.mask(_missing(self._values), value)

    def clip(self, lower: Any = None, upper: Any = None) -> Column:
        """The value, at least ``lower`` and at most ``upper``, each one value; rows without a value keep none."""
        return Column(np.clip(self._values, _bound(lower), _bound(upper)))

    def abs(self) -> Column:
        """The size of each number or span."""
        return abs(self)

    def any(self) -> bool:
        """Whether any value is true."""
        return bool(self._values.any())

    def all(self) -> bool:
        """Whether every value is true."""
        return bool(self._values.all())

    @property
    def dt(self) -> Any:
        """Parts of dates and spans: ``days`` thin, the rest as pandas has it."""
        return _Spans(self._values) if self._values.dtype.kind == "m" else self.series.dt

    def round(self, decimals: int = 0) -> Column:
        """Each number to so many decimals."""
        return Column(np.round(self._values, decimals))

    def groupby(self, by: Any, **options: Any) -> Any:
        """The Series grouped by a column or array of the same rows."""
        return self.series.groupby(by.values if isinstance(by, Column) else by, **options)

    def take(self, positions: np.ndarray) -> Self:
        """The values at these positions, counted from 0 as in the array."""
        return cast(Self, self.at(positions, complete=True))

    # Rows looked up for other rows

    def at(self, positions: np.ndarray, *, complete: bool) -> Self | Column:
        """The values at these positions; -1 is no row, which gives False in a mask and else no value.

        ``complete``: no position is -1.
        """
        if complete:
            return Column(self._values[positions])
        values = self._values if self._values.dtype == bool else _room_for_none(self._values)
        none = np.array([False]) if values.dtype == bool else _none_of(values)
        return Column(np.append(values, none)[positions])


class Texts:
    """The different texts of a column or of many; a text's code is its position."""

    def __init__(self, texts: pd.Index) -> None:
        self.dtype = pd.CategoricalDtype(texts)
        self.index: pd.Index = self.dtype.categories

    def __len__(self) -> int:
        return len(self.index)

    def codes_of(self, texts: Iterable[Any]) -> np.ndarray:
        """The codes of those of the texts that are here; what is missing counts as blank, -1."""
        found = (self._code_of(text) for text in texts)
        return np.array([code for code in found if code is not None], dtype=np.int32)

    def _code_of(self, text: Any) -> int | None:
        if isinstance(text, str):
            try:
                return cast(int, self.index.get_loc(text))
            except KeyError:
                return None
        return -1 if pd.isna(text) else None

    @cached_property
    def objects(self) -> np.ndarray:
        """The texts as objects by code, with NaN, for blank, last."""
        return np.append(np.asarray(self.index, dtype=object), np.nan)


class TextColumn(Column):
    """One text per row, held as its position among the different texts; -1 is blank.

    Two columns compare by their codes, and so have to be of the same texts.
    """

    __slots__ = ("codes", "texts")

    def __init__(self, codes: np.ndarray, texts: Texts) -> None:
        self.codes = codes
        self.texts = texts

    @property
    def values(self) -> np.ndarray:
        """The texts as objects, with NaN for blank."""
        return self.texts.objects[self.codes]

    def with_empty_texts(self) -> np.ndarray:
        """The texts as objects, with the empty text for blank."""
        texts = self.values
        texts[self.codes < 0] = ""
        return texts

    @property
    def series(self) -> pd.Series:
        """The texts as a categorical Series, its rows counted from 0."""
        return pd.Series(pd.Categorical.from_codes(self.codes, dtype=self.texts.dtype, validate=False))

    @property
    def dtype(self) -> Any:
        """The type of the Series: all texts that there are."""
        return self.texts.dtype

    def __len__(self) -> int:
        return len(self.codes)

    def _with(self, other: Any, operation: Operation) -> Column:
        if operation is operator.eq:
            return Column(self._equal(other))
        if operation is operator.ne:
            return Column(~self._equal(other))
        raise Mistake(
            f"Text cannot be used with {operation.__name__}: compare it with == and !=, or ask isin"
        )

    def _from(self, other: Any, operation: Operation) -> Column:
        return self._with(other, operation)

    def _equal(self, other: Any) -> np.ndarray:
        if isinstance(other, TextColumn):
            if other.texts is not self.texts:
                raise Mistake("Two columns of text are compared that do not have the same texts")
            return (self.codes == other.codes) & (self.codes >= 0)
        if isinstance(other, Column):
            raise Mistake("Text is compared with text only")
        if is_list_like(other):
            return np.asarray(self.values == np.asarray(other, dtype=object), dtype=bool)
        codes = self.texts.codes_of((other,))
        return (
            self.codes == codes[0] if len(codes) and codes[0] >= 0 else np.zeros(len(self.codes), dtype=bool)
        )

    def __invert__(self) -> Column:
        raise self._no_truth()

    __neg__ = __abs__ = __invert__

    @staticmethod
    def _no_truth() -> Mistake:
        return Mistake("Text is neither true nor false: compare it first")

    def isna(self) -> Column:
        """Whether the cell is blank."""
        return Column(self.codes < 0)

    def notna(self) -> Column:
        """Whether the cell is not blank."""
        return Column(self.codes >= 0)

    def isin(self, wanted: Iterable[Any]) -> Column:
        """Whether the text is one of those wanted."""
        if isinstance(wanted, TextColumn) and wanted.texts is self.texts:
            codes = wanted.codes
        else:
            codes = self.texts.codes_of(_listed(wanted))
        if len(codes) <= _FEW:
            found = np.zeros(len(self.codes), dtype=bool)
            for code in codes:
                found |= self.codes == code
            return Column(found)
        listed = np.zeros(len(self.texts) + 1, dtype=bool)
        listed[codes] = True
        return Column(listed[self.codes])

    def mask(self, condition: Any, other: Any = None) -> Column:
        """As of any column; ``other`` is blank or a column of the same texts."""
        if other is None:
            return TextColumn(np.where(_truth(condition), np.int32(-1), self.codes), self.texts)
        if isinstance(other, TextColumn) and other.texts is self.texts:
            return TextColumn(np.where(_truth(condition), other.codes, self.codes), self.texts)
        raise Mistake("A text can be replaced by a column of the same texts only")

    def fillna(self, value: Any) -> Column:
        """The text, and that of a column of the same texts where it is blank."""
        return self.mask(self.codes < 0, value)

    def any(self) -> bool:
        """Raise Mistake: a text is not a truth value."""
        raise self._no_truth()

    all = any

    @property
    def dt(self) -> Any:
        """Raise Mistake: a text is not a date."""
        raise Mistake("Text has no parts of a date: ask for the date column")

    def said_of(self, ask: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        """What a function of many texts (NaN for blank) says of each row's, asked about each different one once."""
        different, of_row = np.unique(self.codes, return_inverse=True)
        return ask(self.texts.objects[different])[of_row]

    def at(self, positions: np.ndarray, *, complete: bool) -> TextColumn:
        """As of any column; no row gives a blank."""
        codes = self.codes if complete else np.append(self.codes, np.int32(-1))
        return TextColumn(codes[positions], self.texts)


Mask = Column
"""A column of truth values, one for each row of a table."""


class Cells:
    """A mask for each of several columns of one table: which of its cells are wrong."""

    def __init__(self, masks: Mapping[str, Any]) -> None:
        self.columns = tuple(masks)
        self.values = np.array([_truth(mask) for mask in masks.values()], dtype=bool)
        """The truth values, an array of columns by rows."""

    def __len__(self) -> int:
        return int(self.values.shape[1])

    def any_of_row(self) -> Mask:
        """Whether any of the row's cells is wrong."""
        return Mask(np.any(self.values, axis=0))


class _Spans:
    """The parts of spans of time."""

    def __init__(self, values: np.ndarray) -> None:
        self._values = values

    @property
    def days(self) -> Column:
        """Whole days, NaN where there is no span."""
        missing = np.isnat(self._values)
        days = np.where(missing, np.timedelta64(0, "s"), self._values) // np.timedelta64(1, "D")
        return Column(np.where(missing, np.nan, days) if missing.any() else days)

    def __getattr__(self, name: str) -> Any:
        return getattr(pd.Series(self._values).dt, name)


def thin(values: Any) -> Column:
    """A Series, an array or a column of truth values, dates or numbers as a column."""
    return values if isinstance(values, Column) else Column(np.asarray(values))


def _operand(other: Any) -> Any:
    """What numpy computes with: arrays for columns and Series, dates in numpy's own form."""
    if isinstance(other, TextColumn):
        raise Mistake("Text is compared with text only")
    if isinstance(other, Column):
        return other._values
    if isinstance(other, pd.Timedelta):
        seconds = other.total_seconds()
        return np.timedelta64(int(seconds), "s") if seconds.is_integer() else other.to_timedelta64()
    if other is pd.NaT:
        return NO_DATE
    if isinstance(other, pd.Timestamp):
        return other.as_unit("s").to_datetime64()
    if isinstance(other, (pd.Series, pd.Index, np.ndarray)):
        values = np.asarray(other)
        # In seconds any day of the years 1 to 9999 has room; in pandas' nanoseconds it has not.
        return values.astype(f"{values.dtype.kind}8[s]") if values.dtype.kind in "mM" else values
    if isinstance(other, str):
        raise Mistake("Numbers and dates are not compared with text")
    return other


def _bound(bound: Any) -> Any:
    return None if bound is None else _operand(bound)


def _truth(condition: Any) -> np.ndarray:
    return np.asarray(condition, dtype=bool)


def _missing(values: np.ndarray) -> np.ndarray:
    if values.dtype.kind in "mM":
        return np.isnat(values)
    if values.dtype.kind == "f":
        return np.isnan(values)
    if values.dtype.kind == "O":
        return np.asarray(pd.isna(values))
    return np.zeros(len(values), dtype=bool)


def _room_for_none(values: np.ndarray) -> np.ndarray:
    """The values in a type that has room for no value: whole numbers as floats, as in pandas."""
    if values.dtype.kind in "iu":
        return values.astype(np.float64)
    return values.astype(object) if values.dtype.kind == "b" else values


def _none_of(values: np.ndarray) -> Any:
    """What stands for no value in an array of that type."""
    kind = values.dtype.kind
    return values.dtype.type("NaT", np.datetime_data(values.dtype)[0]) if kind in "mM" else np.nan


def _listed(wanted: Iterable[Any]) -> list[Any]:
    if isinstance(wanted, Column):
        return list(wanted.values)
    return list(wanted)
