"""What the XML of a return should not hold: attributes with a value, text between elements, values in pieces."""

from __future__ import annotations

from typing import cast

from xl903.readers.loaded import Notes
from xl903.xml_trees import etree, filled_attributes, loose_texts


class OddXml:
    """Counts what is odd in the children of one file; each kind is said once, with its first line."""

    def __init__(self) -> None:
        self._attributes: dict[tuple[str, str], list[int]] = {}
        self._in_pieces: dict[tuple[str, str], list[int]] = {}
        self._between: dict[str, list[int]] = {}

    def look_at(self, child: etree._Element) -> None:
        """Count the attributes and the loose text inside one CHILD."""
        for element, attribute in filled_attributes(child):
            key = (_name(element.tag), _name(attribute))
            self._attributes.setdefault(key, []).append(_line(element))
        for element in loose_texts(child):
            if _is_value(element):
                lines = self._in_pieces.setdefault((_name(element.tag), _name(element[0].tag)), [])
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
    return whole_text(element) if next(loose_texts(element), None) is not None else None


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
