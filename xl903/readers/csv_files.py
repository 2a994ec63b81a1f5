"""Reads a return's CSV files, each recognised by its columns, whatever its name, order or encoding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import PurePosixPath
from typing import cast

import numpy as np
import pandas as pd

from xl903.engine.messages import Message
from xl903.engine.wording import plural
from xl903.readers.blank_rows import NOTHING, holds_nothing, passed_over
from xl903.readers.damaged_text import Rows
from xl903.readers.given_files import WORKBOOK_SUFFIXES, GivenFile
from xl903.readers.lines_of_no_row import Line, are_labels, what_is
from xl903.readers.loaded import Notes, ReadTable, join_names, text_table
from xl903.readers.other_data_sets import CHILD
from xl903.readers.plain_text import plain_columns
from xl903.readers.text_files import (
    UNREADABLE,
    NotTextError,
    Text,
    decode,
    has_something,
    lines_of,
)
from xl903.readers.which_table import (
    HEADER_LINES,
    Layout,
    best_header,
    header_of,
    layout_of,
    table_of_file_name,
)
from xl903.readers.workbook_sheets import NotAWorkbookError, is_workbook, made_by_xl903, read_sheets
from xl903.s903.schema import TABLES


def read_csv_files(files: Sequence[GivenFile]) -> list[ReadTable]:
    """Read the tables that text files and workbooks hold, one for each file or sheet that is one.

    What cannot be read or placed is in the results too, with a message and no table, and reading goes on.
    """
    read: list[ReadTable] = []
    for file in files:
        try:
            data = file.read()
        except OSError as error:
            why = f"cannot be opened ({error.strerror}); check that you may read it."
            read.append(ReadTable(file.name, named=file.named, messages=(_error(why, file.name),)))
            continue
        if file.suffix in WORKBOOK_SUFFIXES or is_workbook(data):
            read.extend(_read_workbook(file, data))
        else:
            read.append(_read_text(file, data))
    return read


def _error(text: str, file: str) -> Message:
    return Message("error", text, file=file)


def _read_text(file: GivenFile, data: bytes) -> ReadTable:
    notes = Notes(file.name)
    placed: tuple[str, pd.DataFrame] | None = None
    try:
        text = decode(data)
    except NotTextError as error:
        notes.add("error", str(error))
    else:
        placed = _read_rows_of(file, text, notes)
    table, frame = placed or (None, None)
    return ReadTable(file.name, table, frame, tuple(notes.messages()), file.named)


def _read_rows_of(file: GivenFile, text: Text, notes: Notes) -> tuple[str, pd.DataFrame] | None:
    lines = lines_of(text.text)
    if not any(map(has_something, lines)):
        return _empty_file(file.name, notes)
    at, delimiter = header_of(lines)
    rows = Rows(lines, delimiter, at, notes)

    def plain(below: int, layout: Layout) -> list[np.ndarray] | None:
        """The columns from a line on, at once, where there is nothing to say of its rows."""
        if layout.unnamed or layout.width != len(layout.names):
            return None
        return plain_columns(
            text.text[sum(map(len, lines[:below])) :], delimiter, layout.names, layout.positions[CHILD]
        )

    placed = _read_body(iter(rows), notes, skipped=sum(map(has_something, lines[:at])), plain=plain)
    if placed is None:
        return None
    if text.other_encoding:
        _note_other_encoding(text.other_encoding, notes)
    if (where := text.text.find(UNREADABLE)) >= 0:
        notes.add(
            "warning",
            "has a character that cannot be read; export the file as UTF-8.",
            line=text.text.count("\n", 0, where) + 1,
        )
    return placed


def _note_other_encoding(lines: Sequence[int], notes: Notes) -> None:
    others = len(lines) - 1
    more = (
        f", and so {plural(others, 'has', 'have')} {others:,} more {plural(others, 'line')}" if others else ""
    )
    notes.add(
        "warning",
        f"has letters in another encoding than the rest of the file{more}; they were read as Windows-1252, so "
        "check their accents and export the file as UTF-8.",
        line=lines[0],
    )


def _read_workbook(file: GivenFile, data: bytes) -> list[ReadTable]:
    if not file.named and made_by_xl903(data):
        return []  # what was made of a return is not the return
    try:
        book = read_sheets(data)
    except NotAWorkbookError as error:
        return [ReadTable(file.name, named=file.named, messages=(_error(str(error), file.name),))]
    read = []
    for sheet in book.sheets:
        where = file.name if len(book.sheets) == 1 else f"{file.name}, sheet {sheet.name}"
        notes = Notes(where)
        head = best_header([cells for _, cells in sheet.rows[:HEADER_LINES]])
        placed = _read_body(_as_wide_as_the_names(sheet.rows[head:]), notes, skipped=head, own=book.own)
        if placed is not None:
            read.append(ReadTable(where, *placed, tuple(notes.messages()), file.named))
        elif len(book.sheets) == 1 and sheet.rows:
            read.append(ReadTable(where, None, None, tuple(notes.messages()), file.named))
    if not any(one.table for one in read):
        why = "has no sheet that is a table of the return; check that it is the right workbook."
        return read or [ReadTable(file.name, named=file.named, messages=(_error(why, file.name),))]
    if book.formulas and not book.own:
        said = "has cells with formulas, of which the values last saved were read; check that they are up to date."
        read[0] = replace(read[0], messages=(*read[0].messages, Message("warning", said, file=file.name)))
    return read


def _as_wide_as_the_names(rows: Sequence[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """Rows of a sheet, where blank cells at the end of a row mean nothing."""
    width = len(rows[0][1]) if rows else 0
    for number, cells in rows:
        yield number, [*cells, *[""] * (width - len(cells))]


def _read_body(
    body: Iterator[tuple[int, list[str]]],
    notes: Notes,
    *,
    skipped: int,
    own: bool = False,
    plain: Callable[[int, Layout], list[np.ndarray] | None] | None = None,
) -> tuple[str, pd.DataFrame] | None:
    """Read a table from its column names on.

    skipped: lines above them. own: from our own workbook. plain: gives the columns below the line of names, in
    which nothing is amiss, or None where each row has to be looked at.
    """
    header = next((row for row in body if any(cell.strip() for cell in row[1])), None)
    if header is None:
        return None
    header_at, names = header
    layout = layout_of(names, header_at, notes, own=own)
    if layout is None:
        return None
    if skipped:
        what = (
            "1 line above its column names was"
            if skipped == 1
            else f"{skipped} lines above its column names were"
        )
        notes.add("info", f"{what} skipped.", line=header_at)
    columns: Sequence[Sequence[str] | np.ndarray] | None = plain and plain(header_at, layout)
    if columns is None:
        # One long list of cells, not a list per row: half a million small lists keep the garbage collector busy.
        cells = list(chain.from_iterable(_full_rows(body, layout, notes)))
        columns = [cells[position :: layout.width] for position in range(layout.width)]
    frame = text_table({column: columns[position] for column, position in layout.positions.items()})
    return layout.table, _without_labels(layout.table, frame, header_at, notes)


def _without_labels(table: str, frame: pd.DataFrame, header_at: int, notes: Notes) -> pd.DataFrame:
    """The table without a second line of column names in words."""
    if len(frame) < 2 or "CHILD" not in frame:
        return frame
    dates = [c.name for c in TABLES[table].columns if c.type == "date" and c.name in frame]
    first = cast("dict[str, str | None]", frame.iloc[0].to_dict())
    if not are_labels(first, dates, iter(frame["CHILD"].iloc[1:])):
        return frame
    notes.add(
        "warning",
        "is a second line of column names, which was skipped; delete it.",
        line=header_at + 1,
    )
    return frame.iloc[1:].reset_index(drop=True)


def _empty_file(name: str, notes: Notes) -> tuple[str, pd.DataFrame] | None:
    table = table_of_file_name(PurePosixPath(name).name)
    if table is None:
        notes.add(
            "error",
            "is empty, and its name does not say which table has no rows; name it like ad1.csv, "
            "or leave it out.",
        )
        return None
    notes.add("info", f"is empty, so {table} has no rows.")
    return table, text_table(dict.fromkeys(TABLES[table].column_names, ()))


def _full_rows(rows: Iterator[tuple[int, list[str]]], layout: Layout, notes: Notes) -> Iterator[list[str]]:
    """Give each row one cell for every column up to the last named; odd rows are noted by line."""
    width = layout.width
    child_at = layout.positions[CHILD]
    blank = count = 0
    too_long: list[tuple[int, int]] = []
    for line, row in rows:
        if not row[0].strip(NOTHING) and holds_nothing(row):
            blank += len(row) > 1 or '"' in row[0]
            continue
        if kind := what_is(row, child_at, layout.names):
            if kind is Line.OTHER_NAMES:
                notes.add("error", _SECOND_TABLE, line=line)
                break
            _note_no_row(kind, line, notes)
            continue
        count += 1
        cells = row
        if len(row) != width:
            if len(row) > len(layout.names):
                too_long.append((line, len(row)))
            _note_length(line, row, layout, notes)
            cells = [*row[:width], *[""] * (width - len(row))]
        for position in layout.unnamed:
            if cells[position].strip():
                notes.add(
                    "warning",
                    f"has text in column {position + 1}, which has no name, so it is left out; "
                    "name the column or empty it.",
                    line=line,
                    kind="text in a column without a name",
                )
        yield cells
    if blank:
        notes.add("info", passed_over(blank))
    if len(too_long) * 2 <= count:  # where most rows are so, Excel put the same blanks after each
        for line, length in too_long:
            _note_too_long(line, length, len(layout.names), notes)


_SECOND_TABLE = (
    "has column names of another table, so the lines from here on were not read; save each table as a file of "
    "its own."
)


def _note_no_row(kind: Line, line: int, notes: Notes) -> None:
    if kind is Line.NAMES_AGAIN:
        text = "has the column names again, so it was skipped; delete the line."
    else:
        text = "is a total or closing line and not a child's row, so it was skipped; delete the line."
    notes.add("warning", text, line=line, kind=kind.value)


def _note_too_long(line: int, length: int, names: int, notes: Notes) -> None:
    notes.add(
        "warning",
        f"has {length} cells for {names} column names, so its cells may be in the wrong columns. "
        "Look for an extra comma in this row.",
        line=line,
        kind="too many cells",
    )


def _note_length(line: int, cells: Sequence[str], layout: Layout, notes: Notes) -> None:
    filled_beyond = [n for n, cell in enumerate(cells[layout.width :], layout.width + 1) if cell.strip()]
    if filled_beyond:
        notes.add(
            "warning",
            f"has text in column {filled_beyond[0]} but only {layout.width} columns have names, so "
            "it was not read, and the cells before it may be in the wrong columns. Check"
            " this row.",
            line=line,
            kind="text beyond the last named column",
        )
    lacking = [name for name, position in layout.positions.items() if position >= len(cells)]
    if lacking:
        notes.add(
            "warning",
            f"has only {len(cells)} of {layout.width} cells, so {join_names(lacking)} "
            f"{plural(len(lacking), 'counts', 'count')} as blank; check this row.",
            line=line,
            kind="too few cells",
        )
