"""The server's loop: it sleeps until something happens; it ends when told to, or after a day without Excel."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Literal

from addin.server.click_desk import Desk
from addin.server.kept_workbooks import KeptWorkbooks
from addin.server.signals import Signals

A_DAY = 24 * 60 * 60.0
LOOK_EVERY = 60 * 60.0
"""Seconds after which it looks whether an Excel is open, where nothing else happens."""

A_MINUTE = 60.0
"""Seconds after which it looks whether the workbooks that it keeps something of are open."""

Ending = Literal["stopped", "no Excel"]


def serve(
    desk: Desk, signals: Signals, kept: KeptWorkbooks, clock: Callable[[], float] = time.monotonic
) -> Ending:
    """Serve until told to stop, once the last click is done, or until no Excel was open for a day. Gives which."""
    seen = clock()
    while True:
        if signals.wait(A_MINUTE if len(kept) else LOOK_EVERY) == "stop":
            desk.close()
        if desk.is_done:
            return "stopped"
        if not desk.is_busy:
            kept.drop_closed()
        if desk.is_busy or signals.excel_is_open():
            seen = clock()
        elif clock() - seen >= A_DAY:
            return "no Excel"
