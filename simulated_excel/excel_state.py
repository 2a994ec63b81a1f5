"""What pyOpenVBA lacks of Excel's and its workbooks' state, and the objects of Windows that our VBA uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from pyopenvba._a1 import MAX_COLUMNS, Area
from pyopenvba.apps.excel import _model
from pyopenvba.interpreter._intrinsics import intrinsic
from pyopenvba.interpreter._objects import MemberSpec, VBAObject, member, method
from pyopenvba.interpreter._values import MISSING, NOTHING, VBAInt, error, to_bool, to_integer, to_text

_DEFAULT_CURSOR = -4143
_FILE_NOT_FOUND = -2147024894


def complete_excel() -> None:
    """Add members to pyOpenVBA's classes, once and for every simulated Excel of this process."""
    _complete_ranges()
    _add_advanced_filter()
    app, book = _model.Application, _model.Workbook
    _keep(app, "Cursor", VBAInt(_DEFAULT_CURSOR, "Long"))
    _keep(app, "Interactive", True)
    _keep(app, "Ready", True)
    _keep(app, "Hwnd", VBAInt(1, "Long"))
    _keep(app, "ActiveProtectedViewWindow", NOTHING)
    _keep(app, "StartupPath", r"C:\Users\Zoë\AppData\Roaming\Microsoft\Excel\XLSTART")
    _keep(app, "LibraryPath", r"C:\Program Files\Microsoft Office\root\Office16\LIBRARY")
    app.vba_add_member(MemberSpec("OnTime", "method", _on_time, parameters=("EarliestTime", "Procedure")))
    intrinsic("GetObject", "PathName", "Class", minimum=1)(_get_object)
    _keep(book, "ReadOnly", False)
    _keep(book, "AutoSaveOn", False)
    _keep(book, "MultiUserEditing", False)
    _keep(app, "PrintCommunication", True)
    _model.Worksheet.vba_add_member(MemberSpec("PageSetup", "property", _page_of))
    for name, usual in _PAGE.items():
        _keep(PageSetup, name, usual)


def _complete_ranges() -> None:
    """Intersect of ranges of many areas, and whether rows are hidden whatever their heights are."""
    members = _model.Application._vba_members
    members["intersect"] = replace(members["intersect"], getter=_intersect)
    of_range = _model.Range._vba_members
    plain = of_range["hidden"].getter
    assert plain is not None

    def hidden(target: Any) -> object:
        area = target.first
        if (area.left, area.right) == (1, MAX_COLUMNS):
            return target.sheet.dims.row_hidden(area.top)
        return plain(target)

    of_range["hidden"] = replace(of_range["hidden"], getter=hidden)


def _add_advanced_filter() -> None:
    """Range.AdvancedFilter in place, as far as tests need it: it hides every row, and no AutoFilter tells why."""
    members = _model.Worksheet._vba_members
    plain = members["filtermode"].getter
    assert plain is not None

    def hide(target: Any, *given: object) -> object:
        area = target.first
        for row in range(area.top + 1, area.bottom + 1):
            target.sheet.dims.hide_row(row, True)
        target.sheet.has_advanced_filter = True
        return True

    parameters = ("Action", "CriteriaRange", "CopyToRange", "Unique")
    _model.Range.vba_add_member(MemberSpec("AdvancedFilter", "method", hide, parameters=parameters))
    members["filtermode"] = replace(
        members["filtermode"],
        getter=lambda sheet: getattr(sheet, "has_advanced_filter", False) or plain(sheet),
    )


def _intersect(app: Any, *given: Any) -> object:
    ranges = [one for one in given if isinstance(one, _model.Range)]
    assert len(ranges) >= 2
    areas = list(ranges[0].areas)
    for other in ranges[1:]:
        areas = [
            Area(top, left, bottom, right, ranges[0].sheet.name)
            for one in areas
            for two in other.areas
            if (top := max(one.top, two.top)) <= (bottom := min(one.bottom, two.bottom))
            and (left := max(one.left, two.left)) <= (right := min(one.right, two.right))
        ]
    return _model.Range(ranges[0].sheet, areas) if areas else NOTHING


def _keep(cls: type[VBAObject], name: str, usual: object) -> None:
    place = f"kept_{name.casefold()}"

    def read(one: Any) -> object:
        return getattr(one, place, usual)

    def write(one: Any, value: object) -> None:
        setattr(one, place, value)

    cls.vba_add_member(MemberSpec(name=name, kind="property", getter=read, setter=write))


def set_state(one: Any, name: str, value: object) -> None:
    """Let a simulated application or workbook be in a state, such as ReadOnly."""
    setattr(one, f"kept_{name.casefold()}", value)


class PageSetup(_model.ExcelObject):
    """How a sheet is printed, as a new one is."""

    vba_type_name = "PageSetup"


_PAGE = {
    "PrintArea": "",
    "PrintTitleRows": "",
    "Orientation": VBAInt(1, "Long"),
    "PaperSize": VBAInt(1, "Long"),
    "Zoom": VBAInt(100, "Integer"),
    "FitToPagesWide": VBAInt(1, "Integer"),
    "FitToPagesTall": VBAInt(1, "Integer"),
    "LeftFooter": "",
    "RightFooter": "",
}


def _page_of(sheet: Any) -> PageSetup:
    page: PageSetup = sheet.__dict__.setdefault("page_setup", PageSetup())
    return page


RUNNING: dict[str, VBAObject] = {}
"""What GetObject finds, by name; the objects of other programs."""


def _get_object(interpreter: Any, name: object, kind: object) -> object:
    found = RUNNING.get(to_text(name))
    if found is None:
        raise error(429, "ActiveX component can't create object")
    return found


def _on_time(app: Any, when: object, macro: object) -> object:
    due_macros(app).append(to_text(macro).rpartition("!")[2])
    return True


def due_macros(app: Any) -> list[str]:
    """The macros that Excel will run once their time has come, which a test lets come."""
    found: list[str] = app.__dict__.setdefault("due_macros", [])
    return found


class ProtectedViewWindow(_model.ExcelObject):
    """The window of a file in Protected View."""


class Shell(VBAObject):
    """WScript.Shell. ``start``: what happens when a program is run: its command line to its exit code.

    It raises what Windows says where the program may not be started.
    """

    vba_type_name = "IWshShell3"

    def __init__(self, start: Callable[[str], int]) -> None:
        self._start = start

    @method
    def Run(self, Command: object, Style: object = MISSING, Wait: object = MISSING) -> object:
        assert int(to_integer(Style, "Long")) == 0, "the window of Python must not be seen"
        assert to_bool(Wait) == (" -m addin.ribbon " in to_text(Command)), (
            "a click is waited for, a server is not"
        )
        return VBAInt(self._start(to_text(Command)), "Long")


class Files(VBAObject):
    """Scripting.FileSystemObject over files that are there by path, read in the ANSI code page as Windows does."""

    vba_type_name = "FileSystemObject"

    def __init__(self, contents: dict[str, bytes]) -> None:
        self._contents = contents

    @method
    def GetParentFolderName(self, Path: object) -> object:
        path = to_text(Path)
        return str((PureWindowsPath if "\\" in path else PurePosixPath)(path).parent)

    @method
    def FileExists(self, Path: object) -> object:
        return to_text(Path) in self._contents

    @method
    def OpenTextFile(self, Path: object, Mode: object, Create: object, Format: object) -> object:
        assert int(to_integer(Format, "Long")) == 0, "ANSI"
        if to_text(Path) not in self._contents:
            raise error(53, "File not found")
        return _Text(self._contents[to_text(Path)].decode("cp1252", errors="replace"))


class _Text(VBAObject):
    vba_type_name = "TextStream"

    def __init__(self, text: str) -> None:
        self._text = text

    @member
    def ReadAll(self) -> object:
        return self._text
