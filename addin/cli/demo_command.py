"""``xl903 demo``: a made-up council to try xl903 with. No child in it is real."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from addin.cli import printing
from addin.cli.validate_command import run_validation, say_what_to_open
from xl903 import UserError
from xl903.synthetic import make_council
from xl903.synthetic.faults import TYPICAL, plant_asked_for
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR
from xl903.writers.folders import whole_or_not_at_all

YEAR = 2026
AUTHORITY = "E08000003"
CHILDREN = 300
SEED = 1

_says = printing.for_people()


def demo(
    folder: Annotated[Path, typer.Argument(help="Where to put it.")] = Path("xl903-demo"),
) -> None:
    """Make up a council with errors in its return, check it, and say what to open."""
    with all_or_nothing(folder) as made:
        _says.print(f"Making up {CHILDREN} children in care ...")
        write_demo(made)
        run_validation(
            [made / THIS_YEAR],
            [made / LAST_YEAR],
            year=YEAR,
            authority=AUTHORITY,
            ofsted=[made / REGISTER],
            out=made / "checked.xlsx",
        )
    _says.print(
        f"What was checked is in {folder}: this year's return, last year's, and a list of providers like "
        "Ofsted's. No child and no provider in them is real."
    )
    say_what_to_open(folder / "checked.xlsx")


def write_demo(folder: Path) -> None:
    """Write this year's return, last year's, and the provider list, as ``xl903.synthetic.writing`` names them.

    Always the same ones. Raises UserError where the folder holds something or cannot be written to, and
    PlacesUnavailable where there are no postcodes.
    """
    council = make_council(children=CHILDREN, year=YEAR, seed=SEED, authority=AUTHORITY)
    plant_asked_for(council, TYPICAL, np.random.default_rng(SEED), into="csv").council.write(folder)


def all_or_nothing(folder: Path) -> AbstractContextManager[Path]:
    """A folder to write to in place of ``folder``, which what is written there is moved to in the end.

    Where the block raises, or the user stops it, nothing is left. Raises UserError where the folder holds
    something already, since nothing is written over, or cannot be written to.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty. Choose another folder: xl903 demo FOLDER.")
    return whole_or_not_at_all(folder)
