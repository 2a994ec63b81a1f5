"""xlwings' own Windows backend, on any system, over an in-memory Excel (pyOpenVBA's object model).

excel = simulated_excel()
book = excel.app.books.add()
book.sheets[0]["A1"].value = 1
excel.calls          # the COM calls that were made, a Counter of Object.Member
"""

from __future__ import annotations

import ctypes
import datetime as dt
import sys
import types
from typing import Any

import xlwings as xw
from pyopenvba.apps.excel import ExcelApplication

from simulated_excel.com_objects import Com
from simulated_excel.excel_state import complete_excel
from simulated_excel.happenings import CURRENT, Excel, com_error, now
from simulated_excel.quick_lists import quicken_lists
from simulated_excel.quick_writes import quicken
from simulated_excel.refusals import refuse_what_excel_refuses


def _module(name: str, **members: Any) -> Any:
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module
    return module


def _message_box(window: int, text: str, title: str, style: int) -> int:
    excel = now()
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
        DispatchEx=lambda name: Com(now().sim.application),
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
        setattr(backend.App, "pid", property(lambda app: 4242))  # noqa: B010  a method to mypy
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
    CURRENT[:] = [excel]
    api = backend.COMRetryObjectWrapper(Com(sim.application))
    excel.app = xw.App(impl=backend.App(xl=api, add_book=False))
    excel.calls.clear()
    return excel
