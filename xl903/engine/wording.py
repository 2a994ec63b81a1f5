"""Numbers in sentences: "1 error", "2 errors", and the words that agree with them."""

from __future__ import annotations


def count(number: int, one: str, several: str | None = None) -> str:
    """A number and what it counts: ``count(1, "error")`` is "1 error", ``count(1200, "error")`` "1,200 errors".

    several: the plural, where it is not the singular and an s: ``count(2, "child", "children")``.
    """
    return f"{number:,} {plural(number, one, several)}"


def plural(number: int, one: str, several: str | None = None) -> str:
    """The word that agrees with a number: ``plural(2, "is", "are")`` is "are".

    several: as in ``count``.
    """
    if number == 1:
        return one
    return f"{one}s" if several is None else several
