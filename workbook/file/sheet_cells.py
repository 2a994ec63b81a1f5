"""The cells of a sheet's XML: found, written, moved and given looks, of which only what is named changes."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cached_property

from openpyxl.formula.translate import Translator
from openpyxl.utils.cell import column_index_from_string

from workbook.file.book_parts import BookParts
from workbook.file.cell_rows import looks_like_formula, number_text
from workbook.file.shared_texts import text_element
from workbook.plan.addresses import Area, Cell, block_address, cell_address
from workbook.plan.sheet_model import Look, Value
from xl903.readers.xlsx_values import MAIN
from xl903.xml_trees import etree, parse_xml


def in_main(name: str) -> str:
    """The name of an element in the namespace of sheets."""
    return f"{{{MAIN}}}{name}"


_ROW, _CELL, _FORMULA, _VALUE, _TEXT = map(in_main, ("row", "c", "f", "v", "is"))


class SheetCells:
    """The rows and cells of a sheet. Cells count from 1, A1 being (1, 1). data: the sheet's sheetData."""

    def __init__(self, book: BookParts, data: etree._Element) -> None:
        self.book, self._data = book, data
        self._cells: dict[int, dict[int, etree._Element]] = {}
        self.changed = False

    def look(self, cell: Cell) -> Look:
        """A cell's fill and text colour."""
        found = self._found(cell)
        return Look() if found is None else self.book.styles.look_of(_style(found))

    def within(self, area: Area) -> Iterator[Cell]:
        """The cells of an area that the file has."""
        for row in self.rows:
            if area.top <= row <= area.bottom:
                for column in self.row(row):
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
            else "".join(one.text or "" for one in inside.iter(in_main("t")))
        )

    # Changes

    def write(self, cell: Cell, value: Value) -> None:
        """Let a cell say a value; how it looks stays. A formula in it goes."""
        if value is None and self._found(cell) is None:
            return
        one = self._made(cell)
        if one.find(_FORMULA) is not None:
            self.take_formulas_apart()
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
        """The number of a cell's style; None where it has none."""
        found = self._found(cell)
        return None if found is None or found.get("s") is None else _style(found)

    def give_style(self, cell: Cell, style: int) -> None:
        """Give a cell a style by its number."""
        self._made(cell).set("s", str(style))

    def set_row(self, row: int, **attributes: str | None) -> None:
        """Let a row have attributes of its element; None takes one away."""
        if row not in self.rows and not any(attributes.values()):
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
        return row in self.rows and self.rows[row].get("hidden") in ("1", "true")

    def move_rows(self, left: int, right: int, moving: dict[int, int | None]) -> None:
        """Let rows hold, between two columns, what other rows held, and nothing where they are given None.

        A row given more than once is copied.
        """
        self.take_formulas_apart()
        concerned = sorted({*moving, *(source for source in moving.values() if source is not None)})
        lifted = {
            row: {column: one for column, one in self.row(row).items() if left <= column <= right}
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
        self.changed = True

    @cached_property
    def rows(self) -> dict[int, etree._Element]:
        """The rows that the file has, by number."""
        rows, number = {}, 0
        for one in self._data.iterchildren(_ROW):
            number = int(one.get("r", number + 1))
            one.set("r", str(number))
            rows[number] = one
        return rows

    def row(self, row: int) -> dict[int, etree._Element]:
        """The cells of a row, by number of column."""
        if row not in self._cells:
            cells, column = {}, 0
            found = self.rows.get(row)
            for one in found.iterchildren(_CELL) if found is not None else ():
                at = one.get("r")
                column = column_index_from_string(at.rstrip("0123456789")) if at else column + 1
                if not at:
                    one.set("r", cell_address(row, column))
                cells[column] = one
            self._cells[row] = cells
        return self._cells[row]

    def extent(self) -> str:
        """The address of the cells that the sheet fills."""
        rows = [row for row, one in self.rows.items() if len(one)]
        columns = [max(cells) for cells in map(self.row, rows) if cells]
        return block_address(1, 1, max(rows, default=1), max(columns, default=1))

    # Inside

    def _found(self, cell: Cell) -> etree._Element | None:
        return self.row(cell[0]).get(cell[1]) if cell[0] in self.rows else None

    def _made_row(self, row: int) -> etree._Element:
        if row not in self.rows:
            one = etree.Element(_ROW, r=str(row))
            later = None if not self.rows or row > self._last_row else min(n for n in self.rows if n > row)
            if later is None:
                self._data.append(one)
            else:
                self.rows[later].addprevious(one)
            self.rows[row] = one
            self._last_row = max(self._last_row, row)
            self._cells.pop(row, None)
        return self.rows[row]

    @cached_property
    def _last_row(self) -> int:
        return max(self.rows, default=0)

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
        cells = self.row(row)
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
        self.row(row).pop(column, None)

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

    def take_formulas_apart(self) -> None:
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


def _style(one: etree._Element) -> int:
    return int(one.get("s", 0))


def cell_of(address: str) -> Cell:
    """The cell of an address such as B7."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]), column_index_from_string(letters)


def _place(one: etree._Element | None) -> Cell:
    return cell_of("A1" if one is None else one.get("r", "A1"))


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
