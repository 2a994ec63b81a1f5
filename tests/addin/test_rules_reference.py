"""docs/rules.md is what the rules themselves say."""

from __future__ import annotations

from pathlib import Path

from addin.cli.rules_reference import as_markdown
from xl903.s903.registered_rules import all_rules

REFERENCE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_reference_is_not_stale() -> None:
    written = REFERENCE.read_text(encoding="utf-8")
    assert written == as_markdown(all_rules()), "run: xl903 rules --markdown"


def test_every_version_of_every_rule_is_in_it_with_its_years() -> None:
    text = as_markdown(all_rules())
    for rule in (rule for rule in all_rules() if rule.group != "local"):
        assert f"### {rule.code} {rule.title}\n" in text
    assert "- Years: 2023 to 2024" in text
    assert "- Years: 2026 and later" in text
