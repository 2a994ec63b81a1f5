"""The button that writes reports as files of their own."""

from __future__ import annotations

import xlwings as xw

from addin.ribbon.check_buttons import check_again, read_live_workbook
from addin.ribbon.dialogs import ask_for_files, ask_for_folder, confirm, say
from workbook.file.xlsx_files import as_bytes
from workbook.reports.report_files import make_reports, read_others, write_reports
from workbook.session.next_run import continue_from

_COUNTS = "Counts without any child (*.csv; *.xlsx),*.csv;*.xlsx"


def write_report_files(book: xw.Book) -> None:
    """Write the portal's two reports of the return as it stands.

    If the person likes, anonymous counts too, and where this council's shares differ from other councils'.
    """
    app = book.app
    live, before = read_live_workbook(book)
    anonymous = confirm(app, "Write counts without any child too, which you may give to other councils?")
    named = anonymous and confirm(app, "Name your council in these counts?")
    compared = confirm(app, "Compare your errors with other councils' counts? You need their files.")
    paths = ask_for_files(app, "Other councils' anonymous counts", _COUNTS) if compared else []
    others, said = read_others(paths, before.about.year)
    folder = ask_for_folder(app, "Where to put the reports: they get a new folder in this one")
    if folder is None:
        return
    checked = check_again(live, continue_from(before))
    made, notes = make_reports(checked, anonymous=anonymous, with_authority=named, others=others)
    written = write_reports(made, folder, checked.session.when, as_file=as_bytes, notes=[*said, *notes])
    say(app, "\n".join(written.in_words()))
