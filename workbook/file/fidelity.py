"""What openpyxl cannot carry from a workbook it reads to the one it writes, so that nobody loses it unawares."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from zipfile import BadZipFile, ZipFile

_PARTS = {
    "threaded comments": ("xl/threadedComments/",),
    "slicers": ("xl/slicers/", "xl/timelines/"),
    "form controls": ("xl/ctrlProps/", "xl/activeX/"),
    "embedded files": ("xl/embeddings/",),
    "queries": ("xl/queryTables/", "xl/connections.xml"),
}
_SHAPES = (b"<xdr:sp>", b"<xdr:sp ", b"<xdr:cxnSp", b"<xdr:grpSp")


def list_losses(path: Path) -> list[str]:
    """What a workbook has that would be gone after xl903 saved it, in words; nothing where the file is none."""
    try:
        with ZipFile(path) as archive:
            names = archive.namelist()
            found = [word for word, parts in _PARTS.items() if any(name.startswith(parts) for name in names)]
            drawings = [name for name in names if name.startswith("xl/drawings/drawing")]
            if any(shape in archive.read(name) for name in drawings for shape in _SHAPES):
                found.append("shapes and text boxes")
            if find_spec("PIL") is None and any(name.startswith("xl/media/") for name in names):
                found.append("pictures")
    except (OSError, BadZipFile):
        return []
    return found
