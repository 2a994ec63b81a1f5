"""The buttons that show what teams filled in, and take what the analyst ticked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import xlwings as xw

from addin.ribbon.check_buttons import check_again, read_live_workbook, show, validate_live
from addin.ribbon.dialogs import ask_for_files, ask_for_password, confirm, say
from workbook.excel.obstacles import writing
from workbook.excel.showing import LiveBook, remember, show_anew
from workbook.plan.replies_sheet import ACCEPT, REPLIES_SHEET, read_ticks, replies_sheet
from workbook.session.next_run import NextRun, continue_from, validate_by_settings
from workbook.teams.passwords import is_protected, unprotect
from workbook.teams.proposals import proposals, read_reply
from workbook.teams.reply_trial import try_replies
from workbook.teams.sent_packs import SentPacks, read_sent_packs, sent_sheet
from workbook.teams.ticked_replies import choose_ticked, explain_refused, how_many, taken, taken_in_words
from xl903 import Report, UserError
from xl903.readers.given_files import bytes_of

_PACKS = "Error sheets (*.xlsx),*.xlsx"


def load_replies(book: xw.Book) -> None:
    """Let the person choose error sheets that teams filled in, and list what they propose."""
    live, before = read_live_workbook(book)
    sent = read_sent_packs(live.grids)
    if not sent.packs:
        raise UserError(
            "No error sheets were made from this workbook. Open the workbook that the error"
            " sheets were made from."
        )
    if not _ticks(live).empty and not confirm(
        book.app, f"Some replies on the sheet {REPLIES_SHEET} are ticked but not used. Remove these ticks?"
    ):
        return
    paths = ask_for_files(book.app, "Error sheets that teams filled in", _PACKS)
    came = _read(book.app, paths) if paths else None
    if came is None:
        return
    if came.empty:
        raise UserError("The replies hold no values and no comments. Nothing was changed.")
    next_run = continue_from(before)
    report = validate_live(next_run, live)
    sent = replace(sent, replies=came)
    proposed = _proposed(live, next_run, report, sent)
    with writing(live) as undo:
        remember(live, sent_sheet(sent), undo)
        show_anew(live, replies_sheet(proposed), undo)
    say(
        book.app,
        f'{how_many(proposed)}\nType yes into "{ACCEPT}" next to each reply to use, then click Take ticked '
        "replies. Nothing was changed.",
    )


def take_replies(book: xw.Book) -> None:
    """Put the ticked replies into their cells, check again, and list what is left of them."""
    live, before = read_live_workbook(book)
    ticks = _ticks(live)
    if ticks.empty:
        raise UserError(
            f'No reply is ticked. Load replies, then type yes into "{ACCEPT}" on the sheet {REPLIES_SHEET} '
            "next to each reply to use."
        )
    sent = read_sent_packs(live.grids)
    next_run = continue_from(before)
    proposed = proposals(next_run, sent, sent.replies)
    chosen, not_taken = choose_ticked(proposed, ticks), explain_refused(proposed, ticks)
    if chosen.empty:
        raise UserError(f"{not_taken} Nothing was changed; load the replies again to see how they are now.")
    checked = check_again(live, taken(next_run, chosen))
    still = _proposed(live, checked.next_run, checked.report, sent)
    with writing(live) as undo:
        show(live, checked, undo)
        show_anew(live, replies_sheet(still), undo)
    said = [taken_in_words(len(chosen), checked.session.run), not_taken]
    say(book.app, "\n".join(line for line in said if line))


def _ticks(live: LiveBook) -> pd.DataFrame:
    return read_ticks(live.grids.get(REPLIES_SHEET, ()))


def _read(app: xw.App, paths: Sequence[Path]) -> pd.DataFrame | None:
    """What was filled in; None for Cancel. A password is asked for where the last one does not open a file."""
    found = []
    password = ""
    for path in paths:
        data = bytes_of(path)
        if password and is_protected(data):
            with suppress(UserError):
                data = unprotect(data, password, path.name)
        if is_protected(data):
            password = ask_for_password(app, path.name) or ""
            if not password:
                return None
            data = unprotect(data, password, path.name)
        found.append(read_reply(data, path.name))
    return pd.concat(found, ignore_index=True)


def _proposed(live: LiveBook, next_run: NextRun, report: Report, sent: SentPacks) -> pd.DataFrame:
    """What the replies that were loaded propose, and what each would clear and break."""
    proposed = proposals(next_run, sent, sent.replies)
    live.app.status_bar = "Trying the replies against the rules…"
    return try_replies(next_run, report, proposed, partial(validate_by_settings, next_run.found))
