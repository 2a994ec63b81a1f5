"""DfE's own wording of its checks, out of any table of codes and messages, such as one copied from DfE's PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from xl903.engine.messages import UserError
from xl903.portal.codes_in_cells import in_order, is_known, read_codes
from xl903.portal.report_tables import CLOSING, ReportColumns, find_columns, module_of
from xl903.portal.table_files import TextTable, read_tables


@dataclass(frozen=True)
class Wording:
    """DfE's message of each code, and what the person should know of how they were read."""

    messages: dict[str, str]
    notes: tuple[str, ...] = ()


def read_wording(path: Path) -> Wording:
    """The messages of a file: CSV, a workbook or a web page.

    A row without a code continues the message above, as where a PDF wrapped its lines. Raises UserError, one
    sentence, for a file that cannot be opened or has no table of codes and messages.
    """
    return wording_in(read_tables(path), path.name)


def wording_in(tables: Sequence[TextTable], name: str) -> Wording:
    """The messages among the tables of a file. Raises UserError where there are none."""
    found = [
        columns
        for table in tables
        if module_of(table) is None
        and (columns := find_columns(table, (), one_code=True)) is not None
        and columns.messages is not None
        and columns.rows
    ]
    if not found:
        raise UserError(
            f"{name} has no table with a column of DfE's codes, one in a cell, and a column of messages; copy both "
            "columns into a sheet, save it and choose that."
        )
    messages: dict[str, list[str]] = {}
    continued = 0
    for columns in found:
        continued += _add_messages(columns, messages)
    notes = []
    if continued:
        rows = "1 row without a code was" if continued == 1 else f"{continued:,} rows without a code were"
        notes.append(f"{rows} read as the continuation of the message above.")
    different = in_order({code for code, texts in messages.items() if len(texts) > 1})
    if different:
        codes = "Code" if len(different) == 1 else "Codes"
        notes.append(f"{codes} {', '.join(different)} had more than one message; the first was used.")
    if unknown := in_order({code for code in messages if not is_known(code)}):
        notes.append(f"xl903 does not know {', '.join(unknown)}; the messages are kept.")
    return Wording({code: texts[0] for code, texts in messages.items()}, tuple(notes))


def _add_messages(columns: ReportColumns, messages: dict[str, list[str]]) -> int:
    """Add a table's messages, those of one code that differ behind one another; gives how many rows continue."""
    assert columns.messages is not None  # noqa: S101
    parts: list[tuple[str, list[str]]] = []
    continued = 0
    for row in columns.table.rows[columns.header + 1 :]:
        text, cell = row[columns.messages], row[columns.codes]
        codes = read_codes(cell)
        if codes is not None:
            parts.append((codes.codes[0], [text] if text else []))
        elif text and not cell and parts and not any(map(CLOSING.search, row)):
            parts[-1][1].append(text)
            continued += 1
    for code, texts in parts:
        message = " ".join(texts)
        if message and message not in messages.setdefault(code, []):
            messages[code].append(message)
    for code in [code for code, texts in messages.items() if not texts]:
        del messages[code]
    return continued
