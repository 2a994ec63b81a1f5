"""The buttons of the group Help."""

from __future__ import annotations

import sys
from importlib.metadata import version

import xlwings as xw

from addin.failure_log import log_path
from addin.ribbon.dialogs import say
from workbook.excel.showing import codes_at_selection, rules_year_of
from xl903 import UserError
from xl903.engine.rule_register import Rule
from xl903.s903.registered_rules import rules_in_force

_GUIDE = """From loading to a clean return:

1. Load this year: choose all files of the return at once. Then load last year's return and Ofsted's list.
2. Validate. Summary says what is wrong most often; Errors lists everything.
3. Next error goes from cell to cell. Red cells have a note: what is wrong and how to fix it.
4. Correct the record at its source and in the sheet, and Validate again.
5. Error sheets for teams: a workbook for each team with its own children's errors. Load replies shows what \
comes back.
6. Export CSV or Export XML writes the return as it is now.

Sort, filter, colour and add columns as you like: xl903 changes only its own marks. A cell that was pasted \
over may lose its colour; Clear marks and Validate bring it back."""


def about_this_rule(book: xw.Book) -> None:
    """Say what the rules on the selected cell or row mean, how to fix the errors and why they happen."""
    codes = codes_at_selection(book)
    if not codes:
        raise UserError("The selected cell has no error. Select a red cell, or a row of Errors or Summary.")
    year = rules_year_of(book)
    rules = {rule.code: rule for rule in rules_in_force(year)}
    known = [code for code in codes if code in rules]
    if not known:
        raise UserError(f"There is no rule {', '.join(codes)} in the rules for {year}.")
    say(book.app, "\n\n".join(_explained(rules[code]) for code in known))


def _explained(rule: Rule) -> str:
    parts = [
        f"{rule.code}  {rule.title}",
        rule.meaning,
        f"To fix: {rule.fix}",
        f"Why it happens: {rule.why}" if rule.why else "",
        f"Ask the social worker: {rule.ask}" if rule.ask else "",
    ]
    return "\n".join(part for part in parts if part)


def guide(book: xw.Book) -> None:
    """Say in a few steps how to work with the xl903 tab."""
    say(book.app, _GUIDE)


def about(book: xw.Book) -> None:
    """Say which version this is, what runs it and where its log is."""
    say(
        book.app,
        f"xl903 {version('xl903')}, under the MIT licence.\nNothing leaves this machine.\n\n"
        f"Run by {sys.executable}\nLog of failures, without data: {log_path()}",
    )
