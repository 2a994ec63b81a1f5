"""How clicks reach the server on Windows: by COM, from VBA's GetObject, without the registry.

The main thread registers the server's object and answers every call at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import xlwings as xw

from addin.server.face import Face
from addin.server.running_server import CLSID
from addin.server.signals import EXCELS_WINDOW


def as_book(dispatch: Any) -> xw.Book:
    """The workbook that Excel handed over, for xlwings: no name is looked for, so that no name can be misread."""
    from xlwings import _xlwindows  # noqa: PLC0415  there only on Windows

    return xw.Book(impl=_xlwindows.Book(xl=_xlwindows.COMRetryObjectWrapper(dispatch)))


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
            ours = win32gui.GetClassName(window) == EXCELS_WINDOW
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
