"""Provider lists that were read before, kept in the user's cache folder so that the same files open at once.

A cache file is known by a digest of the lists' names and bytes and of the code that reads them. It holds what
Ofsted publishes of providers, nothing about a child, and may be deleted; one that is damaged is made anew.
"""

from __future__ import annotations

import io
import json
import os
import tempfile
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import xl903.ofsted.columns as reading
from xl903.engine.messages import Message
from xl903.ofsted.columns import ASSUMED, DATE_COLUMNS, PROVIDER_LIST_COLUMNS
from xl903.places.postcodes import cache_folder
from xl903.s903 import provider_coverage

MOST_FILES = 8
MOST_BYTES = 64_000_000
"""What the cache keeps at most; the files that were used longest ago are deleted first."""

_PREFIX, _SUFFIX = "providers-", ".npz"
_ABOUT = "about"
_SEPARATOR = "\x00"
_BLANK = -1


def digest_of(lists: Sequence[tuple[str, bytes]], *more: str) -> str:
    """What says which cache file belongs to lists of these names and bytes. more: what else the result goes by."""
    made = sha256()
    sources = [*sorted(Path(reading.__file__).parent.glob("*.py")), Path(provider_coverage.__file__)]
    for said in (pd.__version__, *more):
        made.update(f"{said}\n".encode())
    for source in sources:
        made.update(source.read_bytes())
    for name, content in lists:
        made.update(f"{len(content)} {name}\n".encode())
        made.update(content)
    return made.hexdigest()


def open_cached(
    digest: str,
) -> tuple[pd.DataFrame, tuple[Message, ...], dict[str, int], frozenset[str]] | None:
    """What was kept under a digest: providers, messages, shapes, kinds covered. None where nothing is usable."""
    path = _path(digest)
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
            about = json.loads(kept[_ABOUT].tobytes())
            providers = pd.DataFrame({name: _column(kept, name) for name in PROVIDER_LIST_COLUMNS})
        messages = tuple(Message(**message) for message in about["messages"])
        shapes = {str(name): int(shape) for name, shape in about["shapes"].items()}
        covers = frozenset(map(str, about["covers"]))
    # Whatever a damaged file makes fail means the same: read the lists again.
    except Exception:
        return None
    with suppress(OSError):
        os.utime(path)
    return providers, messages, shapes, covers


def keep(
    digest: str,
    providers: pd.DataFrame,
    messages: Sequence[Message],
    shapes: Mapping[str, int],
    covers: Collection[str],
) -> None:
    """Keep what was read under a digest. A cache folder that cannot be written to costs time, nothing else."""
    about = {
        "messages": [asdict(message) for message in messages],
        "shapes": dict(shapes),
        "covers": sorted(covers),
    }
    arrays: dict[str, Any] = {_ABOUT: _bytes(json.dumps(about))}
    for name in PROVIDER_LIST_COLUMNS:
        arrays |= _arrays(name, providers[name])
    out = io.BytesIO()
    np.savez(out, **arrays)
    with suppress(OSError):
        _write(_path(digest), out.getvalue())
        _tidy_up()


def _path(digest: str) -> Path:
    return cache_folder() / f"{_PREFIX}{digest}{_SUFFIX}"


def _write(path: Path, data: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(prefix=_PREFIX, suffix=".writing", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def _tidy_up() -> None:
    found = [(path.stat(), path) for path in cache_folder().glob(f"{_PREFIX}*{_SUFFIX}")]
    size = 0
    for number, (about, path) in enumerate(sorted(found, key=lambda one: one[0].st_mtime_ns, reverse=True)):
        size += about.st_size
        if number >= MOST_FILES or size > MOST_BYTES:
            path.unlink(missing_ok=True)


def _arrays(name: str, column: pd.Series) -> dict[str, Any]:
    """A column as arrays of numbers: of text each different one once, and which of them is in each row."""
    if name == ASSUMED:
        return {name: column.to_numpy(dtype=bool)}
    if name in DATE_COLUMNS:
        return {name: column.to_numpy(dtype="datetime64[s]").astype(np.int64)}
    numbers, texts = pd.factorize(column)
    return {name: numbers.astype(np.int32), f"{name} texts": _bytes(_SEPARATOR.join(map(str, texts)))}


def _column(kept: Mapping[str, Any], name: str) -> pd.Series:
    numbers = kept[name]
    if name == ASSUMED:
        return pd.Series(numbers.astype(bool))
    if name in DATE_COLUMNS:
        return pd.Series(numbers.astype("datetime64[s]"))
    joined = kept[f"{name} texts"].tobytes().decode()
    texts = pd.array(joined.split(_SEPARATOR) if joined else [], dtype="string")
    return pd.Series(texts.take(numbers, allow_fill=True))


def _bytes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode(), dtype=np.uint8)
