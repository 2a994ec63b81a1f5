"""The next run: a workbook as the analyst left it, checked again, beside what was found before.

Pure: what was read goes in, what to show comes out. A live workbook and a file go the same way.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbook.plan.corrections_sheet import CORRECTIONS_SHEET
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import HEADER_ROWS
from workbook.plan.table_sheets import columns_shown
from workbook.session.found_workbook import FoundWorkbook, as_read
from workbook.session.memory import CODES_RAN, identify_return
from workbook.session.session_state import (
    CHECKED,
    CHECKED_AGAIN,
    NEWER,
    Session,
    provider_list_as_loaded,
    submitted_texts,
)
from xl903 import Report, Return, validate
from xl903.engine.messages import UserError
from xl903.engine.running import Progress
from xl903.engine.wording import count, plural
from xl903.loading import ReadFiles
from xl903.tracking.changes import BY_HAND, CHANGE_COLUMNS, compare, logged, no_log, put_back
from xl903.tracking.checked_findings import leave_out_checked, settle_marks
from xl903.tracking.comparison import compare_runs, run_row
from xl903.tracking.corrections_to_key import corrections_to_key, how_many_arrived, judge_arrival, judged_on
from xl903.tracking.row_ids import matched, next_id

Tables = Mapping[str, pd.DataFrame]


@dataclass(frozen=True)
class NextRun:
    """A return to be checked again, and how it came to be.

    ``ret``: the return. ``tables``: its tables indexed by row id, in the same order. ``what``: the run's name
    in the log of runs. ``how``: how cells were changed, by (table, row id, field), where it was no typing; with
    what spoke for it. ``put_back``: how many changes were put back. ``taken_over``, ``not_taken_over``: how many
    corrections of the workbook a newer extract has and does not have. ``came_from``: as in ``Session``.
    """

    found: FoundWorkbook
    ret: Return
    tables: Tables
    what: str = CHECKED_AGAIN
    how: pd.DataFrame | None = None
    put_back: int = 0
    taken_over: int = 0
    not_taken_over: int = 0
    came_from: Mapping[str, Mapping[int, int]] = dataclasses.field(default_factory=dict)


def validate_by_settings(found: FoundWorkbook, ret: Return, progress: Progress | None = None) -> Report:
    """The report on a return by the rules, and of the year, that a workbook's settings name."""
    return validate(ret, ruleset=found.memory.ruleset, codes=found.memory.codes, progress=progress)


def continue_from(found: FoundWorkbook) -> NextRun:
    """The return as the analyst left it, without the changes that were asked to be put back."""
    tables = dict(found.tables)
    undone = int(found.put_back.sum())
    if undone:
        now = compare(found.memory.loaded, tables)
        asked = found.log[found.put_back.to_numpy(dtype=bool)]
        same = ["table", "row_id", "field", "kind"]
        undo = pd.Series(
            pd.MultiIndex.from_frame(now[same].fillna("")).isin(
                pd.MultiIndex.from_frame(asked[same].fillna(""))
            )
        )
        back = put_back(found.memory.loaded, now, undo)
        tables = {name: _in_order(back[name], frame.index) for name, frame in tables.items()}
    what = found.memory.happened or CHECKED_AGAIN
    return NextRun(found, _return(found, tables), tables, what=what, put_back=undone)


def _in_order(frame: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    """The rows in the order in which they stood, those that come back last, without rows that hold nothing."""
    frame = frame[frame.notna().any(axis=1)]
    return frame.loc[[*ids[ids.isin(frame.index)], *frame.index[~frame.index.isin(ids)]]]


def _return(found: FoundWorkbook, tables: Tables, providers: pd.DataFrame | None = None) -> Return:
    return Return(
        as_read(tables),
        found.last_year,
        year=found.about.year,
        authority=found.about.authority,
        source=found.about.source,
        providers=found.memory.providers if providers is None else providers,
        messages=(*found.memory.messages, *found.remarks),
    )


def load_newer_extract(found: FoundWorkbook, files: ReadFiles, year: int | None) -> NextRun:
    """A newer extract in place of what was loaded; rows that it still has keep their ids.

    Corrections made in the workbook and not at their source are gone with the old rows; they are counted.
    Last year's tables and Ofsted's list stay unless the files have newer ones. year: the collection year of the
    files, None where it is not known. Raises UserError where the files are of another year or format.
    """
    if year is not None and year != found.about.year:
        raise UserError(
            f"The files hold the return of {year - 1}-{year % 100:02d} and the workbook that of "
            f"{found.about.year - 1}-{found.about.year % 100:02d}; make a new workbook of them: "
            "xl903 validate FOLDER -o NEW.xlsx."
        )
    if files.source != found.about.source:
        raise UserError(
            f"The workbook holds a return loaded from {found.about.source.upper()}, and the newer one is "
            f"{files.source.upper()}; make a new workbook of it: xl903 validate FOLDER -o NEW.xlsx."
        )
    files = files.in_year(found.about.year)
    last_year = found.last_year if files.last_year is None else files.last_year
    providers = found.memory.providers if files.providers is None else files.providers
    ret = Return(
        files.tables,
        last_year,
        year=found.about.year,
        authority=found.about.authority,
        source=files.source,
        providers=providers,
        messages=files.messages,
    )
    tables = {}
    following = dict(found.memory.following)
    for name in ret.tables:
        frame = submitted_texts(ret, name)
        first = following.get(name, 1)
        before = found.tables.get(name)
        tables[name] = matched(frame, frame.iloc[:0] if before is None else before, first, name)
        following[name] = next_id(tables[name].index, [first - 1])
    to_key = judge_arrival(
        corrections_to_key(
            logged(compare(found.memory.loaded, found.tables), found.log, when=dt.datetime.min, who=""),
            found.memory.loaded,
            found.tables,
            found.memory.corrections,
        ),
        found.tables,
        tables,
    )
    memory = replace(
        found.memory,
        corrections=to_key,
        loaded=tables,
        following=following,
        providers=provider_list_as_loaded(ret) if ret.has_providers else None,
        files=dict(files.names),
        messages=tuple(files.messages),
    )
    here, gone = how_many_arrived(to_key)
    places = {
        name: replace(at, rows=np.arange(len(tables[name])) + at.header + 1)
        for name, at in found.places.items()
        if name in tables
    }
    came_from = {
        name: dict(zip(found.tables[name].index.tolist(), found.places[name].rows.tolist(), strict=True))
        for name in places
    }
    new = replace(
        found, memory=memory, tables=tables, places=places, log=no_log(), last_year=ret.last_year.tables
    )
    return NextRun(new, ret, tables, what=NEWER, taken_over=here, not_taken_over=gone, came_from=came_from)


def what_arrived(next_run: NextRun) -> list[str]:
    """How many corrections of the workbook a newer extract has, and how many it does not have, a sentence each."""
    here, lost = next_run.taken_over, next_run.not_taken_over
    said = []
    if here:
        of_them = f"{count(here, 'correction')} of the workbook {plural(here, 'is', 'are')}"
        said.append(f"{of_them} in the newer extract.")
    if lost:
        of_them = f"{count(lost, 'correction')} of the workbook {plural(lost, 'is', 'are')}"
        said.append(
            f"Please check: {of_them} not in the newer extract; the sheet {CORRECTIONS_SHEET} lists them."
        )
    return said


def write_cells(next_run: NextRun, cells: pd.DataFrame) -> NextRun:
    """The return with values written into its cells.

    cells: table, row_id, field, value (empty text clears the cell), how (as in
    ``xl903.tracking.changes.LOG_COLUMNS``), evidence; no cell twice.
    """
    tables = {name: frame.copy() for name, frame in next_run.tables.items()}
    for (table, field), part in cells.groupby(["table", "field"]):
        values = part["value"].to_numpy(dtype=object).copy()
        values[values == ""] = None
        tables[str(table)].loc[part["row_id"], str(field)] = values
    how = cells[["table", "row_id", "field", "how", "evidence"]]
    how = how if next_run.how is None else pd.concat([next_run.how, how], ignore_index=True)
    how = how.drop_duplicates(["table", "row_id", "field"], keep="last")
    return replace(next_run, ret=_return(next_run.found, tables), tables=tables, how=how)


def delete_rows(next_run: NextRun, rows: pd.DataFrame) -> NextRun:
    """The return without some rows. rows: table, row_id, how and evidence, as in ``write_cells``; no row twice."""
    tables = dict(next_run.tables)
    for table, part in rows.groupby("table"):
        tables[str(table)] = tables[str(table)].drop(index=pd.Index(part["row_id"]))
    how = rows[["table", "row_id", "how", "evidence"]].assign(field=None)
    how = how if next_run.how is None else pd.concat([next_run.how, how], ignore_index=True)
    return replace(next_run, ret=_return(next_run.found, tables), tables=tables, how=how)


def write_and_delete(next_run: NextRun, cells: pd.DataFrame, rows: pd.DataFrame) -> NextRun:
    """The return with values written into its cells and without some rows, either of which may be none.

    cells, rows: as in ``write_cells`` and ``delete_rows``.
    """
    written = write_cells(next_run, cells) if len(cells) else next_run
    return delete_rows(written, rows) if len(rows) else written


def finish_run(next_run: NextRun, report: Report, *, when: dt.datetime, who: str) -> Session:
    """The work after the next run: what changed, what was fixed and what is new.

    report: that on ``left.ret``. who: the person's name in Excel.
    """
    found, memory, ret = next_run.found, next_run.found.memory, next_run.ret
    changes = compare(memory.loaded, next_run.tables)
    how, evidence = _how(changes, next_run.how)
    log = logged(changes, found.log, when=when, who=who, how=how, evidence=evidence)
    corrected = _since(log, found.log)
    ids = {name: frame.index for name, frame in next_run.tables.items()}
    earlier = None if found.runs.empty else memory.findings
    run = compare_runs(report, ids, earlier, corrected, when.date(), memory.codes_ran)
    what = CHECKED if run.is_first else next_run.what
    checked = settle_marks(memory.checked, report, ids, when=when, who=who)
    to_do = leave_out_checked(report, ids, checked)
    row = run_row(
        to_do,
        run,
        children=len(ret.all_children),
        when=when,
        who=who,
        what=what,
        checked=len(report.findings) - len(to_do.findings),
    )
    runs = pd.DataFrame([*found.runs.to_dict("records"), row])
    following = {
        name: next_id(frame.index, [memory.following.get(name, 1) - 1])
        for name, frame in next_run.tables.items()
    }
    read_memory = replace(
        memory,
        following={**memory.following, **following},
        findings=run.to_remember,
        child=found.child,
        about=identify_return(ret),
        happened=None,
        corrections=judged_on(
            corrections_to_key(log, memory.loaded, next_run.tables, memory.corrections), when.date()
        ),
        checked=checked,
        settings={**memory.settings, CODES_RAN: ",".join(memory.codes or ())},
    )
    places = {name: _places(ret, name, found, frame.index) for name, frame in next_run.tables.items()}
    return Session(ids, places, run, log, runs, read_memory, when, found.teams, came_from=next_run.came_from)


def _how(changes: pd.DataFrame, used: pd.DataFrame | None) -> tuple[pd.Series, pd.Series]:
    how = pd.Series(BY_HAND, index=changes.index, dtype=object)
    evidence = pd.Series(None, index=changes.index, dtype=object)
    if used is not None:
        same = ["table", "row_id", "field"]
        found = changes[same].fillna("").merge(used.assign(field=used["field"].fillna("")), "left", on=same)
        known = found["how"].notna().to_numpy()
        how[known] = found.loc[known, "how"].to_numpy()
        evidence[known] = found.loc[known, "evidence"].to_numpy()
    return how, evidence


def _since(log: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """The changes made since the last run: lines that are new, and lines that are gone, being put back."""
    same = list(CHANGE_COLUMNS)
    both = [frame[same].fillna("") for frame in (log, earlier)]
    if not len(both[0]) or not len(both[1]):
        return pd.concat([log[same], earlier[same]], ignore_index=True)
    now, before = (pd.MultiIndex.from_frame(frame) for frame in both)
    return pd.concat([log.loc[~now.isin(before), same], earlier.loc[~before.isin(now), same]])


def _places(ret: Return, name: str, found: FoundWorkbook, ids: pd.Index) -> TablePosition:
    """Where a table's rows stand once they are written: where they stood, and new ones below the last."""
    known = found.places.get(name)
    if known is None:
        columns = {title: position for position, title in enumerate(columns_shown(ret, name))}
        return TablePosition(np.arange(len(ids)) + HEADER_ROWS + 1, columns)
    before = found.tables[name].index
    at = before.get_indexer(ids)
    rows = np.append(known.rows, 0)[at]
    free = max([known.header, *known.rows.tolist()]) + 1
    rows[at < 0] = np.arange(free, free + np.count_nonzero(at < 0))
    return replace(known, rows=rows)
