"""``xl903 reports``: reports of a workbook as small workbooks and CSV files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import xl903
from addin.cli.check_command import begin_check_of_file, who_worked_on
from workbook.file.opened_file import open_file
from workbook.file.uncollected import without_garbage_collection
from workbook.file.xlsx_files import as_bytes
from workbook.reports.report_files import make_reports, read_others, write_reports
from workbook.session.next_run import continue_from

_says = Console(stderr=True, highlight=False, soft_wrap=True)


@without_garbage_collection()
def reports(
    book: Annotated[Path, typer.Argument(help="A workbook that xl903 wrote. It stays as it is.")],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Where to put them: a new folder in this one, each time.")
    ],
    anonymous: Annotated[
        bool,
        typer.Option(
            "--anonymous", help="Also write counts without any child or small number, to give to others."
        ),
    ] = False,
    with_authority: Annotated[
        bool, typer.Option("--with-authority", help="With --anonymous: say whose counts they are.")
    ] = False,
    others: Annotated[
        list[Path] | None,
        typer.Option(help="Another council's anonymous counts, to compare shares with; may be repeated."),
    ] = None,
) -> None:
    """Write DfE's portal's two reports of a workbook as files: check failures, and children in error.

    The workbook is checked as it stands and not changed.
    """
    when = dt.datetime.now().replace(microsecond=0)
    if not book.exists():
        raise xl903.UserError(f"{book} does not exist; check the path.")
    if with_authority and not anonymous:
        raise xl903.UserError(
            "--with-authority needs --anonymous, the counts that it names the authority in."
        )
    file = open_file(book)
    found = file.read()
    theirs, notes = read_others(others or [], found.about.year)
    checked = begin_check_of_file(continue_from(found)).finish(when=when, who=who_worked_on(file))
    made, more = make_reports(checked, anonymous=anonymous, with_authority=with_authority, others=theirs)
    written = write_reports(made, out, when, as_file=as_bytes, notes=[*notes, *more])
    for line in written.in_words():
        _says.print(line, markup=False)
