"""Several files for one table: copies passed over, two years' returns sorted apart, anything else refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath

import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.readers.loaded import ReadTable, join_names
from xl903.readers.other_data_sets import fits_well
from xl903.s903.schema import TABLES
from xl903.s903.which_year import told_year, year_in_name, year_name

_WORD = re.compile(r"[^\W_]+")


def sort_apart(
    read: Sequence[ReadTable],
) -> tuple[list[ReadTable], list[ReadTable], list[Message]]:
    """The tables of this year's return, those of the year before, and what there is to say about it.

    Each table is there once in each. Raises UserError where it cannot be told which of several files is meant.
    """
    kept, messages = _without_copies(read)
    if not _given_twice(kept):
        return kept, [], messages
    sets = _sets_by_name(kept)
    years = [_year_of(one) for one in sets]
    if len(sets) == 2 and None not in years and abs(years[0] - years[1]) == 1:  # type: ignore[operator]
        (_, earlier), (year, later) = sorted(zip(years, sets, strict=True), key=lambda one: one[0] or 0)
        messages.append(
            Message(
                "warning",
                f"The folder holds two returns. {join_names(one.file for one in later)} "
                f"{'was' if len(later) == 1 else 'were'} taken as the return of {year_name(year or 0)}, and "
                f"{join_names(one.file for one in earlier)} as last year's. Keep them in folders of their own.",
            )
        )
        return later, earlier, messages
    raise UserError(_why_refused(kept))


def _without_copies(read: Sequence[ReadTable]) -> tuple[list[ReadTable], list[Message]]:
    """Each different table once; a file that fits its table badly gives way to one that fits well."""
    kept: list[ReadTable] = []
    messages: list[Message] = []
    by_table: dict[str, list[ReadTable]] = {}
    for one in read:
        if one.table is not None:
            by_table.setdefault(one.table, []).append(one)
    for table, several in by_table.items():
        good = [one for one in several if fits_well(table, _columns(one))]
        for one in several:
            if good and one not in good:
                messages.append(
                    Message(
                        "error",
                        f"holds only a part of {table}, which {good[0].file} has whole, so it was left out; take "
                        "it out.",
                        file=one.file,
                    )
                )
                continue
            same = next((other for other in kept if other.table == table and _equal(one, other)), None)
            if same is not None:
                messages.append(
                    Message("info", f"holds the same as {same.file}, so it was skipped.", file=one.file)
                )
                continue
            kept.append(one)
    return kept, messages


def _columns(one: ReadTable) -> list[str]:
    return [] if one.frame is None else list(one.frame.columns)


def _equal(one: ReadTable, other: ReadTable) -> bool:
    return one.frame is not None and other.frame is not None and one.frame.equals(other.frame)


def _given_twice(read: Iterable[ReadTable]) -> dict[str, list[str]]:
    files: dict[str, list[str]] = {}
    for one in read:
        files.setdefault(str(one.table), []).append(one.file)
    return {table: names for table, names in files.items() if len(names) > 1}


def _sets_by_name(read: Sequence[ReadTable]) -> list[list[ReadTable]]:
    """The files in sets by what their names say besides the table; no sets where one has a table twice."""
    sets: dict[str, list[ReadTable]] = {}
    for one in read:
        sets.setdefault(_rest_of_name(one), []).append(one)
    if any(_given_twice(one) for one in sets.values()):
        return []
    return list(sets.values())


def _rest_of_name(one: ReadTable) -> str:
    """A file's name without the words for its table: 2425_episodes.csv and 2425_header.csv have 2425."""
    name = PurePosixPath(one.file)
    words = "".join(_WORD.findall(str(name.parent / name.stem).casefold()))
    schema = TABLES[str(one.table)]
    terms = {
        "".join(_WORD.findall(term.casefold()))
        for term in (schema.name, PurePosixPath(schema.file_name).stem)
    }
    for term in sorted(terms, key=len, reverse=True):
        if term in words:
            return words.replace(term, "", 1)
    return words


def _year_of(read: Sequence[ReadTable]) -> int | None:
    """The collection year of a set of files; None where neither dates nor names tell, or they disagree."""
    tables: Mapping[str, pd.DataFrame] = {str(one.table): one.frame for one in read if one.frame is not None}
    told = told_year(tables)
    said = {year for one in read if (year := year_in_name(one.file)) is not None}
    if len(said) > 1 or (said and told is not None and told not in said):
        return None
    return told if told is not None else next(iter(said), None)


def _why_refused(read: Sequence[ReadTable]) -> str:
    twice = "; ".join(f"{table}: {join_names(files)}" for table, files in _given_twice(read).items())
    return (
        f"More than one file holds the same table ({twice}); keep this year's files only, and give last year's "
        "with --last-year or Load last year."
    )
