"""What xl903 has to say to a person about a file: errors as data, worded in one place where they arise.

A message says in one sentence what happened, where, and what to do. It never holds a child's data
beyond the cell it is about, and it is never logged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "info"]


class UserError(Exception):
    """Something a person can put right; its text is one sentence that says how. Shown without a traceback."""


@dataclass(frozen=True)
class Message:
    """One sentence about a file that was read: what happened, where, what to do.

    ``level``: "error" where something could not be loaded, "warning" where it was loaded but needs a
    look, "info" for what is good to know. ``line`` counts the file's lines from 1.
    """

    level: Level
    text: str
    file: str | None = None
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"line {self.line}" if self.line is not None else None,
                f"column {self.column}" if self.column else None,
            )
            if part
        )
        return f"{place}: {self.text}" if place else self.text
