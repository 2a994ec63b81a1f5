"""DfE's codes where they are typed: what each column may hold, with meanings, and the sheet that has them all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from workbook.plan.sheet_facts import Lifetime, SheetFacts
from workbook.plan.sheet_model import HEADER_ROWS, Block, Choice, Column, Sheet
from xl903 import Return
from xl903.s903.schema import TABLES
from xl903.s903.schema import Column as SchemaColumn

CODES_SHEET = "Codes"
LONGEST_TITLE, LONGEST_HELP = 32, 255
"""Characters that Excel shows of an input message."""

LONGEST_LIST = 255
"""Characters of a list that Excel takes in the rule itself."""

NO_SUCH_CODE = "This code is not on the list for this collection year. Keep it?"

_MORE = f"… all on the sheet {CODES_SHEET}"
_CODE_LETTER = "D"
_CHOSEN_TYPES = frozenset({"code", "flag"})

FACTS = SheetFacts(
    name=CODES_SHEET,
    kind="list",
    key=("Table", "Field", "Code"),
    lifetime=Lifetime.CHECK,
    make=lambda run: [codes_sheet(run.ret)],
)


def choices(ret: Return, table: str, columns: Iterable[str]) -> list[Choice]:
    """For each of a sheet's columns that takes codes, those of the rules' year."""
    position = {title: place for place, title in enumerate(columns)}
    found = []
    row = HEADER_ROWS + 1
    for name, column, codes in _coded_columns(ret):
        if name == table and column.name in position:
            cells = f"{CODES_SHEET}!${_CODE_LETTER}${row}:${_CODE_LETTER}${row + len(codes) - 1}"
            said = input_help(column.label, codes)
            title = column.name[:LONGEST_TITLE]
            found.append(Choice(position[column.name], tuple(codes), cells, title, said))
        row += len(codes)
    return found


def _coded_columns(ret: Return) -> Iterator[tuple[str, SchemaColumn, Mapping[str, str]]]:
    """Every column of a loaded table that takes codes, in order: its table, itself, and code to meaning."""
    for name, table in TABLES.items():
        if name in ret.tables:
            for column in table.in_year(ret.year).columns:
                if column.codes is not None and column.type in _CHOSEN_TYPES:
                    yield name, column, ret.codes(column.codes)


def input_help(label: str, codes: Mapping[str, str]) -> str:
    """A column's meaning and its codes', as many as Excel shows; where not all fit, where they all are."""
    for meanings in (codes.values(), [_short(meaning) for meaning in codes.values()]):
        lines = [f"{code} {meaning}" for code, meaning in zip(codes, meanings, strict=True)]
        text = "\n".join([label, *lines])
        if len(text) <= LONGEST_HELP:
            return text
    kept = [label]
    for line in lines:
        if len("\n".join([*kept, line, _MORE])) > LONGEST_HELP:
            break
        kept.append(line)
    return "\n".join([*kept, _MORE])


def _short(meaning: str) -> str:
    """A meaning up to its first aside."""
    return re.split(r"[;(]|, (?:not|under|in|or)\b", meaning)[0].strip()


def codes_sheet(ret: Return) -> Sheet:
    """Every code of the rules' year with its meaning, column by column."""
    rows = [
        (name, column.name, column.label, code, meaning)
        for name, column, codes in _coded_columns(ret)
        for code, meaning in codes.items()
    ]
    columns = (
        Column("Table", 16),
        Column("Field", 24),
        Column("What it is", 40),
        Column("Code", 10),
        Column("Meaning", 80, "wrapped"),
    )
    return Sheet(FACTS.name, FACTS.kind, block=Block("Codes_list", columns, rows), frozen=2)
