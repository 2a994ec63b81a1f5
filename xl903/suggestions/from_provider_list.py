"""Ofsted's register and the episodes in doubt, side by side, in the shape that comparing them takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from xl903.engine.table import Unavailable
from xl903.engine.text_columns import TextColumn
from xl903.engine.thin_columns import Column
from xl903.s903.episode_vocabulary import Episodes
from xl903.s903.provider_list import listed_codes
from xl903.s903.returns import Return
from xl903.s903.schema import PLACEMENTS_AT_THE_PROVIDER, URN_PLACEHOLDER
from xl903.suggestions.evidence import Fact, postcode_slip_fact, urn_slip_fact
from xl903.suggestions.slips import equal_keys, slips

LIVES_AT_PROVIDER = PLACEMENTS_AT_THE_PROVIDER | {"H5", "K3"}
"""Placements in which the child lives at the address that Ofsted lists, as rule 221 has it in some year."""


def as_text(column: pd.Series | Column) -> np.ndarray:
    """A column of a table as texts, blank being the empty text."""
    if isinstance(column, TextColumn):
        return column.with_empty_texts()
    texts = np.array(column, dtype=object)
    texts[pd.isna(texts)] = ""
    return texts


@dataclass(frozen=True)
class CodeBits:
    """Codes of one set as bits of a whole number, so that sets of codes compare in one step."""

    bit: Mapping[str, int]

    @classmethod
    def of(cls, codes: Mapping[str, str]) -> CodeBits:
        """A bit for each code of a code set."""
        return cls({code: 1 << place for place, code in enumerate(codes)})

    def single(self, texts: np.ndarray) -> np.ndarray:
        """The bit of each text, 0 where it is no code."""
        number, distinct = pd.factorize(texts)
        return np.array([*(self.bit.get(text, 0) for text in distinct), 0], dtype=np.int64)[number]

    def several(self, cells: pd.Series) -> np.ndarray:
        """The bits of cells that hold several codes, separated."""
        number, distinct = pd.factorize(cells)
        single = listed_codes(pd.Series(distinct, dtype=object))
        bits = np.zeros(len(distinct) + 1, dtype=np.int64)
        np.bitwise_or.at(bits, single.index.to_numpy(), self.single(single.to_numpy()))
        return bits[number]


@dataclass(frozen=True)
class Doubtful:
    """Episodes with a placement error: what stands in each, as arrays with a value per episode.

    ``rows``: positions in the table. Texts are upper case, postcodes without spaces, blank is "". A URN
    that is only the placeholder counts as blank.
    """

    rows: np.ndarray
    urn: np.ndarray
    postcode: np.ndarray
    place: np.ndarray
    place_bit: np.ndarray
    provider_code: np.ndarray
    provider_bit: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @classmethod
    def of(cls, ret: Return, rows: np.ndarray) -> Doubtful:
        """The episodes at these positions of the return's table."""
        ep: Episodes = ret.episodes
        urn, place, provider = (as_text(ep.text(name).take(rows)) for name in _COMPARED)
        return cls(
            rows=rows,
            urn=np.where(urn == URN_PLACEHOLDER, "", urn).astype(object),
            postcode=as_text(ep.compact("PL_POST").iloc[rows]),
            place=place,
            place_bit=CodeBits.of(ret.codes("PLACE")).single(place),
            provider_code=provider,
            provider_bit=CodeBits.of(ret.codes("PLACE_PROVIDER")).single(provider),
            start=ep.decom.to_numpy()[rows].astype("M8[D]"),
            end=ep.end_or_year_end.to_numpy()[rows].astype("M8[D]"),
        )

    @cached_property
    def lives_at_provider(self) -> np.ndarray:
        """Whether the child lives at the address that Ofsted lists, going by PLACE."""
        return pd.Series(self.place).isin(LIVES_AT_PROVIDER).to_numpy()


_COMPARED = ("URN", "PLACE", "PLACE_PROVIDER")


class Register:
    """The provider list as arrays with a value per listed row."""

    def __init__(self, ret: Return) -> None:
        """Read the return's provider list. Raises Unavailable where none is loaded."""
        self._ret = ret
        providers = ret.providers
        frame = providers.frame
        blank = pd.Series(None, index=frame.index, dtype=object)
        self.urn = as_text(providers.rows.urn)
        self.postcode = as_text(providers.rows.postcode)
        self.name = as_text(frame.get("NAME", blank))
        self.places = CodeBits.of(ret.codes("PLACE")).several(frame.get("PLACE_CODES", blank))
        self.provider_codes = CodeBits.of(ret.codes("PLACE_PROVIDER")).several(
            frame.get("PROVIDER_CODES", blank)
        )
        assumed = frame.get("PROVIDER_CODES_ASSUMED", blank)
        self.assumed = assumed.astype(object).isin([True, "True", "TRUE", "1"]).to_numpy()
        self.start = providers.rows.reg_start.to_numpy().astype("M8[D]")
        codes = providers.rows.urn.codes
        self.end = providers.closed_on[codes].astype("M8[D]")

    def __len__(self) -> int:
        return len(self.urn)

    @cached_property
    def in_own_authority(self) -> np.ndarray:
        """Whether each provider stands in the submitting authority; False for all where nobody can tell."""
        try:
            return self._ret.is_own_authority(self._ret.providers.la_code).to_numpy(dtype=bool)
        except Unavailable:
            return np.zeros(len(self), dtype=bool)

    # Providers for episodes: pairs of positions, with the facts that brought them together

    def of_urn(self, urns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Every pair of a URN and a listed row of it; blank has none."""
        return _pairs(urns, self.urn)

    def near_urn(self, urns: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Every pair of a URN and a listed row whose URN is one slip away; with the fact for each."""
        left, right, slip = _near_pairs(urns, self.urn)
        facts = urn_slip_fact(slip)
        digits, listed = _digits(urns), _digits(self.urn)
        one, other = _pairs(digits, listed)
        different = urns[one] != self.urn[other]
        one, other = one[different], other[different]
        letters = np.full(len(one), int(Fact.URN_LETTERS))
        return np.append(left, one), np.append(right, other), np.append(facts, letters)

    def at_postcode(self, postcodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Every pair of a postcode and a provider there; blank has none."""
        return _pairs(postcodes, self.postcode)

    def near_postcode(self, postcodes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Every pair of a postcode and a provider whose postcode is one slip away; with the fact."""
        left, right, slip = _near_pairs(postcodes, self.postcode)
        return left, right, postcode_slip_fact(slip)

    def own_provision(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Every pair of a placement type (as bit) and a provider of the authority's own that offers it."""
        own = CodeBits.of(self._ret.codes("PLACE_PROVIDER")).bit["PR1"]
        ours = np.flatnonzero(self.in_own_authority & ((self.provider_codes & own) != 0))
        fits = (places[:, None] & self.places[ours][None, :]) != 0
        left, right = np.nonzero(fits)
        return left, ours[right]


def _digits(urns: np.ndarray) -> np.ndarray:
    """The digits of URNs, where there are as many as a URN has; else blank."""
    number, distinct = pd.factorize(urns)
    digits = pd.Series(distinct, dtype=object).astype(str).str.replace(r"\D", "", regex=True)
    digits = digits.where(digits.str.len() >= 6, "")
    return np.append(digits.to_numpy(dtype=object), "")[number]


def _pairs(ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    number, distinct = pd.factorize(np.concatenate([ours, theirs]))
    blank = np.flatnonzero(distinct == "")
    number = np.where(np.isin(number, blank), -1, number)
    left, right = number[: len(ours)], number[len(ours) :]
    known, asked = np.flatnonzero(right >= 0), np.flatnonzero(left >= 0)
    order = np.argsort(right[known], kind="stable")
    one, other = equal_keys(left[asked], right[known][order], order)
    return asked[one], known[other]


def _near_pairs(ours: np.ndarray, theirs: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    left_number, left_texts = pd.factorize(ours)
    right_number, right_texts = pd.factorize(theirs)
    near = slips(left_texts, right_texts)
    # From pairs of different texts to pairs of rows that hold them.
    left_order = np.argsort(left_number, kind="stable")
    nth, left = equal_keys(near.written, left_number[left_order], left_order)
    right_order = np.argsort(right_number, kind="stable")
    again, right = equal_keys(near.known[nth], right_number[right_order], right_order)
    return left[again], right, near.slip[nth][again]


def spaced_postcode(postcodes: np.ndarray) -> np.ndarray:
    """Postcodes without spaces as they are written, with one before the last three characters."""
    number, distinct = pd.factorize(postcodes)
    spaced = [f"{text[:-3]} {text[-3:]}" if len(text) > 3 else text for text in distinct]
    return np.array([*spaced, ""], dtype=object)[number]
