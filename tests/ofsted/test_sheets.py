"""Which sheets and rows of a file are read, workbook or CSV."""

import zipfile

from tests.ofsted.conftest import COMBINED, Make, provider, rows_of, table
from xl903.ofsted import read_ofsted_lists


def test_hidden_sheet_is_ignored(workbook: Make) -> None:
    path = workbook(
        "x.xlsx",
        {
            "Old": table(COMBINED, provider("SC999999")),
            "Providers": table(COMBINED, provider()),
        },
        hidden=["Old"],
    )
    assert [row["URN"] for row in rows_of(read_ofsted_lists([path]))] == ["SC000001"]


def test_csv_is_one_sheet(csv_file: Make) -> None:
    rows = table(COMBINED, provider("1234567.0", setting_name="Café", deregistration_date="44651"))
    for name, encoding, delimiter in [
        ("comma.csv", "utf-8-sig", ","),
        ("semicolon.csv", "cp1252", ";"),
        ("tab.txt", "utf-16", "\t"),
    ]:
        lists = read_ofsted_lists([csv_file(name, rows, encoding, delimiter)])
        assert lists.shapes == {name: 3}
        (row,) = rows_of(lists)
        assert (row["URN"], row["NAME"], row["REG_END"]) == ("1234567", "Café", "2022-03-31")
        assert row["SOURCE"] == name
        assert lists.messages == ()


def test_header_row_below_the_top_twenty_is_not_looked_for(workbook: Make) -> None:
    above = [["note"]] * 19
    found = workbook("20.xlsx", {"Providers": table(COMBINED, provider(), above=above)})
    too_low = workbook("21.xlsx", {"Providers": table(COMBINED, provider(), above=[*above, ["note"]])})
    assert read_ofsted_lists([found, too_low]).shapes == {"20.xlsx": 3}


def test_empty_rows_between_providers(workbook: Make) -> None:
    headers, first, second = table(COMBINED, provider(), provider("SC000002"))
    lists = read_ofsted_lists([workbook("x.xlsx", {"Providers": [[], headers, first, [], [], second]})])
    assert [row["URN"] for row in rows_of(lists)] == ["SC000001", "SC000002"]
    assert lists.messages == ()


def test_a_workbook_whose_stored_size_is_wrong_is_read_whole(workbook: Make) -> None:
    path = workbook("x.xlsx", {"Providers": table(COMBINED, provider(), provider("SC000002"))})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'<dimension ref="A1:K3"' in parts[sheet]
    parts[sheet] = parts[sheet].replace(b'<dimension ref="A1:K3"', b'<dimension ref="A1"')
    with zipfile.ZipFile(path, "w") as book:
        for name, content in parts.items():
            book.writestr(name, content)
    assert len(read_ofsted_lists([path]).providers) == 2
