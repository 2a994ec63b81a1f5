"""Delimited text about whose rows there is nothing to say, read column by column, which most exports are.

A row that is read by itself takes some microseconds, and a large return has a million of them. What is read here is
what ``damaged_text.Rows`` would give of the same text; wherever a line may need a closer look, nothing is read.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import numpy as np
import pandas as pd

from xl903.readers.blank_rows import NOTHING
from xl903.readers.lines_of_no_row import is_closing

_LONGEST_LINE = 100_000
"""Bytes of a line beyond which a cell may be longer than ``csv`` takes."""

_LINE_END = ord("\n")


def plain_columns(text: str, delimiter: str, names: Sequence[str], child_at: int) -> list[np.ndarray] | None:
    """The cells of a text, as they came, by column; None where any line may be damaged, or no row.

    text: lines below the column names. names: those, trimmed, in upper case. child_at: position of CHILD.
    """
    text = text.rstrip("\r\n")
    if len(names) < 2 or '"' in text or text.startswith("\ufeff") or text.count("\r") != text.count("\r\n"):
        return None
    data = text.encode("utf-8")
    if not data or not _has_lines_of(len(names), data, delimiter):
        return None
    frame = pd.read_csv(
        io.BytesIO(data),
        sep=delimiter,
        header=None,
        names=list(range(len(names))),
        index_col=False,
        dtype=object,
        na_filter=False,
        quoting=csv.QUOTE_NONE,
        skip_blank_lines=False,
        engine="c",
        low_memory=False,
        encoding="utf-8",
    )
    columns = [frame[position].to_numpy() for position in frame]
    first, children = pd.unique(columns[0]), pd.unique(columns[child_at])
    names_again = any(text.strip().upper() == names[child_at] for text in children)
    return columns if not names_again and all(map(_begins_a_row, first)) else None


def _has_lines_of(cells: int, data: bytes, delimiter: str) -> bool:
    """Whether every line has so many cells, and none is too long."""
    signs = np.frombuffer(data, dtype=np.uint8)
    ends = np.append(np.flatnonzero(signs == _LINE_END), len(signs))
    between = np.flatnonzero(signs == ord(delimiter))
    counts = np.diff(np.searchsorted(between, ends), prepend=0)
    return bool((counts == cells - 1).all() and np.diff(ends, prepend=0).max() <= _LONGEST_LINE)


def _begins_a_row(first: str) -> bool:
    """Whether a line with this first cell is a row beyond doubt: neither blank nor a total or closing words."""
    first = first.strip(NOTHING)
    return bool(first) and (first.isdigit() or not is_closing(first))
