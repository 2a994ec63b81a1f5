"""A workbook file as a package: named parts in a zip file, each with a content type and relations to others.

Only parts that are set are written anew. Every other part is copied as it was found, whatever it is.
"""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from openpyxl import Workbook

from xl903.engine.messages import UserError
from xl903.readers.xlsx_values import MAIN, OFFICE
from xl903.xml_trees import etree, parse_xml

RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"

OF_SPREADSHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
CONTENT_TYPES = "[Content_Types].xml"

_NAMES = cast(dict[str, str], {None: MAIN, "r": OFFICE})
"""Names of the namespaces of a workbook's part; lxml's stubs know of no nameless one."""

COMPRESSION = 3
"""How hard zip tries: a third of the time that the usual 6 takes, for files a seventh larger."""

_CORE = "docProps/core.xml"
_MODIFIED = "{http://purl.org/dc/terms/}modified"

Pieces = Callable[[], Iterable[bytes]]
"""Makes a part piece by piece while it is written, so that it is never in memory whole."""


def to_xml(tree: etree._Element) -> bytes:
    """A tree as a part's XML."""
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


@dataclass(frozen=True)
class Relation:
    """What a part has to do with another.

    ``kind``: the last word of the relation's type, such as ``worksheet``. ``target``: the name of the other part
    in the package, or an address outside of it.
    """

    id: str
    kind: str
    target: str
    external: bool = False


class MissingPartError(KeyError):
    """A part that a workbook names and does not have."""


class Package:
    """The parts of a workbook file by name, as ``xl/workbook.xml``; what is set here is written by ``save``."""

    def __init__(self, data: BinaryIO | Path) -> None:
        """Open a package. Raises OSError, zipfile.BadZipFile or MissingPartError where it is not one."""
        self._found = ZipFile(data)
        self._names = dict.fromkeys(name for name in self._found.namelist() if not name.endswith("/"))
        self._set: dict[str, bytes | Pieces] = {}
        self._types = parse_xml(self.found(CONTENT_TYPES))
        self._relations: dict[str, etree._Element] = {}

    @classmethod
    def new(cls) -> Package:
        """The package of a workbook without any sheet or style, as openpyxl begins one."""
        book = Workbook()
        book.properties.creator = "xl903"
        out = BytesIO()
        book.save(out)
        package = cls(out)
        for part in package.relations("xl/workbook.xml"):
            if part.kind in ("worksheet", "styles"):
                package.unrelate("xl/workbook.xml", part.id)
                package.drop(part.target)
        found = parse_xml(package.read("xl/workbook.xml"))
        # The name r for relations is there from the start, as in Excel's own files; other programs go by it.
        root = etree.Element(f"{{{MAIN}}}workbook", nsmap=_NAMES)
        root.extend(found)
        for sheets in root.iter(f"{{{MAIN}}}sheets"):
            del sheets[:]
        package.set("xl/workbook.xml", to_xml(root))
        properties = parse_xml(package.read(_CORE))
        # Left out until a program saves the workbook, which then says when, be it within the same second.
        for modified in properties.findall(_MODIFIED):
            properties.remove(modified)
        package.set(_CORE, to_xml(properties))
        return package

    def close(self) -> None:
        """Let go of the file."""
        self._found.close()

    @property
    def names(self) -> list[str]:
        """The names of all parts."""
        return list(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes:
        """What a part holds. Raises MissingPartError where there is none of that name."""
        if name in self._set:
            part = self._set[name]
            return part if isinstance(part, bytes) else b"".join(part())
        return self.found(name)

    def found(self, name: str) -> bytes:
        """What a part held when the package was opened. Raises MissingPartError where there was none."""
        try:
            return self._found.read(name)
        except KeyError as error:
            raise MissingPartError(name) from error

    def set(self, name: str, data: bytes | Pieces, content_type: str | None = None) -> None:
        """Let a part hold this; a new part needs its content type. What is set last is written last."""
        self._names.pop(name, None)
        self._names[name] = None
        self._set[name] = data
        if content_type is not None and self._type_of(name) is None:
            self._types.append(
                etree.Element(f"{{{TYPES}}}Override", PartName=f"/{name}", ContentType=content_type)
            )

    def _type_of(self, name: str) -> etree._Element | None:
        return next(
            (one for one in self._types if one.get("PartName", "").lower() == f"/{name}".lower()), None
        )

    def type_by_suffix(self, suffix: str, content_type: str) -> None:
        """Let parts whose names end in that suffix have a content type."""
        known = {one.get("Extension", "").lower() for one in self._types}
        if suffix not in known:
            self._types.insert(
                0, etree.Element(f"{{{TYPES}}}Default", Extension=suffix, ContentType=content_type)
            )

    def drop(self, name: str) -> None:
        """Take a part and its relations out."""
        for gone in (name, _relations_of(name)):
            self._names.pop(gone, None)
            self._set.pop(gone, None)
        self._relations.pop(name, None)
        found = self._type_of(name)
        if found is not None:
            self._types.remove(found)

    def free_name(self, pattern: str) -> str:
        """The first name of a pattern such as ``xl/tables/table{}.xml`` that no part has, by number."""
        taken = {name.lower() for name in self._names}
        return next(name for name in map(pattern.format, count(1)) if name.lower() not in taken)

    def relations(self, name: str) -> list[Relation]:
        """What a part has to do with others."""
        return [_relation(one, name) for one in self.relations_tree(name)]

    def related(self, name: str, kind: str) -> str | None:
        """The part to which a part has a relation of that kind, the first; None without."""
        return next((one.target for one in self.relations(name) if one.kind == kind), None)

    def relate(self, name: str, kind: str, target: str) -> str:
        """Give a part a relation to another, and return the relation's id."""
        tree = self.relations_tree(name)
        taken = {one.get("Id") for one in tree}
        new = next(one for one in map("rId{}".format, count(1)) if one not in taken)
        kind = kind if "/" in kind else f"{OFFICE}/{kind}"
        etree.SubElement(tree, f"{{{RELATIONS}}}Relationship", Id=new, Type=kind, Target=f"/{target}")
        return new

    def unrelate(self, name: str, relation: str) -> None:
        """Take a relation away from a part."""
        tree = self.relations_tree(name)
        for one in [one for one in tree if one.get("Id") == relation]:
            tree.remove(one)

    def relations_tree(self, name: str) -> etree._Element:
        """The same as XML."""
        if name not in self._relations:
            beside = _relations_of(name)
            self._relations[name] = (
                parse_xml(self.read(beside))
                if beside in self._names
                else etree.Element(
                    f"{{{RELATIONS}}}Relationships", nsmap=cast(dict[str, str], {None: RELATIONS})
                )
            )
        return self._relations[name]

    def save(self, out: BinaryIO | Path) -> None:
        """Write the package. Parts that were not set are those that were found."""
        with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
            relations = {
                _relations_of(name): tree
                for name, tree in self._relations.items()
                if name in self._names or not name
            }
            for name in [name for name in self._names if name not in relations and name != CONTENT_TYPES]:
                with archive.open(name, "w", force_zip64=False) as part:
                    for piece in self._pieces(name):
                        part.write(piece)
            for name, tree in relations.items():
                if len(tree) or name in self._names:
                    archive.writestr(name, to_xml(tree))
            archive.writestr(CONTENT_TYPES, to_xml(self._types))

    def _pieces(self, name: str) -> Iterator[bytes]:
        part = self._set.get(name)
        if callable(part):
            yield from part()
        else:
            yield self._found.read(name) if part is None else part


@contextmanager
def explain_damage(name: str) -> Iterator[None]:
    """Raise UserError, which says what to do, where a part of a workbook turns out to be damaged within the block.

    name: the workbook's, for what is said.
    """
    try:
        yield
    except (
        MissingPartError,
        etree.XMLSyntaxError,
        BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
    ) as error:
        raise UserError(
            f"{name} is damaged, so nothing was changed; open it in Excel, let Excel repair it, save it, and try "
            "again."
        ) from error


def was_saved_since_made(package: Package) -> bool:
    """Whether another program has saved a workbook since xl903 made it, which then says when it was changed."""
    return _CORE not in package or parse_xml(package.read(_CORE)).find(_MODIFIED) is not None


def _relations_of(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels"


def _relation(found: etree._Element, source: str) -> Relation:
    kind, target = found.get("Type", "").rsplit("/", 1)[-1], found.get("Target", "")
    external = found.get("TargetMode") == "External"
    if not external:
        folder = source.rpartition("/")[0]
        target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
    return Relation(found.get("Id", ""), kind, target, external)


def drop_attribute(element: etree._Element, name: str) -> None:
    """Take an attribute off an element that may have it."""
    if name in element.attrib:
        del element.attrib[name]
