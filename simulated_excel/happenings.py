"""One simulated Excel and what happened in it: its calls, its windows, and how it can break down."""

from __future__ import annotations

import collections
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlwings as xw
from pyopenvba.apps.excel import ExcelApplication

from simulated_excel.excel_state import ProtectedViewWindow, set_state


class com_error(Exception):  # noqa: N801, N818  its name in pywin32
    """What a call to Excel raises; ``hresult`` says which error it is."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.hresult = args[0] if args else 0


class UnhandledInMacro(BaseException):
    """An error that VBA does not handle opens a window (End, Debug), and Python waits until someone closes it.

    No ``except Exception`` of the project may take it for an answer.
    """


_USUAL = {
    "EnableEvents": True,
    "ScreenUpdating": True,
    "Calculation": -4105,
    "Cursor": -4143,
    "Interactive": True,
    "StatusBar": False,
}


class PythonDied(BaseException):
    """Python ended here; nothing of it runs any more, and Excel stays as it was left."""


REJECTED = -2147418111
"""Excel is busy: a cell is being edited, or a window is open."""

IGNORED = -2146777998
"""The same, as Excel says it of a property that is set while a cell is being edited."""


def refused(said: str) -> com_error:
    """Excel's error 1004 as pywin32 hands it over."""
    return _error_of_excel(said, -2146827284)


def _error_of_excel(said: str, code: int) -> com_error:
    return com_error(-2147352567, "Exception occurred.", (0, "Microsoft Excel", said, None, 0, code), None)


@dataclass
class Excel:
    """A simulated Excel, and what happened in it.

    ``alerts``: every message box, as text. ``answers``: what the next message boxes answer ("ok" if none is
    left). ``chosen``: what the next file dialogs answer; None is Cancel. ``typed``: what the next input boxes
    answer. ``status``: every text of the status bar. ``fail_at``: a member and how often it still works
    before Excel breaks down, such as ("Range.Value=", 3). ``addins``: file names of add-ins whose macros are
    loaded. ``busy``: how many of the next calls Excel rejects, being busy. ``hides_members``: whether it does so as
    while a cell is being edited, where it does not say which members an object has, and ignores what is set.
    ``die_at``: as ``fail_at``, but Python dies.
    """

    app: xw.App
    sim: ExcelApplication
    calls: collections.Counter[str] = field(default_factory=collections.Counter)
    missing: collections.Counter[str] = field(default_factory=collections.Counter)
    alerts: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    chosen: list[Any] = field(default_factory=list)
    typed: list[Any] = field(default_factory=list)
    status: list[Any] = field(default_factory=list)
    addins: set[str] = field(default_factory=set)
    fail_at: tuple[str, int] | None = None
    die_at: tuple[str, int] | None = None
    dead: bool = False
    busy: int = 0
    hides_members: bool = False

    @property
    def total(self) -> int:
        """How many calls were made."""
        return sum(self.calls.values())

    @property
    def left_behind(self) -> list[str]:
        """What of Excel's own state is not as a person has it, such as events that are off."""
        return [name for name, usual in _USUAL.items() if self.sim.application.vba_get(name) != usual]

    def protected_view(self) -> None:
        """Let the person open a file in Protected View, with no other workbook open."""
        for book in list(self.sim.application.workbooks_.books):
            book.vba_get("Close", [False])
        set_state(self.sim.application, "ActiveProtectedViewWindow", ProtectedViewWindow())

    def load_macros(self, name: str, *sources: Path) -> None:
        """Open an add-in of that file name with the modules of these sources."""
        for source in sources:
            text = source.read_text(encoding="utf-8")
            is_class = source.suffix == ".cls"
            if is_class:
                # No event reaches a class here, and the simulation does not know the word.
                text = text[text.index("Attribute VB_") :].replace(" WithEvents ", " ")
            body = "\n".join(line for line in text.splitlines() if not line.startswith("Attribute VB_"))
            self.sim.add_module(body, name=source.stem, kind="class" if is_class else "standard")
        self.addins.add(name)


CURRENT: list[Excel] = []
"""The simulated Excel that was started last, and it alone: each holds hundreds of megabytes of cells."""


def now() -> Excel:
    """The simulated Excel that was started last."""
    return CURRENT[-1]


def count_call(key: str) -> None:
    """Note a call, and let Excel be busy or break down where a test asked for it."""
    excel = now()
    excel.calls[key] += 1
    if excel.dead:
        raise PythonDied
    if excel.busy:
        excel.busy -= 1
        raise _rejected(key)
    if excel.die_at is not None and excel.die_at[0] == key:
        member, left = excel.die_at
        excel.die_at = None if left == 0 else (member, left - 1)
        if left == 0:
            excel.dead = True
            raise PythonDied
    if excel.fail_at is not None and excel.fail_at[0] == key:
        member, left = excel.fail_at
        excel.fail_at = None if left == 0 else (member, left - 1)
        if left == 0:
            raise com_error(-2147417848, "The object invoked has disconnected from its clients.", None, None)


def _rejected(key: str) -> Exception:
    """How a busy Excel rejects a call, as pywin32 hands it over."""
    if now().hides_members and key.endswith("="):
        return _error_of_excel("", IGNORED)
    if now().hides_members:
        return AttributeError(
            key
        )  # pywin32 takes a member that Excel does not name for one that is not there
    return com_error(REJECTED, "Call was rejected by callee.", None, None)


class MemberNames:
    """What pywin32 keeps of an object, to ask Excel which members it has."""

    def GetIDsOfNames(self, language: int, name: str) -> int:
        """A member's number. Raises com_error while Excel is busy."""
        if now().busy:
            raise com_error(REJECTED, "Call was rejected by callee.", None, None)
        return 1
