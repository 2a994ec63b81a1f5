"""Dates that Excel or a database wrote in another form than dd/mm/yyyy: what forms, and how to write them in full.

A file is looked at as a whole, since a single cell such as 03/04/2025 does not say whether its month comes
first. Nothing is corrected by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl903.engine.tallies import tally
from xl903.engine.texts import NO_DATE, parse_dates
from xl903.s903.corrections import Correction, corrected_cells
from xl903.s903.schema import COLLECTION_YEARS, TABLES

IN_FULL = "dd/mm/yyyy"
"""The form that DfE takes."""

_FEWEST = 2
"""A single cell in another form is a slip and not a fault of the export."""

_NUMBERS = r"^(\d{1,2})([/\-. ])(\d{1,2})\2(\d{4}|\d{2})([ T]\d{1,2}:\d{2}.*)?$"
_YEAR_FIRST = r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})([ T]\d{1,2}:\d{2}.*)?$"
_COMPACT = r"^((?:19|20)\d{2})(\d{2})(\d{2})$"
_DAY_MONTH_NAME = (
    r"^(\d{1,2})(?:st|nd|rd|th)?[ \-/.]*([A-Za-z]{3,9})\.?[ \-/.,]*(\d{4}|\d{2})([ T]\d{1,2}:\d{2}.*)?$"
)
_MONTH_NAME_DAY = r"^([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$"
_DAY_NUMBER = r"^(\d{5})(?:\.\d+)?$"
_MONTH_NAMED = "with the month's name"
_EXCELS_FIRST_DAY = np.datetime64("1899-12-30", "D")
_DAY_NUMBERS = (20_000, 60_000)
"""Excel's numbers of the days from 1954 to 2064, between which every date of a return lies."""

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


@dataclass(frozen=True)
class OtherForm:
    """The dates of one table that are written in one other form.

    cells: row, column, value (the same date in full; None where its century cannot be told). of: how many
    cells of the table's date columns are filled. certain: whether they can be read in no other way.
    """

    table: str
    form: str
    cells: pd.DataFrame
    of: int
    certain: bool


def other_forms(tables: Mapping[str, pd.DataFrame], year: int | None = None) -> list[OtherForm]:
    """Every other form that fills at least half of a column of dates, of at least two cells.

    year: the collection year, beyond which no two-digit year is read; the last with rules where it is not known.
    """
    found = []
    for table, frame in tables.items():
        if _how_many_unread(table, frame) < _FEWEST:  # as in every good return
            continue
        cells = _cells_of(table, frame)
        read = _read(cells["text"], year or COLLECTION_YEARS[-1])
        cells = cells.assign(form=read["form"].to_numpy(), value=read["value"].to_numpy())
        filled = cells.groupby("column")["text"].transform("size")
        for form, part in cells[cells["form"].notna()].groupby("form", sort=False):
            share = part.groupby("column")["text"].transform("size") / filled.loc[part.index]
            if len(part) >= _FEWEST and share.max() >= 0.5:
                found.append(
                    OtherForm(
                        table,
                        str(form),
                        part[["row", "column", "value"]].reset_index(drop=True),
                        len(cells),
                        _is_certain(str(form)),
                    )
                )
    return found


def find_date_correction(tables: Mapping[str, pd.DataFrame], year: int | None = None) -> Correction | None:
    """The correction that writes every date of another form in full; None where there is none to write."""
    return correct_forms(other_forms(tables, year))


def correct_forms(forms: Iterable[OtherForm]) -> Correction | None:
    """The same for forms that were found before."""
    cells = corrected_cells(
        form.cells.assign(table=form.table, certain=form.certain)[form.cells["value"].notna()]
        for form in forms
    )
    if cells.empty:
        return None
    return Correction(f"write these {len(cells):,} dates as {IN_FULL}", cells)


def read_dates(table: str, frame: pd.DataFrame, columns: Iterable[str]) -> dict[str, np.ndarray]:
    """Columns' dates in any form that the table as a whole shows; NaT for blanks and anything else.

    By column, of those that the table has.
    """
    dates, unread = {}, []
    for column in columns:
        if column not in frame:
            continue
        number, different = pd.factorize(frame[column].to_numpy(dtype=object))
        plain = parse_dates(str(text).strip() for text in different)
        dates[column] = np.append(plain, NO_DATE)[number]
        if np.isnat(plain).any():
            unread.append(column)
    if unread:  # as in no good return
        cells = _cells_of(table, frame)
        read = _read(cells["text"], COLLECTION_YEARS[-1])
        texts = read["value"].where(read["form"].notna(), cells["text"])
        for column in unread:
            own = texts[cells["column"] == column]
            dates[column] = np.full(len(frame), NO_DATE)
            dates[column][cells.loc[own.index, "row"].to_numpy()] = parse_dates(own.where(own.notna(), ""))
    return dates


def _date_columns(table: str, frame: pd.DataFrame) -> list[str]:
    return [column.name for column in TABLES[table].columns if column.type == "date" and column.name in frame]


def _how_many_unread(table: str, frame: pd.DataFrame) -> int:
    """How many filled cells of a table's date columns are not dd/mm/yyyy."""
    columns = [frame[name].to_numpy(dtype=object) for name in _date_columns(table, frame)]
    if not columns:
        return 0
    number, different = pd.factorize(np.concatenate(columns))
    unread = np.isnat(parse_dates(str(text).strip() for text in different))
    return int(np.append(unread, [False])[number].sum())


def _cells_of(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The filled cells of a table's date columns: row, column, text."""
    parts = []
    for name in _date_columns(table, frame):
        number, different = pd.factorize(frame[name].to_numpy(dtype=object))
        texts = np.array([str(text).strip() for text in different], dtype=object)
        rows = np.flatnonzero(number >= 0)
        parts.append(
            pd.DataFrame({"row": rows, "column": name, "text": pd.Series(texts[number[rows]], dtype=object)})
        )
    if not parts:
        return pd.DataFrame({"row": [], "column": [], "text": []})
    return pd.concat(parts, ignore_index=True)


def _read(texts: pd.Series, latest: int) -> pd.DataFrame:
    """For each text its form, None for dd/mm/yyyy and for what is no date, and the date in full if it is told."""
    number, different = pd.factorize(texts)
    distinct = pd.Series(np.asarray(different, dtype=object), dtype=object)
    times = tally(number, minlength=len(distinct))
    read = pd.DataFrame({"form": None, "value": None}, index=distinct.index, dtype=object)
    dates = parse_dates(distinct)
    other = distinct[np.isnat(dates)]
    readers = (
        ((_NUMBERS,), lambda: _numbers(distinct, dates, times, latest)),
        ((_YEAR_FIRST,), lambda: _year_first(other)),
        ((_COMPACT,), lambda: _compact(other)),
        ((_DAY_MONTH_NAME, _MONTH_NAME_DAY), lambda: _month_names(other, latest)),
        ((_DAY_NUMBER,), lambda: _day_numbers(other)),
    )
    for patterns, read_form in readers:
        if not any(re.match(pattern, text) for pattern in patterns for text in other):
            continue  # as in every good return
        form, days = (one.reindex(distinct.index) for one in read_form())
        chosen = form.notna() & read["form"].isna()
        read.loc[chosen, "form"] = form[chosen]
        read.loc[chosen, "value"] = days[chosen]
    return read.iloc[number].reset_index(drop=True).set_axis(texts.index)


def _numbers(
    texts: pd.Series, dates: np.ndarray, times: np.ndarray, latest: int
) -> tuple[pd.Series, pd.Series]:
    """Day, month and year in numbers; where the second number is a day throughout, the month comes first.

    dates: what the texts are as dd/mm/yyyy. Those that are need no look where the day comes first.
    """
    other = np.isnat(dates)
    parts = texts[other].str.extract(_NUMBERS)
    first, second = (pd.to_numeric(parts[place]).to_numpy() > 12 for place in (0, 2))
    days = dates.astype("datetime64[D]") - dates.astype("datetime64[M]").astype("datetime64[D]")
    month_first = bool(
        times[other][second].sum() >= _FEWEST
        and not times[other][first].sum()
        and not times[days.astype(np.int64) >= 12].sum()
    )
    if month_first:
        parts = texts.str.extract(_NUMBERS)
    day, month = (parts[2], parts[0]) if month_first else (parts[0], parts[2])
    value = _in_full(day, month, _whole_year(parts[3], latest))
    sign = parts[1]
    names = ("mm", "dd") if month_first else ("dd", "mm")
    form = names[0] + sign + names[1] + sign + parts[3].str.len().map({2: "yy", 4: "yyyy"})
    form = form + parts[4].notna().map({True: " with a time", False: ""})
    real = value.notna() | (parts[3].str.len() == 2)
    return form.where(real & (form != IN_FULL), None), value


def _year_first(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    parts = texts.str.extract(_YEAR_FIRST)
    value = _in_full(parts[3], parts[2], parts[0])
    form = "yyyy" + parts[1] + "mm" + parts[1] + "dd"
    form = form + parts[4].notna().map({True: " with a time", False: ""})
    return form.where(value.notna(), None), value


def _compact(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    parts = texts.str.extract(_COMPACT)
    value = _in_full(parts[2], parts[1], parts[0])
    return pd.Series("yyyymmdd", index=texts.index).where(value.notna(), None), value


def _month_names(texts: pd.Series, latest: int) -> tuple[pd.Series, pd.Series]:
    parts = texts.str.extract(_DAY_MONTH_NAME)
    other = texts.str.extract(_MONTH_NAME_DAY)
    day, name, year = (
        one.where(one.notna(), another)
        for one, another in ((parts[0], other[1]), (parts[1], other[0]), (parts[2], other[2]))
    )
    month = name.str.lower().map(_month_number, na_action="ignore")
    value = _in_full(day, month, _whole_year(year, latest))
    form = year.str.len().map({2: "with a two-digit year, such as 1-Apr-25", 4: _MONTH_NAMED})
    return form.where(month.notna() & (value.notna() | (year.str.len() == 2)), None), value


def _month_number(name: str) -> str | None:
    found = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name)]
    return str(found[0]) if len(found) == 1 else None


def _day_numbers(texts: pd.Series) -> tuple[pd.Series, pd.Series]:
    number = pd.to_numeric(texts.str.extract(_DAY_NUMBER)[0])
    known = number.between(*_DAY_NUMBERS)
    days = _EXCELS_FIRST_DAY + number.where(known, 0).astype(int).to_numpy().astype("timedelta64[D]")
    value = pd.Series(days, index=texts.index).dt.strftime("%d/%m/%Y").astype(object).where(known, None)
    return pd.Series("as Excel's day numbers", index=texts.index).where(known, None), value


def _whole_year(years: pd.Series, latest: int) -> pd.Series:
    """Years with four digits; of two only where 20.. has come by the collection year, for 19.. is too long ago."""
    years = years.astype("string")
    short = (years.str.len() == 2).fillna(value=False).astype(bool)
    whole = years.where(~short, "20" + years)
    return whole.where(~short | (pd.to_numeric(whole) <= latest), None)


def _in_full(day: pd.Series, month: pd.Series, year: pd.Series) -> pd.Series:
    """Parts of dates as dd/mm/yyyy; None where they make no real day."""
    days, months = (part.astype("string").str.zfill(2) for part in (day, month))
    texts = (days + "/" + months + "/" + year.astype("string")).astype(object)
    real = ~np.isnat(parse_dates(texts.where(texts.notna(), "")))
    return texts.astype(object).where(real, None)


def _is_certain(form: str) -> bool:
    return ("yyyy" in form and not form.startswith("mm")) or form == _MONTH_NAMED


def describe(form: OtherForm) -> str:
    """The sentence about one form in one file."""
    count = len(form.cells)
    dates = f"All {count:,} dates are" if count == form.of else f"{count:,} of {form.of:,} dates are"
    written = form.form if form.form.startswith(("as ", "with ")) else f"as {form.form}"
    unread = int(form.cells["value"].isna().sum())
    century = f" ({unread:,} of them in a century that cannot be told)" if unread else ""
    return f"{dates} written {written}, and DfE takes {IN_FULL}{century}; export the file again with dates in full."
