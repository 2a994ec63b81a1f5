"""Made-up councils for the benchmarks, as files in the temporary folder, made once and used again.

The folder's name holds a digest of the sources that make them up, so that a change makes them anew.
"""

from __future__ import annotations

import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

import numpy as np

import xl903
from xl903.loading import ReadFiles, read
from xl903.s903.schema import TABLES
from xl903.synthetic import make_council
from xl903.synthetic.faults import TYPICAL, plant_asked_for
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR

YEAR = 2026
AUTHORITY = "E08000003"
SEED = 1
MOST_WITH_ERRORS = 30_000


def made_up(children: int) -> ReadFiles:
    """A council's two returns, with errors as councils see them, and its provider list, read from their files."""
    folder = files_of(children)
    return read(folder / THIS_YEAR, folder / LAST_YEAR, folder / REGISTER)


def files_of(children: int) -> Path:
    """The folder of a made-up council's files: ``THIS_YEAR``, ``LAST_YEAR`` and ``REGISTER``.

    A very large council has none, for to make errors one by one takes long.
    """
    folder = Path(tempfile.gettempdir(), f"xl903-benchmarks-{_digest()}", str(children))
    if not (folder / REGISTER).exists():
        shutil.rmtree(folder, ignore_errors=True)
        print(f"making up {children:,} children ...", flush=True)
        council = make_council(children=children, year=YEAR, seed=SEED, authority=AUTHORITY)
        if children <= MOST_WITH_ERRORS:
            council = plant_asked_for(council, TYPICAL, np.random.default_rng(SEED), into="csv").council
        council.write(folder)
    return folder


def to_return(files: ReadFiles) -> xl903.Return:
    """The return of a council that was read."""
    return files.to_return(year=YEAR, authority=AUTHORITY)


def spoilt(files: ReadFiles, share: float = 0.02) -> ReadFiles:
    """The same with a wrong text in a share of the codes and dates; one in fifty is more than any council has."""
    rng = np.random.default_rng(SEED)
    tables = {name: frame.copy() for name, frame in files.tables.items()}
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            if column.type in ("code", "date") and column.name in frame:
                frame.loc[rng.random(len(frame)) < share, column.name] = "QQ"
    return ReadFiles(tables, files.last_year, files.providers, files.source, files.names, files.messages)


def _digest() -> str:
    sources = sorted(Path(xl903.__file__).parent.glob("synthetic/**/*.py"))
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
