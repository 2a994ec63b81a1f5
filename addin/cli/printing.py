"""What the command line prints: messages, a short summary, rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bars
from rich.table import Table

from xl903 import Message, Report, Rule
from xl903.engine.running import Progress
from xl903.engine.wording import count

MOST_RULES = 15
"""Rules shown in the summary; the workbook has them all."""

_LEVELS = {"error": "Not loaded", "warning": "Please check", "info": "Good to know"}


def for_people() -> Console:
    """Where sentences for people go: standard error, every text as it is, whatever is in brackets."""
    return Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)


def for_results() -> Console:
    """Where what was asked for goes: standard output, every text as it is."""
    return Console(highlight=False, markup=False, emoji=False)


@contextmanager
def progress(console: Console, *, quiet: bool = False) -> Iterator[Progress | None]:
    """A progress bar on a terminal; nothing where the output is read by a machine."""
    if quiet or not console.is_terminal:
        yield None
        return
    columns = TextColumn("Checking"), BarColumn(), TextColumn("{task.completed} of {task.total} rules")
    with Bars(*columns, console=console, transient=True) as bar:
        task = bar.add_task("rules", total=None)
        yield lambda done, total, code: bar.update(task, completed=done, total=total)


def print_messages(console: Console, messages: Iterable[Message]) -> None:
    """What the readers had to say, a line each."""
    for message in messages:
        console.print(f"{_LEVELS[message.level]}: {message}", soft_wrap=True)


def print_report(console: Console, report: Report) -> None:
    """The figures and the rules with most errors."""
    summary = report.summary()
    children = report.findings["child"].nunique()
    console.print(
        f"{count(len(report.findings), 'error')} of {count(len(summary), 'rule')}, "
        f"in {count(children, 'child', 'children')} "
        f"(rules of {report.rules_year}; {len(report.skipped)} skipped, {len(report.failed)} failed)."
    )
    if len(summary):
        table = Table("Code", "What is wrong", "Errors", "Children", box=None, header_style="bold")
        table.columns[2].justify = table.columns[3].justify = "right"
        for row in summary.head(MOST_RULES).itertuples():
            table.add_row(str(row.code), str(row.title), f"{row.errors:,}", f"{row.children:,}")
        console.print(table)
        if len(summary) > MOST_RULES:
            console.print(f"and {count(len(summary) - MOST_RULES, 'more rule')}.")
    for why, codes in _by_reason(report.skipped).items():
        console.print(f"Skipped {_listed(codes)}: {why}", soft_wrap=True)
    for code, why in report.failed.items():
        console.print(f"Failed {code}: {why} Please report this.", soft_wrap=True)


def _by_reason(skipped: dict[str, str]) -> dict[str, list[str]]:
    reasons: dict[str, list[str]] = {}
    for code, why in skipped.items():
        reasons.setdefault(why, []).append(code)
    return reasons


def _listed(codes: list[str]) -> str:
    most = 6
    return ", ".join(codes[:most]) + (f" and {len(codes) - most} more" if len(codes) > most else "")


def print_rules(rules: Iterable[Rule]) -> None:
    """A line per rule; a rule with several versions has one line, its latest title."""
    titles = {rule.code: rule.title for rule in rules}
    for code, title in titles.items():
        typer.echo(f"{code:<11}{title}")


def print_rules_explained(versions: Iterable[Rule]) -> None:
    """These versions of a rule in full."""
    for rule in versions:
        typer.echo(f"{rule.code}  {rule.title}")
        typer.echo(f"  Collection years: {rule.years}. Family: {rule.group_title}.")
        typer.echo(f"  {rule.meaning}")
        typer.echo(f"  To fix: {rule.fix}")
        if rule.why:
            typer.echo(f"  Why it happens: {rule.why}")
        if rule.ask:
            typer.echo(f"  Ask the social worker: {rule.ask}")
        for table, columns in rule.marks.items():
            typer.echo(f"  Marks {table}: {', '.join(columns)}.")
        typer.echo(f"  Needs {', '.join(rule.needs + rule.reference) or 'any table'}.")
