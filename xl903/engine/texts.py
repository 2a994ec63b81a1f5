"""Text cells as rules see them: trimmed, upper-cased, one shared vocabulary, and read as dates or numbers.

Every text column of a return, this year's and last year's, is a pandas categorical over one vocabulary,
so that any two columns compare by integer, and each different text is trimmed and parsed once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

Coded = tuple[np.ndarray, np.ndarray]
"""A column as positions into its different values, -1 for blank, and those values as text."""

_DATE = r"^([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})$"
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)$"
NO_DATE = np.datetime64("NaT", "s")


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
    """Every different text of a return, upper-cased, as the categories of one pandas dtype.

    ``words`` are texts that code compares with or derives, which have to be there whether the data hold
    them or not.
    """

    def __init__(self, columns: Iterable[Coded], words: Iterable[str] = ()) -> None:
        texts = [np.array(sorted(words), dtype=object)]
        texts.extend(upper_case(uniques) for _, uniques in columns)
        categories = pd.Index(pd.unique(np.concatenate(texts)), dtype=object)
        self.dtype = pd.CategoricalDtype(categories[categories != ""])
        self._dates = np.full(len(self.texts), NO_DATE)
        self._dates_read = np.zeros(len(self.texts), dtype=bool)

    @property
    def texts(self) -> pd.Index:
        """The different texts, upper-cased; a text's position is its code."""
        return self.dtype.categories

    def encode(self, column: Coded) -> pd.Series:
        """A column as a categorical Series over this vocabulary."""
        positions, uniques = column
        codes = np.append(self.texts.get_indexer(pd.Index(upper_case(uniques), dtype=object)), -1)
        return self.from_codes(codes[positions])

    def from_codes(self, codes: np.ndarray) -> pd.Series:
        """A categorical Series from codes of this vocabulary, -1 for blank."""
        return pd.Series(pd.Categorical.from_codes(codes, dtype=self.dtype))

    def from_texts(self, texts: np.ndarray | pd.Series) -> pd.Series:
        """A categorical Series from texts that this vocabulary holds; None or NaN for blank."""
        return pd.Series(pd.Categorical(np.asarray(texts, dtype=object), dtype=self.dtype))

    def dates(self, text: pd.Series) -> pd.Series:
        """A column read as dates: dd/mm/yyyy with a four-digit year; NaT for blank and for anything else."""
        codes = text.cat.codes.to_numpy()
        used = np.unique(codes[codes >= 0])
        unread = used[~self._dates_read[used]]
        if len(unread):
            self._dates[unread] = parse_dates(self.texts[unread])
            self._dates_read[unread] = True
        return pd.Series(np.append(self._dates, NO_DATE)[codes])

    def compact(self, text: pd.Series) -> pd.Series:
        """A column with every space inside its texts taken out, as a categorical of a vocabulary of its own.

        Two columns made so compare as postcodes do, spacing ignored.
        """
        codes, categories = self._compact
        dtype = pd.CategoricalDtype(categories)
        return pd.Series(pd.Categorical.from_codes(codes[text.cat.codes.to_numpy()], dtype=dtype))

    @cached_property
    def _compact(self) -> tuple[np.ndarray, pd.Index]:
        codes = np.append(np.arange(len(self.texts)), -1)
        spaced = np.flatnonzero([" " in text for text in self.texts])
        compact = np.array([text.replace(" ", "") for text in self.texts[spaced]], dtype=object)
        new = pd.Index(compact).difference(self.texts, sort=False)
        categories = self.texts.append(new)
        codes[spaced] = categories.get_indexer(pd.Index(compact))
        return codes, categories

    @cached_property
    def lengths(self) -> np.ndarray:
        """How many characters each text has, by code; 0 for blank, last."""
        return np.append(np.fromiter(map(len, self.texts), dtype=np.int64, count=len(self.texts)), 0)

    def matching(self, text: pd.Series, pattern: str) -> pd.Series:
        """Whether the whole cell matches a regular expression; blank does not."""
        codes = text.cat.codes.to_numpy()
        used = np.unique(codes[codes >= 0])
        matches = np.zeros(len(self.texts) + 1, dtype=bool)
        if len(used):
            matches[used] = pd.Series(self.texts[used], dtype=object).str.fullmatch(pattern).astype(bool)
        return pd.Series(matches[codes])

    def numbers(self, text: pd.Series) -> pd.Series:
        """A column read as decimal numbers; NaN for blank and for anything else."""
        codes = text.cat.codes.to_numpy()
        used = np.unique(codes[codes >= 0])
        values = np.full(len(self.texts) + 1, np.nan)
        numeric = used[self.matching(self.from_codes(used), _NUMBER).to_numpy()]
        values[numeric] = np.array(self.texts[numeric], dtype=float)
        return pd.Series(values[codes])


def upper_case(texts: np.ndarray) -> np.ndarray:
    """Texts in upper case, as an object array."""
    return np.array([text.upper() for text in texts], dtype=object)


def parse_dates(texts: Iterable[str]) -> np.ndarray:
    """Texts as dates (``datetime64[s]``): day/month/four-digit year, one-digit day or month allowed.

    Anything else, impossible days and two-digit years included, is NaT: a century is never guessed.
    """
    parts = pd.Series(list(texts), dtype=object).str.extract(_DATE)
    found = parts[0].notna().to_numpy()
    day, month, year = (parts.loc[found, i].astype(int).to_numpy() for i in range(3))
    first_of_month = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (month - 1)
    dates = first_of_month.astype("datetime64[D]") + (day - 1)
    real = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (dates.astype("M8[M]") == first_of_month)
    result = np.full(len(parts), NO_DATE)
    result[np.flatnonzero(found)[real]] = dates[real].astype("datetime64[s]")
    return result


def birthday(dob: pd.Series, age: int) -> pd.Series:
    """The day on which somebody born on ``dob`` reaches ``age`` (years), or any yearly anniversary.

    29 February falls on 28 February in years that are not leap years. NaT where the date is.
    """
    days = dob.to_numpy().astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    target = months + 12 * age
    last_day = (target + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    reached = np.minimum(target.astype("datetime64[D]") + (days - months.astype("datetime64[D]")), last_day)
    return pd.Series(reached.astype("datetime64[s]"), index=dob.index)


def differs(one: pd.Series, other: pd.Series) -> pd.Series:
    """Row by row, whether two columns differ; blank against a value differs, blank against blank does not."""
    return (one != other) & ~(one.isna() & other.isna())


def encode_tables(
    tables: Mapping[str, Mapping[str, pd.Series]], words: Iterable[str] = ()
) -> tuple[Vocabulary, dict[str, dict[str, pd.Series]]]:
    """Give the columns of several tables one vocabulary.

    Returns the vocabulary and, for each table, its columns as categorical Series over it.
    """
    coded = {
        name: {column: different_texts(values) for column, values in columns.items()}
        for name, columns in tables.items()
    }
    vocabulary = Vocabulary((column for columns in coded.values() for column in columns.values()), words)
    return vocabulary, {
        name: {column: vocabulary.encode(values) for column, values in columns.items()}
        for name, columns in coded.items()
    }
