"""An unreadable date is not a blank one: only the format rules of its column report it, and nothing else does."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

import xl903
from xl903.s903.schema import COLLECTION_YEARS, TABLES
from xl903.synthetic import Council, make_council

NO_SUCH_DAY = "31/02/2024"

FORMAT_RULES = {
    "Header.DOB": {"102"},
    "Header.MC_DOB": {"171"},
    "Episodes.DECOM": {"141"},
    "Episodes.DEC": {"147"},
    "UASC.DUC": {"104"},
    "Reviews.REVIEW": {"166"},
    "AD1.DATE_INT": {"112"},
    "AD1.DATE_MATCH": {"113"},
    "PlacedAdoption.DATE_PLACED": {"115"},
    "PlacedAdoption.DATE_PLACED_CEASED": {"116"},
    "PrevPerm.DATE_PERM": {"632"},
    "Missing.MIS_START": {"1004"},
    "Missing.MIS_END": {"1005"},
    "SWEpisodes.SW_DECOM": {"SW04STG1"},
    "SWEpisodes.SW_DEC": {"SW05STG1"},
    "DoLo.DOLO_START": {"700"},
    "DoLo.DOLO_END": {"701"},
}
"""The rules that report a date of their column as unreadable; the other tables' DOB has XL01 alone."""

DATES = [
    (table.name, column.name)
    for table in TABLES.values()
    for column in table.columns
    if column.type == "date"
]


@cache
def council(year: int) -> Council:
    return make_council(children=150, year=year, seed=5)


def spoilt(tables: dict[str, pd.DataFrame], table: str, column: str) -> dict[str, pd.DataFrame]:
    """The tables with every date of a column replaced by one that does not exist."""
    frame = tables[table]
    cells = frame[column].mask(frame[column].notna(), NO_SUCH_DAY)
    return {**tables, table: frame.assign(**{column: cells})}


def findings(
    year: int, this_year: dict[str, pd.DataFrame], last_year: dict[str, pd.DataFrame]
) -> pd.DataFrame:
    of = council(year)
    ret = xl903.Return(this_year, last_year, year=year, authority=of.authority, providers=of.providers)
    report = xl903.validate(ret)
    assert not report.failed
    return report.findings


@pytest.mark.parametrize(("table", "column"), DATES)
def test_only_the_format_rules_report_a_date_that_cannot_be_read(table: str, column: str) -> None:
    of = council(2027)
    filled = of.tables[table][column].notna().sum()
    assert filled, "nothing to spoil"
    found = findings(2027, spoilt(of.tables, table, column), of.last_year)
    expected = FORMAT_RULES.get(f"{table}.{column}", set()) | {"XL01"}
    assert set(found["code"]) == expected
    counts = found[found["table"] == table]["code"].value_counts()
    assert set(counts) == {filled}


@pytest.mark.parametrize("year", COLLECTION_YEARS)
def test_in_each_year_one_wrong_column_of_ends_is_no_more_than_that(year: int) -> None:
    of = council(year)
    found = findings(year, spoilt(of.tables, "Episodes", "DEC"), of.last_year)
    assert set(found["code"]) == {"147", "XL01"}


@pytest.mark.parametrize(("table", "column"), [at for at in DATES if TABLES[at[0]].collected_in(2026)])
def test_nothing_is_reported_of_last_year_s_dates_that_cannot_be_read(table: str, column: str) -> None:
    of = council(2027)
    assert findings(2027, of.tables, spoilt(of.last_year, table, column)).empty
