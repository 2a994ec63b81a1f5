"""Simulated Excel's objects behind the manners of pywin32's.

Every call that xlwings, or the project through .api, makes on an Excel object goes through ``Com``, which
counts it and passes it to the simulated object. What pyOpenVBA lacks and a test needs is added in ``EXTRA``,
as Excel behaves; what it lacks and is only for looks is named in ``LENIENT``: then the call does nothing and
is noted in ``missing``. Anything else raises, by name.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pyopenvba.apps.excel import _plain
from pyopenvba.exceptions import VBAError, VBAUnsupportedError
from pyopenvba.interpreter._objects import VBAObject
from pyopenvba.interpreter._values import EMPTY, NOTHING, NULL, VBAArray, VBADate, VBAErrorValue

from simulated_excel.happenings import MemberNames, UnhandledInMacro, count_call, now, refused
from simulated_excel.quick_lists import table_sort
from simulated_excel.refusals import OUT_OF_MEMORY

LENIENT = frozenset({"Worksheet.ChartObjects", "Worksheet.Tab", "Workbook.TableStyles"})


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
        now().missing[key] += 1
        return Nothing()
    except VBAError as error:
        raise refused(str(error)) from error


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


class Com:
    """A simulated Excel object behind the manners of a pywin32 dispatch object."""

    def __init__(self, vba: Any) -> None:
        object.__setattr__(self, "_vba", vba)

    @property
    def _oleobj_(self) -> MemberNames:
        return MemberNames()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        vba = self._vba
        key = f"{type(vba).__name__}.{name}"
        count_call(key)
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
            except Exception as error:  # needs its arguments
                if getattr(error, "number", 0) == OUT_OF_MEMORY:
                    raise refused(str(error)) from error
                return _Method(vba, name).__call__
            found = _from_vba(bare)
            return _Callable(bare, vba, name) if isinstance(found, Com) else found
        return _Method(
            vba, name
        ).__call__  # bound, as pywin32's methods are, which xlwings calls again while busy

    def __setattr__(self, name: str, value: Any) -> None:
        key = f"{type(self._vba).__name__}.{name}="
        count_call(key)
        if key == "Application.StatusBar=":
            now().status.append(value)
        _try(self._vba, name, lambda: self._vba.vba_set(name, _to_vba(value)))

    def __call__(self, *args: Any) -> Any:
        count_call(f"{type(self._vba).__name__}()")
        name = "Item" if self._vba.vba_member("Item") else self._vba.vba_default_member().name
        return _Method(self._vba, name)(*args)

    def __iter__(self) -> Iterator[Any]:
        for one in self._vba.vba_iterate():
            count_call(f"{type(self._vba).__name__} next")
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


# What pyOpenVBA lacks


def _run(app: Any, name: str, *args: Any) -> Any:
    """Application.Run of a macro in a named add-in, which must be open."""
    book, bang, macro = name.rpartition("!")
    if bang and book.strip("'") not in now().addins:
        raise refused(f"Cannot run the macro {name}.")
    try:
        return _from_vba(app.vba_get("Run", [macro, *map(_to_vba, args)]))
    except VBAUnsupportedError:
        raise
    except VBAError as error:
        if getattr(error, "number", 0) == NO_PROCEDURE and error.args[0].endswith(macro):
            raise refused(f"Cannot run the macro {name}.") from error
        raise UnhandledInMacro(f"{macro}: {error}") from error


NO_PROCEDURE = 35
"""Sub or Function not defined."""


def _choose_files(app: Any, *args: Any, **named: Any) -> Any:
    return now().chosen.pop(0) or False


LONGEST_INPUT = 255
"""Characters that an input box shows, and gives."""


def _type_in(app: Any, Prompt: str, Title: str = "", Default: str = "", Type: int = 2) -> Any:
    if len(Prompt) > LONGEST_INPUT:
        raise refused("The prompt of an input box has at most 255 characters.")
    answer = now().typed.pop(0)
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
        count_call("FileDialog.Show")
        self._chosen = now().chosen.pop(0)
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
