"""How fast and how big: load, validate, summary, the share of each rule, peak memory.

    python benchmarks/validation.py                       made-up councils of 2,700 and 27,000 children
    python benchmarks/validation.py --children 100000
    python benchmarks/validation.py --this-year FOLDER --last-year FOLDER

A made-up council of 2,700 children has about 5,000 episodes; its reviews, fewer than in some councils, are topped
up to 12,500 for every 2,700 children with copies on other days. Each council is measured as made up, with errors as
councils see them (very large ones without), and with one of fifty codes and dates spoilt. Figures are for comparing
within one run: the machine's speed drifts.
"""

from __future__ import annotations

import argparse
import gc
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from councils import MOST_WITH_ERRORS, YEAR, files_of, made_up, spoilt, to_return
from figures import Clock, Row, Size

import xl903
from xl903.loading import ReadFiles, read
from xl903.s903.registered_rules import rules_in_force
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR
from xl903.writers import write_csv

REVIEWS_FOR_2700_CHILDREN = 12_500
MANY_CHILDREN = 50_000


def with_more_reviews(files: ReadFiles, children: int) -> ReadFiles:
    """The same council with reviews topped up: copies of reviews, each some days later."""
    reviews = files.tables["Reviews"]
    wanted = REVIEWS_FOR_2700_CHILDREN * children // 2_700
    copies = [reviews]
    while sum(map(len, copies)) < wanted:
        days = pd.to_datetime(reviews["REVIEW"], format="%d/%m/%Y", errors="coerce")
        later = days + pd.Timedelta(days=17 * len(copies))
        copies.append(reviews.assign(REVIEW=later.dt.strftime("%d/%m/%Y"))[later <= f"{YEAR}-03-31"])
    return replace(
        files, tables={**files.tables, "Reviews": pd.concat(copies, ignore_index=True).head(wanted)}
    )


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    started = time.perf_counter()
    result = what()
    return time.perf_counter() - started, result


def print_figures(files: ReadFiles, *, shares: bool = False) -> float:
    """Print the figures of one return; returns the seconds of validating it."""
    loading, ret = timed(lambda: to_return(files))
    runs = []
    for _ in range(3 if len(ret.tables["Header"]) < MANY_CHILDREN else 1):
        ret = to_return(files)
        runs.append(timed(lambda ret=ret: xl903.validate(ret)))  # type: ignore[misc]
    validating = min(seconds for seconds, _ in runs)
    report = runs[-1][1]
    summing, _ = timed(report.summary)
    rows = ", ".join(f"{len(ret.tables[name]):,} in {name}" for name in ("Header", "Episodes", "Reviews"))
    print(f"{rows}: {len(report.findings):,} findings, {len(report.failed)} failed")
    print(f"  to a Return {loading:.2f} s, validate {validating:.3f} s, summary {summing:.3f} s")
    # Kibibytes on Linux, bytes on macOS.
    unit = 2**20 if sys.platform != "darwin" else 2**30
    print(f"  peak memory so far {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit:.2f} GiB")
    if shares:
        print_shares(to_return(files))
    return validating


def measure(size: Size) -> list[Row]:
    """Rows of validating: three rows a table, a council, and all that a check of a spoilt one asks for."""
    children = 100 if size.quick else 2_700
    files = with_more_reviews(made_up(children), children)
    few = replace(files, tables={name: frame.head(3) for name, frame in files.tables.items()})
    council, clock = files_of(children), Clock()
    three, whole = "validate three rows a table", f"validate {children:,} children"
    alone, everything = f"{whole}, spoilt", f"load, validate and errors(), {children:,} children, spoilt"
    with tempfile.TemporaryDirectory() as folder:
        bad = spoilt(files)
        write_csv(bad.tables, Path(folder, THIS_YEAR), year=YEAR)

        def all_of_it() -> None:
            read_again = read(Path(folder, THIS_YEAR), council / LAST_YEAR, council / REGISTER)
            xl903.validate(to_return(read_again)).errors()

        xl903.validate(to_return(files))  # opens the postcodes
        for _ in range(size.runs):
            for what, given in ((three, few), (whole, files), (alone, bad)):
                ret = to_return(given)
                clock.time(what, lambda ret=ret: xl903.validate(ret))
            clock.time(everything, all_of_it)
    return [
        clock.row(three, target="0.10 s"),
        clock.row(whole, three, target="0.15 s"),
        clock.row(alone, whole),
        clock.row(everything, alone, target="2 times"),
    ]


def print_shares(ret: xl903.Return) -> None:
    """The rules that take most of the time, in one run in order."""
    seconds: dict[str, float] = {}
    last = time.perf_counter()

    def note(done: int, total: int, code: str) -> None:
        nonlocal last
        now = time.perf_counter()
        seconds[code] = now - last
        last = now

    xl903.validate(ret, progress=note)
    total = sum(seconds.values())
    for code, spent in sorted(seconds.items(), key=lambda item: -item[1])[:12]:
        print(f"  {code:<10} {spent * 1000:7.1f} ms {spent / total:6.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--children", type=int, nargs="*", default=[2_700, 27_000])
    parser.add_argument("--this-year", type=Path, help="measure this return, as it stands")
    parser.add_argument("--last-year", type=Path)
    options = parser.parse_args()
    rules_in_force(YEAR)
    if options.this_year:
        files = read(options.this_year, options.last_year)
        xl903.validate(to_return(files))  # opens the postcodes
        print_figures(files, shares=True)
        return
    figures = {}
    for children in options.children:
        files = with_more_reviews(made_up(children), children)
        if not figures:
            xl903.validate(to_return(files))  # opens the postcodes
        errors = "with the errors that councils see" if children <= MOST_WITH_ERRORS else "without errors"
        print(f"\nmade up, {errors}")
        figures[children] = print_figures(files, shares=True)
        print("one code and date of fifty spoilt")
        print_figures(spoilt(files))
    if len(figures) > 1:
        small, large = min(figures), max(figures)
        print(
            f"{large / small:.0f} times the children take {figures[large] / figures[small]:.1f} times as long."
        )


if __name__ == "__main__":
    main()
