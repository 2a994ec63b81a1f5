"""What the add-in's VBA sees of the server (addin/ribbon/vba/Server.bas): its names are a contract with it."""

from __future__ import annotations

import datetime as dt
import sys
from typing import Any, ClassVar

from addin.server.click_desk import Desk


class Face:
    """The object that a click reaches. Members have VBA's names, as COM finds them by name."""

    _public_methods_: ClassVar[list[str]] = ["Click"]
    _public_attrs_: ClassVar[list[str]] = ["Version", "Busy", "Outcome", "Since", "Python"]
    _readonly_attrs_: ClassVar[list[str]] = _public_attrs_

    def __init__(self, desk: Desk, since: dt.datetime) -> None:
        self._desk = desk
        self.Since = f"{since:%d/%m/%Y %H:%M}"
        self.Python = sys.executable

    def Click(self, control_id: str, book: Any, addin_version: str) -> str:  # noqa: N802  VBA's name
        """Take a click: "" where it is taken, and else why not."""
        return self._desk.click(str(control_id), book, str(addin_version))

    @property
    def Version(self) -> str:  # noqa: N802
        """The version of xl903."""
        return self._desk.version

    @property
    def Busy(self) -> bool:  # noqa: N802
        """Whether a click is being done."""
        return self._desk.is_busy

    @property
    def Outcome(self) -> str:  # noqa: N802
        """What is still to be said of the last click; "" for nothing."""
        return self._desk.outcome
