"""The engine with only numpy and pandas compiled, as in the browser: the same figures, the same workbook."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from workbook.file.xlsx_files import values_of

BLOCKED = [
    "lxml",
    "brotli",
    "msgpack",
    "platformdirs",
    "xlwings",
    "typer",
    "msoffcrypto",
    "pyopenvba",
    "python_calamine",
    "rich",
    "yaml",
    "cryptography",
]
RUN = """
import datetime as dt, importlib.abc, json, sys
from pathlib import Path
class Blocked(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in BLOCKED:
            raise ModuleNotFoundError(f"No module named {name}", name=name)
BLOCKED, folder = json.loads(sys.argv[1]), Path(sys.argv[2])
sys.meta_path.insert(0, Blocked())
import xl903
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import open_file
from workbook.file.xlsx_files import write_workbook
from workbook.session.checking import begin_check
from workbook.session.next_run import continue_from
from workbook.session.planning import make_plan
from workbook.update.whole_workbook import update_workbook
given = {"year": 2026, "authority": "E08000003", "providers": [folder / "ofsted.xlsx"]}
report = xl903.validate(xl903.load(folder / "this-year", folder / "last-year", **given))
book = Path(sys.argv[3])
write_workbook(make_plan(report, when=dt.datetime(2026, 6, 1, 9), who="x"), book)
opened = open_file(book)
checked = begin_check(continue_from(opened.read())).finish(when=dt.datetime(2026, 6, 2, 9), who="x")
carry_out(opened, update_workbook(opened.found, checked.plan(), checked))
errors = report.errors()[["code", "table", "row", "suggestion", "evidence"]].astype(object)
print(json.dumps([errors.where(errors.notna(), None).values.tolist(), len(checked.report.findings)]))
"""


def test_without_compiled_packages_all_is_the_same(council: Path, tmp_path: Path) -> None:
    books = {"with": tmp_path / "with.xlsx", "without": tmp_path / "without.xlsx"}
    said: dict[str, str] = {}
    for name, blocked in (("with", []), ("without", BLOCKED)):
        ended = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", RUN, json.dumps(blocked), str(council), str(books[name])],
            check=False,
            capture_output=True,
            text=True,
            # The page has an index of postcodes with it; here the first run makes it.
            env={**os.environ, "PYTHONHASHSEED": "0", "XL903_CACHE": str(tmp_path / "cache")},
        )
        assert ended.returncode == 0, ended.stderr
        said[name] = ended.stdout
    assert said["with"] == said["without"]
    assert len(json.loads(said["with"])[0]) > 5
    found = {name: values_of(book) for name, book in books.items()}
    assert {sheet: found["with"][sheet] for sheet in found["with"]} == dict(found["without"])
