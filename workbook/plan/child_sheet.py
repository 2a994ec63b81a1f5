"""The sheet Child: everything about one child: what is wrong, and its rows of every table and both years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from workbook.plan.addresses import cell_address
from workbook.plan.appearance import BOLD_CAPITALS
from workbook.plan.cell_values import from_sheet, to_sheet
from workbook.plan.child_formulas import (
    BESIDE,
    UNKNOWN,
    Looked,
    children_beside,
    error_in_words,
    errors_of_child,
    fixed,
)
from workbook.plan.grids import Grid
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import CellList, Line, LineStyle, Sheet, Value
from workbook.plan.table_sheets import CODES, last_year_sheet_name
from xl903 import Report, Return
from xl903.engine.tallies import tally
from xl903.engine.wording import plural
from xl903.s903.returns import Collection
from xl903.s903.schema import TABLES

CHILD_SHEET = "Child"
_ASKED = "Choose a child, or type an id"
_ASKED_BEFORE = frozenset(
    {
        "Child shown (type another id here and check again)",
        "Child shown (type another child id here and check again)",
    }
)
"""What earlier versions wrote there."""

_ASKED_AT, _ID_AT = 3, 5
"""The row of the id, and its column."""

_TOP = 7
_ROW_OF_ERRORS, _SAID = "Row on Errors", "What is wrong"
"""What stands above the child's errors."""

_ROW_AT, _FIRST_COLUMN = 2, 4
"""The columns of a row's number on its own sheet, and of a table's first column."""

LEAST_ERRORS, LEAST_ROWS = 6, 4
"""Rows that are kept for the errors of any child, and for its rows of a table, where some child has so many."""

_WIDTHS = (14.0, 8.0, 22.0, *(13.0,) * 14)
"""Widths of the columns: Year, Row, Codes, then the tables', which grow with their titles."""

FACTS = SheetFacts(
    name=CHILD_SHEET,
    kind="list",
    key=(),
    lifetime=Lifetime.CHECK,
    make=lambda run: [child_sheet(run.ret, run.report, run.positions, run.child)],
)


def child_sheet(
    ret: Return, report: Report, positions: Mapping[str, TablePosition], child: str | None
) -> Sheet:
    """The child that was asked for, or else the one with most errors: errors, then every table of both years.

    In a file, another child can be chosen from a list, and formulas show it. The arguments are as in ``ToShow``.
    """
    in_error = list(report.children()["child"])
    child = child or (in_error[0] if in_error else None)
    everyone = ret.all_children
    child = child or (str(everyone[0]) if len(everyone) else None)
    asked = fixed(_ASKED_AT, _ID_AT)
    children = Looked("Children")
    lines = [
        Line(1, 1, None if child is None else f"Child {child}", "title", formula=f'"Child "&{asked}'),
        Line(_ASKED_AT, 1, _ASKED, "label"),
        Line(_ASKED_AT, _ID_AT, child, "asked"),
    ]
    if child is not None:
        counted, beside = _about(child, in_error, report, everyone)
        lines += [
            Line(4, 1, counted, formula=errors_of_child(children, asked)),
            Line(5, 1, beside, formula=children_beside(children, asked)),
        ]
        wrong = list(_errors(report, positions, child, asked))
        if wrong:
            lines += [Line(_TOP - 1, 1, _ROW_OF_ERRORS, "label"), Line(_TOP - 1, _ROW_AT + 1, _SAID, "label")]
        lines += wrong
        lines += _tables(ret, report, positions, child, asked, _TOP + len(wrong) // 2 + 1)
    widths = list(_WIDTHS)
    for line in lines:
        if line.style == "column":
            widths[line.column - 1] = max(widths[line.column - 1], len(str(line.value)) * BOLD_CAPITALS)
    listed = CellList(_ASKED_AT, _ID_AT, f"Children!$A$2:$A${len(everyone) + 1}") if len(everyone) else None
    return Sheet(FACTS.name, FACTS.kind, tuple(lines), widths=tuple(widths), cell_list=listed)


def _about(child: str, in_error: Sequence[str], report: Report, everyone: pd.Index) -> tuple[str, str]:
    """How many errors the child has, and the children before and after it, as the formulas say it."""
    if child not in everyone:
        return UNKNOWN, ""
    errors = int((report.findings["child"] == child).sum())
    counted = f"{errors} {plural(errors, 'error')}" if errors else "Valid: no errors"
    listed = [*in_error, *everyone.difference(pd.Index(in_error, dtype=object), sort=False)]
    place = listed.index(child)
    before = listed[place - 1] if place else "none"
    after = in_error[place + 1] if place + 1 < len(in_error) else "none"
    return counted, f"{BESIDE[0]}{before}{BESIDE[1]}{after}"


def _errors(report: Report, positions: Mapping[str, TablePosition], child: str, asked: str) -> Iterator[Line]:
    """The child's errors, a line each: the row on Errors, and what is wrong in one sentence."""
    every = report.errors()
    mine = np.flatnonzero((every["child"] == child).to_numpy(dtype=bool))
    of_children = every["child"].value_counts()  # a row may name no child
    most = int(of_children.max()) if len(of_children) else 0
    looked = Looked("Errors")
    before = str(looked.header)
    for place in range(max(len(mine), min(most, LEAST_ERRORS))):
        row = _TOP + place
        at = cell_address(row, _ROW_AT)
        there = int(mine[place]) if place < len(mine) else None
        number, said = (None, None) if there is None else (there + 2, _in_words(every, positions, there))
        yield Line(row, _ROW_AT, number, "label", formula=looked.next_row(asked, before))
        yield Line(row, _ROW_AT + 1, said, "said", formula=error_in_words(looked, f"${at}"))
        before = f"${at}"


def _in_words(every: pd.DataFrame, positions: Mapping[str, TablePosition], at: int) -> str:
    """As ``error_in_words`` says it."""
    error = every.iloc[at]
    row = positions[error["table"]].rows[error["row"]]
    value = f" = {error['value']}" if error["value"] else ""
    said = f"{error['code']}  {error['title']}: {error['table']} row {row}, {error['field']}{value}"
    if not pd.isna(error["suggestion"]) and error["suggestion"]:
        return f"{said}. Suggestion: {error['suggestion']} ({error['confidence']}). {error['fix']}"
    said = f"{said}. {error['fix']}"
    return said if pd.isna(error["evidence"]) else f"{said} {error['evidence']}"


def _tables(
    ret: Return,
    report: Report,
    positions: Mapping[str, TablePosition],
    child: str,
    asked: str,
    top: int,
) -> Iterator[Line]:
    row = top
    found = report.findings[(report.findings["child"] == child).to_numpy(dtype=bool)]
    for name in ret.tables:
        years = [
            (year, shown, header, rows)
            for year, shown, header in (
                (ret, name, positions[name].header),
                (ret.last_year, last_year_sheet_name(name, ret.year - 1), 1),
            )
            if (rows := _rows_of(year, name, child)) is not None
        ]
        if not any(most for *_, (_, most) in years):
            continue
        yield Line(row, 1, TABLES[name].name, "heading")
        yield Line(row, 4, TABLES[name].label, "label")
        row += 1
        columns = [
            column.name
            for column in TABLES[name].columns[1:]
            if ret.year in column.years or ret.last_year.year in column.years
        ]
        titles_at = row
        for position, title in enumerate(["Year", "Row", CODES, *columns], start=1):
            yield Line(row, position, title, "column")
        row += 1
        codes, wrong = _codes_of(report, found[(found["table"] == name).to_numpy(dtype=bool)])
        for year, shown, header, (mine, most) in years:
            looked = Looked(shown, header)
            before = str(header)
            values = _values(year.tables[name].iloc[mine], name, columns)
            for place in range(max(len(mine), min(most, LEAST_ROWS))):
                at = int(mine[place]) if place < len(mine) else None
                is_this = year is ret
                number = None if at is None else int(positions[name].rows[at]) if is_this else at + 2
                known = f"${cell_address(row, _ROW_AT)}"
                said = f"{year.year - 1}-{year.year % 100:02d}"
                yield Line(
                    row, 1, said if at is not None else None, "label", formula=f'IF({known}="","","{said}")'
                )
                yield Line(row, _ROW_AT, number, "label", formula=looked.next_row(asked, before))
                told = codes.get(at) if is_this and at is not None else None
                yield Line(row, 3, told, "said", formula=looked.shown(known, fixed(titles_at, 3)))
                for position, (title, of_child) in enumerate(
                    zip(columns, values, strict=True), start=_FIRST_COLUMN
                ):
                    style: LineStyle = "wrong" if is_this and (at, title) in wrong else "cell"
                    value = None if at is None else of_child[place]
                    formula = looked.shown(known, fixed(titles_at, position))
                    yield Line(row, position, value, style, formula=formula)
                before = known
                row += 1
        row += 1


def _codes_of(report: Report, found: pd.DataFrame) -> tuple[dict[int, str], set[tuple[int | None, str]]]:
    """Of findings on one table, row to its codes, and the marked cells."""
    rank = {code: place for place, code in enumerate(report.rules)}
    codes: dict[int, list[str]] = {}
    marked: set[tuple[int | None, str]] = set()
    for row, code, fields in found[["row", "code", "fields"]].itertuples(index=False, name=None):
        codes.setdefault(row, []).append(code)
        marked |= {(row, field) for field in fields}
    return {row: ", ".join(sorted(of_row, key=rank.__getitem__)) for row, of_row in codes.items()}, marked


def _rows_of(year: Collection, name: str, child: str) -> tuple[np.ndarray, int] | None:
    """The child's rows of a table, and the most rows that any child has; None where the table is not loaded."""
    if name not in year.tables:
        return None
    table = year.table(name)
    most = int(tally(table.child_codes[table.child_codes >= 0]).max(initial=0))
    return np.flatnonzero((table.child.astype(object) == child).to_numpy(dtype=bool)), most


def _values(rows: pd.DataFrame, name: str, columns: Iterable[str]) -> list[Sequence[Value]]:
    return [
        to_sheet(rows[title], is_date=TABLES[name].column(title).type == "date")
        if title in rows
        else [None] * len(rows)
        for title in columns
    ]


def read_child_asked_for(grid: Grid) -> str | None:
    """The child whose id stands on the sheet; None where none does."""
    for row, cells in enumerate(grid[:_ROWS_SEARCHED], start=1):
        if is_child_asked_for(grid, row, _ID_AT):
            return from_sheet(cells[_ID_AT - 1]) if len(cells) >= _ID_AT else None
    return None


def is_child_asked_for(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell, by its place from 1, is the one with the id of the child to show."""
    cells = grid[row - 1] if row <= len(grid) else ()
    return column == _ID_AT and bool(cells) and (cells[0] == _ASKED or cells[0] in _ASKED_BEFORE)


_ROWS_SEARCHED = 10
