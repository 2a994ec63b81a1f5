"""The commands ``xl903 addin build``, ``install``, ``remove``, ``status`` and ``selftest``."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from addin.install.building import ADDIN_NAME, build_addin
from addin.install.diagnosis import diagnose
from addin.install.installing import Machine, install, remove
from addin.install.shortcuts import put_shortcuts, remove_shortcuts
from addin.server.running_server import stop_server
from xl903 import UserError
from xl903.writers.safe_files import write_whole

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The ribbon tab in Excel: install it, remove it, check it.",
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
def install_command(
    sign_in: Annotated[
        bool | None,
        typer.Option(
            "--sign-in/--no-sign-in", help="Windows: start xl903 whenever you sign in, or no longer."
        ),
    ] = None,
    routes: Annotated[
        str | None,
        typer.Option(help='Windows: how a click may reach Python, in order, such as "server start python".'),
    ] = None,
) -> None:
    """Put the tab 903 into Excel, for you alone."""
    machine = Machine.this()
    for sentence in (*install(machine, routes), *put_shortcuts(machine, sign_in=sign_in)):
        typer.echo(sentence)


@app.command("remove")
def remove_command() -> None:
    """Take the tab 903 out of Excel again."""
    machine = Machine.this()
    gone = remove_shortcuts(machine)
    if machine.system == "win32" and (ended := stop_server()):
        gone.append(ended)
    for sentence in (*remove(machine), *gone):
        typer.echo(sentence)


@app.command("status")
def status_command() -> None:
    """Say whether the tab can work, and if not, why not and what to do."""
    checks = diagnose(Machine.this())
    for check in checks:
        typer.echo(f"{_SIGNS[check.verdict]}{check.what}: {check.said}")
    if any(check.verdict == "problem" for check in checks):
        raise typer.Exit(1)


@app.command("selftest")
def selftest_command(
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder for the report.")] = Path(),
    simulated: Annotated[
        bool, typer.Option("--simulated", help="Without Excel, in a simulated one.")
    ] = False,
) -> None:
    """Try a morning's work on a made-up council in Excel, by each way of a click, and write a report to send to us.

    Excel opens a window of its own; leave it alone for a minute or two. No workbook of yours is touched.
    """
    # not at the top: every other command would wait for them
    from addin.selftest.desk import real_desk, simulated_desk  # noqa: PLC0415
    from addin.selftest.morning import mornings, work_through  # noqa: PLC0415
    from addin.selftest.outcome import JSON, MARKDOWN, as_json, as_markdown  # noqa: PLC0415

    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder,
        simulated_desk() if simulated else real_desk() as desk,
    ):
        outcome = work_through(mornings(desk, Path(folder)), lambda name: typer.echo(f"{name}…"))
    out.mkdir(parents=True, exist_ok=True)
    for name, text in ((MARKDOWN, as_markdown(outcome)), (JSON, as_json(outcome))):
        with write_whole(out / name, advice="name another folder: xl903 addin selftest -o FOLDER") as beside:
            beside.write_text(text, encoding="utf-8")
    typer.echo(f"{outcome.summary} The report is in {out / MARKDOWN} and {out / JSON}.")
    if not outcome.passed:
        raise typer.Exit(1)
