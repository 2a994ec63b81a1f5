"""How fast and how big: load, validate, summary, the share of each rule, peak memory.

    python benchmarks/validation.py                       the made-up return, at 2,700 and 27,000 children
    python benchmarks/validation.py --children 100000
    python benchmarks/validation.py --this-year FOLDER --last-year FOLDER

A return is scaled to any number of children by copying children whole under fresh ids, dates kept; episodes
and reviews are topped up with copies to 5,000 and 12,500 for every 2,700 children. Figures are for comparing
within one run: the machine's speed drifts.
"""

from __future__ import annotations

import argparse
import gc
import resource
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import xl903
from xl903.readers import read_return
from xl903.rulebook import rules_in_force

DEMO = Path(__file__).parent.parent / "addin" / "demo_return"
ROWS_FOR_2700_CHILDREN = {"Episodes": 5_000, "Reviews": 12_500}


def scaled(tables: dict[str, pd.DataFrame], children: int) -> dict[str, pd.DataFrame]:
    """A return of that many children made from a smaller one, each copy under a fresh id."""
    ids = pd.unique(tables["Header"]["CHILD"].dropna())
    copies = -(-children // len(ids))
    made = {}
    for name, frame in tables.items():
        repeated = pd.concat([frame] * copies, ignore_index=True)
        copy = np.repeat(np.arange(copies), len(frame))
        repeated["CHILD"] = repeated["CHILD"].astype(str) + "X" + pd.Series(copy).astype(str)
        wanted = ROWS_FOR_2700_CHILDREN.get(name, 0) * children // 2_700
        if len(repeated) < wanted and len(repeated):
            extra = repeated.sample(wanted - len(repeated), replace=True, random_state=1)
            repeated = pd.concat([repeated, extra], ignore_index=True)
        made[name] = repeated
    return made


def timed(what: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    started = time.perf_counter()
    result = what()
    return time.perf_counter() - started, result


def measure(this_year: dict[str, pd.DataFrame], last_year: dict[str, pd.DataFrame], *, shares: bool) -> float:
    """Print the figures of one return; returns the seconds of validating it."""

    def make() -> xl903.Return:
        return xl903.Return(
            this_year, last_year, year=2026, authority="E08000003", providers=register(this_year)
        )

    loading, _ = timed(make)
    runs = []
    for _ in range(3 if len(this_year["Header"]) < 50_000 else 1):
        ret = make()
        runs.append(timed(lambda ret=ret: xl903.validate(ret)))  # type: ignore[misc]
    validating = min(seconds for seconds, _ in runs)
    report = runs[-1][1]
    summing, _ = timed(report.summary)
    rows = {
        name: len(frame) for name, frame in this_year.items() if name in ("Header", "Episodes", "Reviews")
    }
    print(f"{rows}: {len(report.findings):,} findings, {len(report.failed)} failed")
    print(f"  to a Return {loading:.2f} s, validate {validating:.3f} s, summary {summing:.3f} s")
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")
    if shares:
        print_shares(make())
    return validating


def register(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """A made-up provider list of the return's own URNs."""
    urns = pd.unique(tables["Episodes"]["URN"].dropna())
    return pd.DataFrame({"URN": urns, "PLACE_CODES": "U6,K2", "PROVIDER_CODES": "PR1,PR4"})


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
    parser.add_argument("--this-year", type=Path, default=DEMO / "this-year")
    parser.add_argument("--last-year", type=Path, default=DEMO / "last-year")
    options = parser.parse_args()
    this_year = dict(read_return(options.this_year).tables)
    last_year = dict(read_return(options.last_year).tables)
    rules_in_force(2026)
    xl903.validate(
        xl903.Return(this_year, last_year, year=2026, authority="E08000003")
    )  # opens the postcodes
    figures = {}
    for children in options.children:
        figures[children] = measure(scaled(this_year, children), scaled(last_year, children), shares=True)
    if len(figures) > 1:
        small, large = min(figures), max(figures)
        print(
            f"{large / small:.0f} times the children take {figures[large] / figures[small]:.1f} times as long."
        )


if __name__ == "__main__":
    main()
