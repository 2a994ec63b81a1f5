"""A workbook file that is read once: what it holds, and its parts to bring up to date."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from workbook.file.found_file import FileBook
from workbook.file.needed_cells import is_needed
from workbook.file.package import Package, explain_damage
from workbook.file.patched_book import PatchedBook
from workbook.file.uncollected import without_garbage_collection
from workbook.plan.runs_sheet import EARLIER_NAME, RUNS_SHEET, under_present_name
from workbook.session.found_workbook import FoundWorkbook, read_workbook
from workbook.update.found import FoundBook
from xl903.engine.messages import UserError
from xl903.readers.xlsx_values import XlsxValues
from xl903.xml_trees import parse_xml

_CORE = "docProps/core.xml"
_LAST_SAVED_BY = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy"


@dataclass(frozen=True)
class OpenedFile:
    """A workbook file as it was when it was read.

    ``data``: all of it. ``grids``: the values of each sheet, of a formula what it comes to. ``stamp``: by which a
    file that was saved since is known.
    """

    path: Path
    data: bytes
    grids: XlsxValues
    stamp: tuple[int, int]

    def read(self, *, restore: bool = False) -> FoundWorkbook:
        """What the workbook holds; restore and errors as in ``workbook.session.found_workbook.read_workbook``."""
        with without_garbage_collection():
            return read_workbook(self.grids, restore=restore)

    @cached_property
    def book(self) -> PatchedBook:
        """Its parts, to be brought up to date."""
        with explain_damage(self.path.name):
            return PatchedBook(Package(io.BytesIO(self.data)))

    @property
    def found(self) -> FoundBook:
        """The workbook as it was found, to work out how to bring it up to date.

        A sheet that has a name of earlier versions has its present one from now on.
        """
        grids = under_present_name(self.grids)
        if grids is not self.grids:
            self.book.rename(EARLIER_NAME, RUNS_SHEET)
        return FileBook(self.book, grids)

    @property
    def last_saved_by(self) -> str:
        """The name, as Excel has it, of the person who last saved it; empty where it does not say."""
        package = self.book.package
        if _CORE not in package:
            return ""
        with explain_damage(self.path.name):
            return parse_xml(package.read(_CORE)).findtext(_LAST_SAVED_BY) or ""

    def refuse_if_saved_since(self) -> None:
        """Raise UserError where the file is no longer the one that was read, whose changes would be lost."""
        if _stamp(self.path) != self.stamp:
            raise UserError(
                f"{self.path} was saved by somebody else while it was being checked, so nothing was written."
                " Check it again."
            )


def open_file(path: Path) -> OpenedFile:
    """Read a workbook file. Raises UserError where it cannot be read as one."""
    try:
        stamp = _stamp(path)
        data = path.read_bytes()
    except OSError as error:
        raise UserError(f"{path} cannot be opened; check the path.") from error
    return OpenedFile(path, data, XlsxValues(data, path.name, is_needed=is_needed), stamp)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size
