"""Stops a command where the files are not what they were said to be, unless the person goes on anyway."""

from __future__ import annotations

from collections.abc import Sequence

from xl903 import UserError
from xl903.loading import ReadFiles


def stop_at_doubts(files: ReadFiles, year: int, *, anyway: bool) -> None:
    """Raise UserError where the dates speak against the year, or against last year's files.

    anyway: go on; the return then has the same sentences as messages.
    """
    doubts = files.doubts(year)
    if doubts and not anyway:
        raise UserError(f"{'. '.join(doubts)}; name the right year and files, or go on with --anyway.")


def what_was_not_read(aside: Sequence[str]) -> str | None:
    """The last line of a run in which files of the folder were left aside; None where none were."""
    if not aside:
        return None
    names = ", ".join(aside)
    return f"Not everything was checked: {names} {'was' if len(aside) == 1 else 'were'} not read."
