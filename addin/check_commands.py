"""The buttons of the group Check."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import xlwings as xw

import xl903
from addin.dialogs import ask_for_text
from addin.return_commands import CODES_CHOSEN, RULESET
from workbook import make_plan
from workbook.check import Next, as_left, asked_for, suggestions_used, went_on
from workbook.excel import (
    Ledger,
    LiveBook,
    all_or_nothing,
    come_to,
    marks_cleared,
    read_live,
    remember,
    show_checked,
    user_name,
)
from workbook.reading import Seen, seen
from xl903 import Report, UserError
from xl903.rulebook import all_rules

_STEPS = 8
"""How often the status bar is told how far the check is; each time is a call to Excel."""


Change = Callable[[Next, Report], Next | None]
"""What is done to a return before it is shown, given the report on it as it was left; None to do nothing."""


def validate(book: xw.Book) -> None:
    """Check the sheets as they stand, mark what is wrong and show Summary."""
    live, before = read_workbook(book)
    check_and_show(live, before)
    come_to(book, "Summary")


def check_and_show(live: LiveBook, before: Seen, change: Change | None = None) -> None:
    """Check a workbook as it was read and show what was found, all of it or nothing.

    Suggestions that were asked for on Errors are used first, then ``change``.
    """
    ledger = live.ledger or Ledger()
    left = as_left(before)
    report = judged(left, live)
    if not before.use.empty:
        left = suggestions_used(left, asked_for(left, report))
        report = judged(left, live)
    if change is not None:
        changed = change(left, report)
        if changed is None:
            return
        left, report = changed, judged(changed, live)
    work = went_on(left, report, when=dt.datetime.now(), who=user_name(live.book.app))
    plan = make_plan(report, work=work)
    with all_or_nothing(live.book.app) as undo:
        show_checked(live, plan, left.tables, work.places, ledger, undo)


def judged(left: Next, live: LiveBook) -> Report:
    """The report on a return, by the rules and the year that the workbook's settings name."""
    ledger = live.ledger or Ledger()
    # The readers' messages are about files that were read long ago; Start still shows them.
    left.ret.messages = tuple(ledger.messages)
    codes = ledger.settings.get(CODES_CHOSEN, "").split(",")
    return xl903.validate(
        left.ret,
        ruleset=int(year) if (year := ledger.settings.get(RULESET)) else None,
        codes=[code for code in codes if code] or None,
        progress=_progress(live.book.app),
    )


def choose_rules(book: xw.Book) -> None:
    """Let the person name the rules that the next check runs."""
    live, _ = read_workbook(book)
    ledger = live.ledger or Ledger()
    typed = ask_for_text(
        book.app,
        "Codes of the rules to run, such as 164, 218. Leave empty for all rules.",
        ledger.settings.get(CODES_CHOSEN, "").replace(",", ", "),
    )
    if typed is None:
        return
    codes = [code.strip().upper() for code in typed.replace(";", ",").split(",") if code.strip()]
    known = {rule.code.upper(): rule.code for rule in all_rules()}
    if unknown := [code for code in codes if code not in known]:
        raise UserError(f'There is no rule "{unknown[0]}"; the sheet Checks lists the rules there are.')
    chosen = ",".join(known[code] for code in codes)
    with all_or_nothing(book.app) as undo:
        remember(live, replace(ledger, settings={**ledger.settings, CODES_CHOSEN: chosen}), undo)


def clear_marks(book: xw.Book) -> None:
    """Remove every mark that xl903 made, and Status and Codes."""
    live, before = read_workbook(book)
    ids = {name: frame.index for name, frame in before.tables.items()}
    with all_or_nothing(book.app) as undo:
        marks_cleared(live, before.places, ids, undo)


def read_workbook(book: xw.Book) -> tuple[LiveBook, Seen]:
    """A workbook as it stands. Raises UserError where no return is in it, or it is broken."""
    live = read_live(book)
    if live.about is None:
        raise UserError("There is no return in this workbook yet; load this year's return first.")
    return live, seen(live.grids, live.about)


def _progress(app: xw.App) -> Callable[[int, int, str], None]:
    def step(done: int, total: int, code: str) -> None:
        if done * _STEPS // total > (done - 1) * _STEPS // total:
            app.status_bar = f"Checking {done} of {total} rules…"

    return step
