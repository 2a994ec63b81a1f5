"""Whatever is done to a workbook's sheets: what is read back, logged, exported and loaded again is the same."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

import openpyxl
import pandas as pd
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

import xl903
from workbook import make_plan, write_workbook
from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import open_file
from workbook.file.xlsx_files import read_found_workbook
from workbook.plan.cell_values import escape
from workbook.session.checking import begin_check
from workbook.session.next_run import continue_from
from workbook.update.whole_workbook import update_workbook
from xl903.readers import read_return
from xl903.s903.schema import TABLES
from xl903.tracking.changes import replay
from xl903.tracking.row_ids import plain
from xl903.writers import write_csv

NAMES = TABLES["Episodes"].column_names
RULES = ["101", "143", "144", "145", "147", "631"]
WHEN = dt.datetime(2026, 4, 20, 9, 30)

TEXTS = st.sampled_from(["007", "8", "C2", "QQ", "01/05/2025", "1/2/2025", "=1+1", "X1", "M1 1AE", "_x0041_"])
TYPED = st.one_of(TEXTS, st.none(), st.sampled_from([7, 45778, 3.5, dt.datetime(2025, 5, 1), " c2 "]))
PLACES = range(3, 3 + len(NAMES))
"""Where DfE's columns stand on the sheet."""

LOADED = st.sampled_from(["007", "8", "C2", "QQ", "01/05/2025", "=1+1", "X1", "M1 1AE"])
ROW = st.lists(st.one_of(LOADED, st.none()), min_size=len(NAMES), max_size=len(NAMES))
Edit = tuple[str, int, int, object]
EDIT = st.tuples(
    st.sampled_from(["type", "add", "copy", "clear", "sort", "check"]),
    st.integers(0, 7),
    st.integers(0, len(NAMES) - 1),
    TYPED,
).filter(lambda edit: not (edit[3] in (3.5, 7) and NAMES[edit[2]] in ("DECOM", "DEC")))
"""Without days of January 1900: what they show hangs on the format of the cell they are typed into."""


def as_text(value: object, column: str) -> str | None:
    """What a typed value means: written down here again, so that the test does not ask the code."""
    if value is None:
        return None
    is_date = column in ("DECOM", "DEC")
    if isinstance(value, dt.datetime) or (value == 45778 and is_date):
        return "01/05/2025"
    text = str(value).strip()
    if column == "CHILD":
        return text
    return "01/02/2025" if text == "1/2/2025" and is_date else text if is_date else text.upper()


@settings(max_examples=10, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.lists(ROW, min_size=1, max_size=4), st.lists(EDIT, max_size=8))
def test_any_edits(rows: list[list[str | None]], edits: list[Edit]) -> None:
    rows = [["1", *row[1:]] for row in rows]
    loaded = pd.DataFrame(rows, columns=list(NAMES), dtype=object)
    ret = xl903.Return({"Episodes": loaded}, year=2026, authority=None)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        write_workbook(make_plan(xl903.validate(ret, codes=RULES), when=WHEN), path)
        expected = edited(path, rows, edits)
        check(path)
        found = read_found_workbook(path)
        now = found.tables["Episodes"]
        assert plain(now).tolist() == expected
        assert plain(replay(found.memory.loaded, found.log)["Episodes"].loc[now.index]).tolist() == expected
        write_csv({"Episodes": now.reset_index(drop=True)}, Path(folder, "out"), year=2026)
        again = read_return(Path(folder, "out", "episodes.csv")).tables["Episodes"]
        assert plain(again).tolist() == expected


def edited(path: Path, model: list[list[str | None]], edits: list[Edit]) -> list[list[str | None]]:
    """Make edits in the file and, beside it, in a plain list; gives the list."""
    cells: list[list[object]] = [[*row] for row in model]
    for is_check, between in groupby(edits, lambda edit: edit[0] == "check"):
        if is_check:
            for _ in between:
                check(path)
            continue
        workbook = openpyxl.load_workbook(path)
        cells = _edit_sheet(workbook["Episodes"], between, cells)
        workbook.save(path)
    return [texts(row) for row in cells]


def _edit_sheet(ws: Worksheet, edits: Iterable[Edit], cells: list[list[object]]) -> list[list[object]]:
    """Make edits on the sheet and in the list of rows, which is given back without rows that became empty."""
    for what, at, column, value in edits:
        filled = [row for row in range(2, ws.max_row + 1) if any(ws.cell(row, n).value for n in PLACES)]
        place = min(at, len(filled) - 1)
        if what == "add":
            put(ws.cell(ws.max_row + 1, PLACES[column]), value)
            cells.append([value if n == column else None for n in range(len(NAMES))])
        elif place >= 0:
            _edit_rows(ws, what, filled, place, column, value, cells)
        cells = [row for row in cells if any(texts(row))]
    return cells


def _edit_rows(
    ws: Worksheet,
    what: str,
    filled: list[int],
    place: int,
    column: int,
    value: object,
    cells: list[list[object]],
) -> None:
    if what == "type":
        put(ws.cell(filled[place], PLACES[column]), value)
        cells[place][column] = value
    elif what == "copy":
        move(ws, filled[place], ws.max_row + 1)
        cells.append([*cells[place]])
    elif what == "clear":
        for position in PLACES:
            ws.cell(filled[place], position).value = None
        del cells[place]
    elif what == "sort":
        order = sorted(range(len(filled)), key=lambda row: str(ws.cell(filled[row], PLACES[column]).value))
        below = ws.max_row + 1
        for offset, row in enumerate(filled):
            move(ws, row, below + offset)
        for row, source in zip(filled, order, strict=True):
            move(ws, below + source, row)
        ws.delete_rows(below, len(filled))
        cells[:] = [cells[row] for row in order]


def put(cell: Cell, value: object) -> None:
    """Type into a cell of text, as Excel keeps it."""
    cell.value = escape(value) if isinstance(value, str) else value
    if isinstance(value, str):
        cell.data_type = "s"


def move(ws: Worksheet, one: int, other: int) -> None:
    for column in range(1, ws.max_column + 1):
        source, target = ws.cell(one, column), ws.cell(other, column)
        target.value, target.data_type = source.value, source.data_type


def texts(row: list[object]) -> list[str | None]:
    return [as_text(cell, name) for cell, name in zip(row, NAMES, strict=True)]


def check(path: Path) -> None:
    file = open_file(path)
    checking = begin_check(continue_from(file.read()), lambda one: xl903.validate(one.ret, codes=RULES))
    checked = checking.finish(when=WHEN + dt.timedelta(days=1), who="Ann")
    carry_out(file, update_workbook(file.found, checked.plan(), checked))
