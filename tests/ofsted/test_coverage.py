"""Lists that have only some kinds of provider: what they cover, by what they hold, and errors that Excel left."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pandas as pd
import pytest

import xl903
from xl903.ofsted import read_ofsted_lists
from xl903.s903.provider_coverage import AGENCIES, HOMES, KINDS, SUPPORTED
from xl903.s903.provider_list_gaps import coverage_messages

COMBINED = [
    "URN", "Setting name", "Provider type", "Placement code", "Placement provider code", "Registration status",
    "Registration date", "Deregistration date", "Local authority", "Setting address postcode",
    "Number of registered places",
]  # fmt: skip
HOME = ("Children's home", "K2", "PR4")
AGENCY = ("Independent fostering agency", "U1,U4", "PR4")
SUPPORT = ("Supported accommodation", "K3", "PR4")
ALL = frozenset(KINDS)


def combined(path, *rows, opened=dt.datetime(2026, 1, 5), premises=False):  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(COMBINED)
    for n, (kind, places, codes) in enumerate(rows):
        urn = f"SC{n:06}"
        sheet.append([urn, f"Home {n}", kind, places, codes, "Active", opened, None, "Derby", "DE1 1AA", 4])
    if premises:
        more = book.create_sheet("SA")
        more.append(["URN", "Setting local authority", "Setting address postcode", "Closed date"])
        more.append(["2700001", "Derby", "DE1 1AA", None])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("rows", "premises", "covers"),
    [
        ([HOME], True, ALL),
        ([HOME, SUPPORT], False, ALL),
        ([HOME], False, {HOMES, AGENCIES}),
        ([HOME] * 60, False, {HOMES}),
        ([AGENCY] * 60, True, {AGENCIES, SUPPORTED}),
        ([HOME, AGENCY] * 30, False, {HOMES, AGENCIES}),
        ([HOME, AGENCY, SUPPORT] * 20, False, ALL),
    ],
)
def test_what_a_combined_list_covers(tmp_path, rows, premises, covers) -> None:  # type: ignore[no-untyped-def]
    lists = read_ofsted_lists([combined(tmp_path / "l.xlsx", *rows, premises=premises)])
    assert lists.covers == covers
    assert ("COVERS" in lists.for_rules) == (covers != ALL)


def returned(place: str, urn: str, year: int = 2026, covers: str | None = None) -> xl903.Return:
    providers = pd.DataFrame({"URN": ["SC000001"], "PLACE_CODES": ["K2"], "PROVIDER_CODES": ["PR4"]})
    if covers is not None:
        providers["COVERS"] = covers
    episodes = {
        "CHILD": ["1"], "DECOM": [f"01/05/{year - 1}"], "LS": ["C2"], "PLACE": [place],
        "PLACE_PROVIDER": ["PR4"], "URN": [urn],
    }  # fmt: skip
    return xl903.Return(
        {"Episodes": pd.DataFrame(episodes, dtype=object)},
        year=year,
        authority="E08000003",
        providers=providers,
    )


@pytest.mark.parametrize(
    ("place", "urn", "covers", "found"),
    [
        ("K3", "2700001", "homes,agencies", False),
        ("K2", "SC999999", "homes,agencies", True),
        ("K3", "2700001", None, True),
        ("K3", "2700001", "homes,agencies,supported", True),
        ("U4", "1000001", "homes", False),
        ("K2", "SC999999", "agencies", False),
        ("U4", "1000001", "agencies,supported", True),
        ("P1", "1000001", "homes", False),
    ],
)
def test_rules_run_on_the_placements_that_the_list_covers(place, urn, covers, found) -> None:  # type: ignore[no-untyped-def]
    report = xl903.validate(returned(place, urn, covers=covers), codes=["1008", "219", "224"])
    assert (set(report.findings["code"]) == {"1008", "219", "224"}) == found
    assert bool(len(report.findings)) == found


def test_what_a_listed_urn_says_is_used_whatever_the_list_covers() -> None:
    report = xl903.validate(returned("K3", "SC000001", covers="homes,agencies"), codes=["1008", "219"])
    assert set(report.findings["code"]) == {"219"}


@pytest.mark.parametrize(("year", "count"), [(2023, 0), (2024, 1), (2026, 1)])
def test_supported_accommodation_is_missed_from_2024_on(year: int, count: int) -> None:
    assert len(coverage_messages(returned("K3", "2700001", year, "homes,agencies"))) == count


def test_a_kind_that_no_placement_needs_is_not_missed() -> None:
    assert coverage_messages(returned("K2", "SC000001", covers="homes,agencies")) == []


@pytest.mark.parametrize(
    ("opened", "said"),
    [(dt.datetime(2023, 11, 5), 1), (dt.datetime(2024, 11, 5), 0), (dt.datetime(2026, 1, 5), 0)],
)
def test_a_list_older_than_the_year_is_said(tmp_path, opened, said) -> None:  # type: ignore[no-untyped-def]
    lists = read_ofsted_lists(
        [combined(tmp_path / "l.xlsx", *[HOME, AGENCY] * 30, opened=opened, premises=True)]
    )
    ret = xl903.Return(
        returned("K2", "SC000001").tables, year=2026, authority=None, providers=lists.for_rules
    )
    messages = coverage_messages(ret)
    assert len(messages) == said
    assert all(f"{opened:%d/%m/%Y}" in message.text for message in messages)


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!"])
def test_excel_errors_are_counted_and_no_values(tmp_path, error: str) -> None:  # type: ignore[no-untyped-def]
    path = combined(tmp_path / "l.xlsx", HOME, HOME, HOME, premises=True)
    book = openpyxl.load_workbook(path)
    for cell in ("A2", "A3", "J4", "H4"):
        book["Sheet"][cell].value, book["Sheet"][cell].data_type = error, "e"
    book.save(path)
    lists = read_ofsted_lists([path])
    assert lists.providers["URN"].tolist() == ["SC000002", "2700001"]
    assert lists.providers["POSTCODE"].isna().tolist() == [True, False]
    said = [message.text for message in lists.messages]
    assert any("2 rows have an Excel error" in text for text in said)
    assert any("2 cells hold an Excel error" in text for text in said)


def test_a_list_saved_as_csv_may_have_them_too(tmp_path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "l.csv"
    path.write_text(",".join(COMBINED) + "\n#N/A,x,Children's home,K2,PR4,Active,,,Derby,DE1 1AA,4\n")
    assert "1 row has an Excel error" in read_ofsted_lists([path]).messages[0].text
