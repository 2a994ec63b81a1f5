"""Every figure of docs/performance.md beside its yardstick, measured anew: python benchmarks/all.py.

    python benchmarks/all.py                  measures everything and writes the tables of docs/performance.md
    python benchmarks/all.py --only start --only rules
    python benchmarks/all.py --quick          small councils and one run, to try it; writes nothing
    python benchmarks/all.py --large          the largest workbooks and most errors too

Each benchmark has a process of its own, so that none has the memory or the warm caches of another. Councils are
made up once and kept in the temporary folder. Measure on a machine that has nothing else to do.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from figures import Row, Size, as_table, as_text

DOCUMENT = Path(__file__).parents[1] / "docs" / "performance.md"

BENCHMARKS: Mapping[str, tuple[str, str]] = {
    "start": ("start_up", "measure"),
    "rules": ("validation", "measure"),
    "suggestions": ("suggestions", "measure"),
    "growth": ("growth", "measure"),
    "workbooks": ("workbooks", "measure"),
    "lists": ("workbooks", "measure_lists"),
    "clicks": ("server_clicks", "measure"),
    "calls": ("excel_calls", "measure"),
    "page": ("page_natively", "measure"),
}
"""Each benchmark by name: its module, and the function that takes a ``Size`` and gives rows."""


def measured(name: str, size: Size) -> list[Row]:
    """The rows of one benchmark."""
    module, function = BENCHMARKS[name]
    rows: list[Row] = getattr(import_module(module), function)(size)
    return rows


def with_table(text: str, name: str, rows: Sequence[Row]) -> str:
    """A document with the table of one benchmark between its marks. Raises ValueError where it has none."""
    begin, end = f"<!-- figures: {name} -->", f"<!-- end of figures: {name} -->"
    if begin not in text or end not in text:
        raise ValueError(f"{DOCUMENT.name} has no place for the figures of {name}.")
    before, _, rest = text.partition(begin)
    return f"{before}{begin}\n\n{as_table(rows)}\n\n{end}{rest.partition(end)[2]}"


def tables_in(text: str) -> list[str]:
    """The benchmarks that a document has a table for, in its order."""
    return re.findall(r"<!-- figures: (\w+) -->", text)


def main(words: Sequence[str] | None = None) -> None:
    """Measure what was asked for, print it, and write the document's tables unless it was only tried."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", action="append", choices=list(BENCHMARKS), metavar="NAME")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--large", action="store_true")
    asked = parser.parse_args(words)
    size = Size(1 if asked.quick else asked.runs, asked.quick, asked.large)
    began = perf_counter()
    for name in asked.only or BENCHMARKS:
        print(f"{name} ({', '.join(BENCHMARKS[name])})", flush=True)
        if asked.quick:
            rows = measured(name, size)
        else:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                rows = process.submit(measured, name, size).result()
        print(as_text(rows) or "  left out: what it needs is not here", flush=True)
        if rows and not asked.quick:
            text = with_table(DOCUMENT.read_text(encoding="utf-8"), name, rows)
            DOCUMENT.write_text(text, encoding="utf-8", newline="\n")
    print(f"{perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
