"""Columns of texts: a code for each row, and the different texts once."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, cast

import numpy as np
import pandas as pd
from pandas.api.types import is_list_like

from xl903.engine.mistakes import Mistake
from xl903.engine.thin_columns import Column, Operation, listed, truth_of

_FEW = 4
"""Up to so many codes are compared one by one; more are looked up in a table of all texts."""

_WITH_TEXT_ONLY = "Text is compared with text only"


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

    def _for_numpy(self) -> np.ndarray:
        raise Mistake(_WITH_TEXT_ONLY)

    def _equal(self, other: Any) -> np.ndarray:
        if isinstance(other, TextColumn):
            if other.texts is not self.texts:
                raise Mistake("Two columns of text are compared that do not have the same texts")
            return (self.codes == other.codes) & (self.codes >= 0)
        if isinstance(other, Column):
            raise Mistake(_WITH_TEXT_ONLY)
        if is_list_like(other):
            return np.asarray(self.values == np.asarray(other, dtype=object), dtype=bool)
        codes = self.texts.codes_of((other,))
        return (
            self.codes == codes[0] if len(codes) and codes[0] >= 0 else np.zeros(len(self.codes), dtype=bool)
        )

    def __invert__(self) -> Column:
        raise self._notruth_of()

    __neg__ = __abs__ = __invert__

    @staticmethod
    def _notruth_of() -> Mistake:
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
            codes = self.texts.codes_of(listed(wanted))
        if len(codes) <= _FEW:
            found = np.zeros(len(self.codes), dtype=bool)
            for code in codes:
                found |= self.codes == code
            return Column(found)
        is_wanted = np.zeros(len(self.texts) + 1, dtype=bool)
        is_wanted[codes] = True
        return Column(is_wanted[self.codes])

    def mask(self, condition: Any, other: Any = None) -> Column:
        """As of any column; ``other`` is blank or a column of the same texts."""
        if other is None:
            return TextColumn(np.where(truth_of(condition), np.int32(-1), self.codes), self.texts)
        if isinstance(other, TextColumn) and other.texts is self.texts:
            return TextColumn(np.where(truth_of(condition), other.codes, self.codes), self.texts)
        raise Mistake("A text can be replaced by a column of the same texts only")

    def fillna(self, value: Any) -> Column:
        """The text, and that of a column of the same texts where it is blank."""
        return self.mask(self.codes < 0, value)

    def any(self) -> bool:
        """Raise Mistake: a text is not a truth value."""
        raise self._notruth_of()

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
