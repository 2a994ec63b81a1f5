"""How long workbooks take, each figure beside its yardstick in the same run: python benchmarks/workbooks.py.

For councils of 300, 1,000 and 3,000 children (``--large``: 10,000 and 27,000 too), five runs each (``--runs``):
writing, against openpyxl writing the same cells; reading what a workbook holds, against calamine opening it;
a check's part in the file (reading, edits, saving), and a whole check, against openpyxl loading the file. At the
end all of ``xl903 validate -o`` for 1,000 children with 3,000 errors, and an Ofsted list of 28,000 rows.
Seconds are the processor's; the ratio is the median over runs, with the least and most.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import os
import shutil
import sys
import tempfile
import warnings
from pathlib import Path
from statistics import median
from time import perf_counter

import openpyxl
import python_calamine
from councils import YEAR, files_of, made_up, spoilt, to_return
from figures import Clock, Row, Size, Taken, as_text, processor

sys.path.append(str(Path(__file__).parents[1]))

import xl903
from tests.workbook.plain_writing import write_with_openpyxl
from workbook import make_plan, write_workbook
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import open_file
from workbook.file.uncollected import without_garbage_collection
from workbook.plan.sheet_model import Plan
from workbook.session.checking import begin_check
from workbook.session.next_run import continue_from
from workbook.update.whole_workbook import update_workbook
from xl903.loading import read
from xl903.ofsted import read_ofsted_lists
from xl903.places.postcodes import CACHE_VARIABLE
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR
from xl903.writers import write_csv

CHILDREN, LARGE = (300, 1_000, 3_000), (10_000, 27_000)
WHEN = dt.datetime(2026, 4, 20, 9)
LIST_ROWS = 28_000


def check(path: Path, clock: Clock) -> None:
    """A check of a workbook, its steps in the file apart from those in the engine."""
    cpu, wall = processor(), perf_counter()
    file = open_file(path)
    found = file.read()
    read = processor() - cpu, perf_counter() - wall
    checked = begin_check(continue_from(found)).finish(when=WHEN + dt.timedelta(days=1), who="")
    plan = checked.plan()
    before = processor(), perf_counter()
    carry_out(file, update_workbook(file.found, plan, checked))
    after = processor(), perf_counter()
    clock.add("check, in the file", Taken(read[0] + after[0] - before[0], read[1] + after[1] - before[1]))
    clock.add("check, all of it", Taken(after[0] - cpu, after[1] - wall))


# Sheets print whole columns, of which openpyxl says that it does not keep them.
warnings.filterwarnings("ignore", message="Print area cannot be set")


def of_council(children: int, runs: int, folder: Path) -> list[Row]:
    """Rows of one council's workbook."""
    plan: Plan = make_plan(xl903.validate(to_return(made_up(children))), when=WHEN)
    blocks = [sheet.block for sheet in plan.sheets if sheet.block is not None]
    cells = sum(len(block.rows) * len(block.columns) for block in blocks)
    clock = Clock()
    path, plain = folder / "book.xlsx", folder / "plain.xlsx"
    for _ in range(runs):
        clock.time("write", lambda: write_workbook(plan, path, replace=True))
        clock.time("openpyxl writing", lambda: write_with_openpyxl(plan, plain))
        clock.time("read", lambda: open_file(path).read())
        clock.time("calamine opening", lambda: open_with_calamine(path))
        clock.time("openpyxl loading", lambda: openpyxl.load_workbook(path))
        check(path, clock)
    each = median(one.cpu for one in clock.taken["write"]) / cells * 1e6
    of = f", {children:,} children"
    whole = "1.2 times" if children == CHILDREN[-1] else ""
    return [
        clock.row("write", "openpyxl writing", more=f"{of}, {cells:,} cells, {each:.2f} µs each"),
        clock.row("read", "calamine opening", more=of),
        clock.row("check, in the file", "openpyxl loading", more=of),
        clock.row("check, all of it", "openpyxl loading", more=of, target=whole),
    ]


def open_with_calamine(path: Path) -> None:
    book = python_calamine.load_workbook(io.BytesIO(path.read_bytes()))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


def provider_list(runs: int, folder: Path, list_rows: int = LIST_ROWS) -> list[Row]:
    """Rows of an Ofsted list, read for the first time and again."""
    path = folder / "ofsted.xlsx"
    book = openpyxl.Workbook(write_only=True)
    ws = book.create_sheet("Providers")
    ws.append(
        ["URN", "Setting name", "Provider type", "Local authority", "Placement code", "Placement provider code",
         "Registration date", "Deregistration date", "Setting address postcode", "Number of registered places",
         "Registration status"]
    )  # fmt: skip
    for row in range(list_rows):
        day = dt.datetime(2010, 1, 1) + dt.timedelta(days=row % 5_000)
        ws.append(
            [f"SC{100_000 + row}", f"Home {row}", "Children's home", "Manchester", "K2", "PR4", day, None,
             f"M{row % 20 + 1} {row % 9}AE", row % 9, "Active"]
        )  # fmt: skip
    book.save(path)
    clock = Clock()
    cached = os.environ.get(CACHE_VARIABLE)
    os.environ[CACHE_VARIABLE] = str(folder / "cache")
    for _ in range(runs):
        shutil.rmtree(folder / "cache", ignore_errors=True)
        clock.time("first reading", lambda: read_ofsted_lists([path]))
        clock.time("again, from the cache", lambda: read_ofsted_lists([path]))
        clock.time("calamine opening", lambda: open_with_calamine(path))
    if cached is None:
        del os.environ[CACHE_VARIABLE]
    else:
        os.environ[CACHE_VARIABLE] = cached
    of = f", a list of {list_rows:,} rows"
    return [
        clock.row("first reading", "calamine opening", more=of, target="3 times"),
        clock.row("again, from the cache", "calamine opening", more=of, target="0.05 s"),
    ]


def all_of_it(runs: int, folder: Path, children: int = 1_000) -> list[Row]:
    """From a return's CSV files to a painted workbook, with suggestions, some 3,000 errors among them."""
    clock = Clock()
    council = files_of(children)
    write_csv(spoilt(made_up(children), 0.04).tables, folder / THIS_YEAR, year=YEAR)
    path, errors = folder / "all.xlsx", 0

    @without_garbage_collection()  # as the command does it
    def validate() -> None:
        nonlocal errors
        files = read(folder / THIS_YEAR, council / LAST_YEAR, council / REGISTER)
        report = xl903.validate(to_return(files))
        errors = len(report.findings)
        write_workbook(make_plan(report, when=WHEN), path, replace=True)

    for _ in range(runs):
        clock.time("files to workbook", validate)
        clock.time("openpyxl loading", lambda: openpyxl.load_workbook(path))
    of = f", {children:,} children, {errors:,} errors"
    return [clock.row("files to workbook", "openpyxl loading", more=of)]


def measure(size: Size) -> list[Row]:
    """Rows of workbooks of every size, and of a return from its files to its workbook."""
    sizes = (100,) if size.quick else (*CHILDREN, *(LARGE if size.large else ()))
    with tempfile.TemporaryDirectory() as folder:
        rows = [row for children in sizes for row in of_council(children, size.runs, Path(folder))]
        return [*rows, *all_of_it(size.runs, Path(folder), 100 if size.quick else 1_000)]


def measure_lists(size: Size) -> list[Row]:
    """Rows of Ofsted's lists."""
    with tempfile.TemporaryDirectory() as folder:
        return provider_list(size.runs, Path(folder), 300 if size.quick else LIST_ROWS)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="10,000 and 27,000 children too")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--children", type=int, nargs="+", help="other sizes")
    asked = parser.parse_args()
    sizes = asked.children or (*CHILDREN, *(LARGE if asked.large else ()))
    with tempfile.TemporaryDirectory() as folder:
        for children in sizes:
            print(as_text(of_council(children, asked.runs, Path(folder))), flush=True)
        print(as_text(all_of_it(asked.runs, Path(folder))), flush=True)
        print(as_text(provider_list(asked.runs, Path(folder))))


if __name__ == "__main__":
    main()
