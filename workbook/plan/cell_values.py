"""Values between a return's text and a spreadsheet's cells: text stays text, real dates become dates.

What goes to a sheet and is read back is the same text, byte for byte: only a date written exactly
dd/mm/yyyy becomes an Excel date, since that is how an Excel date is written back.
"""

from __future__ import annotations

import datetime as dt
import re

import numpy as np
import pandas as pd

FIRST_EXCEL_DATE = dt.date(1900, 3, 1)
"""The first day that Excel numbers rightly; it believes in a 29 February 1900."""

_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
"""Excel's numbers of 1 March 1900 and 31 December 9999, in workbooks that count from 1900."""

_DAYS_TO_1904 = 1462
"""Days from the one calendar's first to the other's."""

_WRITTEN_OUT = re.compile(r"[0-9]{2}/[0-9]{2}/[0-9]{4}")
_TO_ESCAPE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def to_sheet(texts: pd.Series, *, is_date: bool) -> list[str | dt.date | None]:
    """A column's texts as cell values; blanks are None."""
    codes, different = pd.factorize(texts.to_numpy(dtype=object))
    values = np.array([*(map(_day_or_text, different) if is_date else different), None], dtype=object)
    return values[codes].tolist()


def _day_or_text(text: str) -> str | dt.date:
    """The day that a text says as dd/mm/yyyy, where Excel numbers it rightly; any other text as it is."""
    if not _WRITTEN_OUT.fullmatch(text):
        return text
    try:
        day = dt.date(int(text[6:]), int(text[3:5]), int(text[:2]))
    except ValueError:  # no such day
        return text
    return day if day >= FIRST_EXCEL_DATE else text


def from_sheet(value: object, *, is_date: bool = False, since_1904: bool = False) -> str | None:
    """A cell's value as the text a return holds: dates as dd/mm/yyyy, whole numbers without decimals.

    Blank and space-only cells are None. A time of day is dropped from a date only when it is midnight.
    is_date: whether the column holds dates, so that a number is the day Excel means by it, as where a date was
    pasted into a cell that is shown as a number. since_1904: whether the workbook counts its days from 1904.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, dt.datetime):
        shown = value.strftime("%d/%m/%Y")
        return shown if value.time() == dt.time() else f"{shown} {value:%H:%M:%S}"
    if isinstance(value, dt.date):
        return value.strftime("%d/%m/%Y")
    if is_date and isinstance(value, (int, float)):
        days = value + _DAYS_TO_1904 if since_1904 else value
        if _FIRST_SERIAL <= days <= _LAST_SERIAL:
            return from_sheet(dt.datetime(1899, 12, 30) + dt.timedelta(days=days))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).strip()
    return text or None


def blank_as_none(values: pd.Series) -> pd.Series:
    """Cells of a column, blank ones None whatever pandas makes of them."""
    return values.astype(object).where(values.notna(), None)


def escape(text: str) -> str:
    """Text as a workbook's XML can hold it: characters that XML forbids become Excel's own ``_x001F_``.

    ``xl903.readers.xlsx_values.unescape`` gives the text back.
    """
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found.group()):04X}_", text)
