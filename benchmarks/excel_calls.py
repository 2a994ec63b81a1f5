"""Counts the calls to Excel of loading and validating, on a simulated Excel: python benchmarks/excel_calls.py.

A call from Python to Excel costs about a millisecond whatever it does, so the count is the cost. Targets: load
of ten tables at most 250 calls, a first validation with 3,000 errors at most 400 with the macro, and another
after one corrected cell at most 120.
"""

from __future__ import annotations

import argparse
import datetime as dt
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd

import xl903

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.excel.excel_sim import Excel, simulated_excel  # noqa: E402  it is no package's
from workbook import make_plan  # noqa: E402
from workbook.check import as_left, went_on  # noqa: E402
from workbook.excel import Ledger, all_or_nothing, read_live, show_checked, show_loaded  # noqa: E402
from workbook.plan import plan_before_checking  # noqa: E402
from workbook.reading import seen  # noqa: E402

DEMO = ROOT / "addin" / "demo_return" / "this-year"
ERRORS = (300, 3_000, 30_000)
TABLES = 10
CODES = ("143", "144", "145", "146", "147")
"""Rules that find a wrong code in one column of Episodes, so that errors can be sown by number."""

_COLUMNS = ("RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER")


def sown(errors: int) -> dict[str, pd.DataFrame]:
    """The demo return's ten first tables, Episodes made long enough, with wrong codes sown at random."""
    ret = xl903.load(DEMO, year=2026, authority="E08000003")
    tables = dict(list(ret.tables.items())[:TABLES])
    base = tables["Episodes"]
    rows = max(errors, 300)
    episodes = base.iloc[np.arange(rows) % len(base)].reset_index(drop=True)
    random = np.random.default_rng(903)
    cells = random.choice(rows * len(_COLUMNS), size=errors, replace=False)
    for column, place in enumerate(_COLUMNS):
        episodes.loc[cells[cells % len(_COLUMNS) == column] // len(_COLUMNS), place] = "??"
    return {**tables, "Episodes": episodes}


def validate(excel: Excel, book: object) -> int:
    """What Validate does, without the dialogs; gives how many errors there are."""
    live = read_live(book)  # type: ignore[arg-type]
    left = as_left(seen(live.grids, live.about))
    report = xl903.validate(left.ret, codes=CODES)
    plan = make_plan(report, work=(work := went_on(left, report, when=dt.datetime(2026, 4, 20, 9), who="")))
    with all_or_nothing(excel.app) as undo:
        show_checked(live, plan, left.tables, work.places, live.ledger or Ledger(), undo)
    return len(report.findings)


def measure(errors: int, *, macro: bool) -> None:
    """Load, validate, correct one cell and validate again, and print the calls of each."""
    excel = simulated_excel()
    if macro:
        excel.load_macros("xl903.xlam", ROOT / "addin" / "vba" / "Notes.bas")
    book = excel.app.books.add()
    # Links are formulas; to calculate them costs no call, and the simulation minutes.
    excel.app.calculation = "manual"
    excel.calls.clear()
    ret = xl903.Return(sown(errors), year=2026, authority="E08000003")
    counts = {}
    began = time.perf_counter()
    live = read_live(book)
    with all_or_nothing(excel.app) as undo:
        show_loaded(live, plan_before_checking(ret), Ledger(), undo)
    counts["load"] = excel.total
    excel.calls.clear()
    found = validate(excel, book)
    counts["validate"] = excel.total
    sheet = book.sheets["Episodes"]
    titles = sheet.range("A1:Z1").value
    column = titles.index("LS")
    wrong = next(row for row in range(2, 400) if sheet.range((row, column + 1)).value == "??")
    sheet.range((wrong, column + 1)).value = "C2"
    excel.calls.clear()
    validate(excel, book)
    counts["again"] = excel.total
    took = time.perf_counter() - began
    how = "macro" if macro else "cell by cell"
    print(
        f"{found:>7,} errors, notes by {how:<12} load {counts['load']:>5,}   validate "
        f"{counts['validate']:>7,}   after one correction {counts['again']:>5,}   (simulation {took:.0f} s)"
    )


def main() -> None:
    """Measure for each number of errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--errors", type=int, nargs="*", default=ERRORS)
    parser.add_argument("--cell-by-cell", action="store_true", help="without the add-in's macro")
    chosen = parser.parse_args()
    for errors in chosen.errors:
        measure(errors, macro=not chosen.cell_by_cell)


if __name__ == "__main__":
    main()
