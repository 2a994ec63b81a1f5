"""How a collection year is typed: 2026, or 2025-26."""

from __future__ import annotations

import re
from typing import Any

import typer

from xl903 import UserError

_TWO_YEARS = re.compile(r"(20\d\d)\s*[-/–]\s*(?:20)?(\d\d)")


def year_option(help_text: str) -> Any:
    """An option that takes a collection year."""
    return typer.Option(parser=read_year, metavar="YEAR", help=help_text)


def read_year(text: str | int) -> int:
    """The year that a collection ends in: 2026 of "2026", "2025-26" and "2025/2026".

    Raises UserError for any other text.
    """
    typed = str(text).strip()
    both = _TWO_YEARS.fullmatch(typed)
    if both and (int(both[1]) + 1) % 100 == int(both[2]):
        return int(both[1]) + 1
    if re.fullmatch(r"-?[0-9]{1,6}", typed):
        return int(typed)
    raise UserError(f"{typed} is not a collection year; 2026 is April 2025 to March 2026.")
