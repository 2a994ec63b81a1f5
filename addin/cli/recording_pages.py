"""Guidance on recording as pages: docs/recording.md, and HTML that Word and an intranet can take."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from addin.cli.recording_topics import TopicRules, guidance_for
from xl903 import Rule
from xl903.engine.wording import count
from xl903.s903.schema import COLLECTION_YEARS

INDEX = "index.html"

_TITLE = "Recording children in care"
_ABOUT = (
    "How errors in the SSDA903 return come about, and how to record things right the first time. The most common "
    "errors come first on each page."
)

_STYLE = (
    "body{font-family:Arial,sans-serif;line-height:1.5;max-width:45em;margin:2em auto;padding:0 1em;color:#1a1a1a}"
    "h1,h2,h3{line-height:1.25}a{color:#0b5394}.code{color:#444}"
)


def as_markdown() -> str:
    """The guidance for the last collection year with rules, as the page docs/recording.md."""
    parts = [
        f"# {_TITLE}\n",
        "Made by `xl903 guidance --markdown` from the rules themselves; do not edit.\n",
        f"{_ABOUT} To put these pages on your intranet, or in the order of your own errors, see "
        "[Guidance for your council](#guidance-for-your-council).\n",
        *(f"- [{one.topic.title}](#{one.topic.name})" for one in _guidance()),
        "",
    ]
    for one in _guidance():
        parts.append(f'<a id="{one.topic.name}"></a>\n\n## {one.topic.title}\n\n{one.topic.about}\n')
        parts.extend(
            f"### {rule.title}\n\n{_why(rule)}\n\nTo correct it: {rule.fix}\n\n{_about(rule)}.\n"
            for rule in one.rules
        )
    parts.append(
        "## Guidance for your council\n\n"
        "`xl903 guidance -o FOLDER` writes these pages as HTML, one for each topic. Open a page in Word, or put "
        "the folder on your intranet. With `--from BOOK.xlsx`, a workbook that xl903 has checked, your council's "
        "most common errors come first. The pages hold no data about children.\n"
    )
    return "\n".join(parts)


def _guidance() -> list[TopicRules]:
    return guidance_for(COLLECTION_YEARS[-1])


def as_html(guidance: Sequence[TopicRules], year: int) -> dict[str, str]:
    """The pages by file name: one for each topic, and the index that links them."""
    pages = {f"{one.topic.name}.html": _topic_page(one) for one in guidance}
    links = "".join(
        f'<li><a href="{one.topic.name}.html">{escape(one.topic.title)}</a>: '
        f"{escape(one.topic.about)}{_errors(one)}</li>\n"
        for one in guidance
    )
    body = (
        f"<p>{escape(_ABOUT)}</p>\n<p>Collection year {year - 1}/{year % 100:02d}.</p>\n<ul>\n{links}</ul>\n"
    )
    return {INDEX: _page(_TITLE, body), **pages}


def _errors(one: TopicRules) -> str:
    return f" ({count(one.total, 'error')})" if one.errors else ""


def _topic_page(one: TopicRules) -> str:
    parts: list[str] = [f"<p>{escape(one.topic.about)}</p>\n"]
    for rule in one.rules:
        number = one.errors.get(rule.code, 0)
        often = f", {count(number, 'error')} in your council" if number else ""
        parts.append(
            f"<h2>{escape(rule.title)}</h2>\n<p>{escape(_why(rule))}</p>\n"
            f"<h3>How to correct it</h3>\n<p>{escape(rule.fix)}</p>\n"
            f'<p class="code">{escape(_about(rule))}{often}.</p>\n'
        )
    parts.append(f'<p><a href="{INDEX}">All topics</a></p>\n')
    return _page(one.topic.title, "".join(parts))


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{body}</main>\n</body>\n</html>\n"
    )


def _why(rule: Rule) -> str:
    return rule.why or rule.meaning


def _about(rule: Rule) -> str:
    return f"DfE's rule {rule.code}" if rule.is_dfe else f"xl903's check {rule.code}"
