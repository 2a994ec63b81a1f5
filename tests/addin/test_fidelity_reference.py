"""docs/fidelity.md says what the rules, their cases and the data say now."""

from __future__ import annotations

from pathlib import Path

from addin.cli.fidelity_reference import count_cases, fidelity_as_markdown
from xl903.s903.doubts import all_doubts
from xl903.s903.registered_rules import all_rules

ROOT = Path(__file__).parents[2]


def test_the_page_is_up_to_date() -> None:
    written = (ROOT / "docs" / "fidelity.md").read_text(encoding="utf-8")
    made = fidelity_as_markdown(all_rules(), count_cases(ROOT / "tests" / "rules"))
    assert written == made, "run: python -m addin.cli.fidelity_reference"


def test_every_code_has_cases_and_a_row_and_every_doubt_is_there() -> None:
    cases = count_cases(ROOT / "tests" / "rules")
    page = fidelity_as_markdown(all_rules(), cases)
    for rule in all_rules():
        if rule.is_dfe:
            assert cases[rule.code] > 0
            assert page.count(f"\n| {rule.code} | ") == 1
    assert all(doubt.doubt in page and doubt.reading in page for doubt in all_doubts())
