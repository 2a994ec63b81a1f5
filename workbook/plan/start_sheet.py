"""The sheet Start: year, authority, what is loaded and what is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Block, Column, Line, Link, Sheet, Value
from xl903 import Report, Return, Rule
from xl903.engine.wording import count
from xl903.s903.schema import TABLES

START_SHEET = "Start"

HOW_TO = (
    "1. Open Summary to see what is wrong most often, Children for who is affected, Errors for everything.",
    "2. Follow a link to the cell: it is red, and its note says what is wrong and how to fix it.",
    "3. Correct the record at its source and in the sheet, then check again.",
)

GO_TO = (
    ("Summary", "What to do first, and how many errors there are"),
    ("Errors", "Every error, with its suggestion"),
    ("Children", "Who is affected"),
    ("Changes", "What was corrected since the return was loaded"),
    ("Runs", "The figures of every check"),
    ("Teams", "Who gets which errors"),
)
"""Sheets that a check makes and that Start leads to, and what each is for."""

FACTS = SheetFacts(
    name=START_SHEET,
    kind="list",
    key=("What", "File"),
    lifetime=Lifetime.RETURN,
    make=lambda run: [start_sheet(run.ret, run.report, run.files, run.when, run.owners)],
)


def start_sheet(
    ret: Return,
    report: Report,
    files: Mapping[str, str],
    when: dt.datetime | None,
    owners: pd.DataFrame | None = None,
) -> Sheet:
    """Year, authority, what is loaded and what is missing, and a three-line how-to.

    when: the moment of validation; None for a return that is loaded and not checked yet. owners: as
    ``ToShow`` has them.
    """
    lines = [Line(1, 1, f"SSDA903 {ret.year - 1}-{ret.year % 100:02d}", "title")]
    facts = [
        ("Collection year", f"{ret.year_start:%d/%m/%Y} to {ret.year_end:%d/%m/%Y}"),
        ("Authority", f"{ret.authority.name} ({ret.authority.code})" if ret.authority else "not given"),
        ("Rules of", str(report.rules_year)),
        ("Validated", f"{when:%d/%m/%Y %H:%M}" if when else "not yet"),
        ("Last year's return", "loaded" if ret.last_year.tables else "not loaded"),
        ("Ofsted's provider list", _provider_list(ret, report)),
        (
            "Rules run",
            f"{len(report.rules) - len(report.skipped) - len(report.failed)} of {len(report.rules)}"
            if when
            else "none yet",
        ),
    ]
    if owners is not None:
        facts.append(("Without a team", _without_a_team(report, owners)))
    for row, (label, fact) in enumerate(facts, start=3):
        lines += [Line(row, 1, label, "label"), Line(row, 2, fact)]
    row = 4 + len(facts)
    lines.append(Line(row, 1, "Go to" if when else None, "label"))
    for name, what in GO_TO:
        row += 1
        lines.append(Line(row, 1, name if when else None, "link", (name, "A1") if when else None))
        lines.append(Line(row, 2, what if when else None))
    row += 2
    for offset, sentence in enumerate(HOW_TO):
        lines.append(Line(row + offset, 1, sentence))
    rows = [*_loaded_rows(ret, files), *_message_rows(ret)]
    columns = (
        Column("What", 26),
        Column("File", 30),
        Column("Rows", 9, "number"),
        Column("Remark", 90, "wrapped"),
    )
    sheets = {*ret.tables, *(f"{name} {ret.year - 1}" for name in ret.last_year.tables)}
    links = [Link(place, 0, str(shown[0]), "A1") for place, shown in enumerate(rows) if shown[0] in sheets]
    top = row + len(HOW_TO) + 1
    return Sheet(FACTS.name, FACTS.kind, tuple(lines), Block("Loaded", columns, rows, top=top), links=links)


def _without_a_team(report: Report, owners: pd.DataFrame) -> str:
    in_error = pd.Index(report.findings["child"].dropna().unique(), dtype=object)
    open_ones = owners.index[owners["team"].isna().to_numpy()]
    wrong = len(in_error.intersection(open_ones))
    if not len(open_ones):
        return "no child"
    children = count(len(open_ones), "child", "children")
    return f"{children}, {wrong:,} of them with errors (see the sheet Unassigned)"


def _provider_list(ret: Return, report: Report) -> str:
    """Whether Ofsted's list is loaded; where it is not, what that costs and what to load."""
    if ret.has_providers:
        return "loaded"
    skipped = [code for code in report.skipped if code in report.rules and _needs_list(report.rules[code])]
    cost = f"rules {', '.join(skipped)} were skipped and " if skipped else ""
    return f"not loaded: {cost}no provider can be suggested; load the workbook that Ofsted sends councils"


def _needs_list(rule: Rule) -> bool:
    return "providers" in rule.reference


def _loaded_rows(ret: Return, files: Mapping[str, str]) -> list[Sequence[Value]]:
    """A row per table that DfE asks for this year, loaded or not, and one per table of last year."""
    rows: list[Sequence[Value]] = []
    for name, table in TABLES.items():
        if name in ret.tables:
            rows.append((name, files.get(name), len(ret.tables[name]), table.label))
        elif table.collected_in(ret.year):
            rows.append((name, None, None, f"Not loaded: rules that need {table.file_name} were skipped."))
    for name, frame in ret.last_year.tables.items():
        rows.append((f"{name} {ret.year - 1}", None, len(frame), "Last year's return"))
    return rows


def _message_rows(ret: Return) -> list[Sequence[Value]]:
    level = {"error": "Not loaded", "warning": "Please check", "info": "Good to know"}
    return [
        (
            level[message.level],
            message.file,
            None,
            str(replace(message, file=None)),
        )
        for message in ret.messages
    ]
