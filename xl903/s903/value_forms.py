"""What a column's values look like: which texts people typed can be no value of it, and why."""

from __future__ import annotations

import re
from collections.abc import Collection

import pandas as pd

from xl903.engine.schema import Column
from xl903.engine.texts import parse_dates

_FORMS = {
    "flag": (r"[01]", "0 or 1"),
    "integer": (r"[0-9]{1,4}", "a whole number"),
    "postcode": (r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}", "a UK postcode"),
    "urn": (r"[A-Z]{0,2}[0-9]{6,7}|X{7}", "an Ofsted URN"),
    "upn": (r"[A-Z][0-9]{11}[A-Z0-9]", "a unique pupil number"),
}
_REMARK = re.compile(r"\?+|-+|n\s*/?\s*a|tb[ac]|none|null|unknown|not known|as above|see .*", re.IGNORECASE)
"""What people type instead of a value."""

_LONGEST_LIFE, _YEARS_AHEAD = 110, 1


def objections(column: Column, texts: pd.Series, codes: Collection[str] | None, year: int) -> pd.Series:
    """Why each text is no value of a column, a sentence each; empty text where it may be one.

    texts: text, None for a blank, which may always be. codes: the column's codes in that collection year,
    None where it has none. A date with unknown parts (ZZ) may be a value here; rules know which columns take one.
    """
    result = pd.Series("", index=texts.index, dtype=object)
    filled = texts.notna()
    typed = texts[filled].astype(str)
    if column.type == "date":
        wrong = _not_a_date(typed, year)
    elif column.type == "code":
        wrong = _unless(typed.isin(list(codes or ())), typed, f"is not a code of {column.name}")
    elif column.type in _FORMS:
        form, meant = _FORMS[column.type]
        fits = typed.str.fullmatch(form) | typed.isin(list(codes or ()))
        wrong = _unless(fits.astype(bool), typed, f"is not {meant}")
    else:
        wrong = _unless(
            ~typed.str.strip().str.fullmatch(_REMARK).astype(bool), typed, "looks like a remark, not a value"
        )
    if column.max_length is not None:
        longer = (typed.str.len() > column.max_length) & (wrong == "")
        wrong[longer] = f"The value is longer than the {column.max_length} characters of {column.name}."
    result[filled] = wrong
    return result


def _not_a_date(typed: pd.Series, year: int) -> pd.Series:
    dates = pd.Series(parse_dates(typed), index=typed.index)
    wrong = _unless(dates.notna() | typed.str.contains("ZZ"), typed, "is not a date written dd/mm/yyyy")
    far = ~dates.dt.year.between(year - _LONGEST_LIFE, year + _YEARS_AHEAD) & dates.notna()
    wrong[far] = typed[far] + f" is far from the collection year {year}."
    return wrong


def _unless(fits: pd.Series, typed: pd.Series, what: str) -> pd.Series:
    return ('"' + typed.str.slice(0, 40) + f'" {what}.').where(~fits, "").astype(object)
