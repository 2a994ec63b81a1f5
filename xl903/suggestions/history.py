"""What the same child's other episodes say: the ones before and after, and the same one last year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from xl903.engine.lookups import View
from xl903.engine.table import Unavailable
from xl903.s903.episode_vocabulary import Episodes
from xl903.s903.returns import Return
from xl903.s903.schema import URN_PLACEHOLDER
from xl903.suggestions.candidates import Candidates, candidates_for
from xl903.suggestions.evidence import Fact, postcode_slip_fact, urn_slip_fact
from xl903.suggestions.from_provider_list import LIVES_AT_PROVIDER, as_text
from xl903.suggestions.slips import equal_keys, slips

SAME_PLACEMENT = ("L",)
"""Reasons for a new episode by which the placement stays the same in every respect."""

SAME_CARERS = ("T", "U")
"""Reasons for a new episode by which the carers stay the same."""

OTHER_CARERS = ("P", "B")
"""Reasons for a new episode by which the child moves to other carers, who may be of the same agency."""

_PLACEMENT = ("URN", "PL_POST", "PLACE_PROVIDER", "PLACE")
_STAYS_WITH_CARERS = ("URN", "PL_POST", "PLACE_PROVIDER")


@dataclass(frozen=True)
class _Other:
    """Another episode of the child of each episode in doubt.

    reason: why the later of the two began; used: the fact that its provider was used there.
    """

    view: View
    reason: np.ndarray
    used: Fact

    def text(self, column: str, rows: np.ndarray) -> np.ndarray:
        return as_text(getattr(self.view, column.lower()).take(rows))


class OtherEpisodes:
    """The episode before and the one after each episode in doubt, and the same episode of last year."""

    def __init__(self, ret: Return, rows: np.ndarray) -> None:
        self._ret, self._rows = ret, rows
        self._episodes: Episodes = ret.episodes
        ep = self._episodes
        self._others = (
            _Other(ep.previous, as_text(ep.rne.iloc[rows]), Fact.USED_BEFORE),
            _Other(ep.next, as_text(ep.next.rne.iloc[rows]), Fact.USED_AFTER),
            _Other(_last_year(ret), np.full(len(rows), "same"), Fact.LAST_YEAR),
        )
        self._own = {name: as_text(ep.text(name).take(rows)) for name in (*_PLACEMENT, "HOME_POST")}

    def providers(self) -> pd.DataFrame:
        """URNs of the child's other episodes that may be this one's too: position, urn, facts.

        ``position``: of the episode among those in doubt. Where a child moved to other carers, the URN may
        stay the same only if an agency is behind both.
        """
        parts = []
        agency = ~np.isin(self._own["PLACE"], list(LIVES_AT_PROVIDER))
        for other in self._others:
            urn = other.text("URN", self._rows)
            same_code = other.text("PLACE_PROVIDER", self._rows) == self._own["PLACE_PROVIDER"]
            facts = self._relation(other, "URN")
            moved = np.isin(other.reason, OTHER_CARERS) & agency & same_code
            facts = np.where(moved, int(other.used), facts)
            chosen = np.flatnonzero((facts != 0) & (urn != "") & (urn != URN_PLACEHOLDER))
            parts.append(pd.DataFrame({"position": chosen, "urn": urn[chosen], "facts": facts[chosen]}))
        return pd.concat(parts, ignore_index=True)

    def candidates(self) -> list[Candidates]:
        """What the other episodes have in a cell in which this one has something else, or nothing."""
        return [
            self._candidates(other, column) for column in (*_PLACEMENT, "HOME_POST") for other in self._others
        ]

    def _candidates(self, other: _Other, column: str) -> Candidates:
        own, value = self._own[column], other.text(column, self._rows)
        relation = self._relation(other, column)
        # Of two values that may both be right, nobody can tell here which one is.
        facts = relation | np.where((own != "") & self._may_be_right(column, own), int(Fact.DISPUTED), 0)
        chosen = np.flatnonzero((relation != 0) & (value != "") & (value != own))
        chosen = chosen[self._may_be_right(column, value[chosen])]
        near = np.zeros(len(chosen), dtype=np.int64)
        if column in ("URN", "PL_POST", "HOME_POST") and len(chosen):
            near = _slip_facts(column, own[chosen], value[chosen])
            if column != "URN":
                different = ~_same_but_for_spaces(own[chosen], value[chosen])
                chosen, near = chosen[different], near[different]
        return candidates_for("Episodes", self._rows[chosen], column, value[chosen], facts[chosen] | near)

    def _may_be_right(self, column: str, values: np.ndarray) -> np.ndarray:
        """Which values are a listed URN, an existing postcode or a code; all, where nobody can tell."""
        texts, ret = pd.Series(values, dtype=object), self._ret
        if column in ("PLACE_PROVIDER", "PLACE"):
            return texts.isin(list(ret.codes(column))).to_numpy()
        try:
            if column == "URN":
                return texts.isin(list(ret.providers.rows.urn.dropna().unique())).to_numpy()
            return np.asarray(ret.postcodes.find(texts.to_numpy()) >= 0)
        except Unavailable:
            return np.ones(len(texts), dtype=bool)

    def _relation(self, other: _Other, column: str) -> np.ndarray:
        """What the other episode's value says of this one's; 0 where nothing."""
        if other.used == Fact.LAST_YEAR:
            return np.where(other.view.exists.iloc[self._rows], int(Fact.LAST_YEAR), 0)
        if column == "HOME_POST":
            one_period = (other.reason != "S") & (other.reason != "")
            return np.where(one_period, int(Fact.SAME_HOME), 0)
        facts = np.where(np.isin(other.reason, SAME_PLACEMENT), int(Fact.SAME_STAY), 0)
        if column in _STAYS_WITH_CARERS:
            facts = np.where(np.isin(other.reason, SAME_CARERS), int(other.used), facts)
        return facts


def _last_year(ret: Return) -> View:
    """For each episode of this year, the child's episode of last year that began on the same day."""
    now, last = ret.episodes, ret.last_year.episodes
    this_key, last_key = _child_and_day(now), _child_and_day(last)
    order = np.argsort(last_key, kind="stable")
    one, other = equal_keys(this_key, last_key[order], order)
    known = this_key[one] >= 0
    positions = np.full(len(now), -1)
    positions[one[known]] = other[known]
    return View(last, positions)


def _child_and_day(episodes: Episodes) -> np.ndarray:
    """Child and first day as one number; -1 where either is blank."""
    days = episodes.decom.to_numpy().astype("M8[D]")
    number = episodes.child_codes.astype(np.int64) * 10_000_000 + days.astype(np.int64) + 1_000_000
    return np.where(np.isnat(days) | (episodes.child_codes < 0), -1, number)


def _slip_facts(column: str, own: np.ndarray, value: np.ndarray) -> np.ndarray:
    """The fact for pairs of texts that are one slip apart; 0 for others."""
    mine, written = pd.factorize(_compact(own))
    theirs, known = pd.factorize(_compact(value))
    near = slips(written, known)
    keys = near.written * len(known) + near.known
    order = np.argsort(keys)
    pair, hit = equal_keys(mine * len(known) + theirs, keys[order], order)
    facts = np.zeros(len(own), dtype=np.int64)
    to_fact = urn_slip_fact if column == "URN" else postcode_slip_fact
    facts[pair] = to_fact(near.slip[hit])
    return facts


def _same_but_for_spaces(own: np.ndarray, value: np.ndarray) -> np.ndarray:
    return np.asarray(_compact(own) == _compact(value))


def _compact(texts: np.ndarray) -> np.ndarray:
    return pd.Series(texts, dtype=object).str.replace(" ", "", regex=False).to_numpy(dtype=object)
