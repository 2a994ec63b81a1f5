"""The buttons about DfE's portal: its error reports beside ours, and its wording."""

from __future__ import annotations

import xlwings as xw

from addin.ribbon.check_buttons import check_and_show, read_live_workbook
from addin.ribbon.dialogs import ask_for_files, confirm, say
from workbook.excel.showing import come_to
from workbook.plan.portal_sheet import PORTAL_SHEET
from workbook.session.portal_loading import (
    child_ids,
    pasted_reports,
    with_portal_report,
    with_wording,
    wording_in_words,
)
from xl903.portal.dfes_wording import read_wording
from xl903.portal.portal_reports import read_portal_reports
from xl903.portal.table_files import grid_table
from xl903.readers.loaded import join_names
from xl903.s903.schema import nearest_rules_year

_REPORTS = (
    "Portal reports (*.htm; *.html; *.mht; *.mhtml; *.xls; *.xlsx; *.ods; *.csv; *.txt),"
    "*.htm;*.html;*.mht;*.mhtml;*.xls;*.xlsx;*.ods;*.csv;*.txt"
)
_TABLES = _REPORTS.replace("Portal reports", "Tables of codes and messages")


def load_portal_report(book: xw.Book) -> None:
    """Compare the portal's reports with what is found here: those pasted into a sheet, or files to choose."""
    live, before = read_live_workbook(book)
    ids = child_ids(before)
    tables = [grid_table(book.name, name, grid) for name, grid in live.grids.items()]
    portal = pasted_reports(tables, book.name, ids)
    if portal is not None and not confirm(
        book.app, f"Compare with {join_names(portal.sources)}? Choose No to choose files instead."
    ):
        portal = None
    if portal is None:
        paths = ask_for_files(
            book.app, "The portal's error reports: the list, the summary, or both", _REPORTS
        )
        if not paths:
            return
        portal = read_portal_reports(paths, ids)
    check_and_show(live, with_portal_report(before, portal))
    come_to(book, PORTAL_SHEET)


def load_wording(book: xw.Book) -> None:
    """Take DfE's own wording of its checks from a table of codes and messages."""
    live, before = read_live_workbook(book)
    paths = ask_for_files(book.app, "A table of DfE's codes and messages", _TABLES)
    if not paths:
        return
    read = [read_wording(path) for path in paths]
    messages = {code: text for one in reversed(read) for code, text in one.messages.items()}
    check_and_show(live, with_wording(before, messages))
    year = nearest_rules_year(before.memory.ruleset or before.about.year)
    say(
        book.app, "\n".join([wording_in_words(messages, year), *(note for one in read for note in one.notes)])
    )
