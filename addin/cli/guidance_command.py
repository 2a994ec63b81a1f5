"""``xl903 guidance``: guidance on recording as pages for an intranet, the council's own errors first."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from addin.cli.recording_pages import INDEX, as_html, as_markdown
from addin.cli.recording_topics import guidance_for
from addin.cli.typed_year import year_option
from workbook import read_return_id_of
from workbook.file.xlsx_files import values_of
from workbook.plan.cell_values import from_sheet
from workbook.plan.errors_sheet import ERRORS_SHEET
from workbook.plan.grids import records
from xl903 import UserError
from xl903.engine.wording import count
from xl903.s903.schema import COLLECTION_YEARS
from xl903.writers.folders import whole_or_not_at_all
from xl903.writers.safe_files import write_whole

_says = Console(stderr=True, highlight=False, soft_wrap=True)
_PAGE = Path("docs", "recording.md")


def guidance(
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="A new or empty folder to write the pages to.")
    ] = None,
    book: Annotated[
        Path | None,
        typer.Option(
            "--from", help="A workbook that xl903 checked: its errors decide the order of the pages."
        ),
    ] = None,
    year: Annotated[
        int | None,
        year_option("The collection year; without it the workbook's, or the latest."),
    ] = None,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Write the page of the documentation, docs/recording.md.")
    ] = False,
) -> None:
    """Write guidance on how to record what goes wrong most, one page a topic, for Word or an intranet."""
    if markdown:
        with write_whole(out or _PAGE) as beside:
            beside.write_text(as_markdown(), encoding="utf-8", newline="\n")
        _says.print(f"Wrote {out or _PAGE}.", markup=False)
        return
    if out is None:
        raise UserError("Name a folder for the pages: xl903 guidance -o FOLDER.")
    errors = about = None
    if book is not None:
        errors, about = _errors_in(book), read_return_id_of(book)
    chosen = year or (about.year if about is not None else COLLECTION_YEARS[-1])
    if chosen not in COLLECTION_YEARS:
        span = f"{COLLECTION_YEARS[0]} to {COLLECTION_YEARS[-1]}"
        raise UserError(f"There are no rules for collection year {chosen}. Choose a year from {span}.")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UserError(f"{out} is not an empty folder. Name a new folder: xl903 guidance -o FOLDER.")
    pages = as_html(guidance_for(chosen, errors), chosen)
    with whole_or_not_at_all(out) as made:
        for name, text in pages.items():
            (made / name).write_text(text, encoding="utf-8", newline="\n")
    _says.print(f"Wrote {count(len(pages), 'page')} to {out}. Open {out / INDEX} first.", markup=False)


def _errors_in(book: Path) -> Counter[str]:
    """How many errors of each code the sheet Errors of a checked workbook lists."""
    grid = values_of(book).get(ERRORS_SHEET)
    if not grid:
        raise UserError(f"{book.name} has no sheet {ERRORS_SHEET}. Name a workbook that xl903 has checked.")
    codes = [from_sheet(row["Code"]) for row in records(grid, ["Code"])]
    return Counter(code for code in codes if code)
