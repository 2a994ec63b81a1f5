"""What the web page shows of a check, as plain data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbook.plan.children_sheet import children_sheet
from workbook.plan.sheet_facts import ToShow
from workbook.plan.sheet_model import Value
from workbook.plan.summary_sheet import BEST_CAUSES, figures_of
from xl903.engine.wording import count
from xl903.s903.which_year import year_name


@dataclass(frozen=True)
class Shown:
    """What the page shows: the check, everything there is to show of it, and the workbook that holds it."""

    run: ToShow
    book: Path
    said: tuple[str, ...]


def in_figures(shown: Shown) -> dict[str, Any]:
    """The figures, what to do first, the rules and the children, by the names that the page knows them by."""
    run = shown.run
    summary = run.to_do.summary()
    children = children_sheet(run.ret, run.to_do, run.positions, run.owners).block
    assert children is not None  # it is a list  # noqa: S101
    return {
        "title": f"{year_name(run.ret.year)}, {_authority(run)}",
        "figures": [
            [label, text_of(figure)]
            for label, figure in figures_of(run, summary)
            if label and figure is not None
        ],
        "first": [
            {
                "errors": count(cause.errors, "error"),
                "sentence": cause.sentence,
                "advice": cause.advice,
                "where": f"{cause.table} row {run.positions[cause.table].rows[cause.row]}",
                "child": _child_at(run, cause.table, cause.row),
            }
            for cause in run.causes.best(BEST_CAUSES)
        ],
        "rules": [
            {"code": code, "title": title, "errors": errors, "children": number}
            for code, title, errors, number in summary[["code", "title", "errors", "children"]].itertuples(
                index=False, name=None
            )
        ],
        "columns": [column.title for column in children.columns],
        "children": [[text_of(value) for value in row] for row in children.rows],
        "said": list(shown.said),
        "skipped": [f"{code}: {why}" for code, why in {**run.report.skipped, **run.report.failed}.items()],
    }


def _authority(run: ToShow) -> str:
    authority = run.ret.authority
    return "authority not known" if authority is None else authority.name


def _child_at(run: ToShow, table: str, row: int) -> str | None:
    child = run.ret.table(table).child.astype(object).iloc[row]
    return child if isinstance(child, str) else None


def text_of(value: Value) -> str:
    """A value as people read it: a date as dd/mm/yyyy, a number with commas, nothing as no text."""
    if value is None:
        return ""
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
