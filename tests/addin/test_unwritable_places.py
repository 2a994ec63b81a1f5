"""A place named by a person that cannot be written to or entered: one sentence and status 2."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.commands import run
from tests.hostile.seeds import RULES, TEAMS, YEAR, write_csv

_LESS = "-dac_override,-dac_read_search"
WITHOUT_RIGHTS = ["setpriv", f"--bounding-set={_LESS}", f"--inh-caps={_LESS}"]
"""An administrator may enter every folder; this starts a program that may not."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return, its workbook and the children's teams."""
    made = tmp_path_factory.mktemp("places")
    write_csv(made / "return")
    assert run("validate", made / "return", *YEAR, *RULES, "-o", made / "book.xlsx").status == 0
    (made / "teams.csv").write_text(TEAMS, encoding="utf-8")
    return made


def commands(folder: Path, place: Path) -> list[list[str]]:
    """Commands that write, or read, under a place that a person named."""
    book, teams = folder / "book.xlsx", folder / "teams.csv"
    given = (
        ("export", folder / "return", "-o", place / "deeper"),
        ("export", book, "-o", place / "deeper"),
        ("validate", folder / "return", *YEAR, "-o", place / "book.xlsx"),
        ("packs", book, "-o", place / "deeper", "--teams", teams, "--everything"),
        ("reports", book, "-o", place / "deeper"),
        ("synthesise", place / "council", "--children", 3),
        ("demo", place / "demo"),
        ("check", place / "book.xlsx"),
        ("rules", "--markdown", "-o", place / "rules.md"),
    )
    return [[*map(str, command)] for command in given]


def require_one_sentence(status: int, out: str, err: str, place: Path) -> None:
    assert status == 2, out + err
    assert "Traceback" not in out + err
    assert place.name in err.strip().splitlines()[-1]


def test_a_file_where_a_folder_is_wanted(folder: Path) -> None:
    place = folder / "taken"
    place.touch()
    for command in commands(folder, place):
        ended = run(*command)
        require_one_sentence(ended.status, ended.out, ended.err, place)
    assert place.read_bytes() == b""
    ended = run("check", folder / f"{'x' * 300}.xlsx")
    require_one_sentence(ended.status, ended.out, ended.err, Path("xxx"))


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or (os.geteuid() == 0 and not shutil.which("setpriv")),
    reason="the administrator may enter every folder",
)
def test_a_folder_without_permission(folder: Path) -> None:
    place = folder / "closed"
    place.mkdir(mode=0)
    script = (
        "import json, sys\nfrom tests.hostile.commands import run\n"
        "ended = [run(*command) for command in json.loads(sys.argv[1])]\n"
        "print(json.dumps([(one.status, one.out, one.err) for one in ended]))"
    )
    ended = subprocess.run(
        [
            *(WITHOUT_RIGHTS if os.geteuid() == 0 else []),
            *(sys.executable, "-c", script, json.dumps(commands(folder, place))),
        ],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    for status, out, err in json.loads(ended.stdout):
        require_one_sentence(status, out, err, place)
        assert "permission" in err.strip().splitlines()[-1].lower()
