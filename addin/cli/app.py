"""The command line, put together: one file per command.

Nothing is imported here that help does not need: pandas and all that comes with it take a second.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress
from typing import Annotated, Any, ClassVar

import typer

from addin.cli.lazy_commands import LazyCommands

STOPPED = 130
"""Exit status where the person stopped a command, as shells have it."""

_SAID_WHEN_STOPPED = "Stopped. No file was left half written."


class Commands(LazyCommands):
    """The commands, in the order of the list."""

    places: ClassVar[dict[str, str]] = {
        "validate": "addin.cli.validate_command:validate",
        "check": "addin.cli.check_command:check",
        "compare": "addin.cli.compare_command:compare",
        "wording": "addin.cli.wording_command:wording",
        "rules": "addin.cli.rules_command:rules",
        "guidance": "addin.cli.guidance_command:guidance",
        "demo": "addin.cli.demo_command:demo",
        "synthesise": "addin.cli.synthesise_command:synthesise",
        "export": "addin.cli.export_command:export",
        "packs": "addin.cli.packs_command:packs",
        "replies": "addin.cli.replies_command:replies",
        "reports": "addin.cli.reports_command:reports",
        "page": "addin.cli.page_commands:app",
        "serve": "addin.cli.serve_command:serve",
        "addin": "addin.cli.addin_commands:app",
        "guide": "addin.cli.guide_command:guide",
        "purge": "addin.cli.purge_command:purge",
        "dev": "addin.cli.dev_commands:app",
    }

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for, then say what there is to say of the postcodes that it looked up."""
        result = super().invoke(ctx)
        if "xl903.places.postcodes" in sys.modules:  # help and the like do without
            from addin.cli import printing
            from xl903.places import index_messages

            printing.print_messages(printing.for_people(), index_messages())
        return result


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
    """Run the command line.

    Bad input, and a path that cannot be used, give one sentence on standard error and exit status 2; anything
    unforeseen a sentence that names the log, and status 1. Nothing ends in a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may lack the letters of a name
    try:
        app()
    except KeyboardInterrupt:
        _stop(_SAID_WHEN_STOPPED, STOPPED)
    except SystemExit as ended:
        if ended.code == STOPPED:  # what became of Ctrl-C within a command
            _stop(_SAID_WHEN_STOPPED, STOPPED)
        raise
    except BrokenPipeError:
        _stop_quietly()
    except Exception as error:
        from addin.cli.failures import explain_failure

        sentence, status = explain_failure(error)
        _stop(sentence, status)


def _stop(sentence: str, status: int) -> None:
    with suppress(OSError):
        print(sentence, file=sys.stderr)
    sys.exit(status)


def _stop_quietly() -> None:
    """End where whoever read the output has gone, without Python's own complaint at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(STOPPED)


if __name__ == "__main__":
    main()
