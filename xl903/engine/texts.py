"""Text cells as rules see them: trimmed, upper-cased, one shared vocabulary, and read as dates or numbers.

Every text column of a return, this year's and last year's, holds codes of one vocabulary, so that any two
columns compare by integer, and each different text is trimmed and parsed once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from xl903.engine.text_columns import TextColumn, Texts
from xl903.engine.thin_columns import NO_DATE, Column, Mask

Coded = tuple[np.ndarray, np.ndarray]
"""A column as positions into its different values, -1 for blank, and those values as text."""

_SHORT_DATE = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")
_DIGITS, _SLASHES = [0, 1, 3, 4, 6, 7, 8, 9], [2, 5]
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$"


def cell_text(value: Any) -> str:
    """One cell of any type as the text an export would hold; dates become dd/mm/yyyy.

    Whole numbers lose the ``.0`` that pandas puts on a column with blanks; nothing else is changed.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, (dt.datetime, dt.date, np.datetime64)):
        return pd.Timestamp(value).strftime("%d/%m/%Y")
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        return str(int(value))
    return str(value)


def different_texts(values: pd.Series) -> Coded:
    """Split a column into positions and its different texts, trimmed; blank or space-only cells are -1."""
    positions, uniques = pd.factorize(np.asarray(values.astype(object), dtype=object))
    texts = np.array([cell_text(value).strip() for value in uniques], dtype=object)
    blank = texts == ""
    if blank.any():
        positions = np.append(np.where(blank, -1, np.arange(len(texts))), -1)[positions]
    return positions, texts


class Vocabulary:
    """Every different text of a return, upper-cased, each with a code."""

    def __init__(self, texts: pd.Index | np.ndarray) -> None:
        self._texts = Texts(pd.Index(texts, dtype=object))
        self._dates = np.full(len(self._texts) + 1, NO_DATE)
        self._dates_read = np.zeros(len(self._texts) + 1, dtype=bool)
        self._dates_read[-1] = True
        self._matches: dict[str, np.ndarray] = {}

    @property
    def texts(self) -> pd.Index:
        """The different texts, upper-cased; a text's position is its code."""
        return self._texts.index

    def with_more(self, texts: list[str]) -> Vocabulary:
        """The same texts by the same codes, and after them others that it lacks; what was read stays read."""
        size = len(self.texts)
        longer = Vocabulary(self.texts.append(pd.Index(texts, dtype=object)))
        longer._dates[:size] = self._dates[:size]
        longer._dates_read[:size] = self._dates_read[:size]
        for pattern, matches in self._matches.items():
            unread = np.full(len(texts), -1, dtype=np.int8)
            longer._matches[pattern] = np.concatenate([matches[:size], unread, matches[size:]])
        return longer

    def from_codes(self, codes: np.ndarray) -> TextColumn:
        """A column from codes of this vocabulary, -1 for blank."""
        return TextColumn(codes.astype(np.int32, copy=False), self._texts)

    def blank(self, size: int) -> TextColumn:
        """A column without any text."""
        return TextColumn(np.full(size, -1, dtype=np.int32), self._texts)

    def from_texts(self, texts: np.ndarray | pd.Series) -> TextColumn:
        """A column from texts that this vocabulary holds; None or NaN, and any other text, for blank."""
        return self.from_codes(
            self.texts.get_indexer(pd.Index(np.asarray(texts, dtype=object), dtype=object))
        )

    def dates(self, text: TextColumn) -> Column:
        """A column read as dates: dd/mm/yyyy with a four-digit year; NaT for blank and for anything else."""
        unread = np.unique(text.codes[~self._dates_read[text.codes]])
        if len(unread):
            self._dates[unread] = parse_dates(self.texts[unread])
            self._dates_read[unread] = True
        return Column(self._dates[text.codes])

    def compact(self, text: TextColumn) -> TextColumn:
        """A column with every space inside its texts taken out, over a vocabulary of its own.

        Two columns made so compare as postcodes do, spacing ignored.
        """
        codes, texts = self._compact
        return TextColumn(codes[text.codes], texts)

    @cached_property
    def _compact(self) -> tuple[np.ndarray, Texts]:
        codes = np.append(np.arange(len(self.texts)), -1)
        spaced = np.flatnonzero([" " in text for text in self.texts])
        compact = np.array([text.replace(" ", "") for text in self.texts[spaced]], dtype=object)
        new = pd.Index(compact).difference(self.texts, sort=False)
        texts = self.texts.append(new)
        codes[spaced] = texts.get_indexer(pd.Index(compact))
        return codes.astype(np.int32), Texts(texts)

    @cached_property
    def lengths(self) -> np.ndarray:
        """How many characters each text has, by code; 0 for blank, last."""
        return np.append(np.fromiter(map(len, self.texts), dtype=np.int64, count=len(self.texts)), 0)

    def matching(self, text: TextColumn, pattern: str) -> Mask:
        """Whether the whole cell matches a regular expression; blank does not."""
        if pattern not in self._matches:
            # 1 for a text that matches, 0 for one that does not, -1 for one that was not asked about yet.
            self._matches[pattern] = np.append(np.full(len(self.texts), -1, dtype=np.int8), np.int8(0))
        matches = self._matches[pattern]
        unread = np.unique(text.codes[matches[text.codes] < 0])
        if len(unread):
            whole = re.compile(pattern).fullmatch
            matches[unread] = [whole(one) is not None for one in self.texts[unread]]
        return Mask(matches[text.codes] == 1)

    def numbers(self, text: TextColumn) -> Column:
        """A column read as decimal numbers; NaN for blank and for anything else."""
        used = np.unique(text.codes[text.codes >= 0])
        values = np.full(len(self.texts) + 1, np.nan)
        numeric = used[self.matching(self.from_codes(used), _NUMBER).values]
        values[numeric] = np.array(self.texts[numeric], dtype=float)
        return Column(values[text.codes])


def upper_case(texts: np.ndarray) -> np.ndarray:
    """Texts in upper case, as an object array."""
    return np.array([text.upper() for text in texts], dtype=object)


def parse_dates(texts: Iterable[str]) -> np.ndarray:
    """Texts as dates (``datetime64[s]``): day/month/four-digit year, one-digit day or month allowed.

    Anything else, impossible days and two-digit years included, is NaT: a century is never guessed.
    """
    cells = np.array(list(texts), dtype=object)
    rows, (day, month, year) = _day_month_year(cells)
    first_of_month = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    dates = first_of_month.astype("datetime64[D]") + (day - 1)
    real = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (dates.astype("M8[M]") == first_of_month)
    result = np.full(len(cells), NO_DATE)
    result[rows[real]] = dates[real].astype("datetime64[s]")
    return result


def _day_month_year(texts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The texts that are digits in the form of a date: their positions, and day, month and year of each."""
    lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
    # Nearly all have two digits for day and month: those are read by the codes of their characters, all at once.
    full = np.flatnonzero(lengths == 10)
    marks = texts[full].astype("U10").view(np.uint32).reshape(-1, 10)
    digits = marks[:, _DIGITS] - ord("0")
    whole = (digits <= 9).all(axis=1) & (marks[:, _SLASHES] == ord("/")).all(axis=1)
    digits = digits[whole].astype(np.int64)
    dates = np.stack([digits[:, :2] @ [10, 1], digits[:, 2:4] @ [10, 1], digits[:, 4:] @ [1000, 100, 10, 1]])
    short = {
        int(at): _SHORT_DATE.fullmatch(texts[at]) for at in np.flatnonzero((lengths == 8) | (lengths == 9))
    }
    shorter = {at: found.groups() for at, found in short.items() if found}
    rows = np.concatenate([full[whole], np.array(list(shorter), dtype=np.intp)])
    parts = np.array(list(shorter.values()), dtype=np.int64).reshape(-1, 3).T
    return rows, np.concatenate([dates, parts], axis=1)


def birthday(dob: Column, age: int) -> Column:
    """The day on which somebody born on ``dob`` reaches ``age`` (years), or any yearly anniversary.

    29 February falls on 28 February in years that are not leap years. NaT where the date is.
    """
    days = np.asarray(dob).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    target = months + 12 * age
    last_day = (target + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    reached = np.minimum(target.astype("datetime64[D]") + (days - months.astype("datetime64[D]")), last_day)
    return Column(reached.astype("datetime64[s]"))


def differs(one: Column, other: Column) -> Mask:
    """Row by row, whether two columns differ; blank against a value differs, blank against blank does not."""
    return (one != other) & ~(one.isna() & other.isna())


def encode_tables(
    tables: Mapping[str, Mapping[str, pd.Series]], words: Iterable[str] = ()
) -> tuple[Vocabulary, dict[str, dict[str, TextColumn]]]:
    """Give the columns of several tables one vocabulary; it has the words too, whether the data hold them or not.

    Returns the vocabulary and, for each table, its columns over it.
    """
    coded = {
        (name, column): different_texts(values)
        for name, columns in tables.items()
        for column, values in columns.items()
    }
    # The empty text comes first: it is blank, -1, and so every code is one less than its place.
    parts = [
        np.array(["", *sorted(words)], dtype=object),
        *(upper_case(texts) for _, texts in coded.values()),
    ]
    codes, different = pd.factorize(np.concatenate(parts))
    codes = (codes - 1).astype(np.int32)
    vocabulary = Vocabulary(different[1:])
    encoded: dict[str, dict[str, TextColumn]] = {name: {} for name in tables}
    begins = len(parts[0])
    for (name, column), (positions, texts) in coded.items():
        own = np.append(codes[begins : begins + len(texts)], np.int32(-1))
        encoded[name][column] = vocabulary.from_codes(own[positions])
        begins += len(texts)
    return vocabulary, encoded
