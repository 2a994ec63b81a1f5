"""Finds the columns of a portal report in a table, whatever their names and order and whatever stands around."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from xl903.portal.codes_in_cells import CellCodes, is_known, read_codes
from xl903.portal.table_files import TextTable
from xl903.s903.schema import table_with_column

_OF_CODES = re.compile(r"\b(error|rule|valid\w*|check|code)s?\b")
_NOT_OF_CODES = re.compile(
    r"authorit|\burn\b|\bsex\b|gender|distance|score|postcode|count|number of|\bno\.? of|total|date|birth|child"
    r"|^id$|message|description"
)
_OF_IDS = re.compile(
    r"child.*\b(id|identifier|ref\w*|number|no|code)\b|^(la )?child(ren)?$|^id$|\bcase ?id\b"
)
_OF_COUNTS = re.compile(r"count|number|total|how many|\bfailures?\b|\bno\b|frequency")
_OF_MESSAGES = re.compile(r"message|description|wording|text|meaning|what is wrong")
_OF_BIRTH = re.compile(r"birth|\bdob\b")
_INTEGER = re.compile(r"\d{1,3}(,\d{3})+|\d+")
_WORDY = re.compile(r"[A-Za-z]{2,}.*\s.*[A-Za-z]{2,}")

CLOSING = re.compile(
    r"^(grand )?total|^(report|source|produced|printed|run|page|end|notes?)\b", re.IGNORECASE
)
"""How a row begins that closes a table: totals, and where it came from."""

_CODES_SHARE, _KNOWN_SHARE, _IDS_SHARE, _WORDY_SHARE = 0.9, 0.8, 0.5, 0.6
_HEADER_ROWS = 60


@dataclass(frozen=True)
class ReportColumns:
    """Where the columns of a report stand in a table, from 0; None for one that it does not have.

    header: the row of the column names, -1 without any. rows: those that have codes. left_aside: rows below the
    header that hold something and no codes.
    """

    table: TextTable
    header: int
    codes: int
    rows: tuple[int, ...]
    left_aside: tuple[int, ...]
    ids: int | None = None
    messages: int | None = None
    counts: int | None = None
    birth: int | None = None

    @cached_property
    def cells(self) -> list[CellCodes]:
        """The codes of each of the rows."""
        return [found for row in self.rows if (found := read_codes(self.table.rows[row][self.codes]))]

    def column(self, position: int | None) -> list[str]:
        """The texts of a column in the rows that have codes; empty texts where there is no such column."""
        return ["" if position is None else self.table.rows[row][position] for row in self.rows]

    @property
    def titles(self) -> list[str]:
        """What stands above the column names, line by line."""
        top = self.header if self.header >= 0 else min(self.rows, default=0)
        return [*self.table.above, *(" ".join(filter(None, row)) for row in self.table.rows[:top])]

    @property
    def headers(self) -> list[str]:
        """The column names as they are compared: lower case, without underscores."""
        return _names(self.table.rows[self.header]) if self.header >= 0 else []


def find_columns(table: TextTable, ids: Collection[str], *, one_code: bool = False) -> ReportColumns | None:
    """The columns of a report, or None where the table is none.

    ids: the child ids of the loaded return, in upper case. one_code: only a column with one code in a cell.
    """
    candidates = [
        found
        for position in range(len(table.rows[0]) if table.rows else 0)
        if (found := _code_column(table, position)) is not None
        and not (one_code and any(len(cell.codes) > 1 for cell in found.cells))
    ]
    known = _with_and_without_zeros(ids)
    full = [_with_other_columns(found, known) for found in candidates]
    return max(full, key=_worth, default=None) or _without_rows(table)


def module_of(table: TextTable) -> str | None:
    """The table of the return that this one is by its columns; None for any other."""
    for row in table.rows[:_HEADER_ROWS]:
        names = {cell.upper() for cell in row}
        if "CHILD" in names:
            return next((owner for name in names if (owner := table_with_column(name))), None)
    return None


# The column of codes


def _code_column(table: TextTable, position: int) -> ReportColumns | None:
    cells = [row[position] for row in table.rows]
    read = [read_codes(cell) for cell in cells]
    header = _header_above(table, position, read)
    name = _names(table.rows[header])[position] if header >= 0 else ""
    if _NOT_OF_CODES.search(name):
        return None
    body = range(header + 1, len(cells))
    hits = [row for row in body if read[row] is not None]
    if not hits:
        return None
    filled = [row for row in range(hits[0], hits[-1] + 1) if cells[row]]
    different = {code for row in hits for code in _codes(read[row])}
    known = sum(is_known(code) for code in different)
    constant = len({cells[row] for row in hits}) == 1
    if (
        len(hits) < _CODES_SHARE * len(filled)
        or known < _KNOWN_SHARE * len(different)
        or (constant and not _OF_CODES.search(name))
    ):
        return None
    aside = [row for row in body if read[row] is None and any(table.rows[row])]
    return ReportColumns(table, header, position, tuple(hits), tuple(aside))


def _header_above(table: TextTable, position: int, read: Sequence[CellCodes | None]) -> int:
    """The row of column names: one that says error, rule or check; else the last above the first known code."""
    several = [row for row, cells in enumerate(table.rows[:_HEADER_ROWS]) if sum(map(bool, cells)) > 1]
    for row in several:
        if read[row] is None and _OF_CODES.search(_names(table.rows[row])[position]):
            return row
    first = next((row for row, found in enumerate(read) if found and all(map(is_known, found.codes))), -1)
    named = [row for row in several if row < first and table.rows[row][position]]
    return named[-1] if named else -1


def _codes(found: CellCodes | None) -> tuple[str, ...]:
    return found.codes if found is not None else ()


# The columns beside it


def _with_other_columns(found: ReportColumns, known: Collection[str]) -> ReportColumns:
    others = [place for place in range(len(found.table.rows[0])) if place != found.codes]
    named = found.headers or [""] * len(found.table.rows[0])
    wordy = [place for place in others if _share(found.column(place), _WORDY.search) >= _WORDY_SHARE]
    messages = _first([*_named(wordy, named, _OF_MESSAGES), *_to_the_right(wordy, found.codes), *wordy])
    whole = [place for place in others if _share(found.column(place), _INTEGER.fullmatch) >= _CODES_SHARE]
    counts = _first(_named(whole, named, _OF_COUNTS))
    once = _each_code_once(found)
    ids = _first(_named(others, named, _OF_IDS))
    if ids is None and not (once and messages is not None):
        shares = {
            place: _share(found.column(place), lambda text: _bare(text) in known or text.upper() in known)
            for place in others
            if not _OF_COUNTS.search(named[place])
        }
        best = max(shares, key=lambda place: shares[place], default=None)
        ids = best if best is not None and shares[best] >= _IDS_SHARE else None
    if ids is None and counts is None and len(whole) == 1 and not named[whole[0]]:
        counts = whole[0]
    birth = _first(_named(others, named, _OF_BIRTH))
    return ReportColumns(
        found.table, found.header, found.codes, found.rows, found.left_aside, ids, messages, counts, birth
    )


def _worth(found: ReportColumns) -> tuple[bool, bool, int]:
    name = found.headers[found.codes] if found.headers else ""
    beside = found.ids is not None or found.messages is not None or found.counts is not None
    return beside, bool(_OF_CODES.search(name)), len(found.rows)


def _each_code_once(found: ReportColumns) -> bool:
    codes = [code for cell in found.cells for code in cell.codes]
    return len(codes) == len(found.rows) == len(set(codes))


def _named(places: Sequence[int], names: Sequence[str], pattern: re.Pattern[str]) -> list[int]:
    return [place for place in places if pattern.search(names[place])]


def _first(places: Sequence[int]) -> int | None:
    return next(iter(places), None)


def _to_the_right(places: Sequence[int], of: int) -> list[int]:
    return [place for place in places if place > of]


def _share(texts: Sequence[str], test: Callable[[str], object]) -> float:
    filled = [text for text in texts if text]
    return sum(bool(test(text)) for text in filled) / len(filled) if filled else 0.0


def _without_rows(table: TextTable) -> ReportColumns | None:
    """Column names of a report with nothing below them: no errors."""
    for row, cells in enumerate(table.rows[:_HEADER_ROWS]):
        named = _names(cells)
        codes = [
            place
            for place, name in enumerate(named)
            if _OF_CODES.search(name) and not _NOT_OF_CODES.search(name)
        ]
        ids, messages = (
            [place for place, name in enumerate(named) if pattern.search(name) and place not in codes]
            for pattern in (_OF_IDS, _OF_MESSAGES)
        )
        if codes and (ids or messages):
            aside = [below for below in range(row + 1, len(table.rows)) if any(table.rows[below])]
            if any(sum(map(bool, table.rows[below])) > 1 for below in aside):
                return None  # rows that cannot be read are not the same as no errors
            return ReportColumns(
                table, row, codes[0], (), tuple(aside), _first(ids), None if ids else _first(messages)
            )
    return None


# Texts


def _names(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.replace("_", " ").lower().split()) for cell in cells]


def _bare(text: str) -> str:
    return text.upper().lstrip("0")


def _with_and_without_zeros(ids: Collection[str]) -> frozenset[str]:
    return frozenset(_each_way(ids))


def _each_way(ids: Collection[str]) -> Iterator[str]:
    for one in ids:
        yield one.upper()
        yield _bare(one)
