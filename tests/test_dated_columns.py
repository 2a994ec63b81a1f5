"""A column for a new year is one line in one file of data: readers, writers, sheets and checks follow."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
NEW_LINE = (
    '  { name = "REVIEW_SENT", label = "Day the record was sent", type = "date", years = "2028-", '
    'xml = { name = "SENT", at = 15 } },\n'
)
BEFORE = ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a copy of the project with the new line makes of a return with the column."""
    house = tmp_path_factory.mktemp("house")
    for package in ("xl903", "rules", "workbook"):
        shutil.copytree(ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__"))
    script = shutil.copy(ROOT / "tests" / "column_of_2028.py", house)
    data = house / "xl903" / "s903" / "data" / "tables.toml"
    text = data.read_text(encoding="utf-8")
    line = next(line for line in text.splitlines(keepends=True) if '"REVIEW_CODE", label' in line)
    data.write_text(text.replace(line, line + NEW_LINE), encoding="utf-8", newline="")
    done = subprocess.run(
        [sys.executable, script, tmp_path_factory.mktemp("made")],
        env={**os.environ, "PYTHONPATH": str(house), "PYTHONIOENCODING": "utf-8"},
        cwd=house,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    made = json.loads(done.stdout)
    assert made["of"].startswith(str(house))
    return dict(made)


def test_a_2026_return_does_without_it(found: dict[str, Any]) -> None:
    year = found["2026"]
    assert year["csv without it"] == {"said": [], "columns": BEFORE}
    assert year["csv written"] == BEFORE
    assert year["xml written"] == ["REVIEW", "REVIEW_CODE"]
    assert year["sheet"] == ["Status", "Codes", *BEFORE, "xl903 row"]
    assert year["read back"] == BEFORE
    assert year["no date"] == []
    assert year["failed"] == {}


@pytest.mark.parametrize("file", ["csv with it", "xml with it"])
def test_a_2026_file_that_has_it_is_read_without_it_and_that_is_said(
    found: dict[str, Any], file: str
) -> None:
    year = found["2026"][file]
    assert year["columns"] == BEFORE
    assert [said.partition(": ")[2] for said in year["said"]] == [
        "has the column REVIEW_SENT, which DfE asks for in Reviews only from 2028, so it is left out of the "
        f"return of {one}."
        for one in (2026, 2025)
    ]


def test_an_export_for_2026_leaves_it_out_and_says_so(found: dict[str, Any]) -> None:
    said = [
        "Reviews has the column REVIEW_SENT, which DfE does not collect in 2026, so left out of the export."
    ]
    assert found["2026"]["said of csv"] == said
    assert found["2026"]["said of xml"] == said
    assert found["2028"]["said of csv"] == found["2028"]["said of xml"] == []


def test_a_2028_return_has_it_everywhere(found: dict[str, Any]) -> None:
    year = found["2028"]
    after = [*BEFORE, "REVIEW_SENT"]
    assert year["csv with it"]["columns"] == year["xml with it"]["columns"] == after
    assert year["csv written"] == after
    assert year["xml written"] == ["REVIEW", "SENT", "REVIEW_CODE"]
    assert year["sheet"] == ["Status", "Codes", *after, "xl903 row"]
    assert year["read back"] == after
    assert year["no date"] == [["REVIEW_SENT"]]
    assert year["failed"] == {}


def test_a_2028_file_without_it_is_said_to_lack_it_and_last_years_is_not(found: dict[str, Any]) -> None:
    assert found["2028"]["csv without it"]["said"] == [
        "reviews.csv: has no column REVIEW_SENT, so it counts as blank; check that the export is complete."
    ]


def test_an_empty_file_lacks_no_column(found: dict[str, Any]) -> None:
    for year in ("2026", "2028"):
        assert found[year]["csv of nothing"]["said"] == ["reviews.csv: is empty, so Reviews has no rows."] * 2


def test_an_export_of_an_unknown_year_has_it_where_the_return_has(found: dict[str, Any]) -> None:
    assert found["no year"] == {"lacking": BEFORE, "having": [*BEFORE, "REVIEW_SENT"]}


def test_a_rule_may_mark_it_only_in_years_that_have_it(found: dict[str, Any]) -> None:
    assert found["rules"]["refused"].startswith(
        "Reviews has the column REVIEW_SENT in 2028 and later only, but the rule applies to 2023 to 2027 "
        "(rule LOCAL1, column_of_2028.py line "
    )
    assert found["rules"]["2026"] == "Checks REVIEW_SENT of Reviews, which the return of 2026 does not have."
    assert found["rules"]["2028"] == [0]
