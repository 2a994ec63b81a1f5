"""What docs/accessibility.md states: contrast of every pair of colours, alt text, words beside colours, keys."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
from lxml import etree

from addin.cli.recording_pages import as_html
from addin.cli.recording_topics import guidance_for
from workbook.plan import appearance

HERE = Path(__file__).parents[2]
PAPER, NOTE = "FFFFFF", "FFFFE1"
"""Grounds that Excel draws: an empty cell, and a note."""

TEXT, GRAPHIC = 4.5, 3.0
"""The least contrast of text, and of lines, bars and other signs (WCAG 2.1, 1.4.3 and 1.4.11)."""

PAIRS = {
    "text of a wrong cell": (appearance.BAD_TEXT, appearance.BAD_FILL, TEXT),
    "what is wrong, written below": (appearance.BAD_TEXT, PAPER, TEXT),
    "column names": (appearance.HEADER_TEXT, appearance.HEADER_FILL, TEXT),
    "titles": (appearance.TITLE_TEXT, PAPER, TEXT),
    "labels": (appearance.QUIET_TEXT, PAPER, TEXT),
    "links": (appearance.LINK_TEXT, PAPER, TEXT),
    "notes": ("000000", NOTE, TEXT),
    "cells to fill in": ("000000", appearance.ANSWER_FILL, TEXT),
    "frames of cells to fill in": (appearance.ANSWER_FRAME, PAPER, GRAPHIC),
    "bars of a chart": (appearance.BAR_FILL, PAPER, GRAPHIC),
    **{f"line {colour} of a chart": (colour, PAPER, GRAPHIC) for colour in appearance.LINE_COLOURS},
}
DECORATION = {appearance.GRID_LINES, "7F7F7F"}
"""Lines behind a chart, and tabs of sheets that only help to sort them: nothing is known by these colours."""


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("pair", PAIRS)
def test_every_pair_of_colours_has_contrast(pair: str) -> None:
    one, other, least = PAIRS[pair]
    assert contrast(one, other) >= least


def test_no_colour_is_used_outside_a_pair() -> None:
    written = Path(appearance.__file__).read_text(encoding="utf-8")
    used = set(re.findall(r'"([0-9A-F]{6})"', written))
    assert len(used) > 5
    assert used <= {colour for one, other, _ in PAIRS.values() for colour in (one, other)} | DECORATION


def test_pages_of_guidance_have_contrast_and_headings_in_order() -> None:
    for text in as_html(guidance_for(2026), 2026).values():
        colours = re.findall(r"[;{]color:#([0-9a-f]{3,6})", text)
        assert colours
        for colour in colours:
            full = colour if len(colour) == 6 else "".join(2 * one for one in colour)
            assert contrast(full.upper(), PAPER) >= TEXT
        levels = [int(level) for level in re.findall(r"<h([1-6])>", text)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_line_of_a_chart_differs_by_its_marker_too() -> None:
    assert len(set(appearance.LINE_MARKERS)) == len(appearance.LINE_COLOURS)


def test_every_picture_of_the_docs_says_what_it_shows() -> None:
    shown = 0
    for page in (HERE / "README.md", *sorted((HERE / "docs").glob("*.md"))):
        for words in re.findall(r"!\[([^\]]*)\]\([^)]*\)", page.read_text(encoding="utf-8")):
            shown += 1
            assert len(words.split()) >= 5, (page.name, words)
    assert shown > 5


def test_every_button_has_a_key_and_says_what_it_does() -> None:
    buttons = [
        element
        for element in etree.parse(HERE / "addin" / "ribbon" / "ribbon.xml").iter()
        if isinstance(element.tag, str) and element.tag.endswith("}button")
    ]
    assert len(buttons) > 20
    for button in buttons:
        assert button.get("keytip")
        assert button.get("label")
        assert button.get("screentip")
        assert button.get("supertip")
