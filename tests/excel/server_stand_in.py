"""The server as VBA reaches it, without COM: calls cross over as COM hands them over, and a server can die."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import xlwings as xw
from pyopenvba.interpreter._objects import VBAObject, member, method
from pyopenvba.interpreter._values import error, to_text

from addin.ribbon.commands import run
from addin.server.click_desk import Desk
from addin.server.com_transport import as_book
from addin.server.face import Face
from addin.server.kept_workbooks import KeptWorkbooks
from addin.server.running_server import CLSID
from simulated_excel.com_objects import Com
from simulated_excel.excel_state import RUNNING

VERSION = "0.1.0"
MONIKER = f"new:{CLSID}"
_GONE = 462


class Windows:
    """Excel's windows: each open workbook has one, numbered by its place."""

    def __init__(self) -> None:
        self._app: xw.App | None = None

    def window_of(self, book: xw.Book) -> int:
        self._app = book.app
        return self._names().index(book.name)

    def title_of(self, window: int) -> str:
        return dict(enumerate(self._names())).get(window, "")

    def file_of(self, book: xw.Book) -> str:
        return ""

    def open_files(self) -> frozenset[str]:
        return frozenset()

    def _names(self) -> list[str]:
        return [book.name for book in self._app.books] if self._app is not None else []


class Server(VBAObject):
    """One server. jobs: the clicks that it took and has not done yet. dead: nothing answers any more.

    kept: what it keeps of workbooks.
    """

    vba_type_name = "Face"

    def __init__(self, version: str = VERSION) -> None:
        self.jobs: list[Callable[[], None]] = []
        self.dead = False
        self.books: list[xw.Book] = []
        self.kept = KeptWorkbooks(Windows())
        self.desk = Desk(version, partial(run, hold=self.kept.hold), self._carry, self.jobs.append)
        self.face = Face(self.desk, dt.datetime(2026, 11, 27, 8, 5))

    def _carry(self, book: VBAObject) -> Callable[[], xw.Book]:
        self.books.append(as_book(Com(book)))
        return self.books.pop

    def work(self) -> None:
        """Do the click that was taken."""
        self.jobs.pop(0)()

    def _alive(self) -> Face:
        if self.dead:
            raise error(_GONE, "The remote server machine does not exist or is unavailable")
        return self.face

    @method
    def Click(self, Id: object, Book: object, Version: object) -> object:
        return self._alive().Click(to_text(Id), Book, to_text(Version))

    @member
    def Busy(self) -> object:
        return self._alive().Busy

    @member
    def Outcome(self) -> object:
        return self._alive().Outcome


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Let VBA find the server inside."""
    RUNNING[MONIKER] = server
    try:
        yield server
    finally:
        RUNNING.pop(MONIKER, None)
