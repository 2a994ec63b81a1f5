"""What was sent to teams and what came back, kept very hidden in the workbook that the packs were made from.

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

from workbook.plan.grids import Grid
from workbook.plan.hidden_sheets import SENT, SENT_SHEET, hidden_sheet, read_lines
from workbook.plan.sheet_model import Sheet, Value
from xl903.engine.messages import UserError
from xl903.tracking.row_ids import plain

PACKS_KEPT = 500
"""Packs that a workbook remembers; the oldest are forgotten first."""

_PACK, _LINE, _ROW, _REPLY = "pack", "line", "row", "reply"
LINE_COLUMNS = ("pack", "line", "code", "table", "row_id", "field", "child")
REPLY_COLUMNS = ("file", "pack", "line", "child", "value", "comment")
"""A row of a pack that came back: pack and line are None and 0 where its reference is gone."""


def _no_rows(columns: Sequence[str], numbers: Sequence[str]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns), dtype=object).astype(dict.fromkeys(numbers, np.int64))


def no_replies() -> pd.DataFrame:
    """A table of replies without rows."""
    return _no_rows(REPLY_COLUMNS, ["line"])


@dataclass(frozen=True)
class SentPacks:
    """What was sent.

    ``packs``: pack to what is known of it: name, team, made (a date in ISO's way). ``lines``: what each
    reference stands for, LINE_COLUMNS. ``rows``: by pack, table and row id the row as it was, column to text.
    ``replies``: those that the sheet Replies lists, REPLY_COLUMNS.
    """

    packs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lines: pd.DataFrame = field(default_factory=lambda: _no_rows(LINE_COLUMNS, ["line", "row_id"]))
    rows: Mapping[tuple[str, str, int], Mapping[str, str | None]] = field(default_factory=dict)
    replies: pd.DataFrame = field(default_factory=no_replies)


def with_pack(
    sent: SentPacks,
    pack: str,
    lines: pd.DataFrame,
    tables: Mapping[str, pd.DataFrame],
    *,
    name: str,
    team: str,
    made: dt.date,
) -> SentPacks:
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
    return SentPacks(
        {one: packs[one] for one in kept},
        all_lines[all_lines["pack"].isin(kept)].reset_index(drop=True),
        {key: cells for key, cells in rows.items() if key[0] in kept},
        sent.replies,
    )


def sent_sheet(sent: SentPacks) -> Sheet:
    """The sheet that keeps it."""
    return hidden_sheet(SENT, "Pack", _kept(sent))


def _kept(sent: SentPacks) -> Iterator[Sequence[Value]]:
    for pack, about in sent.packs.items():
        yield _PACK, pack, json.dumps(dict(about))
    for line in sent.lines.astype(object).where(sent.lines.notna(), None).itertuples(index=False):
        pack, number, *rest = line
        yield _LINE, pack, json.dumps([int(number), *rest])
    for (pack, table, row_id), cells in sent.rows.items():
        yield _ROW, pack, json.dumps([table, row_id, dict(cells)])
    for cells in plain(sent.replies).tolist():
        yield _REPLY, cells[REPLY_COLUMNS.index("pack")], json.dumps(cells)


def read_sent_packs(grids: Mapping[str, Grid]) -> SentPacks:
    """What a workbook's sheet kept; nothing where nothing was sent yet.

    grids: the workbook's sheets, each with its cells from the header row on. Raises UserError where the sheet
    was changed by hand.
    """
    try:
        return _sent_from(grids.get(SENT_SHEET, ()))
    except (ValueError, TypeError) as error:
        raise UserError(
            f"The hidden sheet {SENT_SHEET} was changed, so what was sent to teams is no longer known; "
            "go back to an earlier copy of the workbook."
        ) from error


def _sent_from(grid: Grid) -> SentPacks:
    kept: dict[str, list[tuple[str, str]]] = {_PACK: [], _LINE: [], _ROW: [], _REPLY: []}
    for what, pack, content in read_lines(grid):
        if what in kept:
            kept[what].append((str(pack), content))
    rows = {}
    for pack, content in kept[_ROW]:
        table, row_id, cells = json.loads(content)
        rows[pack, table, int(row_id)] = cells
    lines = pd.DataFrame(
        [(pack, *json.loads(content)) for pack, content in kept[_LINE]],
        columns=list(LINE_COLUMNS),
        dtype=object,
    )
    replies = pd.DataFrame(
        [json.loads(content) for _, content in kept[_REPLY]], columns=list(REPLY_COLUMNS), dtype=object
    )
    return SentPacks(
        {pack: json.loads(content) for pack, content in kept[_PACK]},
        lines.astype({"line": np.int64, "row_id": np.int64}),
        rows,
        replies.astype({"line": np.int64}),
    )
