"""Files written so that nothing is lost: under a name that is free, and never half of one."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from itertools import count
from pathlib import Path

from xl903.engine.messages import UserError

PRIVATE = 0o600
"""The rights of a file with children's data: its owner's alone."""

_BESIDE = ".xl903-"
_LEFT = re.compile(re.escape(_BESIDE) + r"([0-9a-f]{8})-([0-9]+)-.*")
_HOURS_AT_MOST = 24
"""After which what a run on another machine wrote beside is taken for left over."""


def free_path(path: Path, *, numbered: str = " ({})") -> Path:
    """That path, or where something has it already the first of its numbered names that nothing has.

    numbered: how the name goes on, before the ending: "packs.xlsx", "packs (2).xlsx", "packs (3).xlsx".
    """
    if not path.exists():
        return path
    names = (f"{path.stem}{numbered.format(number)}{path.suffix}" for number in count(2))
    return next(other for other in map(path.with_name, names) if not other.exists())


@contextmanager
def write_whole(path: Path, *, advice: str = "choose another place", private: bool = False) -> Iterator[Path]:
    """A path to write a file to, which takes its place at ``path`` once the block ends without raising.

    So nobody ever sees half of the file, and one that is there already stays as it was until then, and keeps its
    rights. advice: what to do where it cannot be written, as the end of a sentence. private: whether a new file is
    its owner's alone. Raises UserError where it cannot be written; whatever is raised, nothing is left behind.
    """
    try:
        folder = folder_beside(path.resolve().parent)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: its folder does not exist or cannot be written to."
        ) from error
    try:
        beside = folder / path.name
        yield beside
        if path.exists():
            shutil.copymode(path, beside)
        elif private:
            beside.chmod(PRIVATE)
        beside.replace(path)
    except OSError as error:
        raise UserError(f"{path} cannot be written; {advice}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def folder_beside(parent: Path) -> Path:
    """A new folder in ``parent`` to write into, on the same disk, so that moving from it is renaming.

    What runs that were killed left there is removed first. Raises OSError where it cannot be made.
    """
    _remove_what_is_left(parent)
    return Path(tempfile.mkdtemp(prefix=f"{_BESIDE}{_this_machine()}-{os.getpid()}-", dir=parent))


def _remove_what_is_left(parent: Path) -> None:
    """Remove what xl903 wrote beside files in a folder, where the run that did is over."""
    for path in parent.glob(f"{_BESIDE}*"):
        if not _is_over(path):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            with suppress(OSError):
                path.unlink()


def _is_over(path: Path) -> bool:
    named = _LEFT.fullmatch(path.name)
    if named is not None and named[1] == _this_machine():
        return not _is_running(int(named[2]))
    try:
        return time.time() - path.stat().st_mtime > _HOURS_AT_MOST * 3600
    except OSError:
        return False


def _this_machine() -> str:
    return sha256(platform.node().encode()).hexdigest()[:8]


def _is_running(process: int) -> bool:
    """Whether there is a process of that id on this machine; true where that cannot be told."""
    if sys.platform == "win32":
        just_to_ask = 0x1000  # PROCESS_QUERY_LIMITED_INFORMATION
        handle = ctypes.windll.kernel32.OpenProcess(just_to_ask, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)  # signal 0 asks and does nothing
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
