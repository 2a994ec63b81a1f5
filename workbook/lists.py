"""The sheets that list what was found: Start, Summary, Children, Errors and Checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from workbook.parts import BarChart, Block, Column, Line, Link, Sheet, Value
from workbook.tables import ERROR, HEADER_ROWS, VALID, letters_of_columns
from xl903 import Report, Return
from xl903.schema import TABLES

TOP_RULES = 10
"""Rules in the Summary's chart."""

MOST_LINKS = 65_000
"""Excel takes 65,530 links on a sheet; a few are left for the analyst's own."""

HOW_TO = (
    "1. Open Summary to see what is wrong most often, Children for who is affected, Errors for everything.",
    "2. Follow a link to the cell: it is red, and its note says what is wrong and how to mend it.",
    "3. Correct the record at its source and in the sheet, then check again.",
)


def start_sheet(ret: Return, report: Report, files: Mapping[str, str], when: dt.datetime) -> Sheet:
    """Year, authority, what is loaded and what is missing, and a three-line how-to."""
    lines = [Line(1, 1, f"SSDA903 {ret.year - 1}-{ret.year % 100:02d}", "title")]
    facts = [
        ("Collection year", f"{ret.year_start:%d/%m/%Y} to {ret.year_end:%d/%m/%Y}"),
        ("Authority", f"{ret.authority.name} ({ret.authority.code})" if ret.authority else "not given"),
        ("Rules of", str(report.rules_year)),
        ("Validated", f"{when:%d/%m/%Y %H:%M}"),
        ("Last year's return", "loaded" if ret.last_year.tables else "not loaded"),
        ("Ofsted's provider list", "loaded" if ret.has_providers else "not loaded"),
        (
            "Rules run",
            f"{len(report.rules) - len(report.skipped) - len(report.failed)} of {len(report.rules)}",
        ),
    ]
    for row, (label, fact) in enumerate(facts, start=3):
        lines += [Line(row, 1, label, "label"), Line(row, 2, fact)]
    row = 4 + len(facts)
    for offset, sentence in enumerate(HOW_TO):
        lines.append(Line(row + offset, 1, sentence))
    rows = [*_loaded_rows(ret, files), *_message_rows(ret)]
    columns = (
        Column("What", 26),
        Column("File", 30),
        Column("Rows", 9, "number"),
        Column("Remark", 90, "wrapped"),
    )
    return Sheet("Start", "list", tuple(lines), Block("Loaded", columns, rows, top=row + len(HOW_TO) + 1))


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


def summary_sheet(ret: Return, report: Report) -> Sheet:
    """The figures, a row per rule with errors, and a chart of the rules with most."""
    summary = report.summary()
    in_error = report.findings["child"].nunique()
    children = len(all_children(ret))
    figures = [
        ("Children", children),
        ("Children in error", in_error),
        ("Errors", len(report.findings)),
        ("Rules with errors", len(summary)),
    ]
    lines = [Line(1, 1, "Summary", "title")]
    for row, (label, figure) in enumerate(figures, start=3):
        lines += [Line(row, 1, label, "label"), Line(row, 2, figure, "figure")]
    columns = (
        Column("Code", 18),
        Column("What is wrong", 56, "wrapped"),
        Column("Family", 26),
        Column("Errors", 10, "number"),
        Column("Children", 12, "number"),
    )
    shown = ["code", "title", "family", "errors", "children"]
    rows = list(summary[shown].itertuples(index=False, name=None))
    top = summary.head(TOP_RULES)
    named = ", ".join(f"{code} ({errors})" for code, errors in zip(top["code"], top["errors"], strict=True))
    chart = BarChart(
        title="Rules with most errors",
        alt=f"Bar chart of the rules with most errors: {named}.",
        labels=0,
        values=3,
        rows=len(top),
        anchor="G2",
    )
    return Sheet(
        "Summary",
        "list",
        tuple(lines),
        Block("Rules", columns, rows, top=4 + len(figures)),
        chart=chart if len(top) else None,
    )


def all_children(ret: Return) -> pd.Index:
    """The ids of every child of this year's tables, Header's first, each once."""
    ids = [ret.table(name).child.astype(object).dropna() for name in ret.tables]
    return pd.Index(pd.unique(pd.concat(ids)) if ids else [], dtype=object)


def social_workers(ret: Return) -> pd.Series:
    """CHILD to the SW_ID of the latest-starting social worker episode."""
    sw = ret.sw_episodes
    latest = sw.latest(sw.sw_decom)
    workers = sw.sw_id[latest].astype(object)
    return pd.Series(workers.to_numpy(), index=sw.child[latest].astype(object).to_numpy())


def children_sheet(ret: Return, report: Report) -> Sheet:
    """A row per child, those with most errors first, with a link to the child's first row."""
    found = report.children().set_index("child")
    everyone = all_children(ret)
    ids = [*found.index, *everyone.difference(found.index, sort=False)]
    found = found.reindex(pd.Index(ids, dtype=object))
    errors = found["errors"].fillna(0).astype(int)
    workers = social_workers(ret).reindex(ids)
    rows = list(
        zip(
            ids,
            errors.gt(0).map({True: ERROR, False: VALID}),
            errors.tolist(),
            found["codes"].astype(object).where(found["codes"].notna(), None),
            workers.where(workers.notna(), None),
            strict=True,
        )
    )
    columns = (
        Column("CHILD", 14),
        Column("Status", 10),
        Column("Errors", 10, "number"),
        Column("Codes", 70, "wrapped"),
        Column("Social worker", 18),
    )
    return Sheet(
        "Children",
        "list",
        block=Block("Children_list", columns, rows),
        links=_links_to_children(ret, ids),
        frozen=1,
    )


def _links_to_children(ret: Return, ids: Sequence[str]) -> list[Link]:
    """A link for each child to the first row about the child, in Header or else another table."""
    cells: dict[str, tuple[str, str]] = {}
    for name in reversed(list(ret.tables)):
        letter = letters_of_columns(ret, name)["CHILD"]
        ids_there = ret.table(name).child.astype(object).reset_index(name="child").dropna()
        first = ids_there.drop_duplicates("child")
        addresses = letter + (first["index"] + HEADER_ROWS + 1).astype(str)
        cells.update(zip(first["child"], ((name, address) for address in addresses), strict=True))
    return [Link(row, 0, *cells[child]) for row, child in enumerate(ids[:MOST_LINKS])]


def errors_sheet(ret: Return, report: Report) -> Sheet:
    """A row per finding, each with a link to its first marked cell."""
    errors = report.errors()
    workers = social_workers(ret).reindex(errors["child"])
    columns = (
        Column("CHILD", 14),
        Column("Code", 12),
        Column("What is wrong", 44, "wrapped"),
        Column("How to fix", 50, "wrapped"),
        Column("Table", 16),
        Column("Row", 8, "number"),
        Column("Field", 22, "wrapped"),
        Column("Value", 30, "wrapped"),
        Column("Suggestion", 20, "wrapped"),
        Column("Social worker", 18),
    )
    rows = list(
        zip(
            errors["child"].where(errors["child"].notna(), None),
            errors["code"],
            errors["title"],
            errors["fix"],
            errors["table"],
            (errors["row"] + 2).tolist(),
            errors["field"],
            errors["value"].where(errors["value"] != "", None),
            errors["suggestion"].where(errors["suggestion"].notna(), None),
            workers.where(workers.notna(), None),
            strict=True,
        )
    )
    return Sheet(
        "Errors",
        "list",
        block=Block("Errors_list", columns, rows),
        links=_links_to_errors(ret, errors, column=5),
        frozen=2,
    )


def _links_to_errors(ret: Return, errors: pd.DataFrame, column: int) -> list[Link]:
    """A link for each finding to the first of its marked cells."""
    letters = {name: letters_of_columns(ret, name) for name in ret.tables}
    first = [
        next((letters[table][field] for field in fields if field in letters[table]), letters[table]["CHILD"])
        for table, fields in zip(errors["table"], errors["fields"], strict=True)
    ]
    cells = pd.Series(first, dtype=object) + (errors["row"] + HEADER_ROWS + 1).astype(str)
    linked = zip(errors["table"].iloc[:MOST_LINKS], cells.iloc[:MOST_LINKS], strict=True)
    return [Link(row, column, table, cell) for row, (table, cell) in enumerate(linked)]


def checks_sheet(report: Report) -> Sheet:
    """Every rule: run, skipped and why, or failed, and how many errors it found."""
    checks = report.checks()
    columns = (
        Column("Code", 12),
        Column("What it checks", 56, "wrapped"),
        Column("Family", 28),
        Column("Outcome", 12),
        Column("Errors", 10, "number"),
        Column("Why", 70, "wrapped"),
    )
    rows = list(checks.itertuples(index=False, name=None))
    return Sheet("Checks", "list", block=Block("Checks_list", columns, rows), frozen=1)
