"""Ofsted's register as rules see it: rows by URN, the codes that each is registered for, closures."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd

from xl903 import places
from xl903.engine.table import Table
from xl903.engine.text_columns import TextColumn
from xl903.engine.texts import NO_DATE, Vocabulary
from xl903.engine.thin_columns import Column
from xl903.s903.provider_coverage import KINDS

PROVIDER_COLUMNS = (
    "URN",
    "PLACE_CODES",
    "PROVIDER_CODES",
    "REG_START",
    "REG_END",
    "POSTCODE",
    "LA_CODE",
    "LA_NAME",
    "NAME",
    "KIND",
    "COVERS",
)
"""Columns of the provider list; any may be missing and then counts as blank.

COVERS is the same in every row: the kinds of provider that the list has (``provider_coverage.KINDS``), with commas
between; without it the list counts as whole.
"""

_CODE_SEPARATORS = r"\s*[,/;]\s*"


def listed_codes(codes: pd.Series) -> pd.Series:
    """Cells of several codes as single codes, upper-cased, a row for each, under the cells' own index."""
    of_row, cells = pd.factorize(codes)
    of_cell = [
        [code for code in re.split(_CODE_SEPARATORS, str(cell).strip().upper()) if code] for cell in cells
    ]
    listed = [of_cell[number] if number >= 0 else [] for number in of_row]
    index = np.repeat(codes.index, [len(of_one) for of_one in listed])
    return pd.Series([code for of_one in listed for code in of_one], index=index, dtype=object)


class KnowsPostcodes(Protocol):
    """A return, as far as the provider list asks anything of it."""

    @property
    def postcodes(self) -> places.Postcodes:
        """The postcode index. Raises Unavailable where the postcode data cannot be had."""
        raise NotImplementedError


class Providers:
    """The provider list: ``rows`` as loaded, and its codes one by one.

    ``frame`` has any of the PROVIDER_COLUMNS, as text; ``columns`` are the same, coded. ``of``: the return
    they belong to; ``like``: one of its tables.
    """

    def __init__(
        self,
        frame: pd.DataFrame,
        columns: dict[str, TextColumn],
        vocabulary: Vocabulary,
        *,
        of: KnowsPostcodes,
        like: Table,
    ) -> None:
        self.frame = frame
        self._of = of
        self._like = like
        self._vocabulary = vocabulary
        self._columns = {name: columns.get(name, vocabulary.blank(len(frame))) for name in PROVIDER_COLUMNS}

    def some(self, rows: np.ndarray, vocabulary: Vocabulary, *, of: KnowsPostcodes, like: Table) -> Providers:
        """Those rows of the list, beside a return with a vocabulary that has the texts of this one's."""
        columns = {
            name: vocabulary.from_codes(column.codes[rows])
            for name, column in self._columns.items()
            if name in self.frame
        }
        frame = self.frame.iloc[rows].reset_index(drop=True)
        return Providers(frame, columns, vocabulary, of=of, like=like)

    @cached_property
    def rows(self) -> Table:
        """A row per listed provider: ``urn``, ``postcode`` (without spaces), ``reg_start`` and ``reg_end``."""
        urn = self._columns["URN"]
        return self._by_urn(
            "Providers",
            urn,
            postcode=self._vocabulary.compact(self._columns["POSTCODE"]),
            reg_start=self._vocabulary.dates(self._columns["REG_START"]),
            reg_end=self._vocabulary.dates(self._columns["REG_END"]),
        )

    @cached_property
    def covers(self) -> frozenset[str]:
        """The kinds of provider that the list has; all where it does not say."""
        said = self.frame["COVERS"].dropna().tolist() if "COVERS" in self.frame else []
        return frozenset(str(said[0]).split(",")) if said else frozenset(KINDS)

    @cached_property
    def la_code(self) -> TextColumn:
        """Upper-tier authority in which each listed provider is, from its postcode unless given."""
        given = self._columns["LA_CODE"]
        if "LA_CODE" in self.frame:
            return given
        found = places.placement_authority(self._columns["POSTCODE"].values, self._of.postcodes)
        return self._vocabulary.from_texts(found)

    @cached_property
    def authorities(self) -> Table:
        """A row per listed provider: ``urn`` and ``la_code``."""
        return self._by_urn("ProviderAuthorities", self._columns["URN"], la_code=self.la_code)

    @cached_property
    def registered_places(self) -> Table:
        """A row per placement type that a provider is registered for: ``urn``, ``place``."""
        return self._single_codes("PLACE_CODES", "place")

    @cached_property
    def provider_codes(self) -> Table:
        """A row per provider code of a provider: ``urn``, ``place_provider``."""
        return self._single_codes("PROVIDER_CODES", "place_provider")

    @cached_property
    def closed_on(self) -> np.ndarray:
        """For each text of the vocabulary taken as a URN (and for blank, last), the day it closed, or NaT."""
        codes = self._columns["URN"].codes
        ends = self.rows.reg_end.series
        still_registered = ends.isna().groupby(codes).transform("any")
        latest = ends.mask(still_registered).groupby(codes).max()
        latest = latest[latest.index >= 0]
        closed = np.full(len(self._vocabulary.texts) + 1, NO_DATE)
        closed[latest.index.to_numpy()] = latest.to_numpy().astype("M8[s]")
        return closed

    def _single_codes(self, column: str, name: str) -> Table:
        single = listed_codes(self._columns[column].series)
        urn = self._columns["URN"].take(single.index.to_numpy())
        return self._by_urn(name, urn, **{name: self._vocabulary.from_texts(single)})

    def _by_urn(self, name: str, urn: TextColumn, **columns: Column) -> Table:
        nobody = self._vocabulary.blank(len(urn))
        return Table.worked_out(name, self._like, child=nobody, urn=urn, **columns)
