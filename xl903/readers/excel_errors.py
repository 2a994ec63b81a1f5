"""What Excel shows where a formula came to nothing, and what is left of it where values were saved or pasted."""

from __future__ import annotations

EXCEL_ERRORS = frozenset(
    {
        "#BLOCKED!",
        "#CALC!",
        "#CONNECT!",
        "#DIV/0!",
        "#FIELD!",
        "#GETTING_DATA",
        "#N/A",
        "#NAME?",
        "#NULL!",
        "#NUM!",
        "#REF!",
        "#SPILL!",
        "#UNKNOWN!",
        "#VALUE!",
    }
)
"""As Excel writes them, in capitals (Microsoft's list of error values)."""
