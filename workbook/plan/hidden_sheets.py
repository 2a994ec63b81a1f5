"""The very hidden sheets: what the workbook remembers, and what was sent to teams.

Each line of one is what it is, which one, and the thing itself as JSON; ``workbook.session.memory`` and
``workbook.teams.sent_packs`` write and read the lines.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from typing import Any

from workbook.plan.grids import Grid
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Sheet, Value

MEMORY_SHEET, SENT_SHEET = "xl903 memory", "xl903 sent"

_CHECKSUM = "checksum"

MEMORY = SheetFacts(name=MEMORY_SHEET, kind="memory", key=(), lifetime=Lifetime.WORKBOOK)
SENT = SheetFacts(name=SENT_SHEET, kind="memory", key=(), lifetime=Lifetime.ROWS)


def hidden_sheet(facts: SheetFacts, which: str, lines: Iterable[Sequence[Value]]) -> Sheet:
    """A very hidden sheet with these lines, and one more by which it shows if they are altered.

    which: what its second column names.
    """
    columns = tuple(Column(title, 12) for title in ("What", which, "Content"))
    rows = list(lines)
    rows.append((_CHECKSUM, 0, str(_checksum(rows))))
    block = Block(facts.name.replace(" ", "_"), columns, rows)
    return Sheet(facts.name, facts.kind, block=block)


def read_lines(grid: Grid) -> list[tuple[str, Any, str]]:
    """The lines of a very hidden sheet, without the one that tells whether they were altered.

    Raises ValueError where they were. Sheets of versions that wrote no such line are taken as they are.
    """
    lines = [(str(what), which, str(content)) for what, which, content, *_ in grid[1:] if what is not None]
    said = [content for what, _, content in lines if what == _CHECKSUM]
    lines = [line for line in lines if line[0] != _CHECKSUM]
    if said and said != [str(_checksum(lines))]:
        raise ValueError("The lines are not those that were written.")
    return lines


def _checksum(lines: Iterable[Sequence[Any]]) -> int:
    """The same for the same lines in any order, whether numbers came back as whole ones or not."""
    texts = (
        "\x1f".join((str(what), str(int(which) if isinstance(which, float) else which), str(content)))
        for what, which, content in lines
    )
    return sum(zlib.crc32(text.encode()) for text in texts)
