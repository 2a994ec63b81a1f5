"""Error sheets for social work teams: one workbook each, with its own children's errors and nothing else.

A pack is made of few, chosen values and never cut out of the analyst's workbook, so that nothing of another
team can be left in it: no hidden sheet, row id, property or name.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

import numpy as np
import pandas as pd

from workbook.plan.replies_sheet import BLANK, REFERENCE
from workbook.plan.sheet_model import Block, Column, Line, Plan, Sheet, Value
from workbook.plan.unassigned_sheet import UNASSIGNED
from workbook.session.ownership import find_owners
from workbook.teams.team_lists import addresses_in
from xl903 import Report
from xl903.engine.report import CLEAR, DELETE
from xl903.s903.schema import DERIVED_FROM, TABLES

By = Literal["team", "worker"]

CORRECT_VALUE, COMMENT = "Correct value", "Comment"
"""Columns of a pack that the team fills in; they and REFERENCE are read when it comes back."""

PACK_CHILD = "Child"
PACK_ERRORS = "Errors"

_DERIVED_LABELS: Mapping[str, str] = {
    **{table.name: table.label for table in TABLES.values() if table.name.lower() not in table.label.lower()},
    "PL_LA": "Authority the placement is in",
    "PL_LOCATION": "Placement inside or outside the authority",
    "PL_DISTANCE": "Miles from home to the placement",
    "UASC": "Unaccompanied asylum-seeking child",
}
_LABELS: Mapping[str, str] = {
    **{table.name: table.label for table in TABLES.values() if table.name.lower() not in table.label.lower()},
    **{column.name: column.label for table in TABLES.values() for column in table.columns},
    **_DERIVED_LABELS,
}
_NAMES = re.compile(r"(?<![\w“])(" + "|".join(sorted(_LABELS, key=len, reverse=True)) + r")(?![\w”])")
_NEVER_IN_FILE_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_LONGEST_NAME = 60

_IS_IT_RIGHT = "Is this right? If not, what should it be?"
"""What a team is asked about an error that has no question of its own."""


@dataclass(frozen=True)
class Pack:
    """What one team, or one social worker, gets.

    ``id``: six hexadecimal digits that begin its references. ``name``: whom it is for. ``team``: None for the
    children whom Teams gives to nobody. ``addresses``: from the rows of Teams of this very team (or worker).
    ``lines``: a row per error and field, in order of child: line (from 1), finding, child, worker, code,
    title, ask, table, row_id, field, which (the row's identifying dates), value, suggestion. What is
    worked out from a postcode, as a distance is, has the postcode's line.
    ``made``, ``reply_by``: days.
    """

    id: str
    name: str
    team: str | None
    addresses: tuple[str, ...]
    lines: pd.DataFrame
    made: dt.date
    reply_by: dt.date

    @property
    def errors(self) -> int:
        """How many findings it holds."""
        return int(self.lines["finding"].nunique())

    @property
    def children(self) -> int:
        """How many children it is about."""
        return int(self.lines["child"].nunique())

    @property
    def file_name(self) -> str:
        """The name of its file: whom it is for and the day, such as ``903 errors North 2026-04-20.xlsx``."""
        return f"903 errors {file_name_part(self.name)} {self.made.isoformat()}.xlsx"


def file_name_part(name: str) -> str:
    """A name as Windows takes it in the name of a file."""
    return _NEVER_IN_FILE_NAMES.sub(" ", name)[:_LONGEST_NAME].strip(" .") or "team"


def make_packs(
    report: Report,
    ids: Mapping[str, pd.Index],
    teams: pd.DataFrame,
    *,
    made: dt.date,
    reply_by: dt.date,
    by: By = "team",
    taken: Collection[str] = (),
    new_id: Callable[[], str] = lambda: secrets.token_hex(3).upper(),
) -> list[Pack]:
    """The packs of a validated return: every finding is in exactly one of them.

    ids: for each table the ids of its rows, in the report's order. teams: rows of the sheet Teams. by: a pack
    for each team, or for each social worker. Children without a team are in a pack of their own, the last,
    which has no address. taken: ids of earlier packs. new_id: gives another six hexadecimal digits each time.
    """
    whose = find_owners(report.ret, teams)
    lines = _lines(report, ids)
    of_child = whose.reindex(pd.Index(lines["child"], dtype=object))
    team = of_child["team"].to_numpy(dtype=object)
    worker = _worker_names(of_child)
    lines["worker"] = worker
    assigned = ~pd.isna(team)
    names = team.copy()
    if by == "worker":
        named = assigned & ~pd.isna(worker)
        names[named] = _team_and_worker(of_child[named], worker[named])
    packs: list[Pack] = []
    used = set(taken)
    for name in [*sorted({str(one) for one in names[assigned]}, key=str.casefold), None]:
        mine = ~assigned if name is None else assigned & (names == name)
        if not mine.any():
            continue
        part = lines[mine].sort_values(["child", "finding"], kind="stable", ignore_index=True)
        part.insert(0, "line", np.arange(1, len(part) + 1))
        pack = next(one for one in iter(new_id, None) if one not in used)
        used.add(pack)
        of_team = None if name is None else str(team[mine][0])
        to = () if of_team is None else _addresses(teams, of_team, part, whose if by == "worker" else None)
        packs.append(Pack(pack, name or UNASSIGNED, of_team, to, part, made, reply_by))
    return packs


def _worker_names(of_child: pd.DataFrame) -> np.ndarray:
    named = of_child["worker"].where(of_child["worker"].notna(), of_child["sw_id"])
    return named.astype(object).where(named.notna(), None).to_numpy(dtype=object)


def _team_and_worker(of_child: pd.DataFrame, worker: np.ndarray) -> np.ndarray:
    """The team and the worker's name; where two of a team have one name, the number too."""
    who = pd.DataFrame(
        {"team": of_child["team"].to_numpy(), "worker": worker, "id": of_child["sw_id"].to_numpy()}
    )
    name = who["team"].astype(object) + ", " + who["worker"].astype(object)
    namesakes = who.fillna({"id": ""}).groupby(["team", "worker"])["id"].transform("nunique") > 1
    return name.where(~namesakes, name + " (" + who["id"].fillna("no number") + ")").to_numpy(dtype=object)


def _addresses(
    teams: pd.DataFrame, team: str, lines: pd.DataFrame, whose: pd.DataFrame | None
) -> tuple[str, ...]:
    """The addresses of a team's rows; with ``whose`` only of the rows about the worker whose lines these are."""
    rows = teams[teams["team"] == team]
    if whose is not None:
        mine = whose.loc[whose.index.isin(lines["child"])]
        about = rows["child"].isin(mine.index) | (
            rows["child"].isna() & rows["sw_id"].isin(mine["sw_id"].dropna())
        )
        rows = rows[about]
    found = [address for text in rows["email"] for address in addresses_in(text)]
    return tuple({address.casefold(): address for address in reversed(found)}.values())[::-1]


# A line per error and field


def _lines(report: Report, ids: Mapping[str, pd.Index]) -> pd.DataFrame:
    errors = report.errors()[["child", "code", "title", "ask", "table", "row", "fields"]]
    errors = errors.astype({"child": object})
    errors["child"] = errors["child"].where(errors["child"].notna(), None)
    errors.insert(0, "finding", np.arange(len(errors)))
    errors["title"] = _once_each(errors["title"], in_words)
    errors["ask"] = errors["ask"].mask(errors["ask"] == "", _IS_IT_RIGHT)
    errors["fields"] = errors["fields"].map(_to_fill_in)
    lines = errors.explode("fields", ignore_index=True).rename(columns={"fields": "field"})
    lines["row_id"] = np.zeros(len(lines), dtype=np.int64)
    for column in ("which", "value", "suggestion"):
        lines[column] = pd.Series(None, index=lines.index, dtype=object)
    for table, part in lines.groupby("table"):
        rows = part["row"].to_numpy()
        lines.loc[part.index, "row_id"] = ids[str(table)].to_numpy()[rows]
        lines.loc[part.index, "which"] = _which(report, str(table))[rows]
    for cell, part in lines.groupby(["table", "field"]):
        table_of_cell, field = cast("tuple[str, str]", cell)
        lines.loc[part.index, "value"] = _shown(report, table_of_cell, field)[part["row"].to_numpy()]
    lines["suggestion"] = _suggested(report, lines)
    return lines.drop(columns="row")


@cache
def _to_fill_in(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The fields of a finding as a team can fill them in: a postcode for what is worked out from it."""
    sources = {
        field: tuple(source for source, derived in DERIVED_FROM.items() if field in derived) or (field,)
        for field in fields
    }
    return tuple(dict.fromkeys(source for field in fields for source in sources[field]))


def in_words(text: str) -> str:
    """A rule's text with the names of columns and files in words: "“Date of birth” in “Adoptions”"."""
    return _NAMES.sub(lambda found: f"“{_LABELS[found.group()]}”", text)


def _once_each(texts: pd.Series, change: Callable[[str], str]) -> pd.Series:
    return texts.map({text: change(text) for text in texts.unique()})


def _which(report: Report, table: str) -> np.ndarray:
    """The dates by which a child's rows of a table are known: "Episode start 01/05/2025"."""
    keys = [name for name in TABLES[table].key if name != "CHILD"]
    text = np.full(len(report.ret.tables[table]), "", dtype=object)
    for name in keys:
        value = report.shown(table, name).to_numpy(dtype=object)
        text = (
            text + np.where(text == "", "", "; ") + f"{_LABELS[name]} " + np.where(value == "", BLANK, value)
        )
    return text


def _shown(report: Report, table: str, field: str) -> np.ndarray:
    """A column as a team reads it: a code with its meaning, "blank" for an empty cell."""
    value = report.shown(table, field)
    known = TABLES[table].column(field).codes if field in TABLES[table].column_names else None
    shown = value.to_numpy(dtype=object)
    if known is not None:
        meaning = value.str.strip().str.upper().map(report.ret.codes(known)).astype(object)
        shown = np.where(meaning.notna(), value + " (" + meaning.fillna("").astype(str) + ")", shown)
    return np.where(shown == "", BLANK, shown).astype(object)


def _suggested(report: Report, lines: pd.DataFrame) -> np.ndarray:
    """The best suggestion, beside the field it is for; beside a finding's first where it marks no such field."""
    best = report.best_suggestions
    # a pack asks about the row before it, so only an answer for that row can stand beside it
    here_only = (best["table"] == best["at_table"]) & (best["row"] == best["at_row"])
    best = best[here_only][["table", "row", "code", "field", "value", "kind"]]
    best = best.assign(said=best["value"].where(best["kind"] != CLEAR, LEAVE_BLANK))
    best.loc[best["kind"] == DELETE, "said"] = DELETE_ROW
    best = best.drop(columns=["value", "kind"]).rename(columns={"field": "for"})
    found = lines[["table", "row", "code", "field", "finding"]].merge(
        best, "left", on=["table", "row", "code"]
    )
    here = (found["for"] == found["field"]).to_numpy(dtype=bool)
    somewhere = pd.Series(here).groupby(found["finding"].to_numpy()).transform("any").to_numpy(dtype=bool)
    first = ~found["finding"].duplicated().to_numpy()
    # what is private is shown where it is wrong and nowhere else
    beside = found["said"].notna().to_numpy() & ~somewhere & first & ~found["for"].isin(PRIVATE).to_numpy()
    label = found["for"].map(_LABELS).astype(object)
    named = (label + ": " + found["said"].astype(object)).where(
        found["for"] != "", found["said"].astype(object)
    )
    shown = found["said"].astype(object).where(here, named.astype(object))
    return shown.where(here | beside, None).to_numpy(dtype=object)


LEAVE_BLANK, DELETE_ROW = "blank", "delete this record"
"""What a pack suggests where a cell is to be cleared (what a team types for it), or a row to be deleted."""

PRIVATE = frozenset({"UPN", "DOB", "MC_DOB", "ETHNIC"})
"""Fields that a pack shows only in a line about an error in them."""


def reference(pack: str, line: int) -> str:
    """The reference beside a line of a pack: "3F9A0C-12"."""
    return f"{pack}-{line}"


# The workbook


def pack_plan(pack: Pack) -> Plan:
    """The workbook that a team gets: Summary, Children and Errors."""
    return Plan((_summary(pack), _children(pack), _errors(pack)))


def _summary(pack: Pack) -> Sheet:
    lines = [Line(1, 1, f"Errors to correct: {pack.name}", "title")]
    facts: list[tuple[str, Value]] = [
        ("Made on", pack.made.strftime("%d/%m/%Y")),
        ("Please reply by", pack.reply_by.strftime("%d/%m/%Y")),
        ("Children", pack.children),
        ("Errors", pack.errors),
    ]
    for row, (label, fact) in enumerate(facts, start=3):
        lines += [Line(row, 1, label, "label"), Line(row, 2, fact, "figure")]
    how_to = (
        f'1. On the sheet Errors, answer each question in "{CORRECT_VALUE}". Type dates like this: 31/01/2026.',
        f'2. If the field should be empty, type: {BLANK}. If the value is right as it is, say why in "{COMMENT}".',
        "    A value with several errors has several rows. Fill in any one of them.",
        "3. Correct the child's record in your own system too. Otherwise the error will come back.",
        "4. Save the workbook and reply with it. It is about children, so do not share it with anybody else.",
    )
    row = 4 + len(facts)
    lines += [Line(row + offset, 1, sentence) for offset, sentence in enumerate(how_to, start=1)]
    once = pack.lines.drop_duplicates("finding")
    rules = once.groupby(["code", "title"], sort=False).agg(
        errors=("finding", "size"), children=("child", "nunique")
    )
    rules = rules.reset_index().sort_values(["errors", "code"], ascending=[False, True])
    columns = (
        Column("Code", 18),
        Column("What is wrong", 70, "wrapped"),
        Column("Errors", 11, "number"),
        Column("Children", 12, "number"),
    )
    shown = rules[["code", "title", "errors", "children"]]
    rows = [tuple(one) for one in shown.astype(object).to_numpy(dtype=object).tolist()]
    return Sheet("Summary", "list", tuple(lines), Block("Rules", columns, rows, top=row + len(how_to) + 2))


def _children(pack: Pack) -> Sheet:
    once = pack.lines.drop_duplicates("finding")
    grouped = once.groupby("child", sort=False, dropna=False)
    children = grouped.agg(
        errors=("finding", "size"), codes=("code", lambda codes: ", ".join(dict.fromkeys(codes)))
    )
    workers = once.drop_duplicates("child")["worker"].to_numpy(dtype=object)
    rows: Sequence[Sequence[Value]] = [
        (str(child) if isinstance(child, str) else None, int(errors), str(codes), worker)
        for child, errors, codes, worker in zip(
            children.index, children["errors"], children["codes"], workers, strict=True
        )
    ]
    columns = (
        Column(PACK_CHILD, 14),
        Column("Errors", 11, "number"),
        Column("Codes", 70, "wrapped"),
        Column("Worker", 30),
    )
    return Sheet("Children", "list", block=Block("Children_list", columns, rows), frozen=1)


_ERROR_COLUMNS = (
    Column(PACK_CHILD, 11),
    Column("What is wrong", 36, "wrapped"),
    Column("Question", 44, "wrapped"),
    Column("Part of the record", 16, "wrapped"),
    Column("Which record", 15, "wrapped"),
    Column("Field", 18, "wrapped"),
    Column("Value now", 17, "wrapped"),
    Column("Suggestion", 15, "wrapped"),
    Column(CORRECT_VALUE, 18, "wrapped"),
    Column(COMMENT, 22, "wrapped"),
    Column(REFERENCE, 14),
)


def _errors(pack: Pack) -> Sheet:
    return Sheet("Errors", "list", block=Block("Errors_list", _ERROR_COLUMNS, _rows(pack)), frozen=1)


def _rows(pack: Pack) -> list[Sequence[Value]]:
    lines = pack.lines
    shown = {
        PACK_CHILD: lines["child"],
        "What is wrong": lines["title"],
        "Question": lines["ask"],
        "Part of the record": lines["table"].map({name: table.label for name, table in TABLES.items()}),
        "Which record": lines["which"].where(lines["which"] != "", None),
        "Field": lines["field"].map(_LABELS),
        "Value now": lines["value"],
        "Suggestion": lines["suggestion"],
        CORRECT_VALUE: pd.Series(None, index=lines.index, dtype=object),
        COMMENT: pd.Series(None, index=lines.index, dtype=object),
        REFERENCE: pd.Series([reference(pack.id, line) for line in lines["line"]], dtype=object),
    }
    cells = pd.DataFrame(shown, dtype=object)[[column.title for column in _ERROR_COLUMNS]]
    return [tuple(row) for row in cells.where(cells.notna(), None).to_numpy(dtype=object)]
