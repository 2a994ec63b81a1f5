"""``xl903 replies``: what teams filled in, shown beside what stands there, and taken."""

from __future__ import annotations

import datetime as dt
from functools import partial
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

import xl903
from addin.cli import printing
from addin.cli.check_command import (
    begin_check_of_file,
    refuse_an_open_workbook,
    save_work,
    who_worked_on,
)
from addin.cli.packs_command import sent_in
from workbook.file.opened_file import OpenedFile, open_file
from workbook.file.xlsx_files import values_of, write_workbook
from workbook.plan.replies_sheet import LOOK, REPLIES_SHEET, read_ticks, replies_sheet
from workbook.plan.sheet_model import Plan
from workbook.session.next_run import NextRun, continue_from, validate_by_settings
from workbook.teams.passwords import unprotect
from workbook.teams.proposals import proposals, read_reply
from workbook.teams.reply_trial import try_replies
from workbook.teams.ticked_replies import (
    choose_ticked,
    explain_refused,
    how_many,
    ready_proposals,
    taken,
    taken_in_words,
)
from xl903.engine.wording import count, plural
from xl903.readers.given_files import bytes_of
from xl903.writers.safe_files import free_path

_says = printing.for_people()

_ALL = "all"


def replies(
    book: Annotated[Path, typer.Argument(help="The workbook that the error sheets were made from.")],
    returned: Annotated[list[Path], typer.Argument(help="Error sheets that teams filled in.")],
    accept: Annotated[
        str | None,
        typer.Option(
            help='"all", which never takes a conflict or what needs a look, or the list of replies with ticks in '
            '"Accept".'
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", help="Where to write the list of replies. Without it, next to the workbook."
        ),
    ] = None,
    password_prompt: Annotated[
        bool, typer.Option("--password-prompt", help="Ask for the password that opens the error sheets.")
    ] = False,
) -> None:
    """Show what teams propose, and what it would clear or break; with --accept, make it so.

    Without --accept nothing is changed: a workbook lists the replies, to be ticked.
    """
    refuse_an_open_workbook(book)
    when = dt.datetime.now().replace(microsecond=0)
    password = str(typer.prompt("Password", hide_input=True, err=True)) if password_prompt else None
    came = pd.concat([_reply(path, password) for path in returned], ignore_index=True)
    file = open_file(book)
    found = file.read()
    next_run = continue_from(found)
    proposed = proposals(next_run, sent_in(book), came)
    take_all = accept is not None and accept.lower() == _ALL
    if accept is None or take_all:
        proposed = _tried(next_run, proposed)
    _says.print(how_many(proposed))
    if accept is None:
        _list_replies(proposed, out or book.with_name(f"{book.stem} replies {when:%Y-%m-%d}.xlsx"))
        return
    if take_all:
        _take(file, next_run, ready_proposals(proposed), when)
        _say_what_needs_a_look(proposed)
        return
    ticks = _ticks(Path(accept))
    chosen = choose_ticked(proposed, ticks)
    if not_taken := explain_refused(proposed, ticks):
        _says.print(f"Please check: {not_taken} List the replies again.")
    _take(file, next_run, chosen, when)


def _reply(path: Path, password: str | None) -> pd.DataFrame:
    return read_reply(unprotect(bytes_of(path), password, path.name), path.name)


def _ticks(path: Path) -> pd.DataFrame:
    grids = values_of(path)
    if REPLIES_SHEET not in grids:
        raise xl903.UserError(
            f"{path.name} is not a list of replies to tick. Make one with: xl903 replies BOOK.xlsx REPLY.xlsx."
        )
    return read_ticks(grids[REPLIES_SHEET])


def _tried(next_run: NextRun, proposed: pd.DataFrame) -> pd.DataFrame:
    with _says.status("Trying the replies against the rules"):
        check = partial(validate_by_settings, next_run.found)
        return try_replies(next_run, check(next_run.ret), proposed, check)


def _say_what_needs_a_look(proposed: pd.DataFrame) -> None:
    left = int((proposed["status"] == LOOK).sum())
    if left:
        _says.print(
            f"{count(left, 'reply needs', 'replies need')} checking and {plural(left, 'was', 'were')} not taken. "
            "List the replies without --accept to see why, then tick the right ones."
        )


def _list_replies(proposed: pd.DataFrame, path: Path) -> None:
    path = free_path(path)
    write_workbook(Plan((replies_sheet(proposed),)), path)
    _says.print(
        f'Wrote {path}: each proposed value is next to the present one. Type yes into "Accept" next to each '
        "reply to use, save, and run the same command with --accept and that file. Nothing was changed.",
    )


def _take(file: OpenedFile, next_run: NextRun, chosen: pd.DataFrame, when: dt.datetime) -> None:
    if chosen.empty:
        _says.print("No reply was used. Nothing was changed.")
        return
    checking = begin_check_of_file(taken(next_run, chosen))
    checked = checking.finish(when=when, who=who_worked_on(file))
    save_work(file, checked, checked.plan())
    _says.print(taken_in_words(len(chosen), checked.session.run))
    _says.print(f"Updated {file.path}.")
