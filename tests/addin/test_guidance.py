"""Guidance on recording: the page of the documentation, and the pages for a council's intranet."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import html

import xl903
from addin.cli.guidance_command import guidance
from addin.cli.recording_pages import as_html, as_markdown
from addin.cli.recording_topics import guidance_for
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import LOCAL_GROUP

PAGE = Path(__file__).parents[2] / "docs" / "recording.md"


def test_the_page_is_not_stale() -> None:
    assert PAGE.read_text(encoding="utf-8") == as_markdown(), "run: xl903 guidance --markdown"


def test_every_rule_of_a_year_is_in_exactly_one_topic() -> None:
    placed = [rule.code for one in guidance_for(2024) for rule in one.rules]
    assert sorted(placed) == sorted(rule.code for rule in rules_in_force(2024) if rule.group != LOCAL_GROUP)


def test_what_a_council_gets_wrong_most_comes_first() -> None:
    ordered = guidance_for(2026, {"441": 5, "167": 9, "101": 1})
    assert [one.topic.name for one in ordered][:2] == ["reviews", "coming-into-care"]
    assert [rule.code for rule in ordered[0].rules][:2] == ["167", "441"]


def test_each_page_stands_on_its_own_and_is_reached_from_the_index() -> None:
    pages = as_html(guidance_for(2026, {"218": 2}), 2026)
    index = html.document_fromstring(pages["index.html"])
    assert {link.get("href") for link in index.iter("a")} == pages.keys() - {"index.html"}
    for text in pages.values():
        page = html.document_fromstring(text)
        assert page.get("lang") == "en-GB"
        assert len(page.findall(".//h1")) == 1
        assert page.findtext(".//title")
    assert "2 errors in your council" in pages["placements-and-providers.html"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(xl903.UserError, match="is not an empty folder"):
        guidance(out=tmp_path, year=2026)
    guidance(out=tmp_path / "new", year=2026)
    assert (tmp_path / "new" / "index.html").is_file()


def test_a_file_that_xl903_did_not_write_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(xl903.UserError, match=r"book\.xlsx"):
        guidance(out=tmp_path / "new", book=tmp_path / "book.xlsx")
