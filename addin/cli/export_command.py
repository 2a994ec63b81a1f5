"""``xl903 export``: hands in a return, from the workbook it was corrected in or from files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

import xl903
from addin.cli import printing
from workbook import read_return_id_of, read_tables
from workbook.file.xlsx_files import read_found_workbook
from workbook.session.exporting import (
    ToExport,
    as_it_stands,
    checked,
    hand_in,
    rows_beyond_dfes_layout,
    what_remains,
    what_was_written,
)
from xl903.readers import read_return
from xl903.s903.guessing import guess_authority, guess_year

_WORKBOOKS = frozenset({".xlsx", ".xlsm"})
_says = printing.for_people()


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
    done = hand_in(
        given, out, dt.datetime.now(), csv=csv or both, xml=xml or both, leave_out_ours=leave_out_ours
    )
    printing.print_messages(_says, done.messages)
    for manifest in done.manifests:
        _says.print(what_was_written(manifest))
    if (xml or both) and not leave_out_ours and rows_beyond_dfes_layout(given.tables):
        _says.print("To write the XML without xl903's own elements, give --leave-out-ours.")


def _read(source: list[Path]) -> ToExport:
    if len(source) == 1 and source[0].suffix.lower() in _WORKBOOKS:
        return _read_workbook(source[0])
    loaded = read_return(source[0] if len(source) == 1 else source)
    if loaded.unusable:
        raise xl903.UserError(next(iter(loaded.unusable.values())))
    return ToExport(
        loaded.tables,
        {},
        guess_year(loaded.tables, source),
        guess_authority(loaded.tables),
        loaded.source,
        messages=loaded.messages,
    )


def _read_workbook(path: Path) -> ToExport:
    if not path.exists():
        raise xl903.UserError(f"{path} does not exist; check the path.")
    if read_return_id_of(path) is None:  # a workbook of other origin with the sheets of a return
        tables = read_tables(path)
        return ToExport(tables, {}, guess_year(tables, [path]), guess_authority(tables), "csv")
    return as_it_stands(read_found_workbook(path))


def _say_what_remains(given: ToExport) -> None:
    if given.year is None:
        _says.print(
            "How many errors remain is not known, because the dates do not show the "
            "collection year. xl903 validate --year counts them."
        )
        return
    with _says.status("Checking what is left"):
        report = checked(given, given.year)
    said = what_remains(report, says_why="xl903 validate")
    _says.print(f"Please check: {said}." if len(report.findings) else f"{said}.")
