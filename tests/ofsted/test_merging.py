"""Several lists make one table: the newer list speaks for a provider, and differences are told."""

import pytest

from tests.ofsted.conftest import (
    COMBINED,
    PREMISES_EARLIER,
    Make,
    provider,
    rows_of,
    table,
    texts,
)
from xl903.ofsted import read_ofsted_lists

OLD = provider("SC000009", registration_date="01/01/2021")
NEW = provider("SC000008", registration_date="01/01/2024")


@pytest.mark.parametrize("newer_first", [True, False])
def test_newer_list_replaces_rows_and_older_urns_stay(combined: Make, newer_first: bool) -> None:
    older = combined("2021.xlsx", OLD, provider(setting_name="Old name", setting_address_postcode="LS1 1AA"))
    newer = combined("2024.xlsx", NEW, provider(setting_name="New name", setting_address_postcode="s701aa"))
    lists = read_ofsted_lists([newer, older] if newer_first else [older, newer])
    assert {row["URN"]: row["NAME"] for row in rows_of(lists)} == {
        "SC000009": "Elm House",
        "SC000008": "Elm House",
        "SC000001": "New name",
    }
    (text,) = texts(lists, "warning")
    assert "2024.xlsx and 2021.xlsx differ for 1 provider (postcode of 1): URN SC000001" in text


def test_dates_in_the_future_do_not_make_a_list_newer(combined: Make) -> None:
    older = combined("2021.xlsx", OLD, provider(setting_name="Old", deregistration_date="31/12/2999"))
    newer = combined("2024.xlsx", NEW, provider(setting_name="New", deregistration_date="31/12/2999"))
    rows = rows_of(read_ofsted_lists([newer, older]))
    assert [row["NAME"] for row in rows if row["URN"] == "SC000001"] == ["New"]


def test_of_lists_of_equal_age_the_later_given_wins(combined: Make) -> None:
    first = combined("a.xlsx", provider(setting_name="First"))
    second = combined("b.xlsx", provider(setting_name="Second"))
    assert [row["NAME"] for row in rows_of(read_ofsted_lists([first, second]))] == ["Second"]
    assert [row["NAME"] for row in rows_of(read_ofsted_lists([second, first]))] == ["First"]


def test_list_without_dates_is_newer_than_those_given_before_it(combined: Make) -> None:
    dated = combined("a.xlsx", provider(setting_name="Dated"))
    undated = combined("b.xlsx", provider(setting_name="Undated", registration_date=None))
    assert [row["NAME"] for row in rows_of(read_ofsted_lists([dated, undated]))] == ["Undated"]
    assert [row["NAME"] for row in rows_of(read_ofsted_lists([undated, dated]))] == ["Dated"]


def test_all_premises_of_a_urn_are_replaced_together(workbook: Make) -> None:
    def premises(postcode: str, date: str) -> dict[str, object]:
        return {
            "URN": 2700001,
            "Setting local authority": "Derby",
            "Registration date": date,
            "Setting address postcode": postcode,
        }

    def sa(name: str, *rows: dict[str, object]) -> object:
        return workbook(name, {"P": table(COMBINED, provider()), "SA": table(PREMISES_EARLIER, *rows)})

    older = sa("2023.xlsx", *(premises(f"DE1 1A{letter}", "01/11/2023") for letter in "ABC"))
    newer = sa("2025.xlsx", *(premises(f"DE1 1A{letter}", "01/11/2024") for letter in "BD"))
    rows = rows_of(read_ofsted_lists([newer, older]))
    assert [row["POSTCODE"] for row in rows if row["URN"] == "2700001"] == ["DE1 1AB", "DE1 1AD"]


def test_exact_repeats_are_dropped(combined: Make) -> None:
    same = [provider(), provider("SC000002", deregistration_date="01/02/2020")]
    lists = read_ofsted_lists([combined("a.xlsx", *same), combined("b.xlsx", *same)])
    assert [row["URN"] for row in rows_of(lists)] == ["SC000001", "SC000002"]
    assert lists.messages == ()


def test_open_in_one_list_and_closed_in_another_of_the_same_age_keeps_both(combined: Make) -> None:
    marker = provider("SC000009", registration_date="01/01/2024")
    still_open = combined("open.xlsx", marker, provider())
    closed = combined("closed.xlsx", marker, provider(deregistration_date="01/02/2022"))
    lists = read_ofsted_lists([still_open, closed])
    assert [row["REG_END"] for row in rows_of(lists) if row["URN"] == "SC000001"] == [None, "2022-02-01"]
    assert any("end of registration of 1" in text for text in texts(lists, "warning"))


def test_newer_list_closes_a_provider_that_the_older_has_open(combined: Make) -> None:
    older = combined("2021.xlsx", OLD, provider())
    newer = combined("2024.xlsx", NEW, provider(deregistration_date="01/02/2022"))
    lists = read_ofsted_lists([older, newer])
    assert [row["REG_END"] for row in rows_of(lists) if row["URN"] == "SC000001"] == ["2022-02-01"]


def test_differences_are_counted_with_the_first_few_urns(combined: Make) -> None:
    urns = [f"SC0001{i:02}" for i in range(8)]
    older = combined("2021.xlsx", OLD, *(provider(urn, placement_code="A3,A4") for urn in urns))
    newer = combined(
        "2024.xlsx",
        NEW,
        *(provider(urn, placement_code="A4/A3") for urn in urns[:1]),
        *(provider(urn, placement_code="A5", placement_provider_code="PR5") for urn in urns[1:]),
    )
    (text,) = texts(read_ofsted_lists([older, newer]))
    assert "differ for 7 providers (placement code of 7, placement provider code of 7)" in text
    assert "SC000101, SC000102, SC000103, SC000104, SC000105 and 2 more" in text


def test_provider_codes_that_xl903_put_in_differ_from_nothing(workbook: Make) -> None:
    row = {"URN": 2700001, "Setting local authority": "Derby", "Setting address postcode": "DE1 1AA"}
    listed = workbook(
        "a.xlsx",
        {
            "P": table(COMBINED, provider()),
            "SA": table(PREMISES_EARLIER, row | {"Placement provider code": "PR5"}),
        },
    )
    assumed = workbook("b.xlsx", {"P": table(COMBINED, provider()), "SA": table(PREMISES_EARLIER, row)})
    assert texts(read_ofsted_lists([listed, assumed])) == []
