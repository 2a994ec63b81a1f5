"""``xl903 packs``: error sheets for social work teams."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from addin.cli import printing
from addin.cli.check_command import (
    begin_check_of_file,
    refuse_an_open_workbook,
    save_work,
    who_worked_on,
)
from workbook.file.opened_file import open_file
from workbook.file.xlsx_files import as_bytes, values_of
from workbook.plan.teams_sheet import loaded_teams_sheet
from workbook.session.next_run import continue_from
from workbook.teams.pack_files import (
    DAYS_TO_REPLY,
    SENT_TO_TEAMS,
    day_to_reply,
    make_error_sheets,
    what_was_made,
    write_packs,
)
from workbook.teams.sent_packs import SentPacks, read_sent_packs, sent_sheet
from workbook.teams.team_lists import read_teams, require_clear

_says = printing.for_people()


def packs(
    book: Annotated[Path, typer.Argument(help="A workbook that xl903 wrote.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Where to put them: a new folder in this one, each time.")
    ],
    teams: Annotated[
        Path | None,
        typer.Option(help="A CSV with SW_ID or CHILD, Worker, Team, E-mail; it replaces the sheet Teams."),
    ] = None,
    by_worker: Annotated[
        bool, typer.Option("--by-worker", help="One for each social worker, not for each team.")
    ] = False,
    everything: Annotated[
        bool,
        typer.Option(
            "--everything", help="Ask about errors that only you can correct too, such as duplicates."
        ),
    ] = False,
    reply_by: Annotated[
        str | None,
        typer.Option(help=f"The date to reply by, dd/mm/yyyy. Without it, in {DAYS_TO_REPLY} days."),
    ] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Write an e-mail draft for each too. Nothing is sent.")
    ] = False,
    password_prompt: Annotated[
        bool,
        typer.Option(
            "--password-prompt", help="Ask for a password that opens them; it is not kept anywhere."
        ),
    ] = False,
) -> None:
    """Make an error sheet for each social work team, with its own children's errors and nothing else.

    The workbook is checked again first, and remembers what was sent.
    """
    when = dt.datetime.now().replace(microsecond=0)
    until = day_to_reply(reply_by, when.date())
    refuse_an_open_workbook(book)
    file = open_file(book)
    found = file.read()
    if teams is not None:
        found = replace(found, teams=read_teams(teams))
    require_clear(found.teams)
    password = _ask_for_a_new_password() if password_prompt else None
    checking = begin_check_of_file(replace(continue_from(found), what=SENT_TO_TEAMS))
    checked = checking.finish(when=when, who=who_worked_on(file))
    made, sent = make_error_sheets(
        checked.next_run,
        checked.report,
        checked.session,
        sent_in(book),
        reply_by=until,
        by="worker" if by_worker else "team",
        everything=everything,
    )
    plan = checked.plan().with_sheets(sent_sheet(sent))
    if teams is not None:
        plan = plan.with_sheets(loaded_teams_sheet(checked.session.teams))
    with write_packs(made, out, when, password, drafts=drafts, as_file=as_bytes) as folder:
        save_work(file, checked, plan)
    for line in what_was_made(made, folder, drafts=drafts):
        _says.print(line)


def _ask_for_a_new_password() -> str:
    return str(
        typer.prompt("Password for the error sheets", hide_input=True, confirmation_prompt=True, err=True)
    )


def sent_in(book: Path) -> SentPacks:
    """What a workbook remembers of what was sent. Raises UserError where that was changed by hand."""
    return read_sent_packs(values_of(book))
