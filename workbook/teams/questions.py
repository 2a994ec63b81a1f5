"""What a team is asked about its children: one question for a cell, however many rules find fault with it.

A rule belongs to the team where somebody has to know what happened to the child (it has a question of its own);
what only an analyst can correct, such as a duplicate row or a format, is asked about only where that is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import cast

import numpy as np
import pandas as pd

from workbook.plan.replies_sheet import BLANK
from xl903 import Report
from xl903.engine.report import CLEAR, DELETE, VALUE
from xl903.s903.schema import DERIVED_FROM, TABLES

_LABELS: Mapping[str, str] = {
    **{column.name: column.label for table in TABLES.values() for column in table.columns},
    **{table.name: table.label for table in TABLES.values() if table.name.lower() not in table.label.lower()},
    "PL_LA": "Authority the placement is in",
    "PL_LOCATION": "Placement inside or outside the authority",
    "PL_DISTANCE": "Miles from home to the placement",
    "UASC": "Unaccompanied asylum-seeking child",
}
_NAMES = re.compile(r"(?<![\w“])(" + "|".join(sorted(_LABELS, key=len, reverse=True)) + r")(?![\w”])")
_IS_IT_RIGHT = "Is this right? If not, what should it be?"
"""What a team is asked about an error that has no question of its own."""

WHOLE_RECORD = ""
"""The field of a question about a record as such: whether it should be deleted."""

DELETE_ROW = "delete this record"
"""What a question suggests where a row is to be deleted; where a cell is to be cleared, BLANK."""

YES, NO = "yes", "no"
"""The answers to whether a record should be deleted."""

PRIVATE = frozenset({"UPN", "DOB", "MC_DOB", "ETHNIC"})
"""Fields that a pack shows only in a line about an error in them."""

_DELETE_IT = f"Should this record be deleted? Type {YES} or {NO}."
_SHOULD_IT_BE_BLANK = f"Should this be blank? If so, type {BLANK}; if not, type what is right."
_IF_SO = "? If so, type it; if not, type what is right."
_QUESTION_COLUMNS = (
    *("table", "row_id", "field", "question", "findings", "code", "title"),
    *("child", "ask", "which", "value", "suggestion", "codes"),
)
_FINDING = ["table", "row", "code"]
_KNOWN = ("CHILD", "DOB")
"""Fields that are seldom what a question is about, though a rule may mark them beside others."""


def find_questions(report: Report, ids: Mapping[str, pd.Index], *, everything: bool = False) -> pd.DataFrame:
    """A row for each question, in order of finding.

    ids: for each table the ids of its rows, in the report's order. everything: ask about what only an analyst can
    correct too. Columns: question, findings (places in ``report.errors()``), child, code and title (of every rule
    that asks, joined), ask, table, row_id, field (the one that the answer is for; WHOLE_RECORD where the record
    itself is in question), which (the row's identifying dates), value (and below it those of the other fields that
    do not fit together), suggestion, codes (the set of codes that the field takes). What is worked out from a
    postcode, as a distance is, is asked for as the postcode.
    """
    lines = _with_cells(report, ids, _lines(report, everything=everything))
    if lines.empty:
        return pd.DataFrame(columns=list(_QUESTION_COLUMNS), dtype=object).astype({"row_id": np.int64})
    lines = _one_each(lines)
    lines = lines.assign(open=lines["suggestion"].isna()).sort_values(["open", "finding"], kind="stable")
    cells = lines.groupby(["table", "row_id", "field"], sort=False, dropna=False)
    first = {name: (name, "first") for name in ("child", "ask", "which", "value", "suggestion", "codes")}
    asked = cells.agg(
        question=("finding", "first"),
        findings=("finding", lambda found: tuple(sorted(found))),
        code=("code", _joined(", ")),
        title=("title", _joined("; ")),
        **first,
    ).reset_index()
    asked = asked.sort_values("question", kind="stable", ignore_index=True)
    asked["ask"] = _asked(asked)
    return asked


def _joined(sign: str) -> Callable[[pd.Series], str]:
    return lambda texts: sign.join(dict.fromkeys(texts))


def _one_each(lines: pd.DataFrame) -> pd.DataFrame:
    """One line of each error: of the first blank field, or else its first; the others' values below its own."""
    filled = (lines["value"] != BLANK) & (lines["field"] != WHOLE_RECORD)
    ordered = lines.assign(filled=filled, known=lines["field"].isin(_KNOWN)).sort_values(
        ["finding", "filled", "known"], kind="stable"
    )
    first = ~ordered["finding"].duplicated()
    rest = ordered[~first]
    said = rest["field"].map(label_of).astype(object) + ": " + rest["value"].astype(object)
    others = said.groupby(rest["finding"]).agg("\n".join).astype(object)
    others = others.reindex(ordered.loc[first, "finding"])
    chosen = ordered[first].drop(columns=["filled", "known"]).reset_index(drop=True)
    below = "\n" + others.fillna("").reset_index(drop=True)
    chosen["value"] = chosen["value"].where(others.isna().to_numpy(), chosen["value"].astype(object) + below)
    return chosen


def _asked(asked: pd.DataFrame) -> pd.Series:
    suggested, whole = asked["suggestion"], asked["field"] == WHOLE_RECORD
    question = asked["ask"].mask(
        suggested.notna(), "Is it " + suggested.astype("string").fillna("").astype(object) + _IF_SO
    )
    return question.mask(suggested == BLANK, _SHOULD_IT_BE_BLANK).mask(whole, _DELETE_IT)


def _lines(report: Report, *, everything: bool) -> pd.DataFrame:
    """A row per error and field: finding, child, code, title, ask, table, row, field, suggestion.

    Where an answer is suggested, the only field is that which it is for.
    """
    errors = report.errors()[["child", "code", "title", "ask", "table", "row", "fields"]]
    errors = errors.astype({"child": object})
    errors["child"] = errors["child"].where(errors["child"].notna(), None)
    errors.insert(0, "finding", np.arange(len(errors)))
    if not everything:
        owner = errors["code"].map({code: rule.owner for code, rule in report.rules.items()})
        errors = errors[(owner == "team").to_numpy()]
    errors = errors.merge(_answers(report), "left", on=_FINDING)
    errors["title"] = _once_each(errors["title"], in_words)
    errors["ask"] = errors["ask"].mask(errors["ask"] == "", _IS_IT_RIGHT)
    fields, answered = [], []
    for wrong, answer in zip(errors["fields"], errors["answers"], strict=True):
        usable = isinstance(answer, str) and (answer in wrong or answer not in PRIVATE)
        answered.append(usable)
        fields.append((answer,) if usable else _to_fill_in(wrong))
    errors["fields"] = fields
    errors["suggestion"] = errors["suggestion"].where(np.array(answered, dtype=bool), None)
    lines = errors.drop(columns="answers").explode("fields", ignore_index=True)
    return lines.rename(columns={"fields": "field"})


def _answers(report: Report) -> pd.DataFrame:
    """The best suggestion of each finding for a cell of its own row: table, row, code, answers, suggestion.

    A question is about no other row. answers: the field it is for, WHOLE_RECORD for deleting the row.
    """
    best = report.best_suggestions
    best = best[(best["table"] == best["at_table"]) & (best["row"] == best["at_row"])]
    said = best["value"].astype(object).copy()
    for cell, part in best[best["kind"] == VALUE].groupby(["table", "field"]):
        table, field = cast("tuple[str, str]", cell)
        said[part.index] = _with_meaning(report, table, field, part["value"].astype("string"))
    said = said.mask(best["kind"] == CLEAR, BLANK).mask(best["kind"] == DELETE, DELETE_ROW)
    answers = best["field"].astype(object).mask(best["kind"] == DELETE, WHOLE_RECORD)
    return best[_FINDING].assign(answers=answers, suggestion=said)


def _with_cells(report: Report, ids: Mapping[str, pd.Index], lines: pd.DataFrame) -> pd.DataFrame:
    """With what is known of each cell: its row's id and dates, its value, and the codes that it takes."""
    lines["row_id"] = np.zeros(len(lines), dtype=np.int64)
    for column in ("which", "value", "codes"):
        lines[column] = pd.Series(None, index=lines.index, dtype=object)
    for table, part in lines.groupby("table"):
        rows = part["row"].to_numpy()
        lines.loc[part.index, "row_id"] = ids[str(table)].to_numpy()[rows]
        lines.loc[part.index, "which"] = _which(report, str(table))[rows]
    whole = lines["field"] == WHOLE_RECORD
    for table, part in lines[whole].groupby("table"):
        lines.loc[part.index, "value"] = _record(report, str(table))[part["row"].to_numpy()]
    for cell, part in lines[~whole].groupby(["table", "field"]):
        table_of_cell, field = cast("tuple[str, str]", cell)
        lines.loc[part.index, "value"] = _shown(report, table_of_cell, field)[part["row"].to_numpy()]
        lines.loc[part.index, "codes"] = _code_set(table_of_cell, field)
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


def label_of(field: str) -> str:
    """A field in everyday words."""
    return "This record" if field == WHOLE_RECORD else _LABELS[field]


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


def _record(report: Report, table: str) -> np.ndarray:
    """What each row of a table holds, a field a line, but for what is private."""
    said = np.full(len(report.ret.tables[table]), "", dtype=object)
    for name in TABLES[table].column_names:
        if name in report.ret.tables[table] and name not in (*PRIVATE, "CHILD"):
            value = _shown(report, table, name)
            line = np.where(said == "", "", "\n") + f"{_LABELS[name]}: " + value
            said = said + np.where(value == BLANK, "", line).astype(object)
    return np.where(said == "", BLANK, said).astype(object)


def _code_set(table: str, field: str) -> str | None:
    return TABLES[table].column(field).codes if field in TABLES[table].column_names else None


def _shown(report: Report, table: str, field: str) -> np.ndarray:
    """A column as a team reads it: a code with its meaning, "blank" for an empty cell."""
    shown = _with_meaning(report, table, field, report.shown(table, field))
    return np.where(shown == "", BLANK, shown).astype(object)


def _with_meaning(report: Report, table: str, field: str, values: pd.Series) -> np.ndarray:
    """Values, and with each code what it means: "C2 (Full care order)"."""
    known = _code_set(table, field)
    shown = values.to_numpy(dtype=object)
    if known is None:
        return shown
    meaning = values.str.strip().str.upper().map(report.ret.codes(known)).astype(object)
    said = values.astype(object) + " (" + meaning.fillna("").astype(str) + ")"
    return np.where(meaning.notna(), said, shown).astype(object)
