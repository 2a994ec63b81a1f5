"""Candidates: one field and one value each, with the facts that speak for it.

An episode and a provider are compared fact by fact. Where they disagree in one fact only, that fact is
what may be mended, and the others speak for it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from xl903.engine.report import VALUE
from xl903.engine.tallies import tally
from xl903.s903.returns import Return
from xl903.suggestions.evidence import (
    ANY_URN,
    HISTORY,
    POSTCODE_NEARLY,
    USED,
    Fact,
    holds,
)
from xl903.suggestions.from_provider_list import (
    LIVES_AT_PROVIDER,
    CodeBits,
    Doubtful,
    Register,
    spaced_postcode,
)

COLUMNS = ("table", "row", "field", "value", "facts", "provider", "kind", "said", "group")
"""A candidate: table, row, field, value, its facts as a number, and the provider's row in the list or -1.

kind: VALUE, CLEAR (value is empty text) or DELETE (field and value are). said: what speaks for it in words,
where no fact has them. group: candidates of one row and group are one correction of several cells, tried in one
copy; -1 is none.
"""

MOST_ALTERNATIVES = 5
"""More equally good values than these for one cell mean that nothing is known."""

_MOST_PLACE_CODES = 2  # of a provider that offers more, the register does not tell which one is meant


def candidates_frame(
    table: str,
    row: np.ndarray,
    field: str,
    value: np.ndarray,
    facts: np.ndarray | int,
    provider: np.ndarray | int,
    *,
    kind: str = VALUE,
    said: np.ndarray | str = "",
    group: int = -1,
) -> pd.DataFrame:
    """Candidates for one field. said, facts and provider: one for all rows, or one for each."""
    if not len(row):
        return no_candidates()
    count = len(row)
    return pd.DataFrame(
        {
            "table": np.full(count, table, dtype=object),
            "row": np.asarray(row, dtype=np.int64),
            "field": np.full(count, field, dtype=object),
            "value": np.asarray(value, dtype=object),
            "facts": np.broadcast_to(np.asarray(facts, dtype=np.int64), count).copy(),
            "provider": np.broadcast_to(np.asarray(provider, dtype=np.int64), count).copy(),
            "kind": np.full(count, kind, dtype=object),
            "said": np.broadcast_to(np.asarray(said, dtype=object), count).copy(),
            "group": np.full(count, group, dtype=np.int64),
        }
    ).astype(dict.fromkeys(_TEXTS, object))


def no_candidates() -> pd.DataFrame:
    """A frame of candidates without rows."""
    return _NOTHING


_TEXTS = ("table", "field", "value", "kind", "said")
_NOTHING = pd.DataFrame(
    {name: np.zeros(0, dtype=object if name in _TEXTS else np.int64) for name in COLUMNS}
).astype(dict.fromkeys(_TEXTS, object))


def merged(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """Candidates of every source, those of one cell and value made one, with all their facts."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return no_candidates().copy()
    frame = pd.concat(parts, ignore_index=True)
    cell = frame.groupby(["table", "row", "field", "value"], sort=False).ngroup().to_numpy()
    order = np.lexsort([-frame["provider"].to_numpy(), cell])
    starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
    first = frame.iloc[order[starts]].reset_index(drop=True)
    first["facts"] = np.bitwise_or.reduceat(frame["facts"].to_numpy(dtype=np.int64)[order], starts)
    first["group"] = np.maximum.reduceat(frame["group"].to_numpy(dtype=np.int64)[order], starts)
    said = frame["said"].to_numpy(dtype=object)
    worded = np.lexsort([said == "", cell])
    first["said"] = said[worded[starts]]
    return first


class Compared:
    """Every episode in doubt with every provider that may be meant, and what they agree in."""

    def __init__(self, ret: Return, doubtful: Doubtful, register: Register, used: pd.DataFrame) -> None:
        """``used``: URNs of the child's other episodes; columns position, urn and facts."""
        self.doubtful, self.register = doubtful, register
        self._codes = {name: ret.codes(name) for name in ("PLACE", "PLACE_PROVIDER")}
        self.episode, self.provider, self.facts = self._pairs(used)
        self._agree()

    def _pairs(self, used: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        one, other = self.doubtful, self.register
        in_use, listed = other.of_urn(used["urn"].to_numpy(dtype=object))
        own = np.flatnonzero((one.provider_code == "PR1") & ~one.lives_at_provider)
        ours, offering = other.own_provision(one.place_bit[own])
        found = [
            (*other.of_urn(one.urn), int(Fact.URN)),
            other.near_urn(one.urn),
            (*other.at_postcode(one.postcode), int(Fact.POSTCODE)),
            other.near_postcode(one.postcode),
            (used["position"].to_numpy()[in_use], listed, used["facts"].to_numpy()[in_use]),
            (own[ours], offering, int(Fact.OWN_PROVISION)),
        ]
        pair = np.concatenate([left.astype(np.int64) * len(other) + right for left, right, _ in found])
        facts = np.concatenate([np.broadcast_to(fact, len(left)) for left, _, fact in found])
        order = np.argsort(pair, kind="stable")
        starts = np.flatnonzero(np.diff(pair[order], prepend=-1))
        together = np.bitwise_or.reduceat(facts[order], starts) if len(order) else facts
        pair = pair[order][starts]
        return pair // len(other), pair % len(other), together.astype(np.int64)

    def _agree(self) -> None:
        """Compare what else is known of each pair."""
        one, other, e, p = self.doubtful, self.register, self.episode, self.provider
        self.at_provider = one.lives_at_provider[e]
        # A foster carer lives elsewhere than the agency, so there the postcode says nothing.
        says_nothing = ~self.at_provider & holds(self.facts, POSTCODE_NEARLY | Fact.POSTCODE)
        self.facts = np.where(says_nothing, self.facts & ~int(POSTCODE_NEARLY | Fact.POSTCODE), self.facts)
        self.same_urn = holds(self.facts, Fact.URN)
        self.listed = tally(e[self.same_urn], minlength=len(one.rows)) > 0
        self.same_postcode = holds(self.facts, Fact.POSTCODE)
        self.place_fits = (one.place_bit[e] & other.places[p]) != 0
        self.code_fits = (one.provider_bit[e] & other.provider_codes[p]) != 0
        end, start = other.end[p], other.start[p]
        closed = (one.start[e] >= end) | (one.end[e] > end)
        self.open = ~closed
        late = start > one.start[e]
        for fits, fact in (
            (self.place_fits, Fact.PLACE),
            (self.code_fits, Fact.PROVIDER_CODE),
            (self.open & ~late & ~np.isnat(start), Fact.REGISTERED),
            (late, Fact.LATE),
            (other.assumed[p] & self.code_fits, Fact.ASSUMED),
        ):
            self.facts = self.facts | np.where(fits, int(fact), 0)
        self.postcode_blank = one.postcode[e] == ""
        # The postcode agrees, or one of the two says nothing.
        self.postcode_fits = (
            self.same_postcode | ~self.at_provider | self.postcode_blank | (other.postcode[p] == "")
        )
        self.code_fits_or_blank = self.code_fits | (one.provider_code[e] == "")
        self.place_fits_or_blank = self.place_fits | (one.place[e] == "")

    def candidates(self) -> list[pd.DataFrame]:
        """What each pair says about URN, PL_POST, PLACE_PROVIDER and PLACE."""
        return [self._urn(), self._postcode(), self._provider_code(), self._place()]

    def _urn(self) -> pd.DataFrame:
        near = holds(self.facts, ANY_URN) & ~self.same_urn
        history = holds(self.facts, HISTORY | USED)
        known_by = self.same_postcode | near | history | holds(self.facts, Fact.OWN_PROVISION)
        fits = self.place_fits_or_blank & self.code_fits_or_blank & self.postcode_fits & known_by
        # Near URN and very postcode: the provider, whatever else is wrong.
        fits |= near & self.same_postcode
        chosen = ~self.same_urn & self.open & fits
        # A number that is neither listed nor like a listed one may be right, and the list lack it; and that
        # the authority has such a provider too says little against a number that is there.
        unlike = ~self.listed[self.episode] | ~(self.same_postcode | history)
        replaces = np.where((self.doubtful.urn[self.episode] != "") & ~near & unlike, int(Fact.REPLACES), 0)
        return self._of(chosen, "URN", self.register.urn[self.provider[chosen]], replaces)

    def _postcode(self) -> pd.DataFrame:
        near = holds(self.facts, POSTCODE_NEARLY)
        listed = self.register.postcode[self.provider]
        known = self.same_urn & self.at_provider & ~self.same_postcode & (listed != "")
        fits = (self.place_fits & self.code_fits_or_blank) | near
        chosen = known & self.open & fits
        replaces = np.where(near | self.postcode_blank, 0, int(Fact.REPLACES))
        # That the child was with this provider before or after speaks for the URN, not for one of its addresses.
        candidates = self._of(chosen, "PL_POST", spaced_postcode(listed[chosen]), replaces)
        return candidates.assign(facts=candidates["facts"] & ~int(HISTORY | USED))

    def _provider_code(self) -> pd.DataFrame:
        # Also where the present code is one of those listed: own and another authority's share a listing.
        known = self.same_urn & self.postcode_fits & self.place_fits & self.open
        listed = self.register.provider_codes[self.provider]
        assumed = np.where(self.register.assumed[self.provider], int(Fact.ASSUMED), 0)
        parts = []
        for code, bit in CodeBits.of(self._codes["PLACE_PROVIDER"]).bit.items():
            chosen = known & ((listed & bit) != 0)
            parts.append(
                self._of(chosen, "PLACE_PROVIDER", np.full(chosen.sum(), code, dtype=object), assumed)
            )
        candidates = pd.concat(parts, ignore_index=True)
        return candidates.assign(facts=candidates["facts"] & ~int(Fact.PROVIDER_CODE | HISTORY | USED))

    def _place(self) -> pd.DataFrame:
        bits = CodeBits.of(self._codes["PLACE"]).bit
        listed = self.register.places[self.provider]
        offered = sum(((listed & bit) != 0).astype(int) for bit in bits.values())
        known = self.same_urn & self.open & self.code_fits & ~self.place_fits
        known &= offered <= _MOST_PLACE_CODES
        # PLACE being wrong, the address may be the provider's whatever PLACE says.
        at_address = self.doubtful.postcode[self.episode] == self.register.postcode[self.provider]
        at_address &= ~self.postcode_blank
        facts = np.where(at_address, int(Fact.POSTCODE), 0)
        parts = []
        for code, bit in bits.items():
            chosen = known & ((listed & bit) != 0)
            if code in LIVES_AT_PROVIDER:
                chosen &= at_address
            parts.append(self._of(chosen, "PLACE", np.full(chosen.sum(), code, dtype=object), facts))
        candidates = pd.concat(parts, ignore_index=True)
        return candidates.assign(facts=candidates["facts"] & ~int(HISTORY | USED))

    def _of(
        self, chosen: np.ndarray, field: str, value: np.ndarray, more: np.ndarray | int = 0
    ) -> pd.DataFrame:
        """Candidates of the chosen pairs. ``more``: further facts of every pair."""
        facts = (self.facts | more)[chosen]
        rows = self.doubtful.rows[self.episode[chosen]]
        return candidates_frame("Episodes", rows, field, value, facts, self.provider[chosen])
