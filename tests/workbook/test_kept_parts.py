"""What xl903 does not know of a workbook comes through a check byte for byte, and formulas keep their values."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from workbook.file.carry_out_in_file import carry_out
from workbook.file.opened_file import open_file
from workbook.file.package import CONTENT_TYPES, Package, to_xml
from workbook.file.saving import save
from workbook.session.checking import begin_check
from workbook.session.next_run import continue_from
from workbook.update.whole_workbook import update_workbook
from xl903.engine.messages import UserError
from xl903.readers.xlsx_values import MAIN, OFFICE
from xl903.xml_trees import parse_xml

M = {"m": MAIN}
OWN_SHEET = f"""<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}" xmlns:mc="http://schemas.openxmlformats.org/\
markup-compatibility/2006" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" \
mc:Ignorable="x14ac"><sheetData><row r="1" x14ac:dyDescent="0.25"><c r="A1"><f>COUNTA(Header!C:C)</f><v>3</v></c>\
<c r="B1" t="str"><f>Header!D3&amp;"!"</f><v>X!</v></c></row></sheetData><conditionalFormatting sqref="A1"><cfRule \
type="cellIs" dxfId="0" priority="1" operator="greaterThan"><formula>2</formula></cfRule></conditionalFormatting>\
<drawing r:id="rId1"/></worksheet>"""
FOREIGN = {
    "xl/worksheets/sheet90.xml": OWN_SHEET.encode(),
    "xl/worksheets/_rels/sheet90.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/'
    b'2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'relationships/drawing" Target="../drawings/drawing90.xml"/></Relationships>',
    "xl/drawings/drawing90.xml": b"<!-- a shape, a text box, a picture, a chart -->\n<wsDr xmlns='x'/>",
    "xl/drawings/_rels/drawing90.xml.rels": b"<Relationships xmlns='http://schemas.openxmlformats.org/package/"
    b"2006/relationships'/>",
    "xl/charts/chart90.xml": b"<?xml version='1.0'?>\n<c:chartSpace xmlns:c='y'/>\n",
    "xl/media/image1.png": b"\x89PNG\r\n\x1a\n not an image",
    "xl/pivotTables/pivotTable1.xml": b"<pivotTableDefinition/>",
    "xl/pivotCache/pivotCacheDefinition1.xml": b"<pivotCacheDefinition/>",
    "xl/slicers/slicer1.xml": b"<slicers/>",
    "xl/threadedComments/threadedComment9.xml": b"<ThreadedComments/>",
    "xl/persons/person.xml": b"<personList/>",
    "xl/ctrlProps/ctrlProp1.xml": b"<formControlPr/>",
    "xl/embeddings/oleObject1.bin": b"\x00\x01",
    "xl/queryTables/queryTable1.xml": b"<queryTable/>",
    "xl/connections.xml": b"<connections/>",
    "xl/printerSettings/printerSettings1.bin": bytes(range(256)),
    "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
    "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
    "customXml/item1.xml": b"<mine/>",
    "docProps/custom.xml": b"<Properties/>",
}


@pytest.fixture
def book(two_children: Path) -> Path:
    """A workbook with a sheet of the analyst's own and every kind of part that xl903 does not know."""
    path = two_children
    package = Package(path)
    for name, data in FOREIGN.items():
        package.set(name, data, None if name.endswith(".rels") else f"application/x-{Path(name).stem}")
    root = parse_xml(package.read("xl/workbook.xml"))
    sheets = root.find("m:sheets", M)
    assert sheets is not None
    relation = package.relate("xl/workbook.xml", "worksheet", "xl/worksheets/sheet90.xml")
    mine = etree.Element(f"{{{MAIN}}}sheet", {"name": "Mine", "sheetId": "90", f"{{{OFFICE}}}id": relation})
    sheets.insert(0, mine)
    names = root.find("m:definedNames", M)
    assert names is not None
    for name in names:
        name.set("localSheetId", str(int(name.get("localSheetId", 0)) + 1))
    etree.SubElement(names, f"{{{MAIN}}}definedName", name="Own").text = "Header!$C$2:$C$9"
    etree.SubElement(names, f"{{{MAIN}}}definedName", name="Area", localSheetId="0").text = "Mine!$A$1"
    package.set("xl/workbook.xml", to_xml(root))
    save(package, path)
    return path


def check(path: Path) -> None:
    file = open_file(path)
    checked = begin_check(continue_from(file.read())).finish(when=dt.datetime(2026, 5, 1, 9), who="Ann")
    carry_out(file, update_workbook(file.found, checked.plan(), checked))


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def change(path: Path, sheet: str, new: dict[str, str]) -> None:
    """Put XML of cells, by address, into a sheet."""
    package = Package(path)
    part = open_file(path).book.parts.sheet(sheet).part
    root = parse_xml(package.read(part))
    for at, xml in new.items():
        (cell,) = root.xpath(f"//m:c[@r='{at}']", namespaces=M)
        cell.getparent().replace(cell, parse_xml(xml.replace("<c", f'<c xmlns="{MAIN}"', 1).encode()))
    package.set(part, to_xml(root))
    save(package, path)


def cell(path: Path, sheet: str, at: str) -> etree._Element:
    part = open_file(path).book.parts.sheet(sheet).part
    (found,) = parse_xml(parts(path)[part]).xpath(f"//m:c[@r='{at}']", namespaces=M)
    return found


def test_every_part_that_is_not_ours_is_the_same_after_checks(book: Path) -> None:
    before = parts(book)
    change(book, "Header", {"D3": '<c r="D3" t="str"><v>F</v></c>'})
    for _ in range(2):
        check(book)
    after = parts(book)
    assert {name: after.get(name) for name in FOREIGN} == FOREIGN
    assert set(before) <= set(after)
    types, known = (
        {tuple(sorted(one.items())) for one in parse_xml(xml[CONTENT_TYPES])} for xml in (after, before)
    )
    assert known <= types
    assert len(after) == len(set(after))


def test_sheets_without_changes_and_the_workbooks_names_are_the_same(book: Path) -> None:
    check(book)  # so that the next one finds nothing new
    before = parts(book)
    names = parse_xml(before["xl/workbook.xml"]).find("m:definedNames", M)
    check(book)
    after = parts(book)
    changed = {name for name in before if after[name] != before[name]}
    sheets = open_file(book).book.parts.sheets
    ours = {
        one.part
        for one in sheets
        if one.name in ("Runs", "Summary", "Start", "Errors", "xl903 memory", "Child")
    }
    assert {name for name in changed if name.startswith("xl/worksheets/sheet")} <= ours
    assert names is not None
    found = parse_xml(after["xl/workbook.xml"]).find("m:definedNames", M)
    assert found is not None
    assert etree.tostring(found) == etree.tostring(names)


def test_a_file_does_not_grow_by_being_checked(book: Path) -> None:
    check(book)
    first = len(parts(book))
    texts = parse_xml(parts(book)["xl/sharedStrings.xml"])
    check(book)
    assert len(parts(book)) == first
    # a line of the history for each check, and no text twice
    assert len(parse_xml(parts(book)["xl/sharedStrings.xml"])) <= len(texts) + 5


def test_what_is_on_a_sheet_of_the_return_stays_when_the_sheet_changes(book: Path) -> None:
    package = Package(book)
    part = open_file(book).book.parts.sheet("Header").part
    root = parse_xml(package.read(part))
    own = parse_xml(
        f'<conditionalFormatting xmlns="{MAIN}" sqref="C2:C9"><cfRule type="duplicateValues" priority="1"/>'
        "</conditionalFormatting>".encode()
    )
    root.find("m:sheetData", M).addnext(own)
    root.append(
        parse_xml(f'<extLst xmlns="{MAIN}"><ext uri="{{A}}"><mine xmlns="urn:x"/></ext></extLst>'.encode())
    )
    package.set(part, to_xml(root))
    save(package, book)
    change(book, "Header", {"D3": '<c r="D3" t="str"><v>F</v></c>'})
    before = parts(book)[part]
    check(book)
    after = parts(book)[part]
    assert after != before
    for kept in ("conditionalFormatting", "extLst", "cols", "sheetViews", "pageSetup", "dataValidations"):
        one, other = (parse_xml(xml).find(f"m:{kept}", M) for xml in (before, after))
        assert one is not None
        assert other is not None
        assert etree.tostring(one, method="c14n") == etree.tostring(other, method="c14n")


def test_formulas_keep_their_values(book: Path) -> None:
    change(
        book,
        "Header",
        {
            "C3": '<c r="C3" t="str"><f>TEXT(2,"0")</f><v>2</v></c>',
            "D3": '<c r="D3" t="str"><f>"M"</f><v>M</v></c>',
        },
    )
    check(book)
    again = open_file(book).read()
    assert again.tables["Header"][["CHILD", "SEX"]].to_numpy().tolist() == [["1", "M"], ["2", "M"]]
    for at, formula, value in (("C3", 'TEXT(2,"0")', "2"), ("D3", '"M"', "M")):
        found = cell(book, "Header", at)
        assert (found.findtext("m:f", None, M), found.findtext("m:v", None, M)) == (formula, value)
    check(book)
    assert cell(book, "Mine", "A1").findtext("m:v", None, M) == "3"


def test_a_formula_that_was_never_calculated_leaves_the_workbook_as_it_is(book: Path) -> None:
    change(book, "Header", {"D3": '<c r="D3"><f>1+1</f></c>'})
    before = book.read_bytes()
    with pytest.raises(UserError, match=r'"Header" of book\.xlsx has a formula in D3'):
        check(book)
    assert book.read_bytes() == before
