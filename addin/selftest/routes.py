"""The ways of a click that the self-test goes, as far as one process can go them: its windows have to be answered.

``server``: the desk of a server in this process takes the click and does it as the one that runs does. ``python``:
the click is done as by a Python that was started for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from functools import partial
from importlib.metadata import version
from typing import Any, Protocol

import xlwings as xw

from addin.ribbon.commands import COMMANDS
from addin.server.click_desk import Desk
from addin.server.com_transport import WindowsOfExcel, as_book, carry
from addin.server.kept_workbooks import KeptWorkbooks
from addin.server.signals import own_signals

_A_MINUTE = 60.0


class Route(Protocol):
    """A way of a click."""

    @property
    def name(self) -> str:
        """What the report calls it."""

    def click(self, control_id: str, book: xw.Book) -> None:
        """Do what a button does in a workbook. Raises what the button raises."""


class ByPython:
    """A click as a Python does it that is started for it."""

    name = "python"

    def click(self, control_id: str, book: xw.Book) -> None:
        """Do what a button does in a workbook. Raises what the button raises."""
        COMMANDS[control_id](book)


class ByServer:
    """A click as the server does it. carry, start: as in ``Desk``. wait: comes back once a click may be done."""

    name = "server"

    def __init__(
        self,
        carry: Callable[[Any], Callable[[], xw.Book]],
        start: Callable[[Callable[[], None]], None],
        wait: Callable[[], object],
    ) -> None:
        self._kept = KeptWorkbooks(WindowsOfExcel())
        # what answers windows goes along, into another thread too
        self._desk = Desk(
            version("xl903"), self._do, carry, lambda job: start(partial(copy_context().run, job))
        )
        self._wait = wait
        self._failed: Exception | None = None

    def click(self, control_id: str, book: xw.Book) -> None:
        """Do what a button does in a workbook. Raises what the button raises."""
        self._failed = None
        if refusal := self._desk.click(control_id, book.api, self._desk.version):
            raise AssertionError(refusal)
        while self._desk.is_busy:
            self._wait()
        if self._failed is not None:
            raise self._failed

    def _do(self, control_id: str, book: xw.Book) -> bool:
        try:
            with self._kept.hold(book):
                COMMANDS[control_id](book)
        except Exception as error:  # raised where the click came from
            self._failed = error
        return True


@contextmanager
def server_on_windows() -> Iterator[ByServer]:
    """The server's way with a thread for each click and workbooks that are carried over to it."""
    with own_signals() as signals:
        yield ByServer(carry, signals.start, lambda: signals.wait(_A_MINUTE))


def simulated_server() -> ByServer:
    """The server's way where there are no threads."""
    return ByServer(lambda book: lambda: as_book(book), lambda job: job(), lambda: None)
