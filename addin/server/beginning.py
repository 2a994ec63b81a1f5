"""How the server begins, once it has its place: it gets ready, says so, and serves until told to stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

import xlwings as xw

from addin.failure_log import log_event
from addin.ribbon.commands import run
from addin.server.click_desk import Desk
from addin.server.com_transport import WindowsOfExcel, carry, registered
from addin.server.face import Face
from addin.server.kept_workbooks import ExcelWindows, KeptWorkbooks
from addin.server.serving import serve
from addin.server.signals import Signals
from addin.server.warming import warm

READY = (
    "xl903 is ready. Buttons on the tab 903 now answer at once. It ends by itself after a day without Excel."
)


@dataclass(frozen=True)
class System:
    """What the server needs of Windows (``addin.server.com_transport`` has each).

    prepare: gets ready what clicks need, given the year that is now.
    """

    registered: Callable[[Face], AbstractContextManager[None]]
    carry: Callable[[Any], Callable[[], xw.Book]]
    windows: ExcelWindows
    prepare: Callable[[int], None] = warm


def begin(signals: Signals, tell: Callable[[str], None], system: System | None = None) -> None:
    """Get ready, say so, and serve until told to stop; end at once if that was told meanwhile.

    tell: says a sentence. system: Windows, where none is named. Raises what keeps it from beginning.
    """
    system = system or System(registered, carry, WindowsOfExcel())
    now = dt.datetime.now()
    if _told_to_stop(signals):
        return
    system.prepare(now.year)
    if _told_to_stop(signals):
        return
    kept = KeptWorkbooks(system.windows)
    desk = Desk(version("xl903"), partial(run, hold=kept.hold), system.carry, signals.start)
    with system.registered(Face(desk, now)):
        log_event(f"The server of version {desk.version} began.")
        signals.start(partial(tell, READY))  # its window may stay open for hours
        why = serve(desk, signals, kept)
    log_event(f"The server ended: {why}.")


def _told_to_stop(signals: Signals) -> bool:
    return signals.wait(0.0) == "stop"
