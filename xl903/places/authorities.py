"""England's upper-tier authorities: their names and codes, what replaced whom, and what lies in which.

Source of both files: Office for National Statistics lookups, licensed under the Open Government Licence
v3.0. ``data/authorities.csv`` holds the upper-tier authorities, those in force in 2026 and those that the
reorganisations and recodings of 2019 to 2025 replaced (the dates of Barnsley's and Sheffield's new codes are
approximate). ``data/lower_to_upper.csv`` holds every lower-tier and unitary authority of the UK with the
upper-tier authority that runs children's services there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from xl903.engine.messages import UserError
from xl903.places.postcodes import Texts

OUTSIDE_ENGLAND: Mapping[str, str] = MappingProxyType(
    {"W": "WAL", "S": "SCO", "N": "NIR", "L": "NUK", "M": "NUK"}
)
"""DfE's codes by the first letter of an ONS code; L is the Channel Islands and M the Isle of Man."""

_CODE = re.compile(r"[A-Z]\d{8}")

# What councils write around a place's name. "City of" stays with London, for London alone is no authority.
_TRIMMINGS = re.compile(
    r"\b((london|royal|metropolitan) borough of|(council|city|county|borough) of( the)?(?! london)|lb( of)?"
    r"|(city|county|borough|metropolitan|district|unitary|mbc|council|corporation)(?! of london)|the)\b"
)

# Councils that go by a name of which ONS's is no mere variation.
_OTHER_NAMES = {"hull": "E06000010", "bcp": "E06000058"}


@dataclass(frozen=True)
class Authority:
    """An upper-tier authority in England: ONS code, ONS name, and what replaced it, if anything did.

    ``ended_on`` is the first day on which it no longer was; ``replaced_by`` holds its successors' codes.
    """

    code: str
    name: str
    ended_on: date | None
    replaced_by: tuple[str, ...]


@cache
def all_authorities() -> Mapping[str, Authority]:
    """Every upper-tier authority by ONS code: those in force first, then those replaced."""
    return MappingProxyType(
        {
            row["upper_code"]: Authority(
                code=row["upper_code"],
                name=row["name"],
                ended_on=date.fromisoformat(row["ended_on"]) if row["ended_on"] else None,
                replaced_by=tuple(row["replaced_by"].split(";")) if row["replaced_by"] else (),
            )
            for row in _rows("authorities.csv")
        }
    )


def find_authority(text: str) -> Authority:
    """Find the authority that a person means by an ONS code or a name.

    Case, punctuation, "&" for "and", and words such as "City of", "London Borough of" or "Council" make no
    difference. Of two authorities of one name, the one in force is meant; a replaced one is found too.
    Raises UserError for a text that is no authority's or could be several's, with the nearest names.
    """
    code = text.strip().upper()
    if _CODE.fullmatch(code):
        return _find_code(code)
    plain = _plain(text)
    if not plain:
        raise UserError('Enter the authority\'s name or ONS code, such as "Kent" or E10000016.')
    found = _by_name().get(plain) or _by_name().get(_bare(text))
    if found is not None:
        return found
    raise UserError(_unknown_name(text.strip(), _bare(text)))


def current_codes(code: str) -> frozenset[str]:
    """Give the codes of the authorities in force that an authority is or became; any other code is itself.

    ``E06000028`` (Bournemouth) gives ``E06000058``; ``E10000006`` (Cumbria) gives two; ``WAL`` gives ``WAL``.
    """
    authority = all_authorities().get(code)
    if authority is None or not authority.replaced_by:
        return frozenset({code})
    return frozenset().union(*map(current_codes, authority.replaced_by))


def same_authority(codes: Texts, code: str) -> npt.NDArray[np.bool_]:
    """Which of n codes are the authority of the given code, reorganisations and recodings aside.

    Two are the same where any of what they became is shared. A blank is never the same.
    """
    ours = current_codes(code)
    return _map_distinct(codes, lambda other: not ours.isdisjoint(current_codes(other)), False).astype(bool)


def upper_tier(lower_codes: Texts) -> npt.NDArray[np.object_]:
    """Values of PL_LA for n ONS codes of lower-tier or unitary authorities, as `Postcodes.authority` gives.

    Wales is WAL, Scotland SCO, Northern Ireland NIR, the Channel Islands and the Isle of Man NUK; in England
    it is the ONS code of the upper-tier authority. None for a blank and for a code that is not listed.
    """
    return _map_distinct(lower_codes, _upper_code, None)


def unlisted(lower_codes: Texts) -> tuple[str, ...]:
    """Those codes of lower-tier authorities, sorted, that `upper_tier` cannot place: newer than our lists."""
    return tuple(
        sorted(str(code) for code in pd.Series(lower_codes).dropna().unique() if _upper_code(code) is None)
    )


def _upper_code(lower_code: str) -> str | None:
    return OUTSIDE_ENGLAND.get(lower_code[:1]) or _upper_codes().get(lower_code)


def _map_distinct(texts: Texts, meaning: Callable[[str], object], blank: object) -> npt.NDArray[np.object_]:
    """Give the meaning of each text, worked out once per distinct one."""
    rows, distinct = pd.factorize(texts)
    meanings = np.empty(len(distinct) + 1, dtype=object)
    meanings[:-1] = [meaning(text) for text in distinct]
    meanings[-1] = blank  # pandas numbers a blank -1
    return meanings[rows]


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("xl903.places").joinpath("data", name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())


@cache
def _upper_codes() -> dict[str, str]:
    return {row["lower_code"]: row["upper_code"] for row in _rows("lower_to_upper.csv")}


def _plain(name: str) -> str:
    """Write a name in small letters, "and" spelt out, without punctuation."""
    name = name.casefold().replace("&", " and ").replace("'", "").replace("’", "")
    return " ".join(re.findall(r"[^\W_]+", name))


def _bare(name: str) -> str:
    """Write a plain name without what councils write around it."""
    return " ".join(_TRIMMINGS.sub(" ", _plain(name)).split())


@cache
def _by_name() -> dict[str, Authority]:
    """Give authorities by plain and by bare name; one in force comes before one replaced."""
    authorities = all_authorities()
    by_name: dict[str, Authority] = {}
    for name_of in (_plain, _bare):
        for authority in authorities.values():
            by_name.setdefault(name_of(authority.name), authority)
    return by_name | {name: authorities[code] for name, code in _OTHER_NAMES.items()}


def _find_code(code: str) -> Authority:
    authorities = all_authorities()
    if code in authorities:
        return authorities[code]
    if code[0] in OUTSIDE_ENGLAND:
        raise UserError(f"{code} is outside England. Enter the name or ONS code of an English authority.")
    upper = authorities.get(_upper_codes().get(code, ""))
    if upper is not None:
        raise UserError(
            f"{code} is a district. Enter the authority that runs children's services there, "
            f"{upper.name} ({upper.code})."
        )
    nearest = (f"{near} ({authorities[near].name})" for near in get_close_matches(code, authorities, n=3))
    raise UserError(f"{code} is not an authority's ONS code{_suggestion(nearest)}")


def _unknown_name(text: str, bare: str) -> str:
    """Say of a name that is no authority's which it is a part of, or else which are nearest."""
    words = set(bare.split())
    parts = {name: found for name, found in _by_name().items() if words and words <= set(name.split())}
    containing = {found.name for found in parts.values() if found.ended_on is None}
    close = get_close_matches(
        bare, [*parts] or [*_by_name()], n=len(_by_name()), cutoff=0.0 if parts else 0.5
    )
    nearest = [f'"{name}"' for name in dict.fromkeys(_by_name()[match].name for match in close)][:3]
    if len(containing) > 1:
        return f'"{text}" could be one of {len(containing)} authorities{_suggestion(nearest)}'
    return f'No authority is called "{text}"{_suggestion(nearest)}'


def _suggestion(nearest: Iterable[str]) -> str:
    names = list(nearest)
    if not names:
        return '. Enter its name as ONS writes it, such as "Kent", or its ONS code, such as E10000016.'
    listed = " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))
    return f"; did you mean {listed}?"
