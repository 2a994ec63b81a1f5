"""The command line, put together: one file per command.

Nothing is imported here that help does not need: pandas and all that comes with it take a second.
"""

from __future__ import annotations

import sys
from typing import Annotated, ClassVar

import typer

from addin.cli.lazy_commands import LazyCommands

BAD_INPUT = 2
"""Exit status where what was given cannot be used."""


class Commands(LazyCommands):
    """The commands, in the order of the list."""

    places: ClassVar[dict[str, str]] = {
        "validate": "addin.cli.validate_command:validate",
        "check": "addin.cli.check_command:check",
        "compare": "addin.cli.compare_command:compare",
        "wording": "addin.cli.wording_command:wording",
        "rules": "addin.cli.rules_command:rules",
        "demo": "addin.cli.demo_command:demo",
        "synthesise": "addin.cli.synthesise_command:synthesise",
        "export": "addin.cli.export_command:export",
        "packs": "addin.cli.packs_command:packs",
        "replies": "addin.cli.replies_command:replies",
        "reports": "addin.cli.reports_command:reports",
        "addin": "addin.cli.addin_commands:app",
    }


app = typer.Typer(cls=Commands, add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

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
    except Exception as error:
        from rich.console import Console

        from xl903 import UserError

        if not isinstance(error, UserError):
            raise
        Console(stderr=True, highlight=False, soft_wrap=True).print(str(error), markup=False)
        sys.exit(BAD_INPUT)


if __name__ == "__main__":
    main()
