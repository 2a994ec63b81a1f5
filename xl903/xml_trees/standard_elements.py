"""Elements by the standard library that know their parent, line and names of namespaces, as lxml's do."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, SupportsIndex
from xml.etree import ElementTree as Standard


class _Element(Standard.Element):
    """An element of a tree. One that is put in another place leaves the place where it was.

    ``nsmap``: the names of namespaces that it declares itself, None for the nameless one. ``sourceline``: the
    line of the document on which it begins, None where that is not known.
    """

    __slots__ = ("_parent", "doctype", "nsmap", "sourceline")

    def __init__(
        self,
        tag: str,
        attrib: Mapping[str, str] | None = None,
        nsmap: Mapping[str | None, str] | None = None,
        **extra: str,
    ) -> None:
        super().__init__(tag, {**(attrib or {}), **extra})
        self._parent: _Element | None = None
        self.nsmap: dict[str | None, str] | None = dict(nsmap) if nsmap else None
        self.sourceline: int | None = None
        self.doctype = False

    # Where it is

    def getparent(self) -> _Element | None:
        return self._parent

    def getprevious(self) -> _Element | None:
        place = 0 if self._parent is None else self._parent.index(self)
        return self._parent[place - 1] if place and self._parent is not None else None  # type: ignore[return-value]

    def iterancestors(self, *tags: str) -> Iterator[_Element]:
        one = self._parent
        while one is not None:
            if not tags or one.tag in tags:
                yield one
            one = one._parent

    def iterchildren(self, tag: str | None = None) -> Iterator[_Element]:
        return (one for one in list(self) if tag is None or one.tag == tag)  # type: ignore[misc]

    def index(self, child: Standard.Element) -> int:
        for place, one in enumerate(self):
            if one is child:
                return place
        raise ValueError("It is not inside this element.")

    # What is inside

    def _adopt(self, child: Any) -> None:
        if child._parent is not None:
            child._parent.remove(child)
        child._parent = self

    def append(self, child: Any) -> None:
        if child._parent is not None:
            child._parent.remove(child)
        child._parent = self
        super().append(child)

    def extend(self, children: Iterable[Any]) -> None:
        for child in list(children):
            self.append(child)

    def insert(self, place: int, child: Any) -> None:
        self._adopt(child)
        super().insert(place, child)

    def remove(self, child: Any) -> None:
        del self[self.index(child)]

    def replace(self, child: Any, new: Any) -> None:
        place = self.index(child)
        del self[place]
        self.insert(place, new)

    def addprevious(self, new: Any) -> None:
        self._beside(new, 0)

    def addnext(self, new: Any) -> None:
        self._beside(new, 1)

    def _beside(self, new: Any, after: int) -> None:
        if self._parent is None:
            raise TypeError("Nothing can be beside the outermost element.")
        if new._parent is not None:
            new._parent.remove(new)
        self._parent.insert(self._parent.index(self) + after, new)

    def __delitem__(self, place: SupportsIndex | slice) -> None:
        gone: Any = self[place]
        for one in gone if isinstance(place, slice) else (gone,):
            one._parent = None
        super().__delitem__(place)

    def clear(self) -> None:
        one: Any
        for one in self:
            one._parent = None
        super().clear()

    def __deepcopy__(self, memo: dict[int, Any]) -> _Element:
        made = _Element(self.tag, self.attrib, self.nsmap)
        made.text, made.tail, made.sourceline = self.text, self.tail, self.sourceline
        for one in self:
            made.append(copy.deepcopy(one, memo))
        return made


def make_child(
    parent: _Element,
    tag: str,
    attrib: Mapping[str, str] | None = None,
    nsmap: Mapping[str | None, str] | None = None,
    **extra: str,
) -> _Element:
    """A new element, the last inside another."""
    made = _Element(tag, attrib, nsmap, **extra)
    parent.append(made)
    return made
