"""What keeps a live workbook from being written to, noticed and named before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import xlwings as xw

from workbook.excel.excel_calls import HAS_OBJECT_MODEL, Undo, all_or_nothing
from workbook.excel.filters import unreadable_filters
from workbook.excel.live_book import LiveBook
from workbook.excel.macros import NoMacroError, call_macro
from xl903.engine.messages import UserError
from xl903.readers.loaded import join_names
from xl903.s903.schema import TABLES

PROTECTED_SHEETS = "'xl903.xlam'!ProtectedSheets"
"""The macro of the add-in that names the protected sheets in one call (addin/ribbon/vba/Protection.bas)."""

_LISTS = frozenset(
    [
        "Start",
        "Summary",
        "Children",
        "Errors",
        "Child",
        "Changes",
        "Checks",
        "Runs",
        "Teams",
        "Unassigned",
        "Codes",
        "Replies",
    ]
)
"""The lists that xl903 writes; it writes the tables and its hidden sheets too."""


@contextmanager
def writing(live: LiveBook) -> Iterator[Undo]:
    """Write to a workbook that was read: all of it or nothing, and nothing where something is in the way."""
    require_writable(live)
    with all_or_nothing(live.book.app) as undo:
        yield undo


def require_writable(live: LiveBook) -> None:
    """Raise UserError, with what to do, where xl903 could not write to all of a workbook or put it back."""
    if not HAS_OBJECT_MODEL:
        return
    _require_own_workbook(live.book)
    _require_no_protection(live)
    named = [
        f"{name} (column {column})"
        for name in _filtered(live)
        for column in unreadable_filters(live.sheets[name])
    ]
    if named:
        raise UserError(
            f"The filter on {join_names(named)} cannot be put back by xl903, such as one on ticked dates or icons. "
            "Clear it, then click again. Nothing was changed."
        )


def _require_own_workbook(book: xw.Book) -> None:
    api = book.api
    if _says(api, "MultiUserEditing"):
        raise UserError(
            f"{book.name} is a shared workbook, which cannot hold Excel's tables. Stop sharing it (Review, Share "
            "Workbook), then click again. Nothing was changed."
        )
    if _says(api, "AutoSaveOn"):
        raise UserError(
            f"AutoSave is on for {book.name}, so everyone who can open it would get every change at once. Switch "
            "AutoSave off (top left), then click again. Nothing was changed."
        )
    if _says(api, "ReadOnly"):
        raise UserError(
            f"{book.name} is open as read-only, perhaps because it is open elsewhere. Save it under another name, "
            "or close it there, then click again. Nothing was changed."
        )


def _says(api: Any, name: str) -> bool:
    """Whether a workbook says yes to something that older versions of Excel do not know."""
    with suppress(Exception):
        return getattr(api, name) is True
    return False


def _require_no_protection(live: LiveBook) -> None:
    if live.book.api.ProtectStructure:
        raise UserError(
            f"The structure of {live.book.name} is protected, so no sheet can be added. Unprotect it (Review, "
            "Protect Workbook), then click again. Nothing was changed."
        )
    names = [name for name in protected_sheets(live) if _is_ours(live, name)]
    if names:
        sheets, them = ("sheet", "it") if len(names) == 1 else ("sheets", "them")
        raise UserError(
            f"The {sheets} {join_names(names)} {'is' if len(names) == 1 else 'are'} protected. Unprotect {them} "
            "(Review, Unprotect Sheet), then click again. Nothing was changed."
        )


def protected_sheets(live: LiveBook) -> list[str]:
    """The names of a workbook's protected sheets: by the add-in's macro, or sheet by sheet without it."""
    try:
        found = call_macro(live.book.app, PROTECTED_SHEETS)
    except NoMacroError:
        return [name for name in live.sheets if live.sheets[name].api.ProtectContents]
    return [str(name) for name in found] if found else []


def _is_ours(live: LiveBook, name: str) -> bool:
    """Whether a sheet is one that xl903 writes; a sheet of the analyst's own may be protected."""
    return name in _LISTS or name.partition(" ")[0] in TABLES or name.startswith("xl903 ")


def _filtered(live: LiveBook) -> list[str]:
    """The sheets that xl903 writes and a filter hides rows of."""
    names = live.sheets if live.filtered is None else live.filtered
    return [name for name in names if _is_ours(live, name)]
