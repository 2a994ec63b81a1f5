"""``xl903 serve``: starts or ends the process that makes the buttons in Excel answer at once."""

from __future__ import annotations

import subprocess
from typing import Annotated

import typer

from addin.install.installing import Machine
from addin.server.running_server import find_server, stop_server
from xl903 import UserError


def serve(
    stop: Annotated[bool, typer.Option("--stop", help="End it, once the click it works on is done.")] = False,
) -> None:
    """Start what makes the buttons in Excel answer at once; it ends by itself after a day without Excel."""
    machine = Machine.this()
    if machine.system != "win32":
        raise UserError("xl903 serve is for Excel on Windows. Here, a button starts Python by itself.")
    if stop:
        typer.echo(stop_server() or "xl903 is not running.")
        return
    if (running := find_server()) is not None:
        typer.echo(f"xl903 has been running since {running.since}.")
        return
    program = machine.python_without_window
    if not program.exists():
        raise UserError(f"{program} is missing. Install Python again, then run xl903 addin install.")
    nowhere = subprocess.DEVNULL  # it outlives the window, or pipe, that this command writes to
    subprocess.Popen(  # noqa: S603  our own Python
        [program, "-E", "-P", "-m", "addin.server"], stdin=nowhere, stdout=nowhere, stderr=nowhere
    )
    typer.echo("xl903 is starting. In a few seconds the buttons of the tab 903 answer at once.")
