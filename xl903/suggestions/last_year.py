"""What last year's return says of the same thing: the open episode, and other rows that are repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from xl903.engine.lookups import View
from xl903.engine.table import Table
from xl903.engine.tallies import tally
from xl903.engine.thin_columns import Column
from xl903.s903.returns import Return
from xl903.s903.schema import TABLES
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact
from xl903.suggestions.from_provider_list import as_text
from xl903.suggestions.slips import equal_keys

OPEN_EPISODE = ("DECOM", "RNE", "LS", "CIN", "PLACE", "PLACE_PROVIDER", "URN", "PL_POST", "HOME_POST")
"""Columns in which an episode that was open at the end of last year has to be repeated."""

REPEATED = {
    "Header": ("ETHNIC", "MOTHER", "MC_DOB"),
    "UASC": ("SEX", "DOB", "DUC"),
    "PrevPerm": ("PREV_PERM", "LA_PERM", "DATE_PERM"),
    "PlacedAdoption": ("DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED"),
    "AD1": ("DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR"),
    "OC3": ("ACTIV", "ACCOM"),
    "Missing": ("MISSING", "MIS_START", "MIS_END"),
    "SWEpisodes": ("SW_ID", "SW_DECOM", "SW_DEC", "SW_REASON"),
}
"""Columns of other tables that say the same in both years, for a row that is in both."""

_MAY_CHANGE = frozenset({("OC3", "ACTIV"), ("OC3", "ACCOM"), ("Header", "MOTHER")})
"""Cells that often are other ones a year later."""


class _Repeated(NamedTuple):
    """This year's rows and the rows of last year's table that they repeat, side by side."""

    now: np.ndarray
    then: np.ndarray


def last_year_candidates(ret: Return, findings: pd.DataFrame) -> list[Candidates]:
    """Values of last year's return for rows with an error that repeat a row of it but say something else."""
    found: list[Candidates] = []
    in_doubt = {str(name): part["row"].unique() for name, part in findings.groupby("table")}
    if "Episodes" in in_doubt and ret.last_year.has("Episodes"):
        found += _of_open_episodes(ret, in_doubt["Episodes"])
    for name in REPEATED:
        if name in in_doubt and ret.last_year.has(name):
            found += _of_table(ret, name, in_doubt[name])
    return found


def _of_open_episodes(ret: Return, rows: np.ndarray) -> list[Candidates]:
    """What the episode that last year's return left open says."""
    ep, then = ret.episodes, ret.episodes.closing_last_year
    carried = ep.carried_over.to_numpy()
    chosen = np.sort(rows[carried[rows]])
    own = {name: as_text(ep.text(name).take(chosen)) for name in OPEN_EPISODE}
    last = {name: as_text(_raw(then, ret.last_year.episodes, name, chosen)) for name in OPEN_EPISODE}
    same = {name: own[name] == last[name] for name in OPEN_EPISODE}
    agree = sum(same[name].astype(int) for name in ("DECOM", "RNE", "LS", "CIN", "PLACE"))
    found = []
    for name in OPEN_EPISODE:
        differs = ~same[name] & (last[name] != "")
        # The start and three of the other four agree, or all of these but the start: it is the same episode.
        sure = (agree - same[name].astype(int) * (name in _ALIKE) >= 4) | (
            (name not in _ALIKE) & (agree == len(_ALIKE))
        )
        facts = np.where(sure, int(Fact.DETERMINED), int(Fact.INDICATED))
        found.append(
            candidates_for(
                *("Episodes", chosen[differs], name, last[name][differs], facts[differs]),
                said=f"last year's return has this {name} for the episode, which was open then",
            )
        )
    return found


_ALIKE = ("DECOM", "RNE", "LS", "CIN", "PLACE")
"""What tells that an episode is the same one."""


def _raw(view: View, table: Table, name: str, rows: np.ndarray) -> Column:
    """The text of a column behind a view, whatever its type."""
    return view.of(table.text(name)).take(rows)


def _of_table(ret: Return, name: str, rows: np.ndarray) -> list[Candidates]:
    now, then = ret.table(name), ret.last_year.table(name)
    pairs = _same_rows(name, now, then)
    kept = np.isin(pairs.now, rows)
    pairs = _Repeated(pairs.now[kept], pairs.then[kept])
    found = []
    for field in REPEATED[name]:
        if not now.has_column(field) or not then.has_column(field):
            continue
        own = as_text(now.text(field).take(pairs.now))
        last = as_text(then.text(field).take(pairs.then))
        differs = (own != last) & (last != "")
        fact = Fact.CONCEIVABLE if (name, field) in _MAY_CHANGE else Fact.INDICATED
        found.append(
            candidates_for(
                *(name, pairs.now[differs], field, last[differs], int(fact)),
                said=f"{field} in last year's return",
            )
        )
    return found


def _same_rows(name: str, now: Table, then: Table) -> _Repeated:
    """The rows of a table that are in both years: the child's one row, or those that begin on the same day.

    A child whose only rows in both years begin on different days has one of them wrong.
    """
    start = next((column for column in TABLES[name].key if column != "CHILD"), None)
    if start is None:
        return _single(now, then, _everything)
    one, other = _keys(now, start), _keys(then, start)
    order = np.argsort(other, kind="stable")
    left, right = equal_keys(one, other[order], order)
    known = one[left] >= 0
    if name != "PlacedAdoption":
        return _Repeated(left[known], right[known])
    single = _single(now, then, _everything)
    return _Repeated(np.append(left[known], single.now), np.append(right[known], single.then))


def _everything(table: Table) -> np.ndarray:
    return table.child_codes


def _keys(table: Table, start: str) -> np.ndarray:
    """Child and start as one number, equal in both years for the same; -1 where either is blank."""
    child, text = table.child_codes.astype(np.int64), table.text(start).codes.astype(np.int64)
    return np.where((child < 0) | (text < 0), -1, child * (1 << 32) + text)


def _single(now: Table, then: Table, of: Callable[[Table], np.ndarray]) -> _Repeated:
    """The rows of children who have one in either year."""
    one, other = of(now).astype(np.int64), of(then).astype(np.int64)
    most = max(one.max(initial=0), other.max(initial=0)) + 1
    once = (tally(one[one >= 0], minlength=most) == 1) & (tally(other[other >= 0], minlength=most) == 1)
    place = np.full(most, -1)
    place[other[other >= 0]] = np.flatnonzero(other >= 0)
    rows = np.flatnonzero((one >= 0) & once[np.maximum(one, 0)])
    return _Repeated(rows, place[one[rows]])
