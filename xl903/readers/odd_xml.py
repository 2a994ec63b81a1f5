"""What the XML of a return should not hold: attributes with a value, text between elements, values in pieces."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from lxml import etree

from xl903.readers.loaded import Notes

_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_XML = "http://www.w3.org/XML/1998/namespace"

# One look at each child in C, instead of one at each element in Python.
_ATTRIBUTES = etree.XPath(
    f"descendant-or-self::*/@*[normalize-space() and namespace-uri()!='{_XSI}' and namespace-uri()!='{_XML}']"
)
_LOOSE_TEXT = etree.XPath("descendant-or-self::*[*]/text()[normalize-space()]")


class OddXml:
    """Counts what is odd in the children of one file; each kind is said once, with its first line."""

    def __init__(self) -> None:
        self._attributes: dict[tuple[str, str], list[int]] = {}
        self._in_pieces: dict[tuple[str, str], list[int]] = {}
        self._between: dict[str, list[int]] = {}

    def look_at(self, child: etree._Element) -> None:
        """Count the attributes and the loose text inside one CHILD."""
        for attribute in cast("list[etree._ElementUnicodeResult]", _ATTRIBUTES(child)):
            element = cast(etree._Element, attribute.getparent())
            key = (_name(element.tag), _name(str(attribute.attrname)))
            self._attributes.setdefault(key, []).append(_line(element))
        for text in cast("list[etree._ElementUnicodeResult]", _LOOSE_TEXT(child)):
            near = cast(etree._Element, text.getparent())
            element = near if text.is_text else cast(etree._Element, near.getparent())
            if text.is_tail and near is child:
                continue
            inner = _name(element[0].tag)
            if _is_value(element):
                lines = self._in_pieces.setdefault((_name(element.tag), inner), [])
                if not lines or lines[-1] != _line(element):
                    lines.append(_line(element))
            else:
                self._between.setdefault(_name(element.tag), []).append(_line(element))

    def note(self, notes: Notes) -> None:
        """Say each kind once."""
        for (element, name), lines in self._attributes.items():
            notes.add(
                "warning",
                f"{element} has the attribute {name}, which is not read{_times(lines)}; write the value between "
                f"<{element}> and </{element}>.",
                line=lines[0],
            )
        for (element, inner), lines in self._in_pieces.items():
            notes.add(
                "warning",
                f"{element} holds another element, {inner}, so all of its text was taken as the value"
                f"{_times(lines)}; write the value by itself.",
                line=lines[0],
            )
        for element, lines in self._between.items():
            notes.add(
                "warning",
                f"{element} has text between its elements, which is left out{_times(lines)}; take it out, or "
                "put it in its element.",
                line=lines[0],
            )


def text_in_pieces(element: etree._Element) -> str | None:
    """The whole text of a value with elements inside; None where all of its text is inside those."""
    return whole_text(element) if _LOOSE_TEXT(element) else None


def whole_text(element: etree._Element) -> str:
    """The text of an element with that of all elements inside."""
    return "".join(cast("str", text) for text in element.itertext())


def _is_value(element: etree._Element) -> bool:
    """Whether an element holds a value: none of those inside it has a name in capitals, as DfE's have."""
    return not any(_name(inner.tag).isupper() and len(_name(inner.tag)) > 1 for inner in element)


def _times(lines: list[int]) -> str:
    return f" ({len(lines):,} times)" if len(lines) > 1 else ""


def _name(tag: str) -> str:
    return str(tag).rpartition("}")[2]


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 1


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
    except etree.XMLSyntaxError as error:
        first = next(iter(parser.error_log), None)
        if first is not None:
            return first.line or 1, first.message
        return error.lineno or 1, "it is empty"
    return 1, "it is cut off"
