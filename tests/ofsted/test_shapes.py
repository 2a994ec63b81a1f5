"""Each shape of list, in each of its editions, gives the rows that it holds."""

import datetime as dt

from tests.ofsted.conftest import (
    AGENCIES_CLOSED,
    AGENCIES_CURRENT,
    COMBINED,
    COMBINED_2025,
    HOMES_NEW,
    PREMISES_2025,
    PREMISES_EARLIER,
    Make,
    provider,
    rows_of,
    table,
    texts,
)
from xl903.ofsted import PROVIDER_LIST_COLUMNS, read_ofsted_lists

HOME = {
    "Region": "Yorkshire",
    "Local Authority": "Barnsley",
    "URN": "sc123456 ",
    "Setting name": " Elm House ",
    "Provider type": "Children's home",
    "Provider  Code": "k2, R1/k2",
    "Provider placement code": "pr1/PR2",
    "Registration date": dt.datetime(2015, 6, 1),
    "Closed Date": "-",
    "Setting address postcode": "s70  1aa",
    "Owner postcode": "LS1 4AP",
    "Max users": 4.0,
    "Provider status": "Active",
}
CLOSED_HOME = HOME | {
    "URN": 1234567.0,
    "Setting name": "Oak House",
    "Provider  Code": "K1",
    "Provider placement code": "PR4",
    "Registration date": "2010-02-03 00:00:00",
    "Closed Date": "31/03/2021",
    "Setting address postcode": "N/A",
    "Max users": "several",
}


def test_homes_list_newer_edition(workbook: Make) -> None:
    path = workbook(
        "homes.xlsx",
        {
            "Provider information": table(
                HOMES_NEW,
                HOME,
                CLOSED_HOME,
                {"URN": " "},
                above=[["Children's homes in England"], [], ["As at 31 March 2022"]],
            ),
            "Registration Conditions": [
                ["URN", "Name", "Condition"],
                ["SC123456", "Elm House", "Four children"],
            ],
        },
    )
    lists = read_ofsted_lists([path])
    assert lists.shapes == {"homes.xlsx": 1}
    assert tuple(lists.providers.columns) == PROVIDER_LIST_COLUMNS
    assert rows_of(lists) == [
        {
            "URN": "SC123456",
            "NAME": "Elm House",
            "KIND": "Children's home",
            "LA_NAME": "Barnsley",
            "PLACE_CODES": "K2,R1",
            "PROVIDER_CODES": "PR1,PR2",
            "REG_START": "2015-06-01",
            "REG_END": None,
            "POSTCODE": "S70 1AA",
            "PLACES": "4",
            "STATUS": "Active",
            "SOURCE": "homes.xlsx, Provider information",
            "PROVIDER_CODES_ASSUMED": False,
        },
        {
            "URN": "1234567",
            "NAME": "Oak House",
            "KIND": "Children's home",
            "LA_NAME": "Barnsley",
            "PLACE_CODES": "K1",
            "PROVIDER_CODES": "PR4",
            "REG_START": "2010-02-03",
            "REG_END": "2021-03-31",
            "POSTCODE": None,
            "PLACES": None,
            "STATUS": "Active",
            "SOURCE": "homes.xlsx, Provider information",
            "PROVIDER_CODES_ASSUMED": False,
        },
    ]
    assert any('"Registration Conditions"' in text for text in texts(lists, "info"))


def test_homes_list_older_edition_joins_addresses(workbook: Make) -> None:
    settings = tuple(h for h in HOMES_NEW if h != "Setting address postcode")
    without_postcode = {name: cell for name, cell in HOME.items() if name in settings}
    lists = read_ofsted_lists(
        [
            workbook(
                "old homes.xlsx",
                {
                    "Address Details": [
                        ["URN", "Setting Address Postcode", "Postcode area"],
                        ["SC123456", None, "S"],
                        ["SC123456", "S70 1AA", "S"],
                        ["SC999999", "LS1 1AA", "LS"],
                    ],
                    "Settings and Inspection Info": table(
                        settings, without_postcode, without_postcode | {"URN": 7654321}
                    ),
                },
            )
        ]
    )
    assert lists.shapes == {"old homes.xlsx": 1}
    assert [(row["URN"], row["POSTCODE"]) for row in rows_of(lists)] == [
        ("SC123456", "S70 1AA"),
        ("7654321", None),
    ]
    assert not any("lacks" in text for text in texts(lists))


def test_settings_without_addresses_are_read_with_a_warning(workbook: Make) -> None:
    settings = tuple(h for h in HOMES_NEW if h != "Setting address postcode")
    home = {name: cell for name, cell in HOME.items() if name in settings}
    lists = read_ofsted_lists([workbook("settings.xlsx", {"Info": table(settings, home)})])
    assert [row["POSTCODE"] for row in rows_of(lists)] == [None]
    (warning,) = [text for text in texts(lists, "warning") if "lacks" in text]
    assert "Setting address postcode" in warning
    assert "rules 221, 229, 241" in warning


AGENCY = {
    "Local authority": "Leeds",
    "URN": 1234560,
    "Linked school URN": 107001,
    "Setting name": None,
    "Organisation name": "Fostering Together Ltd",
    "Provision type": "Independent fostering agency",
    "Placement code": "U1;U2 ; U3",
    "Placement provider code": "PR4",
    "Setting postcode": "LS1 1AA",
    "Maximum fostering places": "None",
    "Registration status": "Active",
}


def test_social_care_list_open_and_closed(workbook: Make) -> None:
    closed = AGENCY | {"URN": "1234561", "Setting name": "Ash School", "Deregistration date": 44651}
    lists = read_ofsted_lists(
        [
            workbook(
                "social care.xlsx",
                {
                    "Current providers": table((*AGENCIES_CURRENT, None, None), AGENCY),
                    "Providers closed in 2021-22": table((*AGENCIES_CLOSED, None), closed),
                },
            )
        ]
    )
    assert lists.shapes == {"social care.xlsx": 2}
    one, other = rows_of(lists)
    assert one == {
        "URN": "1234560",
        "NAME": "Fostering Together Ltd",
        "KIND": "Independent fostering agency",
        "LA_NAME": "Leeds",
        "PLACE_CODES": "U1,U2,U3",
        "PROVIDER_CODES": "PR4",
        "REG_START": None,
        "REG_END": None,
        "POSTCODE": "LS1 1AA",
        "PLACES": None,
        "STATUS": "Active",
        "SOURCE": "social care.xlsx, Current providers",
        "PROVIDER_CODES_ASSUMED": False,
    }
    assert (other["NAME"], other["REG_END"]) == ("Ash School", "2022-03-31")
    assert not any("lacks" in text for text in texts(lists)), "current providers rightly have no end date"


def test_urn_both_open_and_closed_keeps_both_rows(workbook: Make) -> None:
    lists = read_ofsted_lists(
        [
            workbook(
                "social care.xlsx",
                {
                    "Current": table(AGENCIES_CURRENT, AGENCY),
                    "Closed": table(AGENCIES_CLOSED, AGENCY | {"Deregistration date": "01/06/2021"}),
                },
            )
        ]
    )
    assert [row["REG_END"] for row in rows_of(lists)] == [None, "2021-06-01"]


def test_combined_list_on_one_sheet(workbook: Make) -> None:
    path = workbook(
        "combined.xlsx",
        {
            "Providers": table(
                COMBINED, provider(), provider(2000001, deregistration_date=dt.datetime(2022, 5, 6, 12))
            )
        },
    )
    lists = read_ofsted_lists([path])
    assert lists.shapes == {"combined.xlsx": 3}
    assert [(row["URN"], row["REG_END"]) for row in rows_of(lists)] == [
        ("SC000001", None),
        ("2000001", "2022-05-06"),
    ]
    assert lists.messages == ()


PREMISES = {
    "URN": 2700001,
    "Provider name": "Next Step Ltd",
    "Setting name": "12 High Street",
    "Provider type": None,
    "Sector": "Local Authority",
    "Setting local authority": "Derby",
    "Provider local authority": "Leeds",
    "Placement provider code": None,
    "Registration date": "28/10/2023",
    "Closed date": None,
    "Setting address postcode": "DE1 1AA",
    "Capacity": 3,
    "Registration status": "Registered",
}


def test_combined_list_with_supported_accommodation_earlier_edition(workbook: Make) -> None:
    lists = read_ofsted_lists(
        [
            workbook(
                "sa.xlsx",
                {
                    "Providers": table(COMBINED, provider()),
                    "SA Providers": table(
                        PREMISES_EARLIER,
                        PREMISES,
                        PREMISES | {"Setting name": "n/a", "Setting address postcode": "DE1 1AB"},
                        PREMISES | {"URN": 2700002, "Placement provider code": "PR5", "Provider type": "SA"},
                    ),
                },
            )
        ]
    )
    assert lists.shapes == {"sa.xlsx": 4}
    home, first, second, third = rows_of(lists)
    assert home["PROVIDER_CODES_ASSUMED"] is False
    assert first == {
        "URN": "2700001",
        "NAME": "12 High Street",
        "KIND": "Supported accommodation",
        "LA_NAME": "Derby",
        "PLACE_CODES": "K3",
        "PROVIDER_CODES": "PR1,PR2",
        "REG_START": "2023-10-28",
        "REG_END": None,
        "POSTCODE": "DE1 1AA",
        "PLACES": "3",
        "STATUS": "Registered",
        "SOURCE": "sa.xlsx, SA Providers",
        "PROVIDER_CODES_ASSUMED": True,
    }
    assert (second["NAME"], second["POSTCODE"]) == ("Next Step Ltd", "DE1 1AB")
    assert (third["PROVIDER_CODES"], third["PROVIDER_CODES_ASSUMED"], third["KIND"]) == ("PR5", False, "SA")
    assert texts(lists, "warning") == []


def test_combined_list_with_supported_accommodation_2025(workbook: Make) -> None:
    renamed = {"Setting name": "Provider name", "Setting address postcode": "Provider postcode"}
    home = {renamed.get(name, name): cell for name, cell in provider().items()}
    premises = {name: cell for name, cell in PREMISES.items() if name in PREMISES_2025}
    sectors = ["Health authority", "Private", "Voluntary", "Registered charity", None, "Individual"]
    lists = read_ofsted_lists(
        [
            workbook(
                "2025.xlsx",
                {
                    "SA providers": table(
                        PREMISES_2025,
                        *(
                            premises | {"URN": 2700010 + i, "Sector": sector, "Setting status": "Closed"}
                            for i, sector in enumerate(sectors)
                        ),
                        premises | {"Placement code": "K3/ R1"},
                        premises | {"URN": 2700003, "Placement code": "SA"},
                    ),
                    "Providers": table(COMBINED_2025, home),
                },
            )
        ]
    )
    assert lists.shapes == {"2025.xlsx": 4}
    rows = rows_of(lists)
    assert [row["PROVIDER_CODES"] for row in rows[:6]] == ["PR3", "PR4", "PR5", "PR5", "PR4", "PR4"]
    assert [row["PLACE_CODES"] for row in rows] == ["K3"] * 6 + ["K3,R1", "K3", "K2"]
    assert [row["PROVIDER_CODES_ASSUMED"] for row in rows] == [True] * 8 + [False]
    assert (rows[-1]["NAME"], rows[-1]["POSTCODE"]) == ("Elm House", "S70 1AA")
    assert rows[0]["STATUS"] is None, "the setting's status is not the registration's"
    assert texts(lists, "warning") == []


def test_premises_that_look_alike_are_all_kept(workbook: Make) -> None:
    headers = (*PREMISES_EARLIER, "Address line 1")
    one = PREMISES | {"Address line 1": "1 High Street"}
    lists = read_ofsted_lists(
        [
            workbook(
                "sa.xlsx",
                {
                    "Providers": table(COMBINED, provider(), provider()),
                    "SA": table(headers, one, one | {"Address line 1": "2 High Street"}),
                },
            )
        ]
    )
    assert [row["URN"] for row in rows_of(lists)] == ["SC000001", "2700001", "2700001"]


def test_sheet_names_and_order_decide_nothing(workbook: Make) -> None:
    path = workbook(
        "x.xlsx",
        {
            "SA Providers": table(COMBINED, provider()),
            "Providers closed": table(PREMISES_EARLIER, PREMISES),
            "Current providers": [["Notes"], ["Read me"]],
        },
    )
    lists = read_ofsted_lists([path])
    assert lists.shapes == {"x.xlsx": 4}
    assert [row["KIND"] for row in rows_of(lists)] == ["Children's home", "Supported accommodation"]
