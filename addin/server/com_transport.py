"""How clicks reach the server on Windows: by COM, from VBA's GetObject, without the registry.

The main thread registers the server's object and answers every call at once. Each click is done in a thread of its
own, which gives back all that it holds of Excel when it ends, so that Excel can be closed.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import xlwings as xw

from addin.server.face import Face
from addin.server.running_server import CLSID, ONLY_ONE, STOP_EVENT
from addin.server.serving import Happening

_ALREADY_EXISTS = 183
_EXCELS_WINDOW = "XLMAIN"


def as_book(dispatch: Any) -> xw.Book:
    """The workbook that Excel handed over, for xlwings: no name is looked for, so that no name can be misread."""
    from xlwings import _xlwindows  # noqa: PLC0415  there only on Windows

    return xw.Book(impl=_xlwindows.Book(xl=_xlwindows.COMRetryObjectWrapper(dispatch)))


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
            return bool(win32gui.FindWindow(_EXCELS_WINDOW, None))
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


def carry(book: Any) -> Callable[[], xw.Book]:
    """Take a workbook over to another thread, in which it may be asked for once."""
    import pythoncom  # noqa: PLC0415  there only on Windows
    import win32com.client  # noqa: PLC0415

    raw = getattr(book, "_oleobj_", book)
    parcel = pythoncom.CoMarshalInterThreadInterfaceInStream(pythoncom.IID_IDispatch, raw)

    def take() -> xw.Book:
        found = pythoncom.CoGetInterfaceAndReleaseStream(parcel, pythoncom.IID_IDispatch)
        return as_book(win32com.client.Dispatch(found))

    return take


class WindowsOfExcel:
    """Excel's windows and files as Windows knows them; only a workbook that a click brings is asked for its own."""

    def window_of(self, book: xw.Book) -> int | None:
        """The window that shows a workbook; None where Excel does not tell, as before Excel 2013."""
        with suppress(Exception):
            return int(book.api.Windows(1).Hwnd)
        return None

    def title_of(self, window: int) -> str:
        """What a window's title is; "" where it is closed or no longer Excel's."""
        import win32gui  # noqa: PLC0415  there only on Windows

        try:
            ours = win32gui.GetClassName(window) == _EXCELS_WINDOW
            return str(win32gui.GetWindowText(window)) if ours else ""
        except win32gui.error:
            return ""

    def file_of(self, book: xw.Book) -> str:
        """A workbook's file, as ``open_files`` has it; "" where Excel does not tell."""
        with suppress(Exception):
            return str(book.api.FullName).casefold()
        return ""

    def open_files(self) -> frozenset[str]:
        """The files in COM's table of running objects; Excel enters what it opens and deletes what it closes."""
        import pythoncom  # noqa: PLC0415  there only on Windows

        try:
            context = pythoncom.CreateBindCtx(0)
            running = pythoncom.GetRunningObjectTable().EnumRunning()
            return frozenset(str(one.GetDisplayName(context, None)).casefold() for one in running)
        except pythoncom.com_error:
            return frozenset()


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


@contextmanager
def registered(face: Face) -> Iterator[None]:
    """Let every program of this person reach the server inside."""
    import pythoncom  # noqa: PLC0415  there only on Windows
    import pywintypes  # noqa: PLC0415
    from win32com.server import policy, util  # noqa: PLC0415

    own = pywintypes.IID(CLSID)
    usual = policy.DefaultPolicy

    class Policy(usual):  # type: ignore[misc, valid-type]
        """Gives out the one server where pywin32 would make an object by the registry."""

        def _CreateInstance_(self, clsid: Any, iid: Any) -> Any:  # noqa: N802  pywin32's name
            return util.wrap(face, iid) if clsid == own else usual._CreateInstance_(self, clsid, iid)

    policy.DefaultPolicy = Policy
    pythoncom.CoInitialize()
    cookie = pythoncom.CoRegisterClassObject(
        own, pythoncom.MakePyFactory(own), pythoncom.CLSCTX_LOCAL_SERVER, pythoncom.REGCLS_MULTIPLEUSE
    )
    try:
        yield
    finally:
        pythoncom.CoRevokeClassObject(cookie)
        policy.DefaultPolicy = usual
