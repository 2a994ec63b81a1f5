"""``xl903 validate``: checks a return, says what is wrong, and writes the workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

import xl903
from addin.cli import printing
from addin.cli.report_json import report_as_json
from addin.cli.typed_year import year_option
from addin.cli.year_doubts import stop_at_doubts, what_was_not_read
from workbook import make_plan, write_workbook
from workbook.file.uncollected import without_garbage_collection
from workbook.session.chosen_rules import read_codes
from xl903.engine.rule_files import load_rules
from xl903.loading import read
from xl903.s903.guessing import guess_authority, guess_year
from xl903.s903.which_year import require_year

_says = printing.for_people()


def validate(
    this_year: Annotated[list[Path], typer.Argument(help="A folder, an XML file, or CSV files.")],
    last_year: Annotated[
        list[Path] | None, typer.Option(help="Last year's return: a folder, an XML file, or CSV files.")
    ] = None,
    year: Annotated[
        int | None,
        year_option("The year the collection ends in: 2026 is April 2025 to March 2026."),
    ] = None,
    authority: Annotated[str | None, typer.Option(help="The council's name or ONS code.")] = None,
    ofsted: Annotated[
        list[Path] | None, typer.Option(help="Ofsted's provider list; may be repeated.")
    ] = None,
    ruleset: Annotated[
        int | None,
        year_option("Check by the rules of this collection year."),
    ] = None,
    rules: Annotated[str | None, typer.Option(help="Only these rules: 164,218.")] = None,
    with_rules: Annotated[
        list[Path] | None,
        typer.Option(
            "--with", help="Your own rules too, from a Python file or a folder of them; without -o."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write a workbook (.xlsx) here.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the report for machines instead.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over the workbook of -o, with all corrections in it.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Go on where the dates are of another year than --year.")
    ] = False,
    accept_dates: Annotated[
        bool,
        typer.Option("--accept-dates", help="Write dates of another form in full, as the messages offer."),
    ] = False,
    accept_ids: Annotated[
        bool,
        typer.Option("--accept-ids", help="Write ids as the other files have them, as the messages offer."),
    ] = False,
    accept_codes: Annotated[
        bool,
        typer.Option(
            "--accept-codes", help="Write codes and numbers as DfE takes them, as the messages offer."
        ),
    ] = False,
) -> None:
    """Check a return, say what is wrong, and write the painted workbook."""
    if out is not None and out.suffix.lower() != ".xlsx":
        raise xl903.UserError(f"{out} is not a name for an Excel workbook. Use a name that ends in .xlsx.")
    if out is not None and with_rules:
        raise xl903.UserError(
            "A workbook is checked again without the file of --with, so leave out -o, or install your rules as a "
            "package first; see docs/contributing.md."
        )
    for path in with_rules or ():
        load_rules(path)
    codes = read_codes(rules) or None
    run_validation(
        this_year,
        last_year,
        year=year,
        authority=authority,
        ofsted=ofsted,
        ruleset=ruleset,
        codes=codes,
        out=out,
        replace=replace,
        as_json=json,
        anyway=anyway,
        accept_dates=accept_dates,
        accept_ids=accept_ids,
        accept_codes=accept_codes,
    )
    if out is not None and not json:
        say_what_to_open(out)


def say_what_to_open(book: Path) -> None:
    """Say that a workbook was written, and where to begin in it."""
    _says.print(f"Wrote {book}. Open it in Excel; the sheet Summary is a good place to begin.")


@without_garbage_collection()
def run_validation(
    this_year: list[Path],
    last_year: list[Path] | None,
    *,
    year: int | None,
    authority: str | None,
    ofsted: list[Path] | None = None,
    ruleset: int | None = None,
    codes: list[str] | None = None,
    out: Path | None = None,
    replace: bool = False,
    as_json: bool = False,
    anyway: bool = False,
    accept_dates: bool = False,
    accept_ids: bool = False,
    accept_codes: bool = False,
) -> None:
    """Read, check, write the workbook if one is asked for, and print what was found."""
    for named in (year, ruleset):
        if named is not None:
            require_year(named)
    files = read(
        _one_or_more(this_year), _one_or_more(last_year) if last_year else None, ofsted, must_use_all=True
    )
    if accept_dates or accept_ids:
        files = files.accept(dates=accept_dates, ids=accept_ids, year=year)
    if year is None:
        year = guess_year(files.tables, this_year)
        if year is None:
            raise xl903.UserError(
                "The dates do not show the collection year. Name it, for example: --year 2026."
            )
        _says.print(f"Taken to be the return of {year - 1}-{year % 100:02d}; --year names another.")
        require_year(year)
    stop_at_doubts(files, year, anyway=anyway)
    if accept_codes:  # which depend on the year
        files = files.accept(codes=True, year=year)
    if authority is None:
        authority = guess_authority(files.tables)
        if authority is not None:
            name = xl903.find_authority(authority).name
            _says.print(f"Taken to be {name}'s ({authority}); --authority names another.")
        else:
            _says.print("The postcodes do not show the authority. Rules that need it are skipped.")
    ret = files.to_return(year=year, authority=authority)
    with printing.progress(_says, quiet=as_json) as step:
        report = xl903.validate(ret, ruleset=ruleset, codes=codes, progress=step)
    if out is not None:
        write_workbook(make_plan(report, files=files.names, codes=codes), out, replace=replace)
    if as_json:
        typer.echo(report_as_json(report))
        return
    printing.print_messages(_says, ret.messages)
    printing.print_report(printing.for_results(), report)
    if not_read := what_was_not_read(files.aside):
        _says.print(not_read)


def _one_or_more(paths: list[Path]) -> Path | list[Path]:
    return paths[0] if len(paths) == 1 else paths
