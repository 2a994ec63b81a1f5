"""The sheets of the return's own tables: this year's with marks and notes, last year's to look up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from workbook.plan.appearance import SAMPLE_ROWS, width_for
from workbook.plan.cell_values import to_sheet
from workbook.plan.codes_sheet import choices
from workbook.plan.positions import TablePosition
from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import HEADER_ROWS, Block, Column, Note, Sheet, Value
from xl903 import Report, Return, Unavailable
from xl903.engine.joined_texts import join_texts
from xl903.engine.value_words import values_in_words
from xl903.s903.returns import Collection, Source
from xl903.s903.schema import TABLES

STATUS, CODES, ROW_ID = "Status", "Codes", "xl903 row"
"""The columns that xl903 adds to a table: Error or Valid, the rules' codes, and the hidden row id."""

NOTHING = np.array(None, dtype=object)
ERROR, VALID = "Error", "Valid"

THIS_YEAR = SheetFacts(
    name="this year's tables",
    kind="this year",
    key=(ROW_ID,),
    lifetime=Lifetime.RETURN,
    make=lambda run: table_sheets(run.ret, run.report, run.ids, run.wording, checked=run.when is not None),
    is_one=lambda name: name in TABLES,
)
LAST_YEAR = SheetFacts(
    name="last year's tables",
    kind="last year",
    key=(),
    lifetime=Lifetime.RETURN,
    make=lambda run: last_year_sheets(run.ret),
    is_one=lambda name: name.partition(" ")[0] in TABLES and name.partition(" ")[2].isdigit(),
)


@dataclass(frozen=True)
class CellErrors:
    """The marked cells of one table: positions of rows and columns of the sheet's block, and their notes."""

    marks: list[tuple[int, int]]
    notes: list[Note]


def table_sheets(
    ret: Return,
    report: Report,
    ids: Mapping[str, pd.Index],
    wording: Mapping[str, str],
    *,
    checked: bool = True,
) -> list[Sheet]:
    """A sheet for each loaded table of this year, in DfE's order.

    ids: the ids of each table's rows. wording: DfE's own message of each code, which notes repeat. checked:
    whether Status and Codes say if a row is valid; they are blank before the first check.
    """
    codes = row_codes(report)
    blocks = {
        name: _block(ret, name, _status_and_codes(codes[name], checked=checked), ids[name])
        for name in ret.tables
    }
    errors = _cell_errors(report, blocks, wording)
    return [_this_year(ret, name, block, errors[name]) for name, block in blocks.items()]


def positions_as_written(ret: Return) -> dict[str, TablePosition]:
    """Where the tables stand on the sheets of a new workbook."""
    return {
        name: TablePosition(
            np.arange(len(frame)) + HEADER_ROWS + 1,
            {title: position for position, title in enumerate(columns_shown(ret, name))},
        )
        for name, frame in ret.tables.items()
    }


def last_year_sheets(ret: Return) -> list[Sheet]:
    """A sheet for each loaded table of last year, without marks."""
    return [_last_year(ret.last_year, name) for name in ret.last_year.tables]


def last_year_sheet_name(table: str, year: int) -> str:
    """The name of the sheet of a table of an earlier year."""
    return f"{table} {year}"


def submitted_columns(table: str, source: Source, year: int | None) -> list[str]:
    """Titles of the columns of a table that belong to the return, in order, without what is worked out.

    year: the collection year; None where it is not known, for the columns of every year. Header of a return
    that came as XML submits UASC too.
    """
    columns = [*TABLES[table].in_year(year).column_names]
    return [*columns, "UASC"] if table == "Header" and source == "xml" else columns


def columns_known(table: str, year: int | None) -> list[str]:
    """Titles of every column that a table's sheet may have from xl903. year: as in ``submitted_columns``."""
    return [STATUS, CODES, *TABLES[table].in_year(year).column_names, *TABLES[table].derived_names, ROW_ID]


def columns_shown(year: Collection, table: str) -> list[str]:
    """Titles of the columns of a table's sheet, in order."""
    added = [STATUS, CODES] if isinstance(year, Return) else []
    return [*added, *TABLES[table].in_year(year.year).column_names, *_derived_shown(year, table), ROW_ID]


def _derived_shown(year: Collection, table: str) -> dict[str, pd.Series]:
    """Derived columns that the data or the references at hand give."""
    shown: dict[str, pd.Series] = {}
    for name in TABLES[table].derived_names:
        with suppress(Unavailable):
            shown[name] = getattr(year.table(table), name.lower())
    return shown


def _status_and_codes(codes: np.ndarray, *, checked: bool) -> dict[str, np.ndarray]:
    valid = codes == ""
    status = np.where(valid, VALID, ERROR).astype(object) if checked else np.full(len(codes), NOTHING)
    return {STATUS: status, CODES: np.where(valid, NOTHING, codes)}


def _this_year(ret: Return, name: str, block: Block, errors: CellErrors) -> Sheet:
    return Sheet(
        name=name,
        kind=THIS_YEAR.kind,
        block=block,
        marks=errors.marks,
        notes=errors.notes,
        choices=choices(ret, name, [column.title for column in block.columns]),
        frozen=block.position("CHILD") + 1,
    )


def _last_year(year: Collection, name: str) -> Sheet:
    block = _block(year, name, {}, pd.RangeIndex(1, len(year.tables[name]) + 1))
    sheet_name = last_year_sheet_name(name, year.year)
    return Sheet(name=sheet_name, kind=LAST_YEAR.kind, block=block, frozen=block.position("CHILD") + 1)


def _block(year: Collection, name: str, added: dict[str, np.ndarray], ids: pd.Index) -> Block:
    table, frame = TABLES[name].in_year(year.year), year.tables[name]
    columns: list[Column] = []
    values: list[Sequence[Value]] = []
    for title, words in added.items():
        values.append(list(words))
        columns.append(Column(title, width_for(title, words[:SAMPLE_ROWS])))
    for column in table.columns:
        texts = (
            frame[column.name] if column.name in frame else pd.Series(None, index=frame.index, dtype=object)
        )
        is_date = column.type == "date"
        values.append(to_sheet(texts, is_date=is_date))
        width = width_for(column.name, texts.dropna().iloc[:SAMPLE_ROWS])
        columns.append(Column(column.name, width, "date" if is_date else "text"))
    for derived, shown in _derived_shown(year, name).items():
        values.append(list(shown.astype(object).where(shown.notna(), None)))
        is_number = pd.api.types.is_float_dtype(shown)
        width = width_for(derived, shown.dropna().iloc[:SAMPLE_ROWS])
        columns.append(Column(derived, width, "number" if is_number else "text"))
    values.append(ids.tolist())
    columns.append(Column(ROW_ID, width_for(ROW_ID, ()), "number", hidden=True))
    return Block(f"{name}_{year.year}", tuple(columns), list(zip(*values, strict=True)))


def row_codes(report: Report) -> dict[str, np.ndarray]:
    """Table to the codes of the errors of each of its rows, comma-separated in DfE's order; empty where valid."""
    codes = {}
    for name, frame in report.ret.tables.items():
        found = report.findings[(report.findings["table"] == name).to_numpy(dtype=bool)]
        codes[name] = np.full(len(frame), "", dtype=object)
        rows, texts = join_texts(found["row"].to_numpy(), found["code"].to_numpy(dtype=object), ", ")
        codes[name][rows] = texts
    return codes


def _cell_errors(
    report: Report, blocks: Mapping[str, Block], wording: Mapping[str, str]
) -> dict[str, CellErrors]:
    """Table to the cells that findings mark, each with one note that lists every code on it.

    blocks: those of the tables' sheets.
    """
    cells = report.marked.assign(text=_said_of_each(report, wording))
    column = np.full(len(cells), -1)
    for key, at in cells.groupby(["table", "field"], sort=False).indices.items():
        table, field = cast("tuple[str, str]", key)
        titles = [one.title for one in blocks[table].columns]
        column[at] = titles.index(field) if field in titles else -1
    cells = cells.assign(column=column)[column >= 0]
    places = ["table", "row", "column"]
    number = cells.groupby(places).ngroup().to_numpy()
    noted = cells.iloc[np.unique(number, return_index=True)[1]][places]
    said_too = _suggested(report, cells, number).reindex(np.arange(len(noted)), fill_value="")
    _, texts = join_texts(number, cells["text"].to_numpy(dtype=object), "\n\n")
    noted = noted.assign(text=texts + said_too.to_numpy(dtype=object))
    found = dict.fromkeys(blocks, CellErrors([], []))
    for name, part in noted.groupby("table"):
        rows, columns = part["row"].tolist(), part["column"].tolist()
        notes = list(map(Note, rows, columns, part["text"].tolist()))
        found[str(name)] = CellErrors(list(zip(rows, columns, strict=True)), notes)
    return found


def _said_of_each(report: Report, wording: Mapping[str, str]) -> np.ndarray:
    """What notes say of each of ``report.marked``: the code, what is wrong, the value, and how to correct it."""
    dfes = {code: f"\nDfE: {message}" for code, message in wording.items()}
    codes, different = pd.factorize(report.marked["code"])
    rules = [report.rules[code] for code in different]
    titles = [f"{rule.code}  {rule.title}{dfes.get(rule.code, '')}\n" for rule in rules]
    fixes = [f"\n{rule.fix}" for rule in rules]
    before, after = (np.array(texts, dtype=object)[codes] for texts in (titles, fixes))
    return np.asarray(before + values_in_words(report) + after, dtype=object)


def _suggested(report: Report, cells: pd.DataFrame, number: np.ndarray) -> pd.Series:
    """What notes add about the suggestion that corrects an error of a cell, by the number of the cell.

    One for the cell itself comes before one for another field of the row, which is then named. cells: rows of
    ``report.marked``. number: that of each one's cell.
    """
    keys = ["table", "row", "code"]
    remarks = cells[keys].assign(number=number).merge(report.remarks, on=keys)
    answer = report.answered[cells["finding"].to_numpy()]
    found = report.best_suggestions.iloc[answer[answer >= 0]].reset_index(drop=True)
    here = cells["field"][answer >= 0].reset_index(drop=True)
    said = "\n\nSuggestion: " + report.said_beside(found, here) + " (" + found["confidence"] + "): "
    said += found["evidence"]
    other = (found["field"] != here).to_numpy(dtype=bool)
    order = np.argsort(np.append(other, np.ones(len(remarks), dtype=bool)), kind="stable")
    texts = np.append(said.to_numpy(dtype=object), "\n\n" + remarks["said"].to_numpy(dtype=object))
    numbers = np.append(number[answer >= 0], remarks["number"].to_numpy())
    by_number = pd.Series(texts[order], index=numbers[order])
    return by_number[~by_number.index.duplicated()]
