"""DfE's XML layout, as other people's systems write it."""

from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xl903.engine.messages import UserError
from xl903.readers import Loaded, read_return
from xl903.readers.blank_rows import holds_nothing
from xl903.s903.schema import TABLES

BEYOND_THE_2021_LAYOUT = {"SWEpisodes", "DoLo"}


@pytest.fixture
def load(tmp_path):
    """Write an XML document (text as UTF-8, or bytes) and read it."""

    def write_and_read(document: str | bytes) -> Loaded:
        path = tmp_path / "return.xml"
        path.write_bytes(document if isinstance(document, bytes) else document.encode())
        return read_return(path)

    return write_and_read


def child(header: str = "", episodes: str = "", child_id: str = "1") -> str:
    return (
        f"<CHILD>\n<HEADER><CHILDID>{child_id}</CHILDID><SEX>F</SEX><DOB>01/02/2010</DOB>{header}</HEADER>"
        f"\n{episodes}</CHILD>\n"
    )


def document(*children: str) -> str:
    return f"<EXPSSDA903>\n{''.join(children)}</EXPSSDA903>"


def records(loaded: Loaded, table: str) -> list[dict[str, str]]:
    """The table's rows, each with its filled cells only."""
    return [
        {column: cell for column, cell in row.items() if cell is not None}
        for row in loaded.tables[table].to_dict("records")
    ]


def test_every_table_that_the_layout_has_is_there_with_all_its_columns(load):
    loaded = load(document(child()))
    assert set(loaded.tables) == set(TABLES) - BEYOND_THE_2021_LAYOUT
    assert set(loaded.files.values()) == {"return.xml"}
    assert loaded.source == "xml"
    assert loaded.messages == ()
    for name, frame in loaded.tables.items():
        extra = ["UASC"] if name == "Header" else []
        assert frame.columns.tolist() == [*TABLES[name].column_names, *extra]
        assert len(frame) == (1 if name == "Header" else 0)
        assert frame.dtypes.eq(object).all()


def test_header_and_episodes(load):
    header = "<UPN> A01 </UPN><ETHNIC>WBRI</ETHNIC><UASC>0</UASC><MOTHER/><MC_DOB>  </MC_DOB>"
    episodes = (
        "<EPISODE><PL>U4</PL><DECOM>01/04/2025</DECOM><DEC/></EPISODE>"
        "<EPISODE><DECOM>02/04/2025</DECOM><PLACE_PROVIDER>PR1</PLACE_PROVIDER></EPISODE>"
    )
    loaded = load(document(child(header, episodes), child(child_id="2")))
    assert records(loaded, "Header") == [
        {"CHILD": "1", "SEX": "F", "DOB": "01/02/2010", "ETHNIC": "WBRI", "UPN": "A01", "UASC": "0"},
        {"CHILD": "2", "SEX": "F", "DOB": "01/02/2010"},
    ]
    assert records(loaded, "Episodes") == [
        {"CHILD": "1", "DECOM": "01/04/2025", "PLACE": "U4"},
        {"CHILD": "1", "DECOM": "02/04/2025", "PLACE_PROVIDER": "PR1"},
    ]


@pytest.mark.parametrize(
    ("header", "table", "row"),
    [
        ("<UASC>1</UASC>", "UASC", {"SEX": "F"}),
        ("<UASC>1</UASC><DUC>01/01/2028</DUC>", "UASC", {"SEX": "F", "DUC": "01/01/2028"}),
        ("<UASC>0</UASC><DUC>01/01/2028</DUC>", "UASC", {"SEX": "F", "DUC": "01/01/2028"}),
        ("<UASC>0</UASC>", "UASC", None),
        ("<UASC/><DUC> </DUC>", "UASC", None),
        ("<ACCOM>B1</ACCOM>", "OC3", {"ACCOM": "B1"}),
        ("<IN_TOUCH/><ACTIV/><ACCOM/>", "OC3", None),
        ("<NB_ADOPTR>1</NB_ADOPTR>", "AD1", {"NB_ADOPTR": "1"}),
        ("<DATE_INT/><LS_ADOPTR> </LS_ADOPTR>", "AD1", None),
        ("<OC2><SDQ_SCORE>9</SDQ_SCORE></OC2>", "OC2", {"SDQ_SCORE": "9"}),
        ("<PERMANENCE><LA_PERM>E06</LA_PERM></PERMANENCE>", "PrevPerm", {"LA_PERM": "E06"}),
        ("<AREVIEW><REVIEW_CODE>PN1</REVIEW_CODE></AREVIEW>", "Reviews", {"REVIEW_CODE": "PN1"}),
        ("<AMISSING><MISSING>M</MISSING></AMISSING>", "Missing", {"MISSING": "M"}),
        (
            "<AD_PLACED><DATE_PLACED>01/05/2025</DATE_PLACED></AD_PLACED>",
            "PlacedAdoption",
            {"DATE_PLACED": "01/05/2025"},
        ),
        ("<SWEPISODE><SW_ID>AB1</SW_ID></SWEPISODE>", "SWEpisodes", {"SW_ID": "AB1"}),
        ("<DOLO><DOLO_START>01/05/2026</DOLO_START></DOLO>", "DoLo", {"DOLO_START": "01/05/2026"}),
    ],
)
def test_what_makes_a_row_of_each_table(load, header, table, row):
    loaded = load(document(child(header)))
    whole = [] if row is None else [{"CHILD": "1", "DOB": "01/02/2010", **row}]
    assert records(loaded, table) == whole
    assert BEYOND_THE_2021_LAYOUT & set(loaded.tables) == BEYOND_THE_2021_LAYOUT & {table}
    assert loaded.messages == ()


def test_the_order_inside_a_child_is_free(load):
    loaded = load(
        "<EXPSSDA903><CHILD><EPISODE><DECOM>01/04/2025</DECOM></EPISODE>"
        "<HEADER><AREVIEW><REVIEW>01/05/2025</REVIEW></AREVIEW><DOB>01/02/2010</DOB><CHILDID>1</CHILDID>"
        "</HEADER></CHILD></EXPSSDA903>"
    )
    assert records(loaded, "Episodes") == [{"CHILD": "1", "DECOM": "01/04/2025"}]
    assert records(loaded, "Reviews") == [{"CHILD": "1", "DOB": "01/02/2010", "REVIEW": "01/05/2025"}]
    assert loaded.messages == ()


def test_a_namespace_and_comments_are_passed_over(load):
    loaded = load(
        '<d:EXPSSDA903 xmlns:d="urn:dfe"><!-- made by X --><?x y?><d:CHILD><d:HEADER>'
        "<d:CHILDID>00<!-- -->7<![CDATA[&]]></d:CHILDID></d:HEADER></d:CHILD></d:EXPSSDA903>"
    )
    assert records(loaded, "Header") == [{"CHILD": "007&"}]
    assert loaded.messages == ()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_the_encoding_is_what_the_declaration_says(load, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>{document(child(child_id="Zoë"))}'
    assert records(load(text.encode(encoding)), "Header")[0]["CHILD"] == "Zoë"


XML_TEXT = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff", include_characters="\t\n"
    ),
    max_size=10,
).map(str.strip)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(XML_TEXT, XML_TEXT, XML_TEXT), min_size=1, max_size=4),
    st.sampled_from(["utf-8", "utf-16"]),
)
def test_any_text_reads_back_as_it_was_written(tmp_path, children, encoding):
    body = "".join(
        f"<CHILD><HEADER><CHILDID>{escape(a)}</CHILDID><UPN>{escape(b)}</UPN></HEADER>"
        f"<EPISODE><URN>{escape(c)}</URN></EPISODE></CHILD>"
        for a, b, c in children
    )
    path = tmp_path / "any.xml"
    path.write_bytes(f'<?xml version="1.0" encoding="{encoding}"?>{document(body)}'.encode(encoding))

    tables = read_return(path).tables

    expected = [[cell or None for cell in cells] for cells in children]
    header = [row[:2] for row in expected if not holds_nothing(row[:2])]
    episodes = [row[::2] for row in expected if not holds_nothing(row[2:])]
    assert tables["Header"][["CHILD", "UPN"]].to_numpy().tolist() == header
    assert tables["Episodes"][["CHILD", "URN"]].to_numpy().tolist() == episodes


# What is amiss and said


def test_an_unknown_element_is_said_once_with_its_first_line(load):
    loaded = load(document(child("\n<FOO>1</FOO>"), child("<FOO>2</FOO>", child_id="2")))
    assert len(records(loaded, "Header")) == 2
    [message] = loaded.messages
    assert (message.level, message.file, message.line) == ("warning", "return.xml", 4)
    assert "element FOO inside HEADER" in message.text


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<META/>" + child(), "META inside EXPSSDA903"),
        (child() + "<META/>", "META inside EXPSSDA903"),
        ("<child/>" + child(), "child inside EXPSSDA903"),
        (child(episodes="<EPISODES/>"), "EPISODES inside CHILD"),
        (child(episodes="<CHILD><HEADER/></CHILD>"), "CHILD inside CHILD"),
        (child(episodes="<EPISODE><PLACE>U4</PLACE></EPISODE>"), "PLACE inside EPISODE"),
        (child("<upn>1</upn>"), "upn inside HEADER"),
        (child("<UPN><NO>1</NO></UPN>"), "NO inside UPN"),
        (child("<OC2><SDQ>1</SDQ></OC2>"), "SDQ inside OC2"),
    ],
)
def test_an_unknown_element_anywhere(load, body, words):
    loaded = load(document(body))
    assert len(records(loaded, "Header")) == 1
    [message] = loaded.messages
    assert words in message.text


def test_of_a_repeated_element_the_first_is_used_and_the_child_named(load):
    loaded = load(document(child("<UPN>A</UPN>\n<UPN>B</UPN>", "<EPISODE><LS/><LS>C2</LS></EPISODE>", "77")))
    assert records(loaded, "Header")[0]["UPN"] == "A"
    assert records(loaded, "Episodes") == [{"CHILD": "77"}]
    upn, ls = loaded.messages
    assert upn.line == 4
    assert "UPN again for child 77" in upn.text
    assert "LS again for child 77" in ls.text


@pytest.mark.parametrize(
    ("element", "table", "value"),
    [("OC2", "OC2", "<SDQ_SCORE>9</SDQ_SCORE>"), ("PERMANENCE", "PrevPerm", "<LA_PERM>E06</LA_PERM>")],
)
def test_a_repeated_element_that_is_a_row_gives_two_rows_and_is_said(load, element, table, value):
    loaded = load(document(child(f"<{element}>{value}</{element}>" * 2)))
    assert len(records(loaded, table)) == 2
    [message] = loaded.messages
    assert f"{element} again for child 1" in message.text


def test_a_child_without_header_loads_its_episodes_with_a_blank_child(load):
    loaded = load(document("<CHILD>\n<EPISODE><LS>C2</LS></EPISODE></CHILD>"))
    assert records(loaded, "Header") == []
    assert records(loaded, "Episodes") == [{"LS": "C2"}]
    [message] = loaded.messages
    assert (message.level, message.line) == ("error", 2)
    assert "without HEADER" in message.text


@pytest.mark.parametrize("identity", ["", "<CHILDID> </CHILDID>"])
def test_a_header_without_child_id_loads_its_rows_with_a_blank_child(load, identity):
    loaded = load(
        document(
            f"<CHILD>\n<HEADER>{identity}<SEX>F</SEX><AREVIEW><REVIEW>x</REVIEW></AREVIEW></HEADER><EPISODE><LS>C2</LS></EPISODE></CHILD>"
        )
    )
    assert records(loaded, "Header") == [{"SEX": "F"}]
    assert records(loaded, "Reviews") == [{"REVIEW": "x"}]
    assert records(loaded, "Episodes") == [{"LS": "C2"}]
    [message] = loaded.messages
    assert (message.level, message.line) == ("error", 3)
    assert "without CHILDID" in message.text


def test_two_headers_in_one_child_both_load(load):
    second = "<HEADER><CHILDID>2</CHILDID><AREVIEW><REVIEW>x</REVIEW></AREVIEW></HEADER>"
    loaded = load(document(child(episodes=f"{second}<EPISODE><LS>C2</LS></EPISODE>")))
    assert loaded.tables["Header"]["CHILD"].tolist() == ["1", "2"]
    assert loaded.tables["Reviews"]["CHILD"].tolist() == ["2"]
    assert loaded.tables["Episodes"]["CHILD"].tolist() == ["1"]
    assert "second of 2 HEADER elements of child 1" in loaded.messages[0].text


# What is refused


def explain_refused(load, text: str | bytes) -> str:
    with pytest.raises(UserError) as error:
        load(text)
    sentence = str(error.value)
    assert sentence.startswith("return.xml ")
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<EXPSSDA903>\n<CHILD><HEADER>\n<DOB></HEADER></CHILD></EXPSSDA903>", 3),
        ("<EXPSSDA903>\n<CHILD><HEADER>\n", 3),
        (document(child("\n<UPN>&unknown;</UPN>")), 4),
        (document(child("\n<UPN>a & b</UPN>")), 4),
        (document(*[child()] * 2000) + "<more/>", 6002),
        ("CHILD,DOB\n", 1),
        ("", 1),
    ],
)
def test_xml_that_is_not_well_formed_names_the_line(load, text, line):
    assert f"is not well-formed XML: line {line} (" in explain_refused(load, text)


@pytest.mark.parametrize("root", ["html", "expssda903"])
def test_another_root_is_no_return(load, root):
    assert f"its outermost element is {root}, where EXPSSDA903" in explain_refused(load, f"<{root}/>")


def test_a_return_without_children(load):
    assert "holds no CHILD" in explain_refused(load, "<EXPSSDA903/>")


def test_billion_laughs(load):
    entities = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 30))
    laughs = f"<!DOCTYPE EXPSSDA903 [{entities}]>"
    assert "DOCTYPE" in explain_refused(load, laughs + document(child("<UPN>&l29;</UPN>")))
    explain_refused(load, laughs + '<EXPSSDA903 a="&l29;"/>')


def test_external_entity(load, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("hush", encoding="utf-8")
    for doctype in (
        f'<!DOCTYPE EXPSSDA903 [<!ENTITY x SYSTEM "{secret.as_uri()}">]>',
        f'<!DOCTYPE EXPSSDA903 [<!ENTITY % x SYSTEM "{secret.as_uri()}"> %x;]>',
        f'<!DOCTYPE EXPSSDA903 SYSTEM "{secret.as_uri()}">',
        "<!DOCTYPE EXPSSDA903>",
    ):
        sentence = explain_refused(load, doctype + document(child(child_id="1")))
        assert "DOCTYPE" in sentence
        assert "hush" not in sentence
