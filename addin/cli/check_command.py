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
from addin.cli import printing
from addin.cli.doubts import stop_at_doubts
from workbook import make_plan
from workbook.file.fidelity import list_losses
from workbook.file.opened_file import OpenedFile, open_file
from workbook.file.repaint import repaint
from workbook.file.uncollected import without_garbage_collection
from workbook.plan.sheet_model import Plan
from workbook.session.found_workbook import FoundWorkbook, with_child
from workbook.session.next_run import (
    NextRun,
    certain_suggestions,
    chosen_on_errors_sheet,
    continue_from,
    finish_run,
    load_newer_extract,
    use_suggestions,
    validate_by_settings,
)
from workbook.session.session_state import Session
from xl903.places import index_messages
from xl903.readers.loaded import join_names
from xl903.s903.guessing import guess_year
from xl903.s903.loading import read

_says = Console(stderr=True, highlight=False, soft_wrap=True)


@without_garbage_collection()
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
    anyway: Annotated[
        bool, typer.Option("--anyway", help="With --load: go on where the files' dates are of another year.")
    ] = False,
    who: Annotated[
        str | None, typer.Option(help="Who made the corrections; else who last saved the workbook.")
    ] = None,
) -> None:
    """Check a workbook again: what was fixed, what is left, what is new. Your own work in it stays."""
    when = dt.datetime.now().replace(microsecond=0)
    refuse_an_open_workbook(book)
    file = open_file(book)
    found = file.read(restore=restore)
    if child is not None:
        found = with_child(found, child)
    person = who or who_worked_on(file)
    next_run = _newer(found, load, last_year, ofsted, anyway) if load else continue_from(found)
    report = validated(next_run)
    next_run, report = with_asked_for(next_run, report)
    if use_certain:
        next_run, report = _with_certain(next_run, report, ask=not yes)
    session = finish_run(next_run, report, when=when, who=person)
    save_work(file, make_plan(report, session=session), session, copy=bool(load))
    printing.print_messages(_says, (*next_run.ret.messages, *index_messages()))
    printing.print_report(Console(highlight=False), report)
    _say_what_changed(next_run, session)
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


def save_work(file: OpenedFile, plan: Plan, session: Session, *, copy: bool = False) -> None:
    """Show a run in the workbook it was made from.

    copy: keep the workbook as it was beside it, as is done anyway where saving it would lose something.
    """
    lost = list_losses(file.path)
    if copy or lost:
        _keep_a_copy(file.path, session.when, lost)
    repaint(file, plan, session)


def validated(next_run: NextRun) -> xl903.Report:
    """The report on what the analyst left, by the rules that the workbook's settings name."""
    with printing.progress(_says) as step:
        return validate_by_settings(next_run.found, next_run.ret, step)


def _newer(
    found: FoundWorkbook,
    load: list[Path],
    last_year: list[Path] | None,
    ofsted: list[Path] | None,
    anyway: bool,
) -> NextRun:
    before = last_year[0] if last_year and len(last_year) == 1 else last_year
    files = read(load[0] if len(load) == 1 else load, before, ofsted, must_use_all=True)
    if files.same_files or (files.last_year is not None and last_year):
        stop_at_doubts(files, found.about.year, anyway=anyway)
    return load_newer_extract(found, files, guess_year(files.tables, load))


def with_asked_for(next_run: NextRun, report: xl903.Report) -> tuple[NextRun, xl903.Report]:
    """The return with the suggestions that were asked for on the sheet Errors."""
    if next_run.found.use.empty:
        return next_run, report
    used = use_suggestions(next_run, chosen_on_errors_sheet(next_run, report))
    count = 0 if used.how is None else len(used.how)
    _says.print(
        f"Used {count:,} {'suggestion' if count == 1 else 'suggestions'} asked for on the sheet Errors."
    )
    return used, validated(used)


def _with_certain(next_run: NextRun, report: xl903.Report, *, ask: bool) -> tuple[NextRun, xl903.Report]:
    chosen = certain_suggestions(report)
    if chosen.empty:
        _says.print("No suggestion is certain, so none was used.")
        return next_run, report
    cells = "1 cell" if len(chosen) == 1 else f"{len(chosen):,} cells"
    if ask and not typer.confirm(f"Use the certain suggestions in {cells}?", err=True):
        _says.print("No suggestion was used.")
        return next_run, report
    used = use_suggestions(next_run, chosen)
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
        _says.print(
            f"Please check: {join_names(lost)} cannot be kept by xl903 check; that copy has them still."
        )


def _say_what_changed(next_run: NextRun, session: Session) -> None:
    run = session.run
    new = f"{len(run.new):,} new"
    if len(run.after_correction):
        new += f", {len(run.after_correction):,} of them after a correction"
    _says.print(f"Since the last run: {len(run.fixed):,} fixed, {run.remaining:,} remaining, {new}.")
    if next_run.put_back:
        _says.print(f"Put back {next_run.put_back:,} of the changes.")
    if next_run.not_taken_over:
        _says.print(
            f"Please check: {next_run.not_taken_over:,} corrections of the workbook are not in the newer extract; "
            "the sheet Changes of the copy has them."
        )
    _says.print(f"{len(session.log):,} changes since the return was loaded; the sheet Changes has them all.")
