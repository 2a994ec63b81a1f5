"""Reads XML into trees of ``standard_elements``, and refuses what lxml is told to refuse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import BinaryIO, Literal, cast
from xml.etree import ElementTree as Standard
from xml.parsers import expat

from xl903.xml_trees.standard_elements import _Element

_BLOCK = 65_536
_NO_DOCUMENT_TYPE = "a document type is not allowed"


class XMLSyntaxError(SyntaxError):
    """XML that is not well-formed, or that declares a document type. ``lineno``: the line, from 1."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.lineno = line


class _Builder(Standard.TreeBuilder):
    """Builds elements that keep the names of namespaces they declare; the rest is C's own work."""

    def __init__(self) -> None:
        self._declared: dict[str | None, str] = {}
        super().__init__(element_factory=self._make)

    def _make(self, tag: str, attrib: dict[str, str]) -> _Element:
        made = _Element(tag, attrib)
        if self._declared:
            made.nsmap = dict(self._declared)
            self._declared.clear()
        return made

    def start_ns(self, prefix: str, uri: str) -> None:
        self._declared[prefix or None] = uri

    def doctype(self, *_: object) -> None:
        raise XMLSyntaxError(_NO_DOCUMENT_TYPE)


def parse(data: bytes) -> _Element:
    """An XML document as a tree. Raises XMLSyntaxError."""
    parser = Standard.XMLParser(target=_Builder())  # noqa: S314  a document type is refused, so there are no entities
    try:
        parser.feed(data)
        return cast(_Element, parser.close())
    except Standard.ParseError as error:
        raise XMLSyntaxError(expat.errors.messages.get(error.code, str(error)), error.position[0]) from error


class _Reading:
    """Elements of a document as it is read, with their lines."""

    def __init__(self, event: str, tag: str | None) -> None:
        self._event, self._tag = event, tag
        self._local = tag.removeprefix("{*}") if tag and tag.startswith("{*}") else None
        self.found: list[_Element] = []
        self._open: list[_Element] = []
        self._last: _Element | None = None
        self._text: list[str] = []
        self._doctype = False
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        self.parser.StartDoctypeDeclHandler = self._with_doctype

    def _with_doctype(self, *_: object) -> None:
        self._doctype = True

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._take_text()
        one = _Element(_name(tag), {_name(key): value for key, value in attributes.items()})
        one.sourceline = self.parser.CurrentLineNumber
        if self._open:
            self._open[-1].append(one)
        self._open.append(one)
        self._last = None
        if self._event == "start" and self._is_asked(one):
            self.found.append(one)
        if self._doctype:
            one.doctype = True
            raise XMLSyntaxError(_NO_DOCUMENT_TYPE, self.parser.CurrentLineNumber)

    def _end(self, tag: str) -> None:
        self._take_text()
        self._last = self._open.pop()
        if self._event == "end" and self._is_asked(self._last):
            self.found.append(self._last)

    def _take_text(self) -> None:
        if not self._text:
            return
        text = "".join(self._text)
        self._text.clear()
        if self._last is not None:
            self._last.tail = (self._last.tail or "") + text
        elif self._open:
            self._open[-1].text = text

    def _is_asked(self, one: _Element) -> bool:
        if self._local is not None:
            return one.tag.rpartition("}")[2] == self._local
        return self._tag is None or one.tag == self._tag


def _name(name: str) -> str:
    return f"{{{name}" if "}" in name else name


def read_elements(file: BinaryIO, event: Literal["start", "end"], tag: str | None) -> Iterator[_Element]:
    """Each element with that tag (None for any; ``{*}NAME`` in any namespace) when it starts or ends."""
    reading = _Reading(event, tag)
    failed: XMLSyntaxError | None = None
    while failed is None:
        block = file.read(_BLOCK)
        try:
            reading.parser.Parse(block, not block)
        except XMLSyntaxError as error:
            failed = error
        except expat.ExpatError as error:
            failed = XMLSyntaxError(expat.errors.messages.get(error.code, str(error)), error.lineno)
        yield from reading.found
        reading.found.clear()
        if not block:
            break
    if failed is not None:
        raise failed


def first_error(file: BinaryIO) -> tuple[int, str]:
    """Line and reason of the first error in a document that is not well-formed."""
    file.seek(0)
    parser = expat.ParserCreate()
    try:
        parser.ParseFile(file)
    except expat.ExpatError as error:
        if error.code == expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS] and error.lineno == 1:
            return 1, "it is empty"
        return error.lineno, expat.errors.messages[error.code]
    return 1, "it is cut off"
