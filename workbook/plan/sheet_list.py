"""Every sheet of a workbook, in order: the one list that a new sheet is added to."""

from __future__ import annotations

from collections.abc import Iterable

from workbook.plan import (
    changes_sheet,
    checks_sheet,
    child_sheet,
    children_sheet,
    codes_sheet,
    corrections_sheet,
    errors_sheet,
    hidden_sheets,
    portal_children_sheet,
    portal_sheet,
    replies_sheet,
    rules_sheet,
    runs_sheet,
    start_sheet,
    summary_sheet,
    table_sheets,
    teams_sheet,
    unassigned_sheet,
)
from workbook.plan.sheet_facts import Lifetime, SheetFacts, ToShow
from workbook.plan.sheet_model import Sheet

SHEETS: tuple[SheetFacts, ...] = (
    start_sheet.FACTS,
    summary_sheet.FACTS,
    errors_sheet.FACTS,
    children_sheet.FACTS,
    child_sheet.FACTS,
    changes_sheet.FACTS,
    corrections_sheet.FACTS,
    portal_sheet.FACTS,
    portal_children_sheet.FACTS,
    table_sheets.THIS_YEAR,
    checks_sheet.FACTS,
    runs_sheet.FACTS,
    teams_sheet.FACTS,
    unassigned_sheet.FACTS,
    codes_sheet.FACTS,
    replies_sheet.FACTS,
    rules_sheet.FACTS,
    table_sheets.LAST_YEAR,
    hidden_sheets.MEMORY,
    hidden_sheets.SENT,
)
"""The facts of every sheet, in the order in which sheets are in a new workbook."""


def make_sheets(run: ToShow, *, only: Iterable[Lifetime] = tuple(Lifetime)) -> list[Sheet]:
    """The sheets that show a return, in order; hidden ones left out. only: those of these lifetimes."""
    wanted = set(only)
    return [
        sheet
        for facts in SHEETS
        if facts.make is not None and facts.lifetime in wanted
        for sheet in facts.make(run)
    ]


def key_of(name: str) -> tuple[str, ...]:
    """The columns by which a row of a sheet is the same row after another run; none for an analyst's own sheet."""
    return next((facts.key for facts in SHEETS if facts.describes(name)), ())


def comes_later(name: str) -> bool:
    """Whether a new workbook lacks the sheet of that name, so that one that is there may be the analyst's own."""
    return any(facts.comes_later for facts in SHEETS if facts.describes(name))


def sheet_before(name: str, existing: Iterable[str]) -> str | None:
    """Of the sheets of a workbook, the one behind which a sheet belongs; None where it comes before them all."""
    own = _place(name)
    earlier = [one for one in existing if -1 < _place(one) < own]
    return sorted(earlier, key=_place)[-1] if earlier else None


def _place(name: str) -> int:
    """Where a sheet is in the order of a new workbook; -1 for one of the analyst's own."""
    return next((at for at, facts in enumerate(SHEETS) if facts.describes(name)), -1)


def names_of(*lifetimes: Lifetime) -> frozenset[str]:
    """The names of the sheets of these lifetimes, groups left out."""
    return frozenset(facts.name for facts in SHEETS if facts.lifetime in lifetimes and facts.is_one is None)


def is_ours(name: str) -> bool:
    """Whether a sheet of that name is xl903's; any other is the analyst's own."""
    return any(facts.describes(name) for facts in SHEETS)
