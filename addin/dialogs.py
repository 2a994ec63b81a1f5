"""What the buttons ask and say, through Excel's own windows."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlwings as xw

from workbook.excel_calls import HAS_OBJECT_MODEL
from xl903 import UserError

TITLE = "xl903"
_LONGEST_MESSAGE = 1000
"""Characters that Windows shows in a message box: about 1,024."""

_TEXT = 2


def say(app: xw.App, text: str) -> None:
    """Show a message; what is too long for a window is cut at the end of a line."""
    if len(text) > _LONGEST_MESSAGE:
        text = text[:_LONGEST_MESSAGE].rsplit("\n", 1)[0] + "\n…"
    app.alert(text, title=TITLE)


def confirm(app: xw.App, question: str) -> bool:
    """Ask a question that Yes or No answers."""
    return bool(app.alert(question, title=TITLE, buttons="yes_no") == "yes")


def ask_for_files(app: xw.App, title: str, kinds: str) -> list[Path]:
    """Let the person choose one or more files; none where they choose Cancel.

    kinds: Excel's file filter, such as "Return (*.csv; *.xml),*.csv;*.xml". Raises UserError for files that
    are not on this computer or its network, and on macOS, where Excel's window cannot be had from Python.
    """
    if not HAS_OBJECT_MODEL:
        raise UserError(
            "On a Mac files are loaded from the command line: xl903 validate FOLDER -o BOOK.xlsx; open that book."
        )
    chosen: Any = app.api.GetOpenFilename(FileFilter=kinds, Title=title, MultiSelect=True)
    if chosen is False:
        return []
    names: Iterable[str] = [chosen] if isinstance(chosen, str) else chosen
    paths = [str(name) for name in names]
    if online := [path for path in paths if "://" in path]:
        raise UserError(f"{online[0]} lies online; save a copy on this computer and choose that.")
    return [Path(path) for path in paths]


def ask_for_text(app: xw.App, prompt: str, default: str) -> str | None:
    """Let the person type something; None where they choose Cancel."""
    if not HAS_OBJECT_MODEL:
        raise UserError("On a Mac this is set on the command line: see xl903 validate --help.")
    answer: Any = app.api.InputBox(Prompt=prompt, Title=TITLE, Default=default, Type=_TEXT)
    return None if answer is False else str(answer).strip()
