"""Reads web pages, whatever their HTML, into trees of ``standard_elements``."""

from __future__ import annotations

from html.parser import HTMLParser

from xl903.xml_trees.standard_elements import _Element

_WITHOUT_END = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_ENDS = {
    "li": ({"li"}, {"ul", "ol", "table"}),
    "p": ({"p"}, {"td", "th", "div", "table"}),
    "option": ({"option"}, {"select"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "tbody": ({"tbody", "thead", "tfoot", "tr", "td", "th"}, {"table"}),
    "thead": ({"tbody", "thead", "tfoot", "tr", "td", "th"}, {"table"}),
    "tfoot": ({"tbody", "thead", "tfoot", "tr", "td", "th"}, {"table"}),
}
"""For a start tag: the open elements that it ends where they were not ended, and those it does not look beyond."""


class _PageBuilder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Element("html")
        self._open = [self.root]
        self._last: _Element | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "html":
            return
        if tag in _ENDS:
            ended, beyond = _ENDS[tag]
            for place in range(len(self._open) - 1, 0, -1):
                if self._open[place].tag in beyond:
                    break
                if self._open[place].tag in ended:
                    self._last = self._open[place]
                    del self._open[place:]
        one = _Element(tag, {name: value or "" for name, value in attrs})
        self._open[-1].append(one)
        if tag in _WITHOUT_END:
            self._last = one
        else:
            self._open.append(one)
            self._last = None

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _WITHOUT_END:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        for place in range(len(self._open) - 1, 0, -1):
            if self._open[place].tag == tag:
                self._last = self._open[place]
                del self._open[place:]
                return
            if self._open[place].tag == "table":
                return  # a stray end tag in a cell does not end the table

    def handle_data(self, data: str) -> None:
        if self._last is not None:
            self._last.tail = (self._last.tail or "") + data
        else:
            self._open[-1].text = (self._open[-1].text or "") + data


def parse_page(text: str) -> _Element:
    """A web page as a tree, its tags in small letters, whatever its HTML. Raises ValueError where it has none."""
    if not text.strip():
        raise ValueError("there is no HTML in it")
    builder = _PageBuilder()
    builder.feed(text)
    builder.close()
    return builder.root
