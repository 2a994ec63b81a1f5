"""Rows looked up for other rows: the episode before, the same child's rows in another table, runs of rows.

Rules never loop, merge or sort. They take one of these and read its columns as those of a table; each
column is aligned with the rows it was looked up for.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Protocol

import numpy as np

from xl903.engine.mistakes import Mistake
from xl903.engine.tallies import tally
from xl903.engine.text_columns import TextColumn
from xl903.engine.thin_columns import Column, Mask, thin


class Rows(Protocol):
    """What is looked up in: the rows of a table, with the children they are about as integers, -1 for none."""

    name: str

    @property
    def child_codes(self) -> np.ndarray:
        """For each row an integer that is equal for equal ids."""
        raise NotImplementedError

    def __len__(self) -> int: ...

    def __getattr__(self, attribute: str) -> Any: ...

    def filled(self, column: str) -> Mask:
        """Whether the cell holds any text."""
        raise NotImplementedError

    def any_filled(self, *columns: str) -> Mask:
        """Whether at least one of the cells holds text."""
        raise NotImplementedError

    def all_filled(self, *columns: str) -> Mask:
        """Whether every one of the cells holds text."""
        raise NotImplementedError


class View:
    """Rows of a table at given positions, -1 for none; its columns and masks read as the table's own.

    Where there is no row, a column is blank and a mask is False.
    """

    def __init__(self, table: Rows, positions: np.ndarray) -> None:
        self._table = table
        self._positions = positions
        self._complete = bool((positions >= 0).all())

    def __getattr__(self, name: str) -> Column:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._taken(getattr(self._table, name), name)

    @property
    def positions(self) -> np.ndarray:
        """The positions of the rows in their table, -1 for no row."""
        return self._positions

    @cached_property
    def exists(self) -> Mask:
        """Whether there is a row."""
        return Mask(self._positions >= 0)

    def filled(self, column: str) -> Mask:
        """Whether the cell holds any text, readable as its type or not."""
        return self._taken(self._table.filled(column))

    def no_date(self, column: str) -> Mask:
        """Whether the cell is filled with something that is not a dd/mm/yyyy date."""
        return self._taken(self._table.no_date(column))

    def any_filled(self, *columns: str) -> Mask:
        """Whether at least one of the cells holds text."""
        return self._taken(self._table.any_filled(*columns))

    def all_filled(self, *columns: str) -> Mask:
        """Whether every one of the cells holds text."""
        return self._taken(self._table.all_filled(*columns))

    def of(self, mask: Column) -> Column:
        """A mask or a worked-out column over the table, read at these rows as the table's own columns are."""
        return self._taken(mask)

    def rows(self, mask: Mask) -> Mask:
        """The table's rows behind the rows where ``mask`` holds, as a mask over the table."""
        hit = np.zeros(len(self._table) + 1, dtype=bool)
        hit[self._positions[np.asarray(mask, dtype=bool)]] = True
        return Mask(hit[:-1])

    def _taken(self, column: Any, name: str | None = None) -> Column:
        taken = thin(column).at(self._positions, complete=self._complete)
        if name:
            self.__dict__[name] = taken
        return taken


class Pairs:
    """Every row of one table with every row of another that has the same key; a blank key (-1) has no pair.

    The keys are the children's ids unless others are given. ``left`` and ``right`` are views with a row
    for each pair.
    """

    def __init__(self, left: Rows, right: Rows, keys: tuple[np.ndarray, np.ndarray] | None = None) -> None:
        codes, others = keys if keys is not None else (left.child_codes, right.child_codes)
        # A key counts from 0 and blank keys come first in the order, so a key's rows begin after all smaller ones.
        by_key = np.argsort(others, kind="stable")
        most = int(max(codes.max(initial=-1), others.max(initial=-1)))
        of_key = tally(others + 1, minlength=most + 2)
        begins = np.cumsum(of_key) - of_key
        of_key[0] = 0
        counts = of_key[codes + 1]
        left_positions = np.repeat(np.arange(len(codes)), counts)
        nth_of_row = np.arange(len(left_positions)) - np.repeat(np.cumsum(counts) - counts, counts)
        self.left = View(left, left_positions)
        self.right = View(right, by_key[np.repeat(begins[codes + 1], counts) + nth_of_row])
        self._names = left.name, right.name

    def left_rows(self, mask: Mask) -> Mask:
        """Rows of the left table that are in at least one pair where ``mask`` holds."""
        return self.left.rows(mask)

    def right_rows(self, mask: Mask) -> Mask:
        """Rows of the right table that are in at least one pair where ``mask`` holds."""
        return self.right.rows(mask)

    def marks(self, mask: Mask) -> dict[str, Mask]:
        """Both tables' rows that are in a pair where ``mask`` holds: what a rule that flags both returns."""
        left, right = self._names
        return {left: self.left_rows(mask), right: self.right_rows(mask)}


class Order:
    """Each child's rows in an order; rows outside ``where`` and rows without an id take no part.

    Equal keys keep the order of the file, and blank keys come last.
    """

    def __init__(self, table: Rows, keys: list[Column], where: Mask | None = None) -> None:
        taking_part = table.child_codes >= 0
        if where is not None:
            taking_part = taking_part & np.asarray(where, dtype=bool)
        rows = np.flatnonzero(taking_part)
        sort_keys = [_sort_key(key)[rows] for key in reversed(keys)]
        self._rows = rows[np.lexsort([*sort_keys, table.child_codes[rows]])]
        children = table.child_codes[self._rows]
        self._same_child = children[1:] == children[:-1]
        self._table = table

    @cached_property
    def previous(self) -> View:
        """For each row of the table, the same child's row just before it."""
        positions = np.full(len(self._table), -1)
        positions[self._rows[1:][self._same_child]] = self._rows[:-1][self._same_child]
        return View(self._table, positions)

    @cached_property
    def next(self) -> View:
        """For each row of the table, the same child's row just after it."""
        positions = np.full(len(self._table), -1)
        positions[self._rows[:-1][self._same_child]] = self._rows[1:][self._same_child]
        return View(self._table, positions)

    @cached_property
    def taking_part(self) -> Mask:
        """Rows that have a place in the order."""
        mask = np.zeros(len(self._table), dtype=bool)
        mask[self._rows] = True
        return Mask(mask)

    @cached_property
    def first(self) -> Mask:
        """Each child's first row."""
        return self.taking_part & ~self.previous.exists

    @cached_property
    def last(self) -> Mask:
        """Each child's last row."""
        return self.taking_part & ~self.next.exists

    def after(self, mask: Mask) -> Mask:
        """Rows anywhere after a row of the same child where ``mask`` holds."""
        hits = np.asarray(mask, dtype=bool)[self._rows]
        hits_before = np.cumsum(hits) - hits
        begins = self._begins(self.first)
        hits_before_child = hits_before[begins][np.cumsum(begins) - 1]
        result = np.zeros(len(self._table), dtype=bool)
        result[self._rows] = hits_before > hits_before_child
        return Mask(result)

    def runs(self, starts: Mask) -> Column:
        """Number the runs of neighbouring rows: a child's first row and each row of ``starts`` begins one.

        Returns the run's number for each row of the table, -1 for rows that take no part.
        """
        numbers = np.full(len(self._table), -1)
        numbers[self._rows] = np.cumsum(self._begins(starts))
        return Column(numbers)

    def first_and_last_of_runs(self, starts: Mask) -> tuple[View, View]:
        """The first and the last row of every run, each a view with a row for each run."""
        begins = self._begins(starts)
        return View(self._table, self._rows[begins]), View(self._table, self._rows[np.roll(begins, -1)])

    def _begins(self, starts: Mask) -> np.ndarray:
        return np.asarray(starts | self.first, dtype=bool)[self._rows]


def _sort_key(key: Column) -> np.ndarray:
    """A column as integers that sort as it does, blanks last."""
    if isinstance(key, TextColumn):
        raise Mistake("Rows are put in order by dates or numbers, not by text")
    values = thin(key).values
    if np.issubdtype(values.dtype, np.datetime64):
        return np.where(np.isnat(values), np.iinfo(np.int64).max, values.astype("M8[s]").astype(np.int64))
    return values
