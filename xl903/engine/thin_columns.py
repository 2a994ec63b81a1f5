"""What rules compute with: a value per row of a table, in a thin layer over numpy.

Rules are hundreds of small operations on some thousand rows, and most of what such an operation costs in pandas
is pandas itself. A column does what rules do with a Series, in the same words and with the same answers, and
hands everything else to the Series that it stands for.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, Self, cast

import numpy as np
import pandas as pd

from xl903.engine.mistakes import Mistake

NO_DATE = np.datetime64("NaT", "s")
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

    def _for_numpy(self) -> np.ndarray:
        return self._values

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
        return Column(self.series.isin(listed(wanted)).to_numpy())

    def between(
        self, left: Any, right: Any, inclusive: Literal["both", "neither", "left", "right"] = "both"
    ) -> Column:
        """Whether the value lies from ``left`` to ``right``, both included unless ``inclusive`` says otherwise."""
        after = self >= left if inclusive in ("both", "left") else self > left
        before = self <= right if inclusive in ("both", "right") else self < right
        return after & before

    def where(self, condition: Any, other: Any = None) -> Column:
        """The value where the condition holds, elsewhere ``other``; nothing where that is left out."""
        return self.mask(~truth_of(condition), other)

    def mask(self, condition: Any, other: Any = None) -> Column:
        """``other``, or nothing where that is left out, where the condition holds, elsewhere the value."""
        values = _room_for_none(self._values) if other is None else self._values
        return Column(
            np.where(truth_of(condition), _none_of(values) if other is None else _operand(other), values)
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


Mask = Column
"""A column of truth values, one for each row of a table."""


class Cells:
    """A mask for each of several columns of one table: which of its cells are wrong."""

    def __init__(self, masks: Mapping[str, Any]) -> None:
        self.columns = tuple(masks)
        self.values = np.array([truth_of(mask) for mask in masks.values()], dtype=bool)
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
    if isinstance(other, Column):
        return other._for_numpy()
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


def truth_of(condition: Any) -> np.ndarray:
    """The truth values of a mask: a column, a Series or an array."""
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


def listed(wanted: Iterable[Any]) -> list[Any]:
    """The values that are wanted, of a column or of anything else that has several."""
    if isinstance(wanted, Column):
        return list(wanted.values)
    return list(wanted)
