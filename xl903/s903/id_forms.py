"""Ids of children that are the same but for their writing: leading zeros lost, .0 behind, apostrophes, spaces.

Tables are compared as a whole, this year's and last year's. Two ids that differ by zeros only within one table
are two children, and then nothing is offered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import cast

import pandas as pd

from xl903.s903.corrections import Correction, corrected_cells

Tables = Mapping[str, pd.DataFrame]

CHILD = "CHILD"

_MARKS = "'`´‘’\"“”"
_BLANKS = re.compile(r"[\s\u00a0\u200b\ufeff]+")
_DECIMALS = re.compile(r"(\d+)\.0+")
_POWER = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE)

KINDS = {
    "zeros": ("in {other} but for leading zeros", "which Excel drops when a CSV is opened and saved"),
    "decimals": ("in {other} but for .0 at the end", "which a column of numbers gets in some programs"),
    "power": ("in {other} but written like 1.23E+5", "as Excel shows long numbers"),
    "marks": ("in {other} but for an apostrophe or quotation mark", "by which Excel marks text"),
    "blanks": ("in {other} but for spaces inside", "which an export or a hand has put in"),
}
"""How ids can differ in writing only, and how that comes about."""


@dataclass(frozen=True)
class DifferentIds:
    """Ids of one table that meet another's only when their writing is evened out.

    years_ago: 0 for this year's table, 1 for last year's. kind: a key of ``KINDS``. ids: how many different
    ids. other: a table that has them as they should be, and how many years ago.
    """

    years_ago: int
    table: str
    kind: str
    ids: int
    other: tuple[int, str]


@dataclass(frozen=True)
class IdForms:
    """What differs, and for each year the correction that evens it out; none where a match is not unique."""

    different: tuple[DifferentIds, ...]
    corrections: tuple[Correction | None, Correction | None]

    @property
    def can_be_corrected(self) -> bool:
        """Whether one correction for all of them can be offered."""
        return any(self.corrections)


def compare_ids(tables: Tables, last_year: Tables | None = None) -> IdForms:
    """Find the ids that differ in writing only, between the tables of both years."""
    ids = _ids([tables, last_year or {}])
    different = set().union(*ids.values())
    bare = {text: bare_text(text) for text in different}
    key = {text: bare[text].lstrip("0") or "0" for text in different}
    if len(set(key.values())) == len(different):  # as in every good return
        return IdForms((), (None, None))
    return _compared([tables, last_year or {}], _as_frame(ids), bare, key)


def _compared(
    both: list[Tables], ids: pd.DataFrame, bare: Mapping[str, str], key: Mapping[str, str]
) -> IdForms:
    """ids: as ``_as_frame`` gives them. bare, key: of every id, its text without marks, and without zeros too."""
    ids["bare"] = ids["id"].map(bare)
    ids["key"] = ids["id"].map(key)
    forms = ids.groupby("key")["id"].transform("nunique")
    differing = ids[forms > 1]
    # Within one table, ids that differ by zeros only are two children.
    within = differing.groupby(["years_ago", "table", "key"])["bare"].transform("nunique")
    two_children = set(differing.loc[within > 1, "key"])
    clear = differing[~differing["key"].isin(two_children)]
    if clear.empty:
        return IdForms((), (None, None))
    right = _right_ids(clear)
    wrong = clear[clear["id"] != clear["key"].map(right)].assign(right=lambda rows: rows["key"].map(right))
    different = _described(wrong, clear)
    if two_children:
        return IdForms(different, (None, None))
    return IdForms(different, (_correction(both[0], wrong, 0), _correction(both[1], wrong, 1)))


def _ids(years: list[Tables]) -> dict[tuple[int, str], dict[str, None]]:
    """The different ids of every table, in upper case as rules compare them, by how many years ago and its name."""
    return {
        (years_ago, name): {
            str(text).strip().upper(): None
            for text in pd.unique(frame[CHILD].dropna().to_numpy(dtype=object))
        }
        for years_ago, tables in enumerate(years)
        for name, frame in tables.items()
        if CHILD in frame
    }


def _as_frame(ids: Mapping[tuple[int, str], Iterable[str]]) -> pd.DataFrame:
    """The same with a row for each: years_ago, table, id."""
    rows = [(years_ago, table, text) for (years_ago, table), texts in ids.items() for text in texts]
    return pd.DataFrame(rows, columns=["years_ago", "table", "id"])


def bare_text(text: str) -> str:
    """An id without what is no part of it, such as .0 behind or an apostrophe; its zeros stay."""
    if text.isdigit():
        return text  # as most ids are, told quickly
    bare = _BLANKS.sub("", text).strip(_MARKS)
    if decimals := _DECIMALS.fullmatch(bare):
        return decimals[1]
    if _POWER.fullmatch(bare):
        try:
            number = Decimal(bare)
        except InvalidOperation:
            return bare
        if number == number.to_integral_value() and number < 10**15:
            return str(int(number))
    return bare


def _right_ids(clear: pd.DataFrame) -> dict[str, str]:
    """For each key the id as it should be: without marks, and with the zeros that some table has."""
    longest = clear.assign(length=clear["bare"].str.len()).sort_values("length", kind="stable")
    return dict(zip(longest["key"], longest["bare"], strict=True))


def _described(wrong: pd.DataFrame, clear: pd.DataFrame) -> tuple[DifferentIds, ...]:
    right_ones = clear[~clear.index.isin(wrong.index)]
    found = []
    wrong = wrong.assign(
        kind=[_kind(one, right) for one, right in zip(wrong["id"], wrong["right"], strict=True)]
    )
    for (years_ago, table, kind), part in wrong.groupby(["years_ago", "table", "kind"], sort=False):
        others = right_ones[right_ones["key"].isin(part["key"])]
        named = others.groupby(["years_ago", "table"], sort=False).size()
        here = (int(str(years_ago)), str(table))
        where = cast("tuple[int, str]", named.idxmax()) if len(named) else here
        other = (int(where[0]), str(where[1]))
        found.append(DifferentIds(*here, str(kind), len(part), other))
    return tuple(found)


def _kind(one: str, right: str) -> str:
    if _POWER.fullmatch(one):
        return "power"
    if one.strip(_MARKS) != one:
        return "marks"
    if _DECIMALS.fullmatch(_BLANKS.sub("", one)) and not _DECIMALS.fullmatch(right):
        return "decimals"
    if _BLANKS.search(one):
        return "blanks"
    return "zeros"


def _correction(tables: Tables, wrong: pd.DataFrame, years_ago: int) -> Correction | None:
    part = wrong[wrong["years_ago"] == years_ago]
    cells = []
    for table, ids in part.groupby("table", sort=False):
        right = dict(zip(ids["id"], ids["right"], strict=True))
        texts = pd.Series(tables[str(table)][CHILD].to_numpy(dtype=object), dtype=object)
        value = texts.str.strip().str.upper().map(right).astype(object)
        rows = value.index[value.notna()]
        cells.append(
            pd.DataFrame(
                {
                    "table": table,
                    "row": rows,
                    "column": CHILD,
                    "value": value[rows].to_numpy(),
                    "certain": True,
                }
            )
        )
    every = corrected_cells(cells)
    if every.empty:
        return None
    return Correction(f"write {len(part):,} ids as the other tables have them", every)


def describe(one: DifferentIds, *, offered: bool) -> str:
    """The sentence about the ids of one table. offered: whether a correction of all of them is."""
    how, why = KINDS[one.kind]
    ids = "1 id is" if one.ids == 1 else f"{one.ids:,} ids are"
    there = one.other[1] if one.other[0] == 0 else f"last year's {one.other[1]}"
    advice = "; export the file again" if not offered else "; export the file again, or accept the correction"
    return f"{ids} {how.format(other=there)}, {why}{advice}."
