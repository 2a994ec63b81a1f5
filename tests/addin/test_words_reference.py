"""docs/words-of-the-engine.md is what the engine's docstrings say."""

from __future__ import annotations

from pathlib import Path

from addin.cli.words_reference import words_as_markdown

PAGE = Path(__file__).parents[2] / "docs" / "words-of-the-engine.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == words_as_markdown(), "run: xl903 rules --words"


def test_the_words_that_rules_are_written_in_are_on_it_with_their_meaning() -> None:
    lines = words_as_markdown().splitlines()
    for word in ("in_order(", "pairs(", "child_in(", "open_in_year`", "looked_after_all_year`", "previous`"):
        (line, *_) = [line for line in lines if line.startswith(f"| `{word}")]
        assert len(line.split("|")[3].strip()) > 20
