"""No rule fails, whatever it is given: the made-up return with tables left out, emptied, blanked or spoilt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import xl903
from xl903.readers import read_return
from xl903.s903.registered_rules import rules_in_force
from xl903.s903.schema import COLLECTION_YEARS, TABLES

SMALL = Path(__file__).parent / "small_return"
THIS_YEAR = dict(read_return(SMALL / "this-year").tables)
THIS_YEAR["DoLo"] = pd.DataFrame(
    {
        "CHILD": THIS_YEAR["Header"]["CHILD"],
        "DOB": THIS_YEAR["Header"]["DOB"],
        "DOLO_START": "01/06/2025",
        "DOLO_END": "01/08/2025",
    }
)
LAST_YEAR = {
    **read_return(SMALL / "last-year").tables,
    "DoLo": THIS_YEAR["DoLo"],
    "SWEpisodes": THIS_YEAR["SWEpisodes"],
}
PROVIDERS = pd.DataFrame(
    {
        "URN": ["SC123456", "SC123456", "1234567", None],
        "PLACE_CODES": ["U1,U6", "K2", None, "K2"],
        "PROVIDER_CODES": ["PR1/PR2", "PR4", None, "PR1"],
        "REG_END": [None, "01/01/2024", "31/03/2025", None],
        "POSTCODE": ["M1 1AE", None, "CF10 1EP", "M1 1AE"],
    }
)
Tables = dict[str, pd.DataFrame]


FIRST, LAST = COLLECTION_YEARS[0], COLLECTION_YEARS[-1]


def codes_to_try(year: int) -> list[str]:
    """Every rule of the first year and of the last, and those of a year between that neither of them has."""
    codes = {rule.code for rule in rules_in_force(year)}
    if year not in (FIRST, LAST):
        codes -= {rule.code for end in (FIRST, LAST) for rule in rules_in_force(end)}
    return sorted(codes)


def failures(
    this_year: Tables, last_year: Tables, year: int, source: str = "csv", codes: list[str] | None = None
) -> dict[str, str]:
    ret = xl903.Return(
        this_year,
        last_year,
        year=year,
        authority="E08000003",
        providers=PROVIDERS,
        source=source,  # type: ignore[arg-type]
    )
    return xl903.validate(ret, codes=codes).failed


def every_table(spoil: Callable[[pd.DataFrame], pd.DataFrame]) -> tuple[Tables, Tables]:
    return (
        {name: spoil(frame) for name, frame in THIS_YEAR.items()},
        {name: spoil(frame) for name, frame in LAST_YEAR.items()},
    )


def blanked(frame: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(None, index=frame.index, columns=frame.columns, dtype=object)


SPOILT = {
    "as it is": lambda frame: frame,
    "empty": lambda frame: frame.head(0),
    "no columns": lambda frame: frame[[]],
    "blank": blanked,
    "blank but for CHILD": lambda frame: blanked(frame).assign(CHILD=frame["CHILD"]),
    "every cell XX": lambda frame: blanked(frame.head(30)).fillna("XX"),
    "every cell a date": lambda frame: blanked(frame.head(30)).fillna("01/06/2025"),
    "every cell a number": lambda frame: blanked(frame.head(30)).fillna("1"),
    "children doubled": lambda frame: pd.concat([frame, frame], ignore_index=True),
    "one child": lambda frame: frame[frame["CHILD"] == THIS_YEAR["Header"]["CHILD"][0]],
    "back to front": lambda frame: frame.iloc[::-1],
}


@pytest.mark.parametrize("year", COLLECTION_YEARS)
@pytest.mark.parametrize("how", SPOILT)
def test_no_rule_fails_on_a_spoilt_return(how: str, year: int) -> None:
    assert failures(*every_table(SPOILT[how]), year) == {}


@pytest.mark.parametrize("year", COLLECTION_YEARS)
@pytest.mark.parametrize("absent", TABLES)
def test_no_rule_fails_without_a_table(absent: str, year: int) -> None:
    this_year = {name: frame for name, frame in THIS_YEAR.items() if name != absent}
    last_year = {name: frame for name, frame in LAST_YEAR.items() if name != absent}
    codes = codes_to_try(year)
    assert failures(this_year, LAST_YEAR, year, codes=codes) == {}
    assert failures(THIS_YEAR, last_year, year, codes=codes) == {}


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_no_rule_fails_on_an_xml_return_or_without_last_year(year: int) -> None:
    header = THIS_YEAR["Header"].assign(UASC="0")
    assert failures({**THIS_YEAR, "Header": header}, {}, year, source="xml") == {}
    assert failures(THIS_YEAR, {}, year) == {}


def test_no_rule_fails_on_another_years_rules() -> None:
    ret = xl903.Return(THIS_YEAR, LAST_YEAR, year=2026, authority="E08000003", providers=PROVIDERS)
    for year in COLLECTION_YEARS:
        assert xl903.validate(ret, ruleset=year).failed == {}
