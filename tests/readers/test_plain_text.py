"""What is read column by column is what is read row by row."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xl903.readers.csv_files import read_csv_files
from xl903.readers.given_files import GivenFile
from xl903.readers.plain_text import plain_columns

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
CELLS = st.sampled_from(
    ["1", "07", " 12 ", "", " ", "CHILD", "Total", "12 rows", "\xa0", "é", "NA", "\ufeff3", "#", '"', '"a"', "\t"]
)  # fmt: skip
LINES = st.lists(st.lists(CELLS, min_size=6, max_size=8).map(",".join), max_size=6)


@settings(max_examples=60)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.integers(0, 2))
def test_columns_are_those_of_the_rows(lines: list[str], end: str, blank_lines: int) -> None:
    data = (end.join([HEADER, *lines]) + end * blank_lines).encode()
    (by_columns,) = read_csv_files([GivenFile("header.csv", data=data)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xl903.readers.csv_files.plain_columns", lambda *given: None)
        (by_rows,) = read_csv_files([GivenFile("header.csv", data=data)])
    assert by_columns.messages == by_rows.messages
    assert by_columns.frame is not None
    assert by_rows.frame is not None
    assert by_columns.frame.equals(by_rows.frame)
    assert list(by_columns.frame.dtypes) == list(by_rows.frame.dtypes)


def test_a_good_export_is_read_by_columns_and_one_that_needs_a_look_is_not() -> None:
    names, good = HEADER.split(","), "1,2,01/02/2010,WBRI,,,\r\nA2,1,,WBRI,,,\r\n"
    columns = plain_columns(good, ",", names, 0)
    assert columns is not None
    assert [list(column) for column in columns[:3]] == [["1", "A2"], ["2", "1"], ["01/02/2010", ""]]
    for bad in (
        good + "3,1\r\n",
        good + '"3",1,,,,,\r\n',
        good + "Total,2,,,,,\r\n",
        good + ",,,,,,\r\n",
        good + "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\r\n",
        good + "\r\n" + good,
        good.replace("\r\n", "\r"),
        "",
    ):
        assert plain_columns(bad, ",", names, 0) is None, bad
