"""The sheet Child: everything about one child, tables one under another, what is wrong written below each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from workbook.plan.appearance import BOLD_CAPITALS
from workbook.plan.cell_values import from_sheet, to_sheet
from workbook.plan.grids import Grid
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import Line, LineStyle, Sheet, Value
from workbook.plan.table_sheets import CODES
from xl903 import Report, Return
from xl903.engine.wording import count
from xl903.s903.returns import Collection
from xl903.s903.schema import TABLES
from xl903.tracking.comparison import Comparison

CHILD_SHEET = "Child"
_ASKED = "Child shown (type another child id here and check again)"
_ASKED_AT = 3
_LONGEST_CODES = 22
"""Characters of codes that fit into their cell."""

_WIDTHS = (14.0, 22.0, *(13.0,) * 14)
"""Widths of the columns: Year, Codes, then the tables', which grow with their titles."""

FACTS = SheetFacts(
    name=CHILD_SHEET,
    kind="list",
    key=(),
    lifetime=Lifetime.CHECK,
    make=lambda run: [child_sheet(run.ret, run.report, run.ids, run.comparison, run.child)],
)


def child_sheet(
    ret: Return, report: Report, ids: Mapping[str, pd.Index], comparison: Comparison, child: str | None
) -> Sheet:
    """The child that was asked for, or else the one with most errors: header, every table, last year's rows.

    The arguments are as in ``ToShow``.
    """
    in_error = list(report.children()["child"])
    child = child or (in_error[0] if in_error else None)
    lines = [
        Line(1, 1, "Child" if child is None else f"Child {child}", "title"),
        Line(_ASKED_AT, 1, _ASKED, "label"),
        Line(_ASKED_AT, 5, child, "figure"),
    ]
    if child is not None:
        rows = list(_tables(ret, report, ids, comparison, child, top=7))
        about = _about(child, in_error, report, known=bool(rows))
        lines += [Line(row, 1, text) for row, text in enumerate(about, start=4)]
        lines += rows
    widths = list(_WIDTHS)
    for line in lines:
        if line.style == "column":
            widths[line.column - 1] = max(widths[line.column - 1], len(str(line.value)) * BOLD_CAPITALS)
    return Sheet(FACTS.name, FACTS.kind, tuple(lines), widths=tuple(widths))


def _about(child: str, in_error: Sequence[str], report: Report, *, known: bool) -> Iterator[str]:
    errors = int((report.findings["child"] == child).sum())
    if not known:
        yield "This id is not in this year's or last year's return. Type an id from the sheet Children."
        return
    yield count(errors, "error") if errors else "Valid: no errors"
    if child in in_error:
        place = in_error.index(child)
        before = in_error[place - 1] if place else "none"
        after = in_error[place + 1] if place + 1 < len(in_error) else "none"
        yield f"Children with errors, most errors first: {before} is before this child, {after} is after"
    elif in_error:
        yield f"The child with most errors is {in_error[0]}"


def _tables(
    ret: Return,
    report: Report,
    ids: Mapping[str, pd.Index],
    comparison: Comparison,
    child: str,
    top: int,
) -> Iterator[Line]:
    row = top
    answers = _answers(report, child)
    news = comparison.findings.set_index(["code", "table", "row_id"])["news"]
    for name in ret.tables:
        rows = np.flatnonzero((ret.table(name).child.astype(object) == child).to_numpy(dtype=bool))
        last = _rows_of(ret.last_year, name, child)
        if not len(rows) and not len(last):
            continue
        yield Line(row, 1, TABLES[name].name, "heading")
        yield Line(row, 3, TABLES[name].label, "label")
        row += 1
        columns = [
            column.name
            for column in TABLES[name].columns[1:]
            if ret.year in column.years or ret.last_year.year in column.years
        ]
        for position, title in enumerate(["Year", CODES, *columns], start=1):
            yield Line(row, position, title, "column")
        row += 1
        found = report.findings[(report.findings["table"] == name) & report.findings["row"].isin(rows)]
        for at in rows:
            here = found[found["row"] == at]
            wrong = {field for fields in here["fields"] for field in fields}
            codes = ", ".join(here["code"])
            said = codes if len(codes) <= _LONGEST_CODES else f"{len(here)} errors, see below"
            yield from _cells(ret, name, int(at), row, columns, wrong, said or None)
            row += 1
        for at in last:
            yield from _cells(ret.last_year, name, int(at), row, columns, set(), None)
            row += 1
        for code, part in found.groupby("code", sort=False):
            new = any(news.get((code, name, ids[name][at])) for at in part["row"])
            rule = report.rules[str(code)]
            text = f"{code}  {rule.title}{' (new)' if new else ''}. {rule.fix}"
            yield Line(row, 2, text, "said")
            row += 1
            for said in answers.get((str(code), name), ()):
                yield Line(row, 2, f"Suggestion: {said}", "said")
                row += 1
        row += 1


def _answers(report: Report, child: str) -> dict[tuple[str, str], list[str]]:
    """What is suggested for the child's errors, by code and table, each answer once."""
    errors = report.errors()
    errors = errors[(errors["child"] == child) & errors["suggestion"].notna()]
    found: dict[tuple[str, str], list[str]] = {}
    for error in errors.itertuples():
        said = f"{error.suggestion} ({error.confidence}): {error.evidence}"
        of_code = found.setdefault((str(error.code), str(error.table)), [])
        if said not in of_code:
            of_code.append(said)
    return found


def _rows_of(year: Collection, name: str, child: str) -> np.ndarray:
    if name not in year.tables:
        return np.zeros(0, dtype=int)
    return np.flatnonzero((year.table(name).child.astype(object) == child).to_numpy(dtype=bool))


def _cells(
    year: Collection, name: str, at: int, row: int, columns: Sequence[str], wrong: set[str], codes: str | None
) -> Iterator[Line]:
    yield Line(row, 1, f"{year.year - 1}-{year.year % 100:02d}", "label")
    yield Line(row, 2, codes, "said" if codes else "cell")
    frame = year.tables[name]
    for position, title in enumerate(columns, start=3):
        style: LineStyle = "wrong" if title in wrong else "cell"
        yield Line(row, position, _value(frame, name, title, at), style)


def _value(frame: pd.DataFrame, name: str, title: str, at: int) -> Value:
    if title not in frame:
        return None
    is_date = TABLES[name].column(title).type == "date"
    return to_sheet(frame[title].iloc[[at]], is_date=is_date)[0]


def read_child_asked_for(grid: Grid) -> str | None:
    """The child whose id stands on the sheet; None where none does."""
    for cells in grid[:_ROWS_SEARCHED]:
        if cells and cells[0] == _ASKED:
            return from_sheet(cells[4]) if len(cells) > 4 else None
    return None


_ROWS_SEARCHED = 10
