"""An Excel to test in, with an empty workbook and the add-in's macros, and closed again whatever happens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

import xlwings as xw

from addin.install.building import ADDIN_NAME, shipped_addin
from addin.ribbon.commands import COMMANDS
from addin.ribbon.dialogs import Answers, answering
from workbook.excel.filters import noting_lost_filters
from xl903 import UserError


@dataclass(frozen=True)
class Desk:
    """excel: its version. calls: how many were made so far; None where they cannot be counted."""

    book: xw.Book
    excel: str
    calls: Callable[[], int] | None
    open_again: Callable[[Path], xw.Book]

    def press(self, control_id: str, answers: Answers | None = None) -> list[str]:
        """Click a button; gives everything that would have been shown. Raises Excel's errors too."""
        answers = answers or Answers()
        with answering(answers), noting_lost_filters() as lost:
            COMMANDS[control_id](self.book)
        if lost:
            raise AssertionError(f"The filter on {lost[0]} could not be put back.")
        return answers.said

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
    try:
        # Excel opens nothing of its start-up folder when a program starts it
        app.books.open(str(shipped_addin()), read_only=True)
        yield Desk(app.books.add(), str(app.version), None, lambda path: app.books.open(str(path)))
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
        yield Desk(books.add(), "simulated", lambda: excel.total, lambda path: books.open(str(path)))
    finally:
        if before is not None:
            before.activate()


MACROS = ("Notes", "Reading", "Codes", "Protection", "Selecting", "Printing")
"""The add-in's modules with the macros that Python calls."""
