"""The made-up return that ships with the package. None of its children is real."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from shutil import copytree

from xl903 import UserError

YEAR = 2026
AUTHORITY = "E08000003"


def write_demo(folder: Path) -> tuple[Path, Path]:
    """Copy the made-up return into a folder; returns the folders of this year's and last year's files.

    Raises UserError where the folder already holds something, since nothing is written over.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty; name another folder: xl903 demo FOLDER.")
    try:
        with as_file(files("addin").joinpath("demo_return")) as source:
            copytree(source, folder, dirs_exist_ok=True)
    except OSError as error:
        raise UserError(f"{folder} cannot be written to; name another folder: xl903 demo FOLDER.") from error
    return folder / "this-year", folder / "last-year"
