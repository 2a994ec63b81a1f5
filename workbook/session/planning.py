"""Turns a return and its report into a plan of a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from workbook.plan.changes_sheet import changes_sheet
from workbook.plan.child_sheet import child_sheet
from workbook.plan.codes_sheet import codes_sheet
from workbook.plan.lists import checks_sheet, children_sheet, errors_sheet, start_sheet, summary_sheet
from workbook.plan.runs_sheet import history_sheet
from workbook.plan.sheet_model import Look, Mark, MarkKey, Plan, Sheet
from workbook.plan.table_sheets import CODES, ROW_ID, STATUS, last_year_sheets, table_sheets
from workbook.plan.teams_sheet import find_owners, teams_sheet, unassigned_sheet
from workbook.session.memory import Memory, identify_return, memory_sheet
from workbook.session.session_state import Session, begin_session
from xl903 import Report, Return

LIST_KEYS: Mapping[str, tuple[str, ...]] = {
    "Summary": ("Code",),
    "Children": ("CHILD",),
    "Errors": ("Code", "Table", ROW_ID),
    "Checks": ("Code",),
    "Changes": ("Table", "Field", "What", ROW_ID),
    "History": ("When",),
    "Start": ("What", "File"),
    "Codes": ("Table", "Field", "Code"),
    "Unassigned": ("CHILD",),
}
"""The columns by which a row of a list is the same row after another run."""


def make_plan(
    report: Report,
    *,
    files: Mapping[str, str] | None = None,
    when: dt.datetime | None = None,
    who: str = "",
    session: Session | None = None,
    codes: Iterable[str] | None = None,
) -> Plan:
    """Everything a workbook shows of a validated return.

    files: table to the name of the file that it came from. when: the moment of validation; now, if left
    out. who: the person at work. codes: the rules that were chosen for the workbook; None for all. session: what
    was done before; left out, the return was just loaded, and otherwise it has its own files, moment, person and
    rules. The same arguments give the same plan.
    """
    ret = report.ret
    if session is None:
        session = begin_session(
            report, files=files or {}, when=when or dt.datetime.now(), who=who, codes=codes
        )
    whose = find_owners(ret, session.teams) if len(session.teams) else None
    tables = table_sheets(ret, report, session.ids)
    marks = {sheet.name: marks_of(sheet, session.ids[sheet.name], session.memory) for sheet in tables}
    return Plan(
        (
            start_sheet(ret, report, session.memory.files, session.when, whose),
            summary_sheet(ret, report, session.run),
            children_sheet(ret, report, session.places, whose),
            errors_sheet(ret, report, session.run, session.ids, session.places, whose),
            *tables,
            *last_year_sheets(ret),
            child_sheet(ret, report, session.memory.child, session.ids, session.run),
            changes_sheet(session.log, session.ids, session.places),
            checks_sheet(report),
            history_sheet(session.history),
            teams_sheet(session.teams),
            *([unassigned_sheet(report, whose)] if whose is not None else ()),
            codes_sheet(ret),
            memory_sheet(replace(session.memory, marks=marks)),
        ),
    )


def marks_of(sheet: Sheet, ids: pd.Index, earlier: Memory) -> dict[MarkKey, Mark]:
    """The marks of a table's sheet. earlier: knows what cells that are marked already looked like before.

    ids: those of the block's rows.
    """
    assert sheet.block is not None  # a table's sheet has one  # noqa: S101
    titles = [column.title for column in sheet.block.columns]
    known = earlier.marks.get(sheet.name, {})
    keys = [(str(ids[note.row]), titles[note.column]) for note in sheet.notes]
    looks = [known[key].before if key in known else Look() for key in keys]
    return {key: Mark(note.text, look) for key, note, look in zip(keys, sheet.notes, looks, strict=True)}


def plan_before_checking(
    ret: Return,
    *,
    files: Mapping[str, str] | None = None,
    memory: Memory | None = None,
    ids: Mapping[str, pd.Index] | None = None,
    settings: Mapping[str, str] | None = None,
) -> Plan:
    """What a workbook shows of a return that is loaded and not checked: Start and the tables.

    files: as in ``make_plan``. memory: what the workbook remembers already; left out, the return is new to it.
    ids: the row ids of each table; left out, rows are numbered in order. settings: how a new return is to be
    checked.
    """
    unchecked = Report(ret, ret.rules_year, ())
    session = begin_session(unchecked, files=files or {}, when=dt.datetime.now(), who="")
    if memory is None:
        memory = replace(session.memory, findings=None, settings=dict(settings or {}))
    return Plan(
        (
            start_sheet(ret, unchecked, memory.files, None),
            *(_unchecked(sheet) for sheet in table_sheets(ret, unchecked, ids or session.ids)),
            *last_year_sheets(ret),
            memory_sheet(replace(memory, about=identify_return(ret))),
        ),
    )


def _unchecked(sheet: Sheet) -> Sheet:
    """A table's sheet that does not say of its rows whether they are valid."""
    if sheet.block is None:
        return sheet
    unsaid = {sheet.block.position(title) for title in (STATUS, CODES)}
    rows = [
        tuple(None if place in unsaid else value for place, value in enumerate(row))
        for row in sheet.block.rows
    ]
    return replace(sheet, block=replace(sheet.block, rows=rows))
