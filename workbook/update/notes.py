"""What a note says that holds two voices: the analyst's own words, and below them what xl903 says of the cell.

A cell has one note in Excel, so both are in it. Ours is known because it is remembered, never by how it looks. The
add-in's macro (addin/ribbon/vba/Notes.bas) does the same inside Excel; a test holds the two together.
"""

from __future__ import annotations

_BETWEEN = "\n\n"
_EDGES = "\n\r "


def note_after(before: str, earlier: str, now: str) -> str:
    """A note's text once it is changed: the analyst's own words, then what xl903 says now.

    before: the note as it is. earlier: the text that xl903 put there; where it is not in the note any more,
    because the analyst wrote in the midst of it, all of the note is taken to be the analyst's. now: "" for
    nothing. A change that is made twice, because a macro stopped half way, is as good as made once.
    """
    own = before
    for ours in (earlier, now):
        if ours and ours in own:
            own = own.replace(ours, "", 1).strip(_EDGES)
    return own + (_BETWEEN if own and now else "") + now
