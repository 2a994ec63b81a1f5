"""python -m addin.ribbon BUTTON WINDOW PLACE: what the add-in's VBA starts when a button is clicked.

BUTTON: the control's id. WINDOW: the number of Excel's window, 0 on a Mac. PLACE: which of its open workbooks it
was clicked in, from 1. No name of a workbook is among them, so that no sign in one can be misread. The exit status
is 0, or 3 where Excel was too busy to say what went wrong.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import xlwings as xw

from addin.ribbon.commands import run

TOO_BUSY = 3


def clicked_book(window: int, place: int) -> xw.Book:
    """The workbook in which a button was clicked."""
    if sys.platform == "win32":
        from xlwings import _xlwindows  # noqa: PLC0415  there only on Windows

        return xw.App(impl=_xlwindows.App(xl=window)).books[place - 1]
    app = xw.apps.active
    if app is None:
        raise SystemExit(TOO_BUSY)
    return app.books[place - 1]


def main(words: Sequence[str]) -> int:
    """Do what a click stands for."""
    button, window, place = words
    return 0 if run(button, clicked_book(int(window), int(place))) else TOO_BUSY


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
