"""Whether clean is clean: the findings in made-up councils that should have none, for every year.

python benchmarks/clean.py                      20 seeds of 300 children for each year
python benchmarks/clean.py --seeds 2 --children 20000 --years 2026
"""

from __future__ import annotations

import argparse
import sys

import pandas as pd

import xl903
from xl903.s903.schema import COLLECTION_YEARS
from xl903.synthetic import make_council


def findings(year: int, seeds: int, children: int) -> dict[str, int]:
    """Code to number of findings, over all seeds of a year; a rule that raised counts as one finding."""
    found: list[pd.Series] = []
    for seed in range(1, seeds + 1):
        report = xl903.validate(make_council(children=children, year=year, seed=seed).to_return())
        found += [report.findings["code"], pd.Series(list(report.failed), dtype=object)]
    return {str(code): int(count) for code, count in pd.concat(found).value_counts().items()}


def main() -> None:
    """Print a line per year; exit status 1 where anything was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--children", type=int, default=300)
    parser.add_argument("--years", type=int, nargs="+", default=list(COLLECTION_YEARS))
    arguments = parser.parse_args()
    clean = True
    for year in arguments.years:
        found = findings(year, arguments.seeds, arguments.children)
        clean &= not found
        print(
            f"{year}: {sum(found.values())} findings in {arguments.seeds} councils {found or ''}", flush=True
        )
    sys.exit(not clean)


if __name__ == "__main__":
    main()
