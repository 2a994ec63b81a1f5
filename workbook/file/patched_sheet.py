"""A sheet of a workbook file that is brought up to date: its XML, of which only what is named changes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

from workbook.file.book_parts import BookParts
from workbook.file.package import to_xml
from workbook.file.sheet_cells import SheetCells, cell_of, in_main
from workbook.file.sheet_notes import SheetNotes
from workbook.file.table_parts import TablePart, area_of
from workbook.plan.addresses import Area, Cell, cell_address
from workbook.plan.sheet_model import Value
from xl903.readers.xlsx_values import MAIN, OFFICE
from xl903.xml_trees import etree, parse_xml

_ORDER = (
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
"""The elements of a sheet in the order in which the file format wants them."""


class PatchedSheet:
    """One sheet. Cells count from 1, A1 being (1, 1); of a merged range only the first one ever changes."""

    def __init__(self, book: BookParts, name: str, part: str) -> None:
        self.book, self.name, self.part = book, name, part
        self._package = book.package
        self.changed = False

    @cached_property
    def root(self) -> etree._Element:
        """The sheet's XML."""
        return parse_xml(self._package.read(self.part))

    @cached_property
    def notes(self) -> SheetNotes:
        """Its notes."""
        return SheetNotes(self._package, self.part)

    @cached_property
    def tables(self) -> list[TablePart]:
        """Its Excel tables."""
        related = self._package.relations(self.part)
        return [TablePart(self._package, one.target) for one in related if one.kind == "table"]

    def table(self, header: int) -> TablePart | None:
        """The Excel table whose header is in that row."""
        return next((one for one in self.tables if one.area.top == header), None)

    @cached_property
    def cells(self) -> SheetCells:
        """Its rows and cells."""
        found = self.root.find(in_main("sheetData"))
        return SheetCells(self.book, self.child("sheetData") if found is None else found)

    # Changes

    def write(self, cell: Cell, value: Value) -> None:
        """Let a cell say a value; how it looks stays. A formula in it goes."""
        if not self._is_covered(cell):
            self.cells.write(cell, value)

    def give_style(self, cell: Cell, style: int) -> None:
        """Give a cell a style by its number."""
        if not self._is_covered(cell):
            self.cells.give_style(cell, style)

    def link(self, cell: Cell, element: str | None) -> bool:
        """Let a cell have a link, by its XML, or none. Returns whether that changed anything."""
        at = cell_address(*cell)
        before = self._links.pop(at, None)
        if before is not None:
            parent = before.getparent()
            if parent is not None:
                parent.remove(before)
        if element is not None:
            new = parse_xml(element.replace("<hyperlink", f'<hyperlink xmlns="{MAIN}"', 1).encode())
            self.child("hyperlinks").append(new)
            self._links[at] = new
        self.changed = True
        return before is not None or element is not None

    def move_rows(self, left: int, right: int, top: int, sources: Sequence[int | None]) -> None:
        """As ``workbook.update.edits.MoveRows`` has it."""
        self._unmerge(Area(top, left, top + len(sources) - 1, right))
        moving = {row: source for row, source in enumerate(sources, start=top) if row != source}
        self.cells.move_rows(left, right, moving)
        self._move_beside(left, right, moving)
        self.changed = True

    def _move_beside(self, left: int, right: int, moving: dict[int, int | None]) -> None:
        """Let notes and links go along with cells that moved."""
        to = {source: row for row, source in moving.items() if source is not None}
        new: dict[Cell, Cell | None] = {
            (row, column): (to[row], column) if row in to else None
            for row in {*moving, *to}
            for column in range(left, right + 1)
            if row in to or row in moving
        }
        self.notes.move(new)
        links = {at: self._links.pop(at) for at in list(self._links) if ":" not in at and cell_of(at) in new}
        for at, link in links.items():
            place, parent = new[cell_of(at)], link.getparent()
            if place is not None:
                link.set("ref", cell_address(*place))
                self._links[cell_address(*place)] = link
            elif parent is not None:
                parent.remove(link)

    def child(self, name: str) -> etree._Element:
        """An element of the sheet, made in its place where there is none."""
        self.changed = True
        found = self.root.find(in_main(name))
        if found is None:
            found = etree.Element(in_main(name))
            later = set(_ORDER[_ORDER.index(name) + 1 :])
            after = next((one for one in self.root if etree.QName(one).localname in later), None)
            if after is None:
                self.root.append(found)
            else:
                after.addprevious(found)
        return found

    def relate(self, name: str, relation: str) -> None:
        """Let an element of the sheet name a relation to another part."""
        self.child(name).set(f"{{{OFFICE}}}id", relation)

    def put(self) -> bool:
        """Let the package have what changed. Returns whether anything did."""
        if "notes" in self.__dict__ and (relation := self.notes.put()) is not None:
            self.relate("legacyDrawing", relation)
        written = "cells" in self.__dict__ and self.cells.changed
        if not (self.changed or written):
            return False
        self._name_columns()
        self._drop_empty("hyperlinks", "mergeCells")
        self._say_extent()
        self._package.set(self.part, to_xml(self.root))
        return True

    # Inside

    @cached_property
    def _merged(self) -> list[tuple[Area, etree._Element]]:
        found = self.root.find(in_main("mergeCells"))
        return [(area_of(one.get("ref", "A1")), one) for one in (found if found is not None else ())]

    def _is_covered(self, cell: Cell) -> bool:
        return any(
            area.top <= cell[0] <= area.bottom
            and area.left <= cell[1] <= area.right
            and cell != (area.top, area.left)
            for area, _ in self._merged
        )

    def _unmerge(self, area: Area) -> None:
        for other, one in list(self._merged):
            if other.top <= area.bottom and other.bottom >= area.top and other.left <= area.right:
                self._merged.remove((other, one))
                parent = one.getparent()
                if parent is not None:
                    parent.remove(one)

    @cached_property
    def _links(self) -> dict[str, etree._Element]:
        found = self.root.find(in_main("hyperlinks"))
        return {one.get("ref", ""): one for one in (found if found is not None else ())}

    def _name_columns(self) -> None:
        """Excel calls a file broken where a table's columns are not called as its header says."""
        for table in self.tables:
            area = table.area
            names = [self.cells.text((area.top, column)) for column in range(area.left, area.right + 1)]
            for position, name in enumerate(names):
                if not name or name.casefold() in {one.casefold() for one in names[:position]}:
                    names[position] = f"Column{position + 1}"
                    self.write((area.top, area.left + position), names[position])
            table.rename(names)

    def _drop_empty(self, *names: str) -> None:
        for name in names:
            found = self.root.find(in_main(name))
            if found is not None and not len(found):
                self.root.remove(found)
            elif found is not None and found.get("count") is not None:
                found.set("count", str(len(found)))

    def _say_extent(self) -> None:
        """Let the sheet say which cells it fills, and where texts of digits are no mistake."""
        extent = self.cells.extent()
        self.child("dimension").set("ref", extent)
        for one in self.root.iter(in_main("ignoredError")):
            if one.get("numberStoredAsText") and one.get("sqref", "").startswith("A1:"):
                one.set("sqref", extent)
