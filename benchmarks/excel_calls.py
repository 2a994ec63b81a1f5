"""Counts the calls to Excel that the buttons make, on a simulated Excel: python benchmarks/excel_calls.py.

A call from Python to Excel costs about a millisecond whatever it does, so the count is the cost. Everything is
counted from the click on, dialogs and status bar included. Targets: load of ten tables at most 250 calls, a
first validation with 3,000 errors at most 400 with the macros, and another after one corrected cell at most 120.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import xlwings as xw
from figures import Row, Size, as_text

import xl903
from xl903.writers import write_csv

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from addin.ribbon.commands import run  # noqa: E402  the checkout's own
from addin.selftest.desk import MACROS as CALLED_MODULES  # noqa: E402
from simulated_excel.happenings import Excel  # noqa: E402
from simulated_excel.starting import simulated_excel  # noqa: E402

RETURN = ROOT / "tests" / "small_return" / "this-year"
MACROS = [ROOT / "addin" / "ribbon" / "vba" / f"{name}.bas" for name in CALLED_MODULES]
ERRORS = (300, 3_000, 30_000)
TARGETS = ("250", "400", "120")
TABLES = 10
CODES = ("143", "144", "145", "146", "147")
"""Rules that find a wrong code in one column of Episodes, so that errors can be sown by number."""

_COLUMNS = ("RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER")


def sown(errors: int) -> dict[str, pd.DataFrame]:
    """Ten tables of a small return, Episodes made long enough, with wrong codes sown at random."""
    ret = xl903.load(RETURN, year=2026, authority="E08000003")
    tables = dict(list(ret.tables.items())[:TABLES])
    base = tables["Episodes"]
    rows = max(errors, 300)
    episodes = base.iloc[np.arange(rows) % len(base)].reset_index(drop=True)
    random = np.random.default_rng(903)
    # Some cells of the copies may hold what they like, so that not every one that is sown is found.
    cells = random.choice(rows * len(_COLUMNS), size=errors * 5 // 4, replace=False)
    for column, place in enumerate(_COLUMNS):
        episodes.loc[cells[cells % len(_COLUMNS) == column] // len(_COLUMNS), place] = "??"
    return {**tables, "Episodes": episodes}


def clicked(excel: Excel, book: xw.Book, button: str) -> int:
    """Click a button; gives the calls that it made. Raises RuntimeError where it complains."""
    excel.calls.clear()
    excel.alerts.clear()
    run(button, book)
    if excel.alerts:
        raise RuntimeError(excel.alerts[0])
    return excel.total


class Calls(NamedTuple):
    """The calls that loading, a first validation, and another after one correction make; and how many errors."""

    errors: int
    load: int
    validate: int
    again: int


def counted(errors: int, *, macros: bool) -> Calls:
    """Load, validate, correct one cell and validate again."""
    excel = simulated_excel()
    if macros:
        excel.load_macros("xl903.xlam", *MACROS)
    book = excel.app.books.add()
    # Links are formulas; to calculate them costs no call, and the simulation minutes.
    excel.app.calculation = "manual"
    with tempfile.TemporaryDirectory() as folder:
        files = Path(folder, "2026")
        write_csv(sown(errors), files, year=2026)
        excel.chosen.append(tuple(str(path) for path in sorted(files.glob("*.csv"))))
        counts = {"load": clicked(excel, book, "xl903LoadThisYear")}
    clicked(excel, book, "xl903ChooseRules")
    rules = book.sheets.active
    listed = rules.range(f"B4:B{rules.used_range.last_cell.row}").value
    rules.range("A4").value = [["x" if code in CODES else None] for code in listed]
    counts["validate"] = clicked(excel, book, "xl903Validate")
    summary = {row[0]: row[1] for row in book.sheets["Summary"].range("A1:B40").value}
    found = int(summary["Errors as DfE counts them"])
    sheet = book.sheets["Episodes"]
    titles = sheet.range("A1:Z1").value
    column = titles.index("LS")
    wrong = next(row for row in range(2, 400) if sheet.range((row, column + 1)).value == "??")
    sheet.range((wrong, column + 1)).value = "C2"
    counts["again"] = clicked(excel, book, "xl903Validate")
    return Calls(found, counts["load"], counts["validate"], counts["again"])


def measure(size: Size) -> list[Row]:
    """Rows of calls: the macros' way for every number of errors, and the way without them for the fewest.

    The largest number takes a quarter of an hour and all of a machine's memory, so it is for ``--large``.
    """
    numbers = (30,) if size.quick else ERRORS if size.large else ERRORS[:-1]
    rows = []
    for errors in numbers:
        rows += _rows(counted(errors, macros=True), "", TARGETS)
    return [*rows, *_rows(counted(numbers[0], macros=False), ", without macros", ("", "1,100", ""))]


def _rows(calls: Calls, how: str, targets: tuple[str, str, str]) -> list[Row]:
    steps = zip(("load", "first validation", "after one correction"), calls[1:], targets, strict=True)
    return [
        Row(f"{step}, {calls.errors:,} errors{how}", f"{count:,} calls", target=target)
        for step, count, target in steps
    ]


def main() -> None:
    """Measure for each number of errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, nargs="*", default=ERRORS)
    parser.add_argument("--cell-by-cell", action="store_true", help="without the add-in's macros")
    chosen = parser.parse_args()
    for errors in chosen.errors:
        began = time.perf_counter()
        how = ", without macros" if chosen.cell_by_cell else ""
        print(as_text(_rows(counted(errors, macros=not chosen.cell_by_cell), how, TARGETS)))
        print(f"  (the simulation took {time.perf_counter() - began:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
