"""A workbook file that is read once: what it holds, and the workbook itself to bring up to date.

Reading is most of the work on a large workbook. To know what it holds needs its values, to save it needs
everything else too, and openpyxl gives both at once for every cell but those with a formula.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from workbook.file.found_file import FileBook
from workbook.file.uncollected import without_garbage_collection
from workbook.file.xlsx_files import read_grids
from workbook.plan.cell_values import escape, unescape
from workbook.plan.grids import Grid
from workbook.plan.runs_sheet import EARLIER_NAME, HISTORY_SHEET, under_present_name
from workbook.session.found_workbook import FoundWorkbook, read_workbook
from workbook.update.found import FoundBook
from xl903.engine.messages import UserError

_ESCAPED_UNDERSCORE = b"x005F_"


@dataclass(frozen=True)
class OpenedFile:
    """A workbook file as it was when it was read.

    ``book``: all of it, as openpyxl has it. ``stamp``: by which a file that was saved since is known.
    """

    path: Path
    book: Workbook
    stamp: tuple[int, int]

    def read(self, *, restore: bool = False) -> FoundWorkbook:
        """What the workbook holds; restore and errors as in ``workbook.session.found_workbook.read_workbook``."""
        return read_workbook(self.grids, restore=restore)

    @property
    def found(self) -> FoundBook:
        """The workbook as it was found, to work out how to bring it up to date.

        A sheet that has a name of earlier versions has its present one from now on.
        """
        grids = under_present_name(self.grids)
        if grids is not self.grids and EARLIER_NAME in self.book.sheetnames:
            self.book[EARLIER_NAME].title = HISTORY_SHEET
        return FileBook(self.book, grids)

    @property
    def last_saved_by(self) -> str:
        """The name, as Excel has it, of the person who last saved it; empty where it does not say."""
        return self.book.properties.lastModifiedBy or ""

    def refuse_if_saved_since(self) -> None:
        """Raise UserError where the file is no longer the one that was read, whose changes would be lost."""
        if _stamp(self.path) != self.stamp:
            raise UserError(
                f"{self.path} was saved by someone else while it was being checked, so nothing was written; "
                "check it again."
            )

    @cached_property
    def grids(self) -> Mapping[str, Grid]:
        """The values of each sheet as they were found, of a formula what it comes to."""
        with without_garbage_collection():
            grids = {ws.title: _grid(ws) for ws in self.book.worksheets}
        # What a formula comes to is not read with the formula, nor an escaped underscore with text in two looks.
        everywhere = self._has_escapes()
        another_way = [ws.title for ws in self.book.worksheets if everywhere or _has_formulas(ws)]
        if another_way:
            grids |= read_grids(self.path.read_bytes(), self.path.name, another_way)
        if everywhere:
            self._put_escapes_right(grids)
        return grids

    def _put_escapes_right(self, grids: Mapping[str, Grid]) -> None:
        """Let cells say what the file says, where openpyxl took an escaped underscore for what it stands before."""
        for ws in self.book.worksheets:
            for cell in ws._cells.values():
                if isinstance(cell.value, str) and cell.data_type != "f":
                    text = grids[ws.title][cell.row - 1][cell.column - 1]
                    if isinstance(text, str) and unescape(cell.value) != text:
                        cell.value = escape(text)
                        cell.data_type = "s"

    def _has_escapes(self) -> bool:
        with ZipFile(self.path) as archive:
            sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/sheet"))
            return any(_ESCAPED_UNDERSCORE in archive.read(name) for name in sheets)


def open_file(path: Path) -> OpenedFile:
    """Read a workbook file. Raises UserError where it is none."""
    try:
        with without_garbage_collection():
            stamp = _stamp(path)
            book = load_workbook(path, rich_text=True, keep_vba=path.suffix.lower() == ".xlsm")
    except Exception as error:  # openpyxl raises many kinds for files that are no workbooks
        raise UserError(f"{path.name} cannot be read as an Excel workbook.") from error
    return OpenedFile(path, book, stamp)


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _grid(ws: Worksheet) -> Grid:
    height, width = ws.max_row, ws.max_column
    grid: list[list[Any]] = [[None] * width for _ in range(height)]
    for (row, column), cell in ws._cells.items():
        value = cell.value
        if isinstance(value, CellRichText):
            value = str(value)
        grid[row - 1][column - 1] = unescape(value) if isinstance(value, str) else value
    return grid


def _has_formulas(ws: Worksheet) -> bool:
    return any(cell.data_type == "f" for cell in ws._cells.values())
