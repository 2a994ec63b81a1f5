"""The server with a click that needs no Excel, for try_under_wine.sh: all else is what is shipped.

It says its process's number first. A click writes the button's id into what it was handed; xl903Validate takes some
seconds over it.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import xlwings as xw

from addin.server import __main__ as server

SECONDS = 4


def write_down(control_id: str, book: xw.Book, hold: Any) -> bool:
    """Stand in for addin.ribbon.commands.run: what is handed over is a Scripting.Dictionary of the client."""
    if control_id == "xl903Validate":
        time.sleep(SECONDS)
    clicks = book.api
    clicks.Add(str(clicks.Count + 1), control_id)
    return True


print(os.getpid(), flush=True)
server.run = write_down  # type: ignore[assignment]
server.warm = lambda year: None
sys.exit(server.main([]))
