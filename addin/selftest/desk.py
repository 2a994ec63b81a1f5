"""An Excel to test in, with an empty workbook and the add-in's macros, and closed again whatever happens."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import xlwings as xw

from addin.install.building import ADDIN_NAME, shipped_addin
from addin.ribbon.dialogs import Answers, answering
from addin.selftest.routes import ByPython, Route, server_on_windows, simulated_server
from addin.server.running_server import RunningServer, find_server
from workbook.excel.filters import noting_lost_filters
from xl903 import UserError


@dataclass(frozen=True)
class Desk:
    """excel: its version. calls: how many were made so far; None where they cannot be counted.

    route: the way of a click. other_routes: further ones. find: finds the server that runs; None where that cannot
    be asked.
    """

    book: xw.Book
    excel: str
    calls: Callable[[], int] | None
    open_again: Callable[[Path], xw.Book]
    add: Callable[[], xw.Book]
    route: Route
    other_routes: tuple[Route, ...] = ()
    find: Callable[[], RunningServer | None] | None = None

    def press(self, control_id: str, answers: Answers | None = None) -> list[str]:
        """Click a button; gives everything that would have been shown. Raises Excel's errors too."""
        answers = answers or Answers()
        with answering(answers), noting_lost_filters() as lost:
            self.route.click(control_id, self.book)
        if lost:
            raise AssertionError(f"The filter on {lost[0]} could not be put back.")
        return answers.said

    def others(self) -> Iterator[Desk]:
        """The same Excel, for each further way of a click with a new workbook."""
        for route in self.other_routes:
            yield replace(self, book=self.add(), route=route, other_routes=(), find=None)

    def at(self, book: xw.Book) -> Desk:
        """The same Excel with another of its workbooks."""
        return replace(self, book=book)


@contextmanager
def real_desk() -> Iterator[Desk]:
    """An Excel of its own, beside any that is open; the person's workbooks are not touched.

    Raises UserError where there is no Excel.
    """
    try:
        app = xw.App(visible=True, add_book=False)
    except Exception as error:
        raise UserError(
            "Excel could not be started. Run this where Excel for the desktop is installed, or without Excel: "
            "xl903 addin selftest --simulated."
        ) from error
    books, excel = app.books, str(app.version)

    def open_again(path: Path) -> xw.Book:
        return books.open(str(path))

    try:
        # Excel opens nothing of its start-up folder when a program starts it
        books.open(str(shipped_addin()), read_only=True)
        if sys.platform == "win32":
            with server_on_windows() as server:
                others = (ByPython(),)
                yield Desk(books.add(), excel, None, open_again, books.add, server, others, find_server)
        else:
            yield Desk(books.add(), excel, None, open_again, books.add, ByPython())
    finally:
        for book in list(app.books):
            with suppress(Exception):
                book.close()
        app.quit()


@contextmanager
def simulated_desk() -> Iterator[Desk]:
    """The simulated Excel. Raises UserError where the extra ``build`` is not installed, which it runs on."""
    try:
        from simulated_excel.starting import simulated_excel  # noqa: PLC0415  it needs the extra
    except ModuleNotFoundError as error:
        raise UserError(
            "The simulated Excel cannot run without the package pyopenvba. Install it by: "
            'pip install "xl903[build]".'
        ) from error
    before = xw.engines.active
    excel = simulated_excel()
    try:
        sources = files("addin").joinpath("ribbon", "vba")
        macros = [Path(str(sources.joinpath(f"{name}.bas"))) for name in MACROS]
        excel.load_macros(ADDIN_NAME, *macros)
        books = excel.app.books
        yield Desk(
            books.add(),
            "simulated",
            lambda: excel.total,
            lambda path: books.open(str(path)),
            books.add,
            simulated_server(),
            (ByPython(),),
        )
    finally:
        if before is not None:
            before.activate()


MACROS = ("Notes", "Colours", "Reading", "Codes", "Protection", "Selecting", "Printing")
"""The add-in's modules with the macros that Python calls."""
