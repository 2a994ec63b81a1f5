"""What was read of a workbook at an earlier click: parts that seldom change are not read anew at each one.

A process that serves one click after another keeps it for each workbook (``addin.server.kept_workbooks``); one that
ends after a single click keeps nothing. What is kept counts only while the cells are the same as before, so a
workbook is never taken for what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

Cells = Sequence[Sequence[Any]]


@dataclass
class ReadBefore:
    """Parts of one workbook as they were last read, each with the cells that it was read from.

    times_read: how often each part was read from its cells, by its name.
    """

    times_read: Counter[str] = field(default_factory=Counter)
    _parts: dict[str, tuple[Cells, pd.DataFrame]] = field(default_factory=dict)

    @property
    def cells(self) -> int:
        """How many cells are kept."""
        return sum(len(row) for cells, _ in self._parts.values() for row in cells)

    def read(self, part: str, cells: Cells, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """What a part holds: as it was read before, if its cells are the same, and else what ``read`` gives."""
        before, frame = self._parts.get(part, ((), None))
        if frame is None or not _are_same(cells, before):
            self._parts.pop(part, None)
            frame = read()
            self.times_read[part] += 1
            self._parts[part] = cells, frame
        return frame.copy()


def _are_same(cells: Cells, before: Cells) -> bool:
    """Whether cells hold the same values of the same types; to Python, TRUE and 1 are equal."""
    return cells == before and all(
        list(map(type, now)) == list(map(type, then)) for now, then in zip(cells, before, strict=True)
    )


_AT_HAND: ContextVar[ReadBefore | None] = ContextVar("read_before", default=None)


@contextmanager
def at_hand(before: ReadBefore) -> Iterator[None]:
    """Let what was read of a workbook before be used inside, and what is read there be kept."""
    token = _AT_HAND.set(before)
    try:
        yield
    finally:
        _AT_HAND.reset(token)


def read_unless_same(part: str, cells: Cells, read: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """A part of the workbook that is being read. read: reads it from its cells.

    cells: everything that the part is read from. Raises what ``read`` raises.
    """
    before = _AT_HAND.get()
    return read() if before is None else before.read(part, cells, read)
