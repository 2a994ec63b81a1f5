"""What wakes the server, and the place that only one server of a person has.

Imports nothing that takes long: a server takes its place before all else, so that it can be told to end while it is
still starting, and a second one ends at once. Each click is done in a thread of its own, which gives back all that
it holds of Excel when it ends, so that Excel can be closed.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from addin.server.running_server import ONLY_ONE, STOP_EVENT

EXCELS_WINDOW = "XLMAIN"
"""The class of Excel's windows."""

_ALREADY_EXISTS = 183

Happening = Literal["stop", "call", "done", "time"]
"""It was told to stop; a call came in and was answered; a click is done; the time is up."""


class Signals(Protocol):
    """What the loop waits for."""

    def wait(self, seconds: float) -> Happening:
        """Sleep until something happens, and at most that long."""

    def excel_is_open(self) -> bool:
        """Whether this person has an Excel open."""

    def start(self, job: Callable[[], None]) -> None:
        """Do a job in a thread of its own."""


@dataclass
class WindowsSignals:
    """What the loop waits for on Windows. stop, done: events' handles."""

    stop: Any
    done: Any

    def wait(self, seconds: float) -> Happening:
        """Sleep until something happens, and at most that long; calls are answered meanwhile."""
        import pythoncom  # noqa: PLC0415  there only on Windows
        import win32con  # noqa: PLC0415
        import win32event  # noqa: PLC0415

        found = win32event.MsgWaitForMultipleObjects(
            (self.stop, self.done), False, int(seconds * 1000), win32con.QS_ALLINPUT
        )
        if found == win32event.WAIT_OBJECT_0:
            win32event.ResetEvent(self.stop)
            return "stop"
        if found == win32event.WAIT_OBJECT_0 + 1:
            return "done"
        if found == win32event.WAIT_OBJECT_0 + 2:
            pythoncom.PumpWaitingMessages()
            return "call"
        return "time"

    def excel_is_open(self) -> bool:
        """Whether this person has an Excel open."""
        import win32gui  # noqa: PLC0415  there only on Windows

        try:
            return bool(win32gui.FindWindow(EXCELS_WINDOW, None))
        except win32gui.error:
            return False

    def start(self, job: Callable[[], None]) -> None:
        """Do a job in a thread of its own."""
        import pythoncom  # noqa: PLC0415  there only on Windows
        import win32event  # noqa: PLC0415

        def work() -> None:
            pythoncom.CoInitialize()
            try:
                job()
            finally:
                gc.collect()  # what is held of Excel is given back by the thread that got it
                pythoncom.CoUninitialize()
                win32event.SetEvent(self.done)

        threading.Thread(target=work, name="click", daemon=True).start()


@contextmanager
def only_one() -> Iterator[WindowsSignals | None]:
    """The place of this person's one server; None where another has it."""
    import win32api  # noqa: PLC0415  there only on Windows
    import win32event  # noqa: PLC0415

    mutex = win32event.CreateMutex(None, True, ONLY_ONE)
    try:
        if win32api.GetLastError() == _ALREADY_EXISTS:
            yield None
            return
        yield WindowsSignals(
            win32event.CreateEvent(None, True, False, STOP_EVENT),
            win32event.CreateEvent(None, False, False, None),
        )
    finally:
        win32api.CloseHandle(mutex)


@contextmanager
def own_signals() -> Iterator[WindowsSignals]:
    """Signals that nobody else knows, for clicks that are taken in this process alone."""
    import win32api  # noqa: PLC0415  there only on Windows
    import win32event  # noqa: PLC0415

    stop, done = (win32event.CreateEvent(None, False, False, None) for _ in range(2))
    try:
        yield WindowsSignals(stop, done)
    finally:
        for event in (stop, done):
            win32api.CloseHandle(event)
