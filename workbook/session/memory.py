"""What a workbook remembers, in one very hidden sheet: the tables as loaded, the last run, the marks, and more.

The log of runs and that of changes are the sheets that people see. Everything else that the next run needs is
here, a line each: what it is, which one, and the thing itself as JSON. A workbook may go from the command line
to Excel and back, and to a colleague in between, so it is remembered in the workbook itself.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from workbook.plan.grids import Grid
from workbook.plan.hidden_sheets import MEMORY, MEMORY_SHEET, hidden_sheet, read_lines
from workbook.plan.sheet_model import Look, Mark, MarkKey, ReturnId, Sheet, Value
from workbook.session.portal_memory import portal_lines, read_portal_kept, read_wording_kept
from workbook.session.read_before import read_unless_same
from xl903 import Return
from xl903.engine.messages import Message
from xl903.portal.portal_reports import PortalReport
from xl903.tracking.checked_findings import marks_as_lines, marks_from_lines, no_marks
from xl903.tracking.comparison import FINDING_COLUMNS
from xl903.tracking.corrections_to_key import as_lines, from_lines, no_corrections

_COLUMNS, _ROW, _FINDING, _PROVIDER, _SETTING = "columns", "row", "finding", "provider", "setting"
_MARK, _MESSAGE, _CORRECTION, _CHECKED = "mark", "message", "correction", "checked"
PROVIDER_LIST = "provider list"
"""The part of a workbook that is Ofsted's list (``workbook.session.read_before``)."""

_LONGEST_NOTE = 30_000
"""A cell takes 32,767 characters."""

RULESET, CODES_CHOSEN, CODES_RAN = "ruleset", "codes", "codes of the last run"
"""Settings: the collection year whose rules judge the return, the rules that were chosen, by commas, and those that
the last run was made with; empty for all."""


@dataclass(frozen=True)
class Memory:
    """What a workbook remembers.

    ``loaded``: this year's tables as loaded, indexed by row id. ``following``: for each table the next row id.
    ``findings``: those of the last run (``xl903.tracking.comparison.FINDING_COLUMNS``), None without one.
    ``about``: what return it is. ``providers``: Ofsted's list, None where none is loaded. ``files``: table to the
    name of the file it came from. ``child``: the child that was last shown. ``settings``: how to check, by name.
    ``messages``: what the readers had to say. ``marks``: what xl903 marked, by sheet.
    ``happened``: what the log of runs is to say of the next run, where it is more than another check.
    ``portal``: the reports of DfE's portal that were loaded last. ``wording``: DfE's own message of each code, as
    far as known. ``corrections``: what is to be keyed at its source
    (``xl903.tracking.corrections_to_key.CORRECTION_COLUMNS``). ``checked``: findings that were checked and are
    right (``xl903.tracking.checked_findings.CHECKED_COLUMNS``).
    """

    loaded: Mapping[str, pd.DataFrame]
    following: Mapping[str, int]
    findings: pd.DataFrame | None
    about: ReturnId
    providers: pd.DataFrame | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    child: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    messages: tuple[Message, ...] = ()
    marks: Mapping[str, Mapping[MarkKey, Mark]] = field(default_factory=dict)
    happened: str | None = None
    portal: PortalReport | None = None
    wording: Mapping[str, str] = field(default_factory=dict)
    corrections: pd.DataFrame = field(default_factory=no_corrections)
    checked: pd.DataFrame = field(default_factory=no_marks)

    @property
    def ruleset(self) -> int | None:
        """The collection year whose rules were chosen; None for the return's own."""
        chosen = self.settings.get(RULESET)
        return int(chosen) if chosen else None

    @property
    def codes(self) -> list[str] | None:
        """The rules that were chosen; None for all."""
        return _codes(self.settings.get(CODES_CHOSEN, ""))

    @property
    def codes_ran(self) -> list[str] | None:
        """The rules that the last run was made with; None for all."""
        return _codes(self.settings.get(CODES_RAN, ""))

    def with_codes(self, codes: Iterable[str]) -> Memory:
        """The same memory with these rules chosen; all of them, if there are none."""
        return replace(self, settings={**self.settings, CODES_CHOSEN: ",".join(codes)})


def _codes(text: str) -> list[str] | None:
    return [code for code in text.split(",") if code] or None


def identify_return(ret: Return) -> ReturnId:
    """What a workbook is to know of a return, wherever its sheets go."""
    return ReturnId(ret.year, ret.authority.code if ret.authority else None, ret.source)


def memory_sheet(memory: Memory) -> Sheet:
    """The sheet that keeps it."""
    return hidden_sheet(MEMORY, "Which", _lines(memory))


def _lines(memory: Memory) -> Iterator[Sequence[Value]]:
    yield _SETTING, "following", json.dumps(dict(memory.following))
    yield _SETTING, "files", json.dumps(dict(memory.files))
    yield _SETTING, "child", json.dumps(memory.child)
    yield _SETTING, "settings", json.dumps(dict(memory.settings))
    yield _SETTING, "happened", json.dumps(memory.happened)
    yield _SETTING, "about", json.dumps(asdict(memory.about))
    yield from portal_lines(memory.portal, memory.wording)
    for number, message in enumerate(memory.messages):
        yield _MESSAGE, number, json.dumps(asdict(message))
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
    for number, line in enumerate(as_lines(memory.corrections)):
        yield _CORRECTION, number, json.dumps(line)
    for number, line in enumerate(marks_as_lines(memory.checked)):
        yield _CHECKED, number, json.dumps(line)
    for sheet, marks in memory.marks.items():
        for number, ((row_id, column), mark) in enumerate(marks.items()):
            kept = (row_id, column, mark.note[:_LONGEST_NOTE], mark.before.fill, mark.before.text)
            yield f"{_MARK} {sheet}", number, json.dumps(kept)


def _frame_lines(what: str, frame: pd.DataFrame) -> Iterator[Sequence[Value]]:
    """A line for each row of a frame; each different value of a column is worded once."""
    columns = []
    for _, values in frame.items():
        codes, different = pd.factorize(values.to_numpy(dtype=object))
        worded = np.array([*map(json.dumps, different), json.dumps(None)], dtype=object)
        columns.append(worded[codes].tolist())
    for which, cells in zip(frame.index.tolist(), zip(*columns, strict=True), strict=True):
        yield what, which, f"[{', '.join(cells)}]"


def read_memory(grid: Sequence[Sequence[Any]]) -> Memory:
    """What the sheet kept. ``grid``: its cells, the header row first.

    Raises ValueError where it is no such sheet, or was changed by hand.
    """
    kept: dict[str, dict[Any, Any]] = {}
    listed: list[tuple[Any, str]] = []
    for what, which, content in read_lines(grid):
        if what == _PROVIDER:
            listed.append((which, content))
        else:
            kept.setdefault(what, {})[which] = json.loads(content)
    settings, columns = kept.pop(_SETTING, {}), kept.pop(_COLUMNS, {})
    if not {"following", "about"} <= set(settings):
        raise ValueError("The settings are missing.")
    providers = None
    if _PROVIDER in columns:
        providers = _provider_list(columns.pop(_PROVIDER), listed)
    findings = None
    if _FINDING in columns:
        findings = _frame(columns.pop(_FINDING), kept.get(_FINDING, {})).reset_index(drop=True)
        findings["first_seen"] = [dt.date.fromisoformat(day) for day in findings["first_seen"]]
        findings = findings.astype({"row_id": np.int64, "first_seen": object})
    return Memory(
        {name: _frame(titles, kept.get(f"{_ROW} {name}", {})) for name, titles in columns.items()},
        settings["following"],
        findings,
        ReturnId(**settings["about"]),
        providers,
        settings.get("files", {}),
        settings.get("child"),
        settings.get("settings", {}),
        tuple(Message(**message) for message in kept.get(_MESSAGE, {}).values()),
        {
            what.removeprefix(f"{_MARK} "): {
                (row_id, column): Mark(note, Look(fill, text))
                for row_id, column, note, fill, text in marks.values()
            }
            for what, marks in kept.items()
            if what.startswith(f"{_MARK} ")
        },
        settings.get("happened"),
        read_portal_kept(kept),
        read_wording_kept(kept),
        from_lines(list(kept.get(_CORRECTION, {}).values())),
        marks_from_lines(list(kept.get(_CHECKED, {}).values())),
    )


def read_return_id(grids: Mapping[str, Grid]) -> ReturnId | None:
    """What return a workbook holds, by its sheets; None where they do not say."""
    grid = grids.get(MEMORY_SHEET, ())
    with suppress(ValueError, TypeError):  # changed by hand: reading the return says so
        return next(
            (
                ReturnId(**json.loads(content))
                for what, which, content, *_ in grid[1:]
                if (what, which) == (_SETTING, "about")
            ),
            None,
        )
    return None


def _provider_list(columns: list[str], lines: list[tuple[Any, str]]) -> pd.DataFrame:
    def read() -> pd.DataFrame:
        return _frame(columns, {which: json.loads(content) for which, content in lines})

    return read_unless_same(PROVIDER_LIST, [columns, *lines], read)


def _frame(columns: list[str], rows: Mapping[Any, list[Any]]) -> pd.DataFrame:
    index = pd.Index([int(which) for which in rows], dtype=np.int64)
    return pd.DataFrame(list(rows.values()), index=index, columns=columns, dtype=object)
