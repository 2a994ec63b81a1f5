"""Waiting for an Excel that takes no calls for now: a cell is being edited, or a window is open."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import xlwings as xw

from xl903 import UserError

BUSY = (
    "Excel is busy: a cell is being edited, or a window is open. Press Enter or close the window, then click "
    "again. Nothing was changed."
)

_REJECTED = (-2147418111, -2147417846)
"""What Windows says of a call that Excel rejects: RPC_E_CALL_REJECTED, RPC_E_SERVERCALL_RETRYLATER."""

_IGNORED = -2146777998
"""What Excel says, within its own error, of a property that is set while a cell is being edited: VBA_E_IGNORE."""

_BUSY_ERROR = "ExcelBusyError"
"""What xlwings raises where Excel does not even say which members an object has; there only on Windows."""

_TRIES, _PAUSE = 15, 0.3
"""How often Excel is asked, and seconds between; together some seconds."""

_MOST_ATTEMPTS = 20_000
"""How often xlwings repeats a rejected call, without a pause: about two seconds. Left alone, it never ends."""


def wait_until_ready(book: xw.Book, pause: Callable[[float], None] = time.sleep) -> None:
    """Wait some seconds for Excel to take calls. Raises UserError where it does not."""
    backend = sys.modules.get("xlwings._xlwindows")
    if backend is None:  # on a Mac, where calls wait by themselves
        return
    backend.N_COM_ATTEMPTS = 1  # type: ignore[attr-defined]
    try:
        for left in range(_TRIES, 0, -1):
            try:
                _ = book.api.Name
            except Exception as error:
                if not is_rejected(error):
                    raise
                if left == 1:
                    raise UserError(BUSY) from error
                pause(_PAUSE)
            else:
                return
    finally:
        backend.N_COM_ATTEMPTS = _MOST_ATTEMPTS  # type: ignore[attr-defined]


def is_rejected(error: BaseException) -> bool:
    """Whether an error says that Excel takes no calls for now."""
    if getattr(error, "hresult", None) in _REJECTED or type(error).__name__ == _BUSY_ERROR:
        return True
    details = error.args[2] if len(error.args) > 2 else None  # as pywin32 hands over what Excel says
    return isinstance(details, tuple) and details[-1] == _IGNORED
