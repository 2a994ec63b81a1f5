"""Values of workbook files, read by each reader, against openpyxl's own reading, cell by cell."""

from __future__ import annotations

import datetime as dt
import io
import os
import subprocess
from pathlib import Path
from shutil import which
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from xl903.engine.messages import UserError
from xl903.readers.xlsx_values import Reader, XlsxValues, read_by_calamine, read_by_openpyxl, unescape

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"

DAYS = "dd/mm/yyyy"
CELLS: tuple[tuple[Any, str], ...] = (
    (True, "General"),
    (False, "General"),
    (1, "General"),
    (-5, "General"),
    (1.5, "0.00"),
    (0.1 + 0.2, "General"),
    (1e300, "General"),
    (123456789012345, "0"),
    ("0410023", "@"),
    (" led and trailed by spaces ", "@"),
    ("two\nlines", "@"),
    ("<&>'\"", "@"),
    ("€ ü 漢 \U0001f600", "@"),
    ("a_x000D_b", "@"),
    ("a_x005F_x000D_b", "@"),
    ("x005F_", "@"),
    ("#N/A", "General"),
    ("#DIV/0!", "General"),
    (45000, DAYS),
    (45000.5, "dd/mm/yyyy hh:mm"),
    (1, DAYS),
    (59, DAYS),
    (61, DAYS),
    (2_957_003, DAYS),
    (0, DAYS),
    (0.5, "hh:mm"),
    (1.25, "[h]:mm"),
    (45000, "[$-809]dddd d mmmm yyyy"),
    (45000, "[Red]0"),
    (45000, '"day" 0'),
    (dt.datetime(2026, 4, 1), "yyyy-mm-dd"),
    (CellRichText("plain ", TextBlock(InlineFont(b=True), "bold")), "General"),
)


@pytest.fixture(params=[read_by_calamine, read_by_openpyxl], ids=["calamine", "openpyxl"])
def reader(request: pytest.FixtureRequest) -> Reader:
    return request.param  # type: ignore[no-any-return]


def by_openpyxl(*, since_1904: bool = False) -> bytes:
    """A workbook with every kind of value, its first two rows and its first column empty."""
    book = openpyxl.Workbook()
    if since_1904:
        book.epoch = CALENDAR_MAC_1904
    ws = book.worksheets[0]
    ws.title = "Values & more"
    for row, (value, shown) in enumerate(CELLS, start=3):
        cell = ws.cell(row, 2 + row % 3)
        cell.value, cell.number_format = value, shown
    hidden = book.create_sheet("hidden")
    hidden.sheet_state, hidden["C3"] = "veryHidden", "secret"
    book.create_sheet("empty")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def by_excel(cells: str, texts: tuple[str, ...] = (), *, since_1904: bool = False) -> bytes:
    """A workbook written as Excel writes it: texts shared, values beside formulas. cells: its rows as XML."""
    counted = ' date1904="1"' if since_1904 else ""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName='
        '"/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr{counted}'
        '/><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{OFFICE}/styles" '
        f'Target="styles.xml"/><Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf '
        'numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"".join(f"<si>{text}</si>" for text in texts)}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    return out.getvalue()


def expected(data: bytes) -> dict[str, list[list[Any]]]:
    """What openpyxl says of every cell, one by one."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        ws.title: [
            [unescape(cell.value) if isinstance(cell.value, str) else cell.value for cell in row]
            for row in ws.iter_rows(max_row=ws.max_row, max_col=ws.max_column)
        ]
        if ws.max_row > 1
        else []
        for ws in book.worksheets
    }


def kinds(values: dict[str, Any]) -> dict[str, Any]:
    """The same with true told from 1; a whole number may be either kind of number."""
    return {
        sheet: [[(isinstance(one, bool), one) for one in row] for row in values[sheet]] for sheet in values
    }


@pytest.mark.parametrize("since_1904", [False, True])
def test_a_workbook_by_openpyxl(reader: Reader, since_1904: bool) -> None:
    data = by_openpyxl(since_1904=since_1904)
    values = XlsxValues(data, "book.xlsx", reader)
    assert kinds(dict(values)) == kinds(expected(data))
    assert {name: part.state for name, part in values.parts.items()} == {
        "Values & more": "visible",
        "hidden": "veryHidden",
        "empty": "visible",
    }


@pytest.mark.parametrize("since_1904", [False, True])
def test_a_workbook_saved_by_libreoffice(reader: Reader, since_1904: bool, tmp_path: Path) -> None:
    office = which("soffice")
    if office is None:
        assert not os.environ.get("CI"), "LibreOffice has to be installed where this is tested for all"
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "book.xlsx").write_bytes(by_openpyxl(since_1904=since_1904))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "saved")]
    subprocess.run([*command, str(tmp_path / "book.xlsx")], check=True, capture_output=True, timeout=120)
    data = (tmp_path / "saved" / "book.xlsx").read_bytes()
    values = XlsxValues(data, "book.xlsx", reader)["Values & more"]
    told = expected(data)["Values & more"]
    for row, (value, _) in enumerate(CELLS, start=2):
        # openpyxl takes some escapes out of texts that are written once, which LibreOffice writes all texts as.
        if not isinstance(value, str) or "x0" not in value:
            assert kinds({"": [values[row]]}) == kinds({"": [told[row]]})
    other = read_by_openpyxl if reader is read_by_calamine else read_by_calamine
    assert values == XlsxValues(data, "book.xlsx", other)["Values & more"]


def test_a_workbook_by_excel(reader: Reader) -> None:
    texts = (
        "<t>plain</t>",
        '<r><t xml:space="preserve">two </t></r><r><rPr><b/></rPr><t>looks</t></r><rPh sb="0" eb="1"><t>x</t></rPh>',
        "<t>_x005F_x0041_ and x005F_</t>",
        "<t>_x0041_</t>",
        "<t/>",
    )
    cells = (
        '<row r="3"><c r="B3" t="s"><v>0</v></c><c r="C3" t="s"><v>1</v></c><c r="D3" t="s"><v>2</v></c>'
        '<c r="E3" t="s"><v>3</v></c><c r="F3" t="s"><v>4</v></c><c r="G3" s="1"/></row>'
        '<row r="5"><c r="B5" t="b"><v>1</v></c><c r="C5" t="e"><v>#REF!</v></c><c r="D5" s="1"><v>45000</v></c>'
        '<c r="E5" s="1"><v>-3</v></c><c r="F5"><v>-3</v></c><c r="G5"><v>1E3</v></c></row>'
        '<row r="6"><c r="B6" t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c r="C6"><f>1+1</f><v>2</v></c>'
        '<c r="D6" t="b"><f>TRUE()</f><v>1</v></c><c r="E6" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="F6" t="str"><f>""</f><v></v></c><c r="G6" s="1"><f>TODAY()</f><v>46000</v></c>'
        '<c r="H6" t="inlineStr"><is><t>in the cell</t></is></c></row>'
    )
    assert XlsxValues(by_excel(cells, texts), "book.xlsx", reader)["One"] == [
        [None] * 8,
        [None] * 8,
        [None, "plain", "two looks", "_x0041_ and x005F_", "A", None, None, None],
        [None] * 8,
        [None, True, "#REF!", dt.datetime(2023, 3, 15), -3, -3, 1000, None],
        [None, "ab", 2, True, "#DIV/0!", None, dt.datetime(2025, 12, 9), "in the cell"],
    ]


def test_cells_that_do_not_say_where_they_are(reader: Reader) -> None:
    cells = '<row><c><v>1</v></c><c t="e"><v>#N/A</v></c></row><row r="3"><c t="str"><v>x</v></c></row>'
    assert XlsxValues(by_excel(cells), "book.xlsx", reader)["One"] == [[1, "#N/A"], [None, None], ["x", None]]


def test_an_error_beyond_all_other_values_widens_the_sheet(reader: Reader) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3" t="e"><v>#N/A</v></c></row>'
    assert XlsxValues(by_excel(cells), "book.xlsx", reader)["One"] == [
        [1, None, None],
        [None, None, None],
        [None, None, "#N/A"],
    ]


def test_a_workbook_that_counts_from_1904_says_so(reader: Reader) -> None:
    data = by_excel('<row r="1"><c r="A1" s="1"><v>45000</v></c></row>', since_1904=True)
    values = XlsxValues(data, "book.xlsx", reader)
    assert values["One"] == [[dt.datetime(2027, 3, 16)]]
    assert values.epoch == CALENDAR_MAC_1904


def test_formats_far_from_the_values_are_not_read(reader: Reader) -> None:
    book = openpyxl.Workbook()
    ws = book.worksheets[0]
    ws["B2"] = "here"
    for cell in ("XFD1", "XFD2", "A1048576", "XFD1048576"):
        ws[cell].fill = PatternFill("solid", fgColor="FFFF00")
    out = io.BytesIO()
    book.save(out)
    assert XlsxValues(out.getvalue(), "book.xlsx", reader)["Sheet"] == [[None, None], [None, "here"]]


def test_a_value_far_from_all_others_is_named(reader: Reader) -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(UserError, match=r'"One" of book\.xlsx has a value in XFD1048576, far from'):
        XlsxValues(by_excel(cells), "book.xlsx", reader)["One"]


@pytest.mark.parametrize("cell", ['<c r="B2"><f>1+1</f></c>', '<c r="B2"><f>1+1</f><v/></c>'])
def test_a_formula_that_was_never_calculated_is_named(reader: Reader, cell: str) -> None:
    values = XlsxValues(by_excel(f'<row r="2">{cell}</row>'), "book.xlsx", reader)
    with pytest.raises(UserError, match=r'"One" of book\.xlsx has a formula in B2 that was never calculated'):
        values["One"]


@pytest.mark.parametrize("data", [b"", b"Dear analyst", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_said(reader: Reader, data: bytes) -> None:
    with pytest.raises(UserError, match=r"letter\.xlsx cannot be read as an Excel workbook"):
        XlsxValues(data, "letter.xlsx", reader)


def test_a_workbook_with_entities_is_not_read(reader: Reader) -> None:
    cells = '<row r="1"><c r="A1" t="str"><v>x</v></c></row>'
    with ZipFile(io.BytesIO(by_excel(cells))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = b'<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + parts[
        "xl/workbook.xml"
    ].replace(b'name="One"', b'name="&e;"')
    out = io.BytesIO()
    with ZipFile(out, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, xml)
    with pytest.raises(UserError):
        dict(XlsxValues(out.getvalue(), "book.xlsx", reader))
