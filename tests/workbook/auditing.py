"""Files held against the standard of their format, and against what makes Excel say "unreadable content"."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from zipfile import ZipFile

from lxml import etree
from openpyxl.utils import range_boundaries
from openxml_audit import FileFormat, OpenXmlValidator

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LONGEST = {"promptTitle": 32, "prompt": 255, "errorTitle": 32, "error": 255}
LONGEST_LIST, LONGEST_TEXT, MOST_LINKS, LONGEST_NAME = 255, 32_767, 65_530, 31


def faults(path: Path) -> list[str]:
    """Everything that is wrong with a file; none for a good one."""
    found = OpenXmlValidator(file_format=FileFormat.OFFICE_2019, max_errors=1_000).validate(str(path))
    return [*(f"{one.part_uri}: {one.description}" for one in found.errors), *unreadable(path)]


def unreadable(path: Path) -> list[str]:
    """The classic causes for which Excel repairs a file, as far as they are in it."""
    return list(_Parts(path).causes())


class _Parts:
    def __init__(self, path: Path) -> None:
        with ZipFile(path) as package:
            self.names = set(package.namelist())
            self.all = Counter(package.namelist())
            parts = [name for name in self.names if name.endswith((".xml", ".rels", ".vml"))]
            self.trees = {}
            self.broken = []
            for name in parts:
                try:
                    self.trees[name] = etree.fromstring(package.read(name))
                except etree.XMLSyntaxError as error:  # a control character that was not escaped, for one
                    self.broken.append(f"{name} is not XML: {error}")
        self.strings = [
            "".join(one.itertext(f"{_MAIN}t"))
            for one in self.trees.get("xl/sharedStrings.xml", etree.Element("none")).iter(f"{_MAIN}si")
        ]
        self.workbook = self.trees["xl/workbook.xml"]
        rels = self.relations("xl/workbook.xml")
        self.sheets = {
            str(one.get("name")): rels[str(one.get(f"{_OFFICE}id"))][1]
            for one in self.workbook.iter(f"{_MAIN}sheet")
        }

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Ids to the kind of a relationship and the part it leads to, or its address outside."""
        folder, name = posixpath.split(part)
        tree = self.trees.get(f"{folder}/_rels/{name}.rels")
        found = {}
        for one in () if tree is None else tree.iter(f"{_PACKAGE}Relationship"):
            target = str(one.get("Target"))
            if one.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[str(one.get("Id"))] = (str(one.get("Type")).rpartition("/")[2], target)
        return found

    def causes(self) -> Iterator[str]:
        if self.broken:
            yield from self.broken
            return
        yield from self._package()
        yield from self._names()
        for name, part in self.sheets.items():
            tree, rels = self.trees[part], self.relations(part)
            cells = {str(one.get("r")): one for one in tree.iter(f"{_MAIN}c")}
            for kind, target in rels.values():
                if kind == "table" and target in self.trees:
                    yield from self._table(name, self.trees[target], cells)
            yield from self._cells(name, cells)
            yield from self._links(name, tree)
            yield from self._validations(name, tree)
            yield from self._notes(name, tree, rels)

    def _package(self) -> Iterator[str]:
        yield from (f"{name} is in the package twice" for name, times in self.all.items() if times > 1)
        types = self.trees["[Content_Types].xml"]
        endings = {str(one.get("Extension")) for one in types.iter(f"{_TYPES}Default")}
        listed = [str(one.get("PartName")).lstrip("/") for one in types.iter(f"{_TYPES}Override")]
        yield from (f"{one} has a type and is not there" for one in listed if one not in self.names)
        for name in self.names - {"[Content_Types].xml"}:
            if name not in listed and name.rpartition(".")[2] not in endings:
                yield f"{name} has no type"
        for name, tree in self.trees.items():
            if name.endswith(".rels"):
                ids = [str(one.get("Id")) for one in tree.iter(f"{_PACKAGE}Relationship")]
                yield from (f"{name} has the id {one} twice" for one in _twice(ids))
                owner = posixpath.join(
                    posixpath.dirname(posixpath.dirname(name)), posixpath.basename(name)[:-5]
                )
                modes = {
                    str(one.get("Id")): one.get("TargetMode") for one in tree.iter(f"{_PACKAGE}Relationship")
                }
                for key, (_, target) in self.relations(owner).items():
                    if modes[key] != "External" and target not in self.names:
                        yield f"{name} leads to {target}, which is not there"
            else:
                used = {
                    str(value)
                    for one in tree.iter(etree.Element)
                    for attribute, value in one.attrib.items()
                    if str(attribute).startswith(_OFFICE)
                }
                yield from (
                    f"{name} uses {one}, which is no relationship" for one in used - {*self.relations(name)}
                )

    def _names(self) -> Iterator[str]:
        names = [str(one.get("name")).casefold() for one in self.workbook.iter(f"{_MAIN}sheet")]
        yield from (f"two sheets are called {one}" for one in _twice(names))
        for name in names:
            if (
                not 1 <= len(name) <= LONGEST_NAME
                or name == "history"
                or re.search(r"[:\\/?*\[\]]|^'|'$", name)
            ):
                yield f"no sheet can be called {name}"
        tables = [tree for name, tree in self.trees.items() if name.startswith("xl/tables/")]
        defined = [
            str(one.get("name"))
            for one in self.workbook.iter(f"{_MAIN}definedName")
            if not one.get("localSheetId")
        ]
        given = [str(one.get("displayName")) for one in tables] + defined
        yield from (f"the name {one} is given twice" for one in _twice(one.casefold() for one in given))
        yield from (f"two tables have the id {one}" for one in _twice(str(one.get("id")) for one in tables))

    def _table(self, sheet: str, table: etree._Element, cells: dict[str, etree._Element]) -> Iterator[str]:
        left, top, right, bottom = range_boundaries(str(table.get("ref")))
        titles = [_unescaped(str(one.get("name"))) for one in table.iter(f"{_MAIN}tableColumn")]
        where = f"the table of {sheet}"
        if len(titles) != right - left + 1 or bottom <= top:
            yield f"{where} has another size than its columns"
        yield from (f"{where} has the column {one} twice" for one in _twice(one.casefold() for one in titles))
        shown = {
            range_boundaries(address)[0]: self._text(cell)
            for address, cell in cells.items()
            if range_boundaries(address)[1] == top
        }
        for column, title in enumerate(titles, left):
            if shown.get(column) != title:
                yield f"{where} has the column {title}, and its cell says {shown.get(column)}"

    def _text(self, cell: etree._Element) -> str | None:
        kind, value = cell.get("t"), cell.findtext(f"{_MAIN}v")
        if kind == "inlineStr":
            return _unescaped("".join(cell.itertext(f"{_MAIN}t")))
        known = kind == "s" and value is not None and 0 <= int(value) < len(self.strings)
        return _unescaped(self.strings[int(value)]) if known else None

    def _cells(self, sheet: str, cells: dict[str, etree._Element]) -> Iterator[str]:
        styles = self.trees["xl/styles.xml"].find(f"{_MAIN}cellXfs")
        known = len(styles) if styles is not None else 0
        for address, cell in cells.items():
            if int(cell.get("s") or 0) >= known:
                yield f"{sheet} {address} has a style that is not there"
            text = self._text(cell)
            if text is None:
                if cell.get("t") == "s":
                    yield f"{sheet} {address} has a text that is not there"
            elif len(text) > LONGEST_TEXT:
                yield f"{sheet} {address} has a text of {len(text)} characters"

    def _links(self, sheet: str, tree: etree._Element) -> Iterator[str]:
        links = list(tree.iter(f"{_MAIN}hyperlink"))
        if len(links) > MOST_LINKS:
            yield f"{sheet} has {len(links)} links"
        yield from (f"{sheet} has two links at {one}" for one in _twice(str(one.get("ref")) for one in links))
        for one in links:
            target, bang, _ = str(one.get("location") or "").rpartition("!")
            if bang and target.strip("'").replace("''", "'") not in self.sheets:
                yield f"{sheet} links to {target}, which is not there"

    def _validations(self, sheet: str, tree: etree._Element) -> Iterator[str]:
        for one in tree.iter(f"{_MAIN}dataValidation"):
            where = f"the validation of {sheet} {one.get('sqref')}"
            for name, longest in _LONGEST.items():
                if len(one.get(name) or "") > longest:
                    yield f"{where} has a {name} of more than {longest} characters"
            formula = one.findtext(f"{_MAIN}formula1") or ""
            if formula.startswith('"') and len(formula) - 2 > LONGEST_LIST:
                yield f"{where} has a list of more than {LONGEST_LIST} characters"
        counted = tree.find(f"{_MAIN}dataValidations")
        if counted is not None and counted.get("count") not in (None, str(len(counted))):
            yield f"{sheet} counts its validations wrongly"

    def _notes(self, sheet: str, tree: etree._Element, rels: dict[str, tuple[str, str]]) -> Iterator[str]:
        for kind, target in rels.values():
            if kind != "comments":
                continue
            comments = self.trees[target]
            notes = [str(one.get("ref")) for one in comments.iter(f"{_MAIN}comment")]
            authors = len(list(comments.iter(f"{_MAIN}author")))
            yield from (f"{sheet} {one} has two notes" for one in _twice(notes))
            if any(int(one.get("authorId") or 0) >= authors for one in comments.iter(f"{_MAIN}comment")):
                yield f"{sheet} has a note of nobody"
            drawing = tree.find(f"{_MAIN}legacyDrawing")
            if drawing is None or rels.get(str(drawing.get(f"{_OFFICE}id")), ("", ""))[0] != "vmlDrawing":
                yield f"{sheet} has notes without a drawing"
                continue
            shapes = self.trees[rels[str(drawing.get(f"{_OFFICE}id"))][1]]
            drawn = [
                (int(one.findtext(f"{_EXCEL}Row") or -1), int(one.findtext(f"{_EXCEL}Column") or -1))
                for one in shapes.iter(f"{_EXCEL}ClientData")
                if one.get("ObjectType") == "Note"
            ]
            wanted = [(range_boundaries(one)[1] - 1, range_boundaries(one)[0] - 1) for one in notes]
            if sorted(drawn) != sorted(wanted):
                yield f"{sheet} has {len(notes)} notes and {len(drawn)} boxes for them, or in other cells"


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
