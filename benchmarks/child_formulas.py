"""What the formulas of the sheet Child cost in a large workbook.

    python benchmarks/child_formulas.py

Writes a workbook of tables with up to 27,000 rows with these formulas and without them, and lets LibreOffice open
both: seconds of the processor to write and to open, and bytes of the file. For Linux.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from time import process_time

from councils import AUTHORITY, YEAR, made_up

sys.path.append(str(Path(__file__).parents[1]))

import xl903
from workbook import make_plan, write_workbook

CHILDREN, ROWS = 27_000, 27_000
RULES = ["101", "218", "502"]
"""A few rules: what there is to mark has nothing to do with the formulas."""


def main() -> None:
    """Write both workbooks, and print what each takes."""
    files = made_up(CHILDREN)
    tables = {name: frame.head(ROWS) for name, frame in files.tables.items()}
    ret = xl903.Return(tables, year=YEAR, authority=AUTHORITY)
    plan = make_plan(xl903.validate(ret, codes=RULES))
    child = plan.sheet("Child")
    formulas = sum(line.formula is not None for line in child.lines)
    print(
        f"{formulas:,} formulas, {sum(map(len, tables.values())):,} rows, {len(ret.all_children):,} children"
    )
    plain = replace(child, lines=tuple(replace(line, formula=None) for line in child.lines))
    with tempfile.TemporaryDirectory() as folder:
        for name, shown in (("with formulas", plan), ("without", plan.with_sheets(plain))):
            path = Path(folder, f"{name.replace(' ', '-')}.xlsx")
            begun = process_time()
            write_workbook(shown, path)
            written, size = process_time() - begun, path.stat().st_size / 1e6
            opened = open_in_office(path)
            print(f"{name}: written in {written:.1f} s, {size:.2f} MB, opened in {opened:.1f} s", flush=True)


def open_in_office(path: Path) -> float:
    """Let LibreOffice open a workbook and save its first sheet as CSV: seconds of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "csv",
        "--outdir",
        str(path.parent),
        str(path),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


if __name__ == "__main__":
    main()
