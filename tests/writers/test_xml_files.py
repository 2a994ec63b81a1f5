"""DfE's XML layout, line by line of what it asks of a writer."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree

import xl903
from tests.writers.conftest import records, returns_that_xml_can_hold, table
from xl903.readers import read_return
from xl903.s903.schema import TABLES
from xl903.writers import prepare_xml, write_xml

HEADER = {"SEX": "F", "DOB": "01/02/2010", "ETHNIC": "WBRI", "UPN": "UN1"}


def header(*ids: str | None) -> pd.DataFrame:
    return table("Header", *({"CHILD": child, **HEADER} for child in ids))


@pytest.fixture
def written(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Write tables; gives the document's outermost element and what was said."""

    def write(tables: dict[str, pd.DataFrame], **options: bool) -> tuple[etree._Element, str]:
        manifest = write_xml(tables, tmp_path / "out" / "return.xml", year=2026, **options)
        said = "\n".join(map(str, manifest.messages))
        return etree.parse(tmp_path / "out" / "return.xml").getroot(), said

    return write


def test_a_document_is_exactly_dfes_layout(tmp_path: Path) -> None:
    tables = {
        "Header": table(
            "Header", {"CHILD": "007", **HEADER, "UPN": None, "MOTHER": "1", "MC_DOB": "05/06/2025"}
        ),
        "Episodes": table("Episodes", {"CHILD": "007", "DECOM": "01/05/2025", "PLACE": "U6", "URN": "SC1"}),
        "UASC": table("UASC", {"CHILD": "007", "SEX": "F", "DOB": "01/02/2010", "DUC": "02/02/2026"}),
        "AD1": table("AD1", {"CHILD": "007", "DOB": "01/02/2010", "NB_ADOPTR": "L2"}),
        "OC3": table("OC3", {"CHILD": "007", "DOB": "01/02/2010", "ACTIV": "0"}),
        "Missing": table("Missing", {"CHILD": "007", "DOB": "01/02/2010", "MISSING": "M"}),
        "OC2": table("OC2", {"CHILD": "007", "DOB": "01/02/2010"}),
        "DoLo": table("DoLo", {"CHILD": "007", "DOB": "01/02/2010", "DOLO_START": "ZZ/05/2020"}),
    }
    manifest = write_xml(tables, tmp_path / "out" / "return.xml", year=2026)
    assert manifest.files[0].read_text(encoding="utf-8") == (
        """\
<?xml version='1.0' encoding='UTF-8'?>
<EXPSSDA903>
<CHILD>
  <HEADER>
    <CHILDID>007</CHILDID>
    <UPN/>
    <SEX>F</SEX>
    <DOB>01/02/2010</DOB>
    <ETHNIC>WBRI</ETHNIC>
    <UASC>1</UASC>
    <DUC>02/02/2026</DUC>
    <NB_ADOPTR>L2</NB_ADOPTR>
    <ACTIV>0</ACTIV>
    <AMISSING>
      <MISSING>M</MISSING>
      <MIS_START/>
    </AMISSING>
    <MOTHER>1</MOTHER>
    <MC_DOB>05/06/2025</MC_DOB>
    <OC2/>
    <DOLO>
      <DOLO_START>ZZ/05/2020</DOLO_START>
    </DOLO>
  </HEADER>
  <EPISODE>
    <DECOM>01/05/2025</DECOM>
    <RNE/>
    <LS/>
    <CIN/>
    <PL>U6</PL>
    <URN>SC1</URN>
    <DEC/>
    <REC/>
  </EPISODE>
</CHILD>
</EXPSSDA903>"""
    )


def test_children_stand_in_header_order_each_with_their_own_rows_in_table_order(written) -> None:  # type: ignore[no-untyped-def]
    reviews = table(
        "Reviews",
        *({"CHILD": child, "DOB": "01/02/2010", "REVIEW": day} for child, day in ("1a", "2b", "1c", "2d")),
    )
    root, _ = written({"Header": header("2", "1"), "Reviews": reviews})
    assert root.xpath("//CHILDID/text()") == ["2", "1"]
    assert [child.xpath(".//REVIEW/text()") for child in root] == [["b", "d"], ["a", "c"]]


def test_uasc_is_worked_out_from_csv_and_kept_from_xml(written, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    uasc = table("UASC", {"CHILD": "2", "SEX": "F", "DOB": "01/02/2010"})
    root, _ = written({"Header": header("1", "2"), "UASC": uasc})
    assert root.xpath("//UASC/text()") == ["0", "1"]
    kept = header("1", "2", "3").assign(UASC=[None, "1", "Y"])
    again = write_xml({"Header": kept, "UASC": uasc}, tmp_path / "again" / "return.xml", year=2026)
    elements = etree.parse(again.files[0]).xpath("//UASC")
    assert [element.text for element in elements] == [None, "1", "Y"]


def test_without_the_table_uasc_nobody_is_marked_and_that_is_said(written) -> None:  # type: ignore[no-untyped-def]
    root, said = written({"Header": header("1")})
    assert [element.text for element in root.xpath("//UASC")] == [None]
    assert "uasc.csv" in said


def test_uasc_that_would_read_back_otherwise_is_said(written) -> None:  # type: ignore[no-untyped-def]
    marked = header("1", "2", "3").assign(UASC=["1", "0", "0"])
    uasc = table(
        "UASC",
        *({"CHILD": c, "SEX": "F", "DOB": "01/02/2010", "DUC": d} for c, d in (("2", None), ("3", "x"))),
    )
    _, said = written({"Header": marked, "UASC": uasc})
    assert "Header marks child 1 as UASC without a row" in said
    assert "UASC has a row for child 2 but" in said
    assert "child 3" not in said


@pytest.mark.parametrize(
    ("name", "element", "inside"),
    [
        ("Reviews", "AREVIEW", ["REVIEW", "REVIEW_CODE"]),
        ("OC2", "OC2", []),
        ("PlacedAdoption", "AD_PLACED", ["DATE_PLACED"]),
        ("PrevPerm", "PERMANENCE", []),
        ("Missing", "AMISSING", ["MISSING", "MIS_START"]),
        ("SWEpisodes", "SWEPISODE", ["SW_ID", "SW_DECOM"]),
        ("DoLo", "DOLO", ["DOLO_START"]),
        ("Episodes", "EPISODE", ["DECOM", "RNE", "LS", "CIN", "PL", "DEC", "REC"]),
    ],
)
def test_a_blank_row_gets_its_element_with_what_must_be_there(written, name, element, inside) -> None:  # type: ignore[no-untyped-def]
    root, _ = written({"Header": header("1"), name: table(name, {"CHILD": "1", "DOB": "01/02/2010"})})
    (found,) = root.iter(element)
    assert [inner.tag for inner in found] == inside
    assert not any(inner.text for inner in found)


@pytest.mark.parametrize("name", ["AD1", "OC3"])
def test_a_blank_row_of_adoption_or_care_leavers_is_left_out_and_said(written, name: str) -> None:  # type: ignore[no-untyped-def]
    root, said = written({"Header": header("1"), name: table(name, {"CHILD": "1", "DOB": "01/02/2010"})})
    assert f"{name} has a row with nothing in it for child 1" in said
    assert {element.tag for element in root[0][0]} == {"CHILDID", "UPN", "SEX", "DOB", "ETHNIC", "UASC"}


def test_a_copy_that_differs_from_header_is_said_with_the_child(written) -> None:  # type: ignore[no-untyped-def]
    tables = {
        "Header": header("1", "2", "3"),
        "Reviews": table("Reviews", {"CHILD": "1", "DOB": "01/02/2010"}, {"CHILD": "2", "DOB": "02/02/2010"}),
        "UASC": table("UASC", {"CHILD": "3", "SEX": "M", "DOB": "01/02/2010"}),
        "Missing": table("Missing", {"CHILD": "1"}).drop(columns="DOB"),
    }
    root, said = written(tables)
    assert "DOB in Reviews differs from Header's for child 2," in said
    assert "SEX in UASC differs from Header's for child 3," in said
    assert "DOB in Missing" not in said
    assert root.xpath("//DOB/text()") == ["01/02/2010"] * 3


def test_what_is_lost_is_said_before_anything_is_written(tmp_path: Path) -> None:
    tables = {"Header": header("1"), "Reviews": table("Reviews", {"CHILD": "1", "DOB": "x"})}
    prepared = prepare_xml(tables, year=2026)
    assert any("DOB in Reviews" in str(message) for message in prepared.messages)
    assert list(tmp_path.iterdir()) == []
    assert prepared.write(tmp_path / "return.xml").messages == prepared.messages


def test_children_who_are_not_in_header_get_a_header_of_their_own_at_the_end(written) -> None:  # type: ignore[no-untyped-def]
    tables = {
        "Header": header("1"),
        "Episodes": table("Episodes", {"CHILD": "9", "LS": "C2"}, {"CHILD": "1", "LS": "V3"}),
        "UASC": table("UASC", {"CHILD": "8", "DOB": "08/08/2008"}),
        "Reviews": table("Reviews", {"CHILD": "9", "DOB": "09/09/2009", "REVIEW": "r"}),
    }
    root, said = written(tables)
    assert root.xpath("//CHILDID/text()") == ["1", "9", "8"]
    stranger = root[1]
    assert [(e.tag, e.text) for e in stranger[0]][:-1] == [
        ("CHILDID", "9"),
        ("UPN", None),
        ("SEX", None),
        ("DOB", "09/09/2009"),
        ("ETHNIC", None),
        ("UASC", None),
    ]
    assert stranger.xpath(".//LS/text() | .//REVIEW/text()") == ["r", "C2"]
    assert root[2].xpath(".//UASC/text()") == ["1"]
    assert "Children 9 and 8, found in Episodes, UASC and Reviews but not in Header" in said


def test_rows_without_id_stay_apart_and_are_said(written, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    oc3 = table("OC3", {"IN_TOUCH": "YES", "DOB": "a"}, {"IN_TOUCH": "NO", "DOB": "b"})
    root, said = written({"Header": header("1", None), "OC3": oc3})
    assert [element.text for element in root.iter("CHILDID")] == ["1", None, None, None]
    assert "2 rows of OC3 without CHILD" in said
    assert "1 row of Header without CHILD" in said
    assert records(read_return(tmp_path / "out").tables["OC3"]) == records(oc3)


def test_a_child_twice_in_header_has_two_elements_the_first_with_the_rows(written) -> None:  # type: ignore[no-untyped-def]
    tables = {"Header": header("1", "2", "1"), "Episodes": table("Episodes", {"CHILD": "1", "LS": "C2"})}
    root, said = written(tables)
    assert root.xpath("//CHILDID/text()") == ["1", "2", "1"]
    assert [len(list(child.iter("EPISODE"))) for child in root] == [1, 0, 0]
    assert "Header has more than one row for child 1," in said


def test_ids_belong_together_whatever_their_case(written) -> None:  # type: ignore[no-untyped-def]
    root, said = written(
        {"Header": header("ab1"), "Episodes": table("Episodes", {"CHILD": "AB1", "LS": "C2"})}
    )
    assert root.xpath("//CHILD/HEADER/CHILDID/text()") == ["ab1"]
    assert "Episodes writes the id of child ab1 with other capital letters" in said


def test_second_rows_of_tables_with_room_for_one_stop_the_export(tmp_path: Path) -> None:
    tables = {
        "Header": header("1", "2", "3"),
        "UASC": table("UASC", {"CHILD": "1"}, {"CHILD": "1"}),
        "AD1": table("AD1", *[{"CHILD": child, "NB_ADOPTR": "L1"} for child in ("2", "3", "2", "3")]),
        "OC3": table("OC3", {"CHILD": "1", "ACTIV": "0"}, {"CHILD": "1"}),
    }
    with pytest.raises(
        xl903.UserError, match=r"UASC \(child 1\) and AD1 \(children 2 and 3\) have more than one"
    ):
        write_xml(tables, tmp_path / "return.xml", year=2026)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "element"), [("OC2", "OC2"), ("PrevPerm", "PERMANENCE")])
def test_second_rows_that_the_layout_does_not_allow_are_written_and_said(written, name, element) -> None:  # type: ignore[no-untyped-def]
    rows = table(name, {"CHILD": "1", "DOB": "01/02/2010"}, {"CHILD": "1", "DOB": "01/02/2010"})
    root, said = written({"Header": header("1"), name: rows})
    assert len(list(root.iter(element))) == 2
    assert f"{name} has more rows for child 1 than the 1 " in said


def test_more_reviews_than_the_layout_allows_are_said(written) -> None:  # type: ignore[no-untyped-def]
    rows = [{"CHILD": child, "DOB": "01/02/2010"} for child in ["1"] * 52 + ["2"] * 53]
    _, said = written({"Header": header("1", "2"), "Reviews": table("Reviews", *rows)})
    assert "Reviews has more rows for child 2 than the 52 " in said


def test_our_own_elements_are_said_and_can_be_left_out(written, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    tables = {
        "Header": header("1"),
        "SWEpisodes": table("SWEpisodes", {"CHILD": "1", "SW_ID": "A"}, {"CHILD": "2", "SW_ID": "B"}),
        "DoLo": table("DoLo"),
    }
    root, said = written(tables)
    assert root.xpath("//SW_ID/text()") == ["A", "B"]
    assert "xl903's own elements" in said
    assert "DoLo without rows leaves no trace" in said
    without = write_xml(tables, tmp_path / "dfe" / "return.xml", leave_out_ours=True, year=2026)
    root = etree.parse(without.files[0]).getroot()
    assert not list(root.iter("SWEPISODE"))
    assert root.xpath("//CHILDID/text()") == ["1"]
    assert any("SWEpisodes was left out as asked, with its 2 rows" in str(said) for said in without.messages)
    assert without.rows("SWEpisodes") == 0


def test_a_return_in_good_order_has_nothing_said_of_it(written) -> None:  # type: ignore[no-untyped-def]
    tables = {name: table(name) for name in TABLES if name not in ("SWEpisodes", "DoLo")}
    _, said = written({**tables, "Header": header("1")})
    assert said == ""


def test_tables_that_are_not_loaded_are_said(written) -> None:  # type: ignore[no-untyped-def]
    tables = {name: table(name) for name in TABLES if name not in ("SWEpisodes", "DoLo", "AD1", "OC3")}
    _, said = written({**tables, "Header": header("1")})
    assert "OC3 and AD1 are not loaded" in said


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1f", "\ufffe", "\udc80"])
def test_a_character_that_xml_forbids_gets_a_sentence_and_nothing_is_written(
    tmp_path: Path, character: str
) -> None:
    episodes = table("Episodes", {"CHILD": "1"}, {"CHILD": "1", "REC": f"X{character}1"})
    with pytest.raises(xl903.UserError, match=rf"Episodes, row 3, column REC.*U\+{ord(character):04X}"):
        write_xml({"Header": header("1"), "Episodes": episodes}, tmp_path / "out" / "return.xml", year=2026)
    assert list(tmp_path.iterdir()) == []


def test_a_return_without_children_is_no_document(tmp_path: Path) -> None:
    with pytest.raises(xl903.UserError, match="no child"):
        write_xml({"Header": table("Header")}, tmp_path / "return.xml", year=2026)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "return.xml").write_text("mine")
    with pytest.raises(xl903.UserError, match=r"return\.xml already exists"):
        write_xml({"Header": header("1")}, tmp_path / "return.xml", year=2026)
    with pytest.raises(xl903.UserError, match=r"\.xml"):
        write_xml({"Header": header("1")}, tmp_path / "return.txt", year=2026)
    write_xml({"Header": header("1")}, tmp_path / "other.xml", year=2026)
    with pytest.raises(xl903.UserError, match=r"manifest\.txt already exists"):
        write_xml({"Header": header("1")}, tmp_path / "third.xml", year=2026)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manifest.txt", "other.xml", "return.xml"]
    assert (tmp_path / "return.xml").read_text() == "mine"


def test_the_manifest_counts_the_rows_that_reading_gives(written, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    tables = {
        "Header": header("1", "2", "1"),
        "UASC": table("UASC", {"CHILD": "1", "DUC": "x"}),
        "Reviews": table("Reviews", {"CHILD": "5", "REVIEW": "x"}, {"CHILD": "1", "REVIEW": "x"}),
        "AD1": table("AD1", {"CHILD": "1"}, {"CHILD": "2", "NB_ADOPTR": "L1"}),
    }
    written(tables)
    lines = (tmp_path / "out" / "manifest.txt").read_text().splitlines()[1:]
    counted = {line.split("\t")[1]: int(line.split("\t")[2]) for line in lines}
    back = read_return(tmp_path / "out").tables
    assert counted == {name: len(back[name]) for name in tables}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(returns_that_xml_can_hold())
def test_reading_back_gives_the_same_tables(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, pd.DataFrame]
) -> None:
    first = write_xml(tables, tmp_path_factory.mktemp("xml") / "return.xml", year=2026)
    back = read_return(first.files[0])
    assert back.messages == ()
    for name, frame in tables.items():
        read = back.tables[name]
        pd.testing.assert_frame_equal(read.drop(columns="UASC") if name == "Header" else read, frame)
    again = write_xml(back.tables, tmp_path_factory.mktemp("xml") / "return.xml", year=2026)
    assert again.files[0].read_bytes() == first.files[0].read_bytes()
