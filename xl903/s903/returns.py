"""A council's return: this year's tables and last year's, the references beside them, and the year's days."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal, cast

import numpy as np
import pandas as pd

from xl903 import places
from xl903.engine.messages import Message, UserError
from xl903.engine.table import Table, Unavailable
from xl903.engine.text_columns import TextColumn
from xl903.engine.texts import Vocabulary, encode_tables
from xl903.engine.thin_columns import Mask
from xl903.s903 import schema
from xl903.s903.episode_vocabulary import Episodes, Header, ReturnTable
from xl903.s903.provider_list import PROVIDER_COLUMNS, Providers, listed_codes

Source = Literal["csv", "xml"]
Frames = Mapping[str, pd.DataFrame]

_TABLE_CLASSES: Mapping[str, type[ReturnTable]] = {"Header": Header, "Episodes": Episodes}
_DERIVED_WORDS = frozenset({"0", "1", "IN", "OUT"})


class Collection:
    """The tables of one collection year, and what is known of that year.

    ``year``: the year the collection ends in. ``year_start`` and ``year_end`` are its first and last day.
    ``tables``: the tables as loaded, cells as the text that came in, rows counted from 0.
    """

    year: int
    source: Source
    tables: dict[str, pd.DataFrame]
    last_year: Collection
    rules_year: int
    """The collection year whose rules and code sets judge the return."""

    dataset = schema.SSDA903

    _known: dict[str, ReturnTable]

    @property
    def year_start(self) -> pd.Timestamp:
        """1 April, the collection year's first day."""
        return pd.Timestamp(self.year - 1, 4, 1)

    @property
    def year_end(self) -> pd.Timestamp:
        """31 March, the collection year's last day."""
        return pd.Timestamp(self.year, 3, 31)

    def codes(self, code_set: str) -> Mapping[str, str]:
        """A code set of the rules' year: code to meaning."""
        return self.dataset.codes(code_set, self.rules_year)

    def table(self, name: str) -> ReturnTable:
        """The table of that name; without rows where it is not loaded."""
        return self._known[name]

    def has(self, name: str) -> bool:
        """Whether the table is loaded, empty or not."""
        return self._known[name].loaded

    @property
    def header(self) -> Header:
        """One row per child."""
        return cast(Header, self._known["Header"])

    @property
    def episodes(self) -> Episodes:
        """Episodes of care: a time under one legal status in one placement."""
        return cast(Episodes, self._known["Episodes"])

    @property
    def uasc(self) -> ReturnTable:
        """Unaccompanied asylum-seeking children."""
        return self._known["UASC"]

    @property
    def reviews(self) -> ReturnTable:
        """Reviews of children's cases."""
        return self._known["Reviews"]

    @property
    def oc2(self) -> ReturnTable:
        """Health and offending of children in care all year."""
        return self._known["OC2"]

    @property
    def oc3(self) -> ReturnTable:
        """Care leavers."""
        return self._known["OC3"]

    @property
    def ad1(self) -> ReturnTable:
        """Adoptions completed in the year."""
        return self._known["AD1"]

    @property
    def placed_adoption(self) -> ReturnTable:
        """Decisions that a child should be placed for adoption."""
        return self._known["PlacedAdoption"]

    @property
    def prev_perm(self) -> ReturnTable:
        """Earlier permanent arrangements that did not last."""
        return self._known["PrevPerm"]

    @property
    def missing(self) -> ReturnTable:
        """Times a child was missing or away without leave."""
        return self._known["Missing"]

    @property
    def sw_episodes(self) -> ReturnTable:
        """Social workers a child had, one after another."""
        return self._known["SWEpisodes"]

    @property
    def dolo(self) -> ReturnTable:
        """Deprivation of liberty orders."""
        return self._known["DoLo"]

    @cached_property
    def marked_uasc(self) -> tuple[Table, Mask] | None:
        """The table that says who is UASC and its rows that say so; None where neither table can tell.

        Header where it is loaded, else every UASC row with anything filled besides CHILD.
        """
        if self.header.loaded:
            try:
                return self.header, self.header.is_uasc
            except Unavailable:
                return None
        if self.uasc.loaded:
            return self.uasc, self.uasc.any_filled("SEX", "DOB", "DUC")
        return None

    # What the whole return knows, the same for both years

    @property
    def both_years(self) -> tuple[Collection, ...]:
        """This year's collection, then last year's."""
        return (self, self.last_year)

    @property
    def postcodes(self) -> places.Postcodes:
        """The postcode index. Raises Unavailable where the postcode data cannot be had."""
        raise NotImplementedError

    @property
    def authority_code(self) -> str:
        """ONS code of the submitting authority. Raises Unavailable where it is not known."""
        raise NotImplementedError

    @property
    def providers(self) -> Providers:
        """Ofsted's provider list. Raises Unavailable where none is loaded."""
        raise NotImplementedError

    def is_own_authority(self, codes: TextColumn) -> Mask:
        """Which of the authority codes are the submitting authority's, now or before a reorganisation."""
        authority = self.authority_code
        return Mask(codes.said_of(lambda texts: places.same_authority(texts, authority)))


class _LastYear(Collection):
    """Last year's tables; what is no year's own is asked of the return they belong to."""

    def __init__(self, year: int, of: Return) -> None:
        self.year = year
        self._of = of
        self.source = of.source
        self.rules_year = schema.nearest_rules_year(year)

    @property
    def both_years(self) -> tuple[Collection, ...]:
        return self._of.both_years

    @property
    def postcodes(self) -> places.Postcodes:
        return self._of.postcodes

    @property
    def authority_code(self) -> str:
        return self._of.authority_code

    @property
    def providers(self) -> Providers:
        return self._of.providers


class Return(Collection):
    """A council's return: this year's tables, with ``last_year`` and references beside them.

    tables, last_year: table name to DataFrame, cells as text, blanks as missing values; a table may lack
    columns, which count as blank, and may hold derived columns, which are used as they stand.
    year: the year the collection ends in. authority: the submitting council's ONS code or name.
    providers: DataFrame with any of ``xl903.s903.provider_list.PROVIDER_COLUMNS``. source: the format the tables
    came in. messages: what the readers had to say.

    Raises UserError for a table name that is none, or an authority nobody knows.
    """

    def __init__(
        self,
        tables: Frames,
        last_year: Frames | None = None,
        *,
        year: int,
        authority: str | None,
        providers: pd.DataFrame | None = None,
        source: Source = "csv",
        messages: Iterable[Message] = (),
    ) -> None:
        self.year = year
        self.rules_year = schema.nearest_rules_year(year)
        self.source = source
        self.messages = tuple(messages)
        self.authority = places.find_authority(authority) if authority else None
        self.last_year = _LastYear(year - 1, self)
        self.tables = _checked(tables)
        self.last_year.tables = _checked(last_year or {})
        self._encode(providers)

    def _encode(self, providers: pd.DataFrame | None) -> None:
        """Give every column of both years and of the provider list one vocabulary."""
        columns = {
            f"{years_ago} {name}": _known_columns(name, frame, year.year)
            for years_ago, year in enumerate(self.both_years)
            for name, frame in year.tables.items()
        }
        words = _DERIVED_WORDS | set(places.all_authorities()) | set(self.codes("PL_LA_OUTSIDE_ENGLAND"))
        if providers is not None:
            providers = providers.reset_index(drop=True)
            columns["providers"] = {name: providers[name] for name in PROVIDER_COLUMNS if name in providers}
            for codes in ("PLACE_CODES", "PROVIDER_CODES"):
                if codes in providers:
                    words |= set(listed_codes(providers[codes]))
        self.vocabulary, coded = encode_tables(columns, words)
        vocabulary = self.vocabulary
        for years_ago, year in enumerate(self.both_years):
            year._known = {
                name: self._table(year, name, vocabulary, coded.get(f"{years_ago} {name}"))
                for name in schema.TABLES
            }
        self._providers = (
            None
            if providers is None
            else Providers(providers, coded["providers"], vocabulary, of=self, like=self.header)
        )

    @staticmethod
    def _table(
        year: Collection, name: str, vocabulary: Vocabulary, columns: dict[str, TextColumn] | None
    ) -> ReturnTable:
        kind = _TABLE_CLASSES.get(name, ReturnTable)
        size = 0 if columns is None else len(year.tables[name])
        return kind(name, columns or {}, size, vocabulary, year, loaded=columns is not None)

    @cached_property
    def postcodes(self) -> places.Postcodes:
        """The postcode index, opened once. Raises Unavailable where the postcode data cannot be had."""
        try:
            return places.load_postcodes()
        except UserError as error:
            raise Unavailable(str(error)) from error

    @property
    def authority_code(self) -> str:
        """ONS code of the submitting authority. Raises Unavailable where it is not known."""
        if self.authority is None:
            raise Unavailable("Needs the submitting authority: enter its name or ONS code.")
        return self.authority.code

    @property
    def providers(self) -> Providers:
        """Ofsted's provider list. Raises Unavailable where none is loaded."""
        if self._providers is None:
            raise Unavailable("Needs Ofsted's provider list: load the workbook that Ofsted sends councils.")
        return self._providers

    @property
    def has_providers(self) -> bool:
        """Whether a provider list is loaded."""
        return self._providers is not None

    @cached_property
    def all_children(self) -> pd.Index:
        """The ids of every child of this year's tables, Header's first, each once."""
        ids = [self.table(name).child.astype(object).dropna() for name in self.tables]
        return pd.Index(pd.unique(pd.concat(ids)) if ids else [], dtype=object)

    @cached_property
    def social_workers(self) -> pd.Series:
        """CHILD to the SW_ID of the latest-starting social worker episode."""
        sw = self.sw_episodes
        latest = sw.latest(sw.sw_decom)
        workers = sw.sw_id[latest].astype(object)
        return pd.Series(workers.to_numpy(), index=sw.child[latest].astype(object).to_numpy())

    def of_rows(
        self,
        vocabulary: Vocabulary,
        tables: Mapping[str, Mapping[str, np.ndarray]],
        last_year: Mapping[str, Mapping[str, np.ndarray]],
        listed: np.ndarray,
    ) -> Return:
        """A return like this one in all but its rows, which are codes of a vocabulary that has this one's texts.

        tables, last_year: table name to column name to codes, -1 for blank. listed: the rows of the provider list
        that it has, where there is one. Its frames have rows and no columns: it is judged, and not shown.
        """
        other = Return.__new__(Return)
        other.year, other.rules_year, other.source = self.year, self.rules_year, self.source
        other.authority, other.messages, other.vocabulary = self.authority, (), vocabulary
        other.last_year = _LastYear(self.year - 1, other)
        for year, coded in zip(other.both_years, (tables, last_year), strict=True):
            columns = {
                name: {column: vocabulary.from_codes(codes) for column, codes in each.items()}
                for name, each in coded.items()
            }
            year.tables = {
                name: pd.DataFrame(index=range(max(map(len, each.values()), default=0)))
                for name, each in coded.items()
            }
            year._known = {
                name: self._table(year, name, vocabulary, columns.get(name)) for name in schema.TABLES
            }
        other._providers = self._providers and self._providers.some(
            listed, vocabulary, of=other, like=other.header
        )
        return other

    def judged_by(self, rules_year: int) -> Return:
        """The same return, to be judged by the rules and code sets of that collection year."""
        if rules_year == self.rules_year:
            return self
        other = copy.copy(self)
        other.rules_year = rules_year
        other._known = {name: table.of_year(other) for name, table in self._known.items()}
        return other


def _checked(tables: Frames) -> dict[str, pd.DataFrame]:
    """The tables with rows counted from 0 and column names in upper case."""
    for name in tables:
        if name not in schema.TABLES:
            known = ", ".join(schema.TABLES)
            raise UserError(f'"{name}" is not a table of the return. The tables are {known}.')
    return {
        name: tables[name].reset_index(drop=True).rename(columns=lambda column: str(column).upper())
        for name in schema.TABLES
        if name in tables
    }


def _known_columns(name: str, frame: pd.DataFrame, year: int) -> dict[str, pd.Series]:
    table = schema.TABLES[name].in_year(year)
    return {
        column: frame[column]
        for column in (*table.column_names, *table.derived_names)
        if column in frame.columns
    }
