"""What the buttons ask and say, through Excel's own windows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlwings as xw

from addin import TITLE
from workbook.excel.excel_calls import HAS_OBJECT_MODEL
from xl903 import UserError

_LONGEST_MESSAGE = 1000
"""Characters that Windows shows in a message box: about 1,024."""

_TEXT = 2
_ONLINE = "://"
_FOLDER_PICKER = 4
_CHOSEN = -1


@dataclass
class Answers:
    """What every window is answered while nobody sits at the computer.

    files: what is chosen. folder: the one that is chosen; None is Cancel. texts: what is typed, one after another.
    Every question is answered with Yes. said: every message and question.
    """

    files: Sequence[Path] = ()
    folder: Path | None = None
    texts: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


_ANSWERS: ContextVar[Answers | None] = ContextVar("answers", default=None)


@contextmanager
def answering(answers: Answers) -> Iterator[None]:
    """Answer every window from here, and show none."""
    token = _ANSWERS.set(answers)
    try:
        yield
    finally:
        _ANSWERS.reset(token)


def say(app: xw.App, text: str) -> None:
    """Show a message; what is too long for a window is cut at the end of a line."""
    if answers := _ANSWERS.get():
        answers.said.append(text)
        return
    if len(text) > _LONGEST_MESSAGE:
        text = text[:_LONGEST_MESSAGE].rsplit("\n", 1)[0] + "\n…"
    app.status_bar = False  # what it told of is over
    app.alert(text, title=TITLE)


def confirm(app: xw.App, question: str) -> bool:
    """Ask a question that Yes or No answers."""
    if answers := _ANSWERS.get():
        answers.said.append(question)
        return True
    app.status_bar = False
    return bool(app.alert(question, title=TITLE, buttons="yes_no") == "yes")


def ask_for_files(app: xw.App, title: str, kinds: str) -> list[Path]:
    """Let the person choose one or more files; none where they choose Cancel.

    kinds: Excel's file filter, such as "Return (*.csv; *.xml),*.csv;*.xml". Raises UserError for files that
    are not on this computer or its network, and on macOS, where Excel's window cannot be had from Python.
    """
    if answers := _ANSWERS.get():
        return list(answers.files)
    if not HAS_OBJECT_MODEL:
        raise UserError(
            "On a Mac files are loaded from the command line: xl903 validate FOLDER -o BOOK.xlsx; open that book."
        )
    chosen: Any = app.api.GetOpenFilename(FileFilter=kinds, Title=title, MultiSelect=True)
    if chosen is False:
        return []
    names: Iterable[str] = [chosen] if isinstance(chosen, str) else chosen
    paths = [str(name) for name in names]
    if online := [path for path in paths if _ONLINE in path]:
        raise UserError(f"{online[0]} is online. Save a copy on this computer and choose that.")
    return [Path(path) for path in paths]


def ask_for_folder(app: xw.App, title: str) -> Path | None:
    """Let the person choose a folder; None where they choose Cancel.

    Raises UserError for one that is not on this computer or its network, and on macOS as ``ask_for_files``.
    """
    if answers := _ANSWERS.get():
        return answers.folder
    if not HAS_OBJECT_MODEL:
        raise UserError("On a Mac this is done on the command line: see xl903 --help.")
    dialog: Any = app.api.FileDialog(_FOLDER_PICKER)
    dialog.Title = title
    if dialog.Show() != _CHOSEN:
        return None
    path = str(dialog.SelectedItems.Item(1))
    if _ONLINE in path:
        raise UserError(f"{path} is online. Choose a folder on this computer or its network.")
    return Path(path)


def ask_for_text(app: xw.App, prompt: str, default: str) -> str | None:
    """Let the person type something; None where they choose Cancel."""
    answer = _typed(app, prompt, default)
    return None if answer is None else answer.strip()


def ask_for_new_password(app: xw.App, what_for: str) -> str | None:
    """Let the person think of a password, typed twice; empty for none, None where they choose Cancel.

    what_for: such as "for the error sheets". Excel has no window that hides what is typed, and says so. Raises
    UserError where the two are not the same.
    """
    first = _typed(
        app,
        f"A password {what_for}; leave it empty for no password. It can be read on the screen while you type.",
        "",
    )
    if not first:
        return first
    again = _typed(app, "The same password again.", "")
    if again is not None and again != first:
        raise UserError("The two passwords are not the same, so nothing was done; try again.")
    return again


def ask_for_password(app: xw.App, name: str) -> str | None:
    """Let the person type the password of a file of that name; None where they choose Cancel."""
    return _typed(app, f"The password of {name}. It can be read on the screen while you type.", "")


def _typed(app: xw.App, prompt: str, default: str) -> str | None:
    if answers := _ANSWERS.get():
        return answers.texts.pop(0) if answers.texts else default
    if not HAS_OBJECT_MODEL:
        raise UserError("On a Mac this is done on the command line: see xl903 --help.")
    answer: Any = app.api.InputBox(Prompt=prompt, Title=TITLE, Default=default, Type=_TEXT)
    return None if answer is False else str(answer)
