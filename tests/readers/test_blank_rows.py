"""Rows that hold nothing are no data: skipped, counted once a file, in text, workbooks and XML."""

import pytest

from xl903.readers import read_return

NAMES = ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]
FIRST, SECOND = ["1", "01/02/2010", "03/04/2025", "PN1"], ["2", "01/02/2011", "04/04/2025", "PN2"]


def read(tmp_path, *rows, delimiter=",", line_end="\n"):
    text = line_end.join([delimiter.join(NAMES), *(delimiter.join(row) for row in rows)]) + line_end
    (tmp_path / "reviews.csv").write_text(text, encoding="utf-8", newline="")
    return read_return(tmp_path)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "nothing",
    [
        ["", "", "", ""],
        [" ", "", "  ", ""],
        ["\xa0", "", "\u2003", ""],
        ['""', '""', '""', '""'],
        ['" "', "", '""', ""],
        ["'", "", "'", ""],
        ["\u200b", "", "\ufeff", ""],
        ["", "", "", "", "", ""],
    ],
)
def test_a_row_of_nothing_is_passed_over_wherever_it_stands(tmp_path, nothing, delimiter, line_end):
    loaded = read(tmp_path, nothing, FIRST, nothing, SECOND, nothing, delimiter=delimiter, line_end=line_end)
    assert loaded.tables["Reviews"].to_numpy().tolist() == [FIRST, SECOND]
    [message] = loaded.messages
    assert (message.level, message.file) == ("info", "reviews.csv")
    assert "has 3 blank rows" in message.text


@pytest.mark.parametrize("filled", range(4))
def test_a_row_with_one_filled_cell_is_a_row(tmp_path, filled):
    row = ["x" if place == filled else "" for place in range(4)]
    loaded = read(tmp_path, FIRST, row)
    assert loaded.tables["Reviews"].to_numpy().tolist()[1] == [cell or None for cell in row]
    assert loaded.messages == ()


@pytest.mark.parametrize(
    "nothing", ["<EPISODE/>", "<EPISODE><DECOM/><LS> </LS></EPISODE>", "<EPISODE>\n</EPISODE>"]
)
def test_an_element_with_nothing_in_it_is_no_row(tmp_path, nothing):
    path = tmp_path / "return.xml"
    path.write_text(
        f"<EXPSSDA903><CHILD><HEADER><CHILDID>1</CHILDID><OC2/><AMISSING><MISSING/></AMISSING></HEADER>{nothing}"
        f"<EPISODE><LS>C2</LS></EPISODE>{nothing}</CHILD><CHILD><HEADER/></CHILD></EXPSSDA903>",
        encoding="utf-8",
    )
    loaded = read_return(path)
    assert len(loaded.tables["Episodes"]) == 1
    assert len(loaded.tables["Header"]) == 1
    assert len(loaded.tables["OC2"]) == len(loaded.tables["Missing"]) == 0
    assert [m.text for m in loaded.messages if "blank" in m.text and "skipped" in m.text] == [
        "has 5 blank rows, which were skipped; there is nothing to do."
    ]
