"""Does in this Python what the page does in a browser, with the same functions, and prints the CPU seconds it took.

``python benchmarks/page_natively.py COUNCIL``; ``benchmarks/page.mjs`` runs it beside each of its own runs.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from page.page_work import PageWork
from xl903.places import load_postcodes


def main(council: Path) -> None:
    load_postcodes()
    with tempfile.TemporaryDirectory() as scratch:
        for kind in ("this-year", "last-year"):
            folder = Path(scratch, kind)
            folder.mkdir()
            for path in (council / kind).glob("*.csv"):
                shutil.copy(path, folder)
        Path(scratch, "providers").mkdir()
        shutil.copy(council / "ofsted.xlsx", Path(scratch, "providers"))
        work = PageWork(Path(scratch))
        began = time.process_time()
        found = work.look()
        work.check(found["year"], found["authority"])
        work.workbook()
        print(time.process_time() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
