"""Corrections that need no register: dates written otherwise, codes and postcodes with look-alike letters."""

from __future__ import annotations

from typing import NamedTuple, cast

import numpy as np
import pandas as pd

from xl903.engine.table import Unavailable
from xl903.engine.texts import parse_dates
from xl903.s903.returns import Return
from xl903.s903.schema import TABLES
from xl903.suggestions.candidates import candidates_frame
from xl903.suggestions.evidence import Fact
from xl903.suggestions.from_provider_list import as_text, spaced_postcode
from xl903.suggestions.slips import LOOK_ALIKES, folded

IDENTITY = frozenset({("Header", "DOB"), *((table, "CHILD") for table in TABLES), ("Header", "UPN")})
"""Cells that say who the child is; for them nothing is suggested."""

_SHORT_YEAR = r"(\d{1,2})/(\d{1,2})/(\d{2})"
_YEAR_FIRST = r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?"
_WITH_TIME = r"(\d{1,2}/\d{1,2}/\d{4})[ T]\d{1,2}:\d{2}.*"
_DAY_MONTH_YEAR = r"(\d{1,2})/(\d{1,2})/(\d{4})"


def plain_corrections(ret: Return, cells: pd.DataFrame) -> list[pd.DataFrame]:
    """Corrections of marked cells. ``cells``: table, field and row, each cell once."""
    kinds: dict[tuple[str, str], list[_Cells]] = {}
    for cell, part in cells.groupby(["table", "field"]):
        table, field = cast("tuple[str, str]", cell)
        if (table, field) in IDENTITY or field not in TABLES[table].column_names:
            continue
        column = TABLES[table].column(field)
        rows = part["row"].to_numpy()
        texts = as_text(ret.table(table).text(field).iloc[rows])
        # cells of a kind are corrected alike, so that each text is looked at once
        kinds.setdefault((column.type, column.codes or ""), []).append(_Cells(table, field, rows, texts))
    found = []
    for (kind, codes), of_kind in kinds.items():
        number, distinct = pd.factorize(np.concatenate([one.texts for one in of_kind]))
        ends = np.cumsum([len(one.texts) for one in of_kind])[:-1]
        for value, fact in _corrections(ret, kind, codes, pd.Series(distinct, dtype=object)):
            for one, values in zip(
                of_kind, np.split(value.to_numpy(dtype=object)[number], ends), strict=True
            ):
                chosen = np.flatnonzero(pd.notna(values))
                found.append(
                    candidates_frame(one.table, one.rows[chosen], one.field, values[chosen], int(fact), -1)
                )
    return found


class _Cells(NamedTuple):
    """The marked cells of a column: their rows and what they hold, "" where they are blank."""

    table: str
    field: str
    rows: np.ndarray
    texts: np.ndarray


def _corrections(ret: Return, kind: str, codes: str, texts: pd.Series) -> list[tuple[pd.Series, Fact]]:
    """Corrected texts of different texts of columns of a kind, None where there is nothing to correct."""
    if kind == "date":
        return _dates(texts, ret.year)
    if codes:
        known = list(ret.codes(codes))
        return [
            (_codes(texts, known), Fact.LOOK_ALIKE),
            (_beside_on_the_keyboard(texts, known), Fact.NEXT_KEY),
        ]
    if kind == "postcode":
        return [(_postcodes(ret, texts), Fact.LOOK_ALIKE)]
    return []


def _dates(texts: pd.Series, year: int) -> list[tuple[pd.Series, Fact]]:
    short = texts.str.extract(f"^{_SHORT_YEAR}$")
    this_century = short[0] + "/" + short[1] + "/20" + short[2]
    soon_enough = pd.to_numeric(short[2]) + 2000 <= year
    iso = texts.str.extract(f"^{_YEAR_FIRST}$")
    with_time = texts.str.extract(f"^{_WITH_TIME}$")[0]
    year_last = iso[2].str.zfill(2) + "/" + iso[1].str.zfill(2) + "/" + iso[0]
    parts = texts.str.extract(f"^{_DAY_MONTH_YEAR}$")
    swapped = parts[1] + "/" + parts[0] + "/" + parts[2]
    readable = _readable(texts)
    same = parts[0].str.zfill(2) == parts[1].str.zfill(2)
    return [
        (_real(this_century.where(soon_enough)), Fact.SHORT_YEAR),
        (_real(year_last.where(iso[0].notna(), with_time)), Fact.OTHER_NOTATION),
        (_real(swapped.mask(readable)), Fact.NO_SUCH_MONTH),
        (_real(swapped.where(readable & ~same)), Fact.DAY_MONTH),
    ]


def _readable(texts: pd.Series) -> pd.Series:
    dates = parse_dates(texts.where(texts.notna(), ""))
    return pd.Series(~np.isnat(dates), index=texts.index)


def _real(texts: pd.Series) -> pd.Series:
    """The texts that are dates, written dd/mm/yyyy; None for the rest."""
    dates = pd.Series(parse_dates(texts.where(texts.notna(), "")))
    return dates.dt.strftime("%d/%m/%Y").astype(object).where(dates.notna(), None)


def _codes(texts: pd.Series, codes: list[str]) -> pd.Series:
    """The one code that a text is, spaces, stops and look-alike letters aside; None for a code, and else."""
    plain = pd.Series(codes, index=[folded(code) for code in codes], dtype=object)
    plain = plain[~plain.index.duplicated(keep=False)]
    bare = texts.str.replace(r"[^0-9A-Z]", "", regex=True)
    exact = bare.where(bare.isin(codes), None)
    value = exact.where(exact.notna(), bare.map(folded).map(plain))
    return value.astype(object).where(value.notna() & ~texts.isin(codes), None)


_KEYBOARD = ("1234567890", "QWERTYUIOP", "ASDFGHJKL", "ZXCVBNM")


def _neighbours(key: str) -> str:
    """The keys beside a key, in its row of a British keyboard."""
    row = next((keys for keys in _KEYBOARD if key in keys), "")
    at = row.find(key)
    return row[max(at - 1, 0) : at] + row[at + 1 : at + 2]


def _beside_on_the_keyboard(texts: pd.Series, codes: list[str]) -> pd.Series:
    """The one code that a text is with one key replaced by the key beside it; None for a code, and else."""
    reached = pd.DataFrame(
        [
            (code[:place] + key + code[place + 1 :], code)
            for code in codes
            for place in range(len(code))
            for key in _neighbours(code[place])
        ],
        columns=["text", "code"],
    )
    reached = reached[~reached["text"].isin(codes)].drop_duplicates()
    once = reached[~reached["text"].duplicated(keep=False)].set_index("text")["code"]
    found = texts.map(once).astype(object)
    return found.where(found.notna(), None)


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
    return values.reindex(texts.index).where(lambda found: found.notna(), None)


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
