"""The add-in's macros, called from Python: what they give, and what went wrong inside Excel.

A macro never fails, since an error that VBA does not handle opens a window and Python would wait for ever: it gives
"error 1004: …" instead. So a call that raises means that the macro is not there.
"""

from __future__ import annotations

from typing import Any

import xlwings as xw

from xl903.engine.messages import UserError

_ERROR = "error "


class NoMacroError(Exception):
    """The add-in is not open, or has no macro of that name: there is a slower way round in Python."""


def call_macro(app: xw.App, name: str, *args: Any) -> Any:
    """What a macro gives. name: with the add-in's, such as "'xl903.xlam'!ReadSheets".

    Raises NoMacroError where there is none, and UserError with Excel's own words where it went wrong.
    """
    try:
        found = app.macro(name)(*args)
    except Exception as error:  # pywin32, appscript and the simulation each have their own
        raise NoMacroError(name) from error
    if isinstance(found, str) and found.startswith(_ERROR):
        raise UserError(
            f"Excel refused a change: {found}. The workbook was left as it was; close other windows of Excel and "
            "try again."
        )
    return found
