"""What lists need of Excel that pyOpenVBA lacks: tables that are sorted, and validation of whole columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyopenvba.apps.excel import _validation


class _Target:
    """A range that names its cells one by one only where some of them have a rule already."""

    def __init__(self, target: Any) -> None:
        self._target = target

    def __getattr__(self, name: str) -> Any:
        return getattr(self._target, name)

    def positions(self) -> Iterable[Any]:
        """Its cells, or none where none has a rule."""
        meets = any(
            _validation._meets(one, area)
            for rule in self._target.sheet.validations
            for one in rule.areas
            for area in self._target.areas
        )
        return self._target.positions() if meets else ()


def quicken_lists() -> None:
    """Take the shorter way from now on, in every simulated Excel of this process."""
    begin = _validation.Validation.__init__

    def begin_with(self: Any, target: Any) -> None:
        begin(self, target)
        self.target = _Target(target)

    _validation.Validation.__init__ = begin_with


class _SortField:
    """A column that a table is sorted by, by values."""

    SortOn = 0

    def __init__(self, key: Any, *, descending: bool) -> None:
        self.Key, self.column, self.descending = key, key.Column, descending

    @property
    def Order(self) -> int:
        return 2 if self.descending else 1


class _SortFields(list[_SortField]):
    """The columns that a table is sorted by, the first sorts first."""

    @property
    def Count(self) -> int:
        return len(self)

    def Add(self, key: Any, sort_on: int = 0, order: int = 1) -> None:
        self.append(_SortField(key, descending=order == 2))

    def Item(self, number: int) -> _SortField:
        return self[number - 1]

    def Clear(self) -> None:
        self.clear()


class TableSort:
    """ListObject.Sort: sorts a table's rows, whole, by the values of the columns that it was told."""

    def __init__(self, table: Any, fields: _SortFields) -> None:
        self._table, self.SortFields = table, fields

    def Apply(self) -> None:
        body = self._table.DataBodyRange
        rows = list(zip(body.Value, body.Formula, strict=True))
        left = body.Column
        for field in reversed(self.SortFields):
            rows.sort(key=lambda row: _rank(row[0][field.column - left]), reverse=field.descending)
        body.Formula = tuple(formulas for _, formulas in rows)


def _rank(value: Any) -> tuple[int, Any]:
    """Numbers before text, text without regard to case."""
    return (1, value.casefold()) if isinstance(value, str) else (2, "") if value is None else (0, value)


_ORDERS: dict[int, _SortFields] = {}


def table_sort(vba: Any, table: Any) -> TableSort:
    """A table's way of sorting, which it keeps. vba: the simulated table. table: the same, as pywin32 has it."""
    return TableSort(table, _ORDERS.setdefault(id(vba), _SortFields()))
