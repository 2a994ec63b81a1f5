"""``xl903 export``: hands in a return, from the workbook it was corrected in or from files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.console import Console

import xl903
from addin import printing
from workbook import read_about, read_last_year, read_tables
from xl903.guess import guess_authority, guess_year
from xl903.readers import read_return
from xl903.returns import Source
from xl903.writers import BEYOND_DFES_LAYOUT, Manifest, new_folder, prepare_xml, write_csv

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_says = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(frozen=True)
class _ToExport:
    """What was read for the export. ``year`` and ``authority`` are None where nothing tells."""

    tables: Mapping[str, pd.DataFrame]
    last_year: Mapping[str, pd.DataFrame]
    year: int | None
    authority: str | None
    source: Source
    messages: tuple[xl903.Message, ...] = ()


def export(
    source: Annotated[
        list[Path], typer.Argument(help="A workbook that xl903 wrote, a folder, an XML file, or CSV files.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", help="Where to put it: each export gets a new folder in this one.")
    ],
    csv: Annotated[bool, typer.Option("--csv", help="Write DfE's CSV files.")] = False,
    xml: Annotated[bool, typer.Option("--xml", help="Write DfE's XML file.")] = False,
    leave_out_ours: Annotated[
        bool,
        typer.Option(
            "--leave-out-ours",
            help="Leave out of the XML what DfE's public layout has no place for: "
            "social worker episodes and deprivation of liberty orders.",
        ),
    ] = False,
) -> None:
    """Write a return as DfE takes it; CSV and XML both if neither is named. Nothing is written over."""
    both = csv == xml
    given = _read(source)
    printing.print_messages(_says, given.messages)
    _say_what_remains(given)
    when = dt.datetime.now()
    # Prepared before anything is written, so that a return that cannot be XML leaves no half of an export.
    prepared = prepare_xml(given.tables, leave_out_ours=leave_out_ours) if xml or both else None
    if prepared is not None:
        printing.print_messages(_says, prepared.messages)
    if csv or both:
        manifest = write_csv(given.tables, new_folder(out, given.year, "csv", when))
        said = prepared.messages if prepared is not None else ()
        printing.print_messages(_says, (message for message in manifest.messages if message not in said))
        _say_what_was_written(manifest)
    if prepared is not None:
        name = f"ssda903-{given.year}.xml" if given.year is not None else "ssda903.xml"
        manifest = prepared.write(new_folder(out, given.year, "xml", when) / name)
        _say_what_was_written(manifest)
        if any(manifest.rows(table) for table in BEYOND_DFES_LAYOUT):
            _says.print("To write the XML without xl903's own elements, give --leave-out-ours.")


def _read(source: list[Path]) -> _ToExport:
    if len(source) == 1 and source[0].suffix.lower() in _WORKBOOKS:
        return _read_workbook(source[0])
    loaded = read_return(source[0] if len(source) == 1 else source)
    return _ToExport(
        loaded.tables,
        {},
        guess_year(loaded.tables, source),
        guess_authority(loaded.tables),
        loaded.source,
        loaded.messages,
    )


def _read_workbook(path: Path) -> _ToExport:
    if not path.exists():
        raise xl903.UserError(f"{path} does not exist; check the path.")
    tables = read_tables(path)
    about = read_about(path)
    if about is None:  # an earlier version wrote it
        return _ToExport(tables, {}, guess_year(tables, [path]), guess_authority(tables), "csv")
    return _ToExport(tables, read_last_year(path), about.year, about.authority, about.source)


def _say_what_remains(given: _ToExport) -> None:
    if given.year is None:
        _says.print(
            "How many errors remain is not known, since the dates do not tell the collection year; "
            "xl903 validate --year counts them."
        )
        return
    ret = xl903.Return(
        given.tables, given.last_year, year=given.year, authority=given.authority, source=given.source
    )
    with _says.status("Checking what is left"):
        report = xl903.validate(ret)
    errors, children = len(report.findings), report.findings["child"].nunique()
    of_year = f"by the rules of {report.rules_year}"
    if errors:
        in_children = f"{children:,} {'child' if children == 1 else 'children'}"
        remain = "1 error remains" if errors == 1 else f"{errors:,} errors remain"
        said = f"Please check: {remain}, in {in_children}, {of_year}"
    else:
        said = f"No error remains {of_year}"
    if skipped := len(report.skipped) + len(report.failed):
        said += f"; {skipped} {'rule' if skipped == 1 else 'rules'} could not run, xl903 validate says why"
    _says.print(f"{said}.")


def _say_what_was_written(manifest: Manifest) -> None:
    rows = sum(part.rows for part in manifest.parts)
    files = len(manifest.files)
    what = f"{files} files" if files > 1 else manifest.files[0].name
    _says.print(
        f"Wrote {what} with {rows:,} rows to {manifest.folder}; manifest.txt there counts them.", markup=False
    )
