"""Rows that hold nothing: only separators, blanks or quotation marks. They are not data."""

from __future__ import annotations

from collections.abc import Iterable

NOTHING = (
    " \t\r\n\v\f\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u2060\ufeff\"'"
)
"""Characters that say nothing by themselves: every kind of blank, and quotation marks."""


def holds_nothing(cells: Iterable[str | None]) -> bool:
    """Whether no cell of a row holds anything but blanks and quotation marks."""
    return not any(cell.strip(NOTHING) for cell in cells if cell)


def passed_over(count: int) -> str:
    """The sentence about rows that hold nothing."""
    rows, were = ("1 blank row", "was") if count == 1 else (f"{count:,} blank rows", "were")
    return f"has {rows}, which {were} skipped; there is nothing to do."
