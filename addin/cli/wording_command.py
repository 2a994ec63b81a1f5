"""``xl903 wording``: DfE's own wording of its checks, taken from a table of codes and messages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

from addin.cli import printing
from addin.cli.check_command import begin_check_of_file, refuse_an_open_workbook, save_work, who_worked_on
from workbook.file.opened_file import open_file
from workbook.file.uncollected import without_garbage_collection
from workbook.session.next_run import continue_from
from workbook.session.portal_loading import with_wording, wording_in_words
from xl903.portal.dfes_wording import read_wording

_says = printing.for_people()


@without_garbage_collection()
def wording(
    book: Annotated[Path, typer.Argument(help="A workbook that xl903 wrote.")],
    file: Annotated[
        Path, typer.Argument(help="A table of DfE's codes and messages: CSV, .xlsx, .ods or a web page.")
    ],
) -> None:
    """Take DfE's own wording of its checks; notes and the sheet Errors show it beside ours."""
    refuse_an_open_workbook(book)
    when = dt.datetime.now().replace(microsecond=0)
    read = read_wording(file)
    opened = open_file(book)
    checking = begin_check_of_file(continue_from(with_wording(opened.read(), read.messages)))
    checked = checking.finish(when=when, who=who_worked_on(opened))
    save_work(opened, checked, checked.plan())
    _says.print(wording_in_words(read.messages, checked.report.rules_year))
    for note in read.notes:
        _says.print(note)
    _says.print(f"Updated {book}.")
