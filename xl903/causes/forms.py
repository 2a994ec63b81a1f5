"""How a text is written: 21/02/26 and 03/11/25 have one form, and what a wrong form is called."""

from __future__ import annotations

import re
from string import ascii_letters, digits

import pandas as pd

_DATE_FORMS = (
    (r"\d{1,2}[/.-]\d{1,2}[/.-]\d\d", "two-digit years"),
    (r"\d{4}-\d{1,2}-\d{1,2}", "the year first"),
    (r"\d{4}-\d{1,2}-\d{1,2}[T ].*", "the year first and a time of day"),
    (r"\d{1,2}/\d{1,2}/\d{4} .*", "a time of day behind the date"),
    (r"\d{5}(\.\d+)?", "numbers as Excel counts days"),
    (r"\d{8}", "dates without slashes"),
    (r"\d{1,2}[.-]\d{1,2}[.-]\d{4}", "dots or hyphens in place of slashes"),
    (r"\d{1,2}[ -][A-Z]{3,9}[ -]\d{2,4}", "months as words"),
    (r"\d{1,2}/\d{1,2}/\d{4}", "dates that do not exist, such as month before day"),
)
"""Forms of dates that exports are known to have, and what each is called; the first that fits counts."""

MOST = 0.9
"""The share of cells from which on "all" is nearly true."""


_SIGNS = str.maketrans(dict.fromkeys(digits, "9") | dict.fromkeys(ascii_letters, "A"))


def form_of(texts: pd.Series) -> pd.Series:
    """Each text with 9 for every digit and A for every letter; blank stays blank."""
    return texts.map({text: text.translate(_SIGNS) for text in texts.unique()})


def name_of_date_form(texts: pd.Series) -> str | None:
    """What the form is called that nearly all of these wrong dates have; None for no known one."""
    counts = texts.value_counts()
    for pattern, name in _DATE_FORMS:
        fits = counts.index.str.fullmatch(pattern, flags=re.IGNORECASE)
        if counts[fits].sum() >= MOST * counts.sum():
            return name
    return None
