"""Reads a return's CSV files, each recognised by its columns, whatever its name, order or encoding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath
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
from xl903.readers.other_data_sets import CHILD, column_of_child, has_enough_columns, looks_like
from xl903.readers.plain_text import plain_columns
from xl903.readers.text_files import (
    DELIMITERS,
    UNREADABLE,
    NotTextError,
    Text,
    decode,
    has_something,
    lines_of,
    split_line,
)
from xl903.readers.workbook_sheets import NotAWorkbookError, is_workbook, made_by_xl903, read_sheets
from xl903.s903.schema import TABLES, table_with_column

_COLUMNS_NAMED = 6
_KNOWN_COLUMNS = frozenset(
    name for table in TABLES.values() for name in (*table.column_names, *table.derived_names)
)
# In a file without a header line the first row holds a child's data, which no message repeats.
_LOOKS_LIKE_A_NAME = re.compile(r"[^\W\d][\w .()/-]{0,39}")
_YEAR = re.compile(r"20\d\d")
_WORD = re.compile(r"[^\W_]+")
_EXPECTED = (
    "it needs at least one column that only one table has, such as DECOM (Episodes) or REVIEW (Reviews)"
)


@dataclass(frozen=True)
class _Layout:
    """Which table a header line names, and at which position (from 0) each of its columns stands.

    ``width``: cells up to the last that has a name. ``unnamed``: positions before it that have none.
    """

    table: str
    width: int
    positions: dict[str, int]
    unnamed: tuple[int, ...]


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
    at, delimiter = _header(lines)
    rows = Rows(lines, delimiter, at, notes)

    def plain(below: int, layout: _Layout, names: Sequence[str]) -> list[np.ndarray] | None:
        """The columns from a line on, at once, where there is nothing to say of its rows."""
        if layout.unnamed or layout.width != len(names):
            return None
        return plain_columns(
            text.text[sum(map(len, lines[:below])) :], delimiter, names, layout.positions[CHILD]
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
    more = f", and so have {len(lines) - 1:,} more lines" if len(lines) > 1 else ""
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
        head = _best_header([cells for _, cells in sheet.rows[:HEADER_LINES]])
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


HEADER_LINES = 20
"""How many lines from the top the column names are looked for in."""


def _header(lines: Sequence[str]) -> tuple[int, str]:
    """Position of the line of column names, and the delimiter that makes the most of it."""
    filled = [(at, line) for at, line in enumerate(lines[:200]) if has_something(line)][:HEADER_LINES]
    if not filled:
        at = next(at for at, line in enumerate(lines) if has_something(line))
        return at, _delimiter(lines[at])
    best = max(filled, key=lambda one: _known(split_line(one[1], _delimiter(one[1]))))
    if not _known(split_line(best[1], _delimiter(best[1]))):
        best = filled[0]
    return best[0], _delimiter(best[1])


def _best_header(rows: Sequence[Sequence[str]]) -> int:
    """Position of the row of column names among the top rows of a sheet; 0 where none is."""
    known = [_known(row) for row in rows]
    return known.index(max(known)) if any(known) else 0


def _known(cells: Sequence[str]) -> int:
    """How many known column names a line has; 0 unless it names the child and one more."""
    names = [cell.strip().upper() for cell in cells]
    count = len(_KNOWN_COLUMNS.intersection(names))
    return count if count > 1 or (count and len(names) == 1) else 0


def _read_body(
    body: Iterator[tuple[int, list[str]]],
    notes: Notes,
    *,
    skipped: int,
    own: bool = False,
    plain: Callable[[int, _Layout, Sequence[str]], list[np.ndarray] | None] | None = None,
) -> tuple[str, pd.DataFrame] | None:
    """Read a table from its column names on.

    skipped: lines above them. own: from our own workbook. plain: gives the columns below the line of names, in
    which nothing is amiss, or None where each row has to be looked at.
    """
    header = next((row for row in body if any(cell.strip() for cell in row[1])), None)
    if header is None:
        return None
    header_at, names = header
    named = [name.strip().upper() for name in names]
    layout = _layout(named, header_at, notes, own=own)
    if layout is None:
        return None
    if skipped:
        what = (
            "1 line above its column names was"
            if skipped == 1
            else f"{skipped} lines above its column names were"
        )
        notes.add("info", f"{what} skipped.", line=header_at)
    columns: Sequence[Sequence[str] | np.ndarray] | None = plain and plain(header_at, layout, named)
    if columns is None:
        # One long list of cells, not a list per row: half a million small lists keep the garbage collector busy.
        cells = list(chain.from_iterable(_full_rows(body, layout, named, notes)))
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


def _delimiter(header: str) -> str:
    """Find the delimiter that makes the most of a header line: known columns first, then cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        cells = [cell.upper() for cell in split_line(header, delimiter)]
        return len(_KNOWN_COLUMNS.intersection(cells)), len(cells)

    return max(DELIMITERS, key=worth)


# Which table a file is


def _layout(names: list[str], line: int, notes: Notes, *, own: bool = False) -> _Layout | None:
    """Place a header line by its columns, or note why it cannot be placed."""
    child = column_of_child(names)
    if child not in (None, CHILD):
        names[names.index(child)] = CHILD
    every = {table: name for name in names if (table := table_with_column(name))}
    found = {table: name for table, name in every.items() if child and has_enough_columns(table, names)}
    if len(every) == 1 and not found:
        notes.add("error", _why_no_table(names, *every.items()))
        return None
    if len(every) != 1:
        notes.add("error", _why_not_placed(names, every), line=line if every else None)
        return None
    if child != CHILD:
        notes.add("info", f"has no column CHILD; its column {child} was taken for it.", line=line)
    schema = TABLES[next(iter(found))]
    positions = {name: names.index(name) for name in schema.column_names if name in names}
    named = [position for position, name in enumerate(names) if name]
    if not own:
        _note_columns(schema.name, names, positions, notes)
    return _Layout(
        table=schema.name,
        width=named[-1] + 1,
        positions=positions,
        unnamed=tuple(position for position in range(named[-1]) if not names[position]),
    )


def _why_no_table(names: Sequence[str], found: tuple[str, str]) -> str:
    """Why a file is no table of the return although one of its columns is one's own."""
    like = looks_like(names)
    if like:
        return (
            f"is not a table of the SSDA903 return (it looks like {like}), so it was not loaded; take it out."
        )
    table, name = found
    if CHILD not in names and has_enough_columns(table, names):
        return (
            f"has columns of {table} but no column CHILD, so it was not loaded; name the column with the child's "
            "id CHILD."
        )
    return (
        f"is not a table of the SSDA903 return: of the columns of {table} it has only "
        f"{join_names([n for n in TABLES[table].column_names if n in names] or [name])}; take it out, or "
        "export the table again."
    )


def _why_not_placed(names: Sequence[str], found: dict[str, str]) -> str:
    if found:
        owners = join_names(f"{table} ({name})" for table, name in found.items())
        return (
            f"has columns of more than one table, {owners}, so none was loaded; give each a file of its own."
        )
    named = [name for name in dict.fromkeys(names) if _LOOKS_LIKE_A_NAME.fullmatch(name)]
    if like := looks_like(names):
        return (
            f"is not a table of the SSDA903 return (it looks like {like}), so it was not loaded; take it out."
        )
    if not named:
        return f"has no column names in its first line, so its table is unknown; {_EXPECTED}."
    shown = join_names(named) if len(named) <= _COLUMNS_NAMED else f"{', '.join(named[:_COLUMNS_NAMED])} …"
    if all(name in _KNOWN_COLUMNS for name in named):
        return f"has only {shown}, which more than one table has; {_EXPECTED}."
    return f"is not a table of the return (its columns are {shown}); {_EXPECTED}."


def _note_columns(table: str, names: Sequence[str], positions: dict[str, int], notes: Notes) -> None:
    schema = TABLES[table]
    present = dict.fromkeys(name for name in names if name)
    # Whether a column of some years only is missing shows once the collection year is known: Loaded.in_year.
    dated = {column.name for column in schema.dated}
    if missing := [name for name in schema.column_names if name not in positions and name not in dated]:
        counts = plural(len(missing), "so it counts as blank", "so they count as blank")
        notes.add("warning", f"has no {_columns(missing)}, {counts}; check that the export is complete.")
    if twice := [name for name in present if names.count(name) > 1]:
        notes.add("warning", f"has the {_columns(twice)} more than once; the first is used.")
    if derived := [name for name in present if name in schema.derived_names]:
        notes.add(
            "info",
            f"has the {_columns(derived)}, which xl903 works out itself, so what the file has was ignored.",
        )
    if extra := [name for name in present if name not in positions and name not in derived]:
        notes.add("info", f"has the {_columns(extra)}, which {table} does not have, so left out.")


def _columns(names: Sequence[str]) -> str:
    return f"{plural(len(names), 'column')} {join_names(names)}"


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


def table_of_file_name(name: str) -> str | None:
    """Find the one table that a file's name speaks of; None for none or several.

    A table is spoken of by its own name or by that of DfE's file, in whole words, in any case and
    punctuation: ``AD1.csv``, ``ad1_2026.csv`` and ``Placed for adoption.csv`` each say one.
    """
    words = _WORD.findall(_YEAR.sub(" ", Path(name).stem).casefold())
    spans = {
        "".join(words[start:end]): (start, end) for end in range(len(words), 0, -1) for start in range(end)
    }
    said = {}
    for table in TABLES.values():
        for term in (table.name, Path(table.file_name).stem):
            if span := spans.get("".join(_WORD.findall(term.casefold()))):
                said[table.name] = span
    # "sw_episodes" speaks of SWEpisodes and not of Episodes
    widest = [
        table
        for table, (start, end) in said.items()
        if not any(
            first <= start and end <= last and (first, last) != (start, end) for first, last in said.values()
        )
    ]
    return widest[0] if len(widest) == 1 else None


# What stands in its rows


def _full_rows(
    rows: Iterator[tuple[int, list[str]]], layout: _Layout, names: Sequence[str], notes: Notes
) -> Iterator[list[str]]:
    """Give each row one cell for every column up to the last named; odd rows are noted by line."""
    width = layout.width
    child_at = layout.positions[CHILD]
    blank = count = 0
    too_long: list[tuple[int, int]] = []
    for line, row in rows:
        if not row[0].strip(NOTHING) and holds_nothing(row):
            blank += len(row) > 1 or '"' in row[0]
            continue
        if kind := what_is(row, child_at, names):
            if kind is Line.OTHER_NAMES:
                notes.add("error", _SECOND_TABLE, line=line)
                break
            _note_no_row(kind, line, notes)
            continue
        count += 1
        cells = row
        if len(row) != width:
            if len(row) > len(names):
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
            _note_too_long(line, length, len(names), notes)


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


def _note_length(line: int, cells: Sequence[str], layout: _Layout, notes: Notes) -> None:
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
