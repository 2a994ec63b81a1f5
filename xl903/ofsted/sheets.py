"""What a sheet of an Ofsted file is: where its header row stands, its role, and the shape of the list.

Headers alone decide. Names, order and length of sheets change from edition to edition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import pandas as pd
from openpyxl.utils.datetime import WINDOWS_EPOCH

from xl903.ofsted.columns import SECTOR, WANTED, Wanted

HEADER_ROWS = 20
"""How many rows from the top the header row is looked for in."""

Role = Literal["premises", "providers", "settings part", "address part", "other", "no list"]
"""What a sheet holds; "other" has a URN column and nothing else of use, "no list" has none."""

Row = tuple[object, ...]

_CODE_HEADERS = frozenset(WANTED["PLACE_CODES"].headers + WANTED["PROVIDER_CODES"].headers)
_POSTCODE_HEADERS = frozenset(WANTED["POSTCODE"].headers)
_PREMISES_HEADERS = frozenset({"setting local authority", "provider local authority"})

HOMES_MARK = "provider placement code"
"""Header that only a children's homes list has (shape 1)."""

AGENCIES_MARK = "provision type"
"""Header that only a social care providers list has (shape 2)."""


@dataclass(frozen=True)
class Sheet:
    """A visible sheet as it stands in the file.

    ``name``: None for a CSV file, which is one sheet. ``rows``: cells as they are, rows of different length
    allowed. ``epoch``: the day from which the workbook counts its day numbers.
    """

    file: str
    name: str | None
    rows: Sequence[Row]
    epoch: dt.datetime = WINDOWS_EPOCH

    @property
    def source(self) -> str:
        """File and sheet, for the column SOURCE."""
        return self.file if self.name is None else f"{self.file}, {self.name}"

    @property
    def place(self) -> str:
        """How a sentence names the sheet."""
        return "The file" if self.name is None else f'The sheet "{self.name}"'

    @cached_property
    def header_position(self) -> int | None:
        """Position of the header row, or None where the sheet is no list."""
        return header_position(self.rows)

    @cached_property
    def shown_headers(self) -> tuple[str, ...]:
        """Headers as a person sees them; without a header row, the fullest of the top rows."""
        top = self.rows[:HEADER_ROWS]
        if self.header_position is not None:
            row = top[self.header_position]
        else:
            row = max(top, key=lambda row: sum(bool(_words(cell)) for cell in row), default=())
        return tuple(_words(cell) for cell in row)

    @cached_property
    def headers(self) -> tuple[str, ...]:
        """Headers as they are compared, in the order of the columns; empty where the sheet is no list."""
        if self.header_position is None:
            return ()
        return tuple(header.lower() for header in self.shown_headers)

    @cached_property
    def body(self) -> list[Row]:
        """The rows below the headers, exact repeats and empty rows left out."""
        if self.header_position is None:
            return []
        rows = dict.fromkeys(self.rows[self.header_position + 1 :])
        return [row for row in rows if any(cell is not None and cell != "" for cell in row)]

    @cached_property
    def role(self) -> Role:
        """What the sheet holds, by its headers."""
        found = set(self.headers)
        if "urn" not in found:
            return "no list"
        if found & _PREMISES_HEADERS:
            return "premises"
        if found & _CODE_HEADERS:
            return "providers" if found & _POSTCODE_HEADERS else "settings part"
        return "address part" if found & _POSTCODE_HEADERS else "other"

    def headers_for(self, wanted: Wanted) -> list[str]:
        """List those of the wanted column's headers that the sheet has, the preferred first."""
        return [header for header in wanted.headers if header in self.headers]

    def column(self, header: str) -> pd.Series:
        """Give the cells below a header, the first where several columns have it (a Series of objects)."""
        position = self.headers.index(header)
        cells = [row[position] if position < len(row) else None for row in self.body]
        return pd.Series(cells, dtype=object)

    def preferred_column(self, wanted: Wanted) -> pd.Series | None:
        """Give the cells of a wanted column under its preferred header; None where the sheet lacks it."""
        found = self.headers_for(wanted)
        return self.column(found[0]) if found else None

    @property
    def repeated_headers(self) -> list[str]:
        """Headers in use that stand over two columns or more."""
        used = (header for wanted in (*WANTED.values(), SECTOR) for header in self.headers_for(wanted)[:1])
        return [header for header in used if self.headers.count(header) > 1]

    @property
    def missing(self) -> list[Wanted]:
        """Columns that the sheet lacks although rules need them.

        Not the codes of supported accommodation, which have usual values, nor the end of registration on a
        sheet of shape 2: its list of current providers rightly has none.
        """
        return [
            wanted
            for wanted in WANTED.values()
            if wanted.rules
            and not self.headers_for(wanted)
            and not (self.role == "premises" and wanted.name in ("PLACE_CODES", "PROVIDER_CODES"))
            and not (wanted.name == "REG_END" and AGENCIES_MARK in self.headers)
        ]


def header_position(rows: Iterable[Row]) -> int | None:
    """Find the header row: the first of the top rows with a cell ``urn``; None where there is none."""
    for position, row in zip(range(HEADER_ROWS), rows, strict=False):
        if any(_words(cell).lower() == "urn" for cell in row):
            return position
    return None


def shape_of(lists: Sequence[Sheet]) -> int:
    """Name the shape, 1 to 4, of a file whose sheets of providers and premises are these."""
    headers = {header for sheet in lists if sheet.role != "premises" for header in sheet.headers}
    if HOMES_MARK in headers:
        return 1
    if AGENCIES_MARK in headers:
        return 2
    return 4 if any(sheet.role == "premises" for sheet in lists) else 3


def _words(cell: object) -> str:
    """Read a header cell as text, trimmed, with runs of blanks made one."""
    return "" if cell is None else " ".join(str(cell).split())
