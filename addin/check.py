"""``xl903 check``: validates a workbook again in place, after corrections or with a newer extract."""

from __future__ import annotations

import datetime as dt
import getpass
import shutil
from itertools import count
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import xl903
from addin import printing
from workbook import make_plan
from workbook.check import (
    Next,
    as_left,
    asked_for,
    by_its_rules,
    certain,
    suggestions_used,
    went_on,
    with_newer,
)
from workbook.fidelity import lost_in_saving
from workbook.opened_file import OpenedFile, open_file
from workbook.parts import Plan
from workbook.reading import Seen, with_child
from workbook.repaint import repaint
from workbook.uncollected import uncollected
from workbook.work import Work
from xl903.guess import guess_year
from xl903.loading import read
from xl903.readers.loaded import listed

_says = Console(stderr=True, highlight=False, soft_wrap=True)


@uncollected()
def check(
    book: Annotated[Path, typer.Argument(help="A workbook that xl903 wrote.")],
    load: Annotated[
        list[Path] | None,
        typer.Option(help="Put a newer extract in: a folder, an XML file, or CSV files; may be repeated."),
    ] = None,
    last_year: Annotated[
        list[Path] | None, typer.Option(help="With --load: last year's return, where it is newer too.")
    ] = None,
    ofsted: Annotated[
        list[Path] | None, typer.Option(help="With --load: Ofsted's newer provider list; may be repeated.")
    ] = None,
    use_certain: Annotated[
        bool, typer.Option("--use-certain", help="Use every certain suggestion, after a yes.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before using them.")] = False,
    restore: Annotated[
        bool, typer.Option("--restore", help="Make sheets that were deleted anew, as last checked.")
    ] = False,
    child: Annotated[str | None, typer.Option(help="Show this child on the sheet Child.")] = None,
    who: Annotated[
        str | None, typer.Option(help="Who made the corrections; else who last saved the workbook.")
    ] = None,
) -> None:
    """Check a workbook again: what was fixed, what is left, what is new. Your own work in it stays."""
    when = dt.datetime.now().replace(microsecond=0)
    refuse_an_open_workbook(book)
    file = open_file(book)
    seen = file.seen(restore=restore)
    if child is not None:
        seen = with_child(seen, child)
    person = who or who_worked_on(file)
    left = _newer(seen, load, last_year, ofsted) if load else as_left(seen)
    report = validated(left)
    left, report = with_asked_for(left, report)
    if use_certain:
        left, report = _with_certain(left, report, ask=not yes)
    work = went_on(left, report, when=when, who=person)
    save_work(file, make_plan(report, work=work), work, copy=bool(load))
    printing.print_messages(_says, left.ret.messages)
    printing.print_report(Console(highlight=False), report)
    _say_what_changed(left, work)
    _says.print(f"Brought {book} up to date.", markup=False)


def refuse_an_open_workbook(book: Path) -> None:
    """Raise UserError where a workbook is not there, or Excel or LibreOffice has it open.

    What they save later would win over what is written now.
    """
    if not book.exists():
        raise xl903.UserError(f"{book} does not exist; check the path.")
    owners = (book.with_name(f"~${book.name}"), book.with_name(f".~lock.{book.name}#"))
    if any(owner.exists() for owner in owners):
        raise xl903.UserError(
            f"{book} is open in another program; save and close it there, then check it again."
        )


def who_worked_on(file: OpenedFile) -> str:
    """Who last saved a workbook, by its own account, or else who is logged in."""
    return file.last_saved_by or getpass.getuser()


def save_work(file: OpenedFile, plan: Plan, work: Work, *, copy: bool = False) -> None:
    """Show a run in the workbook it was made from.

    copy: keep the workbook as it was beside it, as is done anyway where saving it would lose something.
    """
    lost = lost_in_saving(file.path)
    if copy or lost:
        _keep_a_copy(file.path, work.when, lost)
    repaint(file, plan, work)


def validated(left: Next) -> xl903.Report:
    """The report on what the analyst left, by the rules that the workbook's settings name."""
    with printing.progress(_says) as step:
        return by_its_rules(left.seen, left.ret, step)


def _newer(seen: Seen, load: list[Path], last_year: list[Path] | None, ofsted: list[Path] | None) -> Next:
    files = read(load[0] if len(load) == 1 else load, last_year, ofsted)
    return with_newer(seen, files, guess_year(files.tables, load))


def with_asked_for(left: Next, report: xl903.Report) -> tuple[Next, xl903.Report]:
    """The return with the suggestions that were asked for on the sheet Errors."""
    if left.seen.use.empty:
        return left, report
    used = suggestions_used(left, asked_for(left, report))
    count = 0 if used.how is None else len(used.how)
    _says.print(
        f"Used {count:,} {'suggestion' if count == 1 else 'suggestions'} asked for on the sheet Errors."
    )
    return used, validated(used)


def _with_certain(left: Next, report: xl903.Report, *, ask: bool) -> tuple[Next, xl903.Report]:
    chosen = certain(report)
    if chosen.empty:
        _says.print("No suggestion is certain, so none was used.")
        return left, report
    cells = "1 cell" if len(chosen) == 1 else f"{len(chosen):,} cells"
    if ask and not typer.confirm(f"Use the certain suggestions in {cells}?", err=True):
        _says.print("No suggestion was used.")
        return left, report
    used = suggestions_used(left, chosen)
    _says.print(f"Used certain suggestions in {cells}; Changes has their evidence, and can put them back.")
    return used, validated(used)


def _keep_a_copy(book: Path, when: dt.datetime, lost: list[str]) -> None:
    names = (
        f"{book.stem} before {when:%Y-%m-%d}{'' if number == 1 else f' ({number})'}{book.suffix}"
        for number in count(1)
    )
    copy = next(path for path in (book.with_name(name) for name in names) if not path.exists())
    try:
        shutil.copy2(book, copy)
    except OSError as error:
        raise xl903.UserError(
            f"{copy} cannot be written, and without a copy nothing is changed; free that place first."
        ) from error
    _says.print(f"Kept the workbook as it was: {copy}.", markup=False)
    if lost:
        _says.print(f"Please check: {listed(lost)} cannot be kept by xl903 check; that copy has them still.")


def _say_what_changed(left: Next, work: Work) -> None:
    run = work.run
    new = f"{len(run.new):,} new"
    if len(run.after_correction):
        new += f", {len(run.after_correction):,} of them after a correction"
    _says.print(f"Since the last run: {len(run.fixed):,} fixed, {run.remaining:,} remaining, {new}.")
    if left.put_back:
        _says.print(f"Put back {left.put_back:,} of the changes.")
    if left.not_taken_over:
        _says.print(
            f"Please check: {left.not_taken_over:,} corrections of the workbook are not in the newer extract; "
            "the sheet Changes of the copy has them."
        )
    _says.print(f"{len(work.log):,} changes since the return was loaded; the sheet Changes has them all.")
