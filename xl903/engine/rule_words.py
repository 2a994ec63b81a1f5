"""The words of a rule, read from its docstring: what an error means, how to fix it, why it happens, what to ask.

The docstring begins with the meaning. Paragraphs that begin with ``Fix:``, ``Why:``, ``Ask:`` or ``Value:``
hold the rest. A paragraph with years (``Fix 2023-2024:``, or ``Meaning 2023-2024:``) is for those collection
years alone, in place of the one without.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from xl903.engine.schema import YearSpan

_LABEL = re.compile(r"^[ \t]*(Meaning|Fix|Why|Ask|Value)(?: ([0-9]{4}-(?:[0-9]{4})?))?:", re.MULTILINE)


@dataclass(frozen=True)
class RuleWords:
    """What people read of a rule, each on one line. All but meaning and fix may be empty.

    meaning: what is wrong. fix: what to do about it. why: how the error usually comes about, and how to record
    it right. ask: the question for the social worker, where only somebody who knows the child can answer.
    value: what is wrong with one marked cell that is filled, with ``{value}`` in place of what it holds.
    """

    meaning: str
    fix: str = ""
    why: str = ""
    ask: str = ""
    value: str = ""


def words_by_year(docstring: str, years: YearSpan) -> list[tuple[YearSpan, RuleWords]]:
    """The words of a rule that holds in ``years``, with the years that each are for, earliest first.

    One entry where no paragraph is dated. Raises ValueError for a paragraph that is there twice, or for years in
    which the rule does not hold.
    """
    paragraphs = _paragraphs(docstring)
    dated = {span for _, span in paragraphs if span is not None}
    for span in dated:
        if not span.overlaps(years):
            raise ValueError(f"The docstring has words for {span}, but the rule holds in {years}")
    return [(part, _in_span(paragraphs, part)) for part in _parts(years, dated)]


def _paragraphs(docstring: str) -> dict[tuple[str, YearSpan | None], str]:
    labels = list(_LABEL.finditer(docstring))
    ends = [*(label.start() for label in labels), len(docstring)]
    found: dict[tuple[str, YearSpan | None], str] = {("meaning", None): _one_line(docstring[: ends[0]])}
    for label, end in zip(labels, ends[1:], strict=True):
        key = (label[1].lower(), YearSpan.parse(label[2]) if label[2] else None)
        if key in found:
            raise ValueError(f'The docstring has "{label[0].strip()}" twice')
        text = _one_line(docstring[label.end() : end])
        found[key] = text[:1].upper() + text[1:]
    return found


def _parts(years: YearSpan, dated: set[YearSpan]) -> Iterator[YearSpan]:
    """The years cut wherever a dated paragraph begins or ends."""
    starts = {span.first for span in dated} | {span.last + 1 for span in dated if span.last is not None}
    firsts = sorted({years.first} | {year for year in starts if year in years})
    lasts = [first - 1 for first in firsts[1:]]
    for first, last in zip(firsts, [*lasts, years.last], strict=True):
        yield YearSpan(first, last)


def _in_span(paragraphs: dict[tuple[str, YearSpan | None], str], part: YearSpan) -> RuleWords:
    chosen = {kind: text for (kind, span), text in paragraphs.items() if span is None}
    chosen |= {
        kind: text for (kind, span), text in paragraphs.items() if span is not None and part.first in span
    }
    return RuleWords(**chosen)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
