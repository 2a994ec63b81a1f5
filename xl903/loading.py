"""Files to a ``Return``: the readers, the provider lists, and the guesses of year and authority."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from xl903.ofsted import read_ofsted_lists
from xl903.readers import read_return
from xl903.returns import Return

Files = str | Path | Iterable[str | Path]


def load(
    this_year: Files,
    last_year: Files | None = None,
    *,
    year: int,
    authority: str | None,
    providers: Iterable[str | Path] | None = None,
) -> Return:
    """Read a return from files.

    this_year, last_year: a folder, an XML file, or a list of files. year: the year the collection ends in
    (2026 = 1 April 2025 to 31 March 2026). authority: the submitting council's ONS code or its name.
    providers: files of Ofsted's provider lists.

    What the readers had to say is in ``ret.messages``. Raises UserError where nothing could be read.
    """
    now = read_return(this_year)
    before = read_return(last_year) if last_year is not None else None
    messages = [*now.messages, *(before.messages if before else ())]
    register: pd.DataFrame | None = None
    if providers is not None:
        lists = read_ofsted_lists(providers)
        messages.extend(lists.messages)
        register = lists.providers if len(lists.providers) else None
    return Return(
        now.tables,
        before.tables if before else None,
        year=year,
        authority=authority,
        providers=register,
        source=now.source,
        messages=messages,
    )
