"""The buttons of the group Check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import xlwings as xw

from addin.ribbon.dialogs import confirm
from workbook.excel.earlier_names import bring_over
from workbook.excel.excel_calls import Undo
from workbook.excel.obstacles import require_writable, writing
from workbook.excel.showing import (
    LiveBook,
    all_or_nothing,
    clear_marks_of,
    come_to,
    read_live,
    show_anew,
    show_checked,
    user_name,
)
from workbook.plan.rules_sheet import RULES_SHEET, rules_sheet
from workbook.plan.sheet_model import Sheet
from workbook.session.checking import Checked, Checking, begin_check, validate_as_set
from workbook.session.found_workbook import FoundWorkbook, read_workbook
from workbook.session.next_run import NextRun, continue_from
from xl903 import Report, UserError
from xl903.engine.running import Progress
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import nearest_rules_year

_STEPS = 8
"""How often the status bar is told how far the check is; each time is a call to Excel."""


Change = Callable[[NextRun, Report], NextRun | None]
"""What is done to a return before it is shown, given the report on it as it was left; None to do nothing."""


def validate(book: xw.Book) -> None:
    """Check the sheets as they stand, mark what is wrong and show Summary."""
    live, before = read_live_workbook(book)
    check_and_show(live, before)
    come_to(book, "Summary")


def check_and_show(live: LiveBook, before: FoundWorkbook, change: Change | None = None) -> None:
    """Check a workbook as it was read and show what was found, all of it or nothing.

    Suggestions that were asked for on Errors are used first, then ``change``. Raises UserError, before the check,
    where the workbook could not be written to.
    """
    require_writable(live)
    checking = begin_check_of_live(live, continue_from(before))
    if change is not None:
        changed = change(checking.next_run, checking.report)
        if changed is None:
            return
        checking = checking.change(changed)
    checked = finish_check(live, checking)
    with all_or_nothing(live.app) as undo:
        show(live, checked, undo)


def check_again(live: LiveBook, next_run: NextRun) -> Checked:
    """Check a workbook as it was left, with the suggestions that were asked for on Errors; shows nothing yet."""
    return finish_check(live, begin_check_of_live(live, next_run))


def begin_check_of_live(live: LiveBook, next_run: NextRun) -> Checking:
    """Begin to check a workbook as it was left, saying in the status bar how far the check is."""
    return begin_check(
        next_run, lambda one: validate_live(one, live), lambda question: confirm(live.app, question)
    )


def finish_check(live: LiveBook, checking: Checking) -> Checked:
    """A check once nothing is to be changed any more, by the person who works in Excel."""
    return checking.finish(when=dt.datetime.now(), who=user_name(live.app))


def show(live: LiveBook, checked: Checked, undo: Undo, *more: Sheet) -> None:
    """Show what was found in the workbook that was read, and more sheets beside it."""
    live = bring_over(live, undo)
    show_checked(live, checked, checked.plan().with_sheets(*more), undo)


def validate_live(next_run: NextRun, live: LiveBook) -> Report:
    """The report on a return, by the rules and the year that the workbook's settings name."""
    return validate_as_set(next_run, progress(live.app))


def choose_rules(book: xw.Book) -> None:
    """Show the sheet on which the person ticks the rules that the next check runs."""
    live, before = read_live_workbook(book)
    if RULES_SHEET not in live.sheets:
        memory = before.memory
        rules = rules_in_force(nearest_rules_year(memory.ruleset or memory.about.year))
        with writing(live) as undo:
            show_anew(live, rules_sheet(rules, memory.codes), undo)
    come_to(book, RULES_SHEET)


def clear_marks(book: xw.Book) -> None:
    """Remove every mark that xl903 made, and Status and Codes."""
    live, before = read_live_workbook(book)
    ids = {name: frame.index for name, frame in before.tables.items()}
    with writing(live) as undo:
        clear_marks_of(live, before.places, ids, before.memory, undo)


def read_live_workbook(book: xw.Book) -> tuple[LiveBook, FoundWorkbook]:
    """A workbook as it stands. Raises UserError where no return is in it, or it is broken."""
    live = read_live(book)
    if live.about is None:
        raise UserError("This workbook has no return. Load this year's return first.")
    return live, read_workbook(live.grids)


def progress(app: xw.App) -> Progress:
    """Says in the status bar how far a check is."""

    def step(done: int, total: int, code: str) -> None:
        if done * _STEPS // total > (done - 1) * _STEPS // total:
            app.status_bar = f"Checking {done} of {total} rules…"

    return step
