"""The server with a click that needs no Excel, for try_under_wine.sh: all else is what is shipped.

It says its process's number first. A click writes the button's id into what it was handed; xl903Validate takes some
seconds over it.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from addin.server.__main__ import say, take_place
from addin.server.signals import Signals, only_one

if TYPE_CHECKING:
    import xlwings as xw

SECONDS = 4


def write_down(control_id: str, book: xw.Book, hold: Any) -> bool:
    """Stand in for addin.ribbon.commands.run: what is handed over is a Scripting.Dictionary of the client."""
    if control_id == "xl903Validate":
        time.sleep(SECONDS)
    clicks = book.api
    clicks.Add(str(clicks.Count + 1), control_id)
    return True


def begin(signals: Signals, tell: Callable[[str], None]) -> None:
    """Begin as what is shipped does, which has its place before it imports all else."""
    from addin.server import beginning  # noqa: PLC0415

    beginning.run = write_down  # type: ignore[assignment]
    beginning.begin(signals, tell)


print(os.getpid(), flush=True)
sys.exit(take_place(only_one, partial(say, show=False), begin))
