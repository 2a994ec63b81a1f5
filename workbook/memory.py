"""What a workbook remembers, in one very hidden sheet: the tables as loaded, the last run, Ofsted's list.

Year, authority and source are the document's properties (``About``); the history and the log of changes are
the sheets that people see. Everything else that the next run needs is here, a line each: what it is, which
one, and the thing itself as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbook.parts import Block, Column, Sheet, Value
from xl903.row_ids import plain
from xl903.runs import FINDING_COLUMNS

MEMORY_SHEET = "xl903 memory"
_TITLES = ("What", "Which", "Content")

_COLUMNS, _ROW, _FINDING, _PROVIDER, _SETTING = "columns", "row", "finding", "provider", "setting"


@dataclass(frozen=True)
class Memory:
    """What a workbook remembers.

    ``loaded``: this year's tables as loaded, indexed by row id. ``following``: for each table the next row id.
    ``findings``: those of the last run (``xl903.runs.FINDING_COLUMNS``), None where
    there was no run yet. ``providers``: Ofsted's list, None
    where none is loaded. ``files``: table to the name of the file it came from. ``child``: the child that was
    last shown.
    """

    loaded: Mapping[str, pd.DataFrame]
    following: Mapping[str, int]
    findings: pd.DataFrame | None
    providers: pd.DataFrame | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    child: str | None = None


def memory_sheet(memory: Memory) -> Sheet:
    """The sheet that keeps it."""
    columns = tuple(Column(title, 12) for title in _TITLES)
    return Sheet(MEMORY_SHEET, "memory", block=Block("xl903_memory", columns, list(_lines(memory))))


def _lines(memory: Memory) -> Iterator[Sequence[Value]]:
    yield _SETTING, "following", json.dumps(dict(memory.following))
    yield _SETTING, "files", json.dumps(dict(memory.files))
    yield _SETTING, "child", json.dumps(memory.child)
    for name, frame in memory.loaded.items():
        yield _COLUMNS, name, json.dumps(list(frame.columns))
        yield from _frame_lines(f"{_ROW} {name}", frame)
    if memory.providers is not None:
        yield _COLUMNS, _PROVIDER, json.dumps(list(memory.providers.columns))
        yield from _frame_lines(_PROVIDER, memory.providers)
    if memory.findings is not None:
        yield _COLUMNS, _FINDING, json.dumps(list(FINDING_COLUMNS))
        found = memory.findings.assign(
            first_seen=[day.isoformat() for day in memory.findings["first_seen"]],
            row_id=memory.findings["row_id"].astype(object),
        )
        yield from _frame_lines(_FINDING, found[list(FINDING_COLUMNS)])


def _frame_lines(what: str, frame: pd.DataFrame) -> Iterator[Sequence[Value]]:
    for which, cells in zip(frame.index, plain(frame).tolist(), strict=True):
        yield what, int(which), json.dumps(cells)


def remembered(grid: Sequence[Sequence[Any]]) -> Memory:
    """What the sheet kept. ``grid``: its cells, the header row first.

    Raises ValueError where it is no such sheet, or was changed by hand.
    """
    kept: dict[str, dict[Any, Any]] = {}
    for what, which, content, *_ in grid[1:]:
        if what is not None:
            kept.setdefault(str(what), {})[which] = json.loads(content)
    settings, columns = kept.get(_SETTING, {}), kept.get(_COLUMNS, {})
    if "following" not in settings:
        raise ValueError("The settings are gone.")
    providers = None
    if _PROVIDER in columns:
        providers = _frame(columns.pop(_PROVIDER), kept.get(_PROVIDER, {}))
    findings = None
    if _FINDING in columns:
        findings = _frame(columns.pop(_FINDING), kept.get(_FINDING, {})).reset_index(drop=True)
        findings["first_seen"] = [dt.date.fromisoformat(day) for day in findings["first_seen"]]
        findings = findings.astype({"row_id": np.int64, "first_seen": object})
    return Memory(
        {name: _frame(titles, kept.get(f"{_ROW} {name}", {})) for name, titles in columns.items()},
        settings["following"],
        findings,
        providers,
        settings.get("files", {}),
        settings.get("child"),
    )


def _frame(columns: list[str], rows: Mapping[Any, list[Any]]) -> pd.DataFrame:
    index = pd.Index([int(which) for which in rows], dtype=np.int64)
    return pd.DataFrame(list(rows.values()), index=index, columns=columns, dtype=object)
