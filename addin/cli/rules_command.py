"""``xl903 rules``: lists the rules, explains one, tests them, and writes the pages made from them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

import xl903
from addin.cli import printing
from addin.cli.rules_reference import LOCAL_GROUP, as_markdown
from addin.cli.typed_year import year_option
from addin.cli.words_reference import words_as_markdown
from xl903.engine.rule_files import load_rules
from xl903.engine.wording import count
from xl903.s903.registered_rules import all_rules, rules_in_force
from xl903.s903.schema import COLLECTION_YEARS
from xl903.testing import run_cases
from xl903.writers.safe_files import write_whole

_says = printing.for_people()
_MADE_BY = "Made by `xl903 rules --"
_RULES_PAGE, _WORDS_PAGE = Path("docs", "rules.md"), Path("docs", "words-of-the-engine.md")


def rules(
    code: Annotated[str | None, typer.Argument(help="Explain this rule.")] = None,
    year: Annotated[
        int | None,
        year_option("The rules in force in this collection year."),
    ] = None,
    all_years: Annotated[
        bool, typer.Option("--all-years", help="With a code: its versions of other years too.")
    ] = False,
    test: Annotated[
        Path | None, typer.Option(help="Test rules by the YAML cases of this file or folder.")
    ] = None,
    with_rules: Annotated[
        list[Path] | None,
        typer.Option("--with", help="Your own rules too, from a Python file or a folder of them."),
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Write the reference, docs/rules.md.")] = False,
    words: Annotated[
        bool, typer.Option("--words", help="Write what a rule may say, docs/words-of-the-engine.md.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", help="Where --markdown or --words writes.")
    ] = None,
) -> None:
    """List DfE's rules and your own, a line each, or explain one; with --test, run their cases."""
    for path in with_rules or ():
        load_rules(path)
    if year is not None and year not in COLLECTION_YEARS:
        span = f"{COLLECTION_YEARS[0]} to {COLLECTION_YEARS[-1]}"
        raise xl903.UserError(f"No rules are known for collection year {year}; they are for {span}.")
    if test is not None:
        _test(test)
    elif markdown or words:
        if markdown:
            _write(out or _RULES_PAGE, as_markdown(all_rules()))
        if words:
            _write(out or _WORDS_PAGE, words_as_markdown())
    elif code is not None:
        _explain(code, year, all_years=all_years)
    else:
        in_force = rules_in_force(year) if year is not None else all_rules()
        printing.print_rules([rule for rule in in_force if rule.is_dfe or rule.group == LOCAL_GROUP])


def _test(path: Path) -> None:
    """Run cases and print what is not as they expect. Raises UserError where something is not."""
    tested = run_cases(path)
    for failure in tested.failures:
        typer.echo(str(failure))
    for remark in tested.remarks:
        _says.print(f"Please check: {remark}")
    if tested.failures:
        raise xl903.UserError(f"{len(tested.failures):,} of {count(tested.cases, 'case')} failed.")
    _says.print(f"{count(tested.cases, 'case')} passed.")


def _write(page: Path, text: str) -> None:
    if page.exists() and _MADE_BY not in page.read_text(encoding="utf-8", errors="replace"):
        raise xl903.UserError(f"{page} already exists and is another file; name another with -o.")
    page.parent.mkdir(parents=True, exist_ok=True)
    with write_whole(page) as beside:
        beside.write_text(text, encoding="utf-8", newline="\n")
    _says.print(f"Wrote {page}.")


def _explain(code: str, year: int | None, *, all_years: bool) -> None:
    versions = [rule for rule in all_rules() if rule.code.upper() == code.strip().upper()]
    if not versions:
        raise xl903.UserError(f'There is no rule "{code}". "xl903 rules" lists all rules.')
    in_force = [rule for rule in versions if (year or _year_being_collected()) in rule.years]
    if year is not None and not in_force:
        raise xl903.UserError(f"Rule {versions[0].code} is not in force in {year}. See it without --year.")
    first = (in_force or versions[-1:])[0]
    others = [rule for rule in versions if rule is not first]
    printing.print_rules_explained([first, *others] if all_years else [first])
    if others and not all_years:
        years = ", ".join(str(rule.years) for rule in others)
        typer.echo(f"  It has other words or another logic in {years}. See them with --all-years.")


def _year_being_collected() -> int:
    """The collection year that today is in, or the nearest with rules."""
    today = dt.date.today()
    year = today.year + (today >= dt.date(today.year, 4, 1))
    return min(max(year, COLLECTION_YEARS[0]), COLLECTION_YEARS[-1])
