"""CSV files as councils' systems write them: recognised by their columns, every cell as it came."""

import csv
import io
import os
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xl903.engine.messages import UserError
from xl903.readers import Loaded, read_return
from xl903.readers.blank_rows import holds_nothing
from xl903.readers.lines_of_no_row import is_closing
from xl903.readers.loaded import MOST_OF_A_KIND
from xl903.readers.which_table import table_of_file_name
from xl903.s903.schema import TABLES

REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE"


@pytest.fixture
def load(tmp_path):
    """Write a file (text as UTF-8, or bytes) and read it, beside files written before."""

    def write_and_read(content: str | bytes, name: str = "reviews.csv") -> Loaded:
        data = content if isinstance(content, bytes) else content.encode()
        (tmp_path / name).write_bytes(data)
        return read_return(tmp_path)

    return write_and_read


def rows(loaded: Loaded, table: str = "Reviews") -> list[list[str | None]]:
    return loaded.tables[table].to_numpy().tolist()


def said(loaded: Loaded) -> list[str]:
    return [str(message) for message in loaded.messages]


# Which table


def test_a_file_is_known_by_its_columns_in_any_order_and_case_whatever_its_name(load):
    loaded = load("review_code, Dob ,CHILD,Review\nPN1,01/02/2010,7,03/04/2025\n", "export 17.TXT")
    assert loaded.tables["Reviews"].columns.tolist() == ["CHILD", "DOB", "REVIEW", "REVIEW_CODE"]
    assert rows(loaded) == [["7", "01/02/2010", "03/04/2025", "PN1"]]
    assert loaded.files == {"Reviews": "export 17.TXT"}
    assert loaded.source == "csv"
    assert loaded.messages == ()


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_one_column_of_its_own_is_enough_to_know_each_table(load, table):
    own = table.column_names[-1]
    assert list(load(f"CHILD,{own}\n1,x\n", "a.csv").tables) == [table.name]


def test_a_file_nobody_can_place_is_named_with_its_columns_and_what_was_expected(load):
    load(f"{REVIEWS}\n")
    loaded = load("unit,room,a,b,c,d,e\n", "units.csv")
    [message] = said(loaded)
    assert message.startswith("units.csv: is not a table of the return (its columns are UNIT, ROOM, A")
    assert "DECOM (Episodes)" in message
    assert list(loaded.tables) == ["Reviews"]


def test_columns_that_several_tables_share_do_not_place_a_file(load):
    with pytest.raises(UserError, match=r"a\.csv: has only CHILD and DOB, which more than one table has"):
        load("CHILD,DOB\n1,01/01/2010\n", "a.csv")


def test_columns_of_two_tables_name_both(load):
    load(f"{REVIEWS}\n")
    [message] = load("CHILD,DECOM,MIS_START\n", "joined.csv").messages
    assert message.level == "error"
    assert "Episodes (DECOM) and Missing (MIS_START)" in message.text


def test_a_file_without_a_header_line_does_not_give_its_first_child_away(load):
    with pytest.raises(UserError) as error:
        load("542583,10/05/2008,21/10/2022\n")
    assert "no column names in its first line" in str(error.value)
    assert "542583" not in str(error.value)


def test_two_different_files_for_one_table_are_refused_and_both_named(load):
    load(f"{REVIEWS}\n1,,,PN1\n", "a.csv")
    with pytest.raises(UserError, match=r"\(Reviews: a\.csv and b\.csv\)"):
        load(f"{REVIEWS}\n2,,,PN2\n", "b.csv")


def test_a_copy_of_a_file_is_passed_over_and_said(load):
    load(f"{REVIEWS}\n1,,,PN1\n", "a.csv")
    loaded = load(f"{REVIEWS}\n1,,,PN1\n", "b.csv")
    assert rows(loaded) == [["1", None, None, "PN1"]]
    assert loaded.files == {"Reviews": "a.csv"}
    assert said(loaded) == ["b.csv: holds the same as a.csv, so it was skipped."]


# Columns


def test_a_missing_column_is_named(load):
    loaded = load("CHILD,DOB,REVIEW\n1,01/01/2010,01/05/2025\n")
    assert loaded.tables["Reviews"].columns.tolist() == ["CHILD", "DOB", "REVIEW"]
    assert said(loaded) == [
        "reviews.csv: has no column REVIEW_CODE, so it counts as blank; check that the export is complete."
    ]
    assert loaded.messages[0].level == "warning"


def test_extra_columns_are_named_and_left_aside(load):
    loaded = load(f"LA,{REVIEWS},YEAR\n302,1,,,PN1,2026\n")
    assert rows(loaded) == [["1", None, None, "PN1"]]
    [message] = loaded.messages
    assert message.level == "info"
    assert "columns LA and YEAR" in message.text


@pytest.mark.parametrize(
    ("table", "column"),
    [("Episodes", "PL_LA"), ("Episodes", "PL_LOCATION"), ("Episodes", "PL_DISTANCE"), ("Header", "UASC")],
)
def test_a_worked_out_column_in_a_csv_is_left_aside(load, table, column):
    names = TABLES[table].column_names
    loaded = load(f"{','.join(names)},{column}\n{'x,' * len(names)}1\n", "a.csv")
    assert loaded.tables[table].columns.tolist() == list(names)
    [message] = loaded.messages
    assert message.level == "info"
    assert column in message.text


def test_of_a_repeated_column_the_first_is_used(load):
    loaded = load(f"{REVIEWS},review\n1,,first,PN1,second\n")
    assert rows(loaded) == [["1", None, "first", "PN1"]]
    assert said(loaded) == ["reviews.csv: has the column REVIEW more than once; the first is used."]


# Cells


def test_cells_keep_their_text_and_lose_only_the_space_around_it(load):
    loaded = load(f"{REVIEWS}\n 007 ,NA,NULL,None\n12345678901234567890,  ,nan,1e5\n")
    assert rows(loaded) == [["007", "NA", "NULL", "None"], ["12345678901234567890", None, "nan", "1e5"]]
    assert loaded.tables["Reviews"].dtypes.eq(object).all()
    assert isinstance(loaded.tables["Reviews"].index, pd.RangeIndex)


def test_quoted_cells_keep_delimiters_quotation_marks_and_line_breaks(load):
    loaded = load(f'{REVIEWS}\n1,"a,b","say ""so""","two\r\nlines"\n2, "c,d",,\n')
    assert rows(loaded) == [["1", "a,b", 'say "so"', "two\r\nlines"], ["2", "c,d", None, None]]
    assert [message.text[:36] for message in loaded.messages] == ["has a cell that runs on to line 3, w"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_any_common_delimiter_encoding_and_line_end(load, delimiter, encoding, line_end):
    lines = [REVIEWS.split(","), ["Zoë", "x", "£5, or €6", "PN1"]]
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=line_end).writerows(lines)
    loaded = load(text.getvalue().encode(encoding))
    assert rows(loaded) == [["Zoë", "x", "£5, or €6", "PN1"]]
    assert loaded.messages == ()


def test_big_endian_utf_16(load):
    assert rows(load(b"\xfe\xff" + f"{REVIEWS}\n1,é,,\n".encode("utf-16-be"))) == [["1", "é", None, None]]


def test_a_byte_that_no_encoding_explains_is_named_by_line(load):
    loaded = load(f"{REVIEWS}\n1,,,\n2,,,caf".encode() + b"\xe9\x81\n")
    assert rows(loaded)[0] == ["1", None, None, None]
    [message] = loaded.messages
    assert (message.level, message.line) == ("warning", 3)


CELL = st.text(
    st.one_of(
        st.sampled_from("0017'\",;\t\r\n =-"),
        st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    ),
    max_size=8,
)
CELL = CELL.map(str.strip).filter(lambda text: not is_closing(text))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_table_reads_back_as_it_was_written(tmp_path, data):
    table = data.draw(st.sampled_from(list(TABLES.values())))
    shuffled = data.draw(st.permutations(table.column_names))
    records = data.draw(st.lists(st.lists(CELL, min_size=len(shuffled), max_size=len(shuffled)), max_size=5))
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=data.draw(st.sampled_from(",;\t")),
        quoting=data.draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerow(shuffled)
    writer.writerows(records)
    encoding = data.draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    path = tmp_path / "table.csv"
    path.write_bytes(text.getvalue().encode(encoding))

    frame = read_return(path).tables[table.name]

    kept = [[cell or None for cell in record] for record in records if not holds_nothing(record)]
    assert frame.columns.tolist() == list(table.column_names)
    assert frame[shuffled].to_numpy().tolist() == kept


# Rows


def test_blank_lines_are_passed_over_and_lines_still_counted(load):
    loaded = load(f"\n\n{REVIEWS}\n\n1,,,PN1\n   \n2,,PN2\n\n")
    assert rows(loaded) == [["1", None, None, "PN1"], ["2", None, "PN2", None]]
    [message] = loaded.messages
    assert (message.level, message.line) == ("warning", 7)
    assert "only 3 of 4 cells, so REVIEW_CODE counts as blank" in message.text


def test_lines_are_counted_right_after_a_cell_of_several_lines(load):
    loaded = load(f'{REVIEWS}\n1,"a\nb\nc",,PN1\n2\n')
    assert rows(loaded) == [["1", "a\nb\nc", None, "PN1"], ["2", None, None, None]]
    assert [message.line for message in loaded.messages] == [2, 5]


def test_a_header_line_alone_is_a_table_without_rows(load):
    loaded = load(REVIEWS)
    assert rows(loaded) == []
    assert loaded.tables["Reviews"].columns.tolist() == REVIEWS.split(",")
    assert loaded.messages == ()


@pytest.mark.parametrize("header", [REVIEWS, f"{REVIEWS},"])
def test_an_empty_trailing_column_is_no_fault(load, header):
    loaded = load(f"{header}\n1,,,PN1,\n2,,,PN2,\n")
    assert rows(loaded) == [["1", None, None, "PN1"], ["2", None, None, "PN2"]]
    assert loaded.messages == ()


@pytest.mark.parametrize("header", [REVIEWS, f"{REVIEWS},"])
def test_text_beyond_the_last_named_column_is_named_by_line_and_column(load, header):
    loaded = load(f"{header}\n1,,,PN1,\n2,,,PN2,stray\n")
    assert rows(loaded)[1] == ["2", None, None, "PN2"]
    [message] = loaded.messages
    assert (message.level, message.file, message.line) == ("warning", "reviews.csv", 3)
    assert "text in column 5" in message.text


def test_text_in_a_column_without_a_name_is_named_by_line_and_column(load):
    loaded = load("CHILD,,DOB,REVIEW,REVIEW_CODE\n1,,2,3,4\n1,stray,2,3,4\n")
    assert rows(loaded) == [["1", "2", "3", "4"]] * 2
    [message] = loaded.messages
    assert (message.level, message.line) == ("warning", 3)
    assert "text in column 2" in message.text


def test_a_fault_in_every_row_is_said_a_few_times_and_then_counted(load):
    loaded = load(f"{REVIEWS}\n" + "1,2,3\n" * 1000)
    assert len(rows(loaded)) == 1000
    assert len(loaded.messages) == MOST_OF_A_KIND + 1
    assert f"{1000 - MOST_OF_A_KIND} more" in loaded.messages[-1].text
    assert "line 1,001" in loaded.messages[-1].text


@pytest.mark.parametrize("following", [3, 50_000])
def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_rows_after_it(load, following):
    loaded = load(f'{REVIEWS}\n1,,"x,PN1\n' + "2,,y,PN2\n" * following)
    assert len(rows(loaded)) == following + 1
    assert rows(loaded)[:2] == [["1", None, '"x', "PN1"], ["2", None, "y", "PN2"]]
    [error] = loaded.messages
    assert error.level == "warning"
    assert error.line == 2
    assert "quotation mark" in error.text


# Files that are empty or no text


@pytest.mark.parametrize(
    "content", [b"", b"\n", b"\r\n \r\n", b",,,\n", b"\xef\xbb\xbf", "\n".encode("utf-16")]
)
def test_an_empty_file_whose_name_says_the_table_is_that_table_without_rows(load, content):
    loaded = load(content, "AD1.csv")
    assert rows(loaded, "AD1") == []
    assert loaded.tables["AD1"].columns.tolist() == list(TABLES["AD1"].column_names)
    assert said(loaded) == ["AD1.csv: is empty, so AD1 has no rows."]
    assert loaded.messages[0].level == "info"


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("ad1_2026.csv", "AD1"),
        ("SSDA903 Placed for adoption 2026.csv", "PlacedAdoption"),
        ("PlacedForAdoption.csv", "PlacedAdoption"),
        ("placed-adoption.csv", "PlacedAdoption"),
        ("PREVIOUS_PERMANENCE.CSV", "PrevPerm"),
        ("prevperm2026.csv", "PrevPerm"),
        ("sw_episodes.csv", "SWEpisodes"),
        ("SW Episodes.csv", "SWEpisodes"),
        ("episodes.csv", "Episodes"),
        ("OC22026.csv", "OC2"),
        ("oc2 and oc3.csv", None),
        ("subheader.csv", None),
        ("nothing.csv", None),
    ],
)
def test_the_table_that_a_file_name_says(name, table):
    assert table_of_file_name(name) == table


def test_an_empty_file_that_no_name_places_is_said(load):
    load(f"{REVIEWS}\n")
    loaded = load(b"", "new file.csv")
    assert list(loaded.tables) == ["Reviews"]
    assert "new file.csv: is empty, and its name does not say which table" in said(loaded)[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04\x14\0\x06\0", "Excel workbook"),
        (b"CHILD\0,REVIEW\0\n", "not a text file"),
        (b"\xd0\xcf\x11\xe0\0\0", "with a password"),
        (b"\x89\xd0\xcf\x11\xe0\0\0", "not a text file"),
        (b"\xff\xfeC\0H", "damaged"),
        (b"\xef\xbb\xbfCHILD,REVIEW\n\xe9\n", "damaged"),
    ],
)
def test_a_file_that_is_no_text_gets_one_message(load, content, words):
    load(f"{REVIEWS}\n")
    loaded = load(content, "z.csv")
    assert list(loaded.tables) == ["Reviews"]
    [message] = loaded.messages
    assert (message.level, message.file) == ("error", "z.csv")
    assert words in message.text


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the administrator may read every file"
)
def test_a_file_that_may_not_be_read_gets_one_message(load, tmp_path: Path):
    load(f"{REVIEWS}\n")
    locked = tmp_path / "header.csv"
    locked.write_text("CHILD,ETHNIC\n", encoding="utf-8")
    locked.chmod(0)
    [message] = read_return(tmp_path).messages
    assert (message.level, message.file) == ("error", "header.csv")
    assert "cannot be opened" in message.text
