"""Files to a ``Return``: the readers and the provider lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from xl903.engine.messages import Message
from xl903.ofsted import read_ofsted_lists
from xl903.readers import Loaded, read_return
from xl903.s903.returns import Return, Source

Files = str | Path | Iterable[str | Path]


@dataclass(frozen=True)
class ReadFiles:
    """What files held, before the year and the authority are known.

    ``names``: table to the name of the file that this year's came from; ``last_names``: that last year's came from.
    """

    tables: Mapping[str, pd.DataFrame]
    last_year: Mapping[str, pd.DataFrame] | None
    providers: pd.DataFrame | None
    source: Source
    names: Mapping[str, str]
    messages: tuple[Message, ...]
    last_names: Mapping[str, str] = field(default_factory=dict)

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
        """The return of that collection year and authority (ONS code or name)."""
        files = self.in_year(year)
        return Return(
            files.tables,
            files.last_year,
            year=year,
            authority=authority,
            providers=files.providers,
            source=files.source,
            messages=files.messages,
        )


def read(this_year: Files, last_year: Files | None = None, providers: Files | None = None) -> ReadFiles:
    """Read a return's files, and the files of Ofsted's provider lists.

    Raises UserError where nothing could be read; what else there is to say is in ``messages``.
    """
    now = read_return(this_year)
    before = read_return(last_year) if last_year is not None else None
    if isinstance(providers, (str, Path)):
        providers = [providers]
    lists = read_ofsted_lists(providers) if providers is not None else None
    return ReadFiles(
        tables=now.tables,
        last_year=before.tables if before else None,
        providers=lists.providers if lists is not None and len(lists.providers) else None,
        source=now.source,
        names=now.files,
        messages=(
            *now.messages,
            *(before.messages if before else ()),
            *(lists.messages if lists is not None else ()),
        ),
        last_names=before.files if before else {},
    )


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

    What the readers had to say is in ``ret.messages``. Raises UserError where nothing could be read.
    """
    return read(this_year, last_year, providers).to_return(year=year, authority=authority)
