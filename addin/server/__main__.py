"""python -m addin.server [--say]: the resident process that the ribbon's buttons talk to.

--say: show a window once it can be clicked, as when a person starts it. The exit status is 0; 1 where one runs
already; 2 on a system that has no COM; 3 where it could not begin or ended by a fault, which is in the log.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import Any

import xlwings as xw

from addin.failure_log import log_event, log_failure
from addin.ribbon.commands import run, sentence_to_report
from addin.ribbon.dialogs import TITLE
from addin.server.click_desk import Desk
from addin.server.com_transport import WindowsOfExcel, WindowsSignals, carry, only_one, registered
from addin.server.face import Face
from addin.server.kept_workbooks import ExcelWindows, KeptWorkbooks
from addin.server.serving import serve
from addin.server.warming import warm

READY = (
    "xl903 is ready. Buttons on the tab 903 now answer at once. It ends by itself after a day without Excel."
)
RUNS_ALREADY = "xl903 is already running. Click on the tab 903 in Excel."
DONE, RUNS, NO_COM, FAILED = 0, 1, 2, 3


@dataclass(frozen=True)
class System:
    """What the server needs of Windows (``addin.server.com_transport`` has each).

    prepare: gets ready what clicks need, given the year that is now.
    """

    only_one: Callable[[], AbstractContextManager[WindowsSignals | None]]
    registered: Callable[[Face], AbstractContextManager[None]]
    carry: Callable[[Any], Callable[[], xw.Book]]
    windows: ExcelWindows
    prepare: Callable[[int], None] = warm


def main(words: Sequence[str]) -> int:
    """Serve until told to stop."""
    if sys.platform != "win32":
        print("xl903 serve works on Windows only.", file=sys.stderr)
        return NO_COM
    windows = System(only_one, registered, carry, WindowsOfExcel())
    return begin(windows, partial(say, show="--say" in words))


def begin(system: System, tell: Callable[[str], None]) -> int:
    """Serve until told to stop, or say that another does already. Gives the exit status. tell: says a sentence."""
    with system.only_one() as signals:
        if signals is None:
            tell(RUNS_ALREADY)
            return RUNS
        try:
            now = dt.datetime.now()
            system.prepare(now.year)
            kept = KeptWorkbooks(system.windows)
            desk = Desk(version("xl903"), partial(run, hold=kept.hold), system.carry, signals.start)
            with system.registered(Face(desk, now)):
                log_event(f"The server of version {desk.version} began.")
                signals.start(partial(tell, READY))  # its window may stay open for hours
                why = serve(desk, signals, kept)
            log_event(f"The server ended: {why}.")
        except Exception as error:
            tell(sentence_to_report(log_failure("server", error)))
            return FAILED
    return DONE


def say(text: str, *, show: bool) -> None:
    """Say something: in a window where a person is to see it, and else to who still reads what it says."""
    if show:
        import win32api  # noqa: PLC0415  there only on Windows
        import win32con  # noqa: PLC0415

        win32api.MessageBox(0, text, TITLE, win32con.MB_ICONINFORMATION)
    elif sys.stdout is not None:
        with suppress(OSError):
            print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
