"""What keeps a live workbook from being written to, noticed and named before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from workbook.excel.excel_calls import HAS_OBJECT_MODEL, Undo, all_or_nothing
from workbook.excel.filters import unreadable_filters
from workbook.excel.live_book import LiveBook
from workbook.excel.macros import NoMacroError, call_macro
from workbook.plan.sheet_list import SHEETS
from xl903.engine.messages import UserError
from xl903.readers.loaded import join_names

FIND_OBSTACLES = "'xl903.xlam'!FindObstacles"
"""The macro of the add-in that finds what is in the way in one call (addin/ribbon/vba/Protection.bas)."""

_SHEET = "sheet "

_STATES = {
    "MultiUserEditing": "{book} is a shared workbook, which cannot hold Excel's tables. Stop sharing it (Review, "
    "Share Workbook)",
    "AutoSaveOn": "AutoSave is on for {book}, so everyone who can open it would get every change at once. Switch "
    "AutoSave off (top left)",
    "ReadOnly": "{book} is open as read-only, perhaps because it is open elsewhere. Save it under another name, or "
    "close it there",
    "ProtectStructure": "The structure of {book} is protected, so no sheet can be added. Unprotect it (Review, "
    "Protect Workbook)",
}
"""What Excel calls the states in which xl903 does not write to a workbook, and what to do about each."""


@contextmanager
def writing(live: LiveBook) -> Iterator[Undo]:
    """Write to a workbook that was read: all of it or nothing, and nothing where something is in the way."""
    require_writable(live)
    with all_or_nothing(live.app) as undo:
        yield undo


def require_writable(live: LiveBook) -> None:
    """Raise UserError, with what to do, where xl903 could not write to all of a workbook or put it back."""
    if not HAS_OBJECT_MODEL:
        return
    found = _find_obstacles(live)
    for state, says in _STATES.items():
        if state in found:
            raise UserError(f"{says.format(book=live.book.name)}, then click again. Nothing was changed.")
    names = [one.removeprefix(_SHEET) for one in found if one.startswith(_SHEET)]
    if names := [name for name in names if _is_ours(live, name)]:
        sheets, them = ("sheet", "it") if len(names) == 1 else ("sheets", "them")
        raise UserError(
            f"The {sheets} {join_names(names)} {'is' if len(names) == 1 else 'are'} protected. Unprotect {them} "
            "(Review, Unprotect Sheet), then click again. Nothing was changed."
        )
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


def _find_obstacles(live: LiveBook) -> list[str]:
    """The states that hold and the protected sheets: by the add-in's macro, or one by one without it."""
    try:
        found = call_macro(live.app, FIND_OBSTACLES)
    except NoMacroError:
        states = [state for state in _STATES if _holds(live.book.api, state)]
        return states + [f"{_SHEET}{name}" for name in live.sheets if live.sheets[name].api.ProtectContents]
    return [str(one) for one in found or ()]


def _holds(api: Any, state: str) -> bool:
    """Whether a state of a workbook holds; an older Excel does not know them all."""
    with suppress(Exception):
        return bool(getattr(api, state))
    return False


def _is_ours(live: LiveBook, name: str) -> bool:
    """Whether a sheet is one that xl903 writes; a sheet of the analyst's own may be protected."""
    return any(facts.describes(name) for facts in SHEETS)


def _filtered(live: LiveBook) -> list[str]:
    """The sheets that xl903 writes and a filter hides rows of."""
    names = live.sheets if live.filtered is None else live.filtered
    return [name for name in names if _is_ours(live, name)]
