"""Saves a workbook file whole or not at all: beside its place first, then moved into it."""

from __future__ import annotations

from pathlib import Path

from workbook.file.package import Package
from xl903.writers.safe_files import write_whole


def save(package: Package, path: Path) -> None:
    """Write a package to a path, so that no half of a file is ever seen; a new workbook is its owner's alone.

    Raises UserError where that fails; an earlier file then stays as it was.
    """
    advice = "if it is open in Excel, close it; else make room on the disk, and try again"
    with write_whole(path, advice=advice, private=True) as beside:
        package.save(beside)
        package.close()  # Windows moves nothing over a file that is open
