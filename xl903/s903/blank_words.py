"""Words that an export writes where a cell is blank, such as NULL. They stay in the cell, and are counted."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from xl903.s903.schema import COLLECTION_YEARS, TABLES, codes

WORDS = frozenset(
    [
        "null",
        "(null)",
        "<null>",
        "[null]",
        "nan",
        "nat",
        "none",
        "(none)",
        "(blank)",
        "blank",
        "n/a",
        "na",
        "#n/a",
        "#ref!",
        "#name?",
        "#value!",
        "#div/0!",
        "#num!",
        "#null!",
        "-",
        "--",
        ".",
        "nil",
        "undefined",
        "\\n",
        "1900-01-01",
        "01/01/1900",
        "00/00/0000",
        "0000-00-00",
        "00/01/1900",
        "31/12/9999",
        "9999-12-31",
    ]
)
"""In lower case, and the dates that stand for no date; Excel's error values among them."""

_MIDNIGHT = " 00:00"
_FEWEST = 2
_SHOWN = 3


def blank_words(table: str, frame: pd.DataFrame) -> pd.Series:
    """How many cells of a table hold each such word, the most frequent first; without rows where none does."""
    found = []
    for name in frame.columns:
        cells = frame[name]
        words = [text for text in cells.unique() if isinstance(text, str) and _is_a_blank_word(text)]
        if not words:  # as in every good return
            continue
        known = _codes(table, str(name))
        counts = cells[
            cells.isin([text for text in words if _bare(text).upper() not in known])
        ].value_counts()
        found.append(counts)
    if not found:
        return pd.Series(dtype="int64")
    every = pd.concat(found)
    return every.groupby(level=0).sum().sort_values(ascending=False)


def _bare(text: str) -> str:
    return text.strip().partition(_MIDNIGHT)[0]


def _is_a_blank_word(text: str) -> bool:
    # Most texts are ids and dates, of which there are many: one look into the words tells those.
    return text.lower() in WORDS or (
        (_MIDNIGHT in text or text[:1].isspace() or text[-1:].isspace()) and _bare(text).lower() in WORDS
    )


def _codes(table: str, column: str) -> frozenset[str]:
    if column not in TABLES[table].column_names:
        return frozenset()
    code_set = TABLES[table].column(column).codes
    if code_set is None:
        return frozenset()
    return frozenset(code for year in COLLECTION_YEARS for code in codes(code_set, year))


def describe(words: pd.Series) -> str | None:
    """The sentence about the words of one file, counts by word; None where there are not several."""
    total = int(words.sum())
    if total < _FEWEST:
        return None
    return (
        f"has {total:,} cells that hold {_listed(map(str, words.index))}, which its export writes for blanks; they "
        "count as values, so export it again with these cells empty."
    )


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    shown = every[:_SHOWN]
    if len(every) > _SHOWN:
        return f"{', '.join(shown)} or the like"
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"
