"""Writes a made-up council as files: CSV or XML as councils export them, and the register as Ofsted sends it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from xl903.engine.messages import UserError
from xl903.writers import write_csv, write_xml
from xl903.writers.safe_files import write_whole

THIS_YEAR, LAST_YEAR = "this-year", "last-year"
"""The folders that the two returns are written to."""

REGISTER = "ofsted.xlsx"
TRUTH = "truth.csv"
"""Names each fault that was planted."""

_RETURN_AS_XML = "ssda903.xml"

_PROVIDERS = {
    "URN": "URN",
    "NAME": "Setting name",
    "KIND": "Provider type",
    "LA_NAME": "Local authority",
    "PLACE_CODES": "Placement code",
    "PROVIDER_CODES": "Placement provider code",
    "REG_START": "Registration date",
    "REG_END": "Deregistration date",
    "POSTCODE": "Setting address postcode",
    "PLACES": "Number of registered places",
    "STATUS": "Registration status",
}
_PREMISES = _PROVIDERS | {
    "LA_NAME": "Setting local authority",
    "REG_END": "Closed date",
    "PLACES": "Capacity",
}
"""Columns of the register under the headers that Ofsted gives them, on the sheet of each kind."""


def write_council(
    returns: Mapping[int, Mapping[str, pd.DataFrame]],
    providers: pd.DataFrame | None,
    folder: Path,
    *,
    xml: bool,
) -> None:
    """Write two years' returns and, if given, the register into a folder that is empty or does not exist.

    returns: the tables of each collection year.

    Raises UserError where it holds something already or cannot be written to.
    """
    require_empty(folder)
    for year, tables in returns.items():
        into = folder / (THIS_YEAR if year == max(returns) else LAST_YEAR)
        if xml:
            write_xml(tables, into / _RETURN_AS_XML, year=year)
        else:
            write_csv(tables, into, year=year)
    if providers is not None:
        _write_register(providers, folder / REGISTER)


def require_empty(folder: Path) -> None:
    """Raise UserError where the folder is a file or holds something already, for nothing is written over."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserError(f"{folder} is not empty; name another folder, for nothing is written over.")


def _write_register(providers: pd.DataFrame, path: Path) -> None:
    """A workbook in one of Ofsted's layouts: supported accommodation has a sheet of its own."""
    premises = providers["KIND"] == "Supported accommodation"
    book = Workbook()
    book.remove(book.active)
    _add_sheet(book, "Providers", providers[~premises].rename(columns=_PROVIDERS))
    if premises.any():
        _add_sheet(book, "SA Providers", providers[premises].rename(columns=_PREMISES))
    with write_whole(path, advice="name another folder") as beside:
        book.save(beside)


def _add_sheet(book: Workbook, title: str, rows: pd.DataFrame) -> None:
    sheet = book.create_sheet(title)
    sheet.append(list(rows.columns))
    for row in rows.astype(object).where(rows.notna(), None).itertuples(index=False):
        sheet.append(list(row))
