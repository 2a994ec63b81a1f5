"""A sheet of a workbook file that is brought up to date: its XML, of which only what is named changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cached_property

from lxml import etree
from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import column_index_from_string

from workbook.file.book_parts import BookParts
from workbook.file.cell_rows import looks_like_formula, number_text
from workbook.file.package import to_xml
from workbook.file.shared_texts import text_element
from workbook.file.sheet_notes import SheetNotes
from workbook.file.table_parts import TablePart, area_of
from workbook.plan.addresses import Area, Cell, block_address, cell_address
from workbook.plan.sheet_model import Look, Value
from xl903.readers.xlsx_values import MAIN, OFFICE, parse_xml

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


def _q(name: str) -> str:
    return f"{{{MAIN}}}{name}"


_ROW, _CELL, _FORMULA, _VALUE, _TEXT = map(_q, ("row", "c", "f", "v", "is"))


class PatchedSheet:
    """One sheet. Cells count from 1, A1 being (1, 1); of a merged range only the first one ever changes."""

    def __init__(self, book: BookParts, name: str, part: str) -> None:
        self.book, self.name, self.part = book, name, part
        self._package = book.package
        self._cells: dict[int, dict[int, etree._Element]] = {}
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

    # Cells as they are

    def look(self, cell: Cell) -> Look:
        """A cell's fill and text colour."""
        found = self._found(cell)
        return Look() if found is None else self.book.styles.look_of(_style(found))

    def cells_in(self, area: Area) -> Iterator[Cell]:
        """The cells of an area that the file has."""
        for row in self._rows:
            if area.top <= row <= area.bottom:
                for column in self._cells_of(row):
                    if area.left <= column <= area.right:
                        yield row, column

    @cached_property
    def formulas(self) -> frozenset[Cell]:
        """The cells that hold a formula, before anything changed."""
        return frozenset(_place(one.getparent()) for one in self._data.iter(_FORMULA))

    def text(self, cell: Cell) -> str:
        """What a cell says that holds a text; empty for any other."""
        found = self._found(cell)
        if found is None:
            return ""
        if found.get("t") == "s":
            return self.book.texts.text(int(found.findtext(_VALUE) or 0))
        inside = found.find(_TEXT)
        return (
            (found.findtext(_VALUE) or "")
            if inside is None
            else "".join(one.text or "" for one in inside.iter(_q("t")))
        )

    # Changes

    def write(self, cell: Cell, value: Value) -> None:
        """Let a cell say a value; how it looks stays. A formula in it goes."""
        if (value is None and self._found(cell) is None) or self._is_covered(cell):
            return
        one = self._made(cell)
        if one.find(_FORMULA) is not None:
            self._take_formulas_apart()
        _empty(one)
        if value is None or value == "":
            return
        if not isinstance(value, str):
            if isinstance(value, bool):
                one.set("t", "b")
            etree.SubElement(one, _VALUE).text = number_text(value, self.book.epoch)
            return
        number = self.book.texts.number(value)
        if number is None:
            one.set("t", "inlineStr")
            inside = etree.SubElement(one, _TEXT)
            inside.append(parse_xml(text_element(value).replace("<t", f'<t xmlns="{MAIN}"', 1).encode()))
        else:
            one.set("t", "s")
            etree.SubElement(one, _VALUE).text = str(number)
        if looks_like_formula(value):
            one.set("s", str(self.book.styles.quoted(_style(one))))

    def style(self, cell: Cell) -> int | None:
        """The number of a cell's style; None where it has none, or is covered by a merged one."""
        found = self._found(cell)
        return None if found is None or found.get("s") is None else _style(found)

    def give_style(self, cell: Cell, style: int) -> None:
        """Give a cell a style by its number."""
        if not self._is_covered(cell):
            self._made(cell).set("s", str(style))

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
        self._take_formulas_apart()
        self._unmerge(Area(top, left, top + len(sources) - 1, right))
        moving = {row: source for row, source in enumerate(sources, start=top) if row != source}
        concerned = sorted({*moving, *(source for source in moving.values() if source is not None)})
        lifted = {
            row: {column: one for column, one in self._cells_of(row).items() if left <= column <= right}
            for row in concerned
        }
        used: set[int] = set()
        for row in moving:
            for column, one in lifted.get(row, {}).items():
                self._remove(row, column, one)
        for row, source in moving.items():
            for column, one in lifted.get(source or 0, {}).items():
                self._put_cell(deepcopy(one) if source in used else one, source or 0, (row, column))
            used.add(source or 0)
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
        links = {at: self._links.pop(at) for at in list(self._links) if ":" not in at and _cell(at) in new}
        for at, link in links.items():
            place, parent = new[_cell(at)], link.getparent()
            if place is not None:
                link.set("ref", cell_address(*place))
                self._links[cell_address(*place)] = link
            elif parent is not None:
                parent.remove(link)

    def set_row(self, row: int, **attributes: str | None) -> None:
        """Let a row have attributes of its element; None takes one away."""
        if row not in self._rows and not any(attributes.values()):
            return
        one = self._made_row(row)
        for name, value in attributes.items():
            if value is None:
                _drop(one, name)
            else:
                one.set(name, value)
        self.changed = True

    def is_hidden(self, row: int) -> bool:
        """Whether a row is hidden."""
        return row in self._rows and self._rows[row].get("hidden") in ("1", "true")

    def child(self, name: str) -> etree._Element:
        """An element of the sheet, made in its place where there is none."""
        self.changed = True
        found = self.root.find(_q(name))
        if found is None:
            found = etree.Element(_q(name))
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
        if not self.changed:
            return False
        self._name_columns()
        self._drop_empty("hyperlinks", "mergeCells")
        self._say_extent()
        self._package.set(self.part, to_xml(self.root))
        return True

    # Inside

    @cached_property
    def _data(self) -> etree._Element:
        found = self.root.find(_q("sheetData"))
        return self.child("sheetData") if found is None else found

    @cached_property
    def _rows(self) -> dict[int, etree._Element]:
        rows, number = {}, 0
        for one in self._data.iterchildren(_ROW):
            number = int(one.get("r", number + 1))
            one.set("r", str(number))
            rows[number] = one
        return rows

    def _cells_of(self, row: int) -> dict[int, etree._Element]:
        if row not in self._cells:
            cells, column = {}, 0
            found = self._rows.get(row)
            for one in found.iterchildren(_CELL) if found is not None else ():
                at = one.get("r")
                column = column_index_from_string(at.rstrip("0123456789")) if at else column + 1
                if not at:
                    one.set("r", cell_address(row, column))
                cells[column] = one
            self._cells[row] = cells
        return self._cells[row]

    def _found(self, cell: Cell) -> etree._Element | None:
        return self._cells_of(cell[0]).get(cell[1]) if cell[0] in self._rows else None

    def _made_row(self, row: int) -> etree._Element:
        if row not in self._rows:
            one = etree.Element(_ROW, r=str(row))
            later = None if not self._rows or row > self._last_row else min(n for n in self._rows if n > row)
            if later is None:
                self._data.append(one)
            else:
                self._rows[later].addprevious(one)
            self._rows[row] = one
            self._last_row = max(self._last_row, row)
            self._cells.pop(row, None)
        return self._rows[row]

    @cached_property
    def _last_row(self) -> int:
        return max(self._rows, default=0)

    def _made(self, cell: Cell) -> etree._Element:
        self.changed = True
        found = self._found(cell)
        if found is None:
            found = etree.Element(_CELL, r=cell_address(*cell))
            self._insert(found, cell)
        return found

    def _insert(self, one: etree._Element, cell: Cell) -> None:
        row, column = cell
        parent = self._made_row(row)
        _drop(parent, "spans")
        cells = self._cells_of(row)
        later = [other for other in cells if other > column]
        if later:
            cells[min(later)].addprevious(one)
        else:
            last = [child for child in parent if child.tag == _CELL]
            if last:
                last[-1].addnext(one)
            else:
                parent.insert(0, one)
        cells[column] = one

    def _remove(self, row: int, column: int, one: etree._Element) -> None:
        parent = one.getparent()
        if parent is not None:
            parent.remove(one)
        self._cells_of(row).pop(column, None)

    def _put_cell(self, one: etree._Element, source: int, cell: Cell) -> None:
        """Put a cell of another row in a place, its formula changed as when Excel copies it."""
        row, column = cell
        formula = one.find(_FORMULA)
        if formula is not None and formula.text:
            before, after = cell_address(source, column), cell_address(row, column)
            formula.text = Translator(f"={formula.text}", origin=before).translate_formula(after)[1:]
            if formula.get("ref"):
                formula.set("ref", after)
        one.set("r", cell_address(row, column))
        self._insert(one, cell)

    def _take_formulas_apart(self) -> None:
        """Give each cell that shares a formula its own, since the one that has it may go."""
        self.book.forget_order_of_formulas()
        shared = {}
        for one in list(self._data.iter(_FORMULA)):
            if one.get("t") != "shared":
                continue
            at = cell_address(*_place(one.getparent()))
            if one.text:
                shared[one.get("si")] = at, one.text
            origin, text = shared.get(one.get("si"), (at, one.text or ""))
            one.text = Translator(f"={text}", origin=origin).translate_formula(at)[1:]
            for name in ("t", "si", "ref"):
                _drop(one, name)

    @cached_property
    def _merged(self) -> list[tuple[Area, etree._Element]]:
        found = self.root.find(_q("mergeCells"))
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
        found = self.root.find(_q("hyperlinks"))
        return {one.get("ref", ""): one for one in (found if found is not None else ())}

    def _name_columns(self) -> None:
        """Excel calls a file broken where a table's columns are not called as its header says."""
        for table in self.tables:
            area = table.area
            names = [self.text((area.top, column)) for column in range(area.left, area.right + 1)]
            for position, name in enumerate(names):
                if not name or name.casefold() in {one.casefold() for one in names[:position]}:
                    names[position] = f"Column{position + 1}"
                    self.write((area.top, area.left + position), names[position])
            table.rename(names)

    def _drop_empty(self, *names: str) -> None:
        for name in names:
            found = self.root.find(_q(name))
            if found is not None and not len(found):
                self.root.remove(found)
            elif found is not None and found.get("count") is not None:
                found.set("count", str(len(found)))

    def _say_extent(self) -> None:
        """Let the sheet say which cells it fills, and where texts of digits are no mistake."""
        rows = [row for row, one in self._rows.items() if len(one)]
        columns = [max(cells) for cells in map(self._cells_of, rows) if cells]
        extent = block_address(1, 1, max(rows, default=1), max(columns, default=1))
        self.child("dimension").set("ref", extent)
        for one in self.root.iter(_q("ignoredError")):
            if one.get("numberStoredAsText") and one.get("sqref", "").startswith("A1:"):
                one.set("sqref", extent)


def _style(one: etree._Element) -> int:
    return int(one.get("s", 0))


def _cell(address: str) -> Cell:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_index_from_string(letters)


def _place(one: etree._Element | None) -> Cell:
    return _cell("A1" if one is None else one.get("r", "A1"))


def _drop(one: etree._Element, attribute: str) -> None:
    if attribute in one.attrib:
        del one.attrib[attribute]


def _empty(one: etree._Element) -> None:
    for child in list(one):
        if child.tag in (_FORMULA, _VALUE, _TEXT):
            one.remove(child)
    _drop(one, "t")
    _drop(one, "cm")
    _drop(one, "vm")
