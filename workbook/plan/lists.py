"""The sheets that list what was found: Start, Summary, Children, Errors and Checks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.grids import Grid, records
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_model import BarChart, Block, Column, Line, Link, Sheet, Value
from workbook.plan.table_sheets import ERROR, ROW_ID, VALID
from xl903 import Report, Return, Rule
from xl903.engine.rule_register import FAMILIES
from xl903.s903.schema import TABLES
from xl903.tracking.comparison import KEY, Comparison

TOP_RULES = 10
"""Rules in the Summary's chart."""

USE = "Use"
"""The column of Errors in which the analyst asks for a suggestion to be used by the next run."""

ERRORS_SHEET = "Errors"
MOST_LINKS = 65_000
"""Excel takes 65,530 links on a sheet; a few are left for the analyst's own."""

HOW_TO = (
    "1. Open Summary to see what is wrong most often, Children for who is affected, Errors for everything.",
    "2. Follow a link to the cell: it is red, and its note says what is wrong and how to mend it.",
    "3. Correct the record at its source and in the sheet, then check again.",
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
    ``workbook.plan.teams_sheet.owners`` gives them; None where nobody stands on Teams.
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


def _without_a_team(report: Report, owners: pd.DataFrame) -> str:
    in_error = pd.Index(report.findings["child"].dropna().unique(), dtype=object)
    open_ones = owners.index[owners["team"].isna().to_numpy()]
    wrong = len(in_error.intersection(open_ones))
    if not len(open_ones):
        return "no child"
    children = "1 child" if len(open_ones) == 1 else f"{len(open_ones):,} children"
    return f"{children}, {wrong:,} of them with errors, whom the sheet Unassigned lists"


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


def summary_sheet(ret: Return, report: Report, run: Comparison) -> Sheet:
    """The figures, a row per rule with errors now or before, and a chart of the rules with most."""
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
    row = 3 + len(figures)
    lines += [Line(row, 1, "Since the last run", "label"), Line(row, 2, _since_the_last_run(run))]
    columns = (
        Column("Code", 18),
        Column("What is wrong", 60, "wrapped"),
        Column("Family", 26),
        Column("Errors", 10, "number"),
        Column("Children", 12, "number"),
        Column("Change", 18),
    )
    change = {str(code): _change(row.fixed, row.new) for code, row in run.by_code().iterrows()}
    shown = ["code", "title", "family", "errors", "children"]
    rows = [(*row, change.get(row[0])) for row in summary[shown].itertuples(index=False, name=None)]
    mended = [code for code in change if code not in set(summary["code"]) and code in report.rules]
    for code in sorted(mended, key=lambda code: report.rules[code].order):
        rows.append((code, report.rules[code].title, report.rules[code].family, 0, 0, change[code]))
    top = summary.head(TOP_RULES)
    named = ", ".join(f"{code} ({errors})" for code, errors in zip(top["code"], top["errors"], strict=True))
    chart = BarChart(
        title="Rules with most errors",
        alt=f"Bar chart of the rules with most errors: {named}.",
        labels=0,
        values=3,
        rows=len(top),
        anchor="H2",
    )
    return Sheet(
        "Summary",
        "list",
        tuple(lines),
        Block("Rules", columns, rows, top=5 + len(figures)),
        links=_links_to_rules(report, summary),
        chart=chart if len(top) else None,
    )


def _since_the_last_run(run: Comparison) -> str:
    if run.is_first:
        return "this is the first run"
    new = f"{len(run.new):,} new"
    if len(run.after_correction):
        new += f" ({len(run.after_correction):,} after a correction)"
    said = f"{len(run.fixed):,} fixed, {new}, {run.remaining:,} remaining"
    return f"{said}, {len(run.unchecked):,} not checked this time" if len(run.unchecked) else said


def _change(fixed: int, new: int) -> str:
    return ", ".join(f"{count:,} {word}" for count, word in ((fixed, "fixed"), (new, "new")) if count)


def _links_to_rules(report: Report, summary: pd.DataFrame) -> list[Link]:
    """A link for each rule with errors to the first of them on Errors."""
    first = report.errors()["code"].drop_duplicates()
    at = pd.Series(first.index, index=first.to_numpy())
    return [Link(row, 0, "Errors", f"B{at[code] + 2}") for row, code in enumerate(summary["code"])]


def _or_none(values: pd.Series) -> pd.Series:
    """Cells of a column, blank ones None whatever pandas makes of them."""
    return values.astype(object).where(values.notna(), None)


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


def children_sheet(
    ret: Return, report: Report, places: Mapping[str, TablePosition], owners: pd.DataFrame | None = None
) -> Sheet:
    """A row per child, those with most errors first, with a link to the child's first row.

    owners: as in ``start_sheet``.
    """
    found = report.children().set_index("child")
    everyone = all_children(ret)
    ids = [*found.index, *everyone.difference(found.index, sort=False)]
    found = found.reindex(pd.Index(ids, dtype=object))
    errors = found["errors"].fillna(0).astype(int)
    workers, teams = _in_charge(ret, pd.Index(ids, dtype=object), owners)
    rows = list(
        zip(
            ids,
            errors.gt(0).map({True: ERROR, False: VALID}),
            errors.tolist(),
            _or_none(found["codes"]),
            workers,
            teams,
            strict=True,
        )
    )
    columns = (
        Column("CHILD", 14),
        Column("Status", 10),
        Column("Errors", 10, "number"),
        Column("Codes", 70, "wrapped"),
        Column("Social worker", 18),
        Column("Team", 20),
    )
    return Sheet(
        "Children",
        "list",
        block=Block("Children_list", columns, rows),
        links=_links_to_children(ret, ids, places),
        frozen=1,
    )


def _in_charge(
    ret: Return, children: pd.Index, owners: pd.DataFrame | None
) -> tuple[list[str | None], list[str | None]]:
    """The number of each child's social worker, and the team; None where unknown."""
    if owners is None:
        workers = social_workers(ret).reindex(children)
        return list(_or_none(workers)), [None] * len(children)
    of_child = owners.reindex(children)[["sw_id", "team"]].astype(object)
    of_child = of_child.where(of_child.notna(), None)
    return list(of_child["sw_id"]), list(of_child["team"])


def _links_to_children(ret: Return, ids: Sequence[str], places: Mapping[str, TablePosition]) -> list[Link]:
    """A link for each child to the first row about the child, in Header or else another table."""
    cells: dict[str, tuple[str, str]] = {}
    for name in reversed(list(ret.tables)):
        ids_there = ret.table(name).child.astype(object).reset_index(name="child").dropna()
        first = ids_there.drop_duplicates("child")
        addresses = places[name].cells(first["index"].to_numpy(), "CHILD")
        cells.update(zip(first["child"], ((name, address) for address in addresses), strict=True))
    return [Link(row, 0, *cells[child]) for row, child in enumerate(ids[:MOST_LINKS])]


def errors_sheet(
    ret: Return,
    report: Report,
    run: Comparison,
    row_ids: Mapping[str, pd.Index],
    places: Mapping[str, TablePosition],
    owners: pd.DataFrame | None = None,
) -> Sheet:
    """A row per finding, each with a link to its first marked cell, since when it is there and if it is new.

    row_ids, places: for each table the ids of its rows, and where they stand. owners: as in ``start_sheet``.
    """
    errors = report.errors()
    errors["row_id"] = _by_table(errors, {name: ids.to_numpy() for name, ids in row_ids.items()})
    told = errors[KEY].merge(run.findings, how="left", on=KEY)
    sheet_rows = _by_table(errors, {name: at.rows for name, at in places.items()})
    workers, teams = _in_charge(ret, pd.Index(errors["child"], dtype=object), owners)
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
        Column("Confidence", 12),
        Column("Evidence", 50, "wrapped"),
        Column(USE, 8),
        Column("Social worker", 18),
        Column("Team", 20),
        Column("First seen", 13, "date"),
        Column("New", 22),
        Column("Family", 26),
        Column(ROW_ID, 12, "number", hidden=True),
    )
    rows = list(
        zip(
            _or_none(errors["child"]),
            errors["code"],
            errors["title"],
            errors["fix"],
            errors["table"],
            sheet_rows.tolist(),
            errors["field"],
            _or_none(errors["value"].mask(errors["value"] == "")),
            *(_or_none(errors[column]) for column in ("suggestion", "confidence", "evidence")),
            [None] * len(errors),
            workers,
            teams,
            told["first_seen"],
            _or_none(told["news"].mask(told["news"] == "")),
            errors["group"].map(FAMILIES),
            errors["row_id"].tolist(),
            strict=True,
        )
    )
    return Sheet(
        "Errors",
        "list",
        block=Block("Errors_list", columns, rows),
        links=_links_to_errors(errors, places, column=5),
        frozen=2,
    )


def suggestions_asked_for(grid: Grid) -> pd.DataFrame:
    """The findings on the sheet Errors beside which something was typed into "Use": code, table, row_id."""
    rows = records(grid, ["Code", "Table", USE, ROW_ID])
    asked = [row for row in rows if row[USE] is not None and from_sheet(row[USE]) is not None]
    found = [(from_sheet(row["Code"]), from_sheet(row["Table"]), from_sheet(row[ROW_ID])) for row in asked]
    known = [(code, table, int(row_id)) for code, table, row_id in found if row_id and row_id.isdigit()]
    return pd.DataFrame(known, columns=KEY).astype({"row_id": np.int64, "code": object, "table": object})


def _by_table(errors: pd.DataFrame, numbers: Mapping[str, np.ndarray]) -> np.ndarray:
    """For each finding the number of its row, from those of its table's rows."""
    result = np.zeros(len(errors), dtype=np.int64)
    for table, rows in errors.groupby("table")["row"]:
        result[rows.index] = numbers[str(table)][rows.to_numpy()]
    return result


def _links_to_errors(errors: pd.DataFrame, places: Mapping[str, TablePosition], column: int) -> list[Link]:
    """A link for each finding to the first of its marked cells."""
    linked = errors.iloc[:MOST_LINKS]
    cells = [
        places[table].cell(row, next((name for name in fields if name in places[table].columns), "CHILD"))
        for table, row, fields in zip(linked["table"], linked["row"], linked["fields"], strict=True)
    ]
    return [
        Link(row, column, table, cell)
        for row, (table, cell) in enumerate(zip(linked["table"], cells, strict=True))
    ]


def checks_sheet(report: Report) -> Sheet:
    """Every rule: run, skipped and why, or failed, and how many errors it found."""
    checks = report.checks()
    columns = (
        Column("Code", 12),
        Column("What it checks", 62, "wrapped"),
        Column("Family", 28),
        Column("Outcome", 12),
        Column("Errors", 10, "number"),
        Column("Why", 70, "wrapped"),
    )
    rows = list(checks.itertuples(index=False, name=None))
    return Sheet("Checks", "list", block=Block("Checks_list", columns, rows), frozen=1)
