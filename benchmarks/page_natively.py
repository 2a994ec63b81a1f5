"""Does in this Python what the page does in a browser, with the same functions, and prints the CPU seconds it took.

``python benchmarks/page_natively.py COUNCIL``; ``benchmarks/page.mjs`` runs it beside each of its own runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from councils import files_of
from figures import Row, Size

from page.page_work import PageWork
from xl903.places import load_postcodes


def measure(size: Size) -> list[Row]:
    """Rows of the page, as ``page.mjs`` measures it; none where the page, Node or its playwright is not named.

    XL903_PAGE names the page; the other variables are those of ``page.mjs``.
    """
    page, node = os.environ.get("XL903_PAGE"), shutil.which("node")
    if page is None or node is None or "XL903_PAGE_NODE" not in os.environ:
        return []
    script, council = Path(__file__).with_name("page.mjs"), files_of(100 if size.quick else 1_000)
    told = subprocess.run(
        [node, str(script), str(Path(page).resolve()), str(council), str(size.runs)],
        check=True,
        capture_output=True,
        text=True,
        env={"XL903_PYTHON": sys.executable, **os.environ},
    )
    return [
        Row(name, said.removeprefix("median "), target=TARGETS.get(name, ""))
        for name, said in (line.split(": ", 1) for line in told.stdout.splitlines())
    ]


TARGETS = {
    "ready s": "15",
    "checked and downloaded s": "25",
    "page to Python": "5",
    "peak MB of the page": "1,000",
}


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
