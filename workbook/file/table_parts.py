"""The Excel tables of a sheet: where they are, how they are sorted and filtered, and their columns' names."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cached_property

from openpyxl.utils import range_boundaries

from workbook.file.package import Package, to_xml
from workbook.plan.addresses import Area
from workbook.update.found import Filters, SortedBy
from xl903.readers.xlsx_values import MAIN
from xl903.xml_trees import etree, parse_xml

_BY_VALUE = "value"


def _q(name: str) -> str:
    return f"{{{MAIN}}}{name}"


def area_of(cells: str) -> Area:
    """The area of an address such as A1:F12."""
    left, top, right, bottom = range_boundaries(cells)
    return Area(int(top or 1), int(left or 1), int(bottom or 1), int(right or 1))


class TablePart:
    """One Excel table."""

    def __init__(self, package: Package, part: str) -> None:
        self._package, self._part = package, part
        self._root = parse_xml(package.read(part))

    @property
    def area(self) -> Area:
        """Its cells, the header's among them."""
        return area_of(self._root.get("ref", "A1"))

    @property
    def titles(self) -> list[str]:
        """What its columns are called."""
        return [one.get("name", "") for one in self._columns]

    @property
    def order(self) -> Sequence[SortedBy]:
        """As ``FoundSheet.order`` has it; an order by colour is passed over."""
        state = next(self._root.iter(_q("sortState")), None)
        return [
            SortedBy(
                area_of(one.get("ref", "A1")).left - self.area.left, one.get("descending") in ("1", "true")
            )
            for one in (state.iter(_q("sortCondition")) if state is not None else ())
            if one.get("sortBy", _BY_VALUE) == _BY_VALUE
        ]

    @property
    def filters(self) -> Filters:
        """As ``FoundSheet.filters`` has it."""
        shown, others = {}, []
        for column in self._root.iter(_q("filterColumn")):
            values, place = column.find(_q("filters")), int(column.get("colId", 0))
            if values is not None and values.find(_q("dateGroupItem")) is None:
                blank = {""} if values.get("blank") in ("1", "true") else set()
                shown[place] = frozenset({one.get("val", "") for one in values.iter(_q("filter"))} | blank)
            elif len(column):
                others.append(place)
        return Filters(shown, tuple(others))

    def resize(self, area: Area) -> None:
        """Let it span another area, and its filter the same."""
        self._root.set("ref", area.address)
        filtered = self._root.find(_q("autoFilter"))
        if filtered is not None:
            totals = int(self._root.get("totalsRowCount", 0))
            filtered.set("ref", Area(area.top, area.left, area.bottom - totals, area.right).address)
        self._put()

    def rename(self, titles: Sequence[str]) -> None:
        """Let its columns be called so; one that is called so already keeps what it has."""
        if self.titles == list(titles):
            return
        before = {one.get("name", ""): one for one in reversed(list(self._columns))}
        free = max((int(one.get("id", 0)) for one in self._columns), default=0) + 1
        parent = self._columns
        del parent[:]
        for title in titles:
            one = before.pop(title, None)
            if one is None:
                one = etree.Element(_q("tableColumn"), id=str(free), name=title)
                free += 1
            parent.append(one)
        parent.set("count", str(len(parent)))
        self._put()

    def lift(self, titles: Collection[str]) -> None:
        """Take the filters of these columns away."""
        names = self.titles
        for column in list(self._root.iter(_q("filterColumn"))):
            parent, place = column.getparent(), int(column.get("colId", 0))
            if parent is not None and place < len(names) and names[place] in titles:
                parent.remove(column)
        self._put()

    @cached_property
    def _columns(self) -> etree._Element:
        found = self._root.find(_q("tableColumns"))
        return etree.SubElement(self._root, _q("tableColumns")) if found is None else found

    def _put(self) -> None:
        self._package.set(self._part, to_xml(self._root))
