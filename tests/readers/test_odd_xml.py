"""XML that holds values where none are read: said with the line, never read as a part of the value."""

import pytest

from xl903.engine.messages import UserError
from xl903.readers import read_return


def read(tmp_path, text):
    path = tmp_path / "return.xml"
    path.write_text(text, encoding="utf-8")
    return read_return(path)


def document(sex="<SEX>M</SEX>", child_id="<CHILDID>0410021</CHILDID>", episode="<LS>C2</LS>"):
    return (
        f"<EXPSSDA903>\n<CHILD>\n<HEADER>\n{child_id}\n{sex}\n</HEADER>\n"
        f"<EPISODE>\n{episode}\n</EPISODE>\n</CHILD>\n</EXPSSDA903>\n"
    )


@pytest.mark.parametrize(
    ("child_id", "value"),
    [
        ("<CHILDID>0410<b>021</b></CHILDID>", "0410021"),
        ("<CHILDID><b>0410</b>021</CHILDID>", "0410021"),
        ("<CHILDID>04<i>10</i>0<b>21</b></CHILDID>", "0410021"),
        ("<CHILDID>0410<br/>021</CHILDID>", "0410021"),
        ("<CHILDID><b>0410021</b></CHILDID>", None),
        ("<CHILDID>0410<![CDATA[021]]></CHILDID>", "0410021"),
        ("<CHILDID><![CDATA[0410]]><![CDATA[021]]></CHILDID>", "0410021"),
        ("<CHILDID>0410<!-- and -->021</CHILDID>", "0410021"),
    ],
)
def test_a_value_in_pieces_is_whole_or_blank_and_said(tmp_path, child_id, value):
    loaded = read(tmp_path, document(child_id=child_id))
    assert loaded.tables["Header"]["CHILD"].tolist() == [value]
    if "<b>" in child_id or "<br" in child_id:
        assert [message.line for message in loaded.messages if message.line == 4]
    else:
        assert loaded.messages == ()


@pytest.mark.parametrize(
    "sex", ['<SEX value="M"/>', '<SEX code="1">M</SEX>', '<SEX x:y="1" xmlns:x="urn:x"/>']
)
def test_an_attribute_is_said_with_line_and_count(tmp_path, sex):
    loaded = read(tmp_path, document(sex=sex))
    [message] = loaded.messages
    assert (message.level, message.line) == ("warning", 5)
    assert "SEX has the attribute" in message.text


def test_an_attribute_everywhere_is_one_line(tmp_path):
    text = document(episode='<LS v="C2"/>').replace("</CHILD>", '<EPISODE><LS v="V3"/></EPISODE></CHILD>')
    [message] = [m for m in read(tmp_path, text).messages if "attribute" in m.text]
    assert "(2 times)" in message.text


def test_namespaces_nil_and_schema_are_not_values(tmp_path):
    xsi = "http://www.w3.org/2001/XMLSchema-instance"
    text = document(sex='<SEX xsi:nil="true"/>').replace(
        "<EXPSSDA903>", f'<EXPSSDA903 xmlns:xsi="{xsi}" xsi:noNamespaceSchemaLocation="a.xsd">'
    )
    assert read(tmp_path, text).messages == ()


@pytest.mark.parametrize("loose", ["abc<SEX>M</SEX>", "<SEX>M</SEX>abc"])
def test_text_between_elements_is_said(tmp_path, loose):
    loaded = read(tmp_path, document(sex=loose))
    assert loaded.tables["Header"]["SEX"].tolist() == ["M"]
    [message] = loaded.messages
    assert "HEADER has text between its elements" in message.text
    assert message.line == 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("<SEX>&nbsp;</SEX>", "Entity 'nbsp' not defined"),
        ("<SEX>a & b</SEX>", "xmlParseEntityRef"),
        ("<SEX>M</DOB>", "mismatch"),
        ("<SEX value=M/>", "AttValue"),
        ("<SEX>a < b</SEX>", "StartTag"),
        ("<SEX>&eacute;</SEX>", "Entity 'eacute' not defined"),
    ],
)
@pytest.mark.parametrize("before", [0, 500])
@pytest.mark.parametrize("after", [0, 500])
def test_the_first_error_is_named_with_its_line_however_long_the_file(tmp_path, fault, reason, before, after):
    child = "<CHILD>\n<HEADER>\n<CHILDID>1</CHILDID>\n<SEX>M</SEX>\n</HEADER>\n</CHILD>\n"
    wrong = child.replace("<SEX>M</SEX>", fault)
    text = f"<EXPSSDA903>\n{child * before}{wrong}{child * after}</EXPSSDA903>\n"
    with pytest.raises(UserError) as error:
        read(tmp_path, text)
    assert f"line {5 + before * 6} (" in str(error.value)
    assert reason in str(error.value)
