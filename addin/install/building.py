"""Makes the add-in, xl903.xlam, from its sources: the ribbon and our VBA.

The same sources give the same bytes: every part is stored as it is, with one fixed date, and the add-in names
no person.
"""

from __future__ import annotations

import tempfile
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from xl903 import UserError

ADDIN_NAME = "xl903.xlam"
PROJECT = "xl903"
"""The name of the files that tell Excel which Python to run."""

OUR_MODULES = (
    "RibbonCallback",
    "ExcelState",
    "Runner",
    "Server",
    "Notes",
    "Colours",
    "Reading",
    "Codes",
    "Protection",
    "Selecting",
    "Printing",
    "OpeningChild",
    "DoubleClicks",
)
_CLASSES = frozenset({"DoubleClicks"})
_EMPTY_MODULE = "Module1"

_RIBBON_PART = "customUI/customUI14.xml"
_RIBBON_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_RELATIONS_PART, _CORE_PART = "_rels/.rels", "docProps/core.xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)

_CORE = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"\
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>xl903</dc:title><dc:creator>xl903</dc:creator>\
</cp:coreProperties>"""


def shipped_addin() -> Path:
    """The add-in as it came with the package."""
    return Path(str(files("addin").joinpath(ADDIN_NAME)))


def ribbon_xml() -> bytes:
    """The ribbon's source."""
    return files("addin").joinpath("ribbon", "ribbon.xml").read_bytes()


def vba_modules() -> dict[str, str]:
    """Every module of the add-in by name."""
    folder = files("addin").joinpath("ribbon", "vba")
    names = {name: f"{name}.{'cls' if name in _CLASSES else 'bas'}" for name in OUR_MODULES}
    return {name: folder.joinpath(file).read_text(encoding="utf-8") for name, file in names.items()}


def mac_script() -> bytes:
    """The script that starts Python for Excel on a Mac."""
    return files("addin").joinpath("ribbon", "vba", "xl903.applescript").read_bytes()


def build_addin() -> bytes:
    """The add-in as a file's bytes.

    Raises UserError where the extra ``build`` is not installed: to use the add-in nobody needs it.
    """
    try:
        from pyopenvba import ExcelFile, VBAModuleKind  # noqa: PLC0415  it is in the extra alone
    except ModuleNotFoundError as error:
        raise UserError(
            'The add-in cannot be built without the package pyopenvba. Install it by: pip install "xl903[build]". '
            "To use the add-in that is shipped you do not need it: xl903 addin install."
        ) from error
    with tempfile.TemporaryDirectory(prefix="xl903-") as folder:
        path = Path(folder, ADDIN_NAME)
        with ExcelFile.create_new(path) as book:
            project = book.vba_project()
            for name, source in vba_modules().items():
                kind = VBAModuleKind.other if name in _CLASSES else VBAModuleKind.standard
                project.add_module(name, _windows_lines(source), kind=kind)
            project.delete_module(_EMPTY_MODULE)
            book.save()
        with ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    parts[_RIBBON_PART] = ribbon_xml()
    parts[_RELATIONS_PART] = _with_ribbon(parts[_RELATIONS_PART])
    parts[_CORE_PART] = _CORE
    return _stored(parts)


def _windows_lines(source: str) -> str:
    return "\r\n".join(source.splitlines()) + "\r\n"


def _with_ribbon(relations: bytes) -> bytes:
    """The package's relationships with one to the ribbon."""
    root = etree.fromstring(relations)
    etree.SubElement(
        root,
        f"{{{_RELATIONS}}}Relationship",
        {"Id": "xl903Ribbon", "Type": _RIBBON_RELATION, "Target": _RIBBON_PART},
    )
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _stored(parts: dict[str, bytes]) -> bytes:
    """A package of these parts, not compressed, so that its bytes do not hang on a library's version."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_STORED) as archive:
        for name, content in parts.items():
            entry = ZipInfo(name, _LONG_AGO)
            entry.create_system = 0
            archive.writestr(entry, content)
    return target.getvalue()
