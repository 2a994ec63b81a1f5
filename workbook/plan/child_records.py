"""Everything about one child: the rows of every table, both years, what is wrong, and what is suggested."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.plan.cell_values import to_sheet
from workbook.plan.sheet_model import Value
from xl903 import Report, Return
from xl903.s903.returns import Collection
from xl903.s903.schema import TABLES
from xl903.s903.which_year import year_name
from xl903.tracking.comparison import Comparison


@dataclass(frozen=True)
class ChildRow:
    """A row about the child. ``year``: as people write it. ``wrong``: the columns that are marked."""

    year: str
    codes: tuple[str, ...]
    values: tuple[Value, ...]
    wrong: frozenset[str]


@dataclass(frozen=True)
class ChildError:
    """What one rule says of the child's rows of a table. ``suggestions``: each with its evidence."""

    code: str
    title: str
    fix: str
    is_new: bool
    suggestions: tuple[str, ...]


@dataclass(frozen=True)
class ChildTable:
    """The child's rows of one table, this year's first; ``columns`` are those of ``ChildRow.values``."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[ChildRow, ...]
    errors: tuple[ChildError, ...]

    @property
    def title(self) -> str:
        """The table's name as it is called in the return."""
        return TABLES[self.name].name

    @property
    def label(self) -> str:
        """What it holds, in words."""
        return TABLES[self.name].label


def child_tables(
    ret: Return, report: Report, ids: Mapping[str, pd.Index], comparison: Comparison, child: str
) -> Iterator[ChildTable]:
    """The tables that have a row about the child in this year's return or last year's.

    The arguments are as in ``workbook.plan.sheet_facts.ToShow``.
    """
    answers = _answers(report, child)
    news = comparison.findings.set_index(["code", "table", "row_id"])["news"]
    for name in ret.tables:
        rows = _rows_of(ret, name, child)
        last = _rows_of(ret.last_year, name, child)
        if not len(rows) and not len(last):
            continue
        columns = tuple(
            column.name
            for column in TABLES[name].columns[1:]
            if ret.year in column.years or ret.last_year.year in column.years
        )
        found = report.findings[(report.findings["table"] == name) & report.findings["row"].isin(rows)]
        shown = []
        for at in rows:
            here = found[found["row"] == at]
            wrong = frozenset(field for fields in here["fields"] for field in fields)
            values = _values(ret, name, int(at), columns)
            shown.append(ChildRow(year_name(ret.year), tuple(here["code"]), values, wrong))
        for at in last:
            values = _values(ret.last_year, name, int(at), columns)
            shown.append(ChildRow(year_name(ret.last_year.year), (), values, frozenset()))
        errors = tuple(
            ChildError(
                str(code),
                report.rules[str(code)].title,
                report.rules[str(code)].fix,
                any(news.get((code, name, ids[name][at])) for at in part["row"]),
                tuple(answers.get((str(code), name), ())),
            )
            for code, part in found.groupby("code", sort=False)
        )
        yield ChildTable(name, columns, tuple(shown), errors)


def _answers(report: Report, child: str) -> dict[tuple[str, str], list[str]]:
    """What is suggested for the child's errors, or said in its place, by code and table, each once."""
    errors = report.errors()
    errors = errors[(errors["child"] == child) & errors["evidence"].notna()]
    found: dict[tuple[str, str], list[str]] = {}
    for error in errors.itertuples():
        answered = isinstance(error.suggestion, str)
        said = (
            f"{error.suggestion} ({error.confidence}): {error.evidence}" if answered else str(error.evidence)
        )
        of_code = found.setdefault((str(error.code), str(error.table)), [])
        if said not in of_code:
            of_code.append(said)
    return found


def _rows_of(year: Collection, name: str, child: str) -> np.ndarray:
    if name not in year.tables:
        return np.zeros(0, dtype=int)
    return np.flatnonzero((year.table(name).child.astype(object) == child).to_numpy(dtype=bool))


def _values(year: Collection, name: str, at: int, columns: tuple[str, ...]) -> tuple[Value, ...]:
    frame = year.tables[name]
    return tuple(
        to_sheet(frame[title].iloc[[at]], is_date=TABLES[name].column(title).type == "date")[0]
        if title in frame
        else None
        for title in columns
    )
