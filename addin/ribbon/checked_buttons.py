"""The button that marks errors as checked and right."""

from __future__ import annotations

from dataclasses import replace

import xlwings as xw

from addin.ribbon.check_buttons import check_and_show, read_live_workbook
from addin.ribbon.dialogs import ask_for_text
from workbook.excel.selection import cells_of_the_return, selected
from workbook.plan.errors_sheet import ERRORS_SHEET, errors_at, errors_in_rows
from xl903 import UserError
from xl903.engine.wording import count, plural
from xl903.tracking.checked_findings import with_typed_marks

_TICK = "yes"


def mark_as_checked(book: xw.Book) -> None:
    """Mark the errors of the selected red cells, or rows of Errors, as checked and right, with a reason."""
    live, before = read_live_workbook(book)
    here, listed = selected(book, live.grids), live.grids.get(ERRORS_SHEET, ())
    chosen = (
        errors_in_rows(listed, here.rows)
        if here.sheet == ERRORS_SHEET
        else errors_at(listed, cells_of_the_return(here, before))
    )
    if chosen.empty:
        raise UserError("Select red cells of a table, or rows of Errors, and check the return first.")
    errors, are = count(len(chosen), "error"), plural(len(chosen), "this error is", "these errors are")
    reason = ask_for_text(book.app, f"Why {are} no mistake in the data ({errors})? The reason is kept.", "")
    if reason is None:
        return
    if not reason:
        raise UserError("Type a reason; without one nothing is marked.")
    marks = with_typed_marks(before.memory.checked, chosen.assign(tick=_TICK, reason=reason))
    check_and_show(live, replace(before, memory=replace(before.memory, checked=marks)))
