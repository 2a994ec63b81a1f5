"""The very hidden sheets: what the workbook remembers, and what was sent to teams.

Each line of one is what it is, which one, and the thing itself as JSON; ``workbook.session.memory`` and
``workbook.teams.sent_packs`` write and read the lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Sheet, Value

MEMORY_SHEET, SENT_SHEET = "xl903 memory", "xl903 sent"

MEMORY = SheetFacts(name=MEMORY_SHEET, kind="memory", key=(), lifetime=Lifetime.WORKBOOK)
SENT = SheetFacts(name=SENT_SHEET, kind="memory", key=(), lifetime=Lifetime.ROWS)


def hidden_sheet(facts: SheetFacts, which: str, lines: Iterable[Sequence[Value]]) -> Sheet:
    """A very hidden sheet with these lines. which: what its second column names."""
    columns = tuple(Column(title, 12) for title in ("What", which, "Content"))
    block = Block(facts.name.replace(" ", "_"), columns, list(lines))
    return Sheet(facts.name, facts.kind, block=block)
