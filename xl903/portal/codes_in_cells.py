"""Codes of DfE's checks as they are written in cells: one or several, families, run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from xl903.engine.rule_register import code_order
from xl903.s903.registered_rules import all_rules

_CODE = re.compile(r"\d{3,4}[A-Z]?|EPI|NOE|SW\d{2}[A-Z]?STG\d|INT\d{2}", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;/|]+")
_DIGITS = re.compile(r"\d{5,}")
_LETTER = re.compile(r"(?<=\d)[A-Za-z](?=$|STG)")
_LONGEST = 4000


@dataclass(frozen=True)
class CellCodes:
    """The codes of a cell, in order. run_together: whether they stood there without anything between them."""

    codes: tuple[str, ...]
    run_together: bool = False


def read_codes(text: str) -> CellCodes | None:
    """The codes that a cell's text wholly consists of; None where it has anything else.

    ``164169``, as Excel makes it of "164 169", is read only where exactly one way to part it gives known codes.
    """
    codes: list[str] = []
    run_together = False
    if not text or len(text) > _LONGEST:
        return None
    for word in filter(None, _BETWEEN.split(text)):
        if _CODE.fullmatch(word):
            codes.append(spelled(word))
            continue
        ways = list(_parted(word)) if _DIGITS.fullmatch(word) and len(word) <= 40 else []
        if len(ways) != 1:
            return None
        codes += ways[0]
        run_together = True
    return CellCodes(tuple(codes), run_together) if codes else None


def _parted(digits: str) -> Iterator[tuple[str, ...]]:
    if not digits:
        yield ()
    for length in (3, 4):
        if digits[:length] in known_codes().values() and len(digits) >= length:
            for rest in _parted(digits[length:]):
                yield (digits[:length], *rest)


def spelled(code: str) -> str:
    """A code as DfE spells it (197a, 197B), whatever case it was written in; an unknown one in upper case."""
    return known_codes().get(code.upper(), code.upper())


def is_known(code: str) -> bool:
    """Whether DfE has or had this code, or a family of codes of this name."""
    return code.upper() in known_codes()


@cache
def known_codes() -> Mapping[str, str]:
    """Codes in upper case to DfE's spelling: those of every year, and the bare names of families such as 503."""
    codes = [rule.code for rule in all_rules() if rule.is_dfe]
    families = {family_of(code): family_of(code) for code in codes}
    return families | {code.upper(): code for code in codes}


def family_of(code: str) -> str:
    """The code without its letter: 503 for 503A, SW10STG2 for SW10aSTG2; other codes are their own family."""
    return _LETTER.sub("", code)


def in_order(codes: set[str]) -> list[str]:
    """Codes in DfE's order."""
    return sorted(codes, key=code_order)
