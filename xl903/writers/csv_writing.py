"""Writes a return as DfE's CSV files."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from xl903.engine.messages import Message, UserError
from xl903.s903.schema import TABLES
from xl903.writers.folders import Manifest, write_together
from xl903.writers.written_texts import NO_TEXT_FILE_HOLDS, Texts, as_texts, children, derived_uasc


def write_csv(tables: Mapping[str, pd.DataFrame], folder: Path, *, year: int | None) -> Manifest:
    """Write tables as DfE's CSV files, and a manifest beside them, into a new folder.

    tables: table name to DataFrame, as ``Return`` takes them. A table that is not given has no file; one
    without rows has a file with its header line. Every file has DfE's name and all of DfE's columns in
    DfE's order, never a derived one; a cell holds the text it holds in the table, trimmed; UTF-8 without
    byte order mark, lines end in CR LF, quotation marks only where a cell needs them.

    year: the collection year, whose columns are written; None where nothing tells, and then columns that only
    some years have are written where a table has them. folder: is made; it may be there, but only without
    anything in it.

    Raises UserError where the folder holds something, a cell holds a character that no text file can, or
    writing fails. Nothing is left half-made.
    """
    texts = as_texts(tables, year=year, forbidden=NO_TEXT_FILE_HOLDS, file_format="a CSV file")
    if folder.is_dir() and any(folder.iterdir()):
        raise UserError(f"{folder} is not empty, and no file is overwritten. Choose a new folder.")
    if folder.exists() and not folder.is_dir():
        raise UserError(f"{folder} is a file. Choose a new folder for the export.")

    def write(into: Path) -> Iterator[tuple[str, str, int]]:
        for name, frame in texts.tables.items():
            file = TABLES[name].file_name
            # newline="" and bytes of our own: Windows must not make CR CR LF of a line's end
            with (into / file).open("w", encoding="utf-8", newline="") as stream:
                frame.to_csv(stream, index=False, lineterminator="\r\n", quoting=csv.QUOTE_MINIMAL)
            yield file, name, len(frame)

    return write_together(folder, write, (*texts.messages, *_about_uasc(texts)))


def _about_uasc(texts: Texts) -> Iterator[Message]:
    """Say where Header.UASC, which CSV has no place for, was something else than what CSV makes of it."""
    derived = derived_uasc(texts.tables)
    if texts.uasc is None or derived is None:
        return
    lost = texts.uasc.notna() & (texts.uasc != derived)
    if lost.any():
        named = children(texts.tables["Header"]["CHILD"][lost])
        yield Message(
            "warning",
            f"UASC in Header does not agree with the table UASC for {named}, and CSV "
            "has only the table, so what Header says is lost. Correct the one with the error.",
        )
