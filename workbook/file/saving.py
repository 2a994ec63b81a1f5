"""Saves a workbook file whole or not at all: beside its place first, then moved into it."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from workbook.file.package import Package
from xl903.engine.messages import UserError


def save(package: Package, path: Path) -> None:
    """Write a package to a path, so that no half of a file is ever seen.

    Raises UserError where that fails; an earlier file then stays as it was.
    """
    try:
        handle, beside = tempfile.mkstemp(prefix=".xl903-", suffix=".xlsx", dir=path.resolve().parent)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: its folder does not exist or cannot be written to."
        ) from error
    os.close(handle)
    temporary = Path(beside)
    try:
        package.save(temporary)
        if path.exists():
            shutil.copymode(path, temporary)
        package.close()  # Windows moves nothing over a file that is open
        temporary.replace(path)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written; if it is open in Excel, close it and try again."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
