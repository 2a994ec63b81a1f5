"""One suite for both ways to read and write XML: lxml, and the standard library where nothing may be installed."""

from __future__ import annotations

import io
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from xl903.xml_trees import with_lxml, with_standard_library
from xl903.xml_trees.with_lxml import etree as lxml_etree

WAYS = {"lxml": (with_lxml, lxml_etree), "standard library": (with_standard_library,) * 2}
SHEET = (
    b'<worksheet xmlns="urn:main" xmlns:r="urn:office" xmlns:mc="urn:mc" mc:Ignorable="x14">'
    b'<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"/></sheetData>'
    b'<drawing r:id="rId1"/><extLst><ext xmlns:x14="urn:x14" uri="{A}"><x14:more a="&quot;&#10;&lt;">'
    b"&lt;\xc3\xa9&amp;&#13;</x14:more></ext></extLst></worksheet>"
)
C = "{urn:main}c"


@pytest.fixture(params=list(WAYS))
def way(request: pytest.FixtureRequest) -> tuple[Any, Any]:
    return WAYS[request.param]


def test_what_is_read_is_written_byte_for_byte_as_lxml_does(way: tuple[Any, Any]) -> None:
    functions, etree = way
    root = functions.parse_xml(SHEET)
    asked = {"xml_declaration": True, "encoding": "UTF-8", "standalone": True}
    assert etree.tostring(root, **asked) == lxml_etree.tostring(with_lxml.parse_xml(SHEET), **asked)
    inner, lxmls = (one[2][0] for one in (root, with_lxml.parse_xml(SHEET)))
    assert etree.tostring(inner) == lxml_etree.tostring(lxmls)


def test_elements_are_added_moved_replaced_and_removed(way: tuple[Any, Any]) -> None:
    functions, etree = way
    root = functions.parse_xml(SHEET)
    first, second = root[0]
    cell = first[0]
    new = etree.Element(C, r="B1")
    cell.addnext(new)
    new.addprevious(etree.SubElement(second, C, {"r": "A2"}, s="4"))
    assert [one.get("r") for one in first] == ["A1", "A2", "B1"] and not len(second)
    second.append(cell)
    assert cell.getparent() is second and [one.get("r") for one in first.iterchildren(C)] == ["A2", "B1"]
    first.replace(first[0], deepcopy(cell))
    assert first[1].getprevious() is first[0] and [one.tag for one in first[0].iterancestors()] == [
        first.tag,
        root[0].tag,
        root.tag,
    ]
    first.remove(first[0])
    del second[:]
    assert b'<row r="1"><c r="B1"/></row><row r="2"/>' in etree.tostring(root)


def test_equal_elements_are_known_by_their_likeness(way: tuple[Any, Any]) -> None:
    functions, etree = way
    root = functions.parse_xml(
        b'<a xmlns="urn:main"><b x="1" y="2"><c/></b><b y="2" x="1"><c/></b><b x="1"/></a>'
    )
    one, other, third = map(functions.likeness, root)
    copied = functions.likeness(etree.fromstring(etree.tostring(root[0])))
    assert one == other == copied != third


@pytest.mark.parametrize(
    "xml",
    [
        b'<!DOCTYPE a [<!ENTITY e "secret">]><a>&e;</a>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>',
        b"<a><b></a>",
        b"<a>&undeclared;</a>",
        b"",
    ],
)
def test_the_same_is_refused(way: tuple[Any, Any], xml: bytes) -> None:
    functions, etree = way
    with pytest.raises(etree.XMLSyntaxError):
        functions.parse_xml(xml)


def test_nothing_of_a_document_with_a_type_is_taken_in(way: tuple[Any, Any]) -> None:
    functions, _ = way
    xml = b'<!DOCTYPE a [<!ENTITY e "x">]><a><b>&e;</b></a>'
    root = next(functions.each_element(io.BytesIO(xml), "start", None))
    assert functions.has_document_type(root)
    plain = next(functions.each_element(io.BytesIO(b"<a><b/></a>"), "start", None))
    assert not functions.has_document_type(plain)


def test_elements_come_with_lines_as_the_document_is_read(way: tuple[Any, Any]) -> None:
    functions, _ = way
    xml = b"<!-- c -->\n<a xmlns='urn:x'>\n<CHILD n='1'>x<b>y</b>z</CHILD>\n<?pi?><CHILD/>\n<o>\n<CHILD/></o></a>"
    found = list(functions.each_element(io.BytesIO(xml), "end", "{*}CHILD"))
    assert [one.sourceline for one in found] == [3, 4, 6]
    assert "".join(found[0].itertext()) == "xyz"
    assert [one.getparent().tag for one in found] == ["{urn:x}a", "{urn:x}a", "{urn:x}o"]


def test_what_a_return_should_not_hold_is_noticed(way: tuple[Any, Any]) -> None:
    functions, _ = way
    xml = (
        b'<a p="1" xml:space="preserve" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true">t'
        b'<b q=" "/><c>only</c><d> <e/> u</d>v</a>'
    )
    root = functions.parse_xml(xml)
    assert [(one.tag, name) for one, name in functions.filled_attributes(root)] == [("a", "p")]
    assert [one.tag for one in functions.loose_texts(root)] == ["a", "d", "a"]


def test_the_line_of_the_first_error_is_told(way: tuple[Any, Any]) -> None:
    functions, _ = way
    line, reason = functions.first_error(io.BytesIO(b"<a>\n<b>\n</a>\n"))
    assert line == 3 and reason
    assert functions.first_error(io.BytesIO(b""))[0] == 1


def test_the_line_of_a_byte_in_another_encoding_is_told(way: tuple[Any, Any], tmp_path: Path) -> None:
    functions, _ = way
    path = tmp_path / "return.xml"
    path.write_bytes(b'<?xml version="1.0" encoding="UTF-8"?>\n<a>\n<b>Ren\xc9 </b>\n</a>\n')
    with path.open("rb") as file:  # lxml treats a file on the disk in another way than bytes
        line, reason = functions.first_error(file)
    assert line == 3 and reason


def test_html_inside_a_drawing_is_read(way: tuple[Any, Any]) -> None:
    functions, _ = way
    root = functions.parse_untidy(b'<xml xmlns:v="urn:v"><v:shape id="s"><div>a<br>b</div></v:shape></xml>')
    assert [one.get("id") for one in root] == ["s"] and "a" in "".join(root.itertext())


def test_a_page_is_read_whatever_its_html(way: tuple[Any, Any]) -> None:
    functions, _ = way
    page = functions.parse_page(
        "<html><body><h1>Report</h1><table><tr><th>Code<th>Errors<tr><td>101<td>2&amp;3<br>x</table><p>after"
    )
    rows = [
        [" ".join(cell.itertext()) for cell in row if cell.tag in ("td", "th")] for row in page.iter("tr")
    ]
    assert rows == [["Code", "Errors"], ["101", "2&3 x"]]
    with pytest.raises(ValueError, match="no HTML"):
        functions.parse_page(" ")


def test_a_document_is_written_piece_by_piece(way: tuple[Any, Any]) -> None:
    _, etree = way
    out = io.BytesIO()
    with etree.xmlfile(out, encoding="UTF-8") as document:
        document.write_declaration()
        with document.element("ROOT"):
            document.write("\n")
            child = etree.Element("CHILD")
            etree.SubElement(child, "NAME").text = "é & <"
            etree.SubElement(child, "EMPTY")
            document.write(child, pretty_print=True)
    assert out.getvalue().decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<ROOT>\n<CHILD>\n  <NAME>é &amp; &lt;</NAME>\n  <EMPTY/>\n"
        "</CHILD>\n</ROOT>"
    )
