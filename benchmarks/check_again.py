"""How long ``xl903 check`` takes on a workbook of a made-up council: python benchmarks/check_again.py [CHILDREN].

Prints seconds for each step and the sizes that they depend on, for 2,700 children where no number is given, with
errors as councils see them. ``--spoilt`` puts a wrong text into one of fifty codes and dates.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from councils import made_up, spoilt, to_return

import xl903
from workbook import make_plan, write_workbook
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import open_file
from workbook.session.checking import begin_check
from workbook.session.next_run import continue_from
from workbook.update.whole_workbook import update_workbook

Result = TypeVar("Result")
WHEN = dt.datetime(2026, 4, 20, 9)


def timed(what: str, step: Callable[[], Result]) -> Result:
    start = perf_counter()
    result = step()
    print(f"{what:<28}{perf_counter() - start:8.2f} s")
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("children", type=int, nargs="?", default=2_700)
    parser.add_argument("--spoilt", action="store_true", help="far more errors than any council has")
    asked = parser.parse_args()
    files = made_up(asked.children)
    ret = timed("to a Return", lambda: to_return(spoilt(files) if asked.spoilt else files))
    report = timed("validate", lambda: xl903.validate(ret))
    timed("suggestions", lambda: report.suggestions)
    rows = sum(len(frame) for frame in ret.tables.values())
    print(f"{asked.children:,} children, {rows:,} rows, {len(report.findings):,} errors")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        plan = timed("plan", lambda: make_plan(report, when=WHEN))
        timed("write", lambda: write_workbook(plan, path))
        print(f"{path.stat().st_size / 1e6:.1f} MB")
        file = timed("read", lambda: open_file(path))
        found = timed("what it holds", file.read)
        next_run = timed("as left", lambda: continue_from(found))
        checking = timed("validate again", lambda: begin_check(next_run))
        checked = timed("compare runs and changes", lambda: checking.finish(when=WHEN, who=""))
        plan = timed("plan again, suggestions too", checked.plan)
        edits = timed("edits", lambda: update_workbook(file.found, plan, checked))
        timed("carry out", lambda: carry_out(file, edits))


if __name__ == "__main__":
    main()
