"""The return's tables in the field's own words, mostly Header and Episodes: what rules ask of them, said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Protocol, cast

import numpy as np
import pandas as pd

from xl903 import places
from xl903.engine.lookups import Pairs, View
from xl903.engine.schema import Dataset
from xl903.engine.table import Table, Unavailable
from xl903.engine.text_columns import TextColumn
from xl903.engine.texts import differs
from xl903.engine.thin_columns import Column, Mask
from xl903.s903.provider_coverage import missing_kinds, places_covered
from xl903.s903.provider_list import Providers
from xl903.s903.schema import ADOPTED, SHORT_BREAKS, TABLES, TEMPORARY_PLACEMENTS, URN_PLACEHOLDER

BEFORE_ANY = pd.Timestamp(1, 1, 1)
"""The first day a date can be: stands in for a blank start where the latest is sought."""


class CollectionYear(Protocol):
    """What the tables of one year ask of the return they belong to: ``xl903.s903.returns.Collection``."""

    dataset: Dataset
    year: int
    source: str

    @property
    def last_year(self) -> CollectionYear:
        """The collection year before."""
        raise NotImplementedError

    @property
    def both_years(self) -> Sequence[CollectionYear]:
        """This year's collection, then last year's."""
        raise NotImplementedError

    @property
    def year_start(self) -> pd.Timestamp:
        """The year's first day."""
        raise NotImplementedError

    @property
    def year_end(self) -> pd.Timestamp:
        """The year's last day."""
        raise NotImplementedError

    @property
    def episodes(self) -> Episodes:
        """Episodes of care: a time under one legal status in one placement."""
        raise NotImplementedError

    @property
    def uasc(self) -> Table:
        """Unaccompanied asylum-seeking children."""
        raise NotImplementedError

    @property
    def marked_uasc(self) -> tuple[Table, Mask] | None:
        """The table that says who is UASC and its rows that say so."""
        raise NotImplementedError

    @property
    def postcodes(self) -> places.Postcodes:
        """The postcode index."""
        raise NotImplementedError

    @property
    def authority_code(self) -> str:
        """ONS code of the submitting authority."""
        raise NotImplementedError

    @property
    def providers(self) -> Providers:
        """Ofsted's provider list."""
        raise NotImplementedError

    def codes(self, code_set: str) -> Mapping[str, str]:
        """A code set of the rules' year: code to meaning."""
        raise NotImplementedError

    def is_own_authority(self, codes: TextColumn) -> Mask:
        """Which of the authority codes are the submitting authority's."""
        raise NotImplementedError


class ReturnTable(Table):
    """One table of one year's return, with what is known about the child of each row."""

    year: CollectionYear

    @cached_property
    def looked_after_all_year(self) -> Mask:
        """Whether the row's child was surely looked after without a break through the whole collection year.

        At least one episode lies in the year, and none breaks the year: see ``Episodes.breaks_the_year``.
        Where a date that cannot be read leaves it open, neither this holds nor ``not_looked_after_all_year``.
        """
        ep = self.year.episodes
        return self.child_in(ep, ep.in_year) & ~self.child_in(ep, ep.may_break_the_year)

    @cached_property
    def not_looked_after_all_year(self) -> Mask:
        """Whether the row's child was surely not looked after through the whole year, or has no episode."""
        ep = self.year.episodes
        return ~self.child_in(ep, ep.may_be_in_year) | self.child_in(ep, ep.breaks_the_year)

    @cached_property
    def was_uasc(self) -> Mask:
        """Whether the row's child is marked as UASC this year or was last year.

        Raises Unavailable where neither year's tables tell.
        """
        if not any(year.marked_uasc for year in self.year.both_years):
            raise Unavailable("Needs to know who is UASC: load header.csv and uasc.csv.")
        return self.known_as_uasc

    @cached_property
    def known_as_uasc(self) -> Mask:
        """As ``was_uasc``, but where neither year's tables tell, nobody is."""
        result = self.none()
        for year in self.year.both_years:
            if year.marked_uasc:
                result = result | self.child_in(*year.marked_uasc)
        return result


class Header(ReturnTable):
    """One row per child; ``uasc`` is 1 or 0, or in an XML return the text that was submitted."""

    @cached_property
    def uasc(self) -> TextColumn:
        """Header.UASC: as submitted in XML; from CSV 1 for children with a UASC row and 0 for others.

        Raises Unavailable where a CSV return has no UASC table to derive it from.
        """
        if self.has_column("UASC"):
            return self.text("UASC")
        if self.year.source == "xml" or not self.year.uasc.loaded:
            raise Unavailable("Needs to know who is UASC: load uasc.csv.")
        return self._vocabulary.from_texts(np.where(self.child_in(self.year.uasc), "1", "0"))

    @cached_property
    def uasc_number(self) -> Column:
        """UASC read as a number, NaN where it is blank or none."""
        return self._vocabulary.numbers(self.uasc)

    @cached_property
    def is_uasc(self) -> Mask:
        """Whether UASC, read as a number, is 1."""
        return self.uasc_number == 1

    @property
    def male(self) -> Mask:
        """SEX is the code for male of the rules' year: 1 until 2024, M since."""
        return self._sex_means("male")

    @property
    def female(self) -> Mask:
        """SEX is the code for female of the rules' year: 2 until 2024, F since."""
        return self._sex_means("female")

    def _sex_means(self, meaning: str) -> Mask:
        return self.sex.isin([code for code, label in self.year.codes("SEX").items() if label == meaning])


class Episodes(ReturnTable):
    """Episodes of care: a time under one legal status in one placement."""

    @cached_property
    def short_break(self) -> Mask:
        """Legal status V3 or V4, not blank."""
        return self.ls.isin(SHORT_BREAKS)

    @cached_property
    def temporary(self) -> Mask:
        """In a temporary placement, T0 to T4."""
        return self.place.isin(TEMPORARY_PLACEMENTS)

    @cached_property
    def adopted(self) -> Mask:
        """The episode ended with an adoption, E11 or E12."""
        return self.rec.isin(ADOPTED)

    @cached_property
    def is_open(self) -> Mask:
        """DEC is blank; one that cannot be read is an end on an unknown day."""
        return ~self.filled("DEC")

    @cached_property
    def ended_care(self) -> Mask:
        """REC is filled with anything but X1."""
        return self.rec.notna() & (self.rec != "X1")

    @cached_property
    def open_in_year(self) -> Mask:
        """Not ended before the year began; the start is not looked at."""
        return self.is_open | (self.dec >= self.year.year_start)

    @cached_property
    def in_year(self) -> Mask:
        """Some day of the episode surely lies in the year; an episode without a start does not."""
        return self.open_in_year & (self.decom <= self.year.year_end)

    @cached_property
    def may_be_in_year(self) -> Mask:
        """As ``in_year``, or a start or an end that cannot be read leaves it open."""
        starts_in_time = (self.decom <= self.year.year_end) | self.no_date("DECOM")
        return starts_in_time & (self.open_in_year | self.no_date("DEC"))

    @cached_property
    def breaks_the_year(self) -> Mask:
        """The episode shows that the child was not looked after without a break all year.

        Care starts after the year's first day, or ends in it (REC other than X1, blank included; a child
        who leaves on the year's last day is not in care at its end), or the episode is a short break in it.
        """
        start, end = self.year.year_start, self.year.year_end
        starts = (self.rne == "S") & (self.decom > start) & (self.decom <= end)
        ends = (self.rec != "X1") & (self.dec >= start) & (self.dec <= end)
        return starts | ends | (self.short_break & self.in_year)

    @cached_property
    def may_break_the_year(self) -> Mask:
        """As ``breaks_the_year``, or a start or an end that cannot be read leaves it open."""
        starts = (self.rne == "S") & self.no_date("DECOM")
        ends = (self.rec != "X1") & self.no_date("DEC")
        return self.breaks_the_year | starts | ends | (self.short_break & self.may_be_in_year)

    @cached_property
    def end_or_year_end(self) -> Column:
        """The day the episode ended; the year's last day where it is open; NaT where it cannot be read."""
        return self.dec.mask(self.is_open, self.year.year_end)

    # Next to other episodes

    @cached_property
    def previous(self) -> View:
        """The child's episode just before, by DECOM (blank last, ties in file order)."""
        return self.in_order("decom").previous

    @cached_property
    def next(self) -> View:
        """The child's episode just after, by DECOM (blank last, ties in file order)."""
        return self.in_order("decom").next

    @cached_property
    def placement_changed(self) -> Mask:
        """PLACE, PL_POST, URN or PLACE_PROVIDER differs from the child's episode before; False without one.

        Blank against a value differs, blank against blank does not.
        """
        changed = self.none()
        for column in ("place", "pl_post", "urn", "place_provider"):
            changed = changed | differs(getattr(self, column), getattr(self.previous, column))
        return self.previous.exists & changed

    @cached_property
    def first_episode(self) -> Mask:
        """The child's episode with the earliest DECOM; the first in the file on a tie."""
        return self.earliest(self.decom)

    @cached_property
    def latest_episode(self) -> Mask:
        """The child's episode with the latest DECOM; the first in the file on a tie."""
        return self.latest(self.decom)

    @cached_property
    def ends_last(self) -> Mask:
        """The child's open episode (of several the latest by DECOM), or else the one with the latest DEC.

        The first in the file on a tie. None where several are open and their order is unknown.
        """
        open_ones = self.count_of_child(self.is_open)
        latest_open = self.latest(self.decom.fillna(BEFORE_ANY), where=self.is_open)
        the_open = (self.is_open & (open_ones == 1)) | latest_open
        return the_open | self._latest(self.dec, self.dec.notna() & (open_ones == 0))

    @cached_property
    def closing_last_year(self) -> View:
        """The child's latest-starting episode in last year's return, open or closed."""
        last = self.year.last_year.episodes
        return self.row_of_child_in(last, last.latest_episode)

    @cached_property
    def carried_over(self) -> Mask:
        """The child's first episode, where the child's latest one in last year's return was left open."""
        return self.first_episode & self.closing_last_year.is_open

    @cached_property
    def with_last_year(self) -> Episodes:
        """One table of this year's episodes and, below them, last year's where they are loaded."""
        last = self.year.last_year.episodes
        texts = {
            name: self._vocabulary.from_codes(np.concatenate([self.text(name).codes, last.text(name).codes]))
            for name in TABLES[self.name].column_names
        }
        return Episodes(self.name, texts, len(self) + len(last), self._vocabulary, self.year)

    @cached_property
    def times_in_care(self) -> Table:
        """Unbroken times in care, by dates alone: columns child, start and end.

        Dated episodes in order of DECOM; a new time begins where DECOM is after the end of the episode
        before (an episode without an end that can be read never lets a new one begin). A time ends with its
        last episode; the end is NaT while it lasts, or where the end cannot be read.
        """
        order = self.in_order("decom", where=self.decom.notna())
        first, last = order.first_and_last_of_runs(self.decom > order.previous.dec)
        child = self.child.take(first.positions)
        return Table.worked_out("TimesInCare", self, child=child, start=first.decom, end=last.dec)

    # Where the placement is

    @cached_property
    def pl_la(self) -> TextColumn:
        """Authority in which the placement lies: an upper-tier ONS code, WAL, SCO, NIR, NUK or CON."""
        if self.has_column("PL_LA"):
            return self.text("PL_LA")
        postcodes = self.year.postcodes
        return self._vocabulary.from_texts(places.authority_at(self._placement_found, postcodes))

    @cached_property
    def pl_location(self) -> TextColumn:
        """IN where the placement lies in the submitting authority, OUT elsewhere, blank where unknown."""
        if self.has_column("PL_LOCATION"):
            return self.text("PL_LOCATION")
        authority = self.year.authority_code
        location = self.pl_la.said_of(lambda codes: places.placement_location(codes, authority))
        return self._vocabulary.from_texts(location)

    @cached_property
    def pl_distance(self) -> Column:
        """Miles between home and placement in a straight line, one decimal; NaN where unknown."""
        if self.has_column("PL_DISTANCE"):
            return self.numbers("PL_DISTANCE")
        postcodes = self.year.postcodes
        return Column(places.miles_apart(self._home_found, self._placement_found, postcodes))

    @cached_property
    def in_own_authority(self) -> Mask:
        """PL_LA is the submitting authority, under its present code or one that it replaced."""
        return self.year.is_own_authority(self.pl_la)

    @cached_property
    def outside_england(self) -> Mask:
        """PL_LA is another nation (its short name or any of its authorities' codes), or confidential."""
        return self._vocabulary.matching(self.pl_la, "[NWSC].*")

    @cached_property
    def placement_postcode(self) -> TextColumn:
        """PL_POST without spaces, as the provider list's ``postcode`` is."""
        return self.compact("PL_POST")

    def unknown_postcode(self, column: str) -> Mask:
        """Whether the cell is filled with something that is not a postcode, in use or ended."""
        return self.filled(column) & (self._found(column) < 0)

    def placed_postcode(self, column: str) -> Mask:
        """Whether the cell holds a postcode of which it is known where it lies."""
        postcodes = self.year.postcodes
        return Mask(~np.isnan(postcodes.eastings(self._found(column))))

    def _found(self, column: str) -> np.ndarray:
        """Where the postcodes of HOME_POST or PL_POST are in the index."""
        return self._home_found if column == "HOME_POST" else self._placement_found

    @cached_property
    def _home_found(self) -> np.ndarray:
        return self.text("HOME_POST").said_of(self.year.postcodes.find)

    @cached_property
    def _placement_found(self) -> np.ndarray:
        return self.text("PL_POST").said_of(self.year.postcodes.find)

    # Who runs the placement

    @cached_property
    def has_urn(self) -> Mask:
        """URN is filled with something other than the placeholder XXXXXXX."""
        return self.urn.notna() & (self.urn != URN_PLACEHOLDER)

    @cached_property
    def provider_can_be_judged(self) -> Mask:
        """The provider list has the URN, or has every provider of this kind of placement."""
        covers = self.year.providers.covers
        if not missing_kinds(covers, self.year.year):
            return ~self.none()
        return self.urn_listed | self.place.isin(places_covered(covers))

    @cached_property
    def has_urn_to_judge(self) -> Mask:
        """URN is filled with something other than the placeholder, and the provider list can tell about it."""
        return self.has_urn & self.provider_can_be_judged

    @cached_property
    def with_provider(self) -> Pairs:
        """Every episode with every row of Ofsted's list that has its URN."""
        return self._with(self.year.providers.rows)

    @cached_property
    def with_registered_place(self) -> Pairs:
        """Every episode with every placement type that its URN is registered for (``place``)."""
        return self._with(self.year.providers.registered_places)

    @cached_property
    def with_provider_code(self) -> Pairs:
        """Every episode with every provider code of its URN (``place_provider``)."""
        return self._with(self.year.providers.provider_codes)

    @cached_property
    def with_provider_authority(self) -> Pairs:
        """Every episode with the authority in which each listed provider of its URN is (``la_code``)."""
        return self._with(self.year.providers.authorities)

    @cached_property
    def urn_listed(self) -> Mask:
        """Ofsted's list has a provider of the episode's URN, open or closed."""
        pair = self.with_provider
        return pair.left_rows(pair.right.exists)

    @cached_property
    def provider_in_own_authority(self) -> Mask:
        """A listed provider of the URN is in the submitting authority."""
        pair = self.with_provider_authority
        own = self.year.is_own_authority(self.year.providers.la_code)
        return pair.left_rows(pair.right.of(own))

    def _with(self, listed: Table) -> Pairs:
        return Pairs(self, listed, (self.text("URN").codes, cast(TextColumn, listed.urn).codes))

    @cached_property
    def provider_closed_on(self) -> Column:
        """The day the URN's registration ended; NaT where it has not, or the URN is not listed.

        Still registered if any row of the URN has no end, else the latest end counts.
        """
        closed = self.year.providers.closed_on
        return Column(closed[self.text("URN").codes])
