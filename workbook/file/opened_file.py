"""A workbook file that is read once: what it holds, and its parts to bring up to date."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from openpyxl import Workbook, load_workbook

from workbook.file.package import Package
from workbook.file.uncollected import without_garbage_collection
from workbook.session.found_workbook import FoundWorkbook, read_workbook
from xl903.engine.messages import UserError
from xl903.readers.xlsx_values import XlsxValues, parse_xml

_CORE = "docProps/core.xml"
_LAST_SAVED_BY = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy"


@dataclass(frozen=True)
class OpenedFile:
    """A workbook file as it was when it was read.

    ``data``: all of it. ``values``: the values of its sheets. ``stamp``: by which a file that was saved since is
    known.
    """

    path: Path
    data: bytes
    values: XlsxValues
    stamp: tuple[int, int]

    def read(self, *, restore: bool = False) -> FoundWorkbook:
        """What the workbook holds; restore and errors as in ``workbook.session.found_workbook.read_workbook``."""
        with without_garbage_collection():
            return read_workbook(self.values, restore=restore)

    @cached_property
    def book(self) -> Workbook:
        """The workbook as openpyxl has it."""
        with without_garbage_collection():
            return load_workbook(
                io.BytesIO(self.data), rich_text=True, keep_vba=self.path.suffix.lower() == ".xlsm"
            )

    def package(self) -> Package:
        """Its parts, to be changed and saved."""
        return Package(io.BytesIO(self.data))

    @property
    def last_saved_by(self) -> str:
        """The name, as Excel has it, of the person who last saved it; empty where it does not say."""
        package = self.package()
        return (parse_xml(package.read(_CORE)).findtext(_LAST_SAVED_BY) or "") if _CORE in package else ""

    def refuse_if_saved_since(self) -> None:
        """Raise UserError where the file is no longer the one that was read, whose changes would be lost."""
        if _stamp(self.path) != self.stamp:
            raise UserError(
                f"{self.path} was saved by someone else while it was being checked, so nothing was written; "
                "check it again."
            )


def open_file(path: Path) -> OpenedFile:
    """Read a workbook file. Raises UserError where it cannot be read as one."""
    try:
        stamp = _stamp(path)
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path.name} cannot be read as an Excel workbook.") from error
    return OpenedFile(path, data, XlsxValues(data, path.name), stamp)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size
