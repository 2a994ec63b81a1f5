"""The commands ``xl903 addin build``, ``install``, ``remove`` and ``status``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from addin.install.building import ADDIN_NAME, build_addin
from addin.install.diagnosis import diagnose
from addin.install.installing import Machine, install, remove
from xl903 import UserError
from xl903.writers.safe_files import write_whole

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The ribbon tab in Excel: install it, remove it, see how it is.",
)

_ENDING = Path(ADDIN_NAME).suffix
_SIGNS = {"ok": "ok       ", "problem": "PROBLEM  ", "unknown": "?        "}


@app.command("build")
def build_command(
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write it.")] = Path(ADDIN_NAME),
) -> None:
    """Make the add-in from its sources."""
    if out.suffix.lower() != _ENDING:
        raise UserError(f"{out} is not the name of an add-in; end it in {_ENDING}.")
    with write_whole(out, advice="name another file: xl903 addin build -o FILE") as beside:
        beside.write_bytes(build_addin())
    typer.echo(f"Wrote {out}.")


@app.command("install")
def install_command() -> None:
    """Put the tab 903 into Excel, for you alone."""
    for sentence in install(Machine.this()):
        typer.echo(sentence)


@app.command("remove")
def remove_command() -> None:
    """Take the tab 903 out of Excel again."""
    for sentence in remove(Machine.this()):
        typer.echo(sentence)


@app.command("status")
def status_command() -> None:
    """Say whether the tab can work, and if not, why not and what to do."""
    checks = diagnose(Machine.this())
    for check in checks:
        typer.echo(f"{_SIGNS[check.verdict]}{check.what}: {check.said}")
    if any(check.verdict == "problem" for check in checks):
        raise typer.Exit(1)
