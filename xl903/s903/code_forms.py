"""Codes and numbers of a whole column in another notation: those of another year, words, zeros lost, .0 behind.

A cell by itself says little, so a column is looked at as a whole, and only a text that can mean one value is
corrected. Nothing is corrected by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from xl903.s903.corrections import Correction, corrected_cells
from xl903.s903.id_forms import bare_text
from xl903.s903.schema import SSDA903, TABLES, URN_PLACEHOLDER

Tables = Mapping[str, pd.DataFrame]

_FEWEST = 2
"""A single cell in another notation is a slip and not a fault of the export."""

_LEAST_SHARE = 0.5
"""The share of a table's column that has to be in another notation before its codes are."""

_ALSO_SAID = {"Y": "YES", "TRUE": "YES", "N": "NO", "FALSE": "NO"}
"""Words that exports write for the meanings of codes."""

_CODE_THEN_WORDS = re.compile(r"([A-Z0-9]+)(\s*[-–—:=,(/]\s*|\s+)(.*[A-Z]{3}.*?)\)?")
"""A code and something in words after it, as in C2 - FULL CARE ORDER; what is between them; and the words."""

NUMBERS = ("URN", "UPN", "SW_ID")
"""Columns that say which one it is, whose zeros Excel drops; another place has to have the whole."""

_EXAMPLES = 3


@dataclass(frozen=True)
class OtherNotation:
    """One column, in every table of one year that has it in another notation.

    forms: each text and what it is written as. correction: writes all of the column's.
    """

    column: str
    forms: Mapping[str, str]
    correction: Correction


def codes_of_other_years(code_set: str, year: int) -> dict[str, str | None]:
    """Codes that are not in force in a year to the code that has the same meaning then; None where none has."""
    now = SSDA903.codes(code_set, year)
    by_meaning = {meaning: code for code, meaning in now.items()}
    return {
        code: by_meaning.get(meaning)
        for _, codes in SSDA903.code_sets[code_set]
        for code, meaning in codes.items()
        if code not in now
    }


def other_notations(
    tables: Tables, year: int, *, last_year: Tables | None = None, listed_urns: Iterable[str] = ()
) -> list[OtherNotation]:
    """Every column of a year's tables with values in another notation, and how to write them.

    last_year: the tables in which the whole of a number is looked up, beside ``listed_urns``.
    """
    found: dict[str, dict[str, pd.Series]] = {}
    for table, frame in tables.items():
        for column in TABLES[table].columns:
            if column.name in frame and column.codes is not None:
                value = _rewritten(frame[column.name], _codes_meant(frame[column.name], column.codes, year))
                if len(value) and len(value) >= _LEAST_SHARE * frame[column.name].notna().sum():
                    found.setdefault(column.name, {})[table] = value
    for name in NUMBERS:
        whole = _whole_numbers(name, tables, last_year or {}, listed_urns)
        for table, frame in tables.items():
            if name in frame and len(value := _rewritten(frame[name], whole)):
                found.setdefault(name, {})[table] = value
    return [_notation(column, parts, tables) for column, parts in found.items()]


def _different(cells: pd.Series) -> dict[object, str]:
    """The different values of a column to their texts as rules compare them, without blanks."""
    texts = {value: str(value).strip().upper() for value in cells.unique() if not pd.isna(value)}
    return {value: text for value, text in texts.items() if text}


def _rewritten(cells: pd.Series, forms: Mapping[str, str]) -> pd.Series:
    """What to write, by position, in the cells that have one of the forms; nothing where they are too few."""
    written = (
        {value: forms[text] for value, text in _different(cells).items() if text in forms} if forms else {}
    )
    values = pd.Series(cells.to_numpy(dtype=object), dtype=object).map(written) if written else cells.iloc[:0]
    values = values[values.notna()].astype(object)
    return values if len(values) >= _FEWEST else values.iloc[:0]


def _codes_meant(cells: pd.Series, code_set: str, year: int) -> dict[str, str]:
    """Texts of a column that are no code of a year to the one code that each can mean."""
    codes = SSDA903.codes(code_set, year)
    others = [text for text in _different(cells).values() if text not in codes]
    if not others:  # as in every good return
        return {}
    old = codes_of_other_years(code_set, year)
    by_meaning = {meaning.upper(): code for code, meaning in codes.items()}
    by_digits = {code.lstrip("0"): code for code in codes}
    meant = {}
    for text in others:
        bare = bare_text(text)
        said = by_meaning.get(_ALSO_SAID.get(text, text))
        code = old.get(text) or said or (bare if bare in codes else None) or _code_before_words(text, codes)
        if code is None and bare.isdigit():
            code = by_digits.get(bare.lstrip("0"))
        if code is not None:
            meant[text] = code
    return meant


def _code_before_words(text: str, codes: Mapping[str, str]) -> str | None:
    """The code that a text begins with, where its meaning follows: "C2 - FULL CARE ORDER" is C2.

    What follows may be worded in the system's own way, but has to be no other code and no other's meaning; with
    nothing but a space between, it has to share a word with the code's meaning.
    """
    parts = _CODE_THEN_WORDS.fullmatch(text)
    if parts is None or parts[1] not in codes or parts[3] in codes:
        return None
    code, between, words = parts.groups()
    if any(meaning.upper() == words for other, meaning in codes.items() if other != code):
        return None
    if between.isspace() and not _long_words(words) & _long_words(codes[code]):
        return None
    return code


def _long_words(text: str) -> set[str]:
    return {word for word in re.findall(r"[A-Z]+", text.upper()) if len(word) > 3}


def _whole_numbers(
    column: str, tables: Tables, last_year: Tables, listed_urns: Iterable[str]
) -> dict[str, str]:
    """Texts that have lost zeros, or got more than digits, to the one whole that another place has."""
    own, elsewhere = _everywhere(tables, column), _everywhere(last_year, column)
    if column == "URN":
        elsewhere |= {str(urn).strip().upper() for urn in listed_urns}
    strange = {text: bare_text(text) for text in own - elsewhere - {URN_PLACEHOLDER}}
    keys = {bare.lstrip("0") for bare in strange.values()}
    # a URN is a provider's wherever it is; of two other numbers in one year either may be somebody's
    wholes: dict[str, set[str]] = {}
    for text in elsewhere | own if column == "URN" else elsewhere - own:
        if (key := text.lstrip("0")) in keys and bare_text(text) == text:
            wholes.setdefault(key, set()).add(text)
    meant = {}
    for text, bare in strange.items():
        same = wholes.get(bare.lstrip("0"), set())
        possible = [whole for whole in same if whole != text and len(whole) >= len(bare)]
        if len(possible) == 1:
            meant[text] = possible[0]
    return meant


def _everywhere(tables: Tables, column: str) -> set[str]:
    return {
        text for frame in tables.values() if column in frame for text in _different(frame[column]).values()
    }


def _notation(column: str, parts: Mapping[str, pd.Series], tables: Tables) -> OtherNotation:
    forms: dict[str, str] = {}
    for table, value in parts.items():
        before = tables[table][column].iloc[value.index]
        forms |= dict(zip(before.astype(str).str.strip().str.upper(), value, strict=True))
    cells = corrected_cells(
        pd.DataFrame({"table": table, "row": value.index, "column": column, "value": value, "certain": True})
        for table, value in parts.items()
    )
    what = f"write these {len(cells):,} values of {column} as DfE takes them ({in_words(forms)})"
    return OtherNotation(column, forms, Correction(what, cells))


def in_words(forms: Mapping[str, str]) -> str:
    """The texts and what they are written as: "1 as M, 2 as F"."""
    said = [f"{text} as {value}" for text, value in sorted(forms.items())]
    return ", ".join(said[:_EXAMPLES]) + (" and so on" if len(said) > _EXAMPLES else "")
