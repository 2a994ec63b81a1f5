"""What the loader checks mark beyond the rows that their YAML cases name: the cells."""

from __future__ import annotations

import pandas as pd

import xl903
from xl903.s903.schema import TABLES
from xl903.testing import OWN_AUTHORITY

LOADER_CODES = ["XL01", "XL02", "XL03", "XL04", "XL05"]


def _validate(tables: dict[str, dict[str, list[str | None]]], code: str, ruleset: int = 2026) -> xl903.Report:
    frames = {name: pd.DataFrame(columns, dtype=object) for name, columns in tables.items()}
    ret = xl903.Return(frames, year=2026, authority=OWN_AUTHORITY)
    return xl903.validate(ret, codes=[code], ruleset=ruleset)


def _cells(report: xl903.Report) -> set[tuple[str, int, str]]:
    found = report.findings
    rows = zip(found["table"], found["row"], found["fields"], strict=True)
    return {(table, row, field) for table, row, fields in rows for field in fields}


def test_only_the_cells_that_are_no_dates_are_marked() -> None:
    missing = {
        "CHILD": ["1", "2", "3", "4"],
        "DOB": ["15/06/2012", "15/06/12", "15/06/12", None],
        "MIS_START": ["01/05/2025", "01/05/2025", "May", None],
        "MIS_END": ["2025", "02/05/2025", None, None],
    }
    assert _cells(_validate({"Missing": missing}, "XL01")) == {
        ("Missing", 0, "MIS_END"),
        ("Missing", 1, "DOB"),
        ("Missing", 2, "DOB"),
        ("Missing", 2, "MIS_START"),
    }


def test_only_the_cells_of_wrong_length_are_marked() -> None:
    episodes = {
        "CHILD": ["1", "12345678901", "3"],
        "HOME_POST": ["M1", "M33 3FF", "M33 3FF"],
        "PL_POST": ["M33 3FF", "M33 3FF", "M33 3FF 1"],
        "URN": ["SC123456", "123", None],
    }
    assert _cells(_validate({"Episodes": episodes}, "XL02")) == {
        ("Episodes", 0, "HOME_POST"),
        ("Episodes", 1, "CHILD"),
        ("Episodes", 1, "URN"),
        ("Episodes", 2, "PL_POST"),
    }


def test_a_repeated_row_has_its_whole_key_marked() -> None:
    episodes: dict[str, list[str | None]] = {"CHILD": ["1", "1"], "DECOM": ["01/05/2025", "01/05/2025"]}
    report = _validate({"Episodes": episodes}, "XL04")
    assert list(report.findings["fields"]) == [("CHILD", "DECOM")] * 2


def test_unknown_parts_of_dates_are_judged_by_the_ruleset() -> None:
    spells: dict[str, list[str | None]] = {"CHILD": ["1"], "SW_DECOM": ["ZZ/05/2024"]}
    assert _cells(_validate({"SWEpisodes": spells}, "XL01", ruleset=2025)) == set()
    assert _cells(_validate({"SWEpisodes": spells}, "XL01", ruleset=2026)) == {("SWEpisodes", 0, "SW_DECOM")}


def test_tables_without_rows_or_without_their_columns_are_fine() -> None:
    without_rows: dict[str, dict[str, list[str | None]]] = {name: {"CHILD": []} for name in TABLES}
    without_columns: dict[str, dict[str, list[str | None]]] = {name: {"CHILD": ["1"]} for name in TABLES}
    for code in LOADER_CODES:
        for tables in (without_rows, without_columns):
            report = _validate(tables, code)
            assert not report.failed
            assert report.findings.empty
