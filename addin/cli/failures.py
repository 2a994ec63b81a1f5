"""What a command says where it fails: one sentence for people, and the log for what nobody foresaw."""

from __future__ import annotations

import sys
from contextlib import suppress

from addin.failure_log import log_failure
from xl903 import UserError

UNFORESEEN, BAD_INPUT = 1, 2
"""Exit status where xl903 itself is at fault, and where what was given cannot be used."""


def explain_failure(error: Exception) -> tuple[str, int]:
    """What to say of an error that ended a command, and the exit status."""
    if isinstance(error, UserError):
        return str(error), BAD_INPUT
    if isinstance(error, OSError):
        return _about_place(error), BAD_INPUT
    if isinstance(error, MemoryError):
        return "There is not enough memory for this; close other programs, then try again.", BAD_INPUT
    what = type(error).__name__
    said = f"Something went wrong that xl903 did not expect ({what}). No file was left half written."
    with suppress(OSError):
        path = log_failure(" ".join(["xl903", *_command()]), error)
        said += f" Please report it with the log, which holds no data: {path}"
    return said, UNFORESEEN


def _about_place(error: OSError) -> str:
    """A sentence about a path that cannot be used, whatever was asked of it."""
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return f"A file cannot be read or written ({reason}); make room on the disk or choose another place."
    place = error.filename.decode(errors="replace") if isinstance(error.filename, bytes) else error.filename
    return f"{place} cannot be used ({reason}); check the path and your permissions, or choose another place."


def _command() -> list[str]:
    """The name of the command alone; what follows it may name a person."""
    return sys.argv[1:2] if len(sys.argv) > 1 and sys.argv[1].isalpha() else []
