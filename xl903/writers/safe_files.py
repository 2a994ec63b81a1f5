"""Files written so that nothing is lost: under a name that is free, and never half of one."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from xl903.engine.messages import UserError


def free_path(path: Path, *, numbered: str = " ({})") -> Path:
    """That path, or where something has it already the first of its numbered names that nothing has.

    numbered: how the name goes on, before the ending: "packs.xlsx", "packs (2).xlsx", "packs (3).xlsx".
    """
    if not path.exists():
        return path
    names = (f"{path.stem}{numbered.format(number)}{path.suffix}" for number in count(2))
    return next(other for other in map(path.with_name, names) if not other.exists())


@contextmanager
def write_whole(path: Path, *, advice: str = "choose another place") -> Iterator[Path]:
    """A path to write a file to, which takes its place at ``path`` once the block ends without raising.

    So nobody ever sees half of the file, and one that is there already stays as it was until then. advice: what
    to do where it cannot be written, as the end of a sentence. Raises UserError where that is so; whatever is
    raised, nothing is left behind.
    """
    try:
        # On the same disk, so that moving is renaming; in a folder, so that the file has a new file's rights.
        folder = Path(tempfile.mkdtemp(prefix=".xl903-", dir=path.resolve().parent))
    except OSError as error:
        raise UserError(
            f"{path} cannot be written: its folder does not exist or cannot be written to."
        ) from error
    try:
        beside = folder / path.name
        yield beside
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        raise UserError(f"{path} cannot be written; {advice}.") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
