"""Some weeks with the demo's workbook: checked, corrected, checked again, by the functions that the product has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

import xl903
from addin.cli import demo_command
from workbook import make_plan, write_workbook
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import open_file
from workbook.plan.sheet_model import Plan, Sheet
from workbook.session.checking import begin_check
from workbook.session.next_run import continue_from
from workbook.session.using_answers import certain_suggestions, use_suggestions
from workbook.update.whole_workbook import update_workbook
from xl903.loading import read
from xl903.synthetic import make_council
from xl903.synthetic.writing import LAST_YEAR, REGISTER, THIS_YEAR

ONE, OTHER = "Analyst A", "Analyst B"
LOADED = dt.datetime(2026, 4, 20, 9, 5)
CORRECTED = (
    (dt.datetime(2026, 4, 24, 11, 15), ONE, 8),
    (dt.datetime(2026, 5, 6, 9, 30), OTHER, 12),
    (dt.datetime(2026, 5, 18, 14, 5), OTHER, 10),
    (dt.datetime(2026, 6, 1, 16, 40), ONE, 6),
)
"""When, by whom, and how many children's rows were corrected."""

SLIPS = (
    (),
    (),
    (("Episodes", "PLACE_PROVIDER", "PR7"), ("Episodes", "PLACE_PROVIDER", "PR")),
    (("Header", "ETHNIC", "WBR"), ("Episodes", "CIN", "N")),
)
"""What is mistyped on each of these days, for children who had no error."""

Cells = list[tuple[str, str, int, str, str | None]]
"""Cells to type into: sheet, child, which of the child's rows from 0, column, value."""


@dataclass(frozen=True)
class Weeks:
    """What came of them: the workbook, its plan, the last report, and the row ids of the tables."""

    book: Path
    plan: Plan
    report: xl903.Report
    ids: Mapping[str, pd.Index]

    def sheet(self, name: str) -> Sheet:
        """A sheet of the workbook as planned."""
        return next(sheet for sheet in self.plan.sheets if sheet.name == name)


def live(folder: Path) -> Weeks:
    """Live through the weeks, in this folder."""
    made, book = folder / "demo", folder / "checked.xlsx"
    demo_command.write_demo(made)
    files = read(made / THIS_YEAR, made / LAST_YEAR, made / REGISTER)
    report = xl903.validate(files.to_return(year=demo_command.YEAR, authority=demo_command.AUTHORITY))
    write_workbook(make_plan(report, files=files.names, when=LOADED, who=ONE), book)
    clean = make_council(
        children=demo_command.CHILDREN,
        year=demo_command.YEAR,
        seed=demo_command.SEED,
        authority=demo_command.AUTHORITY,
    ).tables
    children = list(report.children()["child"])
    valid = [child for child in _with_provider(clean["Episodes"]) if child not in children]
    # The children with most errors stay, so that there is something to see, and those whom suggestions mend.
    certain = report.suggestions[report.suggestions["confidence"] == "certain"]
    mendable = set(_children_of(certain, files.tables))
    mended = (child for child in reversed(children[6:]) if child not in mendable)
    weeks = None
    for (when, who, count), slips in zip(CORRECTED, SLIPS, strict=True):
        chosen = [child for child, _ in zip(mended, range(count), strict=False)]
        cells = list(_differing(files.tables, clean, chosen))
        cells += [(table, valid.pop(0), 0, column, value) for table, column, value in slips]
        _type_in(book, cells)
        # On the last day certain suggestions are used too, but not for what was mistyped since, which is shown.
        weeks = _check_again(book, when, who, mend=children if when is CORRECTED[-1][0] else ())
    assert weeks is not None
    return weeks


def _with_provider(episodes: pd.DataFrame) -> Iterable[str]:
    """The children whose one episode is with a provider that has a number."""
    known = episodes[episodes["URN"].notna() & ~episodes["CHILD"].duplicated(keep=False)]
    return known["CHILD"].iloc[::7]


def _children_of(suggestions: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """The child of each suggestion."""
    return [
        str(tables[table]["CHILD"].iloc[row])
        for table, row in suggestions.reindex(columns=["table", "row"]).itertuples(index=False)
    ]


def _check_again(book: Path, when: dt.datetime, who: str, *, mend: Collection[str]) -> Weeks:
    """Check the workbook again, after certain suggestions were used for these children."""
    file = open_file(book)
    next_run = continue_from(file.read())
    checking = begin_check(next_run)
    if mend:
        chosen = certain_suggestions(next_run, checking.report)
        asked = [child in mend for child in _children_of(chosen, next_run.tables)]
        checking = checking.change(use_suggestions(next_run, chosen[asked]))
    checked = checking.finish(when=when, who=who)
    plan, tables = checked.plan(), checked.next_run.tables
    carry_out(file, update_workbook(file.found, plan, checked))
    return Weeks(book, plan, checked.report, {name: frame.index for name, frame in tables.items()})


def _differing(
    now: Mapping[str, pd.DataFrame], right: Mapping[str, pd.DataFrame], children: Iterable[str]
) -> Iterable[tuple[str, str, int, str, str | None]]:
    """The cells in which rows of these children are not as they should be; rows too many or too few stay."""
    for child in children:
        for table, frame in now.items():
            here, there = frame[frame["CHILD"] == child], right[table][right[table]["CHILD"] == child]
            if len(here) != len(there):
                continue
            for nth, (was, should) in enumerate(
                zip(here.to_dict("records"), there.to_dict("records"), strict=True)
            ):
                for column, value in should.items():
                    before, after = was.get(column), value if pd.notna(value) else None
                    if (before if pd.notna(before) else None) != after:
                        yield table, child, nth, str(column), after


def _type_in(book: Path, cells: Cells) -> None:
    """Type values into a workbook that is open and save it."""
    opened = load_workbook(book)
    for sheet, child, nth, column, value in cells:
        ws = opened[sheet]
        at = {cell.value: cell.column for cell in ws[1]}
        rows = [row for row in range(2, ws.max_row + 1) if ws.cell(row, at["CHILD"]).value == child]
        if nth < len(rows):
            ws.cell(rows[nth], at[column]).value = value
    opened.save(book)
