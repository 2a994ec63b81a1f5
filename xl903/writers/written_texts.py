"""A return's tables as the text that a file will hold: DfE's columns in DfE's order, nothing derived."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.engine.texts import different_texts
from xl903.engine.wording import plural
from xl903.readers.loaded import join_names
from xl903.s903.schema import TABLES, TableSchema

MOST_CHILDREN_NAMED = 20
"""Children whose ids a message gives before the rest of them are only counted."""

FIRST_ROW = 2
"""The row, as Excel counts, that a table's first row of data stands in: below its header."""

_WITHOUT_A_CODE = r"\x00\ud800-\udfff"
NO_TEXT_FILE_HOLDS = re.compile(f"[{_WITHOUT_A_CODE}]")
"""Characters that make a file unreadable as text, or that UTF-8 has no code for."""

NO_XML_HOLDS = re.compile(rf"[{_WITHOUT_A_CODE}\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML 1.0 has no way to write."""


@dataclass(frozen=True)
class Texts:
    """Tables as text, and what to say about what they lacked or had too much.

    ``tables``: table name to DataFrame, every column of DfE's in DfE's order, dtype object, cells trimmed,
    blank cells None, rows counted from 0; in DfE's order of tables. ``lacking``: table name to the columns
    that it came without. ``uasc``: Header's derived column, where Header came with it. ``messages``: about
    the tables' columns.
    """

    tables: Mapping[str, pd.DataFrame]
    lacking: Mapping[str, frozenset[str]]
    uasc: pd.Series | None
    messages: tuple[Message, ...]


def as_texts(
    tables: Mapping[str, pd.DataFrame],
    *,
    year: int | None,
    forbidden: re.Pattern[str],
    file_format: str,
) -> Texts:
    """Take from tables what a file will hold.

    tables: table name to DataFrame, as ``Return`` takes them: columns in any case and order, blanks as
    missing values. year: the collection year whose columns the file has; None where nothing tells. forbidden:
    characters that the file cannot hold. file_format: its name, for people.

    Raises UserError where there is no table, a name is no table's, or a cell holds a forbidden character.
    """
    if unknown := [name for name in tables if name not in TABLES]:
        raise UserError(f'"{unknown[0]}" is not a table of the return. The tables are {join_names(TABLES)}.')
    if not tables:
        raise UserError("There are no tables to export. Load a return first.")
    texts: dict[str, pd.DataFrame] = {}
    lacking: dict[str, frozenset[str]] = {}
    uasc: pd.Series | None = None
    messages: list[Message] = []
    for name, every_year in TABLES.items():
        if name in tables:
            given = tables[name].rename(columns=lambda column: str(column).strip().upper())
            schema = every_year.in_year(year)
            if year is None:
                absent = {column.name for column in schema.dated} - set(given.columns)
                schema = replace(
                    schema, columns=tuple(column for column in schema.columns if column.name not in absent)
                )
            messages.extend(_about_columns(schema, given.columns, year))
            given = given.loc[:, ~given.columns.duplicated()]
            texts[name] = pd.DataFrame(
                {column: _text_column(given, column) for column in schema.column_names}
            )
            lacking[name] = frozenset(schema.column_names) - frozenset(given.columns)
            _refuse(forbidden, texts[name], name, file_format)
            if name == "Header" and "UASC" in given:
                uasc = text_column(given["UASC"])
                _refuse(forbidden, uasc.to_frame("UASC"), name, file_format)
    return Texts(texts, lacking, uasc, tuple(messages))


def child_keys(frame: pd.DataFrame) -> pd.Series:
    """The ids of a table's rows as ids are compared: in upper case, None for blank."""
    keys = frame["CHILD"].str.upper()
    return keys.where(keys.notna(), None)


def derived_uasc(tables: Mapping[str, pd.DataFrame]) -> pd.Series | None:
    """For each row of Header "1" where the child has a UASC row, else "0"; None where UASC is not there."""
    if "UASC" not in tables or "Header" not in tables:
        return None
    marked = child_keys(tables["Header"]).isin(child_keys(tables["UASC"]).dropna())
    return marked.map({True: "1", False: "0"}).astype(object)


def text_column(values: pd.Series) -> pd.Series:
    """A column's cells as trimmed text, blank ones None, rows counted from 0; a date is dd/mm/yyyy."""
    positions, texts = different_texts(values)
    cells = np.empty(len(texts) + 1, dtype=object)
    cells[:-1] = texts
    cells[-1] = None
    return pd.Series(cells[positions], dtype=object)


def _text_column(frame: pd.DataFrame, name: str) -> pd.Series:
    if name in frame:
        return text_column(frame[name])
    return pd.Series([None] * len(frame), dtype=object)


def _about_columns(schema: TableSchema, columns: pd.Index, year: int | None) -> Iterable[Message]:
    """What there is to say of a table's columns: those it lacks, has twice, or DfE's table does not have."""
    if lacking := [name for name in schema.column_names if name not in columns]:
        yield Message(
            "info",
            f"{schema.name} has no {_columns(lacking)}, which {_counts(lacking)} as blank; "
            "check that nothing is missing.",
        )
    if twice := list(dict.fromkeys(columns[columns.duplicated()])):
        yield Message(
            "warning",
            f"{schema.name} has the {_columns(twice)} more than once, and the first is exported; "
            "delete the wrong column.",
        )
    dated = {column.name for column in TABLES[schema.name].dated} - set(schema.column_names)
    if other_years := [name for name in dict.fromkeys(columns) if name in dated]:
        yield Message(
            "info",
            f"{schema.name} has the {_columns(other_years)}, which DfE does not collect in {year}, so left out of "
            "the export.",
        )
    known = {*schema.column_names, *schema.derived_names, *dated}
    if extra := [name for name in dict.fromkeys(columns) if name not in known]:
        yield Message(
            "info",
            f"{schema.name} has the {_columns(extra)}, which DfE's does not have, so left out of the export.",
        )


def _counts(names: list[str]) -> str:
    return plural(len(names), "counts", "count")


def _columns(names: list[str]) -> str:
    return f"{plural(len(names), 'column')} {join_names(names)}"


def _refuse(forbidden: re.Pattern[str], frame: pd.DataFrame, table: str, file_format: str) -> None:
    """Raise UserError for the first cell, column by column, with a character that the file cannot hold."""
    for column in frame.columns:
        positions, different = pd.factorize(frame[column])
        bad = {at: found.group() for at, text in enumerate(different) if (found := forbidden.search(text))}
        if bad:
            row = int(np.flatnonzero(np.isin(positions, list(bad)))[0])
            raise UserError(
                f"{table}, row {row + FIRST_ROW}, column {column}, holds the invisible character "
                f"U+{ord(bad[int(positions[row])]):04X}, which {file_format} cannot hold, so nothing was "
                "written; type the value again."
            )


def children(ids: Iterable[object]) -> str:
    """Children as a sentence names them: "child 7", "children 7, 8 and 2 more", each once."""
    named = ["(blank)" if pd.isna(child) else str(child) for child in dict.fromkeys(ids)]  # type: ignore[call-overload]
    if len(named) == 1:
        return f"child {named[0]}"
    if more := len(named[MOST_CHILDREN_NAMED:]):
        return f"children {', '.join(named[:MOST_CHILDREN_NAMED])} and {more:,} more"
    return f"children {join_names(named)}"
