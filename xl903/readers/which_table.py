"""Which table a file or a sheet is: its line of column names is found, and placed by the columns that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xl903.engine.wording import plural
from xl903.readers.loaded import Notes, join_names
from xl903.readers.other_data_sets import CHILD, column_of_child, has_enough_columns, looks_like
from xl903.readers.text_files import DELIMITERS, has_something, split_line
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
class Layout:
    """Which table a line of column names names, and at which position (from 0) each of its columns is.

    names: of all cells, in capitals, with CHILD for the column that was taken for it. width: cells up to the last
    that has a name. unnamed: positions before it that have none.
    """

    table: str
    names: tuple[str, ...]
    width: int
    positions: dict[str, int]
    unnamed: tuple[int, ...]


HEADER_LINES = 20
"""How many lines from the top the column names are looked for in."""


def header_of(lines: Sequence[str]) -> tuple[int, str]:
    """Position of the line of column names, and the delimiter that makes the most of it."""
    filled = [(at, line) for at, line in enumerate(lines[:200]) if has_something(line)][:HEADER_LINES]
    if not filled:
        at = next(at for at, line in enumerate(lines) if has_something(line))
        return at, _delimiter(lines[at])
    best = max(filled, key=lambda one: _known(split_line(one[1], _delimiter(one[1]))))
    if not _known(split_line(best[1], _delimiter(best[1]))):
        best = filled[0]
    return best[0], _delimiter(best[1])


def best_header(rows: Sequence[Sequence[str]]) -> int:
    """Position of the row of column names among the top rows of a sheet; 0 where none is."""
    known = [_known(row) for row in rows]
    return known.index(max(known)) if any(known) else 0


def _known(cells: Sequence[str]) -> int:
    """How many known column names a line has; 0 unless it names the child and one more."""
    names = [cell.strip().upper() for cell in cells]
    count = len(_KNOWN_COLUMNS.intersection(names))
    return count if count > 1 or (count and len(names) == 1) else 0


def _delimiter(header: str) -> str:
    """Find the delimiter that makes the most of a header line: known columns first, then cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        cells = [cell.upper() for cell in split_line(header, delimiter)]
        return len(_KNOWN_COLUMNS.intersection(cells)), len(cells)

    return max(DELIMITERS, key=worth)


def layout_of(cells: Sequence[str], line: int, notes: Notes, *, own: bool = False) -> Layout | None:
    """Place a line of column names by its columns, or note why it cannot be placed. own: of our own workbook."""
    names = [cell.strip().upper() for cell in cells]
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
    return Layout(
        table=schema.name,
        names=tuple(names),
        width=named[-1] + 1,
        positions=positions,
        unnamed=tuple(position for position in range(named[-1]) if not names[position]),
    )


def _why_no_table(names: Sequence[str], found: tuple[str, str]) -> str:
    """Why a file is not a table of the return, though one of its columns is in one table only."""
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
