"""The buttons that make error sheets for teams, and load who is in which team."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
import xlwings as xw

from addin.ribbon.check_buttons import check_again, read_live_workbook, show
from addin.ribbon.dialogs import (
    ask_for_files,
    ask_for_folder,
    ask_for_new_password,
    ask_for_text,
    confirm,
    say,
)
from workbook.excel.obstacles import writing
from workbook.excel.showing import show_anew
from workbook.file.xlsx_files import as_bytes
from workbook.plan.teams_sheet import TEAMS_SHEET, teams_sheet
from workbook.session.next_run import continue_from
from workbook.session.ownership import find_owners
from workbook.teams.pack_files import (
    SENT_TO_TEAMS,
    day_to_reply,
    has_addresses,
    make_error_sheets,
    what_was_made,
    write_packs,
)
from workbook.teams.sent_packs import read_sent_packs, sent_sheet
from workbook.teams.team_lists import read_teams, require_clear
from xl903 import UserError
from xl903.engine.wording import count

_LISTS = "List of teams (*.csv; *.txt),*.csv;*.txt"


@dataclass(frozen=True)
class _Asked:
    """What the person wants. ``password``: None for none. ``everything``: errors that are the analyst's too."""

    reply_by: dt.date
    password: str | None
    everything: bool
    drafts: bool
    folder: Path


def team_sheets(book: xw.Book) -> None:
    """Check the return as it stands and write each team an error sheet, which the workbook remembers."""
    live, before = read_live_workbook(book)
    require_clear(before.teams)
    sent = read_sent_packs(live.grids)
    asked = _ask(book.app, before.teams)
    if asked is None:
        return
    checked = check_again(live, replace(continue_from(before), what=SENT_TO_TEAMS))
    packs, sent = make_error_sheets(
        checked.next_run,
        checked.report,
        checked.session,
        sent,
        reply_by=asked.reply_by,
        everything=asked.everything,
    )
    with (
        writing(live) as undo,
        write_packs(
            packs, asked.folder, checked.session.when, asked.password, drafts=asked.drafts, as_file=as_bytes
        ) as folder,
    ):
        show(live, checked, undo, *([sent_sheet(sent)] if packs else []))
    said = what_was_made(packs, folder, drafts=asked.drafts)
    if packs:
        said.insert(1, "Save this workbook now. Replies can only be loaded into it.")
    say(book.app, "\n".join(said))


def _ask(app: xw.App, teams: pd.DataFrame) -> _Asked | None:
    """Ask what the sheets are to be like; None where the person chooses Cancel anywhere."""
    today = dt.date.today()
    typed = ask_for_text(
        app, "The date to reply by, such as 31/01/2026", f"{day_to_reply(None, today):%d/%m/%Y}"
    )
    if typed is None:
        return None
    reply_by = day_to_reply(typed or None, today)
    password = ask_for_new_password(app, "that opens the error sheets")
    if password is None:
        return None
    everything = confirm(
        app, "Ask the teams also about errors that only you can correct, such as duplicates and formats?"
    )
    drafts = has_addresses(teams) and confirm(
        app, "Write an e-mail draft for each team with an address too? Nothing is sent."
    )
    folder = ask_for_folder(app, "Where to put the error sheets: they get a new folder in this one")
    return None if folder is None else _Asked(reply_by, password or None, everything, drafts, folder)


def load_teams(book: xw.Book) -> None:
    """Let the person choose a list of teams, put it on the sheet Teams and check again."""
    live, before = read_live_workbook(book)
    paths = ask_for_files(book.app, "Who is in which team: a CSV file", _LISTS)
    if not paths:
        return
    if len(paths) > 1:
        raise UserError("Choose one file that lists all teams.")
    rows = read_teams(paths[0])
    require_clear(rows)
    question = f"This file replaces what is on the sheet {TEAMS_SHEET} now. Go on?"
    if len(before.teams) and not confirm(book.app, question):
        return
    checked = check_again(live, continue_from(replace(before, teams=rows)))
    with writing(live) as undo:
        show(live, checked, undo)
        if TEAMS_SHEET in live.sheets:
            show_anew(live, teams_sheet(rows), undo)
    in_error = checked.report.children()["child"]
    without = int(find_owners(checked.next_run.ret, rows)["team"].reindex(in_error).isna().sum())
    said = [f"Loaded {count(rows['team'].nunique(), 'team')} from {paths[0].name}."]
    if without:
        said.append(f"Children with errors and without a team: {without:,}; the sheet Unassigned lists them.")
    say(book.app, "\n".join(said))
