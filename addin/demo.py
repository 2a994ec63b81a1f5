"""A made-up council to try xl903 with: its returns with errors as councils see them. No child in it is real."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from xl903 import UserError
from xl903.synthetic import make_council
from xl903.synthetic.faults import TYPICAL, plant_asked_for

YEAR = 2026
AUTHORITY = "E08000003"
CHILDREN = 300
SEED = 1


def write_demo(folder: Path) -> None:
    """Write this year's return, last year's, and the provider list, as ``xl903.synthetic.writing`` names them.

    Always the same ones. Raises UserError where the folder holds something or cannot be written to, and
    PlacesUnavailable where there are no postcodes.
    """
    council = make_council(children=CHILDREN, year=YEAR, seed=SEED, authority=AUTHORITY)
    plant_asked_for(council, TYPICAL, np.random.default_rng(SEED), into="csv").council.write(folder)


@contextmanager
def all_or_nothing(folder: Path) -> Iterator[Path]:
    """A folder to write to in place of ``folder``, which what is written there is moved to in the end.

    Where the block raises, or the user stops it, nothing is left. Raises UserError where the folder holds
    something already, since nothing is written over, or cannot be written to.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty; name another folder: xl903 demo FOLDER.")
    try:
        parent = folder.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".xl903-", dir=parent, ignore_cleanup_errors=True) as beside:
            # A folder in it, for a temporary one is for its owner's eyes only, and so would its parts be.
            made = Path(beside, "made")
            yield made
            folder.mkdir(exist_ok=True)
            for part in made.iterdir():
                part.rename(folder / part.name)
    except OSError as error:
        raise UserError(f"{folder} cannot be written to; name another folder: xl903 demo FOLDER.") from error
