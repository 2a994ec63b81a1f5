"""``xl903 packs`` and ``xl903 replies``: error sheets for teams, and what comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console

import xl903
from addin.check import refuse_an_open_workbook, save_work, validated, who_worked_on, with_asked_for
from workbook import make_plan
from workbook.check import Next, as_left, went_on
from workbook.drafts import draft, draft_name
from workbook.file import as_bytes, read_grids, read_seen, write_workbook
from workbook.packs import Pack, make_packs, pack_plan
from workbook.parts import Plan, Sheet
from workbook.protection import protected, unprotected
from workbook.replies import (
    CONFLICT,
    NOT_POSSIBLE,
    READY,
    SAME,
    accepted,
    proposals,
    proposals_plan,
    read_reply,
    ready,
    taken,
    ticked,
)
from workbook.reply_trial import tried
from workbook.sent import SENT_SHEET, Sent, sent_from, sent_sheet, with_pack
from workbook.teams import read_teams, require_clear, teams_sheet
from workbook.work import Work

_says = Console(stderr=True, highlight=False, soft_wrap=True)

DAYS_TO_REPLY = 14
SENT_TO_TEAMS = "error sheets made"
"""What the history calls a run that made packs."""

_ALL = "all"


def packs(
    book: Annotated[Path, typer.Argument(help="A workbook that xl903 wrote.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Where to put them: a new folder in this one, each time.")
    ],
    teams: Annotated[
        Path | None,
        typer.Option(
            help="A CSV with SW_ID or CHILD, Worker, Team, E-mail; it takes the place of the sheet Teams."
        ),
    ] = None,
    by_worker: Annotated[
        bool, typer.Option("--by-worker", help="One for each social worker, not for each team.")
    ] = False,
    reply_by: Annotated[
        str | None, typer.Option(help=f"The day to reply by, dd/mm/yyyy; else in {DAYS_TO_REPLY} days.")
    ] = None,
    drafts: Annotated[
        bool, typer.Option("--drafts", help="Write an e-mail draft for each too. Nothing is sent.")
    ] = False,
    password_prompt: Annotated[
        bool,
        typer.Option("--password-prompt", help="Ask for a password that opens them; it is kept nowhere."),
    ] = False,
) -> None:
    """Make an error sheet for each social work team, with its own children's errors and nothing else.

    The workbook is checked again first, and remembers what was sent.
    """
    when = dt.datetime.now().replace(microsecond=0)
    until = _day(reply_by, when.date())
    refuse_an_open_workbook(book)
    seen = read_seen(book)
    if teams is not None:
        seen = replace(seen, teams=read_teams(teams))
    require_clear(seen.teams)
    password = _ask_for_a_new_password() if password_prompt else None
    left = replace(as_left(seen), what=SENT_TO_TEAMS)
    left, report = with_asked_for(left, validated(left))
    work = went_on(left, report, when=when, who=who_worked_on(book))
    sent = _sent(book)
    made = make_packs(
        report,
        work.ids,
        work.teams,
        made=when.date(),
        reply_by=until,
        by="worker" if by_worker else "team",
        taken=sent.packs,
    )
    for pack in made:
        sent = with_pack(
            sent, pack.id, pack.lines, left.tables, name=pack.name, team=pack.name, made=when.date()
        )
    # The workbook first: a pack whose references it does not know could never be read back.
    plan = _with_sheets(make_plan(report, work=work), [sent_sheet(sent)])
    if teams is not None:
        plan = _with_sheets(plan, [replace(teams_sheet(work.teams), kind="list")])
    save_work(book, plan, work)
    folder = _write(made, out, when, password, drafts=drafts)
    _say_what_was_made(made, folder, drafts=drafts)


def _day(text: str | None, today: dt.date) -> dt.date:
    if text is None:
        return today + dt.timedelta(days=DAYS_TO_REPLY)
    try:
        day = dt.datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError as error:
        raise xl903.UserError(f'"{text}" is no day; write --reply-by as 31/01/2026.') from error
    if day < today:
        raise xl903.UserError(f"{day:%d/%m/%Y} has gone by; give --reply-by a day to come.")
    return day


def _ask_for_a_new_password() -> str:
    return str(
        typer.prompt("Password for the error sheets", hide_input=True, confirmation_prompt=True, err=True)
    )


def _sent(book: Path) -> Sent:
    try:
        return sent_from(read_grids(book.read_bytes(), book.name, (SENT_SHEET,)).get(SENT_SHEET, ()))
    except (ValueError, TypeError) as error:
        raise xl903.UserError(
            f"The hidden sheet {SENT_SHEET} of {book.name} was changed, so what was sent is no longer known; "
            "go back to an earlier copy of the workbook."
        ) from error


def _with_sheets(plan: Plan, sheets: Iterable[Sheet]) -> Plan:
    """A plan with these sheets, in place of those of the same name or at its end."""
    ours = {sheet.name: sheet for sheet in plan.sheets}
    return replace(plan, sheets=tuple({**ours, **{sheet.name: sheet for sheet in sheets}}.values()))


def _write(made: list[Pack], out: Path, when: dt.datetime, password: str | None, *, drafts: bool) -> Path:
    """Write the packs, and drafts, into a new folder; a plain copy of a pack with a password is written nowhere."""
    name = f"error sheets {when:%Y-%m-%d}"
    names = (name if number == 1 else f"{name} ({number})" for number in count(1))
    folder = next(path for path in (out / name for name in names) if not path.exists())
    try:
        folder.mkdir(parents=True)
        for pack in made:
            data = as_bytes(pack_plan(pack))
            data = protected(data, password) if password is not None else data
            _write_new(folder / pack.file_name, data)
            mail = draft(pack, data, with_password=password is not None) if drafts else None
            if mail is not None:
                _write_new(folder / draft_name(pack), mail)
    except OSError as error:
        raise xl903.UserError(f"{folder} cannot be written to; name another folder with -o.") from error
    return folder


def _write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; two teams may have names that Windows writes alike."""
    paths = (path if number == 1 else path.with_stem(f"{path.stem} ({number})") for number in count(1))
    with next(one for one in paths if not one.exists()).open("xb") as file:
        file.write(data)


def _say_what_was_made(made: list[Pack], folder: Path, *, drafts: bool) -> None:
    if not made:
        _says.print("There is no error, so no error sheet was made.")
    for pack in made:
        errors = f"{pack.errors:,} {'error' if pack.errors == 1 else 'errors'}"
        no_mail = " (no e-mail address, so no draft)" if drafts and not pack.addresses else ""
        _says.print(f"{pack.name}: {errors}, {pack.children:,} children{no_mail}", markup=False)
    if any(pack.team is None for pack in made):
        _says.print("Please check: the sheet Unassigned lists children whom Teams gives to nobody.")
    _says.print(f"Wrote {len(made):,} error sheets to {folder}. Nothing was sent.", markup=False)


def replies(
    book: Annotated[Path, typer.Argument(help="The workbook that the error sheets were made from.")],
    returned: Annotated[list[Path], typer.Argument(help="Error sheets that teams filled in.")],
    accept: Annotated[
        str | None,
        typer.Option(
            help='"all", which never takes a conflict, or the list of replies with ticks in "Accept".'
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Where to write their list; else beside the workbook."),
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
    seen = read_seen(book)
    left = as_left(seen)
    proposed = proposals(seen.memory.loaded, left.tables, _sent(book), came)
    _say_what_came(proposed)
    if accept is None:
        _list_replies(left, proposed, out or book.with_name(f"{book.stem} replies {when:%Y-%m-%d}.xlsx"))
        return
    chosen = ready(proposed)
    if accept.lower() != _ALL:
        ticks = ticked(_bytes(Path(accept)), Path(accept).name)
        chosen = accepted(proposed, ticks)
        if len(chosen) < len(ticks):
            _says.print(
                f"Please check: {len(ticks) - len(chosen):,} of the replies ticked were not taken, since they "
                "were ticked twice, cannot be taken, or the cell is no longer as it was shown; list them again."
            )
    _take(book, left, chosen, when)


def _reply(path: Path, password: str | None) -> pd.DataFrame:
    return read_reply(unprotected(_bytes(path), password, path.name), path.name)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise xl903.UserError(f"{path} cannot be opened; check the path.") from error


def _say_what_came(proposed: pd.DataFrame) -> None:
    counts = proposed["status"].value_counts()
    said = [f"{counts.get(status, 0):,} {words}" for status, words in _WORDS.items() if counts.get(status, 0)]
    _says.print(f"{len(proposed):,} replies: {', '.join(said) or 'nothing was filled in'}.")


_WORDS = {
    READY: "can be taken",
    CONFLICT: "in conflict with what changed meanwhile or with each other",
    NOT_POSSIBLE: "that no cell can be found for",
    SAME: "already so",
    "comment only": "with a comment only",
}


def _list_replies(left: Next, proposed: pd.DataFrame, path: Path) -> None:
    paths = (path if number == 1 else path.with_stem(f"{path.stem} ({number})") for number in count(1))
    path = next(one for one in paths if not one.exists())
    with _says.status("Trying the replies against the rules"):
        proposed = tried(left, xl903.validate(left.ret), proposed)
    write_workbook(proposals_plan(proposed), path)
    _says.print(
        f'Wrote {path}: each proposed value beside the present one. Type yes into "Accept" where it is to be '
        "taken, save, and give the same command with --accept and that file. Nothing was changed.",
        markup=False,
    )


def _take(book: Path, left: Next, chosen: pd.DataFrame, when: dt.datetime) -> None:
    if chosen.empty:
        _says.print("No reply was taken; nothing was changed.")
        return
    left = taken(left, chosen)
    left, report = with_asked_for(left, validated(left))
    work: Work = went_on(left, report, when=when, who=who_worked_on(book))
    save_work(book, make_plan(report, work=work), work)
    _says.print(
        f"Took {len(chosen):,} {'reply' if len(chosen) == 1 else 'replies'}; Changes has them, and can put them "
        f"back. Since the last run: {len(work.run.fixed):,} fixed, {len(work.run.new):,} new."
    )
    _says.print(f"Brought {book} up to date.", markup=False)
