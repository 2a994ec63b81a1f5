"""The texts of a workbook's cells, each once and by number, as Excel itself keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape as escape_xml

from workbook.file.package import OF_SPREADSHEETS, Package, to_xml
from workbook.plan.cell_values import escape
from xl903.readers.xlsx_values import MAIN, unescape
from xl903.xml_trees import etree, parse_xml

_PART = "xl/sharedStrings.xml"
_CONTENT_TYPE = f"{OF_SPREADSHEETS}.sharedStrings+xml"
_TAKEN_AWAY = "x005F_"
"""What openpyxl takes out of a text that is written once when it reads it, and leaves in one of a cell's own."""

_AT_ONCE = 10_000


def text_element(text: str) -> str:
    """A text as the element ``t``: its spaces kept, with Excel's own escapes for what XML cannot hold."""
    if "_x" in text or not text.isprintable():
        text = escape(text)
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{kept}>{escape_xml(text)}</t>"


def text_in_cell(text: str, style: str) -> str:
    """As ``SharedTexts.cell_end``, for a text that is kept in its cell."""
    return f'"{style} t="inlineStr"><is>{text_element(text)}</is></c>'


class SharedTexts:
    """The texts of one workbook; those that it has keep their numbers, and new ones come after them."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._part = package.related("xl/workbook.xml", "sharedStrings")
        self._before = parse_xml(package.read(self._part)) if self._part is not None else None
        self._numbers = {} if self._before is None else _plain_texts(self._before)
        self._new: list[str] = []
        self._first = 0 if self._before is None else len(self._before)

    def number(self, text: str) -> int | None:
        """The number of a text; None for one that is better kept in its cell."""
        number = self._numbers.get(text)
        if number is None:
            if _TAKEN_AWAY in text or ("_x" in text and _TAKEN_AWAY in escape(text)):
                return None
            number = self._numbers[text] = self._first + len(self._new)
            self._new.append(text)
        return number

    def text(self, number: int) -> str:
        """The text that has a number; empty where none has."""
        if number >= self._first:
            return self._new[number - self._first] if number - self._first < len(self._new) else ""
        item = None if self._before is None else self._before[number]
        said = (
            () if item is None else (item.iterfind(f"{{{MAIN}}}t"), item.iterfind(f"{{{MAIN}}}r/{{{MAIN}}}t"))
        )
        return unescape("".join(one.text or "" for part in said for one in part))

    def cell_end(self, text: str, style: str) -> str:
        """The rest of a cell's element after its address: the quote, the style, and the text.

        style: the attribute that says it, with a space before it, or nothing.
        """
        number = self.number(text)
        return text_in_cell(text, style) if number is None else f'"{style} t="s"><v>{number}</v></c>'

    def put(self) -> None:
        """Let the package have the texts; the sheets that were set before may still add to them."""
        if self._part is None:
            self._part = _PART
            self._package.relate("xl/workbook.xml", "sharedStrings", _PART)
        self._package.set(self._part, self._pieces, _CONTENT_TYPE)

    def _pieces(self) -> Iterator[bytes]:
        if self._before is not None:
            if self._part is not None and not self._new:
                yield self._package.found(self._part)
            else:
                yield self._with_those_before(self._before)
            return
        yield f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<sst xmlns="{MAIN}"'.encode()
        yield f' uniqueCount="{len(self._new)}">'.encode()
        for start in range(0, len(self._new), _AT_ONCE):
            texts = self._new[start : start + _AT_ONCE]
            yield "".join(f"<si>{text_element(text)}</si>" for text in texts).encode()
        yield b"</sst>"

    def _with_those_before(self, before: etree._Element) -> bytes:
        items = "".join(f"<si>{text_element(text)}</si>" for text in self._new)
        before.extend(parse_xml(f'<sst xmlns="{MAIN}">{items}</sst>'.encode()))
        if "count" in before.attrib:
            del before.attrib["count"]
        before.set("uniqueCount", str(len(before)))
        return to_xml(before)


def _plain_texts(items: etree._Element) -> dict[str, int]:
    """The numbers of texts in one look; the first, where one is there twice."""
    numbers: dict[str, int] = {}
    for number, item in enumerate(items):
        if len(item) == 1 and item[0].tag.endswith("}t"):
            numbers.setdefault(unescape(item[0].text or ""), number)
    return numbers
