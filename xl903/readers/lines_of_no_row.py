"""Lines of a file that are nobody's row: column names again, labels below them, totals and closing words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
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
    return Line.CLOSING if _CLOSING.match(first) and not _has_a_date(cells) else None


def _has_a_date(cells: Sequence[str]) -> bool:
    return any(cell.count("/") == 2 or cell.count("-") == 2 for cell in cells[1:])


def are_labels(row: Mapping[str, str | None], date_columns: Sequence[str], ids: Sequence[str | None]) -> bool:
    """Whether the first row below the names is a second line of them, in words, and not a child's.

    row: column to cell. ids: the ids of the other rows, all of which have digits where this one has none.
    """
    dates = [text for name in date_columns if (text := row.get(name))]
    cells = [*dates, row.get("CHILD") or ""]
    if not dates or any(character.isdigit() for text in cells for character in text):
        return False
    if any(text.strip(NOTHING).lower() in ("", "null", "none", "n/a", "na", "nan", "-") for text in dates):
        return False
    filled = [text for text in ids if text]
    return bool(filled) and all(any(map(str.isdigit, text)) for text in filled)
