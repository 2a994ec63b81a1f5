"""Text that a hand or a program has damaged: found and named by line, and no child lost without a word."""

import pytest

from xl903.readers import read_return

NAMES = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB"
ROWS = [f"041002{n},M,05/05/201{n},WBRI,UN2,," for n in range(1, 7)]


@pytest.fixture
def read(tmp_path):
    def write_and_read(lines, name="header.csv"):
        content = lines if isinstance(lines, bytes) else "\r\n".join([*lines, ""]).encode()
        (tmp_path / name).write_bytes(content)
        return read_return(tmp_path)

    return write_and_read


def children(loaded):
    return [str(child).strip('"') for child in loaded.tables["Header"]["CHILD"]]


ALL = [f"041002{n}" for n in range(1, 7)]


def damaged(rows, changes):
    """The rows, at some positions with one text replaced by another."""
    result = list(rows)
    for at, (old, new) in changes.items():
        result[at] = result[at].replace(old, new, 1)
    return result


@pytest.mark.parametrize(
    "changes",
    [
        {1: ("0410022", '"0410022'), 4: ("0410025", '"0410025')},
        {1: ("0410022", '"0410022'), 4: ("UN2,,", 'UN2,,"')},
        {1: (",M,", ',"M,'), 2: (",M,", ',M",')},
        {0: (",WBRI", ',"WBRI'), 5: ("WBRI,", 'WBRI",')},
        {2: (",UN2", ',"UN2')},
        {0: ("WBRI", '"W"BRI'), 3: ("WBRI", 'WB"RI')},
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_stray_quotation_marks_swallow_no_child_and_are_said(read, changes, delimiter):
    lines = [line.replace(",", delimiter) for line in [NAMES, *ROWS]]
    changes = {
        at: (old.replace(",", delimiter), new.replace(",", delimiter)) for at, (old, new) in changes.items()
    }
    loaded = read([lines[0], *damaged(lines[1:], changes)])
    assert children(loaded) == ALL
    assert any("quotation mark" in message.text for message in loaded.messages)
    assert min(m.line for m in loaded.messages if m.line) == min(changes) + 2


def test_marks_that_swallow_a_comma_in_one_line_are_named(read):
    loaded = read([NAMES, *damaged(ROWS, {2: ("M,05/05/2013", '"M,05/05/2013"')})])
    assert loaded.tables["Header"]["ETHNIC"].tolist() == ["WBRI"] * 6
    [message] = loaded.messages
    assert (message.line, message.level) == (4, "warning")


def test_inches_and_names_with_marks_inside_are_ordinary(read):
    loaded = read([NAMES, *damaged(ROWS, {2: ("WBRI", '5" tall'), 3: ("WBRI", 'O"Neil')})])
    assert loaded.tables["Header"]["ETHNIC"].tolist()[2:4] == ['5" tall', 'O"Neil']
    assert loaded.messages == ()


@pytest.mark.parametrize("at", [0, 2, 5])
@pytest.mark.parametrize("comma", [("WBRI", "WB,RI"), (",UN2", ",,UN2"), ("UN2,,", "UN2,,,")])
def test_a_comma_too_many_is_named_with_its_line_and_counts(read, at, comma):
    [message] = read([NAMES, *damaged(ROWS, {at: comma})]).messages
    assert (message.level, message.line) == ("warning", at + 2)
    assert "8 cells for 7 column names" in message.text


def test_rows_that_all_end_in_the_same_blanks_need_no_word(read):
    assert read([NAMES, *(f"{row},," for row in ROWS)]).messages == ()


@pytest.mark.parametrize("again", [NAMES, NAMES.lower(), NAMES.replace(",", ", ")])
@pytest.mark.parametrize("at", [0, 3, 6])
def test_column_names_again_are_no_row(read, again, at):
    loaded = read([NAMES, *ROWS[:at], again, *ROWS[at:]])
    assert children(loaded) == ALL
    [message] = loaded.messages
    assert (message.level, message.line) == ("warning", at + 2)


def test_labels_below_the_column_names_are_no_row(read):
    labels = "Child id,Sex,Date of birth,Ethnic group,Pupil number,Mother,Birth of her child"
    loaded = read([NAMES, labels, *ROWS])
    assert children(loaded) == ALL
    assert [message.line for message in loaded.messages] == [2]


@pytest.mark.parametrize(
    "last",
    [
        "Total,6,,,,,",
        "TOTAL: 6,,,,,,",
        "Grand total,,,,,,6",
        ",Total,6,,,,",
        "(6 rows affected)",
        "6 records,,,,,,",
        "Row count,6,,,,,",
        "End of report",
        "*** End of file ***",
    ],
)
def test_a_total_or_closing_line_is_no_child(read, last):
    loaded = read([NAMES, *ROWS, last])
    assert children(loaded) == ALL
    [message] = loaded.messages
    assert (message.level, message.line) == ("warning", 8)
    assert "skipped" in message.text


def test_lines_above_the_column_names_are_passed_over_and_said(read):
    loaded = read(["SSDA903 extract 2025-26", "Run on 12/04/2026, by the reporting team", NAMES, *ROWS])
    assert children(loaded) == ALL
    assert "2 lines above its column names were skipped" in loaded.messages[0].text


def test_a_second_table_below_the_first_is_not_read_as_rows(read):
    loaded = read([NAMES, *ROWS, "CHILD,DECOM,RNE,LS", "0410021,01/05/2025,S,C2"])
    assert children(loaded) == ALL
    [message] = loaded.messages
    assert (message.level, message.line) == ("error", 8)


ACCENTS = ["JOSÉ21", "ÑANDÚ2", "ZOË023", *ALL[3:]]


def accented(encode):
    rows = [row.replace(child, accent) for row, child, accent in zip(ROWS, ALL, ACCENTS, strict=True)]
    return b"\r\n".join([NAMES.encode(), *(encode(at, row) for at, row in enumerate(rows)), b""])


@pytest.mark.parametrize("other", [{2}, {0}, {0, 1}])
def test_a_few_letters_of_another_encoding_leave_the_others_right_and_are_named(read, other):
    loaded = read(accented(lambda at, row: row.encode("cp1252" if at in other else "utf-8")))
    assert children(loaded) == ACCENTS
    [message] = loaded.messages
    assert (message.level, message.line) == ("warning", min(other) + 2)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_one_encoding_throughout_needs_no_word(read, encoding):
    text = accented(lambda _, row: row.encode()).decode()
    loaded = read(text.encode(encoding))
    assert children(loaded) == ACCENTS
    assert loaded.messages == ()


def test_capitals_with_a_typographic_apostrophe_are_windows_1252(read):
    rows = [ROWS[0].replace(ALL[0], "CAFÉ’S"), ROWS[1].replace(ALL[1], "JOSÉ")]
    loaded = read("\r\n".join([NAMES, *rows, ""]).encode("cp1252"))
    assert children(loaded) == ["CAFÉ’S", "JOSÉ"]
    assert loaded.messages == ()
