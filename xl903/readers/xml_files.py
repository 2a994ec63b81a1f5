"""Reads a return's XML file child by child, so that memory holds the tables and never the whole document.

Entities, document types and network stay off. The layout is that of ``xl903.s903.xml_layout``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, Literal, cast

from xl903.engine.messages import UserError
from xl903.readers.blank_rows import holds_nothing, passed_over
from xl903.readers.given_files import GivenFile
from xl903.readers.loaded import Loaded, Notes, text_table
from xl903.readers.odd_xml import OddXml, text_in_pieces, whole_text
from xl903.s903.schema import TABLES
from xl903.s903.xml_layout import ROOT, UASC_YES, TableLayout, xml_layout
from xl903.xml_trees import each_element, etree, first_error, has_document_type

Cells = Mapping[str, str]
"""The filled elements inside one element: name to trimmed text."""


_LAYOUT = xml_layout()
_HEADER_TABLES = [table for table in _LAYOUT.tables.values() if table.is_in_header]
_TABLE_OF_ELEMENT = {table.element.name: table for table in _LAYOUT.tables.values() if not table.is_in_header}


@dataclass(frozen=True)
class _RowLayout:
    """Which element fills each column of a table, in the table's order, and whether that one stands in HEADER."""

    columns: tuple[tuple[str, str, bool], ...]

    @classmethod
    def of(cls, table: TableLayout) -> _RowLayout:
        schema = TABLES[table.name]
        return cls(
            tuple(
                (
                    column,
                    (table.own.get(column) or table.from_header[column]).name,
                    column in table.from_header,
                )
                for column in (*schema.column_names, *schema.derived_names)
                if column in table.own or column in table.from_header
            )
        )

    def row(self, header: Cells, own: Cells) -> tuple[str | None, ...]:
        return tuple([(header if in_header else own).get(tag) for _, tag, in_header in self.columns])


_ROWS = {name: _RowLayout.of(table) for name, table in _LAYOUT.tables.items()}


def _makes_a_row(table: TableLayout, header: Cells) -> bool:
    """Whether a HEADER with these elements makes a row of a table that has no element of its own."""
    if table.name == "Header" or (table.name == "UASC" and header.get("UASC") == UASC_YES):
        return True
    return any(element.name in header for element in table.own.values())


def read_xml_file(given: GivenFile) -> Loaded:
    """Read one year's return from an XML file.

    Every table is there, with no rows where the file has none, except social worker episodes and
    deprivation of liberty orders, which are there only if the file holds one. Header has the extra column
    UASC. Raises UserError where the file cannot be opened, is no well-formed XML, has a document type, is
    no SSDA903 return or holds no child.
    """
    reading = _Reading(Notes(given.name))
    try:
        with given.open() as file:
            _check_root(file, given.name)
            file.seek(0)
            for child in _children(file, given.name, reading):
                reading.read_child(child)
    except OSError as error:
        raise UserError(
            f"{given.name} cannot be opened ({error.strerror}); check that you may read it."
        ) from error
    if not reading.children:
        raise UserError(f"{given.name} holds no CHILD element, so there is nothing to load; export it again.")
    reading.odd.note(reading.notes)
    if reading.blank_rows:
        reading.notes.add("info", passed_over(reading.blank_rows))
    tables = {
        name: text_table(
            {column: [row[at] for row in rows] for at, (column, _, _) in enumerate(_ROWS[name].columns)}
        )
        for name, table in _LAYOUT.tables.items()
        if (rows := reading.rows[name]) or not table.element.ours
    }
    return Loaded(
        tables=tables,
        source="xml",
        messages=tuple(reading.notes.messages()),
        files=dict.fromkeys(tables, given.name),
    )


def _elements(
    file: BinaryIO, name: str, event: Literal["start", "end"], tag: str | None
) -> Iterator[etree._Element]:
    """Give each element with that tag (None for any) when it starts or ends. Raises UserError for bad XML."""
    try:
        yield from each_element(file, event, tag)
    except etree.XMLSyntaxError as error:
        line, reason = first_error(file)
        raise UserError(f"{name} is not well-formed XML: line {line} ({reason}); export it again.") from error


def is_a_return(given: GivenFile) -> bool:
    """Whether an XML file's outermost element is that of the return; True where it cannot be read."""
    try:
        with given.open() as file:
            return _local_name(next(_elements(file, given.name, "start", None))) == ROOT
    except (UserError, OSError):
        return True


def _check_root(file: BinaryIO, name: str) -> None:
    """Look at the document's beginning only, before any of its content is taken in."""
    root = next(_elements(file, name, "start", None))
    if has_document_type(root):
        raise UserError(
            f"{name} declares a document type (DOCTYPE), which no SSDA903 return has and which can do harm, "
            "so it was not read; export it again."
        )
    if _local_name(root) != ROOT:
        raise UserError(
            f"{name} is not an SSDA903 return: its outermost element is {_local_name(root)}, "
            f"where {ROOT} is expected."
        )


def _children(file: BinaryIO, name: str, reading: _Reading) -> Iterator[etree._Element]:
    """Give each CHILD of the document; it is dropped from memory once the next is asked for."""
    root: Iterable[etree._Element] = ()
    for child in _elements(file, name, "end", "{*}CHILD"):
        parent = child.getparent()
        if parent is None or parent.getparent() is not None:
            continue  # a CHILD inside something unknown
        root = parent
        yield child
        # The parser still holds on to the element that ended last, so that one is emptied, not taken out.
        child.clear()
        while parent[0] is not child:
            reading.note_unknown(parent[0], ROOT)
            del parent[0]
    for element in root:
        reading.note_unknown(element, ROOT)


def _line(element: etree._Element) -> int | None:
    """Tell the line on which the element begins."""
    return cast(int | None, element.sourceline)


def _local_name(element: etree._Element) -> str:
    """Give the element's name without its namespace."""
    return element.tag.rpartition("}")[2]


class _Reading:
    """The rows gathered from one file so far, and what there is to say about it."""

    def __init__(self, notes: Notes) -> None:
        self.notes = notes
        self.odd = OddXml()
        self.blank_rows = 0
        self.children = 0
        self.rows: dict[str, list[tuple[str | None, ...]]] = {name: [] for name in _LAYOUT.tables}
        self._unknown: set[tuple[str, str]] = set()
        self._texts: dict[str, str] = {}  # one copy of each text: most cells repeat a code or a date

    def read_child(self, child: etree._Element) -> None:
        """Take in one CHILD: its HEADER with all that is inside, then its episodes."""
        self.children += 1
        headers = []
        episodes = []
        self.odd.look_at(child)
        for element in child:
            name = _local_name(element)
            if name == "HEADER":
                headers.append(element)
            elif name == "EPISODE":
                episodes.append(element)
            else:
                self.note_unknown(element, "CHILD")
        cells = [self._read_header(header) for header in headers]
        identity = cells[0] if cells else {}
        if not cells:
            self.notes.add(
                "error",
                "begins a CHILD without HEADER, so its rows have no child id; put the HEADER in.",
                line=_line(child),
                kind="CHILD without HEADER",
            )
        if len(cells) > 1:
            self.notes.add(
                "warning",
                f"begins the second of {len(cells)} HEADER elements of child "
                f"{identity.get('CHILDID', '(blank)')}; each is loaded, and the episodes go with the first.",
                line=_line(headers[1]),
                kind="several HEADER elements in one CHILD",
            )
        table = _TABLE_OF_ELEMENT["EPISODE"]
        for episode in episodes:
            own = self._read_cells(episode, "EPISODE", identity.get("CHILDID"))
            self._add_filled(table, identity, own, episode)

    def _read_header(self, header: etree._Element) -> Cells:
        child_id = next(
            (text for e in header if _local_name(e) == "CHILDID" and (text := self._text(e))), None
        )
        if child_id is None:
            self.notes.add(
                "error",
                "begins a HEADER without CHILDID, so its rows have no child id; fill it in.",
                line=_line(header),
                kind="HEADER without CHILDID",
            )
        groups: list[tuple[TableLayout, etree._Element]] = []
        cells = self._read_cells(header, "HEADER", child_id, groups)
        for table in _HEADER_TABLES:
            if _makes_a_row(table, cells):
                self._add_filled(table, cells, cells, header)
        for table, element in groups:
            self._add_filled(table, cells, self._read_cells(element, table.element.name, child_id), element)
        return cells

    def _read_cells(
        self,
        parent: etree._Element,
        parent_name: str,
        child_id: str | None,
        groups: list[tuple[TableLayout, etree._Element]] | None = None,
    ) -> Cells:
        """Collect the filled elements inside one; those that hold a table's row go to ``groups``."""
        known = _LAYOUT.inside[parent_name]
        cells: dict[str, str] = {}
        seen: set[str] = set()
        for element in parent:
            name = _local_name(element)
            if name not in known:
                self.note_unknown(element, parent_name)
                continue
            if name in seen and known[name].is_single:
                self._note_repeated(element, name, child_id)
                if name not in _TABLE_OF_ELEMENT:
                    continue
            seen.add(name)
            if groups is not None and name in _TABLE_OF_ELEMENT:
                groups.append((_TABLE_OF_ELEMENT[name], element))
            elif text := self._text(element):
                cells[name] = text
            else:
                for inner in element:
                    self.note_unknown(inner, name)
        return cells

    def _text(self, element: etree._Element) -> str:
        text = element.text if not len(element) else text_in_pieces(element)
        return self._texts.setdefault(stripped := text.strip(), stripped) if text else ""

    def _add_filled(self, table: TableLayout, header: Cells, own: Cells, element: etree._Element) -> None:
        """Add a row, unless the element it is in holds nothing; such a row is counted and passed over."""
        if holds_nothing(own.values()) and holds_nothing([whole_text(element)]):
            self.blank_rows += 1
        else:
            self._add(table, header, own)

    def _add(self, table: TableLayout, header: Cells, own: Cells) -> None:
        self.rows[table.name].append(_ROWS[table.name].row(header, own))

    def note_unknown(self, element: etree._Element, parent: str) -> None:
        """Say once that the layout has no such element inside ``parent``; a CHILD in the root is known."""
        name = _local_name(element)
        if (parent, name) in self._unknown or (parent, name) == (ROOT, "CHILD"):
            return
        self._unknown.add((parent, name))
        self.notes.add(
            "warning",
            f"has the element {name} inside {parent}, which the SSDA903 layout does not have there, "
            "so it is left out everywhere.",
            line=_line(element),
            kind="unknown element",
        )

    def _note_repeated(self, element: etree._Element, name: str, child_id: str | None) -> None:
        used = "each gives a row" if name in _TABLE_OF_ELEMENT else "the first is used"
        self.notes.add(
            "warning",
            f"has {name} again for child {child_id or '(blank)'}, where the layout allows one; {used}.",
            line=_line(element),
            kind=f"repeated {name}",
        )
