"""A new collection year as docs/new-year.md has it: one year, one column, one withdrawn code, one changed rule."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from addin.cli.new_year import steps_for
from xl903.s903.schema import COLLECTION_YEARS

ROOT = Path(__file__).parents[1]
SENT = (
    '  { name = "REVIEW_SENT", label = "Day sent", type = "date", years = "2028-", '
    'xml = { name = "SENT", at = 15 } },\n'
)
TITLE = '"Review code PN0 (under 4) for a child aged 4 or over"'
RULE = '''

@rule(
    "440",
    "Review code PN0 (under 5) for a child aged 5 or over",
    years="2028-",
    group="review",
    marks={"Reviews": ["REVIEW_CODE"]},
)
def under_five_code_from_five(ret):
    """REVIEW_CODE is PN0, but the child was 5 or over on the day of the review.

    Fix: Check REVIEW and DOB.
    """
    reviews = ret.reviews
    return (reviews.review_code == UNDER_FOUR) & (reviews.review >= birthday(reviews.dob, 5))
'''


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path.name}: {old}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")


def withdraw_pn7(codes: Path) -> None:
    """End the list of participation codes in 2027, and begin one without PN7."""
    text = codes.read_text(encoding="utf-8")
    section = re.search(r'\[REVIEW_CODE\."2023-"\]\n((?:".*\n)+)', text)
    assert section is not None
    later = "".join(line for line in section[1].splitlines(keepends=True) if not line.startswith('"PN7"'))
    assert later != section[1]
    both = f'[REVIEW_CODE."2023-2027"]\n{section[1]}\n[REVIEW_CODE."2028-"]\n{later}'
    codes.write_text(text.replace(section[0], both), encoding="utf-8", newline="")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    house = tmp_path_factory.mktemp("house")
    for package in ("xl903", "rules", "workbook", "addin"):
        shutil.copytree(ROOT / package, house / package, ignore=shutil.ignore_patterns("__pycache__"))
    data = house / "xl903" / "s903" / "data"
    change(house / "xl903" / "s903" / "schema.py", "range(2023, 2028)", "range(2023, 2029)")
    text = (data / "tables.toml").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines(keepends=True) if '"REVIEW_CODE", label' in line)
    change(data / "tables.toml", line, line + SENT)
    withdraw_pn7(data / "codes.toml")
    reviews = house / "rules" / "reviews.py"
    change(reviews, f"    {TITLE},\n", f'    {TITLE},\n    years="2023-2027",\n')
    reviews.write_text(reviews.read_text(encoding="utf-8") + RULE, encoding="utf-8", newline="")
    done = subprocess.run(
        [sys.executable, shutil.copy(ROOT / "tests" / "year_2028.py", house)],
        env={**os.environ, "PYTHONPATH": str(house)},
        cwd=house,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = dict(json.loads(done.stdout))
    assert found["of"].startswith(str(house))
    return found


def test_a_new_year_has_its_column_its_codes_and_its_rule(made: dict[str, Any]) -> None:
    assert made["years"] == [2023, 2028]
    assert made["found"]["2028"] == {"167": [0], "XL01": [2]}
    assert made["first step"] is True


def test_the_year_before_is_judged_as_it_was(made: dict[str, Any]) -> None:
    assert made["found"]["2027"] == {"440": [1]}


def test_every_step_that_can_be_looked_up_is_done_for_the_latest_year() -> None:
    assert [step.what for step in steps_for(COLLECTION_YEARS[-1]) if step.done is False] == []


def test_the_next_year_is_not_said_to_be_done() -> None:
    steps = {step.what: step.done for step in steps_for(COLLECTION_YEARS[-1] + 1)}
    assert steps[f"Add {COLLECTION_YEARS[-1] + 1} to the collection years."] is False
    assert steps["Exactly those codes have a rule in force."] is False
