"""One table of one year as rules see it: a value per row of each column, and the questions every table answers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal, Protocol, Self

import numpy as np
import pandas as pd

from xl903.engine.lookups import Order, Pairs, View
from xl903.engine.mistakes import Mistake, NoSuchColumn
from xl903.engine.schema import Dataset
from xl903.engine.tallies import tally
from xl903.engine.text_columns import TextColumn
from xl903.engine.texts import Vocabulary, parse_dates
from xl903.engine.thin_columns import NO_DATE, Column, Mask, thin


class Year(Protocol):
    """The collection year that a table belongs to."""

    dataset: Dataset

    def codes(self, code_set: str) -> Mapping[str, str]:
        """A code set of the rules' year: code to meaning."""
        raise NotImplementedError


AFTER_ANY_DATE = pd.Timestamp(9999, 12, 31)
"""The last day a date can be: where a date that cannot be read is put in an order."""


_NOTHING = "[\\s\"'\u200b\u2060\ufeff]+"


class Unavailable(Exception):  # noqa: N818  not an error but a reason to skip
    """What a rule asks for is not loaded; the text says what to load. The engine records a skipped rule."""


class Table:
    """The rows of one table of one year.

    Columns are attributes in lower case, with a value per row in file order, and are used as a pandas Series is
    (``xl903.engine.thin_columns``): ``ep.place`` is text, trimmed and upper-cased, blank is NaN; date columns such
    as ``ep.decom`` are dates, NaT where the cell is blank or holds no date. A column that the table lacks is blank.
    ``filled("DECOM")`` tells whether the cell holds any text. A table that is not loaded has no rows.

    ``schema``: the table as the return describes it, for every collection year; None for worked-out rows.

    An unreadable date is not a blank one. Whether a cell is blank, and a row open, is asked with ``filled``;
    dates are only compared, and NaT compares with nothing, so that an unknown day is neither before nor after
    another. What negates a comparison, or asks for a row that is not found, sets ``no_date`` rows aside.
    """

    year: Year

    def __init__(
        self,
        name: str,
        columns: Mapping[str, TextColumn],
        size: int,
        vocabulary: Vocabulary,
        year: Year,
        *,
        loaded: bool = True,
    ) -> None:
        self.name = name
        self.loaded = loaded
        self.year = year
        self.schema = year.dataset.tables.get(name)
        self._texts = dict(columns)
        self._size = size
        self._width = len(columns)
        self._vocabulary = vocabulary
        self._pairs: dict[int, Pairs] = {}
        self._orders: dict[tuple[str, ...], Order] = {}

    def __len__(self) -> int:
        return self._size

    def __getattr__(self, attribute: str) -> Column:
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        column = self._typed(attribute.upper())
        self.__dict__[attribute] = column
        return column

    def _typed(self, name: str) -> Column:
        if self.schema is not None and name in self.schema.date_names:
            return self._vocabulary.dates(self.text(name))
        return self.text(name)

    def text(self, name: str) -> TextColumn:
        """A column's text, trimmed and upper-cased, whatever its type.

        A column that other collection years have, and this one not, is blank. Raises NoSuchColumn, an
        AttributeError, where no year has it.
        """
        if name not in self._texts:
            schema = self.schema
            if schema is None or name not in (*schema.column_names, *schema.derived_names):
                raise NoSuchColumn(f"{self.name} has no column {name}")
            return self._vocabulary.blank(self._size)
        return self._texts[name]

    def given_columns(self) -> dict[str, TextColumn]:
        """The columns that the table came with."""
        return dict(self._texts)

    def has_column(self, name: str) -> bool:
        """Whether the table came with this column."""
        return name in self._texts

    def numbers(self, name: str) -> Column:
        """A column read as decimal numbers, NaN where it is blank or none."""
        return self._vocabulary.numbers(self.text(name))

    def partial_dates(self, name: str) -> Column:
        """A column of dates that may have unknown parts, ZZ or ZZZZ, read as the first day that fits.

        An unknown year is read as 2000; blank, and anything else that no real day fits, is NaT.
        """
        positions, texts = pd.factorize(self.text(name).values)
        known = pd.Series(texts, dtype=object)
        known = known.str.replace(r"\bZZ/", "01/", regex=True).str.replace(r"/ZZZZ$", "/2000", regex=True)
        return Column(np.append(parse_dates(known), NO_DATE)[positions])

    def lengths(self, name: str) -> Column:
        """How many characters each cell of a column holds; 0 where it is blank."""
        return Column(self._vocabulary.lengths[self.text(name).codes])

    def compact(self, name: str) -> TextColumn:
        """A column without the spaces inside its texts, as postcodes are compared."""
        return self._vocabulary.compact(self.text(name))

    def of_year(self, year: Year) -> Self:
        """The same rows as a table of another collection; what was worked out is worked out anew."""
        columns, size = self._texts, self._size
        return type(self)(self.name, columns, size, self._vocabulary, year, loaded=self.loaded)

    @classmethod
    def worked_out(cls, name: str, like: Table, child: TextColumn, **columns: Column) -> Table:
        """A table of worked-out rows, such as times in care, that pairs with the tables of that year."""
        table = cls(name, {like.year.dataset.id_column: child}, len(child), like._vocabulary, like.year)
        table.__dict__.update(child=child, **columns)
        return table

    # What a cell holds

    @cached_property
    def blank_rows(self) -> Mask:
        """Rows in which no cell holds anything but blanks and quotation marks. They are not data.

        A table that came with one column alone has none: what its other cells held is not known.
        """
        filled = self.none()
        if self._width < 2:
            return filled
        for name in list(self._texts):
            cells = self.text(name)
            filled |= cells.notna() & ~self._vocabulary.matching(cells, _NOTHING)
            if filled.all():
                break
        return ~filled

    def filled(self, column: str) -> Mask:
        """Whether the cell holds any text, readable as its type or not."""
        return self.text(column).notna()

    def any_filled(self, *columns: str) -> Mask:
        """Whether at least one of the cells holds text."""
        return Mask(np.any([self.filled(column).values for column in columns], axis=0))

    def all_filled(self, *columns: str) -> Mask:
        """Whether every one of the cells holds text."""
        return Mask(np.all([self.filled(column).values for column in columns], axis=0))

    def no_date(self, column: str) -> Mask:
        """Whether the cell is filled with something that is not a date as dd/mm/yyyy."""
        return self.filled(column) & getattr(self, column.lower()).isna()

    @cached_property
    def order_unknown(self) -> Mask:
        """Whether the start of some row of the child cannot be read: its rows then have no known order.

        None of them is first, last, previous or next. A blank start is not unknown: it comes last.
        """
        schema = self.schema
        if schema is None or schema.start is None:
            return self.none()
        return self.any_of_child(self.no_date(schema.start))

    def not_in_codes(self, column: str) -> Mask:
        """Whether the cell is filled with something outside the column's code set of the rules' year."""
        return self.filled(column) & ~self.in_codes(column)

    def repeated(self, *columns: str) -> Mask:
        """Whether these cells are all filled, with a date where one is asked, and the same in another row."""
        values = [getattr(self, column.lower()) for column in columns]
        group = np.zeros(self._size, dtype=np.int64)
        for column in values:
            own = column.codes if isinstance(column, TextColumn) else pd.factorize(column.values)[0]
            group, _ = pd.factorize(group * (own.max(initial=0) + 1) + own)
        filled = np.all([column.notna().values for column in values], axis=0)
        return Mask(filled & (tally(group[filled], minlength=len(group) + 1)[group] > 1))

    def in_codes(self, column: str) -> Mask:
        """Whether the cell holds a code of the column's code set of the rules' year; blank does not."""
        if self.schema is None or column not in self.schema.column_names:
            raise NoSuchColumn(f"{self.name} has no column {column}")
        code_set = self.schema.column(column).codes
        if code_set is None:
            raise Mistake(f"{column} of {self.name} has no code set")
        return self.text(column).isin(list(self.year.codes(code_set)))

    def matches(self, column: str, pattern: str) -> Mask:
        """Whether the whole cell matches a regular expression (upper-cased text); blank does not."""
        return self._vocabulary.matching(self.text(column), pattern)

    def none(self) -> Mask:
        """A mask that holds for no row."""
        return Mask(np.zeros(self._size, dtype=bool))

    # The same child's rows

    @cached_property
    def child(self) -> TextColumn:
        """Whom the row is about: the text of the return's id column."""
        return self.text(self.year.dataset.id_column)

    @cached_property
    def child_codes(self) -> np.ndarray:
        """The ids as integers that are equal for equal ids in every table of both years; -1 where blank."""
        return self.child.codes

    @property
    def children_numbered(self) -> int:
        """How many different ``child_codes`` there can be: each is less."""
        return len(self._vocabulary.texts)

    def child_in(self, other: Table, where: Mask | None = None) -> Mask:
        """Whether the row's child has a row in another table (among its rows ``where``, if given)."""
        codes = other.child_codes if where is None else other.child_codes[np.asarray(where, dtype=bool)]
        listed = np.zeros(len(self._vocabulary.texts) + 1, dtype=bool)
        listed[codes] = True
        listed[-1] = False
        return Mask(listed[self.child_codes])

    def any_of_child(self, mask: Mask) -> Mask:
        """Whether ``mask`` holds for any row of the same child in this table."""
        return self.child_in(self, mask)

    def count_of_child(self, mask: Mask) -> Column:
        """How many rows of the same child in this table ``mask`` holds for; 0 for rows without an id."""
        codes = self.child_codes[np.asarray(mask, dtype=bool)]
        counts = tally(codes[codes >= 0], minlength=len(self._vocabulary.texts) + 1)
        return Column(counts[self.child_codes])

    def total_of_child(self, amounts: Column, where: Mask) -> Column:
        """The sum of ``amounts``, numbers of which none is missing, over the same child's rows ``where``.

        It is 0 for rows without an id.
        """
        chosen = np.asarray(where, dtype=bool) & (self.child_codes >= 0)
        totals = tally(
            self.child_codes[chosen],
            weights=thin(amounts).values[chosen],
            minlength=len(self._vocabulary.texts) + 1,
        )
        return Column(totals[self.child_codes])

    def pairs(self, other: Table) -> Pairs:
        """Every row with every row of the other table that is the same child's."""
        if id(other) not in self._pairs:
            self._pairs[id(other)] = Pairs(self, other)
        return self._pairs[id(other)]

    def in_order(self, *columns: str, where: Mask | None = None) -> Order:
        """Each child's rows ordered by these date columns (lower case), blanks last, ties in file order.

        A date that cannot be read comes after those that can, and before blanks. A child with an unknown order
        (``order_unknown``) has no rows in it.
        """
        if where is not None:
            return Order(self, self._keys(columns), where & ~self.order_unknown)
        if columns not in self._orders:
            self._orders[columns] = Order(self, self._keys(columns), ~self.order_unknown)
        return self._orders[columns]

    def _keys(self, columns: tuple[str, ...]) -> list[Column]:
        return [self._key(column) for column in columns]

    def _key(self, column: str) -> Column:
        values: Column = getattr(self, column)
        if isinstance(values, TextColumn):
            return values  # which Order refuses in a sentence
        return values.mask(self.no_date(column.upper()), AFTER_ANY_DATE)

    def dated_in_order(self, column: str, where: Mask | None = None) -> Order:
        """Each child's rows with a date (lower case) that can be read, in its order, ties in file order.

        Unlike ``in_order`` for rules that compare any two rows: one without a date is left out, and the
        child's others are judged without it.
        """
        dates = getattr(self, column)
        return Order(self, [dates], dates.notna() if where is None else dates.notna() & where)

    def in_order_of(self, *keys: Column) -> Order:
        """Each child's rows ordered by worked-out dates or numbers, blanks last, ties in file order.

        A child with an unknown order has no rows in it.
        """
        return Order(self, list(keys), ~self.order_unknown)

    def earliest(self, by: Column, where: Mask | None = None) -> Mask:
        """Each child's row with the earliest date, the first in the file on a tie; undated rows left out.

        A child with an unknown order has none.
        """
        taking_part = by.notna() & ~self.order_unknown
        return Order(self, [by], taking_part if where is None else taking_part & where).first

    def latest(
        self, by: Column, where: Mask | None = None, *, tie: Literal["first", "last"] = "first"
    ) -> Mask:
        """Each child's row with the latest date; on a tie the first, or the last, in the file.

        A child with an unknown order has none.
        """
        taking_part = by.notna() & ~self.order_unknown
        return self._latest(by, taking_part if where is None else taking_part & where, tie)

    def _latest(self, by: Column, taking_part: Mask, tie: Literal["first", "last"] = "first") -> Mask:
        if tie == "last":
            return Order(self, [by], taking_part).last
        days = Column(-thin(by).values.astype("M8[s]").astype(np.int64))
        return Order(self, [days], taking_part).first

    def row_of_child_in(self, other: Table, chosen: Mask) -> View:
        """For each row, the row of the same child that ``chosen`` picks in another table.

        Of several rows picked for a child, the first in the file.
        """
        rows = np.flatnonzero(np.asarray(chosen, dtype=bool) & (other.child_codes >= 0))
        position = np.full(len(self._vocabulary.texts) + 1, -1)
        position[other.child_codes[rows[::-1]]] = rows[::-1]
        return View(other, position[self.child_codes])
