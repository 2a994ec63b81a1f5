"""Error sheets for teams: made, remembered and written. The command line and the ribbon both use it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from workbook.plan.sheet_model import Plan
from workbook.session.next_run import NextRun
from workbook.session.session_state import Session
from workbook.teams.email_drafts import draft_name, write_draft
from workbook.teams.pack_sheets import asked_in_words, pack_plan
from workbook.teams.passwords import protect
from workbook.teams.sent_packs import SentPacks, with_pack
from workbook.teams.team_packs import By, Pack, make_packs
from xl903 import Report, UserError
from xl903.engine.wording import count
from xl903.tracking.checked_findings import leave_out_checked
from xl903.writers.folders import whole_or_not_at_all
from xl903.writers.safe_files import free_path

DAYS_TO_REPLY = 14
SENT_TO_TEAMS = "error sheets made"
"""What the log of runs calls a run that made packs."""


def day_to_reply(text: str | None, today: dt.date) -> dt.date:
    """The day that was typed, or in a fortnight where none was.

    Raises UserError where it is no day, or has gone by.
    """
    if text is None:
        return today + dt.timedelta(days=DAYS_TO_REPLY)
    try:
        day = dt.datetime.strptime(text.strip(), "%d/%m/%Y").date()
    except ValueError as error:
        raise UserError(
            f'"{text}" is not a valid date. Enter the date to reply by like this: 31/01/2026.'
        ) from error
    if day < today:
        raise UserError(f"{day:%d/%m/%Y} is in the past. Enter a later date.")
    return day


def make_error_sheets(
    next_run: NextRun,
    report: Report,
    session: Session,
    sent: SentPacks,
    *,
    reply_by: dt.date,
    by: By = "team",
    everything: bool = False,
) -> tuple[list[Pack], SentPacks]:
    """The packs of a return that was just checked, and what was sent with them among it.

    next_run, report, session: as they were checked. sent: what was sent before. everything: ask the teams
    about what only an analyst can correct too.
    """
    made = session.when.date()
    report = leave_out_checked(report, session.ids, session.memory.checked)
    packs = make_packs(
        report,
        session.ids,
        session.teams,
        made=made,
        reply_by=reply_by,
        by=by,
        everything=everything,
        taken=sent.packs.keys(),
    )
    for pack in packs:
        sent = with_pack(
            sent, pack.id, pack.lines, next_run.tables, name=pack.name, team=pack.name, made=made
        )
    return packs, sent


@contextmanager
def write_packs(
    packs: Sequence[Pack],
    out: Path,
    when: dt.datetime,
    password: str | None,
    *,
    drafts: bool,
    as_file: Callable[[Plan], bytes],
) -> Iterator[Path | None]:
    """A new folder in ``out`` with the packs, which is there once the block ends without raising.

    So the block can make the workbook remember what is sent: a pack whose references it does not know could
    never be read back. None, and no folder, where there is no pack. password: what is to open them; a plain copy
    is written nowhere. drafts: write an e-mail for each that has an address too. as_file: the workbook file of a
    plan. Raises UserError where the
    folder cannot be written to; nothing is left behind then.
    """
    if not packs:
        yield None
        return
    folder = free_path(out / f"error sheets {when:%Y-%m-%d}")
    with whole_or_not_at_all(folder) as staging:
        for pack in packs:
            data = as_file(pack_plan(pack))
            data = protect(data, password) if password is not None else data
            # two teams may have names that Windows writes alike
            free_path(staging / pack.file_name).write_bytes(data)
            mail = write_draft(pack, data, with_password=password is not None) if drafts else None
            if mail is not None:
                free_path(staging / draft_name(pack)).write_bytes(mail)
        yield folder


def what_was_made(packs: Sequence[Pack], folder: Path | None, *, drafts: bool) -> list[str]:
    """What was made, where and for whom, a line each; nothing about a child."""
    if folder is None:
        return ["There is nothing to ask the teams, so no error sheets were made."]
    said = [f"Wrote {count(len(packs), 'error sheet')} to {folder}. Nothing was sent."]
    if any(pack.team is None for pack in packs):
        said.append("Please check: the sheet Unassigned lists children without a team.")
    for pack in packs:
        no_mail = " (no e-mail address, so no draft)" if drafts and not pack.addresses else ""
        said.append(f"{pack.name}: {asked_in_words(pack)}{no_mail}")
    return said


def has_addresses(teams: pd.DataFrame) -> bool:
    """Whether the sheet Teams has any e-mail address, so that there can be a draft."""
    return bool(teams["email"].notna().any())
