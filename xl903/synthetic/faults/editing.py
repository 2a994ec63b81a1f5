"""The vocabulary of a fault: pick the row that suits, set a cell, add or drop a row, of this year or last.

Tables are named as rules name them: ``Episodes`` is this year's, ``Episodes_last`` last year's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

import numpy as np
import pandas as pd

from xl903.s903.returns import Source
from xl903.s903.schema import TABLES
from xl903.synthetic.council import Council
from xl903.synthetic.faults.suiting import Suiting

DAY = pd.Timedelta(days=1)
TOO_SMALL = "there are no more rows it can be planted in; ask for fewer, or for more children."
"""Why a council has no row for a fault, as far as it can be helped."""

ONE_ROW_IN_XML = frozenset({"UASC", "OC3", "AD1"})
"""Tables whose items stand in a child's HEADER element in an XML return, so once for a child."""

Suits = Callable[[pd.DataFrame], pd.Series]
Value = str | date | None
WorkedOut = dict[tuple[int, str], str]
"""Cells of columns that are otherwise worked out, by row label and column."""


@dataclass(frozen=True)
class Alteration:
    """One thing that a fault did to the clean return.

    ``kind``: CELL (``was`` stood in ``field`` of the row), ADDED (a row, with no field) or REMOVED (a row; one for
    each filled cell of it). ``label``: the row's in its table. ``was``: None where the cell was blank.
    """

    kind: str
    table: str
    label: int
    field: str | None = None
    was: str | None = None


CELL, ADDED, REMOVED = "cell", "row added", "row removed"
"""What a fault may do: change a cell, add a row, take a row out."""


class NothingSuits(Exception):  # noqa: N818  it is no error but a reason to try with other children
    """The council has no row left in which the mistake could be made."""


class Row:
    """A row that was picked or added. Attributes are its cells and facts as they were in the clean return.

    ``row.LS`` is a cell, ``row.decom`` a date (see ``Suiting``). ``table``, ``label``: where it stands.
    """

    def __init__(self, table: str, label: int, facts: pd.Series) -> None:
        self.table = table
        self.label = label
        self.facts = facts

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["facts"][name]
        except KeyError as error:
            raise AttributeError(f"A row of {self.table} has no {name}.") from error


class Edit:
    """A council's tables while faults are made in them, one fault after another on different children.

    ``year``, ``start``, ``end``: the collection year, its first and last day. ``suiting``: what the clean
    return's rows are picked by. ``children``: those that the present fault touches. ``into``: the format of the
    files that the council is to be written to, None for tables in memory.
    """

    def __init__(
        self, council: Council, rng: np.random.Generator | None = None, into: Source | None = None
    ) -> None:
        self.council = council
        self.into = into
        self.year = council.year
        self.start = pd.Timestamp(council.year - 1, 4, 1)
        self.end = pd.Timestamp(council.year, 3, 31)
        self.suiting = Suiting(council)
        self.children: set[str | None] = set()
        self.taken: set[str | None] = set()
        self._rng = rng
        self._changed: dict[str, pd.DataFrame] = {}
        self._worked_out: dict[str, WorkedOut] = {}
        self._before: dict[str, pd.DataFrame | None] = {}
        self._worked_out_before: dict[str, WorkedOut] = {}
        self._done: list[Alteration] = []
        self.providers = council.providers

    # Where

    def pick(self, table: str, suits: Suits | None = None, *, child: str | None = None) -> Row:
        """A row of the clean return that suits, of a child that no other fault touches.

        suits: takes the rows as a frame of cells (``ep.LS``) and facts (``ep.decom``, ``ep.first``; see
        ``Suiting``) and gives a mask. child: only this child's rows; the first of them that suits.
        Raises NothingSuits where there is none.
        """
        rows = self.suiting.rows(table)
        mask = pd.Series(True, index=rows.index) if suits is None else suits(rows).fillna(False).astype(bool)
        mask &= (
            rows.CHILD.eq(child) if child is not None else ~rows.CHILD.isin(list(self.taken | self.children))
        )
        found = np.flatnonzero(mask.to_numpy())
        if not len(found):
            raise NothingSuits(TOO_SMALL)
        at = found[0] if child is not None or self._rng is None else self._rng.choice(found)
        row = Row(table, int(rows.index[at]), rows.iloc[at])
        self.children.add(row.CHILD)
        return row

    def rows(self, table: str) -> pd.DataFrame:
        """The rows of a table of the clean return, with their facts, to look something up in."""
        return self.suiting.rows(table)

    def rows_of(self, table: str, child: str, suits: Suits | None = None) -> list[Row]:
        """All rows of a child (that suit), in the order in which they stand; there may be none."""
        rows = self.suiting.rows(table)
        rows = rows.loc[rows["CHILD"] == child]
        if suits is not None:
            rows = rows.loc[suits(rows)]
        self.children.add(child)
        return [Row(table, int(label), facts) for label, facts in rows.iterrows()]  # type: ignore[call-overload]

    # What

    def set(self, row: Row, **cells: Value) -> Row:
        """Write cells of a row: text, a day, or None for blank. The row is given back."""
        frame = self._frame(row.table)
        for column, value in cells.items():
            if column in TABLES[row.table.removesuffix("_last")].derived_names:
                self._need_a_place_for(column)
                self.work_out(row.table)[row.label, column] = str(_as_cell(value) or "")
                continue
            if self.into == "xml" and column in ("DOB", "SEX") and row.table != "Header":
                raise NothingSuits("an XML return has DOB and SEX only in Header; leave it out.")
            if column not in frame:
                raise KeyError(f"{row.table} has no {column}.")
            self._done.append(Alteration(CELL, row.table, row.label, column, self.cell(row, column)))
            frame.loc[row.label, column] = _as_cell(value)
            if column == "CHILD":
                self.children.add(_as_cell(value))
        return row

    def _need_a_place_for(self, column: str) -> None:
        """Raise NothingSuits where the fault is to show in files, which hold no column that is worked out."""
        if self.into == "csv" or (self.into == "xml" and column != "UASC"):
            raise NothingSuits(
                f"{column} is worked out, not submitted, so no file holds the fault; leave it out."
            )

    def set_all(self, table: str, child: str, **cells: Value) -> None:
        """Write the same cells of all rows of a child, where there are any."""
        for row in self.rows_of(table, child):
            self.set(row, **cells)

    def add(self, table: str, **cells: Value) -> Row:
        """Add a row below the child's others, or where Header's order puts it; cells not named are blank."""
        frame = self._frame(table)
        unknown = set(cells) - set(frame.columns)
        if unknown:
            raise KeyError(f"{table} has no {', '.join(sorted(unknown))}.")
        if self.into == "xml" and table in ONE_ROW_IN_XML and frame["CHILD"].isin([cells.get("CHILD")]).any():
            raise NothingSuits(f"an XML return has room for one row of {table} a child; leave it out.")
        label = int(frame.index.max()) + 1 if len(frame) else 0
        values = {column: _as_cell(cells.get(column)) for column in frame.columns}
        place = self._place_of(values.get("CHILD"), table)
        row = pd.DataFrame([values], index=[label], dtype=object)
        self._changed[table] = pd.concat([frame.iloc[:place], row, frame.iloc[place:]])
        self._done.append(Alteration(ADDED, table, label))
        self.children.add(values.get("CHILD"))
        return Row(table, label, pd.Series(values, dtype=object))

    def copy(self, row: Row, **cells: Value) -> Row:
        """Add a second row like this one as it stands now, but for the cells named."""
        now = {column: self.cell(row, column) for column in self._frame(row.table).columns}
        return self.add(row.table, **(now | cells))

    def drop(self, row: Row) -> None:
        """Take a row out."""
        frame = self._frame(row.table)
        cells = {str(column): self.cell(row, str(column)) for column in frame.columns}
        self._done += [
            Alteration(REMOVED, row.table, row.label, column, was)
            for column, was in cells.items()
            if was is not None
        ]
        self._changed[row.table] = frame.drop(index=row.label)

    def drop_all(self, table: str, child: str) -> None:
        """Take out all rows of a child, where there are any."""
        for row in self.rows_of(table, child):
            self.drop(row)

    def work_out(self, table: str) -> WorkedOut:
        """Give a table the columns that are otherwise worked out (PL_DISTANCE, UASC), as loaded ones.

        Every cell holds what would be worked out. ``set`` calls this for such a column.
        """
        return self._worked_out.setdefault(table, {})

    # One fault after another

    def begin(self) -> None:
        """Begin a fault: what it does can be undone until the next begins."""
        self.children = set()
        self._done = []
        self._before = {}
        self._worked_out_before = {name: dict(cells) for name, cells in self._worked_out.items()}

    def undo(self) -> None:
        """Undo what was done since ``begin``."""
        for table, frame in self._before.items():
            if frame is None:
                del self._changed[table]
            else:
                self._changed[table] = frame
        self._worked_out = self._worked_out_before
        self.children = set()
        self._done = []

    def end_of_fault(self) -> frozenset[str | None]:
        """Close a fault: no other touches its children. They are given back."""
        self.taken |= self.children
        return frozenset(self.children)

    def alterations(self) -> tuple[Alteration, ...]:
        """What the fault did to the clean return: each cell once, with what it held before the fault.

        Cells of a row that the fault added say nothing of the clean return, and cells of a row that it took out
        are told as the row's.
        """
        added = {(one.table, one.label) for one in self._done if one.kind == ADDED}
        removed = {(one.table, one.label) for one in self._done if one.kind == REMOVED}
        known: dict[tuple[str, int, str | None], Alteration] = {}
        for one in self._done:
            row = (one.table, one.label)
            if (one.kind == ADDED and row in removed) or (one.kind != ADDED and row in added):
                continue
            key = (one.table, one.label, one.field)
            first = known.get(key)
            known[key] = one if first is None else replace(one, was=first.was)
        return tuple(
            one
            for one in known.values()
            if one.kind != CELL or (one.table, one.label) not in removed or one.was is None
        )

    def cell(self, row: Row, column: str) -> str | None:
        """A cell as it stands now."""
        value: object = self._frame(row.table).loc[row.label, column]
        return value if isinstance(value, str) else None

    def position(self, row: Row) -> int:
        """The 0-based row in the table as it stands now."""
        return self._position(row.table, row.label)

    def position_of(self, one: Alteration) -> int | None:
        """The 0-based row of what was changed, in the table as it stands now; None where it was taken out."""
        return None if one.kind == REMOVED else self._position(one.table, one.label)

    def _position(self, table: str, label: int) -> int:
        if table not in self._changed:
            return label
        return int(np.flatnonzero(self._changed[table].index == label)[0])

    def need_in_header(self, row: Row) -> None:
        """Raise NothingSuits where an XML return would give the row's child a Header that it must not have."""
        if self.into == "xml" and not self._frame("Header")["CHILD"].isin([self.cell(row, "CHILD")]).any():
            raise NothingSuits("an XML return names every child in Header; leave it out.")

    def order_by_header(self) -> None:
        """Put the rows of every table in the order in which an XML return has them: child by child."""
        for suffix in ("", "_last"):
            names = list(self._tables(suffix))
            frames = {name: self._frame(name + suffix) for name in names}
            children = pd.unique(pd.concat([frame["CHILD"] for frame in frames.values()]))
            rank = pd.Series(range(len(children)), index=children)
            for name in names:
                if name != "Header":
                    order = np.argsort(frames[name]["CHILD"].map(rank).to_numpy(), kind="stable")
                    self._changed[name + suffix] = frames[name].iloc[order]

    def council_now(self) -> Council:
        """The council as it stands now, with tables that it had none of before."""
        tables, last_year = self._tables(""), self._tables("_last")
        now = replace(self.council, tables=tables, last_year=last_year, providers=self.providers)
        if not self._worked_out:
            return now
        clean = now.to_return()
        for table, cells in self._worked_out.items():
            of, year = (last_year, clean.last_year) if table.endswith("_last") else (tables, clean)
            name = table.removesuffix("_last")
            frame = of[name].copy()
            for column in TABLES[name].derived_names:
                worked_out = getattr(year.table(name), column.lower()).astype(object)
                frame[column] = worked_out.where(worked_out.notna(), None).map(str, na_action="ignore")
            for (label, column), value in cells.items():
                frame.loc[self._position(table, label), column] = value
            of[name] = frame
        return now

    def _tables(self, suffix: str) -> dict[str, pd.DataFrame]:
        """One year's tables as they stand now, rows counted from 0."""
        tables = dict(self.council.last_year if suffix else self.council.tables)
        for name, frame in self._changed.items():
            if name.endswith("_last") == bool(suffix):
                tables[name.removesuffix("_last")] = frame.reset_index(drop=True)
        return tables

    def _place_of(self, child: str | None, table: str) -> int:
        """How many rows of a table belong to this child or to those before it in Header."""
        header = self.suiting.rows("Header_last" if table.endswith("_last") else "Header")["CHILD"]
        rank = pd.Series(range(len(header)), index=header.to_numpy())
        if child not in rank.index:
            return len(self._frame(table))
        ranks = self._frame(table)["CHILD"].map(rank)
        return int((ranks <= rank.loc[str(child)]).sum())

    def _frame(self, table: str) -> pd.DataFrame:
        """The changeable frame of a table, its rows labelled as in the clean return."""
        if table not in self._changed:
            name = table.removesuffix("_last")
            if name not in TABLES:
                raise KeyError(f"{name} is not a table of the return.")
            now = self.council.tables
            of = self.council.last_year if table.endswith("_last") else now
            if name in of:
                frame = of[name]
            elif name in now:  # first collected this year: some council may have kept it before
                frame = now[name].iloc[:0]
            else:
                raise NothingSuits(f"{table} is not collected in the year.")
            self._before[table] = None
            self._changed[table] = frame.astype(object).reset_index(drop=True)
        elif table not in self._before:
            self._before[table] = self._changed[table].copy()
        return self._changed[table]

    @property
    def no_child(self) -> str:
        """A child id that nobody has, another one in each fault."""
        return next(str(child) for child in count(9_999_999_001) if str(child) not in self.taken)


def _as_cell(value: Value) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return value.strftime("%d/%m/%Y")


def first_of(found: pd.DataFrame | pd.Series) -> Any:
    """The first row, or value, of what was looked up. Raises NothingSuits where nothing was found."""
    if not len(found):
        raise NothingSuits(TOO_SMALL)
    return found.iloc[0]


def years(number: int) -> pd.DateOffset:
    """A span to add to a day of birth, giving a birthday; from 29 February it falls on 28 February, as for DfE."""
    return pd.DateOffset(years=number)


def all_rows(rows: pd.DataFrame) -> pd.Series:
    """Suits every row."""
    return pd.Series(True, index=rows.index)
