"""The analyst's work on a return, run after run: what a workbook tells beyond the report of the last one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbook.plan.positions import TablePosition
from workbook.plan.table_sheets import positions_as_written, submitted_columns
from workbook.plan.teams_sheet import no_teams
from workbook.session.memory import CODES_CHOSEN, CODES_RAN, RULESET, Memory, identify_return
from xl903 import Report, Return
from xl903.s903.provider_list import PROVIDER_COLUMNS
from xl903.s903.schema import nearest_rules_year
from xl903.tracking.changes import no_log
from xl903.tracking.comparison import Comparison, compare_runs, run_row
from xl903.tracking.row_ids import numbered
from xl903.writers.written_texts import text_column

LOADED, CHECKED, CHECKED_AGAIN, NEWER = "loaded", "checked", "checked again", "newer extract loaded"
"""What a run of the log of runs was."""


@dataclass(frozen=True)
class Session:
    """What stands beside a report: which row is which, what was before, and what changed.

    ``ids``: for each table the ids of its rows, in the report's order. ``places``: where they stand on the
    sheets. ``log``: every change since loading (``xl903.tracking.changes.LOG_COLUMNS``). ``runs``: a row per run
    (``xl903.tracking.comparison.RUN_COLUMNS``), the oldest first. ``memory``: what the next run needs, the
    child to show included. ``when``: the moment of this run.
    """

    ids: Mapping[str, pd.Index]
    places: Mapping[str, TablePosition]
    run: Comparison
    log: pd.DataFrame
    runs: pd.DataFrame
    memory: Memory
    when: dt.datetime
    teams: pd.DataFrame = field(default_factory=no_teams)
    """What the sheet Teams says (``workbook.plan.teams_sheet.TEAM_COLUMNS``)."""

    came_from: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    """Tables whose rows took the place of others, as after a newer extract: row id to the row of the sheet in which
    that row was."""


def begin_session(
    report: Report,
    *,
    files: Mapping[str, str],
    when: dt.datetime,
    who: str,
    codes: Iterable[str] | None = None,
) -> Session:
    """The work at its beginning: the return was loaded and checked for the first time.

    codes: the rules that were chosen; None for all.
    """
    chosen = ",".join(codes or ())
    of_its_own = nearest_rules_year(report.ret.year)  # the report's own return is judged by the chosen year
    year_chosen = {RULESET: str(report.rules_year)} if report.rules_year != of_its_own else {}
    loaded = {name: numbered(submitted_texts(report.ret, name)) for name in report.ret.tables}
    ids = {name: frame.index for name, frame in loaded.items()}
    run = compare_runs(report, ids, None, no_log(), when.date())
    memory = Memory(
        loaded=loaded,
        following={name: len(frame) + 1 for name, frame in loaded.items()},
        findings=run.to_remember,
        providers=provider_list_as_loaded(report.ret) if report.ret.has_providers else None,
        files=dict(files),
        about=identify_return(report.ret),
        settings={**year_chosen, **({CODES_CHOSEN: chosen, CODES_RAN: chosen} if chosen else {})},
        messages=tuple(report.ret.messages),
    )
    row = run_row(report, run, children=len(report.ret.all_children), when=when, who=who, what=LOADED)
    return Session(ids, positions_as_written(report.ret), run, no_log(), pd.DataFrame([row]), memory, when)


def submitted_texts(ret: Return, name: str) -> pd.DataFrame:
    """A table's cells as text, all of its columns and nothing that is worked out."""
    frame = ret.tables[name]
    blank = np.full(len(frame), None, dtype=object)
    columns = submitted_columns(name, ret.source, ret.year)
    texts = {
        column: text_column(frame[column]).to_numpy() if column in frame else blank for column in columns
    }
    return pd.DataFrame(texts, columns=columns, dtype=object)


def provider_list_as_loaded(ret: Return) -> pd.DataFrame:
    """Ofsted's list as it was loaded, the columns that rules use."""
    frame = ret.providers.frame
    return pd.DataFrame({name: text_column(frame[name]) for name in PROVIDER_COLUMNS if name in frame})
