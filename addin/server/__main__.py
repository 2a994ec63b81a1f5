"""python -m addin.server [--say]: the resident process that the ribbon's buttons talk to.

--say: show a window once it can be clicked, as when a person starts it. The exit status is 0; 1 where one runs
already; 2 on a system that has no COM.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from functools import partial
from importlib.metadata import version

from addin.failure_log import log_event
from addin.ribbon.commands import run
from addin.ribbon.dialogs import TITLE
from addin.server.click_desk import Desk
from addin.server.com_transport import WindowsOfExcel, carry, only_one, registered
from addin.server.face import Face
from addin.server.kept_workbooks import KeptWorkbooks
from addin.server.serving import serve
from addin.server.warming import warm

READY = (
    "xl903 is ready. Buttons on the tab 903 now answer at once. It ends by itself after a day without Excel."
)
RUNS_ALREADY = "xl903 is already running. Click on the tab 903 in Excel."
DONE, RUNS, NO_COM = 0, 1, 2


def main(words: Sequence[str]) -> int:
    """Serve until told to stop."""
    show = "--say" in words
    if sys.platform != "win32":
        print("xl903 serve works on Windows only.", file=sys.stderr)
        return NO_COM
    with only_one() as signals:
        if signals is None:
            _tell(RUNS_ALREADY, show=show)
            return RUNS
        now = dt.datetime.now()
        warm(now.year)
        kept = KeptWorkbooks(WindowsOfExcel())
        desk = Desk(version("xl903"), partial(run, hold=kept.hold), carry, signals.start)
        with registered(Face(desk, now)):
            log_event(f"The server of version {desk.version} began.")
            _tell(READY, show=show)
            why = serve(desk, signals, kept)
        log_event(f"The server ended: {why}.")
    return DONE


def _tell(text: str, *, show: bool) -> None:
    """Say something: in a window where a person is to see it, and else where there is a place for it."""
    if show:
        import win32api  # noqa: PLC0415  there only on Windows
        import win32con  # noqa: PLC0415

        win32api.MessageBox(0, text, TITLE, win32con.MB_ICONINFORMATION)
    elif sys.stdout is not None:
        print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
