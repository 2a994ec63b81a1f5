"""Checking a workbook, once for every way to ask for it: the command line's commands and the ribbon's buttons.

A workbook is read, the suggestions that were asked for on Errors are used, the return is checked by the rules that
the workbook's settings name, and what is found is set beside what was found before.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from workbook.plan.errors_sheet import CHECKED, REASON
from workbook.plan.sheet_model import Plan
from workbook.session.next_run import NextRun, finish_run, validate_by_settings
from workbook.session.planning import make_plan
from workbook.session.session_state import Session
from workbook.session.using_answers import (
    Confirm,
    agreed_one_by_one,
    chosen_on_errors_sheet,
    use_suggestions,
)
from xl903 import Report
from xl903.engine.running import Progress
from xl903.engine.wording import count, plural
from xl903.tracking.checked_findings import in_force, leave_out_checked

Validate = Callable[[NextRun], Report]
"""The report on a return, by the rules that its workbook's settings name."""


@dataclass(frozen=True)
class Checked:
    """A workbook's return that was checked, the report on it, and the session after that."""

    next_run: NextRun
    report: Report
    session: Session

    @property
    def to_do(self) -> Report:
        """The report without the findings that were checked and are right."""
        return leave_out_checked(self.report, self.session.ids, self.session.memory.checked)

    def plan(self) -> Plan:
        """What the workbook is to show."""
        return make_plan(self.report, session=self.session)


@dataclass(frozen=True)
class Checking:
    """A check under way: the return as it is so far and the report on it.

    asked_for: how many suggestions that were asked for on Errors were used.
    """

    next_run: NextRun
    report: Report
    validate: Validate
    asked_for: int = 0

    def change(self, next_run: NextRun) -> Checking:
        """The check of a return that was changed since."""
        return Checking(next_run, self.validate(next_run), self.validate, self.asked_for)

    def finish(self, *, when: dt.datetime, who: str) -> Checked:
        """The check once nothing is to be changed any more. who: the person's name in Excel."""
        session = finish_run(self.next_run, self.report, when=when, who=who)
        return Checked(self.next_run, self.report, session)


def begin_check(
    next_run: NextRun, validate: Validate | None = None, confirm: Confirm | None = None
) -> Checking:
    """Check a return as it was left, with the suggestions that were asked for on Errors.

    validate: how to, as where progress is shown; by the workbook's settings, if left out. confirm: asks before
    several cells are cleared or rows deleted; left out, what was asked for is done.
    """
    validate = validate or validate_as_set
    checking = Checking(next_run, validate(next_run), validate)
    if next_run.found.use.empty:
        return checking
    chosen = chosen_on_errors_sheet(next_run, checking.report)
    if confirm is not None:
        chosen = agreed_one_by_one(chosen, confirm)
    if chosen.empty:
        return checking
    used = use_suggestions(next_run, chosen)
    count = 0 if used.how is None else len(used.how)
    return Checking(used, validate(used), validate, count)


def validate_as_set(next_run: NextRun, progress: Progress | None = None) -> Report:
    """The report on a return by the rules, and of the year, that its workbook's settings name."""
    return validate_by_settings(next_run.found, next_run.ret, progress)


def what_is_checked(marks: pd.DataFrame) -> list[str]:
    """How many errors are marked as checked and right, and how many marks do not count yet, a sentence each."""
    counted = len(in_force(marks))
    said = [f"{count(counted, 'error')} marked as checked and right."] if counted else []
    if waiting := len(marks) - counted:
        marked = f"{count(waiting, 'error')} {plural(waiting, 'has', 'have')}"
        said.append(
            f'Please check: {marked} only one of "{CHECKED}" and "{REASON}" filled in on the sheet Errors. '
            f"Fill in both; until then {plural(waiting, 'it stays', 'they stay')} to do."
        )
    return said
