"""Writes trees of ``standard_elements`` as XML, byte for byte as lxml does."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import BinaryIO

from xl903.xml_trees.standard_elements import _Element

_XML = "http://www.w3.org/XML/1998/namespace"
_IN_TEXT = re.compile("[&<>\r]")
_IN_ATTRIBUTE = re.compile('[&<>"\r\n\t]')
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}

_Names = dict[str | None, str]


def _escape(found: re.Match[str]) -> str:
    return _ESCAPES[found[0]]


def to_text(element: _Element, *, pretty: bool = False, tail: bool = True) -> str:
    """An element with all that is inside as XML. pretty: each element of elements on a line of its own."""
    pieces: list[str] = []
    names: _Names = {"xml": _XML}
    declared: _Names = dict(element.nsmap or {})
    for one in element.iterancestors():
        declared = {
            **declared,
            **{name: uri for name, uri in (one.nsmap or {}).items() if name not in declared},
        }
    _write(element, names, pieces, declared, 0 if pretty else None)
    if tail and element.tail:
        pieces.append(_IN_TEXT.sub(_escape, element.tail))
    if pretty:
        pieces.append("\n")
    return "".join(pieces)


def _write(
    element: _Element, names: _Names, pieces: list[str], declared: Mapping[str | None, str], depth: int | None
) -> None:
    new: _Names = {name: uri for name, uri in declared.items() if names.get(name) != uri}
    if new:
        names = {**names, **new}
    tag = _named(element.tag, names, new, attribute=False)
    attributes = [
        f' {_named(key, names, new, attribute=True)}="{_IN_ATTRIBUTE.sub(_escape, value)}"'
        for key, value in element.attrib.items()
    ]
    pieces.append(f"<{tag}")
    for name, uri in new.items():
        said = _IN_ATTRIBUTE.sub(_escape, uri)
        pieces.append(f' xmlns="{said}"' if name is None else f' xmlns:{name}="{said}"')
    pieces += attributes
    if not len(element) and element.text is None:
        pieces.append("/>")
        return
    pieces.append(">")
    if element.text:
        pieces.append(_IN_TEXT.sub(_escape, element.text))
    inner = None if depth is None or element.text or any(one.tail for one in element) else depth + 1
    for one in element:
        if inner is not None:
            pieces.append("\n" + "  " * inner)
        _write(one, names, pieces, one.nsmap or {}, inner)  # type: ignore[arg-type, attr-defined]
        if one.tail:
            pieces.append(_IN_TEXT.sub(_escape, one.tail))
    if inner is not None and len(element):
        pieces.append("\n" + "  " * (inner - 1))
    pieces.append(f"</{tag}>")


def _named(tag: str, names: _Names, new: _Names, *, attribute: bool) -> str:
    """A tag or an attribute by the names of namespaces in force; one that is lacking is declared."""
    if tag[0] != "{":
        if not attribute and names.get(None):
            names[None] = new[None] = ""
        return tag
    uri, _, local = tag[1:].partition("}")
    if not attribute and names.get(None) == uri:
        return local
    for name, known in names.items():
        if known == uri and name is not None:
            return f"{name}:{local}"
    free = next(name for name in map("ns{}".format, count()) if name not in names)
    names[free] = new[free] = uri
    return f"{free}:{local}"


def to_bytes(text: str, encoding: str | None) -> bytes:
    """Text in an encoding, what that cannot hold as references. None: ASCII."""
    return text.encode(encoding or "ascii", "xmlcharrefreplace")


class XmlFile:
    """Writes a document to a file piece by piece, as lxml's ``xmlfile`` does: tags without namespaces only."""

    def __init__(self, stream: BinaryIO, encoding: str = "UTF-8") -> None:
        self._stream, self._encoding = stream, encoding

    def __enter__(self) -> XmlFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.flush()

    def write_declaration(self) -> None:
        """Begin the document."""
        self._stream.write(f"<?xml version='1.0' encoding='{self._encoding}'?>\n".encode())

    @contextmanager
    def element(self, tag: str) -> Iterator[None]:
        """Write an element around what is written within the block."""
        self._stream.write(f"<{tag}>".encode())
        yield
        self._stream.write(f"</{tag}>".encode())

    def write(self, what: str | _Element, *, pretty_print: bool = False) -> None:
        """Write text, or an element with all inside."""
        text = _IN_TEXT.sub(_escape, what) if isinstance(what, str) else to_text(what, pretty=pretty_print)
        self._stream.write(to_bytes(text, self._encoding))
