"""A workbook file's own part, which names its sheets, with what every sheet shares: texts and styles."""

from __future__ import annotations

import datetime as dt
import re
from functools import cached_property
from itertools import chain, count

from workbook.file.cell_rows import CellEnds
from workbook.file.package import OF_SPREADSHEETS, Package, to_xml
from workbook.file.shared_texts import SharedTexts
from workbook.file.style_sheet import StyleSheet
from xl903.readers.xlsx_values import MAIN, OFFICE, WORKBOOK, SheetPart, epoch_of, sheet_parts
from xl903.xml_trees import etree, parse_xml

_WORKSHEET = f"{OF_SPREADSHEETS}.worksheet+xml"
_PRINT_TITLES = "_xlnm.Print_Titles"
_PRINT_AREA = "_xlnm.Print_Area"
_NAMING_SHEETS = ("xl/worksheets/sheet", "xl/charts/chart")
_FORMULAS = frozenset({"f", "formula", "formula1", "formula2"})
_TABLES = "xl/tables/"
_BEFORE_NAMES = ("sheets", "functionGroups", "externalReferences", "definedNames")


class BookParts:
    """The parts of one workbook that is being written, new or brought up to date."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.texts = SharedTexts(package)
        self.styles = StyleSheet(package)
        self._root = parse_xml(package.read(WORKBOOK))
        self._changed = False
        self._tables: int | None = None
        self._ends: dict[str, CellEnds] = {}

    @cached_property
    def epoch(self) -> dt.datetime:
        """The day from which the workbook counts its days."""
        return epoch_of(self._root)

    def ends(self, look: str) -> CellEnds:
        """The ends of cells that have one of xl903's looks; a value is worded once for the whole workbook."""
        if look not in self._ends:
            style, quoted = self.styles.cell(look), self.styles.cell(look, quoted=True)
            self._ends[look] = CellEnds(self.texts.cell_end, f' s="{style}"', f' s="{quoted}"', self.epoch)
        return self._ends[look]

    @property
    def sheets(self) -> list[SheetPart]:
        """The worksheets, in order; sheets that are charts only are left out."""
        return sheet_parts(self._root, self.package.relations_tree(WORKBOOK))

    def sheet(self, name: str) -> SheetPart:
        """The sheet of that name. Raises KeyError where there is none."""
        return {one.name: one for one in self.sheets}[name]

    def add_sheet(self, name: str, position: int, state: str = "visible") -> str:
        """Make room for a sheet at a place among all sheets, and return the name of its part."""
        self._changed = True
        part = self.package.free_name("xl/worksheets/sheet{}.xml")
        self.package.set(part, b"", _WORKSHEET)
        relation = self.package.relate(WORKBOOK, "worksheet", part)
        sheets = self._sheets
        new = max((int(one.get("sheetId", 0)) for one in sheets), default=0) + 1
        sheet = etree.Element(
            f"{{{MAIN}}}sheet",
            {"name": name, "sheetId": str(new), f"{{{OFFICE}}}id": relation},
            nsmap={"r": OFFICE},
        )
        if state != "visible":
            sheet.set("state", state)
        before = list(range(len(sheets)))
        sheets.insert(position, sheet)
        self._renumber({old: old + (old >= position) for old in before})
        return part

    def remove_sheet(self, name: str) -> None:
        """Take a sheet out, with the parts that only it had."""
        self._changed = True
        part = self.sheet(name).part
        names = [one.get("name") for one in self._sheets]
        position = names.index(name)
        self._sheets.remove(self._sheets[position])
        kept = [old for old in range(len(names)) if old != position]
        self._renumber({old: new for new, old in enumerate(kept)})
        relation = next(one.id for one in self.package.relations(WORKBOOK) if one.target == part)
        self.package.unrelate(WORKBOOK, relation)
        for one in self.package.relations(part):
            if not one.external and one.kind in ("table", "comments", "vmlDrawing", "printerSettings"):
                self.package.drop(one.target)
            elif one.kind == "drawing":
                for chart in self.package.relations(one.target):
                    if chart.kind == "chart":
                        self.package.drop(chart.target)
                self.package.drop(one.target)
        self.package.drop(part)

    def rename_sheet(self, name: str, new: str) -> None:
        """Call a sheet something else, in names, formulas, charts and links too, as Excel does."""
        self._changed = True
        self._sheets[self.position(name)].set("name", new)
        named = re.compile(rf"(?<![\w'.])(?:'{re.escape(name)}'|{re.escape(name)})!")
        by_new = f"'{new}'!"
        for one in self._root.iter(f"{{{MAIN}}}definedName"):
            one.text = named.sub(by_new, one.text or "")
        for part in self.package.names:
            if part.startswith(_NAMING_SHEETS) and f"{name}".encode() in (data := self.package.read(part)):
                root = parse_xml(data)
                for element in root.iter():
                    if isinstance(element.tag, str) and etree.QName(element).localname in _FORMULAS:
                        element.text = named.sub(by_new, element.text) if element.text else element.text
                    if (location := element.get("location")) is not None:
                        element.set("location", named.sub(by_new, location))
                self.package.set(part, to_xml(root))

    def position(self, name: str) -> int:
        """The place of a sheet among all sheets, from 0. Raises ValueError where there is none."""
        return [one.get("name") for one in self._sheets].index(name)

    def next_table(self) -> int:
        """A number that no table of the workbook has."""
        if self._tables is None:
            parts = [name for name in self.package.names if name.startswith(_TABLES)]
            self._tables = max(
                (int(parse_xml(self.package.read(name)).get("id", 0)) for name in parts), default=0
            )
        self._tables += 1
        return self._tables

    def free_table_name(self, name: str) -> str:
        """A name for a table that no table and no named range of the workbook has: this one, or with a number.

        A sheet of xl903's that was renamed or copied keeps its table, and Excel calls a file broken in which two
        tables have one name.
        """
        taken = {one.get("name", "").casefold() for one in self._root.iter(f"{{{MAIN}}}definedName")}
        for part in self.package.names:
            if (
                part.startswith(_TABLES)
                and name.casefold().encode() in (xml := self.package.read(part)).lower()
            ):
                table = parse_xml(xml)
                taken |= {table.get(key, "").casefold() for key in ("name", "displayName")}
        names = chain((name,), (f"{name}_{number}" for number in count(2)))
        return next(one for one in names if one.casefold() not in taken)

    def print_titles(self, name: str, rows: str) -> None:
        """Print rows of a sheet, such as ``$5:$5``, on top of each of its pages."""
        self._name_cells(name, _PRINT_TITLES, rows)

    def print_only(self, name: str, cells: str) -> None:
        """Print no more of a sheet than these cells, such as ``$A:$F``."""
        self._name_cells(name, _PRINT_AREA, cells)

    def _name_cells(self, name: str, known_as: str, cells: str) -> None:
        self._changed = True
        names = self._root.find(f"{{{MAIN}}}definedNames")
        if names is None:
            names = etree.Element(f"{{{MAIN}}}definedNames")
            earlier = [one for one in self._root if etree.QName(one).localname in _BEFORE_NAMES]
            earlier[-1].addnext(names)
        title = etree.SubElement(
            names, f"{{{MAIN}}}definedName", name=known_as, localSheetId=str(self.position(name))
        )
        title.text = f"'{name.replace(chr(39), chr(39) * 2)}'!{cells}"

    def forget_order_of_formulas(self) -> None:
        """Drop the order in which Excel worked formulas out, which names cells; Excel finds it anew."""
        part = self.package.related(WORKBOOK, "calcChain")
        if part is not None:
            (relation,) = (one.id for one in self.package.relations(WORKBOOK) if one.target == part)
            self.package.unrelate(WORKBOOK, relation)
            self.package.drop(part)

    def calculate_when_opened(self) -> None:
        """Let Excel work the workbook's formulas out anew when it opens it; until then they keep their values."""
        found = self._root.find(f"{{{MAIN}}}calcPr")
        if found is not None and found.get("fullCalcOnLoad") not in ("1", "true"):
            found.set("fullCalcOnLoad", "1")
            self._changed = True

    def put(self) -> None:
        """Let the package have the workbook's part, its styles and its texts."""
        if self._changed:
            self.package.set(WORKBOOK, to_xml(self._root))
        self.styles.put()
        self.texts.put()

    @property
    def _sheets(self) -> etree._Element:
        found = self._root.find(f"{{{MAIN}}}sheets")
        assert found is not None  # there is no workbook without  # noqa: S101
        return found

    def _renumber(self, new: dict[int, int]) -> None:
        """Let names and the workbook's view go by the new places of sheets."""
        names = self._root.find(f"{{{MAIN}}}definedNames")
        for one in list(names) if names is not None else ():
            place = one.get("localSheetId")
            if place is not None and int(place) in new:
                one.set("localSheetId", str(new[int(place)]))
            elif place is not None and names is not None:
                names.remove(one)
        if names is not None and not len(names):
            self._root.remove(names)
        for view in self._root.iter(f"{{{MAIN}}}workbookView"):
            for place in ("activeTab", "firstSheet"):
                if view.get(place) is not None:
                    view.set(place, str(new.get(int(view.get(place, 0)), 0)))
