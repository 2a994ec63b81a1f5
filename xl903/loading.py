"""Files to a ``Return``: the readers and the provider lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.ofsted import read_ofsted_lists
from xl903.readers import Loaded, read_return
from xl903.s903.about_files import (
    messages_about,
    messages_about_codes,
    offered_codes,
    offered_dates,
    offered_ids,
)
from xl903.s903.provider_list_gaps import coverage_messages
from xl903.s903.returns import Return, Source
from xl903.s903.which_year import (
    require_plausible_year,
    what_speaks_against,
    what_speaks_against_last_year,
    year_name,
)

Files = str | Path | Iterable[str | Path]


@dataclass(frozen=True)
class ReadFiles:
    """What files held, before the year and the authority are known.

    ``names``: table to the name of the file that this year's came from, ``last_names`` that last year's did.
    ``aside``: files of this year's folder that were not read. ``same_files``: last year's are this year's.
    """

    tables: Mapping[str, pd.DataFrame]
    last_year: Mapping[str, pd.DataFrame] | None
    providers: pd.DataFrame | None
    source: Source
    names: Mapping[str, str]
    messages: tuple[Message, ...]
    last_names: Mapping[str, str] = field(default_factory=dict)
    aside: tuple[str, ...] = ()
    same_files: bool = False

    def in_year(self, year: int) -> ReadFiles:
        """The same as the return of a collection year and of the one before: ``Loaded.in_year``."""
        now = Loaded(self.tables, self.source, self.messages, self.names).in_year(year)
        before = Loaded(self.last_year or {}, self.source, (), self.last_names).in_year(year - 1)
        return replace(
            self,
            tables=now.tables,
            last_year=None if self.last_year is None else before.tables,
            messages=(*now.messages, *before.messages),
        )

    def to_return(self, *, year: int, authority: str | None) -> Return:
        """The return of that collection year and authority (ONS code or name).

        Where the dates speak against the year, or against last year's return, a message says so.
        """
        files = self.in_year(year)
        ret = Return(
            files.tables,
            files.last_year,
            year=year,
            authority=authority,
            providers=files.providers,
            source=files.source,
            messages=(*(Message("warning", f"{said}.") for said in self.doubts(year)), *files.messages),
        )
        offered = offered_codes(files.tables, files.last_year, year, files.providers)
        about_codes = messages_about_codes(offered, files.names, files.last_names)
        ret.messages = (*ret.messages, *about_codes, *coverage_messages(ret))
        return ret

    def doubts(self, year: int) -> list[str]:
        """What speaks against the files being the return of that collection year, and of the year before.

        Sentences without their stops; none where nothing does. The command line stops at them, the ribbon asks.
        """
        doubts = []
        if against := what_speaks_against(self.tables, year):
            doubts.append(f"{against}, not in {year_name(year)}")
        if self.same_files:
            doubts.append("Last year's files are the same files as this year's")
        elif self.last_year is not None and (
            said := what_speaks_against_last_year(self.tables, self.last_year, year)
        ):
            doubts.append(said)
        return doubts

    def accept(
        self, *, dates: bool = False, ids: bool = False, codes: bool = False, year: int | None = None
    ) -> ReadFiles:
        """The same with dates written in full, ids written alike, or codes as DfE takes them, where they allow it.

        Codes depend on the year; without it they stay.
        """
        offers = [
            (dates, offered_dates(self.tables, self.last_year, year), "date", "written in full"),
            (ids, offered_ids(self.tables, self.last_year), "id", "written as the other files have them"),
        ]
        tables, last_year = self.tables, self.last_year
        done = []
        for wanted, offered, what, how in offers:
            if wanted:
                tables, last_year = offered.apply(tables, last_year)
                count = offered.how_many
                cells = f"1 {what} was" if count == 1 else f"{count:,} {what}s were"
                done.append(Message("info", f"{cells} {how}, as you asked."))
        if codes and year is not None:
            count = 0
            for both in offered_codes(tables, last_year, year, self.providers).values():
                tables, last_year = both.apply(tables, last_year)
                count += both.how_many
            cells = "1 value was" if count == 1 else f"{count:,} values were"
            done.append(Message("info", f"{cells} written as DfE takes them, as you asked."))
        before = self._about()
        kept = tuple(message for message in self.messages if message not in before)
        changed = replace(self, tables=tables, last_year=last_year)
        return replace(changed, messages=(*kept, *changed._about(), *done))

    def _about(self) -> list[Message]:
        return messages_about(self.tables, self.names, self.last_year, self.last_names)


def read(
    this_year: Files,
    last_year: Files | None = None,
    providers: Files | None = None,
    *,
    must_use_all: bool = False,
) -> ReadFiles:
    """Read a return's files, and the files of Ofsted's provider lists.

    must_use_all: a file that was named itself and is no table of the return is an error, not a message.
    Raises UserError where nothing could be read, or a provider list cannot be used; what else there is to say
    is in ``messages``.
    """
    this_year = this_year if isinstance(this_year, (str, Path)) else list(this_year)
    if last_year is not None:
        last_year = last_year if isinstance(last_year, (str, Path)) else list(last_year)
    now = read_return(this_year)
    if must_use_all and now.unusable:
        raise UserError(next(iter(now.unusable.values())))
    before = read_return(last_year) if last_year is not None else now.earlier
    messages = list(now.messages)
    if last_year is not None and before is not None:
        if must_use_all and before.unusable:
            raise UserError(next(iter(before.unusable.values())))
        messages += before.messages
        if now.earlier is not None:
            messages.append(
                Message("warning", "This year's folder holds last year's return too, which was left out.")
            )
    if isinstance(providers, (str, Path)):
        providers = [providers]
    lists = read_ofsted_lists(providers) if providers is not None else None
    if lists is not None and lists.unusable:
        raise UserError(next(iter(lists.unusable.values())))
    files = ReadFiles(
        tables=now.tables,
        last_year=before.tables if before else None,
        providers=lists.for_rules if lists is not None else None,
        source=now.source,
        names=now.files,
        messages=(*messages, *(lists.messages if lists is not None else ())),
        last_names=before.files if before else {},
        aside=now.aside,
        same_files=last_year is not None and _paths(this_year) == _paths(last_year),
    )
    return replace(files, messages=(*files._about(), *files.messages))


def _paths(files: Files) -> set[Path]:
    given = [files] if isinstance(files, (str, Path)) else files
    return {Path(path).resolve() for path in given}


def load(
    this_year: Files,
    last_year: Files | None = None,
    *,
    year: int,
    authority: str | None,
    providers: Files | None = None,
) -> Return:
    """Read a return from files.

    this_year, last_year: a folder, an XML file, or a list of files. year: the year the collection ends in
    (2026 = 1 April 2025 to 31 March 2026). authority: the submitting council's ONS code or its name.
    providers: files of Ofsted's provider lists.

    What the readers had to say is in ``ret.messages``, and where the dates are of another year than the one
    named. Raises UserError where nothing could be read, a provider list cannot be used, or the year is none.
    """
    require_plausible_year(year)
    return read(this_year, last_year, providers).to_return(year=year, authority=authority)
