"""A live workbook as it stands: every sheet's cells, what the workbook knows, and where each row is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL, Used, read_used, used_from
from workbook.excel.filters import unfiltered
from workbook.excel.macros import NoMacroError, call_macro
from workbook.plan.grids import Grid
from workbook.plan.sheet_model import ReturnId
from workbook.session.memory import read_return_id

READ_SHEETS = "'xl903.xlam'!ReadSheets"
"""The macro of the add-in that reads every sheet in one call (addin/vba/Reading.bas)."""


class LiveSheets(Mapping[str, xw.Sheet]):
    """A workbook's sheets by name; each is asked for when it is first needed."""

    def __init__(self, book: xw.Book, names: Sequence[str], known: Mapping[str, xw.Sheet]) -> None:
        self._book, self._names, self._known = book, dict.fromkeys(names), dict(known)
        self._all: Any = None

    def __getitem__(self, name: str) -> xw.Sheet:
        if name not in self._names:
            raise KeyError(name)
        if name not in self._known:
            self._all = self._all if self._all is not None else self._book.sheets
            self._known[name] = self._all[name]
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


@dataclass(frozen=True)
class LiveBook:
    """A workbook as it stands. ``app``: the Excel that has it open. ``about``: None where it holds no return.

    ``sheets`` and ``grids``: by name. ``filtered``: sheets where a filter hides rows; None where not asked.
    ``tables``: the address of each sheet's first Excel table, empty without one; None where not asked.
    """

    book: xw.Book
    app: xw.App
    about: ReturnId | None
    sheets: Mapping[str, xw.Sheet]
    grids: Mapping[str, Grid] = field(repr=False)
    filtered: frozenset[str] | None = None
    tables: Mapping[str, str] | None = None

    def unfiltered(self, name: str) -> AbstractContextManager[None]:
        """A sheet with every row in sight, and afterwards filtered again as it was."""
        if self.filtered is not None and name not in self.filtered:
            return nullcontext()
        return unfiltered(self.sheets[name])


def read_live(book: xw.Book) -> LiveBook:
    """Read a workbook as it stands, every sheet of it: by the add-in's macro, or sheet by sheet without it.

    The macro reads the active workbook, which is the one whose button was clicked.
    """
    app = book.app
    found: list[tuple[str, Used, bool, str]] | None = None
    if HAS_OBJECT_MODEL:
        with suppress(NoMacroError):
            found = [
                (str(name), used_from(values, str(address)), bool(filtered), str(table or ""))
                for name, address, values, filtered, table in call_macro(app, READ_SHEETS)
            ]
    if found is not None:
        grids = {name: grid_of(used) for name, used, _, _ in found}
        sheets: Mapping[str, xw.Sheet] = LiveSheets(book, list(grids), {})
        filtered = frozenset(name for name, _, hidden, _ in found if hidden)
        tables = {name: table for name, _, _, table in found}
        return LiveBook(book, app, read_return_id(grids), sheets, grids, filtered, tables)
    sheets = {sheet.name: sheet for sheet in book.sheets}
    grids = {name: grid_of(read_used(sheet)) for name, sheet in sheets.items()}
    return LiveBook(book, app, read_return_id(grids), sheets, grids)


def grid_of(used: Used) -> Grid:
    """A sheet's cells from its upper left one on."""
    if (used.top, used.left) == (1, 1):
        return used.rows
    left: tuple[Any, ...] = (None,) * (used.left - 1)
    width = len(left) + len(used.rows[0])
    return [*[(None,) * width] * (used.top - 1), *(left + row for row in used.rows)]
