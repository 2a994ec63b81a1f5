"""Reads a workbook back as the analyst left it: typed over, sorted, filtered, with rows and columns added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from workbook.plan.cell_values import from_sheet
from workbook.plan.changes_sheet import CHANGES_SHEET, read_changes, read_marks_put_back
from workbook.plan.child_sheet import CHILD_SHEET, read_child_asked_for
from workbook.plan.corrections_sheet import CORRECTIONS_SHEET, read_keyed
from workbook.plan.errors_sheet import ERRORS_SHEET, read_checked, suggestions_asked_for
from workbook.plan.grids import Grid, header_of
from workbook.plan.positions import TablePosition
from workbook.plan.rules_sheet import RULES_SHEET, read_rules_chosen
from workbook.plan.runs_sheet import RUNS_SHEET, read_log_of_runs, under_present_name
from workbook.plan.sheet_model import ReturnId
from workbook.plan.table_sheets import ROW_ID, columns_known, last_year_sheet_name, submitted_columns
from workbook.plan.teams_sheet import TEAMS_SHEET, no_teams, read_teams_sheet
from workbook.session.memory import MEMORY_SHEET, Memory, read_memory
from workbook.session.read_before import read_unless_same
from workbook.session.sheet_remarks import remarks_on_sheets
from xl903.engine.messages import Message, UserError
from xl903.engine.wording import plural
from xl903.readers.loaded import join_names
from xl903.readers.xlsx_values import ValuesSince1904
from xl903.s903.returns import Source
from xl903.s903.schema import TABLES
from xl903.tracking.changes import Tables, replay, understood
from xl903.tracking.checked_findings import with_typed_marks, without_marks
from xl903.tracking.corrections_to_key import with_ticks
from xl903.tracking.row_ids import with_ids


@dataclass(frozen=True)
class FoundWorkbook:
    """A workbook as it stands.

    ``tables``: this year's, indexed by row id, in the order of the sheets, what was typed written DfE's way.
    ``last_year``: last year's, as text. ``places``: where this year's tables stand. ``log``: the changes that
    the last run knew. ``put_back``: for each of them whether the analyst asks for it to be put back. ``use``:
    findings whose suggestion the analyst asks for: code, table, row_id. ``runs``: the earlier runs.
    ``child``: the child to show, None for no wish. ``new_sheets``: tables whose sheet was gone and is to be
    made anew.
    """

    about: ReturnId
    memory: Memory
    tables: Mapping[str, pd.DataFrame]
    last_year: Mapping[str, pd.DataFrame]
    places: Mapping[str, TablePosition]
    log: pd.DataFrame
    put_back: pd.Series
    use: pd.DataFrame
    runs: pd.DataFrame
    child: str | None
    new_sheets: tuple[str, ...] = ()
    teams: pd.DataFrame = field(default_factory=no_teams)
    """What the sheet Teams says (``workbook.plan.teams_sheet.TEAM_COLUMNS``)."""

    remarks: tuple[Message, ...] = ()
    """What to say of the sheets (``workbook.session.sheet_remarks``)."""


def read_workbook(grids: Mapping[str, Grid], *, restore: bool = False) -> FoundWorkbook:
    """What a workbook holds. ``grids``: the name of each sheet and its cells.

    restore: make a sheet that is gone anew from what was loaded and the changes that are known, instead of
    raising.

    Raises UserError, with how to mend it, where the workbook was not made by xl903, where a sheet of the
    return is gone, or where a column is gone or stands twice.
    """
    memory = _with_rules_chosen(_memory(grids), grids)
    keyed = read_keyed(grids.get(CORRECTIONS_SHEET, ()))
    checked = with_typed_marks(memory.checked, read_checked(grids.get(ERRORS_SHEET, ())))
    checked = without_marks(checked, read_marks_put_back(grids.get(CHANGES_SHEET, ())))
    memory = replace(memory, corrections=with_ticks(memory.corrections, keyed), checked=checked)
    about = memory.about
    log, put_back, changes_unread = read_changes(grids.get(CHANGES_SHEET, ()))
    use, errors_unread = suggestions_asked_for(grids.get(ERRORS_SHEET, ()))
    gone = [name for name in memory.loaded if name not in grids]
    if gone and not restore:
        raise UserError(_sheets_are_gone(gone))
    tables: dict[str, pd.DataFrame] = {}
    places: dict[str, TablePosition] = {}
    for name, loaded in memory.loaded.items():
        if name in gone:
            tables[name] = replay({name: loaded}, log[log["table"] == name])[name]
            continue
        raw, ids, places[name] = read_sheet(grids[name], name, about.source, about.year)
        tables[name] = with_ids(raw, ids, loaded, memory.following[name])
    return FoundWorkbook(
        about=about,
        memory=memory,
        tables=understood(memory.loaded, tables),
        last_year=last_year_tables(grids, about),
        places=places,
        log=log,
        put_back=put_back,
        use=use,
        runs=read_log_of_runs(under_present_name(grids).get(RUNS_SHEET, ())),
        child=read_child_asked_for(grids.get(CHILD_SHEET, ())),
        new_sheets=tuple(gone),
        teams=read_teams_sheet(grids.get(TEAMS_SHEET, ())),
        remarks=tuple(
            remarks_on_sheets(
                grids, tables, places, {CHANGES_SHEET: changes_unread, ERRORS_SHEET: errors_unread}
            )
        ),
    )


def last_year_tables(grids: Mapping[str, Grid], about: ReturnId) -> dict[str, pd.DataFrame]:
    """Last year's tables, as text; none where their sheets are not there. Raises UserError as ``read_sheet``."""
    sheets = {name: last_year_sheet_name(name, about.year - 1) for name in TABLES}
    return {
        name: read_unless_same(
            f"{sheet}, {about.source}",
            grids[sheet],
            partial(_rows_of, grids[sheet], name, about.source, about.year - 1),
        )
        for name, sheet in sheets.items()
        if sheet in grids
    }


def _rows_of(grid: Grid, name: str, source: Source, year: int) -> pd.DataFrame:
    return read_sheet(grid, name, source, year)[0]


def _with_rules_chosen(memory: Memory, grids: Mapping[str, Grid]) -> Memory:
    """What a workbook remembers, and the rules that are ticked on their sheet, where it is there."""
    chosen = read_rules_chosen(grids.get(RULES_SHEET, ()))
    if chosen is None:
        return memory
    return memory.with_codes(chosen)


def _memory(grids: Mapping[str, Grid]) -> Memory:
    try:
        return read_memory(grids[MEMORY_SHEET])
    except KeyError as error:
        raise UserError(
            "The workbook was not made by this version of xl903, or its hidden sheet was taken out, so it "
            "cannot be checked again. Make a new one from the files of the return."
        ) from error
    except (ValueError, TypeError) as error:
        raise UserError(
            f"The hidden sheet {MEMORY_SHEET} was changed, so what was loaded is no longer known; "
            "go back to an earlier copy of the workbook."
        ) from error


def _sheets_are_gone(names: list[str]) -> str:
    number, they = len(names), plural(len(names), "it", "them")
    return (
        f"The {plural(number, 'sheet')} {join_names(names)} {plural(number, 'is', 'are')} no longer in the "
        f"workbook; rename {they} back if renamed. If deleted, open the last saved copy of the workbook, load the "
        f"return again, or run xl903 check with --restore, which makes {they} again as last checked. Nothing was "
        "changed."
    )


def read_sheet(
    grid: Grid, name: str, source: Source, year: int | None, *, whole: bool = True
) -> tuple[pd.DataFrame, list[object] | None, TablePosition]:
    """A table's sheet: its rows as text, what stands in the id column (None without one), and its places.

    Rows without anything in DfE's columns are left out. year: the collection year, None where it is not
    known. whole: raise where one of DfE's columns is gone; otherwise the table lacks it.

    Raises UserError where the sheet's column names cannot be found, or one of them is gone or stands twice.
    """
    wanted = submitted_columns(name, source, year)
    header, titles = header_of(grid, TABLES[name].in_year(year).column_names)
    if not header:
        raise UserError(
            f"The sheet {name} has no row of column names any more; press Ctrl+Z until it is back, or insert a "
            f"row on top with {join_names(TABLES[name].in_year(year).column_names)}. Nothing was changed."
        )
    if whole and (missing := [column for column in wanted if column not in titles]):
        raise UserError(_columns_are_gone(name, missing))
    wanted = [column for column in wanted if column in titles]
    if twice := [column for column in wanted if titles.count(column) > 1]:
        raise UserError(
            f"The sheet {name} has more than one column called {twice[0]}. Rename or delete the column that is "
            "not the return's. Nothing was changed."
        )
    columns = {title: titles.index(title) for title in columns_known(name, year) if title in titles}
    dates = TABLES[name].date_names
    since_1904 = isinstance(grid, ValuesSince1904)
    # A cell far below, of nothing but a space, makes a sheet of a million rows: blank ones are left out at once.
    below = [
        (number, row) for number, row in enumerate(grid[header:], header + 1) if row.count(None) < len(row)
    ]
    body = [row for _, row in below]
    texts = {
        column: pd.Series(
            [
                from_sheet(row[columns[column]], is_date=column in dates, since_1904=since_1904)
                for row in body
            ],
            dtype=object,
        )
        for column in wanted
    }
    frame = pd.DataFrame(texts, columns=wanted, dtype=object)
    filled = frame.notna().any(axis=1).to_numpy(dtype=bool)
    rows = np.array([number for number, _ in below], dtype=np.int64)[filled]
    ids = [body[at][columns[ROW_ID]] for at in np.flatnonzero(filled)] if ROW_ID in columns else None
    return frame[filled].reset_index(drop=True), ids, TablePosition(rows, columns, header)


def _columns_are_gone(name: str, missing: list[str]) -> str:
    number, it = len(missing), plural(len(missing), "it", "them")
    return (
        f"The sheet {name} no longer has the {plural(number, 'column')} {join_names(missing)}; press Ctrl+Z "
        f"until {it} {plural(number, 'returns', 'return')}. If cells of the row of column names were merged, "
        f"unmerge them first; if only the name was typed over, type {it} again there. Nothing was changed."
    )


def as_read(tables: Tables) -> dict[str, pd.DataFrame]:
    """Tables indexed by row id as the engine takes them, rows counted from 0."""
    return {name: frame.reset_index(drop=True) for name, frame in tables.items()}


def with_child(found: FoundWorkbook, child: str) -> FoundWorkbook:
    """The same workbook, with a wish to see that child."""
    return replace(found, child=child.strip().upper())
