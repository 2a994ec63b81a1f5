"""Takes the clicks that come in, one at a time: says at once whether a click is taken, and does it afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import xlwings as xw

from addin.failure_log import log_failure, sentence_to_report
from addin.ribbon.commands import COMMANDS
from addin.ribbon.patience import BUSY

STILL_WORKING = "xl903 is still working on the last click. Wait for it to finish, then click again."
ENDING = "xl903 is about to end. Start it from the Start menu, then click again."


@dataclass
class Desk:
    """Where clicks come in.

    version: of xl903. do: does a click in a workbook; gives whether Excel could be told what went wrong. carry:
    what Excel handed over to what gives the workbook where the click is done, which may be another thread. start:
    starts a job and comes back at once.
    """

    version: str
    do: Callable[[str, xw.Book], bool]
    carry: Callable[[Any], Callable[[], xw.Book]]
    start: Callable[[Callable[[], None]], None]
    outcome: str = ""
    """What is still to be said of the last click, since its own window could not be opened."""

    _busy: threading.Lock = field(default_factory=threading.Lock)
    _closed: bool = False

    @property
    def is_busy(self) -> bool:
        """Whether a click is being done."""
        return self._busy.locked()

    @property
    def is_done(self) -> bool:
        """Whether it was closed, and the last click is done."""
        return self._closed and not self.is_busy

    def close(self) -> None:
        """Take no further click; the one that is being done goes on."""
        self._closed = True

    def click(self, control_id: str, book: Any, addin_version: str) -> str:
        """Take a click. Gives "" where it is taken, and else why not, as a sentence. Raises nothing.

        book: the workbook as Excel handed it over. addin_version: of the add-in that the click comes from.
        """
        if refusal := self._refusal(control_id, addin_version):
            return refusal
        if not self._busy.acquire(blocking=False):
            return STILL_WORKING
        self.outcome = ""
        try:
            take = self.carry(book)
            self.start(lambda: self._work(control_id, take))
        except Exception as error:
            self._busy.release()
            return sentence_to_report(log_failure(control_id, error))
        return ""

    def _refusal(self, control_id: str, addin_version: str) -> str:
        if self._closed:
            return ENDING
        if addin_version != self.version:
            return (
                f"The tab 903 is of version {addin_version} and the xl903 that runs of {self.version}: run xl903 "
                "serve --stop, then xl903 addin install, and start xl903 and Excel again."
            )
        if control_id not in COMMANDS:
            return f"xl903 does not know the button {control_id}. Run: xl903 addin install"
        return ""

    def _work(self, control_id: str, take: Callable[[], xw.Book]) -> None:
        try:
            if not self.do(control_id, take()):
                self.outcome = BUSY
        except Exception as error:
            self.outcome = sentence_to_report(log_failure(control_id, error))
        finally:
            self._busy.release()
