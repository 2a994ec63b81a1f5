"""Files that do not fit: one sentence that says what was found and what is wanted, and the rest is read."""

from pathlib import Path

import pytest

from tests.ofsted.conftest import (
    AGENCIES_CLOSED,
    COMBINED,
    HOMES_NEW,
    PREMISES_EARLIER,
    Make,
    provider,
    rows_of,
    table,
    texts,
)
from xl903.ofsted import PROVIDER_LIST_COLUMNS, read_ofsted_lists

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def test_no_files() -> None:
    lists = read_ofsted_lists([])
    assert tuple(lists.providers.columns) == PROVIDER_LIST_COLUMNS
    assert len(lists.providers) == 0
    assert lists.messages == ()
    assert lists.shapes == {}


def test_file_that_is_no_list_is_named_with_its_columns_and_the_others_are_read(
    workbook: Make, combined: Make
) -> None:
    other = workbook("providers.xlsx", {"Sheet1": [["Name", "Town", "Places"], ["Elm", "Leeds", 4]]})
    lists = read_ofsted_lists([other, combined("list.xlsx", provider())])
    assert texts(lists) == [
        "providers.xlsx: This is not an Ofsted provider list as far as xl903 knows. It has the sheet "
        '"Sheet1" (columns: Name, Town, Places). It needs these columns on one sheet: URN; Placement code '
        "and Placement provider code; Setting address postcode; Deregistration date or Closed date. Check "
        "that this is the file Ofsted sent, unchanged."
    ]
    assert [message.level for message in lists.messages] == ["error"]
    assert lists.shapes == {"list.xlsx": 3}
    assert len(lists.providers) == 1


def test_a_table_of_the_return_is_no_list(csv_file: Make) -> None:
    path = csv_file("episodes.csv", [["CHILD", "DECOM", "PLACE", "URN"], ["1", "01/04/2024", "K2", "SC1"]])
    (message,) = read_ofsted_lists([path]).messages
    assert message.file == "episodes.csv"
    assert "not an Ofsted provider list" in message.text
    assert "CHILD, DECOM, PLACE, URN" in message.text


def test_address_part_alone_is_no_list(workbook: Make) -> None:
    path = workbook("x.xlsx", {"Address Details": [["URN", "Setting postcode"], ["SC000001", "S70 1AA"]]})
    lists = read_ofsted_lists([path])
    assert len(lists.providers) == 0
    assert "not an Ofsted provider list" in lists.messages[0].text


def test_hidden_list_is_hinted_at(workbook: Make) -> None:
    path = workbook("x.xlsx", {"Cover": [["Hello"]], "Old": table(COMBINED, provider())}, hidden=["Old"])
    (message,) = read_ofsted_lists([path]).messages
    assert 'Hidden sheets were not looked at: "Old"' in message.text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (OLE + "EncryptedPackage".encode("utf-16-le"), "x.xlsx", "needs a password; open it in Excel"),
        (OLE + "Workbook".encode("utf-16-le"), "x.xls", "format of Excel 97 to 2003"),
        (OLE, "x.xlsx", "needs a password or is"),
        (b"PK\x03\x04 cut off", "x.xlsx", "cannot be opened as an Excel workbook"),
        (b"<html>not found</html>", "x.xlsx", "cannot be opened as an Excel workbook"),
        (b"", "x.xlsx", "cannot be opened as an Excel workbook"),
        (b"", "x.csv", "not an Ofsted provider list"),
        (b"\x00\xff\xfe\x81" * 50, "x.csv", "not an Ofsted provider list"),
        (b'"' + b"x" * 200_000, "x.csv", "cannot be read as CSV"),
    ],
)
def test_broken_or_locked_file_gets_one_sentence(
    tmp_path: Path, combined: Make, content: bytes, name: str, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    lists = read_ofsted_lists([path, combined("list.xlsx", provider())])
    (message,) = lists.messages
    assert (message.level, message.file) == ("error", name)
    assert said in message.text
    assert len(lists.providers) == 1


def test_a_workbook_cut_off_in_the_middle(combined: Make) -> None:
    path = combined("x.xlsx", *(provider(f"SC{i:06}") for i in range(200)))
    content = path.read_bytes()
    for length in range(10, len(content), len(content) // 20):
        path.write_bytes(content[:length])
        lists = read_ofsted_lists([path])
        assert [message.level for message in lists.messages] == ["error"]
        assert len(lists.providers) == 0


def test_missing_file_and_folder(tmp_path: Path) -> None:
    lists = read_ofsted_lists([tmp_path / "gone.xlsx", str(tmp_path)])
    assert [message.level for message in lists.messages] == ["error", "error"]
    assert "does not exist" in lists.messages[0].text


def test_file_given_twice_is_read_once(combined: Make) -> None:
    path = combined("x.xlsx", provider())
    lists = read_ofsted_lists([path, path])
    assert len(lists.providers) == 1
    assert texts(lists, "warning") == ["x.xlsx: This file was chosen twice. It was read once."]


@pytest.mark.parametrize(
    ("left_out", "column", "rules"),
    [
        ("Placement code", "PLACE_CODES", "Placement code or Provider code (rule 219)"),
        ("Placement provider code", "PROVIDER_CODES", "(rule 224)"),
        ("Setting address postcode", "POSTCODE", "(rules 221, 229, 241)"),
        ("Deregistration date", "REG_END", "Deregistration date or Closed date (rules 227, 228)"),
    ],
)
def test_missing_column_is_named_with_the_rules_it_costs(
    workbook: Make, left_out: str, column: str, rules: str
) -> None:
    headers = [header for header in COMBINED if header != left_out]
    row = {name: cell for name, cell in provider().items() if name != left_out}
    lists = read_ofsted_lists([workbook("x.xlsx", {"Providers": table(headers, row)})])
    assert [row[column] for row in rows_of(lists)] == [None]
    (text,) = texts(lists)
    assert 'The sheet "Providers" lacks' in text
    assert rules in text
    assert f"It has: {', '.join(headers)}." in text


def test_several_missing_columns_make_one_message(workbook: Make) -> None:
    headers = ["URN", "Placement code", "Setting postcode"]
    lists = read_ofsted_lists([workbook("x.xlsx", {"Providers": [headers, ["SC000001", "K2", "S70 1AA"]]})])
    (text,) = texts(lists)
    assert "rule 224" in text
    assert "rules 227, 228" in text


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"placement_provider_code": "Acme Homes Ltd"}, "PR0 to PR5 in 0 of 4 filled cells"),
        ({"placement_code": "Private"}, "placement types such as K2 in 0 of 4 filled cells"),
        ({"setting_address_postcode": "Barnsley"}, "postcodes in 0 of 4 filled cells"),
        ({"deregistration_date": "S70 1AA"}, "dates in 0 of 4 filled cells"),
        ({"placement_provider_code": None}, "is empty in all 4 rows"),
    ],
)
def test_slipped_cells_are_loaded_with_a_warning(combined: Make, cells: dict[str, str], said: str) -> None:
    rows = [provider(f"SC00000{i}", **cells) for i in range(4)]
    lists = read_ofsted_lists([combined("x.xlsx", *rows)])
    assert len(lists.providers) == 4
    (text,) = texts(lists)
    assert said in text
    assert "cannot be trusted" in text


def test_of_two_columns_with_one_header_the_first_is_used(workbook: Make) -> None:
    rows = [[*COMBINED, "Placement code", None], [*provider().values(), "R1", "x"]]
    lists = read_ofsted_lists([workbook("x.xlsx", {"Providers": rows})])
    assert [row["PLACE_CODES"] for row in rows_of(lists)] == ["K2"]
    (text,) = texts(lists, "warning")
    assert 'several columns "Placement code". The first was used' in text


HOME = {
    "URN": "SC000001",
    "Provider  Code": "K2",
    "Provider placement code": "PR4",
    "Registration date": "01/04/2019",
    "Setting address postcode": "S70 1AA",
}
AGENCY = {
    "URN": "1000001",
    "Provision type": "Fostering agency",
    "Placement code": "U1",
    "Placement provider code": "PR4",
    "Setting postcode": "LS1 1AA",
    "Deregistration date": "01/04/2020",
}
PREMISES = {
    "URN": "2700001",
    "Setting local authority": "Derby",
    "Setting address postcode": "DE1 1AA",
}


def test_lists_that_are_half_of_the_register_say_what_is_missing(workbook: Make) -> None:
    homes = workbook("homes.xlsx", {"Homes": table(HOMES_NEW, HOME)})
    agencies = workbook("care.xlsx", {"Current": table(AGENCIES_CLOSED, AGENCY)})
    full = workbook("full.xlsx", {"Providers": table(COMBINED, provider("SC000005"))})

    (alone,) = texts(read_ofsted_lists([homes]), "warning")
    assert "children's homes only; missing are fostering and adoption agencies" in alone
    assert "1008" in alone
    (alone,) = texts(read_ofsted_lists([agencies]), "warning")
    assert "missing are children's homes." in alone

    both = read_ofsted_lists([homes, agencies])
    assert both.shapes == {"homes.xlsx": 1, "care.xlsx": 2}
    assert [row["URN"] for row in rows_of(both)] == ["SC000001", "1000001"]
    assert both.messages == ()
    assert read_ofsted_lists([homes, full]).messages == ()


def test_premises_alone_are_read_with_the_warning_that_all_else_is_missing(workbook: Make) -> None:
    premises = workbook("sa.xlsx", {"SA Providers": table(PREMISES_EARLIER, PREMISES)})
    lists = read_ofsted_lists([premises])
    assert lists.shapes == {"sa.xlsx": 4}
    assert [row["PLACE_CODES"] for row in rows_of(lists)] == ["K3"]
    (text,) = texts(lists)
    assert "supported accommodation only; missing are children's homes and fostering" in text


def test_list_with_headers_and_no_rows(workbook: Make) -> None:
    lists = read_ofsted_lists([workbook("x.xlsx", {"Providers": [list(COMBINED)]})])
    assert lists.shapes == {"x.xlsx": 3}
    assert "No row has a URN" in texts(lists, "warning")[0]
    assert tuple(lists.providers.columns) == PROVIDER_LIST_COLUMNS
    assert len(lists.providers) == 0
    assert lists.providers["REG_END"].dtype == "datetime64[s]"
    assert lists.providers["PROVIDER_CODES_ASSUMED"].dtype == bool
