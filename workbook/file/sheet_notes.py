"""The notes of a sheet: the part with their texts and the drawing that says where they are and how large."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import cast

from openpyxl.utils.cell import coordinate_to_tuple

from workbook.file.package import OF_SPREADSHEETS, Package, to_xml
from workbook.file.shared_texts import text_element
from workbook.plan.addresses import Cell, cell_address
from workbook.plan.appearance import note_sizes
from xl903.readers.xlsx_values import MAIN, unescape
from xl903.xml_trees import etree, parse_untidy, parse_xml

NOTE_AUTHOR = "xl903"
"""The author of the notes that xl903 writes."""

_COMMENTS = f"{OF_SPREADSHEETS}.comments+xml"
_VML = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_V, _O, _X = (
    "urn:schemas-microsoft-com:vml",
    "urn:schemas-microsoft-com:office:office",
    "urn:schemas-microsoft-com:office:excel",
)
_THREADED = "tc="
"""How the author of a note begins that only says that a newer Excel has a conversation there."""

_NOTE_WIDTH, _NOTE_LINE, _LETTERS_A_LINE = 340, 16, 48
_FIRST_SHAPE = 1025
_BEFORE_SHAPES = 2
"""Elements of ``_DRAWING`` before the first shape."""

_SHAPE_NUMBER = re.compile(r"_s(\d+)$")
_ANCHOR_MOVES = ((0, 1), (0, 0), (1, 0), (0, 0), (0, 1), (0, 0), (1, 0), (0, 0))
"""Whether each number of a shape's anchor counts rows and columns: left, its offset, top, its offset, …"""

_SIZE = re.compile(r"(?<![-\w])(width|height)\s*:\s*[^;]*;?")

_DRAWING = f"""<xml xmlns:v="{_V}" xmlns:o="{_O}" xmlns:x="{_X}"><o:shapelayout v:ext="edit">\
<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202" coordsize="21600,21600" \
o:spt="202" path="m,l,21600r21600,l21600,xe"><v:stroke joinstyle="miter"/><v:path gradientshapeok="t" \
o:connecttype="rect"/></v:shapetype>"""
_SHAPE = """<v:shape id="_x0000_s{number}" type="#_x0000_t202" style="position:absolute;margin-left:59.25pt;\
margin-top:1.5pt;width:{width}px;height:{height}px;z-index:1;visibility:hidden" fillcolor="#ffffe1" \
o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/><v:path o:connecttype="none"/>\
<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"/></v:textbox><x:ClientData \
ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>\
<x:Column>{column}</x:Column></x:ClientData></v:shape>"""


POINTS_OF_A_PIXEL = 0.75


def sizes_of(texts: Iterable[str]) -> list[tuple[int, int]]:
    """The width and height in pixels of notes of xl903's own: each as large as its text."""
    sizes = note_sizes(texts)
    return [(round(width / POINTS_OF_A_PIXEL), round(height / POINTS_OF_A_PIXEL)) for width, height in sizes]


def _q(name: str) -> str:
    return f"{{{MAIN}}}{name}"


class SheetNotes:
    """The notes of one sheet of a package."""

    def __init__(self, package: Package, sheet: str) -> None:
        """sheet: the name of the sheet's part."""
        self._package, self._sheet = package, sheet
        self._part = package.related(sheet, "comments")
        self._root = parse_xml(package.read(self._part)) if self._part is not None else _no_notes()
        self._list = _child(self._root, "commentList")
        self._authors = _child(self._root, "authors")
        self._of = {coordinate_to_tuple(one.get("ref", "A1")): one for one in self._list}
        self._resized: dict[Cell, str | None] = {}
        self._moved: list[Mapping[Cell, Cell | None]] = []

    @property
    def cells(self) -> frozenset[Cell]:
        """The cells that have a note."""
        return frozenset(self._of)

    def text(self, cell: Cell) -> str:
        """What a cell's note says; empty without one."""
        found = self._of.get(cell)
        said = () if found is None else found.iter(_q("t"))
        return unescape("".join(one.text or "" for one in said))

    def is_conversation(self, cell: Cell) -> bool:
        """Whether the note only says that there is a conversation, which newer versions of Excel keep elsewhere."""
        found = self._of.get(cell)
        place = -1 if found is None else int(found.get("authorId", 0))
        return 0 <= place < len(self._authors) and (self._authors[place].text or "").startswith(_THREADED)

    def write(self, texts: Mapping[Cell, str], *, ours: bool = True) -> None:
        """Let the notes of cells say texts, and be as large. An empty text takes a note away.

        ours: whether xl903 is their author; otherwise the author of a note that is there stays.
        """
        self._resized |= {cell: text or None for cell, text in texts.items()}
        found = {cell: self._of.pop(cell, None) for cell in texts}
        for cell, before in found.items():
            if before is not None and not texts[cell]:
                self._list.remove(before)
        said = {cell: text for cell, text in texts.items() if text}
        author = self._author() if any(ours or found[cell] is None for cell in said) else ""
        elements = []
        for cell, text in said.items():
            before = found[cell]
            number = author if ours or before is None else before.get("authorId", "0")
            elements.append(
                f'<comment ref="{cell_address(*cell)}" authorId="{number}"><text><r>{text_element(text)}</r></text>'
                "</comment>"
            )
        made = parse_xml(f'<commentList xmlns="{MAIN}">{"".join(elements)}</commentList>'.encode())
        for cell, new in zip(said, list(made), strict=True):
            before = found[cell]
            if before is not None:
                self._list.replace(before, new)
            else:
                self._list.append(new)
            self._of[cell] = new

    def move(self, new: Mapping[Cell, Cell | None]) -> None:
        """Let notes be at other cells, each as it is; None for those that go."""
        concerned = {cell: one for cell, one in self._of.items() if cell in new}
        for cell in concerned:
            del self._of[cell]
        for cell, one in concerned.items():
            to = new[cell]
            if to is None:
                self._list.remove(one)
            else:
                one.set("ref", cell_address(*to))
                self._of[to] = one
        self._moved.append({cell: new[cell] for cell in concerned})
        self._move_conversations({cell_address(*cell): new[cell] for cell in concerned})

    def _move_conversations(self, new: Mapping[str, Cell | None]) -> None:
        part = self._package.related(self._sheet, "threadedComment")
        if part is None or not new:
            return
        root = parse_xml(self._package.read(part))
        for one in list(root):
            if one.get("ref", "") in new:
                to = new[one.get("ref", "")]
                if to is None:
                    root.remove(one)
                else:
                    one.set("ref", cell_address(*to))
        self._package.set(part, to_xml(root))

    def put(self) -> str | None:
        """Let the package have the notes. Returns the id of a new relation to their drawing, None without one."""
        if not self._resized and not self._moved:
            return None
        if self._part is None:
            self._part = self._package.free_name("xl/comments{}.xml")
            self._package.relate(self._sheet, "comments", self._part)
        self._package.set(self._part, to_xml(self._root), _COMMENTS)
        drawing = self._package.related(self._sheet, "vmlDrawing")
        if drawing is not None:
            self._package.set(drawing, self._drawn(self._package.read(drawing)))
            return None
        drawing = self._package.free_name("xl/drawings/vmlDrawing{}.vml")
        self._package.type_by_suffix("vml", _VML)
        self._package.set(drawing, _drawing_of(self._sizes(), _FIRST_SHAPE + 1))
        return self._package.relate(self._sheet, "vmlDrawing", drawing)

    def _drawn(self, before: bytes) -> bytes:
        """The drawing with the shapes of notes that are new, changed, moved or gone."""
        # Excel itself writes HTML into these drawings that is no XML.
        root = parse_untidy(before)
        shapes = _shapes(root)
        for moved in self._moved:
            leaving = {cell: shapes.pop(cell) for cell in moved if cell in shapes}
            for cell, shape in leaving.items():
                to = moved[cell]
                if to is None:
                    root.remove(shape)
                else:
                    _place(shape, cell, to)
                    shapes[to] = shape
        numbers = [int(found[1]) for one in root if (found := _SHAPE_NUMBER.search(one.get("id", "")))]
        free = max([_FIRST_SHAPE, *numbers]) + 1
        sizes = self._sizes()
        for cell in self._resized:
            if cell in shapes:
                if cell in sizes:
                    _resize(shapes[cell], sizes[cell])
                else:
                    root.remove(shapes[cell])
        new = {cell: size for cell, size in sizes.items() if cell not in shapes}
        root.extend(parse_xml(_drawing_of(new, free))[_BEFORE_SHAPES:])  # type: ignore[index]  # lxml's stubs know of no slices
        return etree.tostring(root)

    def _sizes(self) -> dict[Cell, tuple[int, int]]:
        """The sizes of the notes that are new or changed."""
        texts = {cell: text for cell, text in self._resized.items() if text is not None}
        return dict(zip(texts, sizes_of(texts.values()), strict=True))

    def _author(self) -> str:
        names = [one.text for one in self._authors]
        if NOTE_AUTHOR not in names:
            etree.SubElement(self._authors, _q("author")).text = NOTE_AUTHOR
            return str(len(names))
        return str(names.index(NOTE_AUTHOR))


def _no_notes() -> etree._Element:
    root = etree.Element(_q("comments"), nsmap=cast(dict[str, str], {None: MAIN}))
    etree.SubElement(root, _q("authors"))
    etree.SubElement(root, _q("commentList"))
    return root


def _drawing_of(sizes: Mapping[Cell, tuple[int, int]], first: int) -> bytes:
    """A drawing with a shape for each note, numbered from ``first`` on. sizes: width and height by cell."""
    shapes = "".join(
        _SHAPE.format(number=number, width=width, height=height, row=row - 1, column=column - 1)
        for number, ((row, column), (width, height)) in enumerate(sizes.items(), start=first)
    )
    return f"{_DRAWING}{shapes}</xml>".encode()


def _child(root: etree._Element, name: str) -> etree._Element:
    found = root.find(_q(name))
    return etree.SubElement(root, _q(name)) if found is None else found


def _shapes(root: etree._Element) -> dict[Cell, etree._Element]:
    """The shapes of notes by their cell."""
    found = {}
    for shape in root:
        data = shape.find(f"{{{_X}}}ClientData")
        if data is not None and data.get("ObjectType") == "Note":
            at = tuple(int(data.findtext(f"{{{_X}}}{name}", "-1")) + 1 for name in ("Row", "Column"))
            found[at[0], at[1]] = shape
    return found


def _resize(shape: etree._Element, size: tuple[int, int]) -> None:
    style = _SIZE.sub("", shape.get("style", "")).strip().rstrip(";")
    shape.set("style", f"{style};width:{size[0]}px;height:{size[1]}px".lstrip(";"))
    data = shape.find(f"{{{_X}}}ClientData")
    anchor = None if data is None else data.find(f"{{{_X}}}Anchor")
    if data is not None and anchor is not None:
        data.remove(anchor)  # it says the size in cells


def _place(shape: etree._Element, before: Cell, after: Cell) -> None:
    """Let a shape belong to another cell, and be as far from it as it was."""
    data = shape.find(f"{{{_X}}}ClientData")
    assert data is not None  # a note's shape has it  # noqa: S101
    for name, place in (("Row", after[0] - 1), ("Column", after[1] - 1)):
        found = data.find(f"{{{_X}}}{name}")
        if found is not None:
            found.text = str(place)
    anchor = data.find(f"{{{_X}}}Anchor")
    if anchor is not None:
        parts = [int(part) for part in (anchor.text or "").split(",") if part.strip().lstrip("-").isdigit()]
        if len(parts) == len(_ANCHOR_MOVES):
            by = (after[0] - before[0], after[1] - before[1])
            moved = [
                part + by[0] * row + by[1] * column
                for part, (row, column) in zip(parts, _ANCHOR_MOVES, strict=True)
            ]
            anchor.text = ", ".join(map(str, moved))
