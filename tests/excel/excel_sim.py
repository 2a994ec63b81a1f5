"""xlwings' own Windows backend, on any system, over an in-memory Excel (pyOpenVBA's object model).

    excel = simulated_excel()
    book = excel.app.books.add()
    book.sheets[0]["A1"].value = 1
    excel.calls          # the COM calls that were made, a Counter of Object.Member

Every call that xlwings, or the project through .api, makes on an Excel object goes through ``Com``, which
counts it and passes it to the simulated object. What pyOpenVBA lacks and a test needs is added in ``EXTRA``,
as Excel behaves; what it lacks and is only for looks is named in ``LENIENT``: then the call does nothing and
is noted in ``missing``. Anything else raises, by name.
"""

from __future__ import annotations

import collections
import ctypes
import datetime as dt
import sys
import types
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlwings as xw
from pyopenvba.apps.excel import ExcelApplication, _plain
from pyopenvba.exceptions import VBAError, VBAUnsupportedError
from pyopenvba.interpreter._objects import VBAObject
from pyopenvba.interpreter._values import EMPTY, NOTHING, NULL, VBAArray, VBADate, VBAErrorValue

from tests.excel.excel_refusals import refuse_what_excel_refuses
from tests.excel.sim_lists import quicken_lists, table_sort
from tests.excel.sim_speed import quicken
from tests.excel.sim_state import ProtectedViewWindow, complete_excel, set_state

LENIENT = frozenset(
    {"Worksheet.ChartObjects", "Worksheet.Tab", "Worksheet.PageSetup", "Workbook.TableStyles"}
)


class com_error(Exception):  # noqa: N801, N818  its name in pywin32
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.hresult = args[0] if args else 0


class UnhandledInMacro(BaseException):
    """An error that VBA does not handle opens a window (End, Debug), and Python waits until someone closes it.

    No ``except Exception`` of the project may take it for an answer.
    """


class PythonDied(BaseException):
    """Python ended here; nothing of it runs any more, and Excel stays as it was left."""


REJECTED = -2147418111
"""Excel is busy: a cell is being edited, or a window is open."""


def _refused(said: str) -> com_error:
    """Excel's error 1004 as pywin32 hands it over."""
    return com_error(
        -2147352567, "Exception occurred.", (0, "Microsoft Excel", said, None, 0, -2146827284), None
    )


@dataclass
class Excel:
    """A simulated Excel, and what happened in it.

    ``alerts``: every message box, as text. ``answers``: what the next message boxes answer ("ok" if none is
    left). ``chosen``: what the next file dialogs answer; None is Cancel. ``typed``: what the next input boxes
    answer. ``status``: every text of the status bar. ``fail_at``: a member and how often it still works
    before Excel breaks down, such as ("Range.Value=", 3). ``addins``: file names of add-ins whose macros are
    loaded. ``busy``: how many of the next calls Excel rejects, being busy. ``die_at``: as ``fail_at``, but Python
    dies.
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

    @property
    def total(self) -> int:
        """How many calls were made."""
        return sum(self.calls.values())

    def protected_view(self) -> None:
        """Let the person open a file in Protected View, with no other workbook open."""
        for book in list(self.sim.application.workbooks_.books):
            book.vba_get("Close", [False])
        set_state(self.sim.application, "ActiveProtectedViewWindow", ProtectedViewWindow())

    def load_macros(self, name: str, *sources: Path) -> None:
        """Open an add-in of that file name with the modules of these sources."""
        for source in sources:
            text = source.read_text(encoding="utf-8")
            body = "\n".join(line for line in text.splitlines() if not line.startswith("Attribute VB_"))
            self.sim.add_module(body, name=source.stem)
        self.addins.add(name)


_CURRENT: list[Excel] = []


def _now() -> Excel:
    return _CURRENT[-1]


# What pyOpenVBA lacks


def _run(app: Any, name: str, *args: Any) -> Any:
    """Application.Run of a macro in a named add-in, which must be open."""
    book, bang, macro = name.rpartition("!")
    if bang and book.strip("'") not in _now().addins:
        raise _refused(f"Cannot run the macro {name}.")
    try:
        return _from_vba(app.vba_get("Run", [macro, *map(_to_vba, args)]))
    except VBAUnsupportedError:
        raise
    except VBAError as error:
        if getattr(error, "number", 0) == NO_PROCEDURE and error.args[0].endswith(macro):
            raise _refused(f"Cannot run the macro {name}.") from error
        raise UnhandledInMacro(f"{macro}: {error}") from error


NO_PROCEDURE = 35
"""Sub or Function not defined."""


def _choose_files(app: Any, *args: Any, **named: Any) -> Any:
    return _now().chosen.pop(0) or False


LONGEST_INPUT = 255
"""Characters that an input box shows, and gives."""


def _type_in(app: Any, Prompt: str, Title: str = "", Default: str = "", Type: int = 2) -> Any:
    if len(Prompt) > LONGEST_INPUT:
        raise _refused("The prompt of an input box has at most 255 characters.")
    answer = _now().typed.pop(0)
    if answer is KEEP:
        return Default[:LONGEST_INPUT]
    return False if answer is None else answer[:LONGEST_INPUT]


KEEP = object()
"""What is typed into an input box when the person leaves what is in it and clicks OK."""


class _FolderDialog:
    """Excel's window to choose a folder; it answers like the one to choose files."""

    def __init__(self, app: Any, kind: int) -> None:
        assert kind == 4  # msoFileDialogFolderPicker
        self.Title = ""
        self._chosen: Any = None

    def Show(self) -> int:
        _count("FileDialog.Show")
        self._chosen = _now().chosen.pop(0)
        return 0 if self._chosen is None else -1

    @property
    def SelectedItems(self) -> _FolderDialog:
        return self

    def Item(self, number: int) -> str:
        assert number == 1
        return str(self._chosen)


def _table_filter(table: Any) -> Any:
    """ListObject.AutoFilter: pyOpenVBA knows a table's filter as its sheet's."""
    return _from_vba(table.sheet.vba_get("AutoFilter"))


EXTRA: dict[str, Callable[..., Any]] = {
    "Application.UserName": lambda app: "Ann Analyst",
    "Workbook.Date1904": lambda book: False,
    "ListObject.AutoFilter": _table_filter,
    "ListObject.Sort": lambda table: table_sort(table, Com(table)),
}
EXTRA_METHODS: dict[str, Callable[..., Any]] = {
    "Application.Run": _run,
    "Application.GetOpenFilename": _choose_files,
    "Application.InputBox": _type_in,
    "Application.FileDialog": _FolderDialog,
}


# The bridge from pywin32's manners to pyOpenVBA's


class Nothing:
    """What a lenient member answers: takes any call, attribute or assignment, and is empty."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __setattr__(self, name: str, value: Any) -> None:
        pass

    def __call__(self, *args: Any, **named: Any) -> Any:
        return self

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __bool__(self) -> bool:
        return False


def _try(vba: Any, name: str, call: Callable[[], Any]) -> Any:
    """The call's answer, or Nothing where pyOpenVBA lacks a member that is only for looks."""
    try:
        return call()
    except VBAUnsupportedError:
        key = f"{type(vba).__name__}.{name}"
        if key not in LENIENT:
            raise
        _now().missing[key] += 1
        return Nothing()
    except VBAError as error:
        raise _refused(str(error)) from error


def _to_vba(value: Any) -> Any:
    if isinstance(value, Com):
        return value._vba
    inner = getattr(value, "_inner", None)
    if isinstance(inner, Com):
        return inner._vba
    if value is None:
        return EMPTY
    if isinstance(value, dt.datetime):
        return VBADate.from_datetime(value.replace(tzinfo=None))
    if isinstance(value, (list, tuple)):
        return _array(value)
    return value


def _array(values: Sequence[Any]) -> VBAArray:
    if values and isinstance(values[0], (list, tuple)):
        array = VBAArray([(1, len(values)), (1, len(values[0]))])
        for row, cells in enumerate(values, 1):
            for column, cell in enumerate(cells, 1):
                array.set([row, column], _to_vba(cell))
        return array
    array = VBAArray([(0, len(values) - 1)])
    for place, value in enumerate(values):
        array.set([place], _to_vba(value))
    return array


def _from_vba(value: Any) -> Any:
    if isinstance(value, VBAObject):
        return Com(value)
    if value is None or value is NULL or value is NOTHING:
        return None
    return _as_pywin32(_plain(value))


def _as_pywin32(plain: Any) -> Any:
    """Arrays as tuples, within one another too, and error values as the numbers they cross over as."""
    if isinstance(plain, list):
        return tuple([_as_pywin32(one) for one in plain])
    if isinstance(plain, VBAErrorValue):
        return plain.number - 2146828288
    return plain


def _count(key: str) -> None:
    excel = _now()
    excel.calls[key] += 1
    if excel.dead:
        raise PythonDied
    if excel.busy:
        excel.busy -= 1
        raise com_error(REJECTED, "Call was rejected by callee.", None, None)
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


class Com:
    """A simulated Excel object behind the manners of a pywin32 dispatch object."""

    def __init__(self, vba: Any) -> None:
        object.__setattr__(self, "_vba", vba)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        vba = self._vba
        key = f"{type(vba).__name__}.{name}"
        _count(key)
        if key in EXTRA:
            return EXTRA[key](vba)
        if key in EXTRA_METHODS:
            return lambda *args, **named: EXTRA_METHODS[key](vba, *args, **named)
        spec = vba.vba_member(name)
        if spec is None or (spec.kind == "property" and not spec.parameters and not spec.varargs):
            return _try(vba, name, lambda: _from_vba(vba.vba_get(name)))
        if spec.kind == "property":  # Range.Value, Worksheet.Cells: usable bare, or called with arguments
            try:
                bare = vba.vba_get(name)
            except Exception:  # needs its arguments
                return _Method(vba, name)
            found = _from_vba(bare)
            return _Callable(bare, vba, name) if isinstance(found, Com) else found
        return _Method(vba, name)

    def __setattr__(self, name: str, value: Any) -> None:
        key = f"{type(self._vba).__name__}.{name}="
        _count(key)
        if key == "Application.StatusBar=":
            _now().status.append(value)
        _try(self._vba, name, lambda: self._vba.vba_set(name, _to_vba(value)))

    def __call__(self, *args: Any) -> Any:
        _count(f"{type(self._vba).__name__}()")
        name = "Item" if self._vba.vba_member("Item") else self._vba.vba_default_member().name
        return _Method(self._vba, name)(*args)

    def __iter__(self) -> Iterator[Any]:
        for one in self._vba.vba_iterate():
            _count(f"{type(self._vba).__name__} next")
            yield _from_vba(one)

    def __len__(self) -> int:
        return int(self._vba.vba_get("Count"))

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        other = getattr(other, "_inner", other)
        return isinstance(other, Com) and other._vba is self._vba

    def __hash__(self) -> int:
        return id(self._vba)


class _Callable(Com):
    """A property that answers an object and takes arguments as well, as Worksheet.Cells does."""

    def __init__(self, bare: Any, vba: Any, name: str) -> None:
        super().__init__(bare)
        object.__setattr__(self, "_owner", (vba, name))

    def __call__(self, *args: Any, **named: Any) -> Any:
        vba, name = self._owner
        return _Method(vba, name)(*args, **named)


class _Method:
    def __init__(self, vba: Any, name: str) -> None:
        self.vba, self.name = vba, name

    def __call__(self, *args: Any, **named: Any) -> Any:
        if self.name == "SaveAs":  # the simulation takes the format from the file's ending
            args, named = args[:1], {key: value for key, value in named.items() if key == "Filename"}
        if self.name == "Open":  # the simulation takes a file and nothing else
            args, named = (*args, *(value for key, value in named.items() if key == "Filename"))[:1], {}
        named = {key: value for key, value in named.items() if value is not None}
        given = {key: _to_vba(value) for key, value in named.items()}
        placed = [_to_vba(value) for value in args]
        return _try(self.vba, self.name, lambda: _from_vba(self.vba.vba_get(self.name, placed, given)))


# pywin32 itself, as far as xlwings asks for it


def _module(name: str, **members: Any) -> Any:
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def _message_box(window: int, text: str, title: str, style: int) -> int:
    excel = _now()
    excel.alerts.append(text)
    answer = excel.answers.pop(0) if excel.answers and style & 0xF else "ok"
    return {"ok": 1, "cancel": 2, "yes": 6, "no": 7}[answer]


class _Library:
    def __getattr__(self, name: str) -> Any:
        return self

    def __call__(self, *args: Any, **named: Any) -> int:
        return 0

    def __setattr__(self, name: str, value: Any) -> None:
        pass


class _Base:
    pass


class _Time(dt.datetime):
    pass


def _install_pywin32() -> None:
    _module("pywintypes", com_error=com_error, error=com_error, TimeType=_Time, IID=str)
    _module("win32api", MessageBox=_message_box, OpenProcess=None, TerminateProcess=None, CloseHandle=None)
    _module(
        "win32con",
        MB_OK=0,
        MB_OKCANCEL=1,
        MB_YESNO=4,
        MB_YESNOCANCEL=3,
        MB_ICONINFORMATION=64,
        MB_ICONWARNING=48,
    )
    _module("pythoncom", CoInitialize=lambda: None, ole_error=com_error, __file__="pythoncom")
    client = _module(
        "win32com.client",
        CDispatch=Com,
        CoClassBaseClass=_Base,
        DispatchBaseClass=_Base,
        Dispatch=lambda found: found,
        DispatchEx=lambda name: Com(_now().sim.application),
    )
    _module("win32com").client = client
    _module("win32gui", FindWindowEx=lambda *args: 1)
    _module("win32process", GetWindowThreadProcessId=lambda hwnd: (1, 4242))
    _module("win32timezone", TimeZoneInfo=types.SimpleNamespace(utc=lambda: dt.UTC))
    for name in ("windll", "oledll"):
        if not hasattr(ctypes, name):
            setattr(ctypes, name, _Library())
    sys.modules["xlwings._win32patch"] = types.SimpleNamespace(CoClassBaseClass=_Base)  # type: ignore[assignment]


def _backend() -> Any:
    if "xlwings._xlwindows" not in sys.modules:
        loads_library, ctypes.PyDLL = ctypes.PyDLL, lambda *args, **named: _Library()  # type: ignore[assignment, misc]
        try:
            _install_pywin32()
            import xlwings._xlwindows as backend  # noqa: PLC0415  it needs the above
        finally:
            ctypes.PyDLL = loads_library  # type: ignore[misc]
        backend.N_COM_ATTEMPTS = 1
        backend.App.pid = property(lambda app: 4242)
        quicken()
        quicken_lists()
        refuse_what_excel_refuses()
        complete_excel()
    return sys.modules["xlwings._xlwindows"]


def simulated_excel() -> Excel:
    """A new simulated Excel without a workbook, driven by xlwings' Windows backend."""
    backend = _backend()
    sim = ExcelApplication()
    engine = xw.Engine(impl=backend.engine)
    if "excel" not in xw.engines.engines_by_name:
        xw.engines.add(engine)
    engine.activate()
    excel = Excel(app=None, sim=sim)  # type: ignore[arg-type]
    _CURRENT.append(excel)
    api = backend.COMRetryObjectWrapper(Com(sim.application))
    excel.app = xw.App(impl=backend.App(xl=api, add_book=False))
    excel.calls.clear()
    return excel
