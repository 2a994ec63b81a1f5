"""Candidates tried against the rules: each in a copy of its child's rows, all copies in one return.

The copies go by ids of their own, so that no rule sees two of them as one child, and every rule runs once
whatever the number of candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import pandas as pd

from xl903 import places
from xl903.engine.report import DELETE
from xl903.engine.rule_register import Rule
from xl903.engine.table import Unavailable
from xl903.engine.tallies import tally
from xl903.engine.text_columns import TextColumn
from xl903.engine.texts import Vocabulary, different_texts, upper_case
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.returns import Collection, Return
from xl903.s903.schema import DERIVED_COLUMNS, DERIVED_FROM
from xl903.suggestions.slips import equal_keys

CodedColumns = dict[str, np.ndarray]
"""A table's columns by name: for each row the code of its text, -1 for a blank."""

FindErrors = Callable[[Return, int, list[str]], pd.DataFrame]
"""Runs the rules of a collection year and of these codes on a return, and gives the findings of the report."""


@dataclass(frozen=True)
class Outcome:
    """What the trial showed. ``passed``: for each candidate, whether it mends something and breaks nothing.

    ``mended``: a row for each error that a candidate that passed mends: candidate (its position), code, and
    table and row of the error in the return. ``left``: for each candidate how many of the errors on its child
    that were looked at stay.
    """

    passed: np.ndarray
    mended: pd.DataFrame
    left: np.ndarray


def try_candidates(
    ret: Return,
    candidates: pd.DataFrame,
    together: np.ndarray,
    find_errors: FindErrors,
    codes: Iterable[str] = (),
) -> Outcome:
    """Put each candidate into a copy of its child's rows and run the rules that look at the changed fields.

    ``together``: a number for each candidate; those of one child with the same number go into one copy,
    as for one mistake that was made in several episodes, and may not change one cell twice. ``codes``: further
    rules to run, such as those that found what the candidates are to mend. A candidate passes if its copy gains
    no error, and if it alone loses one, or one of several in a copy loses one on the row that it changes.
    """
    rules = _rules(ret.rules_year, candidates, frozenset(codes))
    if candidates.empty or not rules:
        nothing = pd.DataFrame({"candidate": [], "code": [], "table": [], "row": []})
        return Outcome(np.zeros(len(candidates), dtype=bool), nothing, np.zeros(len(candidates), dtype=int))
    copies = _Copies(ret, candidates, together)
    trial = copies.to_return(_tables_of(rules))
    findings = find_errors(trial, ret.rules_year, [rule.code for rule in rules])
    return _outcome(candidates, copies, findings)


def _rules(year: int, candidates: pd.DataFrame, codes: frozenset[str]) -> list[Rule]:
    """The rules that mark a changed cell, or any cell of a table that is to lose a row, and those of the codes."""
    deleted = set(candidates.loc[candidates["kind"] == DELETE, "table"])
    changed = candidates[["table", "field"]].drop_duplicates()
    cells = {
        (table, column)
        for table, field in changed.itertuples(index=False)
        for column in (field, *(DERIVED_FROM.get(field, ()) if table == "Episodes" else ()))
    }
    return [
        rule
        for rule in rules_in_force(year)
        if rule.code in codes
        or any(
            table in deleted or (table, column) in cells
            for table, columns in rule.marks.items()
            for column in columns
        )
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
        self._codes = _Codes(ret.vocabulary)

    def to_return(self, tables: set[str]) -> Return:
        """The return that holds the copies, with the candidates in theirs."""
        self._ids = self._codes.of([f"{copy:08d}" for copy in range(len(self._child_of_copy))])
        this_year = {name: self._copied(name, self._ret) for name in self._ret.tables if name in tables}
        last_year = {
            name: self._copied(f"{name}_last", self._ret.last_year)
            for name in self._ret.last_year.tables
            if f"{name}_last" in tables
        }
        changed = self._candidates[self._candidates["kind"] != DELETE]
        for cell, part in changed.groupby(["table", "field"]):
            table, field = cast("tuple[str, str]", cell)
            self._change(this_year[table], table, field, part)
        for name, part in self._candidates[self._candidates["kind"] == DELETE].groupby("table"):
            this_year[str(name)] = self._delete(this_year[str(name)], str(name), part)
        return self._ret.of_rows(self._codes.vocabulary(), this_year, last_year, self._providers(this_year))

    def original(self, table: str, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The copy that rows of the trial belong to, and the rows of the return that they are copies of."""
        copy, row = self._rows[table]
        return copy[rows], row[rows]

    def _copied(self, name: str, year: Collection) -> CodedColumns:
        owners = self._owners[name]
        order = np.argsort(owners, kind="stable")
        copy, row = equal_keys(self._child_of_copy, owners[order], order)
        self._rows[name] = copy, row
        given = year.table(name.removesuffix("_last")).given_columns()
        columns = {column: text.codes[row] for column, text in given.items()}
        if "CHILD" in columns:
            columns["CHILD"] = np.where(columns["CHILD"] < 0, -1, self._ids[copy])
        return columns

    def _copied_rows(self, table: str, part: pd.DataFrame) -> np.ndarray:
        """Where the rows that candidates are for stand in the copies."""
        copy, row = self._rows[table]
        size = len(self._ret.tables[table])
        trial = self.trial[self._candidates.index.get_indexer(part.index)]
        return np.searchsorted(copy * size + row, trial * size + part["row"].to_numpy())

    def _delete(self, columns: CodedColumns, table: str, part: pd.DataFrame) -> CodedColumns:
        copy, row = self._rows[table]
        stays = np.ones(len(copy), dtype=bool)
        stays[self._copied_rows(table, part)] = False
        self._rows[table] = copy[stays], row[stays]
        return {column: codes[stays] for column, codes in columns.items()}

    def _change(self, columns: CodedColumns, table: str, field: str, part: pd.DataFrame) -> None:
        at = self._copied_rows(table, part)
        if field not in columns:
            columns[field] = np.full(len(self._rows[table][0]), -1)
        columns[field][at] = self._codes.of(part["value"])
        if table == "Episodes" and field in DERIVED_FROM:
            self._derive(columns, at)

    def _derive(self, columns: CodedColumns, rows: np.ndarray) -> None:
        """Work out anew, in changed rows, the columns that the table came with but that follow from others."""
        given = [name for name in DERIVED_COLUMNS["Episodes"] if name in columns]
        if not given:
            return
        nowhere = np.full(len(rows), -1)
        home, place = (
            self._codes.texts(columns[name][rows] if name in columns else nowhere)
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
            columns[name][rows] = self._codes.of(derived[name])

    def _providers(self, this_year: dict[str, CodedColumns]) -> np.ndarray:
        """Which of the listed providers have a URN that some copy names; rules ask for no others."""
        if not self._ret.has_providers:
            return np.zeros(0, dtype=np.intp)
        named = this_year.get("Episodes", {}).get("URN", np.zeros(0, dtype=np.int32))
        urns = cast(TextColumn, self._ret.providers.rows.urn).codes
        return np.flatnonzero(np.isin(urns, named[named >= 0]))


class _Codes:
    """Codes of a return's texts, and of others as they come up."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._more: dict[str, int] = {}

    def of(self, values: Iterable[Any]) -> np.ndarray:
        """The codes of values, which are trimmed and upper-cased as a return's are; -1 for a blank."""
        position, texts = different_texts(pd.Series(values, dtype=object))
        texts = upper_case(texts)
        codes = self._vocabulary.texts.get_indexer(pd.Index(texts, dtype=object))
        size = len(self._vocabulary.texts)
        new = (codes < 0) & (texts != "")
        codes[new] = [self._more.setdefault(text, size + len(self._more)) for text in texts[new]]
        return np.append(codes, -1)[position].astype(np.int32)

    def texts(self, codes: np.ndarray) -> np.ndarray:
        """The texts of codes; NaN for a blank."""
        return self.vocabulary().from_codes(codes).values

    def vocabulary(self) -> Vocabulary:
        """The return's vocabulary with the texts that came up."""
        return self._vocabulary.with_more(list(self._more))


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
    """Compare the errors of each trial's copy with those of the copy of its child as it is."""
    error, copy = _errors(copies, findings)
    count = len(candidates)
    # the errors of each candidate's child before, and of its copy after: pairs of candidate and error
    order = np.argsort(copy, kind="stable")
    which, at = equal_keys(copies.as_is, copy[order], order)
    before = np.unique(which.astype(np.int64) * (len(error.keys) + 1) + error.number[at])
    which, at = equal_keys(copies.trial, copy[order], order)
    after = np.unique(which.astype(np.int64) * (len(error.keys) + 1) + error.number[at])
    gained = np.setdiff1d(after, before, assume_unique=True) // (len(error.keys) + 1)
    lost = np.setdiff1d(before, after, assume_unique=True)
    left = tally(np.intersect1d(before, after, assume_unique=True) // (len(error.keys) + 1), minlength=count)
    broke = np.zeros(count, dtype=bool)
    broke[gained] = True
    candidate, number = lost // (len(error.keys) + 1), lost % (len(error.keys) + 1)
    mended = error.keys.iloc[number].assign(candidate=candidate).reset_index(drop=True)
    # of several candidates in one copy each has to its credit what is mended on its own row
    alone = (tally(copies.trial)[copies.trial] == 1) | (candidates["group"].to_numpy() >= 0)
    own = (
        mended["table"].to_numpy(dtype=object) == candidates["table"].to_numpy(dtype=object)[candidate]
    ) & (mended["row"].to_numpy() == candidates["row"].to_numpy()[candidate])
    mended = mended[alone[candidate] | own]
    passed = np.zeros(count, dtype=bool)
    passed[mended["candidate"].to_numpy(dtype=int)] = True
    passed &= ~broke
    return Outcome(passed, mended[passed[mended["candidate"].to_numpy(dtype=int)]], left)


class _Errors(NamedTuple):
    """``number`` of the error of each finding; ``keys``: what error that is: table, row, code."""

    number: np.ndarray
    keys: pd.DataFrame


def _errors(copies: _Copies, findings: pd.DataFrame) -> tuple[_Errors, np.ndarray]:
    """The findings as errors of the return's own rows, and the copy that each was found in."""
    copy = np.full(len(findings), -1, dtype=np.int64)
    row = np.zeros(len(findings), dtype=np.int64)
    for name, part in findings.reset_index(drop=True).groupby("table"):
        copy[part.index], row[part.index] = copies.original(str(name), part["row"].to_numpy())
    keys = pd.DataFrame(
        {"table": findings["table"].to_numpy(), "row": row, "code": findings["code"].to_numpy()}
    )
    number = keys.groupby(["table", "row", "code"], sort=False).ngroup().to_numpy()
    first = ~pd.Series(number).duplicated().to_numpy()
    known = keys[first].iloc[np.argsort(number[first])].reset_index(drop=True)
    return _Errors(number, known), copy
