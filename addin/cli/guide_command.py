"""``xl903 guide``: the docs as pages in the browser, from the installed package."""

from __future__ import annotations

import webbrowser
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer

from xl903 import UserError


def guide(
    print_path: Annotated[
        bool, typer.Option("--path", help="Only say where the guide is; open nothing.")
    ] = False,
) -> None:
    """Open the guide in your browser. It is on this machine and needs no network."""
    page = shipped_guide()
    typer.echo(str(page))
    if not print_path and not webbrowser.open(page.as_uri()):
        raise UserError(f"No browser could be started. Open this file yourself: {page}")


def shipped_guide() -> Path:
    """The first page of the guide.

    Raises UserError in a checkout, where it is not built.
    """
    page = Path(str(files("addin").joinpath("guide", "index.html")))
    if not page.is_file():
        raise UserError("The guide is not built in a checkout. Read the folder docs, or run: mkdocs build")
    return page
