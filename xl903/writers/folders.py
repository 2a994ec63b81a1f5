"""Puts an export where it belongs: into a new folder, all of it or nothing, never over a file."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Literal

from xl903.engine.messages import Message, UserError
from xl903.readers import MANIFEST
from xl903.writers.safe_files import PRIVATE, folder_beside, free_path

Format = Literal["csv", "xml"]


@dataclass(frozen=True)
class Part:
    """The rows of one table in one file of an export.

    ``file``: its name. ``rows``: how many rows of the table it holds. ``sha256``: of the whole file, in
    hexadecimal digits.
    """

    file: str
    table: str
    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What an export wrote, as its file ``manifest.txt`` has it, and what to know about it.

    ``folder``: where the files are. ``parts``: a part per file and table. ``messages``: what could not be
    written as it was, or needs a look.
    """

    folder: Path
    parts: tuple[Part, ...]
    messages: tuple[Message, ...]

    @property
    def files(self) -> tuple[Path, ...]:
        """The paths of the files of the return, without the manifest."""
        return tuple(self.folder / name for name in dict.fromkeys(part.file for part in self.parts))

    def rows(self, table: str) -> int:
        """How many rows of a table were written; 0 for a table that is not there."""
        return sum(part.rows for part in self.parts if part.table == table)

    def as_text(self) -> str:
        """Tab-separated lines under a header: file, table, rows, sha256."""
        lines = ["file\ttable\trows\tsha256"]
        lines += [f"{part.file}\t{part.table}\t{part.rows}\t{part.sha256}" for part in self.parts]
        return "".join(f"{line}\r\n" for line in lines)


def new_folder(parent: Path, year: int | None, file_format: Format, when: dt.datetime) -> Path:
    """The path of a folder that is not there yet, for an export into ``parent``.

    Its name says the collection year, where that is known, the format and the moment, such as
    ``ssda903-2026-csv-20260420-093000``; a folder that has this name already makes it end in ``-2``, ``-3``.
    """
    name = "-".join(
        str(part) for part in ("ssda903", year, file_format, f"{when:%Y%m%d-%H%M%S}") if part is not None
    )
    return free_path(parent / name, numbered="-{}")


def write_together(
    folder: Path,
    write: Callable[[Path], Iterable[tuple[str, str, int]]],
    messages: tuple[Message, ...],
) -> Manifest:
    """Write the files of one export and their manifest beside ``folder``, then move them into it.

    folder: is made if it is not there. write: is called with a folder to write into; it returns the file,
    table and number of rows of each part. messages: for the manifest.

    Raises UserError where a file of that name is there already, or the folder cannot be written to; whatever
    is raised, nothing of the export is left behind.
    """
    with whole_or_not_at_all(folder) as staging:
        parts = [(file, table, rows) for file, table, rows in write(staging)]
        digests = {file: _sha256(staging / file) for file, _, _ in parts}
        manifest = Manifest(
            folder, tuple(Part(file, table, rows, digests[file]) for file, table, rows in parts), messages
        )
        (staging / MANIFEST).write_text(manifest.as_text(), encoding="utf-8", newline="")
    return manifest


@contextmanager
def whole_or_not_at_all(folder: Path) -> Iterator[Path]:
    """A folder to write files into, which are moved into ``folder`` once the block ends without raising.

    folder: is made if it is not there; the files are their owner's alone. Raises UserError where a file of the same
    name is there already, or the folder cannot be written to; whatever is raised, nothing is left behind.
    """
    try:
        beside = folder_beside(_nearest_folder(folder))
    except OSError as error:
        raise _cannot_be_written(folder, error) from error
    try:
        # the folder beside lets only the owner in; one made within has the rights that new folders have here
        staging = Path(beside, "export")
        staging.mkdir()
        yield staging
        for path in staging.rglob("*"):
            if path.is_file():
                path.chmod(PRIVATE)
        _move(staging, folder)
    except OSError as error:
        raise _cannot_be_written(folder, error) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _nearest_folder(folder: Path) -> Path:
    return next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _cannot_be_written(folder: Path, error: OSError) -> UserError:
    reason = error.strerror or "it cannot be reached"
    return UserError(f"{folder} cannot be written to ({reason}); choose another folder.")


def _move(staging: Path, folder: Path) -> None:
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging.rename(folder)
        return
    for path in staging.iterdir():
        refuse_existing(folder / path.name)
    moved: list[Path] = []
    try:
        for path in sorted(staging.iterdir()):
            moved.append(path.rename(folder / path.name))
    except OSError:
        for path in moved:
            path.rename(staging / path.name)
        raise


def refuse_existing(path: Path) -> None:
    """Raise UserError where something has that path already."""
    if path.exists():
        raise UserError(
            f"{path} already exists, and no file is overwritten. Choose a new folder for the export."
        )
