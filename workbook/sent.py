"""What was sent to teams, kept very hidden in the workbook that the packs were made from.

A pack shows a reference beside each row, such as ``3F9A0C-12``, and nothing else by which rows are known. What
it stands for, and how the row looked then, is only here: so a reply finds its row wherever that was sorted to,
and a row that has changed meanwhile is noticed, whichever of its cells it was.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbook.grids import Grid
from workbook.parts import Block, Column, Sheet, Value
from xl903.row_ids import plain

SENT_SHEET = "xl903 sent"
PACKS_KEPT = 500
"""Packs that a workbook remembers; the oldest are forgotten first."""

_PACK, _LINE, _ROW = "pack", "line", "row"
LINE_COLUMNS = ("pack", "line", "code", "table", "row_id", "field", "child")


@dataclass(frozen=True)
class Sent:
    """What was sent.

    ``packs``: pack to what is known of it: name, team, made (a date in ISO's way). ``lines``: what each
    reference stands for, LINE_COLUMNS. ``rows``: by pack, table and row id the row as it was, column to text.
    """

    packs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=list(LINE_COLUMNS), dtype=object).astype(
            {"line": np.int64, "row_id": np.int64}
        )
    )
    rows: Mapping[tuple[str, str, int], Mapping[str, str | None]] = field(default_factory=dict)


def with_pack(
    sent: Sent,
    pack: str,
    lines: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    *,
    name: str,
    team: str,
    made: dt.date,
) -> Sent:
    """What was sent, and this pack.

    lines: LINE_COLUMNS without pack. tables: indexed by row id, as they stand.
    """
    packs = {**sent.packs, pack: {"name": name, "team": team, "made": made.isoformat()}}
    rows = dict(sent.rows)
    for table, part in lines.groupby("table"):
        ids = pd.Index(part["row_id"].unique())
        frame = tables[str(table)].loc[ids]
        for row_id, cells in zip(ids, plain(frame).tolist(), strict=True):
            rows[pack, str(table), int(row_id)] = dict(zip(frame.columns, cells, strict=True))
    ours = lines.assign(pack=pack)[list(LINE_COLUMNS)]
    kept = list(packs)[-PACKS_KEPT:]
    all_lines = pd.concat([sent.lines, ours], ignore_index=True) if len(sent.lines) else ours
    return Sent(
        {one: packs[one] for one in kept},
        all_lines[all_lines["pack"].isin(kept)].reset_index(drop=True),
        {key: cells for key, cells in rows.items() if key[0] in kept},
    )


def sent_sheet(sent: Sent) -> Sheet:
    """The sheet that keeps it."""
    columns = tuple(Column(title, 12) for title in ("What", "Pack", "Content"))
    return Sheet(SENT_SHEET, "memory", block=Block("xl903_sent", columns, list(_kept(sent))))


def _kept(sent: Sent) -> Iterator[Sequence[Value]]:
    for pack, about in sent.packs.items():
        yield _PACK, pack, json.dumps(dict(about))
    for line in sent.lines.astype(object).where(sent.lines.notna(), None).itertuples(index=False):
        pack, number, *rest = line
        yield _LINE, pack, json.dumps([int(number), *rest])
    for (pack, table, row_id), cells in sent.rows.items():
        yield _ROW, pack, json.dumps([table, row_id, dict(cells)])


def sent_from(grid: Grid) -> Sent:
    """What the sheet kept; nothing where nothing was sent yet. ``grid``: its cells, the header row first.

    Raises ValueError or TypeError where it was changed by hand.
    """
    kept: dict[str, list[tuple[str, str]]] = {_PACK: [], _LINE: [], _ROW: []}
    for what, pack, content, *_ in grid[1:]:
        if what in kept:
            kept[what].append((str(pack), str(content)))
    rows = {}
    for pack, content in kept[_ROW]:
        table, row_id, cells = json.loads(content)
        rows[pack, table, int(row_id)] = cells
    lines = pd.DataFrame(
        [(pack, *json.loads(content)) for pack, content in kept[_LINE]],
        columns=list(LINE_COLUMNS),
        dtype=object,
    )
    return Sent(
        {pack: json.loads(content) for pack, content in kept[_PACK]},
        lines.astype({"line": np.int64, "row_id": np.int64}),
        rows,
    )
