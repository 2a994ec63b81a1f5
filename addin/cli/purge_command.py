"""``xl903 purge``: delete what xl903 keeps on this machine outside of your own files."""

from __future__ import annotations

import shutil
from contextlib import suppress
from itertools import takewhile
from pathlib import Path
from time import sleep
from typing import Annotated

import typer

from addin.failure_log import log_path
from xl903 import UserError
from xl903.engine.wording import count
from xl903.places.postcodes import cache_folder

_OWN_FOLDERS = ("xl903", "Cache", "Logs", "log")
"""Names of folders that the operating system's conventions give to xl903 alone, at or below its own."""

_TRIES, _SECONDS_BETWEEN = 25, 0.2
"""How often, and how far apart, a folder is tried to be removed that something is still left in."""


def purge(
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
) -> None:
    """Delete xl903's caches and logs. Workbooks and returns stay as they are.

    The tab in Excel and its settings are removed by ``xl903 addin remove``, the program itself by deleting its
    folder or package.
    """
    found = kept_things()
    if not found:
        _remove_empty_folders()
        typer.echo("xl903 keeps nothing on this machine: there is no cache and no log.")
        return
    for path in found:
        typer.echo(str(path))
    if not yes and not typer.confirm(f"Delete {count(len(found), 'item')}?"):
        typer.echo("Nothing was deleted.")
        return
    for path in found:
        try:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        except OSError as error:
            raise UserError(
                f"{path} cannot be deleted. Close Excel and all windows of xl903, then run xl903 purge again."
            ) from error
    _remove_empty_folders()
    typer.echo("Deleted.")


def kept_things() -> list[Path]:
    """Every file and folder that xl903 makes for itself: postcode indexes, provider lists and logs.

    Known by name, because the folder of the cache may be one that somebody chose and that holds more.
    """
    places = ((cache_folder(), ("postcodes-*", "providers-*")), (log_path().parent, (f"{log_path().name}*",)))
    return [path for folder, names in places for name in names for path in sorted(folder.glob(name))]


def _remove_empty_folders() -> None:
    """Remove folders of xl903's own, and those of its own around them, where nothing is left in them.

    Windows keeps a deleted file until the last program that had it open has ended, and the folder with it: a server
    that was just stopped may still be on its way out, and is waited for. A folder goes after those inside it.
    """
    kept_in = cache_folder(), log_path().parent
    own = {around for folder in kept_in for around in takewhile(_is_own, (folder, *folder.parents))}
    for folder in sorted(own, reverse=True):
        for _ in range(_TRIES):
            with suppress(OSError):
                folder.rmdir()
            if not folder.exists():
                break
            sleep(_SECONDS_BETWEEN)


def _is_own(folder: Path) -> bool:
    return folder.name in _OWN_FOLDERS
