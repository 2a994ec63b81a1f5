"""Cells of an Ofsted list made clean, a whole column at a time.

Every function takes a column as it stands in the file (a Series of objects: text, numbers, dates or None)
and gives a Series with the same index. Each different cell is looked at once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
from openpyxl.utils.datetime import WINDOWS_EPOCH, from_excel

from xl903.engine.texts import NO_DATE, cell_text, parse_dates
from xl903.readers.excel_errors import EXCEL_ERRORS
from xl903.s903.schema import read_data

BLANK_WORDS = frozenset({"", "-", "na", "n/a", "none"})
"""What stands for an empty cell, in lower case."""

PLACE_CODES: frozenset[str] = frozenset(
    code for span in read_data("codes.toml")["PLACE"].values() for code in span
)
"""Placement types of any year, those long gone included."""

PROVIDER_CODES: frozenset[str] = frozenset(
    code for span in read_data("codes.toml")["PLACE_PROVIDER"].values() for code in span
)
"""Kinds of provider of any year: PR0 to PR5."""

URN_PATTERN = r"SC\d{6}|\d{7}"
POSTCODE_PATTERN = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"

_CODE_SEPARATOR = re.compile(r"[,/;]")
_WHOLE_WITH_DECIMALS = re.compile(r"(\d+)\.0+")
_DAY_NUMBER = re.compile(r"\d+(\.\d+)?")
_LAST_DAY_NUMBER = 2_958_465
"""31 December 9999, the last day that Excel knows."""


def text(column: pd.Series) -> pd.Series:
    """Read a column as trimmed text (dtype ``string``): blank words NA, whole numbers without decimals."""
    return each_different_cell(column, _text)


def urns(column: pd.Series) -> pd.Series:
    """Read registration numbers: trimmed, in upper case, numbers as their digits; NA where blank."""
    return each_different_cell(column, lambda cell: _without_decimals(_text(cell)).upper())


def postcodes(column: pd.Series) -> pd.Series:
    """Read postcodes: upper case, with at most one blank between their parts; NA where blank."""
    return each_different_cell(column, lambda cell: " ".join(_text(cell).upper().split()))


def codes(column: pd.Series) -> pd.Series:
    """Read cells of one or several codes: split, trimmed, upper-cased, repeats dropped, joined by commas."""
    return each_different_cell(column, lambda cell: ",".join(_codes(_text(cell))))


def places(column: pd.Series) -> pd.Series:
    """Read numbers of places: the digits of a whole number, NA for anything else."""

    def whole_number(cell: object) -> str:
        number = _without_decimals(_text(cell))
        return number if number.isdecimal() else ""

    return each_different_cell(column, whole_number)


def dates(column: pd.Series, epoch: dt.datetime = WINDOWS_EPOCH) -> pd.Series:
    """Read dates (``datetime64[s]``): Excel dates or day numbers, dd/mm/yyyy or yyyy-mm-dd text; else NaT.

    ``epoch``: the day from which the workbook counts its day numbers. Times of day are dropped.
    """
    positions, different = _different_cells(column)
    # Reading the texts in one go is what makes this fast; the rest is a handful of type tests.
    texts = pd.Series([_text(cell) for cell in different], dtype=object).astype(str)
    texts = texts.str.replace(r"[ T].*$", "", regex=True)
    texts = texts.str.replace(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", r"\3/\2/\1", regex=True)
    found = parse_dates(texts)
    for i, cell in enumerate(different):
        if isinstance(cell, (dt.datetime, dt.date)):
            found[i] = np.datetime64(cell.isoformat()[:10], "s")
        elif _DAY_NUMBER.fullmatch(texts[i]) and not isinstance(cell, bool):
            found[i] = _day(float(texts[i]), epoch)
    return pd.Series(np.append(found, NO_DATE)[positions], index=column.index)


def parts(cleaned: pd.Series) -> pd.Series:
    """Take cleaned cells of codes apart: a row for each code under its cell's index, blanks left out."""
    filled = cleaned.dropna()
    positions, different = _different_cells(filled)
    split = pd.Series([str(cell).split(",") for cell in different] or [[]], dtype=object)
    if filled.empty:
        return pd.Series([], index=filled.index, dtype=object)
    return pd.Series(split.to_numpy()[positions], index=filled.index).explode()


def holds_any(cleaned: pd.Series, known: frozenset[str]) -> pd.Series:
    """Tell whether a cleaned cell of codes holds at least one that is known; False where blank."""
    hit = parts(cleaned).isin(known)
    return pd.Series(cleaned.index.isin(hit.index[hit.to_numpy(dtype=bool)]), index=cleaned.index)


def matches(cleaned: pd.Series, pattern: str) -> pd.Series:
    """Tell whether the whole of a cleaned cell matches a regular expression; False where blank."""
    return cleaned.str.fullmatch(pattern).fillna(value=False).astype(bool)


def _text(cell: object) -> str:
    """Read one cell as trimmed text, a blank word as the empty text."""
    if cell is None:
        return ""
    words = cell_text(cell).strip()
    return "" if words.lower() in BLANK_WORDS or words.upper() in EXCEL_ERRORS else words


def excel_errors(column: pd.Series) -> pd.Series:
    """Which cells hold one of Excel's error values."""
    positions, different = _different_cells(column)
    errors = [*(str(cell).strip().upper() in EXCEL_ERRORS for cell in different), False]
    return pd.Series(np.array(errors, dtype=bool)[positions], index=column.index)


def _without_decimals(words: str) -> str:
    """Take ``.0`` off a whole number, as a CSV made from numbers may have it; leave other text alone."""
    number = _WHOLE_WITH_DECIMALS.fullmatch(words)
    return number[1] if number else words


def _codes(words: str) -> list[str]:
    found = (part.strip().upper() for part in _CODE_SEPARATOR.split(words))
    return list(dict.fromkeys(code for code in found if code.lower() not in BLANK_WORDS))


def _day(number: float, epoch: dt.datetime) -> np.datetime64:
    if not 1 <= number <= _LAST_DAY_NUMBER:
        return NO_DATE
    try:
        return np.datetime64(from_excel(int(number), epoch).isoformat()[:10], "s")
    except OverflowError:  # counted from 1904, the last four years of Excel's calendar are beyond Python's
        return NO_DATE


def _different_cells(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Split a column into positions, -1 for None, and the different cells they point to."""
    return pd.factorize(column.to_numpy(dtype=object))


def each_different_cell(column: pd.Series, clean: Callable[[object], str]) -> pd.Series:
    """Clean each different cell once and put the results in place; the empty text becomes NA."""
    positions, different = _different_cells(column)
    cleaned = np.array([clean(cell) or None for cell in different] + [None], dtype=object)
    return pd.Series(cleaned[positions], index=column.index, dtype="string")
