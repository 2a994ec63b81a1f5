"""The buttons that correct: suggestions put into cells, and changes put back. Each checks again."""

from __future__ import annotations

from dataclasses import replace

import xlwings as xw

from addin.ribbon.check_buttons import check_and_show, read_live_workbook
from addin.ribbon.dialogs import confirm
from workbook.excel.selection import cells_of_the_return, selected, with_typed
from workbook.excel.showing import come_to
from workbook.plan.changes_sheet import CHANGES_SHEET, PUT_BACK
from workbook.plan.errors_sheet import ERRORS_SHEET, USE
from workbook.session.accepted_forms import offered_forms, write_forms
from workbook.session.found_workbook import read_workbook
from workbook.session.next_run import NextRun
from workbook.session.using_answers import (
    agreed_in_bulk,
    agreed_one_by_one,
    certain_suggestions,
    chosen_on_errors_sheet,
    suggestions_for_cells,
    use_suggestions,
)
from xl903 import Report, UserError

_TYPED = "yes"


def use_suggestion(book: xw.Book) -> None:
    """Use the best suggestion for each selected cell of a table, or those of the selected rows of Errors.

    Several cells are cleared, and several rows deleted, only after a yes to their number.
    """
    live, before = read_live_workbook(book)
    here = selected(book, live.grids)
    if here.sheet == ERRORS_SHEET:
        live = with_typed(live, here, USE, _TYPED)
        before = read_workbook(live.grids)
        if before.use.empty:
            raise UserError("Select rows of Errors that have a suggestion, or red cells of a table.")
    cells = cells_of_the_return(here, before)
    asked = before.use
    if cells.empty and asked.empty:
        raise UserError("Select red cells of a table, or rows of Errors that have a suggestion.")

    def use(next_run: NextRun, report: Report) -> NextRun | None:
        if here.sheet == ERRORS_SHEET:
            chosen = chosen_on_errors_sheet(next_run, report, asked)
        else:
            chosen = suggestions_for_cells(next_run, report, cells)
        if chosen.empty:
            raise UserError(
                "There is no suggestion for the selected cells. The sheet Errors shows where there are suggestions."
            )
        agreed = agreed_one_by_one(chosen, lambda question: confirm(book.app, question))
        return None if agreed.empty else use_suggestions(next_run, agreed)

    if here.sheet == ERRORS_SHEET:
        before = replace(before, use=asked.iloc[:0])
    check_and_show(live, before, use)


def use_all_certain(book: xw.Book) -> None:
    """Use every certain suggestion, after a yes to the number of cells filled, cells cleared and rows deleted.

    A whole column in another notation, such as 1 and 2 for M and F, has a yes of its own.
    """
    live, before = read_live_workbook(book)

    def use(next_run: NextRun, report: Report) -> NextRun | None:
        chosen = certain_suggestions(next_run, report)
        forms = [form for form in offered_forms(next_run) if form.correction.confidence == "certain"]
        if chosen.empty and not forms:
            raise UserError(
                "No suggestion is certain. The sheet Errors shows the others with their evidence."
            )
        forms = [form for form in forms if confirm(book.app, form.question)]
        agreed = agreed_in_bulk(chosen, lambda question: confirm(book.app, question))
        if agreed.empty and not forms:
            return None
        return use_suggestions(write_forms(next_run, forms), agreed)

    check_and_show(live, before, use)


def show_changes(book: xw.Book) -> None:
    """Bring Changes to the front, with what was changed since the last check."""
    live, before = read_live_workbook(book)
    check_and_show(live, before)
    if CHANGES_SHEET not in [sheet.name for sheet in book.sheets]:
        raise UserError("Nothing was changed since the return was loaded.")
    come_to(book, CHANGES_SHEET)


def put_back(book: xw.Book) -> None:
    """Put back the changes whose rows are selected on Changes."""
    live, _ = read_live_workbook(book)
    here = selected(book, live.grids)
    if here.sheet != CHANGES_SHEET:
        raise UserError("Select rows on the sheet Changes; those are put back.")
    live = with_typed(live, here, PUT_BACK, _TYPED)
    before = read_workbook(live.grids)
    if not before.put_back.any():
        raise UserError("Select rows on the sheet Changes that have a change; those are put back.")
    check_and_show(live, before)
    come_to(book, CHANGES_SHEET)
