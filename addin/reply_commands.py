"""The buttons that show what teams filled in, and take what the analyst ticked."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import pandas as pd
import xlwings as xw

from addin.check_commands import check_again, judged, read_workbook, show
from addin.dialogs import ask_for_files, ask_for_password, confirm, say
from addin.error_sheets import bytes_of
from workbook.check import Next, as_left, by_its_rules
from workbook.excel import LiveBook, all_or_nothing, show_anew
from workbook.excel_calls import Maker
from workbook.live_memory import write_memory
from workbook.protection import is_protected, unprotected
from workbook.replies import proposals, read_reply
from workbook.reply_list import (
    ACCEPT,
    REPLIES_SHEET,
    accepted,
    how_many,
    refused,
    replies_sheet,
    taken,
    ticked,
)
from workbook.reply_trial import tried
from workbook.sent import Sent, sent_from, sent_sheet
from xl903 import Report, UserError

_PACKS = "Error sheets (*.xlsx),*.xlsx"


def load_replies(book: xw.Book) -> None:
    """Let the person choose error sheets that teams filled in, and list what they propose."""
    live, before = read_workbook(book)
    sent = sent_from(live.grids)
    if not sent.packs:
        raise UserError(
            "No error sheet was made from this workbook, and replies are loaded into the one they were made "
            "from; open that one."
        )
    if not _ticks(live).empty and not confirm(
        book.app, f"Replies are ticked on the sheet {REPLIES_SHEET} and not taken yet. Drop these ticks?"
    ):
        return
    paths = ask_for_files(book.app, "Error sheets that teams filled in", _PACKS)
    came = _read(book.app, paths) if paths else None
    if came is None:
        return
    if came.empty:
        raise UserError("Nothing was filled in, neither a value nor a comment; nothing was changed.")
    left = as_left(before)
    report = judged(left, live)
    sent = replace(sent, replies=came)
    proposed = _proposed(live, left, report, sent)
    with all_or_nothing(book.app) as undo:
        write_memory(Maker(book), sent_sheet(sent), live, undo)
        show_anew(live, replies_sheet(proposed), undo)
    say(
        book.app,
        f'{how_many(proposed)}\nType yes into "{ACCEPT}" beside each reply to take, then click Take ticked '
        "replies. Nothing was changed yet.",
    )


def take_replies(book: xw.Book) -> None:
    """Put the ticked replies into their cells, check again, and list what is left of them."""
    live, before = read_workbook(book)
    ticks = _ticks(live)
    if ticks.empty:
        raise UserError(
            f'No reply is ticked: load replies, then type yes into "{ACCEPT}" on the sheet {REPLIES_SHEET} '
            "beside each one to take."
        )
    sent = sent_from(live.grids)
    left = as_left(before)
    proposed = proposals(before.memory.loaded, left.tables, sent, sent.replies)
    chosen, not_taken = accepted(proposed, ticks), refused(proposed, ticks)
    if chosen.empty:
        raise UserError(f"{not_taken} Nothing was changed; load the replies again to see how they are now.")
    checked = check_again(live, taken(left, chosen))
    still = _proposed(live, checked.left, checked.report, sent)
    with all_or_nothing(book.app) as undo:
        show(live, checked, undo)
        show_anew(live, replies_sheet(still), undo)
    run = checked.work.run
    said = [
        f"Took {len(chosen):,} {'reply' if len(chosen) == 1 else 'replies'}; Changes has them, and can put them "
        f"back. Since the last run: {len(run.fixed):,} fixed, {len(run.new):,} new.",
        not_taken,
    ]
    say(book.app, "\n".join(line for line in said if line))


def _ticks(live: LiveBook) -> pd.DataFrame:
    return ticked(live.grids.get(REPLIES_SHEET, ()))


def _read(app: xw.App, paths: Sequence[Path]) -> pd.DataFrame | None:
    """What was filled in; None for Cancel. A password is asked for where the last one does not open a file."""
    found = []
    password = ""
    for path in paths:
        data = bytes_of(path)
        if password and is_protected(data):
            with suppress(UserError):
                data = unprotected(data, password, path.name)
        if is_protected(data):
            password = ask_for_password(app, path.name) or ""
            if not password:
                return None
            data = unprotected(data, password, path.name)
        found.append(read_reply(data, path.name))
    return pd.concat(found, ignore_index=True)


def _proposed(live: LiveBook, left: Next, report: Report, sent: Sent) -> pd.DataFrame:
    """What the replies that were loaded propose, and what each would clear and break."""
    proposed = proposals(left.seen.memory.loaded, left.tables, sent, sent.replies)
    live.book.app.status_bar = "Trying the replies against the rules…"
    return tried(left, report, proposed, partial(by_its_rules, left.seen))
