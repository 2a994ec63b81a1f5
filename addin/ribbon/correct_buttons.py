"""The buttons that correct: suggestions put into cells, and changes put back. Each checks again."""

from __future__ import annotations

import xlwings as xw

from addin.ribbon.check_buttons import check_and_show, read_live_workbook
from addin.ribbon.dialogs import confirm
from workbook.excel.selection import cells_of_the_return, selected, with_typed
from workbook.excel.showing import come_to
from workbook.plan.changes_sheet import CHANGES_SHEET, PUT_BACK
from workbook.plan.errors_sheet import ERRORS_SHEET, USE
from workbook.session.found_workbook import read_workbook
from workbook.session.next_run import NextRun, certain_suggestions, suggestions_for_cells, use_suggestions
from xl903 import Report, UserError
from xl903.engine.wording import count

_TYPED = "yes"


def use_suggestion(book: xw.Book) -> None:
    """Put the best suggestion into each selected cell of a table, or those of the selected rows of Errors."""
    live, before = read_live_workbook(book)
    here = selected(book, live.grids)
    if here.sheet == ERRORS_SHEET:
        live = with_typed(live, here, USE, _TYPED)
        before = read_workbook(live.grids)
        if before.use.empty:
            raise UserError("Select rows of Errors that have a suggestion, or red cells of a table.")
        check_and_show(live, before)
        return
    cells = cells_of_the_return(here, before)
    if cells.empty:
        raise UserError("Select red cells of a table, or rows of Errors that have a suggestion.")

    def use(next_run: NextRun, report: Report) -> NextRun:
        chosen = suggestions_for_cells(next_run, report, cells)
        if chosen.empty:
            raise UserError(
                "There is no suggestion for the selected cells. The sheet Errors shows where there are suggestions."
            )
        return use_suggestions(next_run, chosen)

    check_and_show(live, before, use)


def use_all_certain(book: xw.Book) -> None:
    """Put every certain suggestion into its cell, after a yes to their number."""
    live, before = read_live_workbook(book)

    def use(next_run: NextRun, report: Report) -> NextRun | None:
        chosen = certain_suggestions(report)
        columns = {name: set(frame.columns) for name, frame in next_run.tables.items()}
        # A suggestion for a column that a table lacks is not used, and so not asked about.
        there = [
            field in columns[table] for table, field in zip(chosen["table"], chosen["field"], strict=True)
        ]
        chosen = chosen[there]
        if chosen.empty:
            raise UserError(
                "No suggestion is certain. The sheet Errors shows the others with their evidence."
            )
        question = f"Use the certain suggestions in {count(len(chosen), 'cell')}? Changes can put them back."
        return use_suggestions(next_run, chosen) if confirm(book.app, question) else None

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
