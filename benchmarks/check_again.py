"""How long ``xl903 check`` takes on a workbook of a made-up council: python benchmarks/check_again.py [CHILDREN].

Prints seconds for each step and the sizes that they depend on. One cell in fifty of the codes and dates is
spoilt, so that there are errors to show.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import numpy as np

import xl903
from workbook import make_plan, write_workbook
from workbook.check import as_left, went_on
from workbook.file import read_seen
from workbook.repaint import repaint
from xl903.schema import TABLES
from xl903.synthetic import make_council

Result = TypeVar("Result")
WHEN = dt.datetime(2026, 4, 20, 9)


def timed(what: str, step: Callable[[], Result]) -> Result:
    start = perf_counter()
    result = step()
    print(f"{what:<28}{perf_counter() - start:8.2f} s")
    return result


def spoilt(ret: xl903.Return) -> xl903.Return:
    rng = np.random.default_rng(1)
    tables = {name: frame.copy() for name, frame in ret.tables.items()}
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            if column.type in ("code", "date") and column.name in frame:
                frame.loc[rng.random(len(frame)) < 0.02, column.name] = "QQ"
    return xl903.Return(tables, ret.last_year.tables, year=ret.year, authority="E08000003")


def main() -> None:
    children = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    ret = spoilt(make_council(children=children).to_return())
    report = timed("validate", lambda: xl903.validate(ret))
    timed("suggestions", lambda: report.suggestions)
    rows = sum(len(frame) for frame in ret.tables.values())
    print(f"{children:,} children, {rows:,} rows, {len(report.findings):,} errors")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        plan = timed("plan", lambda: make_plan(report, when=WHEN))
        timed("write", lambda: write_workbook(plan, path))
        print(f"{path.stat().st_size / 1e6:.1f} MB")
        seen = timed("read back", lambda: read_seen(path))
        left = timed("as left", lambda: as_left(seen))
        again = timed("validate again", lambda: xl903.validate(left.ret))
        work = timed("compare runs and changes", lambda: went_on(left, again, when=WHEN, who=""))
        plan = timed("plan again, suggestions too", lambda: make_plan(again, work=work))
        timed("repaint", lambda: repaint(path, plan, work))


if __name__ == "__main__":
    main()
