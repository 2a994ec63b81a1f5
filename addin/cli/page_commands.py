"""The command ``xl903 page build``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from page.build import policy_of, write_page
from xl903 import UserError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="The web page, for where nothing may be installed: make it.",
)


@app.callback()
def _of_the_page() -> None:
    """The web page, for where nothing may be installed."""


@app.command("build")
def build_command(
    parts: Annotated[
        Path, typer.Option(help="The folder of its parts, as release/fetch_page_parts.py fills it.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where to write it.")] = Path("xl903.html"),
) -> None:
    """Make the page, one HTML file, from its parts."""
    if out.suffix.lower() != ".html":
        raise UserError(f"{out} is not the name of a web page. End it in .html.")
    size, sha256 = write_page(parts, out)
    typer.echo(f"Wrote {out}, {size:,} bytes.")
    typer.echo(f"SHA-256: {sha256}")
    typer.echo(f"Content-Security-Policy: {policy_of(out.read_text(encoding='utf-8'))}")
