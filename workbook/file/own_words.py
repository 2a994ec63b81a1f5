"""Notes that hold two voices: the analyst's own words, and below them what xl903 says of the cell.

A cell has one note in Excel, so both stand in it. Ours is known by how it is written, paragraph by paragraph:
a rule's code and title above how to mend it, or a suggestion.
"""

from __future__ import annotations

import re

_BETWEEN = "\n\n"
_RULE = re.compile(r"[A-Za-z0-9_]{2,12}  \S.*\n.*")
_SUGGESTION = re.compile(r"Suggestion: .*")


def own_words(note: str) -> str:
    """What the analyst wrote into a note; empty where all of it is ours."""
    kept = []
    for paragraph in note.replace("\r\n", "\n").replace("\r", "\n").split(_BETWEEN):
        ours = _RULE.match(paragraph) or _SUGGESTION.match(paragraph)
        own = paragraph[ours.end() :] if ours else paragraph
        if own.strip():
            kept.append(own.strip("\n"))
    return _BETWEEN.join(kept)


def together(own: str, ours: str) -> str:
    """A note that says both, the analyst's own words first."""
    return own + (_BETWEEN if own and ours else "") + ours
