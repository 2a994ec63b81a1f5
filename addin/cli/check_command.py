"""``xl903 check``: validates a workbook again in place, after corrections or with a newer extract."""

from __future__ import annotations

import datetime as dt
import getpass
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

import xl903
from addin.cli import printing
from addin.cli.year_doubts import stop_at_doubts
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import OpenedFile, open_file
from workbook.file.package import explain_damage
from workbook.file.replacing import refuse_if_open
from workbook.file.uncollected import without_garbage_collection
from workbook.plan.sheet_model import Plan
from workbook.session.accepted_forms import accept_forms
from workbook.session.checking import Checked, Checking, begin_check, validate_as_set, what_is_checked
from workbook.session.chosen_rules import read_codes
from workbook.session.found_workbook import FoundWorkbook, with_child
from workbook.session.next_run import (
    NextRun,
    continue_from,
    load_newer_extract,
    what_arrived,
)
from workbook.session.using_answers import (
    agreed_in_bulk,
    certain_suggestions,
    use_suggestions,
    used_in_words,
)
from workbook.update.whole_workbook import update_workbook
from xl903.engine.wording import count, plural
from xl903.loading import read
from xl903.readers.loaded import join_names
from xl903.s903.guessing import guess_year
from xl903.writers.safe_files import free_path, write_whole

_ALL = "all"
_says = printing.for_people()


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
        bool, typer.Option("--restore", help="Make deleted sheets again, as last checked.")
    ] = False,
    child: Annotated[str | None, typer.Option(help="Show this child on the sheet Child.")] = None,
    rules: Annotated[
        str | None, typer.Option(help='Only these rules from now on: 164,218; or "all" of them again.')
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="With --load: go on where the files' dates are of another year.")
    ] = False,
    accept_dates: Annotated[
        bool,
        typer.Option("--accept-dates", help="Write dates of another form in full, as the messages offer."),
    ] = False,
    accept_ids: Annotated[
        bool,
        typer.Option("--accept-ids", help="Write ids as the other files have them, as the messages offer."),
    ] = False,
    accept_codes: Annotated[
        bool,
        typer.Option(
            "--accept-codes", help="Write codes and numbers as DfE takes them, as the messages offer."
        ),
    ] = False,
    who: Annotated[
        str | None, typer.Option(help="Who made the corrections. Without it, who last saved the workbook.")
    ] = None,
) -> None:
    """Check a workbook again: what was fixed, what is left, what is new. Your own work in it stays."""
    when = dt.datetime.now().replace(microsecond=0)
    refuse_an_open_workbook(book)
    file = open_file(book)
    found = file.read(restore=restore)
    if child is not None:
        found = with_child(found, child)
    if rules is not None:
        chosen = [] if rules.strip().lower() == _ALL else read_codes(rules)
        found = replace(found, memory=found.memory.with_codes(chosen))
    person = who or who_worked_on(file)
    next_run = _newer(found, load, last_year, ofsted, anyway) if load else continue_from(found)
    if accept_dates or accept_ids or accept_codes:
        next_run, accepted = accept_forms(next_run, dates=accept_dates, ids=accept_ids, codes=accept_codes)
        _says.print(f"Wrote {count(accepted, 'cell')} as you asked; Changes has them, and can put them back.")
    checking = begin_check_of_file(next_run, ask=not yes)
    if use_certain:
        checking = _use_certain(checking, ask=not yes)
    checked = checking.finish(when=when, who=person)
    save_work(file, checked, checked.plan(), copy=bool(load))
    printing.print_messages(_says, next_run.ret.messages)
    printing.print_report(printing.for_results(), checked.to_do)
    _say_what_changed(checked)
    if chosen_codes := found.memory.codes:
        _says.print(
            f"Only {'rule' if len(chosen_codes) == 1 else 'rules'} {join_names(chosen_codes)} ran, as chosen for "
            "this workbook; --rules all runs all of them again."
        )
    _says.print(f"Updated {book}.")


def refuse_an_open_workbook(book: Path) -> None:
    """Raise UserError where a workbook is not there, or Excel or LibreOffice has it open.

    What they save later would win over what is written now.
    """
    if not book.exists():
        raise xl903.UserError(f"{book} does not exist; check the path.")
    refuse_if_open(book)


def who_worked_on(file: OpenedFile) -> str:
    """Who last saved a workbook, by its own account, or else who is logged in."""
    return file.last_saved_by or getpass.getuser()


def save_work(file: OpenedFile, checked: Checked, plan: Plan, *, copy: bool = False) -> None:
    """Show a check in the workbook it was made from. plan: what it is to show.

    copy: keep the workbook as it was beside it.
    """
    with explain_damage(file.path.name):
        edits = update_workbook(file.found, plan, checked)
    if copy:
        _keep_a_copy(file.path, checked.session.when)
    carry_out(file, edits)


def begin_check_of_file(next_run: NextRun, *, ask: bool = True) -> Checking:
    """Check what the analyst left, with the suggestions that were asked for on the sheet Errors, saying so.

    ask: whether to ask before several cells are cleared or rows deleted.
    """

    def validate(one: NextRun) -> xl903.Report:
        with printing.progress(_says) as step:
            return validate_as_set(one, step)

    checking = begin_check(next_run, validate, _confirm if ask else None)
    if not next_run.found.use.empty:
        _says.print(f"Used {count(checking.asked_for, 'suggestion')} asked for on the sheet Errors.")
    return checking


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


def _use_certain(checking: Checking, *, ask: bool) -> Checking:
    chosen = certain_suggestions(checking.next_run, checking.report)
    if chosen.empty:
        _says.print("No suggestion is certain, so none was used.")
        return checking
    if ask:
        chosen = agreed_in_bulk(chosen, _confirm)
    if chosen.empty:
        _says.print("No suggestion was used.")
        return checking
    used = checking.change(use_suggestions(checking.next_run, chosen))
    _says.print(
        f"Used certain suggestions: {used_in_words(chosen)}; Changes has their evidence, and can put them back."
    )
    return used


def _confirm(question: str) -> bool:
    return typer.confirm(question, err=True)


def _keep_a_copy(book: Path, when: dt.datetime) -> None:
    copy = free_path(book.with_name(f"{book.stem} before {when:%Y-%m-%d}{book.suffix}"))
    with write_whole(copy, advice="without a copy nothing is changed, so free that place first") as beside:
        shutil.copy2(book, beside)
    _says.print(f"Kept the workbook as it was: {copy}.")


def _say_what_changed(checked: Checked) -> None:
    next_run, session = checked.next_run, checked.session
    run = session.run
    new = f"{len(run.new):,} new"
    if len(run.after_correction):
        new += f", {len(run.after_correction):,} of them after a correction"
    _says.print(f"Since the last run: {len(run.fixed):,} fixed, {run.remaining:,} remaining, {new}.")
    for line in what_is_checked(session.memory.checked):
        _says.print(line)
    if next_run.put_back:
        _says.print(f"Put back {next_run.put_back:,} of the changes.")
    for line in what_arrived(next_run):
        _says.print(line)
    changes, them = len(session.log), plural(len(session.log), "it", "them all")
    _says.print(f"{count(changes, 'change')} since the return was loaded; the sheet Changes has {them}.")
