"""The command line, put together: one file per command."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer
from rich.console import Console

import xl903
from addin.cli.addin_commands import app as addin_app
from addin.cli.check_command import check
from addin.cli.compare_command import compare
from addin.cli.demo_command import demo
from addin.cli.export_command import export
from addin.cli.packs_command import packs
from addin.cli.replies_command import replies
from addin.cli.rules_command import rules
from addin.cli.synthesise_command import synthesise
from addin.cli.validate_command import validate
from addin.cli.wording_command import wording

BAD_INPUT = 2
"""Exit status where what was given cannot be used."""

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
app.command()(validate)
app.command()(check)
app.command()(compare)
app.command()(wording)
app.command()(rules)
app.command()(demo)
app.command()(synthesise)
app.command()(export)
app.command()(packs)
app.command()(replies)
app.add_typer(addin_app, name="addin")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"xl903 {version('xl903')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say which version this is."),
    ] = False,
) -> None:
    """Check an SSDA903 return by DfE's rules, all year round. Nothing leaves this machine."""


def main() -> None:
    """Run the command line; bad input gives one sentence on standard error and exit status 2."""
    try:
        app()
    except xl903.UserError as error:
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
        sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
