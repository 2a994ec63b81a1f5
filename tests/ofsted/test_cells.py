"""Dirty cells of a list come out clean, and what could not be read is counted."""

import datetime as dt

import pytest
from openpyxl import load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.ofsted.conftest import COMBINED, Make, provider, rows_of, table, texts
from xl903.ofsted import read_ofsted_lists


@pytest.mark.parametrize("blank", [None, " ", "-", "na", "N/A", " None ", "NONE", "\u00a0"])
def test_blank_words(combined: Make, blank: str | None) -> None:
    cells = dict.fromkeys(
        ("setting_name", "local_authority", "registration_date", "setting_address_postcode"), blank
    )
    (row,) = rows_of(read_ofsted_lists([combined("x.xlsx", provider(**cells))]))
    assert [row[name] for name in ("NAME", "LA_NAME", "REG_START", "POSTCODE")] == [None] * 4


@pytest.mark.parametrize(
    ("cell", "urn"),
    [
        (1234567, "1234567"),
        (1234567.0, "1234567"),
        ("1234567.0", "1234567"),
        (" sc012345 ", "SC012345"),
        ("0012345", "0012345"),
    ],
)
def test_urn(combined: Make, cell: object, urn: str) -> None:
    assert [row["URN"] for row in rows_of(read_ofsted_lists([combined("x.xlsx", provider(cell))]))] == [urn]


def test_rows_without_urn_are_dropped_and_counted(combined: Make) -> None:
    path = combined(
        "x.xlsx",
        provider(),
        provider("n/a"),
        provider(None),
        {"URN": " "},
        {"Setting name": "Source: Ofsted"},
    )
    lists = read_ofsted_lists([path])
    assert len(lists.providers) == 1
    assert texts(lists) == ['x.xlsx: Sheet "Providers": 3 rows without URN were left out.']


@pytest.mark.parametrize(
    ("cell", "codes"),
    [
        ("A3,A4, A5", "A3,A4,A5"),
        ("a3 / A4;A3", "A3,A4"),
        ("K2,", "K2"),
        ("K2/-", "K2"),
        ("A1", "A1"),
        ("Z1, Z14, H5", "Z1,Z14,H5"),
    ],
)
def test_codes(combined: Make, cell: str, codes: str) -> None:
    lists = read_ofsted_lists([combined("x.xlsx", provider(placement_code=cell))])
    assert [row["PLACE_CODES"] for row in rows_of(lists)] == [codes]
    assert lists.messages == (), "codes of earlier and later years are codes too"


def test_code_of_no_year_is_kept_and_counted_once(combined: Make) -> None:
    lists = read_ofsted_lists(
        [
            combined(
                "x.xlsx",
                provider(),
                provider("SC000002", placement_code="K2/Q9"),
                provider("SC000003", placement_code="Q9"),
            )
        ]
    )
    assert [row["PLACE_CODES"] for row in rows_of(lists)] == ["K2", "K2,Q9", "Q9"]
    (text,) = texts(lists, "warning")
    assert "2 codes that DfE has in no year" in text
    assert '"Q9"' in text


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        (dt.datetime(2022, 3, 31), "2022-03-31"),
        (dt.datetime(2022, 3, 31, 23, 59), "2022-03-31"),
        (dt.date(2022, 3, 31), "2022-03-31"),
        ("31/03/2022", "2022-03-31"),
        ("31/03/2022 14:30", "2022-03-31"),
        (" 1/4/2022", "2022-04-01"),
        ("2022-03-31", "2022-03-31"),
        ("2022-03-31T00:00:00", "2022-03-31"),
        (44651, "2022-03-31"),
        (44651.75, "2022-03-31"),
        ("44651", "2022-03-31"),
        ("31/12/9999", "9999-12-31"),
    ],
)
def test_dates(combined: Make, cell: object, date: str) -> None:
    lists = read_ofsted_lists([combined("x.xlsx", provider(deregistration_date=cell))])
    assert str(lists.providers["REG_END"].dtype) == "datetime64[s]"
    assert [row["REG_END"] for row in rows_of(lists)] == [date]
    assert lists.messages == ()


def test_day_numbers_of_a_workbook_that_counts_from_1904(combined: Make) -> None:
    path = combined("x.xlsx", provider(deregistration_date=44651 - 1462))
    book = load_workbook(path)
    book.epoch = CALENDAR_MAC_1904
    book.save(path)
    assert [row["REG_END"] for row in rows_of(read_ofsted_lists([path]))] == ["2022-03-31"]


def test_unreadable_dates_are_blank_and_counted(combined: Make) -> None:
    bad = ["31/02/2022", "31/03/22", "soon", 99999999, True, dt.time(12, 0), -5]
    good = [provider(f"SC0001{i:02}", deregistration_date="01/01/2020") for i in range(3)]
    rows = [provider(f"SC0000{i:02}", deregistration_date=cell) for i, cell in enumerate(bad)]
    lists = read_ofsted_lists([combined("x.xlsx", *good, *rows)])
    assert [row["REG_END"] for row in rows_of(lists)] == ["2020-01-01"] * 3 + [None] * len(bad)
    (text,) = texts(lists, "warning")
    assert "7 cells that are not valid dates" in text
    assert '"Deregistration date"' in text


@pytest.mark.parametrize(("cell", "places"), [(4, "4"), (4.0, "4"), ("12", "12"), ("4-6", None), (2.5, None)])
def test_places(combined: Make, cell: object, places: str | None) -> None:
    lists = read_ofsted_lists([combined("x.xlsx", provider(number_of_registered_places=cell))])
    assert [row["PLACES"] for row in rows_of(lists)] == [places]


def test_headers_are_compared_whole_and_in_any_spelling(workbook: Make) -> None:
    headers = ("Owner postcode", "Linked school URN", "Postcode area", *(f" {h.upper()}\n" for h in COMBINED))
    row = {f" {name.upper()}\n": cell for name, cell in provider().items()}
    row |= {"Owner postcode": "LS1 1AA", "Linked school URN": 100000, "Postcode area": "LS"}
    (found,) = rows_of(read_ofsted_lists([workbook("x.xlsx", {"Providers": table(headers, row)})]))
    assert (found["URN"], found["POSTCODE"]) == ("SC000001", "S70 1AA")


def test_code_columns_are_told_apart_by_content(combined: Make) -> None:
    swapped = [
        provider(f"SC00000{i}", placement_code="PR4", placement_provider_code="K2, R1") for i in range(3)
    ]
    blank = provider("SC000009", placement_code=None, placement_provider_code=None)
    lists = read_ofsted_lists([combined("x.xlsx", *swapped, blank)])
    assert [row["PLACE_CODES"] for row in rows_of(lists)] == ["K2,R1"] * 3 + [None]
    assert [row["PROVIDER_CODES"] for row in rows_of(lists)] == ["PR4"] * 3 + [None]
    (text,) = texts(lists)
    assert "read by their values" in text


def test_code_columns_that_content_cannot_tell_apart_go_by_name(combined: Make) -> None:
    rows = [
        provider("SC000001"),
        provider("SC000002", placement_code="PR1", placement_provider_code="K2"),
        provider("SC000003", placement_code="home", placement_provider_code="owner"),
    ]
    lists = read_ofsted_lists([combined("x.xlsx", *rows)])
    assert [row["PLACE_CODES"] for row in rows_of(lists)] == ["K2", "PR1", "HOME"]
    assert any("read by their names" in text for text in texts(lists, "warning"))


def test_closed_by_status_without_end_is_counted(combined: Make) -> None:
    lists = read_ofsted_lists(
        [
            combined(
                "x.xlsx",
                provider(),
                provider("SC000002", registration_status="Closed"),
                provider("SC000003", registration_status="Closed", deregistration_date="01/02/2020"),
            )
        ]
    )
    assert rows_of(lists)[1]["REG_END"] is None, "a status is shown, not interpreted"
    (text,) = texts(lists, "warning")
    assert "1 provider with a status" in text
    assert "SC000002" in text
    assert "rules 227 and 228" in text
