"""Reads a return from the files that councils have: a folder of CSV files, or one XML file.

Everything comes out as text, and whatever a person should know about the files as messages.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.readers.csv_files import read_csv_files
from xl903.readers.given_files import MANIFEST, XML_SUFFIX, GivenFile, GivenFiles, find_files
from xl903.readers.loaded import Loaded, ReadTable, join_names
from xl903.readers.sorting_apart import sort_apart
from xl903.readers.xml_files import is_a_return, read_xml_file
from xl903.s903.schema import TABLES

__all__ = ["MANIFEST", "Loaded", "read_return"]


def read_return(source: str | Path | Iterable[str | Path]) -> Loaded:
    """Read one year's return.

    ``source``: a folder (folders inside it are not looked into), one file, or several files: CSV or other
    text, Excel workbooks with a sheet for each table, one XML file, or a zip file of them. Where a folder
    holds the year before's return too, that is in the result's ``earlier``.

    Raises UserError where a path does not exist, there is nothing to read, CSV and XML or several XML
    files are mixed, the XML is not well-formed or no return, no table could be found at all, or several files
    hold one table and it cannot be told which is meant. All else that is amiss is in the result's ``messages``;
    what there is to say of columns that only some collection years have is said by ``Loaded.in_year``.
    """
    given = find_files(source)
    xml = [file for file in given.files if file.suffix == XML_SUFFIX]
    if len(xml) < len(given.files):
        xml = _without_other_xml(xml, given)
    if not xml:
        return _from_tables(read_csv_files(given.files), given)
    if len(xml) < len(given.files):
        raise UserError(
            f"A return is either CSV or XML, but {xml[0].name} comes with "
            f"{next(file.name for file in given.files if file not in xml)}; leave one kind out."
        )
    if len(xml) > 1:
        raise UserError(
            f"A return is one XML file, but there are {len(xml)}, {join_names(file.name for file in xml)}; "
            "choose the one to load."
        )
    return _from_xml(xml[0], given)


def _without_other_xml(xml: list[GivenFile], given: GivenFiles) -> list[GivenFile]:
    """The XML files that are a return or were named; others that lie beside CSV files are left aside."""
    kept = [file for file in xml if file.named or is_a_return(file)]
    for file in xml:
        if file not in kept:
            given.files.remove(file)
            given.aside.append(file.name)
            text = "is not an SSDA903 return, so it was left out; remove it."
            given.messages.append(Message("error", text, file=file.name))
    return kept


def _from_xml(file: GivenFile, given: GivenFiles) -> Loaded:
    loaded = read_xml_file(file)
    return Loaded(
        tables=loaded.tables,
        source="xml",
        messages=(*given.messages, *loaded.messages),
        files=loaded.files,
        aside=tuple(given.aside),
    )


def _from_tables(read: Sequence[ReadTable], given: GivenFiles) -> Loaded:
    unplaced = [one for one in read if one.table is None]
    placed = [one for one in read if one.table is not None]
    if not placed:
        raise UserError(_nothing_placed(read))
    this_year, earlier, messages = sort_apart(placed)
    left_aside = {message.file for message in messages}  # what is wrong inside these is of no interest
    said = [
        message
        for one in read
        if one.file not in left_aside and not (one.table is None and _has_no_ending(one))
        for message in one.messages
    ]
    return Loaded(
        tables=_in_order(this_year),
        source="csv",
        messages=(*given.messages, *messages, *said),
        files=_files(this_year),
        unusable={one.file: str(one.messages[0]) for one in unplaced if one.named and one.messages},
        aside=(*given.aside, *(one.file for one in unplaced if not one.named and not _has_no_ending(one))),
        earlier=Loaded(_in_order(earlier), "csv", (), _files(earlier)) if earlier else None,
    )


def _has_no_ending(one: ReadTable) -> bool:
    """Whether a file that was found has no ending and is no table: it may be anything, and was not meant."""
    return not one.named and "." not in one.file


def _in_order(read: Sequence[ReadTable]) -> dict[str, pd.DataFrame]:
    frames = {one.table: one.frame for one in read}
    return {table: frame for table in TABLES if (frame := frames.get(table)) is not None}


def _files(read: Sequence[ReadTable]) -> dict[str, str]:
    files = {one.table: one.file for one in read}
    return {table: files[table] for table in TABLES if table in files}


def _nothing_placed(read: Sequence[ReadTable]) -> str:
    said: list[Message] = [message for one in read for message in one.messages]
    if not said:
        return "No table of the return could be found; choose the folder with the return's files."
    if len(read) == 1:
        return str(said[0])
    return f"None of the {len(read)} files could be read as a table of the return: {said[0]}"
