"""What reading a return gives: its tables as text, where they came from, and what to know about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import pandas as pd

from xl903.engine.messages import Level, Message
from xl903.s903.schema import TABLES, Column

MOST_OF_A_KIND = 20
"""How often one kind of message about one file is said before the rest of them are only counted."""


@dataclass(frozen=True)
class Loaded:
    """One year's return as it was read.

    ``tables``: table name to a DataFrame of text cells (dtype object), trimmed, blank cells None; the
    columns that the file had, in DfE's order and spelling; rows in file order, counted from 0.
    ``source``: the format they came in. ``messages``: what a person should know, in file order.
    ``files``: table name to the name, without folder, of the file it came from. ``unusable``: files that the
    person named and that are no part of the return, with the sentence that says why. ``aside``: files of the
    folder that were not read. ``earlier``: the return of the year before, where the same folder holds it too.

    Files do not say which collection year they are of, so columns that only some years have are taken wherever
    they stand; ``in_year`` then leaves aside those of other years.
    """

    tables: Mapping[str, pd.DataFrame]
    source: Literal["csv", "xml"]
    messages: tuple[Message, ...]
    files: Mapping[str, str]
    unusable: Mapping[str, str] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    earlier: Loaded | None = None

    def in_year(self, year: int) -> Loaded:
        """The same as a return of that collection year: without other years' columns, and with a word on them."""
        tables: dict[str, pd.DataFrame] = {}
        messages = list(self.messages)
        for name, frame in self.tables.items():
            others = [column for column in TABLES[name].dated if year not in column.years]
            tables[name] = frame.drop(columns=[column.name for column in others], errors="ignore")
            said = [_of_other_years(column, name, year) for column in others if self._has(name, column.name)]
            said += [Message("warning", _LACKING.format(name=name)) for name in self._lacking(name, year)]
            messages += [replace(message, file=self.files.get(name)) for message in said]
        return replace(self, tables=tables, messages=tuple(messages))

    def _has(self, table: str, column: str) -> bool:
        """Whether the file has the column; in XML, where every table has every column, whether a cell is filled."""
        frame = self.tables[table]
        return (
            column in frame and (bool(frame[column].notna().any()) or self.source == "csv") and len(frame) > 0
        )

    def _lacking(self, table: str, year: int) -> Iterator[str]:
        """Columns that the year has, though not every year, and the file has not."""
        for column in TABLES[table].dated:
            if year in column.years and column.name not in self.tables[table]:
                yield column.name


@dataclass(frozen=True)
class ReadTable:
    """What one file, or one sheet of a workbook, held: a table with its name, or None for both.

    ``named``: the person named the file itself.
    """

    file: str
    table: str | None = None
    frame: pd.DataFrame | None = None
    messages: tuple[Message, ...] = ()
    named: bool = False


_LACKING = "has no column {name}, so it counts as blank; check that the export is complete."


def _of_other_years(column: Column, table: str, year: int) -> Message:
    when = f"from {column.years.first}" if year < column.years.first else f"until {column.years.last}"
    return Message(
        "info",
        f"has the column {column.name}, which DfE asks for in {table} only {when}, so it is left out of the "
        f"return of {year}.",
    )


@dataclass
class Notes:
    """The messages about one file, collected while it is read.

    Of messages that name the same ``kind`` only the first ``MOST_OF_A_KIND`` are kept, and one more says
    how many there were besides: a fault in an export tends to be in every row.
    """

    file: str
    _messages: list[Message] = field(default_factory=list)
    _said: Counter[str] = field(default_factory=Counter)
    _last: dict[str, Message] = field(default_factory=dict)

    def add(self, level: Level, text: str, *, line: int | None = None, kind: str | None = None) -> None:
        """Note one sentence about the file; ``line`` counts from 1, ``kind`` groups sentences that recur."""
        message = Message(level, text, file=self.file, line=line)
        if kind is not None:
            self._said[kind] += 1
            if self._said[kind] > MOST_OF_A_KIND:
                self._last[kind] = message
                return
        self._messages.append(message)

    def messages(self) -> list[Message]:
        """Everything noted, by line, with the counts of what was left out last."""
        in_order = sorted(self._messages, key=lambda message: message.line or 0)
        return [*in_order, *(self._left_out(kind, last) for kind, last in self._last.items())]

    def _left_out(self, kind: str, last: Message) -> Message:
        text = (
            f"{self._said[kind] - MOST_OF_A_KIND:,} more messages ({kind}) are left out, "
            f"the last about line {last.line:,}; look at the export as a whole."
        )
        return Message(last.level, text, file=self.file)


def text_table(columns: Mapping[str, Sequence[str | None] | np.ndarray]) -> pd.DataFrame:
    """Make a table of columns of one length: cells trimmed, blank ones None, dtype object."""
    return pd.DataFrame({name: _text_column(cells) for name, cells in columns.items()}, columns=list(columns))


def _text_column(cells: Sequence[str | None] | np.ndarray) -> pd.Series:
    values = np.empty(len(cells), dtype=object)
    values[:] = cells
    # Columns hold few different texts many times over: trim each once, and keep one copy of each in memory.
    positions, different = pd.factorize(values)
    texts = np.empty(len(different) + 1, dtype=object)
    texts[:] = [*(text.strip() or None for text in different), None]
    return pd.Series(texts[positions], dtype=object)


def join_names(names: Iterable[str]) -> str:
    """Join names as a sentence lists them: "A", "A and B", "A, B and C"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
