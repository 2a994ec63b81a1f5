"""XML trees by the standard library. As much of lxml's ``etree`` as xl903 uses, and what ``with_lxml`` has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from xl903.xml_trees.standard_elements import _Element
from xl903.xml_trees.standard_elements import make_child as SubElement  # noqa: N812  lxml's name
from xl903.xml_trees.standard_pages import parse_page
from xl903.xml_trees.standard_parsing import XMLSyntaxError, first_error, parse
from xl903.xml_trees.standard_parsing import read_elements as each_element
from xl903.xml_trees.standard_writing import XmlFile, to_bytes, to_text

Element = _Element
fromstring = parse_xml = parse
xmlfile = XmlFile

__all__ = [
    "Element",
    "QName",
    "SubElement",
    "XMLSyntaxError",
    "_Element",
    "each_element",
    "filled_attributes",
    "first_error",
    "fromstring",
    "has_document_type",
    "likeness",
    "loose_texts",
    "parse_page",
    "parse_untidy",
    "parse_xml",
    "tostring",
    "xmlfile",
]

_OWN_NAMES = ("{http://www.w3.org/2001/XMLSchema-instance}", "{http://www.w3.org/XML/1998/namespace}")
_UNCLOSED = re.compile(rb"<(br|hr|img|input)\b([^<>]*?)/?>", re.IGNORECASE)


class QName:
    """The name of an element, in parts."""

    def __init__(self, element: _Element) -> None:
        self.localname = element.tag.rpartition("}")[2]


def tostring(
    element: _Element, *, encoding: str | None = None, xml_declaration: bool = False, standalone: bool = False
) -> bytes:
    """An element with all inside as XML."""
    alone = " standalone='yes'" if standalone else ""
    declaration = f"<?xml version='1.0' encoding='{encoding}'{alone}?>\n" if xml_declaration else ""
    return to_bytes(declaration + to_text(element), encoding)


def likeness(element: _Element) -> bytes:
    """Bytes that are equal for elements that say the same, attributes in any order."""
    return repr(_parts(element)).encode()


def _parts(element: Any) -> tuple[Any, ...]:
    inside = [(_parts(one), one.tail or "") for one in element]
    return element.tag, sorted(element.attrib.items()), element.text or "", inside


def parse_untidy(data: bytes) -> _Element:
    """As ``parse_xml``, for XML into which Excel wrote HTML that is not well-formed."""
    try:
        return parse(data)
    except XMLSyntaxError:
        return parse(_UNCLOSED.sub(rb"<\1\2/>", data))


def has_document_type(root: _Element) -> bool:
    """Whether the document of an outermost element declares a document type."""
    return root.doctype


def filled_attributes(element: _Element) -> Iterator[tuple[_Element, str]]:
    """The attributes with a value of an element and all inside, each with its element and name, in order."""
    one: Any
    for one in element.iter():
        if one.attrib:
            for name, value in one.attrib.items():
                if value.strip() and not name.startswith(_OWN_NAMES):
                    yield one, name


def loose_texts(element: _Element) -> Iterator[_Element]:
    """For each text beside elements, in an element and all inside, the element that holds both, in order."""
    one: Any
    if len(element) and element.text and element.text.strip():
        yield element
    for one in element:
        yield from loose_texts(one)
        if one.tail and one.tail.strip():
            yield element
