"""What the server keeps of open workbooks from click to click, so that a check after a correction parses less.

It is in the process's memory alone, has a bound, and goes with the workbook: soon after it is closed, nothing of it
is left. Two signs tell that, and neither asks anything of Excel: its window is closed or has another title, and its
file is no longer among those that Windows lists as open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import NamedTuple, Protocol

import xlwings as xw

from addin.server.hands_off import hands_off
from workbook.session.read_before import ReadBefore, at_hand

MOST_CELLS = 1_000_000
"""Cells that are kept of all workbooks together: last year's return and Ofsted's list of the largest council have
about half of that, in some 60 MB."""


class ExcelWindows(Protocol):
    """Windows of Excel, as far as they tell which workbooks are open."""

    def window_of(self, book: xw.Book) -> int | None:
        """The window that shows a workbook; None where Excel does not tell."""

    def title_of(self, window: int) -> str:
        """What a window's title is; "" where it is closed."""

    def file_of(self, book: xw.Book) -> str:
        """A workbook's file, as ``open_files`` has it; "" where Excel does not tell."""

    def open_files(self) -> frozenset[str]:
        """The files that Windows lists as open in programs of this person."""


class _Kept(NamedTuple):
    """What is kept of a workbook. file: "" where Windows did not list it as open, as one that was never saved."""

    file: str
    before: ReadBefore


class KeptWorkbooks:
    """What is kept, by the window of Excel that shows the workbook.

    windows: tells which are open. most_cells: of all of them; what was used longest ago goes first.
    """

    def __init__(self, windows: ExcelWindows, most_cells: int = MOST_CELLS) -> None:
        self._windows = windows
        self._most_cells = most_cells
        self._kept: dict[tuple[int, str], _Kept] = {}

    def __len__(self) -> int:
        """How many workbooks something is kept of."""
        return len(self._kept)

    @property
    def cells(self) -> int:
        """How many cells are kept."""
        return sum(kept.before.cells for kept in self._kept.values())

    def times_read(self, part: str) -> int:
        """How often a part of the workbooks that are kept was read from its cells."""
        return sum(kept.before.times_read[part] for kept in self._kept.values())

    @contextmanager
    def hold(self, book: xw.Book) -> Iterator[None]:
        """What a click holds: Excel, so that nobody types meanwhile, and what was read of the workbook before."""
        window = self._windows.window_of(book)
        if window is None:
            with hands_off(book):
                yield
            return
        key = window, str(book.name)
        self.drop_closed()
        before = self._kept.pop(key).before if key in self._kept else ReadBefore()
        try:
            with hands_off(book), at_hand(before):
                yield
        finally:
            if before.cells:
                file = self._windows.file_of(book)
                self._kept[key] = _Kept(file if file in self._windows.open_files() else "", before)
                self._keep_to_bound()

    def drop_closed(self) -> None:
        """Forget the workbooks that are no longer open."""
        files = self._windows.open_files() | {""} if self._kept else frozenset()
        for (window, name), kept in list(self._kept.items()):
            if kept.file not in files or PurePath(name).stem not in self._windows.title_of(window):
                del self._kept[window, name]

    def _keep_to_bound(self) -> None:
        while self.cells > self._most_cells:
            del self._kept[next(iter(self._kept))]
