"""What there is to say about a return's files before any rule speaks: their dates, ids, words for blanks, years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from xl903.engine.messages import Message
from xl903.s903 import blank_words, code_forms, date_forms, id_forms
from xl903.s903.corrections import Correction

Tables = Mapping[str, pd.DataFrame]
Names = Mapping[str, str]

BY_OPTIONS = ("with --accept-dates", "with --accept-ids")
"""How the command line accepts corrections of dates and of ids."""

BY_CODES_OPTION = "--accept-codes"
"""What writes codes and numbers of another notation on the command line."""


@dataclass(frozen=True)
class Offered:
    """Corrections of one kind for this year's tables and last year's; None where there is nothing to correct."""

    this_year: Correction | None
    last_year: Correction | None

    @property
    def how_many(self) -> int:
        """How many cells they change together."""
        return sum(one.how_many for one in (self.this_year, self.last_year) if one is not None)

    def apply(self, tables: Tables, last_year: Tables | None) -> tuple[Tables, Tables | None]:
        """Both years' tables with the corrections in them."""
        now = self.this_year.apply(tables) if self.this_year else tables
        before = self.last_year.apply(last_year) if self.last_year and last_year is not None else last_year
        return now, before


def offered_dates(tables: Tables, last_year: Tables | None, year: int | None = None) -> Offered:
    """The corrections that write every date in full."""
    before = date_forms.find_date_correction(last_year, year) if last_year else None
    return Offered(date_forms.find_date_correction(tables, year), before)


def offered_ids(tables: Tables, last_year: Tables | None) -> Offered:
    """The corrections that write every child's id as the other tables have it."""
    return Offered(*id_forms.compare_ids(tables, last_year).corrections)


def offered_codes(
    tables: Tables,
    last_year: Tables | None,
    year: int,
    providers: pd.DataFrame | None = None,
) -> dict[str, Offered]:
    """For each column in another notation, the corrections that write its codes or numbers as DfE takes them.

    providers: the provider list, in which the whole of a URN is looked up.
    """
    urns = providers["URN"].dropna() if providers is not None and "URN" in providers else ()
    now = {
        one.column: one.correction
        for one in code_forms.other_notations(tables, year, last_year=last_year, listed_urns=urns)
    }
    before = {
        one.column: one.correction
        for one in code_forms.other_notations(last_year or {}, year - 1, last_year=tables, listed_urns=urns)
    }
    columns = dict.fromkeys((*now, *before))
    return {column: Offered(now.get(column), before.get(column)) for column in columns}


def messages_about_codes(
    offered: Mapping[str, Offered],
    names: Names,
    last_names: Names | None = None,
    *,
    accept: str = BY_CODES_OPTION,
) -> list[Message]:
    """A sentence for each column and year that has codes or numbers in another notation. names: as below."""
    return [
        Message(
            "warning",
            f"{column} is in another notation: {accept} will {correction.what}.",
            file=", ".join(_file(files, table, whose) for table in correction.where),
        )
        for column, both in offered.items()
        for correction, files, whose in (
            (both.this_year, names, ""),
            (both.last_year, last_names or {}, "last year's "),
        )
        if correction is not None
    ]


def messages_about(
    tables: Tables,
    names: Names,
    last_year: Tables | None = None,
    last_names: Names | None = None,
    *,
    accept: tuple[str, str] = BY_OPTIONS,
) -> list[Message]:
    """Sentences about whole files, one for each kind of fault and file. names: table to its file's name.

    accept: how the corrections of dates and of ids that are offered are accepted, as the end of a sentence.
    """
    years: list[tuple[Tables, Names, str]] = [(tables, names, "")]
    if last_year:
        years.append((last_year, last_names or {}, "last year's "))
    messages: list[Message] = []
    for frames, files, whose in years:
        messages += _about_dates(frames, files, whose, accept[0])
        messages += _about_blank_words(frames, files, whose)
    return [*messages, *_about_ids(tables, last_year, years, accept[1])]


def _file(files: Names, table: str, whose: str) -> str:
    return f"{whose}{files.get(table, table)}"


def _about_dates(frames: Tables, files: Names, whose: str, accept: str) -> list[Message]:
    forms = date_forms.other_forms(frames)
    messages = [
        Message("warning", date_forms.describe(form), file=_file(files, form.table, whose)) for form in forms
    ]
    correction = date_forms.correct_forms(forms)
    if correction is not None:
        where = ", ".join(_file(files, table, whose) for table in correction.where)
        messages.append(
            Message(
                "warning",
                f"{correction.how_many:,} dates in {where} can be written as {date_forms.IN_FULL} at once "
                f"({correction.confidence}): accept them {accept}.",
            )
        )
    return messages


def _about_blank_words(frames: Tables, files: Names, whose: str) -> list[Message]:
    by_file: dict[str, pd.Series] = {}
    for table, frame in frames.items():
        words = blank_words.blank_words(table, frame)
        name = _file(files, table, whose)
        by_file[name] = by_file[name].add(words, fill_value=0) if name in by_file else words
    return [
        Message("warning", said, file=name)
        for name, words in by_file.items()
        if (said := blank_words.describe(words[words > 0])) is not None
    ]


def _about_ids(
    tables: Tables, last_year: Tables | None, years: list[tuple[Tables, Names, str]], accept: str
) -> list[Message]:
    forms = id_forms.compare_ids(tables, last_year)
    called = {
        (years_ago, table): _file(files, table, whose)
        for years_ago, (frames, files, whose) in enumerate(years)
        for table in frames
    }
    offered = forms.can_be_corrected
    messages = [
        Message(
            "warning",
            id_forms.describe(one, offered=offered),
            file=called[(one.years_ago, one.table)],
        )
        for one in forms.different
    ]
    if offered:
        ids = sum(one.ids for one in forms.different)
        messages.append(
            Message(
                "warning",
                f"{ids:,} ids can be written as the other files have them at once: accept them {accept}.",
            )
        )
    return messages
