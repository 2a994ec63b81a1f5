"""The command line: ``xl903 validate``, ``xl903 rules`` and ``xl903 demo``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

import xl903
from addin.cli import demo_command, printing
from addin.cli.addin_commands import app as addin_app
from addin.cli.check_command import check
from addin.cli.doubts import stop_at_doubts, what_was_not_read
from addin.cli.export_command import export
from addin.cli.packs_command import packs
from addin.cli.replies_command import replies
from addin.cli.report_json import report_as_json
from addin.cli.rules_reference import as_markdown
from addin.cli.synthesise_command import synthesise
from workbook import make_plan, write_workbook
from xl903 import places
from xl903.engine.rule_register import all_rules, rules_in_force
from xl903.s903.guessing import guess_authority, guess_year
from xl903.s903.loading import read
from xl903.s903.schema import COLLECTION_YEARS
from xl903.s903.which_year import require_year
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Check an SSDA903 return by DfE's rules, all year round. Nothing leaves this machine.",
)

_says = Console(stderr=True, highlight=False, soft_wrap=True)
BAD_INPUT = 2
"""Exit status where what was given cannot be used."""


def main() -> None:
    """Run the command line; bad input gives one sentence on standard error and exit status 2."""
    try:
        app()
    except xl903.UserError as error:
        _says.print(str(error), markup=False)
        sys.exit(BAD_INPUT)


@app.command()
def validate(
    this_year: Annotated[list[Path], typer.Argument(help="A folder, an XML file, or CSV files.")],
    last_year: Annotated[
        list[Path] | None, typer.Option(help="Last year's return: a folder, an XML file, or CSV files.")
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="The year the collection ends in: 2026 is April 2025 to March 2026.")
    ] = None,
    authority: Annotated[str | None, typer.Option(help="The council's name or ONS code.")] = None,
    ofsted: Annotated[
        list[Path] | None, typer.Option(help="Ofsted's provider list; may be repeated.")
    ] = None,
    ruleset: Annotated[int | None, typer.Option(help="Judge by the rules of this collection year.")] = None,
    rules: Annotated[str | None, typer.Option(help="Only these rules: 164,218.")] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write a workbook (.xlsx) here.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the report for machines instead.")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Go on where the dates are of another year than the one named.")
    ] = False,
    accept_dates: Annotated[
        bool,
        typer.Option("--accept-dates", help="Write dates of another form in full, as the messages offer."),
    ] = False,
    accept_ids: Annotated[
        bool,
        typer.Option("--accept-ids", help="Write ids as the other files have them, as the messages offer."),
    ] = False,
) -> None:
    """Check a return, say what is wrong, and write the painted workbook."""
    if out is not None and out.suffix.lower() != ".xlsx":
        raise xl903.UserError(f"{out} is no name of an Excel workbook; end it in .xlsx.")
    codes = [code.strip() for code in rules.split(",") if code.strip()] if rules else None
    run_validation(
        this_year,
        last_year,
        year=year,
        authority=authority,
        ofsted=ofsted,
        ruleset=ruleset,
        codes=codes,
        out=out,
        as_json=json,
        anyway=anyway,
        accept_dates=accept_dates,
        accept_ids=accept_ids,
    )
    if out is not None and not json:
        _say_what_to_open(out)


def _say_what_to_open(book: Path) -> None:
    _says.print(f"Wrote {book}. Open it in Excel; the sheet Summary is a good place to begin.")


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
    as_json: bool = False,
    anyway: bool = False,
    accept_dates: bool = False,
    accept_ids: bool = False,
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
            raise xl903.UserError("The collection year cannot be told from the dates; give it: --year 2026.")
        _says.print(f"Taken to be the return of {year - 1}-{year % 100:02d}; --year names another.")
        require_year(year)
    stop_at_doubts(files, year, anyway=anyway)
    if authority is None:
        authority = guess_authority(files.tables)
        if authority is not None:
            name = xl903.find_authority(authority).name
            _says.print(f"Taken to be {name}'s ({authority}); --authority names another.")
        else:
            _says.print("The authority cannot be told from the postcodes; rules that need it are skipped.")
    ret = files.to_return(year=year, authority=authority)
    with printing.progress(_says, quiet=as_json) as step:
        report = xl903.validate(ret, ruleset=ruleset, codes=codes, progress=step)
    if out is not None:
        write_workbook(make_plan(report, files=files.names), out)
    if as_json:
        typer.echo(report_as_json(report))
        return
    printing.print_messages(_says, (*ret.messages, *places.index_messages()))
    printing.print_report(Console(highlight=False), report)
    if not_read := what_was_not_read(files.aside):
        _says.print(not_read, markup=False)


def _one_or_more(paths: list[Path]) -> Path | list[Path]:
    return paths[0] if len(paths) == 1 else paths


@app.command()
def rules(
    code: Annotated[str | None, typer.Argument(help="Explain this rule.")] = None,
    year: Annotated[int | None, typer.Option(help="The rules in force in this collection year.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write the reference, docs/rules.md.")] = False,
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Where --markdown writes.")] = None,
) -> None:
    """List DfE's rules, a line each, or explain one."""
    if year is not None and year not in COLLECTION_YEARS:
        span = f"{COLLECTION_YEARS[0]} to {COLLECTION_YEARS[-1]}"
        raise xl903.UserError(f"No rules are known for collection year {year}; they are for {span}.")
    if markdown:
        target = out or Path("docs", "rules.md")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(as_markdown(all_rules()), encoding="utf-8", newline="\n")
        _says.print(f"Wrote {target}.")
    elif code is not None:
        versions = [rule for rule in all_rules() if rule.code.upper() == code.strip().upper()]
        chosen = [rule for rule in versions if year is None or year in rule.years]
        if not versions:
            raise xl903.UserError(f'There is no rule "{code}"; "xl903 rules" lists the rules there are.')
        if not chosen:
            raise xl903.UserError(
                f"Rule {versions[0].code} is not in force in {year}; see it without --year."
            )
        printing.print_rules_explained(chosen)
    else:
        in_force = rules_in_force(year) if year is not None else all_rules()
        printing.print_rules([rule for rule in in_force if rule.is_dfe])


@app.command("demo")
def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put it.")] = Path("xl903-demo"),
) -> None:
    """Make up a council with errors in its return, check it, and say what to open."""
    with demo_command.all_or_nothing(folder) as made:
        _says.print(f"Making up {demo_command.CHILDREN} children in care ...")
        demo_command.write_demo(made)
        run_validation(
            [made / THIS_YEAR],
            [made / LAST_YEAR],
            year=demo_command.YEAR,
            authority=demo_command.AUTHORITY,
            ofsted=[made / REGISTER],
            out=made / "checked.xlsx",
        )
    _says.print(
        f"What was checked is in {folder}: this year's return, last year's, and a list of providers like "
        "Ofsted's. No child and no provider in them is real."
    )
    _say_what_to_open(folder / "checked.xlsx")


app.add_typer(addin_app, name="addin")
app.command()(check)
app.command()(export)
app.command()(packs)
app.command()(replies)
app.command()(synthesise)


if __name__ == "__main__":
    main()
