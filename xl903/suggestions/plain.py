"""Corrections that need no register: dates written otherwise, codes and postcodes with look-alike letters."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from xl903.engine.table import Unavailable
from xl903.s903.returns import Return
from xl903.s903.schema import TABLES
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact
from xl903.suggestions.from_provider_list import as_text, spaced_postcode
from xl903.suggestions.slips import LOOK_ALIKES, folded

IDENTITY = frozenset({("Header", "DOB"), *((table, "CHILD") for table in TABLES), ("Header", "UPN")})
"""Cells that say who the child is; for them nothing is suggested."""

_SHORT_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
_WITH_TIME = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})[ T]\d{1,2}:\d{2}.*")
_DAY_MONTH_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NOT_OF_A_CODE = re.compile(r"[^0-9A-Z]")


def plain_corrections(ret: Return, cells: pd.DataFrame) -> list[Candidates]:
    """Corrections of marked cells. ``cells``: table, field and row, each cell once."""
    kinds: dict[tuple[str, str], list[_Cells]] = {}
    for cell, part in cells.groupby(["table", "field"]):
        table, field = cast("tuple[str, str]", cell)
        if (table, field) in IDENTITY or field not in TABLES[table].column_names:
            continue
        column = TABLES[table].column(field)
        rows = part["row"].to_numpy()
        texts = as_text(ret.table(table).text(field).take(rows))
        # cells of a kind are corrected alike, so that each text is looked at once
        kinds.setdefault((column.type, column.codes or ""), []).append(_Cells(table, field, rows, texts))
    found = []
    for (kind, codes), of_kind in kinds.items():
        number, distinct = pd.factorize(np.concatenate([one.texts for one in of_kind]))
        ends = np.cumsum([len(one.texts) for one in of_kind])[:-1]
        for corrected, fact in _corrections(ret, kind, codes, distinct):
            known = np.array([value is not None for value in corrected], dtype=bool)
            if not known.any():
                continue
            every = np.array(corrected, dtype=object)[number]
            for one, values, fits in zip(
                of_kind, np.split(every, ends), np.split(known[number], ends), strict=True
            ):
                chosen = np.flatnonzero(fits)
                found.append(
                    candidates_for(one.table, one.rows[chosen], one.field, values[chosen], int(fact))
                )
    return found


class _Cells(NamedTuple):
    """The marked cells of a column: their rows and what they hold, "" where they are blank."""

    table: str
    field: str
    rows: np.ndarray
    texts: np.ndarray


def _corrections(
    ret: Return, kind: str, codes: str, texts: np.ndarray
) -> Sequence[tuple[Sequence[str | None], Fact]]:
    """Corrected texts of different texts of columns of a kind, None where there is nothing to correct."""
    if kind == "date":
        return _dates(texts, ret.year)
    if codes:
        known = tuple(ret.codes(codes))
        return [
            (_codes(texts, known), Fact.LOOK_ALIKE),
            ([_beside_on_the_keyboard(known).get(text) for text in texts], Fact.NEXT_KEY),
        ]
    if kind == "postcode":
        return [(_postcodes(ret, pd.Series(texts)).tolist(), Fact.LOOK_ALIKE)]
    return []


def _dates(texts: Iterable[str], year: int) -> list[tuple[list[str | None], Fact]]:
    """Each text in the ways in which it may be another way of writing a date, each with what speaks for it."""
    found: dict[Fact, list[str | None]] = {
        fact: [] for fact in (Fact.SHORT_YEAR, Fact.OTHER_NOTATION, Fact.NO_SUCH_MONTH, Fact.DAY_MONTH)
    }
    for text in texts:
        fact, value = _read_otherwise(text, year)
        for each, values in found.items():
            values.append(value if each is fact else None)
    return [(values, fact) for fact, values in found.items()]


def _read_otherwise(text: str, year: int) -> tuple[Fact | None, str | None]:
    """The date that a text is if it is read in another way, and which; none where there is no such date."""
    if parts := _DAY_MONTH_YEAR.fullmatch(text):
        day, month, of_year = parts.groups()
        fact = Fact.DAY_MONTH if _in_full(day, month, of_year) else Fact.NO_SUCH_MONTH
        return fact, None if day.zfill(2) == month.zfill(2) else _in_full(month, day, of_year)
    if parts := _SHORT_YEAR.fullmatch(text):
        this_century = f"20{parts[3]}"
        return Fact.SHORT_YEAR, _in_full(parts[1], parts[2], this_century) if int(
            this_century
        ) <= year else None
    if parts := _YEAR_FIRST.fullmatch(text):
        return Fact.OTHER_NOTATION, _in_full(parts[3], parts[2], parts[1])
    if parts := _WITH_TIME.fullmatch(text):
        return Fact.OTHER_NOTATION, _in_full(*parts.groups())
    return None, None


def _in_full(day: str, month: str, year: str) -> str | None:
    """Day, month and year as dd/mm/yyyy; None where there is no such day."""
    try:
        return f"{dt.date(int(year), int(month), int(day)):%d/%m/%Y}" if int(year) >= 1000 else None
    except ValueError:
        return None


def _codes(texts: Iterable[str], codes: tuple[str, ...]) -> list[str | None]:
    """The one code that a text is, spaces, stops and look-alike letters aside; None for a code, and else."""
    known, plain = frozenset(codes), _by_plain_text(codes)
    values: list[str | None] = []
    for text in texts:
        bare = "" if text in known else _NOT_OF_A_CODE.sub("", text)
        values.append(bare if bare in known else plain.get(folded(bare)))
    return values


@cache
def _by_plain_text(codes: tuple[str, ...]) -> dict[str, str]:
    """Codes by what they are with their look-alike letters put as digits, where that is one code's only."""
    return _unambiguous((folded(code), code) for code in codes)


_KEYBOARD = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")


def _neighbours(key: str) -> str:
    """The keys beside a key, in its row of a British keyboard."""
    row = next((keys for keys in _KEYBOARD if key in keys), "")
    at = row.find(key)
    return row[max(at - 1, 0) : at] + row[at + 1 : at + 2]


@cache
def _beside_on_the_keyboard(codes: tuple[str, ...]) -> dict[str, str]:
    """Texts that are no code to the one code that each is with one key replaced by the key beside it."""
    reached = _unambiguous(
        (code[:place] + key + code[place + 1 :], code)
        for code in codes
        for place in range(len(code))
        for key in _neighbours(code[place])
    )
    return {text: code for text, code in reached.items() if text not in codes}


def _unambiguous(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Texts to the one code that each was paired with."""
    found: dict[str, set[str]] = {}
    for text, code in pairs:
        found.setdefault(text, set()).add(code)
    return {text: of_text.copy().pop() for text, of_text in found.items() if len(of_text) == 1}


def _postcodes(ret: Return, texts: pd.Series) -> pd.Series:
    """The one existing postcode that a text is with look-alikes put right; None if there is none, or two."""
    bare = texts.str.replace(r"[^0-9A-Z]", "", regex=True)
    try:
        postcodes = ret.postcodes
    except Unavailable:
        return pd.Series(None, index=texts.index, dtype=object)
    unknown = (postcodes.find(texts) < 0) & bare.str.len().between(5, 7)
    tried = _variants(bare[unknown])
    real = tried[postcodes.find(tried) >= 0]
    once = real[~real.index.duplicated(keep=False)]
    values = pd.Series(spaced_postcode(once.to_numpy(dtype=object)), index=once.index, dtype=object)
    return values.reindex(texts.index).astype(object).where(lambda found: found.notna(), None)


def _variants(texts: pd.Series) -> pd.Series:
    """Texts with one character put as its look-alike, or all of them by their place; under the same index."""
    tried = []
    for place in range(texts.str.len().max() if len(texts) else 0):
        before, after = texts.str[:place], texts.str[place + 1 :]
        character = texts.str[place]
        for alike in (_DIGIT_OF | _LETTER_OF, _OTHER_LETTER_OF):
            other = character.map(alike)
            tried.append((before + other + after)[other.notna()])
    to_letter = str.maketrans(_LETTER_OF)
    first, rest = texts.str[:1].str.translate(to_letter), texts.str[1:-3]
    tried.append(first + rest + texts.str[-3].map(folded) + texts.str[-2:].str.translate(to_letter))
    every = pd.concat(tried)
    pairs = pd.DataFrame({"text": every.to_numpy(dtype=object), "of": every.index}).drop_duplicates()
    return pd.Series(pairs["text"].to_numpy(dtype=object), index=pairs["of"], dtype=object)


_DIGIT_OF = LOOK_ALIKES
_LETTER_OF = {"0": "O", "1": "I", "5": "S", "2": "Z", "8": "B"}
_OTHER_LETTER_OF = {"1": "L"}
