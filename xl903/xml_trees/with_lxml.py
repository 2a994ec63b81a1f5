"""XML trees by lxml. ``with_standard_library`` has the same functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Literal, cast

from lxml import etree, html

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"

# One look at each child in C, instead of one at each element in Python.
_ATTRIBUTES = etree.XPath(
    f"descendant-or-self::*/@*[normalize-space() and namespace-uri()!='{_XSI}' and namespace-uri()!='{_XML}']"
)
_LOOSE_TEXT = etree.XPath("descendant-or-self::*[*]/text()[normalize-space()]")


def parse_xml(data: bytes) -> etree._Element:
    """An XML document as a tree, without entities, document types or anything from the network.

    Raises ``etree.XMLSyntaxError`` where it is not well-formed or declares a document type.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True)
    root = etree.fromstring(data, parser)
    if has_document_type(root):
        error: Any = etree.XMLSyntaxError  # its stubs know of no line
        raise error("a document type is not allowed", 0, 1, 1)
    return root


def parse_untidy(data: bytes) -> etree._Element:
    """As ``parse_xml``, for XML into which Excel wrote HTML that is not well-formed.

    Raises ``etree.XMLSyntaxError`` where nothing can be made of it.
    """
    return etree.fromstring(data, etree.XMLParser(recover=True, resolve_entities=False, no_network=True))


def parse_page(text: str) -> etree._Element:
    """A web page as a tree, its tags in small letters, whatever its HTML. Raises ValueError where it has none."""
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text, parser=parser)
    except etree.LxmlError as error:
        raise ValueError("there is no HTML in it") from error


def has_document_type(root: etree._Element) -> bool:
    """Whether the document of an outermost element declares a document type."""
    return root.getroottree().docinfo.internalDTD is not None


def likeness(element: etree._Element) -> bytes:
    """Bytes that are equal for elements that say the same, attributes in any order."""
    return etree.tostring(element, method="c14n")


def each_element(file: BinaryIO, event: Literal["start", "end"], tag: str | None) -> Iterator[etree._Element]:
    """Each element of a document with that tag (None for any; ``{*}NAME`` in any namespace) when it starts or ends.

    Comments and instructions are left out. Raises ``etree.XMLSyntaxError`` where the document is not well-formed.
    """
    parsed = etree.iterparse(
        file,
        events=(event,),
        tag=tag,
        remove_comments=True,
        remove_pis=True,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
    )
    for _, element in parsed:
        yield element


def filled_attributes(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """The attributes with a value of an element and all inside, each with its element and name, in order.

    Those of XML itself and of schemas are left out.
    """
    for attribute in cast("list[etree._ElementUnicodeResult]", _ATTRIBUTES(element)):
        yield cast(etree._Element, attribute.getparent()), str(attribute.attrname)


def loose_texts(element: etree._Element) -> Iterator[etree._Element]:
    """For each text beside elements, in an element and all inside, the element that holds both, in order."""
    for text in cast("list[etree._ElementUnicodeResult]", _LOOSE_TEXT(element)):
        near = cast(etree._Element, text.getparent())
        if text.is_text:
            yield near
        elif near is not element:
            yield cast(etree._Element, near.getparent())


class _Nothing:
    """Takes in the elements of a document and keeps none."""

    def start(self, tag: str, attributes: object) -> None:
        pass

    def end(self, tag: str) -> None:
        pass

    def close(self) -> None:
        pass


def first_error(file: BinaryIO) -> tuple[int, str]:
    """Line and reason of the first error in a document that is not well-formed.

    Read once more without building anything: the reader that gives elements on the way notices an error only
    at the end of the block it is in, and then may name another.
    """
    parser = etree.XMLParser(
        target=cast(Any, _Nothing()), resolve_entities=False, load_dtd=False, no_network=True, recover=False
    )
    file.seek(0)
    try:
        etree.parse(file, parser)
    except (etree.XMLSyntaxError, OSError) as error:  # bytes of another encoding count as a failure to read
        first = next(iter(parser.error_log), None)
        if first is not None:
            return first.line or 1, first.message
        if isinstance(error, OSError):
            raise
        return error.lineno or 1, "it is empty"
    return 1, "it is cut off"
