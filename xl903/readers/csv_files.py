"""Reads a return's CSV files, each recognised by its columns, whatever its name, order or encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.engine.wording import plural
from xl903.readers.loaded import Loaded, Notes, join_names, text_table
from xl903.readers.text_files import (
    DELIMITERS,
    UNREADABLE,
    NotTextError,
    Rows,
    header_line,
    read_text,
    split_line,
)
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
    "expected is at least one column that only one table has, such as DECOM (Episodes) or REVIEW (Reviews)"
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


def read_csv_files(paths: Sequence[Path]) -> Loaded:
    """Read the CSV files of one year's return.

    What cannot be read or placed becomes a message, and reading goes on with the rest. Raises UserError
    where none of the files could be placed.
    """
    tables: dict[str, pd.DataFrame] = {}
    files: dict[str, str] = {}
    messages: list[Message] = []
    for path in paths:
        notes = Notes(path.name)
        placed = _read_file(path, notes)
        if placed is not None and placed[0] in tables:
            table = placed[0]
            notes = Notes(path.name)  # what is wrong inside a file that is left aside is of no interest
            notes.add(
                "error",
                f"holds {table}, which {files[table]} has given already, so only {files[table]} is used; "
                "leave one of the two out.",
            )
        elif placed is not None:
            table, frame = placed
            tables[table] = frame
            files[table] = path.name
        messages.extend(notes.messages())
    if not tables:
        raise UserError(_nothing_placed(paths, messages))
    tables = {table: tables[table] for table in TABLES if table in tables}
    return Loaded(tables=tables, source="csv", messages=tuple(messages), files=files)


def _nothing_placed(paths: Sequence[Path], messages: Sequence[Message]) -> str:
    if len(paths) == 1:
        return str(messages[0])
    return f"None of the {len(paths)} files could be read as a table of the return: {messages[0]}"


def _read_file(path: Path, notes: Notes) -> tuple[str, pd.DataFrame] | None:
    """Read the table that a file holds, with its name; None where a note says why not."""
    try:
        text = read_text(path)
    except NotTextError as error:
        notes.add("error", str(error))
        return None
    except OSError as error:
        notes.add("error", f"cannot be opened ({error.strerror}); check that you may read it.")
        return None
    header = header_line(text)
    if header is None:
        return _empty_file(path, notes)
    delimiter = _delimiter(header)
    rows = Rows(text, delimiter)
    body = iter(rows)
    header_at, names = next(row for row in body if any(cell.strip() for cell in row[1]))
    layout = _layout([name.strip().upper() for name in names], header_at, notes)
    if layout is None:
        return None
    # One long list of cells, not a list per row: half a million small lists keep the garbage collector busy.
    cells = list(chain.from_iterable(_full_rows(body, layout, notes)))
    if rows.unclosed is not None:
        notes.add(
            "error",
            "opens a quotation mark that is never closed, so from here on every line was read as a row; "
            "close the mark or take it out.",
            line=rows.unclosed,
        )
    if (at := text.find(UNREADABLE)) >= 0:
        notes.add(
            "warning",
            "has a character that cannot be read; export the file as UTF-8.",
            line=text.count("\n", 0, at) + 1,
        )
    return layout.table, text_table(
        {column: cells[position :: layout.width] for column, position in layout.positions.items()}
    )


def _delimiter(header: str) -> str:
    """Find the delimiter that makes the most of a header line: known columns first, then cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        cells = [cell.upper() for cell in split_line(header, delimiter)]
        return len(_KNOWN_COLUMNS.intersection(cells)), len(cells)

    return max(DELIMITERS, key=worth)


# Which table a file is


def _layout(names: Sequence[str], line: int, notes: Notes) -> _Layout | None:
    """Place a header line by its columns, or note why it cannot be placed."""
    found = {table: name for name in names if (table := table_with_column(name))}
    if len(found) != 1:
        notes.add("error", _why_not_placed(names, found), line=line if found else None)
        return None
    schema = TABLES[next(iter(found))]
    positions = {name: names.index(name) for name in schema.column_names if name in names}
    named = [position for position, name in enumerate(names) if name]
    _note_columns(schema.name, names, positions, notes)
    return _Layout(
        table=schema.name,
        width=named[-1] + 1,
        positions=positions,
        unnamed=tuple(position for position in range(named[-1]) if not names[position]),
    )


def _why_not_placed(names: Sequence[str], found: dict[str, str]) -> str:
    if found:
        owners = join_names(f"{table} ({name})" for table, name in found.items())
        return (
            f"has columns of more than one table, {owners}, so none was loaded; give each a file of its own."
        )
    named = [name for name in dict.fromkeys(names) if _LOOKS_LIKE_A_NAME.fullmatch(name)]
    if not named:
        return f"has no column names in its first line, so its table is unknown; {_EXPECTED}."
    shown = join_names(named) if len(named) <= _COLUMNS_NAMED else f"{', '.join(named[:_COLUMNS_NAMED])} …"
    if all(name in _KNOWN_COLUMNS for name in named):
        return f"has only {shown}, by which no table can be told from the others; {_EXPECTED}."
    return f"is no table of the return by its columns {shown}; {_EXPECTED}."


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
        notes.add("info", f"has the {_columns(derived)}, worked out here and never submitted, so left aside.")
    if extra := [name for name in present if name not in positions and name not in derived]:
        notes.add("info", f"has the {_columns(extra)}, which {table} does not have, so left aside.")


def _columns(names: Sequence[str]) -> str:
    return f"{plural(len(names), 'column')} {join_names(names)}"


def _empty_file(path: Path, notes: Notes) -> tuple[str, pd.DataFrame] | None:
    table = table_of_file_name(path.name)
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


def _full_rows(rows: Iterator[tuple[int, list[str]]], layout: _Layout, notes: Notes) -> Iterator[list[str]]:
    """Give each row one cell for every column up to the last named; odd rows are noted by line."""
    width = layout.width
    for line, row in rows:
        cells = row
        if len(row) != width:
            if width > 1 and len(row) == 1 and not row[0].strip():
                continue  # a line of spaces
            _note_length(line, row, layout, notes)
            cells = [*row[:width], *[""] * (width - len(row))]
        for position in layout.unnamed:
            if cells[position].strip():
                notes.add(
                    "warning",
                    f"has text in column {position + 1}, which has no name, so it is left aside; "
                    "name the column or empty it.",
                    line=line,
                    kind="text in a column without a name",
                )
        yield cells


def _note_length(line: int, cells: Sequence[str], layout: _Layout, notes: Notes) -> None:
    filled_beyond = [n for n, cell in enumerate(cells[layout.width :], layout.width + 1) if cell.strip()]
    if filled_beyond:
        notes.add(
            "warning",
            f"has text in column {filled_beyond[0]} but only {layout.width} columns have names, so it is "
            "left aside and the cells before it may stand in the wrong columns; check this row.",
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
