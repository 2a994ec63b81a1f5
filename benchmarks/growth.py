"""How loading and validating grow with the return, from CSV files: python benchmarks/growth.py.

100,000 children beside 10,000: nothing may grow faster than the return. Last year's files and Ofsted's list are
read too.
"""

from __future__ import annotations

import resource
import sys
from pathlib import Path

from councils import files_of, to_return
from figures import Clock, Row, Size, as_text

import xl903
from xl903.loading import read
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR


def load(folder: Path) -> xl903.Return:
    """A council's return, from its files."""
    return to_return(read(folder / THIS_YEAR, folder / LAST_YEAR, folder / REGISTER))


def measure(size: Size) -> list[Row]:
    """Rows of loading and validating, the larger council beside the smaller."""
    sizes = (100, 300) if size.quick else (10_000, 100_000)
    small, large = (files_of(children) for children in sizes)
    less, more = (f"{children:,} children" for children in sizes)
    at_most = f"{sizes[1] // sizes[0]} times"
    xl903.validate(load(small))  # opens the postcodes
    clock, peak = Clock(), 0.0
    for _ in range(size.runs):
        for children, folder in ((less, small), (more, large)):
            loaded: list[xl903.Return] = []
            clock.time(f"load {children}", lambda into=loaded, folder=folder: into.append(load(folder)))
            if folder is large:
                peak = peak or _peak()
            clock.time(f"validate {children}", lambda loaded=loaded: xl903.validate(loaded.pop()))
    loading = f"{at_most}; 4 s" if not size.quick else at_most
    return [
        clock.row(f"load {less}"),
        clock.row(f"load {more}", f"load {less}", target=loading),
        Row(f"memory at its peak, after loading {more}", f"{peak:.2f} GiB", target="1 GB"),
        clock.row(f"validate {less}"),
        clock.row(f"validate {more}", f"validate {less}", target=at_most),
    ]


def _peak() -> float:
    """The most memory that this process had so far. The system counts kibibytes, macOS bytes."""
    unit = 2**20 if sys.platform != "darwin" else 2**30
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


if __name__ == "__main__":
    print(as_text(measure(Size())))
