"""``xl903 dev``: what people need who change xl903 itself."""

from __future__ import annotations

from typing import Annotated

import typer

from addin.cli.new_year import FIRST_STEPS, steps_for
from xl903 import UserError
from xl903.engine.wording import count
from xl903.s903.schema import COLLECTION_YEARS

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="For people who change xl903 itself: the yearly work as a checklist.",
)


@app.callback()
def _group() -> None:
    """Keep the commands a group, however few there are."""


@app.command("new-year")
def new_year_command(
    year: Annotated[int, typer.Argument(help="The new collection year, such as 2028.")],
) -> None:
    """List what a new collection year needs, and say of each step whether it is done."""
    if year < COLLECTION_YEARS[0] or year > COLLECTION_YEARS[-1] + 1:
        raise UserError(f"{year} is not the next collection year. Enter {COLLECTION_YEARS[-1] + 1}.")
    steps = steps_for(year)
    typer.echo(FIRST_STEPS.format(year=year, before=year - 1))
    for step in steps:
        typer.echo(f"[{step.sign}] {step.what}")
        typer.echo(f"    {step.where}")
    left = sum(step.done is False for step in steps)
    typer.echo(
        f"{count(left, 'step')} of {len(steps)} left. docs/new-year.md explains each."
        if left
        else "Every step that can be looked up is done. Those with a question mark are for you to look at."
    )
    if left:
        raise typer.Exit(1)
