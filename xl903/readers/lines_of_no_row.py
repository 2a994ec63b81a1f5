"""Lines of a file that are nobody's row: column names again, labels below them, totals and closing words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from xl903.readers.blank_rows import NOTHING

_CLOSING = re.compile(
    r"[\s*=#(\-]*("
    r"(grand |sub-?)?totals?\b(?! *\d{4,})"
    r"|(row|record|child|case)s?[ _-]?(count|total)\b"
    r"|(sum|count|no\.?|number|total)( of (rows|records|children|cases|episodes))?\s*[:=]?\s*$"
    r"|(count|no\.?|number|total) of\b"
    r"|[\d,]+ (rows?|records?|children|cases)\b"
    r"|end of (report|file|extract|data|list|records)\b|end\s*[*=#\-]*$"
    r")",
    re.IGNORECASE,
)


class Line(Enum):
    """What a line is that is nobody's row."""

    NAMES_AGAIN = "column names again"
    OTHER_NAMES = "column names of another table"
    CLOSING = "a total or closing words"


def what_is(cells: Sequence[str], child_at: int, names: Sequence[str]) -> Line | None:
    """Tell what a line is that is nobody's row; None for a row.

    cells: as they came. child_at: position of CHILD. names: the file's column names, trimmed, in upper case.
    """
    if child_at < len(cells) and cells[child_at].strip().upper() == names[child_at]:
        here = [cell.strip().upper() for cell in cells]
        same = sum(one == other for one, other in zip(here, names, strict=False) if other)
        return Line.NAMES_AGAIN if same * 2 > sum(map(bool, names)) else Line.OTHER_NAMES
    first = cells[0].strip(NOTHING)
    if first[:1].isdigit() and len(cells) > 1 and cells[1]:
        return None  # most rows, told quickly
    first = first or next((text for cell in cells if (text := cell.strip(NOTHING))), "")
    filled = sum(bool(cell.strip(NOTHING)) for cell in cells)
    return Line.CLOSING if is_closing(first) and filled * 2 <= max(len(names), 4) else None


def is_closing(text: str) -> bool:
    """Whether a text begins a total or closing line, such as "Total", "Row count" or "(12 rows affected)"."""
    return _CLOSING.match(text) is not None


def are_labels(row: Mapping[str, str | None], date_columns: Sequence[str], ids: Iterable[str | None]) -> bool:
    """Whether the first row below the names is a second line of them, in words, and not a child's.

    row: column to cell. ids: the ids of the other rows, all of which have digits where this one has none.
    A line of names fills most columns; a child whose id and one date are words does not.
    """
    cells = [row.get("CHILD"), *(text for name in date_columns if (text := row.get(name)))]
    if len(cells) < 2 or not all(map(_is_a_label, cells)):
        return False
    if 2 * sum(map(bool, row.values())) <= len(row):
        return False
    filled = [text for text in ids if text]
    return bool(filled) and all(any(map(str.isdigit, text)) for text in filled)


def _is_a_label(text: str | None) -> bool:
    """Whether a cell holds words: letters, no digit, and not a word for blank."""
    words = (text or "").strip(NOTHING)
    return (
        sum(map(str.isalpha, words)) >= 3
        and not any(map(str.isdigit, words))
        and words.lower() not in ("null", "(null)", "none", "nan", "n/a")
    )
