"""Ofsted-like workbooks of every shape and edition, with invented providers."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import Workbook

from xl903.ofsted import OfstedLists

Rows = Sequence[Sequence[Any]]

HOMES_NEW = (
    "Region",
    "Local Authority",
    "URN",
    "Setting name",
    "Provider type",
    "Provider  Code",
    "Provider placement code",
    "Registration date",
    "Closed Date",
    "Setting address postcode",
    "Owner postcode",
    "Max users",
    "Provider status",
)
AGENCIES_CURRENT = (
    "Local authority",
    "URN",
    "Linked school URN",
    "Setting name",
    "Organisation name",
    "Provision type",
    "Placement code",
    "Placement provider code",
    "Setting postcode",
    "Maximum fostering places",
    "Registration status",
)
AGENCIES_CLOSED = (*AGENCIES_CURRENT, "Deregistration date")
COMBINED = (
    "URN",
    "Setting name",
    "Provider type",
    "Local authority",
    "Placement code",
    "Placement provider code",
    "Registration date",
    "Deregistration date",
    "Setting address postcode",
    "Number of registered places",
    "Registration status",
)
COMBINED_2025 = tuple(
    {"Setting name": "Provider name", "Setting address postcode": "Provider postcode"}.get(header, header)
    for header in COMBINED
)
PREMISES_EARLIER = (
    "URN",
    "Provider name",
    "Setting name",
    "Provider type",
    "Sector",
    "Setting local authority",
    "Provider local authority",
    "Placement provider code",
    "Registration date",
    "Closed date",
    "Setting address postcode",
    "Capacity",
    "Registration status",
)
PREMISES_2025 = (
    "URN",
    "Provider name",
    "Sector",
    "Provider local authority",
    "Setting local authority",
    "Placement code",
    "Setting status",
    "Setting status date",
    "Registration date",
    "Closed date",
    "Setting address postcode",
    "Capacity",
)


def table(headers: Sequence[str], *rows: dict[str, Any], above: Rows = ()) -> Rows:
    """A sheet's cells: rows above the headers, the headers, and rows given by header."""
    body = [[row.get(header) for header in headers] for row in rows]
    for row in rows:
        assert set(row) <= set(headers), set(row) - set(headers)
    return [*above, headers, *body]


def provider(urn: Any = "SC000001", **cells: Any) -> dict[str, Any]:
    """A row of a combined list; keywords in lower case with underscores replace its cells."""
    row = {
        "URN": urn,
        "Setting name": "Elm House",
        "Provider type": "Children's home",
        "Local authority": "Barnsley",
        "Placement code": "K2",
        "Placement provider code": "PR4",
        "Registration date": "01/04/2019",
        "Deregistration date": None,
        "Setting address postcode": "S70 1AA",
        "Number of registered places": 4,
        "Registration status": "Active",
    }
    row.update({name.replace("_", " ").capitalize(): value for name, value in cells.items()})
    return row


def rows_of(lists: OfstedLists) -> list[dict[str, object]]:
    """The provider table as plain rows: None for blank, dates as ISO text."""
    frame = lists.providers.astype(object)
    return [{name: shown(value) for name, value in row.items()} for row in frame.to_dict(orient="records")]


def shown(value: object) -> object:
    if isinstance(value, bool):
        return value
    if pd.isna(value):
        return None
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else value


def texts(lists: OfstedLists, level: str | None = None) -> list[str]:
    return [str(message) for message in lists.messages if level in (None, message.level)]


Make = Callable[..., Path]


@pytest.fixture
def workbook(tmp_path: Path) -> Make:
    """Write a workbook: ``workbook("list.xlsx", {"Providers": rows}, hidden=["Providers"])``."""

    def make(name: str, sheets: dict[str, Rows], hidden: Sequence[str] = ()) -> Path:
        book = Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(list(row))
            if title in hidden:
                sheet.sheet_state = "hidden"
        path = tmp_path / name
        book.save(path)
        return path

    return make


@pytest.fixture
def combined(workbook: Make) -> Make:
    """Write a combined list of one sheet from its rows: ``combined("2024.xlsx", provider(...), ...)``."""

    def make(name: str, *rows: dict[str, Any]) -> Path:
        return workbook(name, {"Providers": table(COMBINED, *rows)})

    return make


@pytest.fixture
def csv_file(tmp_path: Path) -> Make:
    """Write a CSV file from rows, in an encoding and with a delimiter."""

    def make(name: str, rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> Path:
        path = tmp_path / name
        with path.open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows(rows)
        return path

    return make
