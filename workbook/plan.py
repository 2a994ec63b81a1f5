"""Turns a return and its report into a plan of a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from workbook.code_lists import codes_sheet
from workbook.lists import checks_sheet, children_sheet, errors_sheet, start_sheet, summary_sheet
from workbook.memory import Memory, about_of, memory_sheet
from workbook.parts import Look, Mark, MarkKey, Plan, Sheet
from workbook.sheet_changes import changes_sheet
from workbook.sheet_child import child_sheet
from workbook.sheet_history import history_sheet
from workbook.tables import CODES, ROW_ID, STATUS, last_year_sheets, table_sheets
from workbook.teams import owners, teams_sheet, unassigned_sheet
from workbook.work import Work, begun
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
    work: Work | None = None,
) -> Plan:
    """Everything a workbook shows of a validated return.

    files: table to the name of the file that it came from. when: the moment of validation; now, if left
    out. who: the person at work. work: what was done before; left out, the return was just loaded, and
    otherwise it has its own files, moment and person. The same report, files, moment, person and work give
    the same plan.
    """
    ret = report.ret
    if work is None:
        work = begun(report, files=files or {}, when=when or dt.datetime.now(), who=who)
    whose = owners(ret, work.teams) if len(work.teams) else None
    tables = table_sheets(ret, report, work.ids)
    marks = {sheet.name: marks_of(sheet, work.ids[sheet.name], work.memory) for sheet in tables}
    return Plan(
        (
            start_sheet(ret, report, work.memory.files, work.when, whose),
            summary_sheet(ret, report, work.run),
            children_sheet(ret, report, work.places, whose),
            errors_sheet(ret, report, work, whose),
            *tables,
            *last_year_sheets(ret),
            child_sheet(ret, report, work),
            changes_sheet(work),
            checks_sheet(report),
            history_sheet(work),
            teams_sheet(work.teams),
            *([unassigned_sheet(report, whose)] if whose is not None else ()),
            codes_sheet(ret),
            memory_sheet(replace(work.memory, marks=marks)),
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
    work = begun(unchecked, files=files or {}, when=dt.datetime.now(), who="")
    if memory is None:
        memory = replace(work.memory, findings=None, settings=dict(settings or {}))
    return Plan(
        (
            start_sheet(ret, unchecked, memory.files, None),
            *(_unchecked(sheet) for sheet in table_sheets(ret, unchecked, ids or work.ids)),
            *last_year_sheets(ret),
            memory_sheet(replace(memory, about=about_of(ret))),
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
