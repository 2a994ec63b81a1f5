"""``xl903 compare``: DfE's own error reports beside what was found here."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

import xl903
from addin.cli import printing
from addin.cli.check_command import begin_check_of_file, refuse_an_open_workbook, save_work, who_worked_on
from workbook.file.opened_file import open_file
from workbook.file.uncollected import without_garbage_collection
from workbook.plan.portal_children_sheet import PORTAL_CHILDREN_SHEET
from workbook.plan.portal_sheet import PORTAL_SHEET, compared_in_words
from workbook.session.found_workbook import FoundWorkbook
from workbook.session.next_run import continue_from
from workbook.session.planning import compare_session_with_portal
from workbook.session.portal_loading import child_ids, pasted_reports, with_portal_report
from xl903.portal.comparing import NEITHER, PortalComparison
from xl903.portal.portal_reports import PortalReport, read_portal_reports
from xl903.portal.table_files import read_tables

_says = printing.for_people()
_MOST_CODES = 15


@without_garbage_collection()
def compare(
    book: Annotated[Path, typer.Argument(help="A workbook that xl903 wrote.")],
    reports: Annotated[
        list[Path] | None,
        typer.Argument(
            help="The portal's list of child records in error, its summary of failures, or both: web page, "
            "workbook or CSV. Left out, a sheet of the workbook that one was pasted into."
        ),
    ] = None,
    who: Annotated[
        str | None, typer.Option(help="Who worked on the workbook. Without it, who last saved it.")
    ] = None,
) -> None:
    """Compare DfE's own error reports with what is found here; the sheet Portal shows it."""
    refuse_an_open_workbook(book)
    when = dt.datetime.now().replace(microsecond=0)
    file = open_file(book)
    found = file.read()
    portal = _portal_report(found, book, reports)
    checking = begin_check_of_file(continue_from(with_portal_report(found, portal)))
    checked = checking.finish(when=when, who=who or who_worked_on(file))
    save_work(file, checked, checked.plan())
    compared = compare_session_with_portal(checked.report, checked.session)
    if compared is not None:
        _print(printing.for_results(), compared)
        for note in compared.notes:
            _says.print(note)
        shown = PORTAL_SHEET if compared.pairs is None else f"{PORTAL_SHEET} and {PORTAL_CHILDREN_SHEET}"
        _says.print(f"Updated {book}. See {shown}.")


def _portal_report(found: FoundWorkbook, book: Path, reports: list[Path] | None) -> PortalReport:
    ids = child_ids(found)
    if reports:
        return read_portal_reports(reports, ids)
    pasted = pasted_reports(read_tables(book), book.name, ids)
    if pasted is None:
        raise xl903.UserError(
            f"No sheet of {book.name} holds a report of the portal; name its file: xl903 compare BOOK.xlsx REPORT."
        )
    return pasted


def _print(console: Console, compared: PortalComparison) -> None:
    console.print(compared_in_words(compared))
    codes = compared.codes
    if compared.pairs is None:
        differing = codes[codes["fits"] == NEITHER]
        table = Table("Code", "Portal", "Children here", "Errors here", "Likely reason", box=None)
        columns = ["code", "count", "children", "errors", "reason"]
    else:
        differing = codes[(codes["only_there"] > 0) | (codes["only_here"] > 0)]
        table = Table("Code", "Both", "Only there", "Only here", "Likely reason", box=None)
        columns = ["code", "both", "only_there", "only_here", "reason"]
    for row in differing[columns].head(_MOST_CODES).itertuples(index=False, name=None):
        table.add_row(*(str(cell) for cell in row))
    if len(differing):
        console.print(table)
    if len(differing) > _MOST_CODES:
        console.print(f"and {len(differing) - _MOST_CODES:,} more codes.")
