"""Turns a return and its report into a plan of a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

import pandas as pd

from workbook.plan.sheet_facts import Lifetime, PortalToShow, ToShow
from workbook.plan.sheet_list import make_sheets
from workbook.plan.sheet_model import Look, Mark, MarkKey, Plan, Sheet
from workbook.session.memory import Memory, identify_return, memory_sheet
from workbook.session.ownership import find_owners
from workbook.session.session_state import Session, begin_session
from xl903 import Report, Return
from xl903.portal.comparing import PortalComparison, compare_with_portal


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
    if session is None:
        session = begin_session(
            report, files=files or {}, when=when or dt.datetime.now(), who=who, codes=codes
        )
    return plan_of(what_to_show(report, session), session)


def what_to_show(report: Report, session: Session) -> ToShow:
    """Everything that a workbook shows of a return that was checked, as plain data."""
    return _to_show(report.ret, report, session, session.when)


def plan_of(run: ToShow, session: Session) -> Plan:
    """The workbook that shows it. run: what ``what_to_show`` made of that session."""
    sheets = make_sheets(run)
    marks = {
        sheet.name: marks_of(sheet, session.ids[sheet.name], session.memory)
        for sheet in sheets
        if sheet.kind == "this year"
    }
    return Plan((*sheets, memory_sheet(replace(session.memory, marks=marks))))


def compare_session_with_portal(report: Report, session: Session) -> PortalComparison | None:
    """The portal's reports that a workbook knows, beside a report of ours; None where it knows none."""
    if session.memory.portal is None:
        return None
    changed = set(session.log["child"].dropna())
    return compare_with_portal(report, session.memory.portal, report.ret.all_children, changed)


def _to_show(ret: Return, report: Report, session: Session, when: dt.datetime | None) -> ToShow:
    reports = session.memory.portal
    compared = compare_session_with_portal(report, session) if when is not None else None
    return ToShow(
        ret=ret,
        report=report,
        ids=session.ids,
        positions=session.places,
        files=session.memory.files,
        when=when,
        comparison=session.run,
        log=session.log,
        runs=session.runs,
        child=session.memory.child,
        teams=session.teams,
        owners=find_owners(ret, session.teams) if len(session.teams) else None,
        portal=PortalToShow(reports, compared) if reports is not None and compared is not None else None,
        wording=session.memory.wording,
        corrections=session.memory.corrections,
        checked=session.memory.checked,
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
    session = replace(session, memory=memory, ids=ids or session.ids)
    sheets = make_sheets(_to_show(ret, unchecked, session, None), only=[Lifetime.RETURN])
    return Plan((*sheets, memory_sheet(replace(memory, about=identify_return(ret)))))
