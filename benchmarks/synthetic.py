"""How fast a council is made up, and in how much memory.

python benchmarks/synthetic.py                  300, 3,000 and 30,000 children
python benchmarks/synthetic.py --children 100000
"""

from __future__ import annotations

import argparse
import resource
import sys
import time

from xl903.synthetic import make_council
from xl903.synthetic.geography import around


def main() -> None:
    """Print seconds, rows and the process's peak memory so far for each size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--children", type=int, nargs="+", default=[300, 3_000, 30_000])
    parser.add_argument("--year", type=int, default=2026)
    arguments = parser.parse_args()
    started = time.perf_counter()
    around("E08000003")
    print(f"postcodes around the council: {time.perf_counter() - started:.1f} s")
    for children in arguments.children:
        started = time.perf_counter()
        council = make_council(children=children, year=arguments.year)
        seconds = time.perf_counter() - started
        # Kibibytes on Linux, bytes on macOS.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
            2**20 if sys.platform != "darwin" else 2**30
        )
        rows = len(council.tables["Episodes"])
        print(f"{children:,} children, {rows:,} episodes: {seconds:.1f} s, peak {peak:.2f} GiB", flush=True)


if __name__ == "__main__":
    main()
