"""Which function tells which rule in which collection years."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.reference.plain import Plain, Row

Told = Callable[[Plain], Iterable[Row]]

REFERENCE: dict[str, list[tuple[range, Told]]] = {}
"""Code to the years in which a function tells the rule."""


def told(*codes: str, first: int = 2023, last: int = 2027) -> Callable[[Told], Told]:
    """Register a function as what a rule says in these collection years."""

    def register(function: Told) -> Told:
        for code in codes:
            REFERENCE.setdefault(code, []).append((range(first, last + 1), function))
        return function

    return register


def tell(code: str, function: Told) -> None:
    """Register a function made for a code, for every year."""
    REFERENCE.setdefault(code, []).append((range(2023, 2028), function))
