"""Candidates: one field and one value each, with the facts that speak for it.

An episode and a provider are compared fact by fact. Where they disagree in one fact only, that fact is
what may be mended, and the others speak for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

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

_HAND_OVER = np.timedelta64(92, "D")
"""The most between the closing of a home and the registration of who took it over, either way round."""

_MOST_PLACE_CODES = 2  # of a provider that offers more, the register does not tell which one is meant


@dataclass(frozen=True)
class Candidates:
    """Candidates for one column of a table and of one kind, as arrays with a value per candidate.

    The parts are those of ``COLUMNS``; a frame is made of them once all sources have been asked.
    """

    table: str
    field: str
    kind: str
    row: np.ndarray
    value: np.ndarray
    facts: np.ndarray
    provider: np.ndarray
    said: np.ndarray
    group: np.ndarray

    def __len__(self) -> int:
        return len(self.row)

    def without(self, facts: Fact) -> Candidates:
        """The same, for which these facts do not speak."""
        return replace(self, facts=self.facts & ~int(facts))


def candidates_for(
    table: str,
    row: np.ndarray,
    field: str,
    value: np.ndarray | str,
    facts: np.ndarray | int,
    provider: np.ndarray | int = -1,
    *,
    kind: str = VALUE,
    said: np.ndarray | str = "",
    group: np.ndarray | int = -1,
) -> Candidates:
    """Candidates for one field. All but table, field and kind: one for all rows, or one for each."""
    count = len(row)
    return Candidates(
        table=table,
        field=field,
        kind=kind,
        row=np.asarray(row, dtype=np.int64),
        value=np.broadcast_to(np.asarray(value, dtype=object), count),
        facts=np.broadcast_to(np.asarray(facts, dtype=np.int64), count),
        provider=np.broadcast_to(np.asarray(provider, dtype=np.int64), count),
        said=np.broadcast_to(np.asarray(said, dtype=object), count),
        group=np.broadcast_to(np.asarray(group, dtype=np.int64), count),
    )


def merged(parts: Iterable[Candidates]) -> pd.DataFrame:
    """Candidates of every source as a frame, those of one cell and value made one, with all their facts."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return _NOTHING.copy()
    size = [len(part) for part in parts]
    of_part = {
        name: np.repeat(np.array([getattr(part, name) for part in parts], dtype=object), size)
        for name in ("table", "field", "kind")
    }
    of_row = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in ("row", "value", "facts", "provider", "said", "group")
    }
    columns = np.repeat(pd.factorize(np.array([f"{p.table} {p.field}" for p in parts]))[0], size)
    value, texts = pd.factorize(of_row["value"])
    row, different = of_row["row"], int(of_row["row"].max()) + 1
    cell = (columns.astype(np.int64) * different + row) * len(texts) + value
    order = np.lexsort([-of_row["provider"], cell])
    starts = np.flatnonzero(np.diff(cell[order], prepend=-1))
    first = order[starts]
    worded = np.lexsort([of_row["said"] == "", cell])
    frame = {name: every[first] for name, every in (of_part | of_row).items()}
    frame["facts"] = np.bitwise_or.reduceat(of_row["facts"][order], starts)
    frame["group"] = np.maximum.reduceat(of_row["group"][order], starts)
    frame["said"] = of_row["said"][worded[starts]]
    return pd.DataFrame({name: pd.Series(frame[name], dtype=_DTYPES[name]) for name in COLUMNS})


_DTYPES = {
    name: object if name in ("table", "field", "value", "kind", "said") else np.int64 for name in COLUMNS
}
_NOTHING = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _DTYPES.items()})


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

    def candidates(self) -> list[Candidates]:
        """What each pair says about URN, PL_POST, PLACE_PROVIDER and PLACE."""
        return [self._urn(), self._postcode(), *self._provider_codes(), *self._places()]

    def _urn(self) -> Candidates:
        near = holds(self.facts, ANY_URN) & ~self.same_urn
        history = holds(self.facts, HISTORY | USED)
        known_by = self.same_postcode | near | history | holds(self.facts, Fact.OWN_PROVISION)
        fits = self.place_fits_or_blank & self.code_fits_or_blank & self.postcode_fits & known_by
        # Near URN and very postcode: the provider, whatever else is wrong.
        fits |= near & self.same_postcode
        chosen = ~self.same_urn & self.open & fits
        another_home = self._at_the_address_of_the_urn() & ~near
        # A number that is neither listed nor like a listed one may be right, and the list lack it; and that
        # the authority has such a provider too says little against a number that is there.
        unlike = ~self.listed[self.episode] | ~(self.same_postcode | history)
        replaces = (self.doubtful.urn[self.episode] != "") & ~near & (unlike | another_home)
        return self._of(
            chosen, "URN", self.register.urn[self.provider[chosen]], replaces * int(Fact.REPLACES)
        )

    def _at_the_address_of_the_urn(self) -> np.ndarray:
        """Whether URN and postcode agree on a listed provider, which the one of the pair has not succeeded there.

        Both may be wrong then, as they would be where the child lives elsewhere.
        """
        here = self.same_urn & self.same_postcode
        closed = np.full(len(self.doubtful.rows), np.datetime64("NaT"), dtype="M8[D]")
        closed[self.episode[here]] = self.register.end[self.provider[here]]
        agrees = tally(self.episode[here], minlength=len(closed)) > 0
        gap = np.abs(self.register.start[self.provider] - closed[self.episode])
        return np.asarray(agrees[self.episode] & ~(gap <= _HAND_OVER))

    def _postcode(self) -> Candidates:
        near = holds(self.facts, POSTCODE_NEARLY)
        listed = self.register.postcode[self.provider]
        known = self.same_urn & self.at_provider & ~self.same_postcode & (listed != "")
        fits = (self.place_fits & self.code_fits_or_blank) | near
        chosen = known & self.open & fits
        replaces = np.where(near | self.postcode_blank, 0, int(Fact.REPLACES))
        # That the child was with this provider before or after speaks for the URN, not for one of its addresses.
        return self._of(chosen, "PL_POST", spaced_postcode(listed[chosen]), replaces).without(HISTORY | USED)

    def _provider_codes(self) -> Iterator[Candidates]:
        # Also where the present code is one of those listed: own and another authority's share a listing.
        known = self.same_urn & self.postcode_fits & self.place_fits & self.open
        listed = self.register.provider_codes[self.provider]
        assumed = np.where(self.register.assumed[self.provider], int(Fact.ASSUMED), 0)
        for code, bit in CodeBits.of(self._codes["PLACE_PROVIDER"]).bit.items():
            chosen = known & ((listed & bit) != 0)
            candidates = self._of(chosen, "PLACE_PROVIDER", code, assumed)
            yield candidates.without(Fact.PROVIDER_CODE | HISTORY | USED)

    def _places(self) -> Iterator[Candidates]:
        bits = CodeBits.of(self._codes["PLACE"]).bit
        listed = self.register.places[self.provider]
        offered = sum(((listed & bit) != 0).astype(int) for bit in bits.values())
        known = self.same_urn & self.open & self.code_fits & ~self.place_fits
        known &= offered <= _MOST_PLACE_CODES
        # PLACE being wrong, the address may be the provider's whatever PLACE says.
        at_address = self.doubtful.postcode[self.episode] == self.register.postcode[self.provider]
        at_address &= ~self.postcode_blank
        facts = np.where(at_address, int(Fact.POSTCODE), 0)
        for code, bit in bits.items():
            chosen = known & ((listed & bit) != 0)
            if code in LIVES_AT_PROVIDER:
                chosen &= at_address
            yield self._of(chosen, "PLACE", code, facts).without(HISTORY | USED)

    def _of(
        self, chosen: np.ndarray, field: str, value: np.ndarray | str, more: np.ndarray | int = 0
    ) -> Candidates:
        """Candidates of the chosen pairs. ``more``: further facts of every pair."""
        facts = (self.facts | more)[chosen]
        rows = self.doubtful.rows[self.episode[chosen]]
        return candidates_for("Episodes", rows, field, value, facts, self.provider[chosen])
