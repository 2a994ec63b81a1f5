"""Cells to Excel's addresses: as few as possible, each as long as Excel takes.

A call to Excel costs about a millisecond whatever it does, so cells that share a fate are named together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

LONGEST_ADDRESS = 255
"""Characters that Excel takes in the address of a range of several areas."""

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
"""The last row and column of a sheet."""

Cell = tuple[int, int]
"""Row and column of a sheet, both from 1."""


@cache
def column_letter(position: int) -> str:
    """Excel's letter of a 0-based column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def cell_address(row: int, column: int) -> str:
    """The address of a cell: 12, 6 is F12."""
    return f"{column_letter(column - 1)}{row}"


def block_address(top: int, left: int, rows: int, columns: int) -> str:
    """The address of a block by its upper left cell and its size."""
    return f"{cell_address(top, left)}:{cell_address(top + rows - 1, left + columns - 1)}"


def columns_address(columns: Iterable[int]) -> str:
    """The address of whole columns, from 1: 1, 2 and 4 are A:B,D:D."""
    return ",".join(
        f"{column_letter(run[0] - 1)}:{column_letter(run[-1] - 1)}" for run in runs(sorted(set(columns)))
    )


@dataclass(frozen=True)
class Area:
    """A rectangle of cells: its first and last row and column, from 1."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """Its address: F12, or F12:G40."""
        upper_left, lower_right = cell_address(self.top, self.left), cell_address(self.bottom, self.right)
        return upper_left if upper_left == lower_right else f"{upper_left}:{lower_right}"

    @property
    def cells(self) -> list[Cell]:
        """Its cells, column by column."""
        rows, columns = range(self.top, self.bottom + 1), range(self.left, self.right + 1)
        return [(row, column) for column in columns for row in rows]


@dataclass(frozen=True)
class Named:
    """Areas that one address names, and the address."""

    address: str
    areas: tuple[Area, ...]

    @property
    def cells(self) -> list[Cell]:
        """The cells of all areas."""
        return [cell for area in self.areas for cell in area.cells]


def named(cells: Iterable[Cell]) -> list[Named]:
    """Exactly these cells by few addresses, each of at most ``LONGEST_ADDRESS`` characters."""
    packed: list[list[Area]] = []
    length = LONGEST_ADDRESS
    for area in _areas(cells):
        length += 1 + len(area.address)
        if length > LONGEST_ADDRESS:
            packed.append([])
            length = len(area.address)
        packed[-1].append(area)
    return [Named(",".join(area.address for area in areas), tuple(areas)) for areas in packed]


def _areas(cells: Iterable[Cell]) -> list[Area]:
    """Runs of cells below one another, joined with runs of the same rows in the columns beside them."""
    columns_of_run: dict[tuple[int, int], list[int]] = {}
    by_column = sorted(set(cells), key=lambda cell: (cell[1], cell[0]))
    for column, in_column in groupby(by_column, key=lambda cell: cell[1]):
        for run in runs([row for row, _ in in_column]):
            columns_of_run.setdefault((run[0], run[-1]), []).append(column)
    return [
        Area(top, beside[0], bottom, beside[-1])
        for (top, bottom), columns in columns_of_run.items()
        for beside in runs(columns)
    ]


def runs(numbers: Sequence[int]) -> list[list[int]]:
    """Ascending numbers, cut wherever one is left out."""
    cut = groupby(enumerate(numbers), key=lambda numbered: numbered[1] - numbered[0])
    return [[number for _, number in run] for _, run in cut]
