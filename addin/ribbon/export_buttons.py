"""The buttons that hand the return in, as DfE's CSV files or XML."""

from __future__ import annotations

import datetime as dt

import xlwings as xw

from addin.ribbon.check_buttons import progress, read_live_workbook
from addin.ribbon.dialogs import ask_for_folder, confirm, say
from workbook.session.exporting import (
    as_it_stands,
    checked,
    hand_in,
    rows_beyond_dfes_layout,
    what_remains,
    what_was_written,
)


def export_csv(book: xw.Book) -> None:
    """Write the return as it stands as DfE's CSV files, into a new folder where the person likes it."""
    _export(book, xml=False)


def export_xml(book: xw.Book) -> None:
    """Write the return as it stands as DfE's XML file, into a new folder where the person likes it."""
    _export(book, xml=True)


def _export(book: xw.Book, *, xml: bool) -> None:
    app = book.app
    _, before = read_live_workbook(book)
    given = as_it_stands(before)
    report = checked(given, before.about.year, progress(app))
    if len(report.findings):
        remains = what_remains(report, says_why="the sheet Checks")
        if not confirm(app, f"Please check: {remains}. Write the return anyway?"):
            return
    ours = rows_beyond_dfes_layout(given.tables) if xml else 0
    leave_out = ours > 0 and confirm(
        app,
        "DfE's public layout has no place for social worker episodes and deprivation of liberty orders, of "
        f"which there are {ours:,} rows. Leave them out? With No they are written in elements of xl903's own.",
    )
    folder = ask_for_folder(app, "Where to put the return: it gets a new folder in this one")
    if folder is None:
        return
    done = hand_in(given, folder, dt.datetime.now(), csv=not xml, xml=xml, leave_out_ours=leave_out)
    said = [what_was_written(manifest) for manifest in done.manifests]
    said += [f"Please check: {message}" for message in done.messages if message.level != "info"]
    say(app, "\n".join(said))
