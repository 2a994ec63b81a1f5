"""Candidates tried against the rules: each in a copy of its child's rows, all copies in one return.

The copies go by ids of their own, so that no rule sees two of them as one child, and every rule runs once
whatever the number of candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from xl903 import places
from xl903.engine.rule_register import Rule
from xl903.engine.table import Unavailable
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.returns import Collection, Return
from xl903.s903.schema import DERIVED_COLUMNS, DERIVED_FROM
from xl903.suggestions.slips import equal_keys

FindErrors = Callable[[Return, int, list[str]], pd.DataFrame]
"""Runs the rules of a collection year and of these codes on a return, and gives the findings of the report."""


@dataclass(frozen=True)
class Outcome:
    """What the trial showed. ``passed``: for each candidate, whether it mends something and breaks nothing.

    ``mended``: a row for each code that a candidate that passed mends: candidate (its position) and code.
    """

    passed: np.ndarray
    mended: pd.DataFrame


def try_candidates(
    ret: Return, candidates: pd.DataFrame, together: np.ndarray, find_errors: FindErrors
) -> Outcome:
    """Put each candidate into a copy of its child's rows and run the rules that look at the changed fields.

    ``together``: a number for each candidate; those of one child with the same number go into one copy,
    as for one mistake that was made in several episodes, and may not change one cell twice. A candidate
    passes if the row that it changes loses at least one code and gains none.
    """
    rules = _rules(ret.rules_year, candidates)
    if candidates.empty or not rules:
        return Outcome(np.zeros(len(candidates), dtype=bool), pd.DataFrame({"candidate": [], "code": []}))
    copies = _Copies(ret, candidates, together)
    trial = copies.to_return(_tables_of(rules))
    findings = find_errors(trial, ret.rules_year, [rule.code for rule in rules])
    return _outcome(candidates, copies, findings)


def _rules(year: int, candidates: pd.DataFrame) -> list[Rule]:
    changed = candidates[["table", "field"]].drop_duplicates()
    cells = {
        (table, column)
        for table, field in changed.itertuples(index=False)
        for column in (field, *(DERIVED_FROM.get(field, ()) if table == "Episodes" else ()))
    }
    return [
        rule
        for rule in rules_in_force(year)
        if any((table, column) in cells for table, columns in rule.marks.items() for column in columns)
    ]


def _tables_of(rules: Iterable[Rule]) -> set[str]:
    """Names of the tables that the rules look at, last year's with ``_last``."""
    return {
        table
        for rule in rules
        for table in (*rule.marks, *rule.needs, *rule.uses, *rule.needs_one_of, *rule.xml_needs)
    }


class _Copies:
    """The rows of the children concerned: a copy of each child as it is, and one for each trial."""

    def __init__(self, ret: Return, candidates: pd.DataFrame, together: np.ndarray) -> None:
        self._ret = ret
        self._candidates = candidates
        self._owners = _owners(ret)
        owner = np.empty(len(candidates), dtype=np.int64)
        for table, part in candidates.groupby("table"):
            position = candidates.index.get_indexer(part.index)
            owner[position] = self._owners[f"{table}"][part["row"].to_numpy()]
        # Copies are numbered: first each child as it is, then the trials.
        as_is, children = pd.factorize(owner)
        trial, trials = pd.factorize(pd.MultiIndex.from_arrays([owner, together]))
        self.as_is, self.trial = as_is, trial + len(children)
        of_trial = trials.get_level_values(0).to_numpy()
        self._child_of_copy = np.concatenate([children, of_trial])
        self._rows: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def to_return(self, tables: set[str]) -> Return:
        """The return that holds the copies, with the candidates in theirs."""
        this_year = {name: self._copied(name, self._ret) for name in self._ret.tables if name in tables}
        last_year = {
            name: self._copied(f"{name}_last", self._ret.last_year)
            for name in self._ret.last_year.tables
            if f"{name}_last" in tables
        }
        for cell, part in self._candidates.groupby(["table", "field"]):
            table, field = cast("tuple[str, str]", cell)
            self._change(this_year[table], table, field, part)
        return Return(
            this_year,
            last_year,
            year=self._ret.year,
            authority=self._ret.authority.code if self._ret.authority else None,
            providers=self._providers(this_year),
            source=self._ret.source,
        )

    def original(self, table: str, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The copy that rows of the trial belong to, and the rows of the return that they are copies of."""
        copy, row = self._rows[table]
        return copy[rows], row[rows]

    def _copied(self, name: str, year: Collection) -> pd.DataFrame:
        owners = self._owners[name]
        order = np.argsort(owners, kind="stable")
        copy, row = equal_keys(self._child_of_copy, owners[order], order)
        self._rows[name] = copy, row
        frame = year.tables[name.removesuffix("_last")].take(row).reset_index(drop=True)
        if "CHILD" in frame:
            ids = pd.Series(copy, dtype=object).astype(str).str.zfill(8)
            frame["CHILD"] = ids.where(frame["CHILD"].notna(), None)
        return frame

    def _change(self, frame: pd.DataFrame, table: str, field: str, part: pd.DataFrame) -> None:
        copy, row = self._rows[table]
        size = len(self._ret.tables[table])
        keys = copy * size + row
        trial = self.trial[self._candidates.index.get_indexer(part.index)]
        at = np.searchsorted(keys, trial * size + part["row"].to_numpy())
        cells = frame[field].to_numpy(dtype=object).copy() if field in frame else np.full(len(frame), None)
        cells[at] = part["value"].to_numpy(dtype=object)
        frame[field] = cells
        if table == "Episodes" and field in DERIVED_FROM:
            self._derive(frame, at)

    def _derive(self, frame: pd.DataFrame, rows: np.ndarray) -> None:
        """Work out anew, in changed rows, the columns that the table came with but that follow from others."""
        given = [name for name in DERIVED_COLUMNS["Episodes"] if name in frame]
        if not given:
            return
        changed = frame.loc[rows]
        home, place = (
            changed[name] if name in changed else pd.Series(None, index=changed.index, dtype=object)
            for name in ("HOME_POST", "PL_POST")
        )
        try:
            postcodes = self._ret.postcodes
            authority = places.placement_authority(place, postcodes)
            derived = {"PL_LA": authority, "PL_DISTANCE": places.placement_distance(home, place, postcodes)}
            derived["PL_LOCATION"] = places.placement_location(authority, self._ret.authority_code)
        except Unavailable:
            return
        for name in given:
            cells = frame[name].to_numpy(dtype=object).copy()
            cells[rows] = pd.Series(derived[name], dtype=object).map(str, na_action="ignore")
            frame[name] = cells

    def _providers(self, this_year: dict[str, pd.DataFrame]) -> pd.DataFrame | None:
        """The listed providers whose URN some copy names; rules ask for no others."""
        if not self._ret.has_providers:
            return None
        listed = self._ret.providers
        named = this_year["Episodes"]["URN"] if "URN" in this_year.get("Episodes", ()) else pd.Series([])
        urns = named.dropna().astype(str).str.strip().str.upper().unique()
        return listed.frame[listed.rows.urn.isin(list(urns)).to_numpy()]


def _owners(ret: Return) -> dict[str, np.ndarray]:
    """For each row of each table the number of the child it is about; a row without CHILD has its own."""
    owners = {}
    tables = [year.table(name) for year in ret.both_years for name in year.tables]
    next_number = 1 + max((int(table.child_codes.max(initial=-1)) for table in tables), default=-1)
    for suffix, year in zip(("", "_last"), ret.both_years, strict=True):
        for name in year.tables:
            codes = year.table(name).child_codes.astype(np.int64)
            nobody = codes < 0
            codes[nobody] = next_number + np.arange(nobody.sum())
            next_number += int(nobody.sum())
            owners[f"{name}{suffix}"] = codes
    return owners


def _outcome(candidates: pd.DataFrame, copies: _Copies, findings: pd.DataFrame) -> Outcome:
    """Compare the codes of each candidate's row before and after."""
    code, codes = pd.factorize(findings["code"])
    names = list(dict.fromkeys(candidates["table"]))
    rows = candidates["row"].to_numpy()
    most_rows = 1 + max(int(rows.max()), 0)
    mended, broke = [], np.zeros(len(candidates), dtype=bool)
    for name in names:
        at = np.flatnonzero(candidates["table"].to_numpy() == name)
        of_table = np.flatnonzero(findings["table"].to_numpy() == name)
        copy, row = copies.original(name, findings["row"].to_numpy()[of_table])
        kept = row < most_rows
        finding = np.sort(((copy * most_rows + row) * len(codes) + code[of_table])[kept])
        before = _codes_at(finding, copies.as_is[at] * most_rows + rows[at], len(codes))
        after = _codes_at(finding, copies.trial[at] * most_rows + rows[at], len(codes))
        lost, gained = before & ~after, after & ~before
        broke[at] = gained.any(axis=1)
        candidate, number = np.nonzero(lost)
        mended.append(pd.DataFrame({"candidate": at[candidate], "code": np.asarray(codes)[number]}))
    together = pd.concat(mended, ignore_index=True)
    passed = np.zeros(len(candidates), dtype=bool)
    passed[together["candidate"].to_numpy(dtype=int)] = True
    passed &= ~broke
    return Outcome(passed, together[passed[together["candidate"].to_numpy(dtype=int)]])


def _codes_at(findings: np.ndarray, rows: np.ndarray, codes: int) -> np.ndarray:
    """Which codes each row has: a truth table of rows by codes. ``findings``: sorted row * codes + code."""
    wanted = rows[:, None] * codes + np.arange(codes)[None, :]
    if not len(findings):
        return np.zeros(wanted.shape, dtype=bool)
    at = np.minimum(np.searchsorted(findings, wanted), len(findings) - 1)
    return np.asarray(findings[at] == wanted)
