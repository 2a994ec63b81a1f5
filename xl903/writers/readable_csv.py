"""Lists for people as CSV files, such as Excel opens them: text as it is, and never a formula."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from xl903.writers.safe_files import write_whole

_BEGINS_A_FORMULA = r"^(?=[=+\-@\t\r])"


def write_readable_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a list to a CSV file, with a header line; blanks are empty.

    UTF-8 with a byte order mark, by which Excel knows it; lines end in CR LF. A text that Excel would take for a
    formula gets an apostrophe before it; numbers stay numbers. Raises UserError where it cannot be written.
    """
    shown = frame.astype(object)
    for place, name in enumerate(shown.columns):
        texts = shown[name].map(lambda value: isinstance(value, str)).to_numpy(dtype=bool)
        column = shown[name].copy()
        column[texts] = column[texts].astype(str).str.replace(_BEGINS_A_FORMULA, "'", regex=True)
        shown.isetitem(place, column.to_numpy(dtype=object))
    with write_whole(path) as beside, beside.open("w", encoding="utf-8-sig", newline="") as stream:
        shown.to_csv(stream, index=False, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
