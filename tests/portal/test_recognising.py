"""Which tables are the portal's reports, and which files are refused, in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from xl903 import UserError
from xl903.portal.codes_in_cells import read_codes
from xl903.portal.portal_reports import read_portal_reports

IDS = ("007", "8", "101", "55", "C123")


def _read(tmp_path: Path, content: str | bytes, name: str = "report.csv"):
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_portal_reports([path], IDS)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("218 225 542", ("218", "225", "542")),
        ("218,225;542/101|102", ("218", "225", "542", "101", "102")),
        ("197b 197A epi noe sw01stg1", ("197B", "197a", "EPI", "NoE", "SW01STG1")),
        ("164169", ("164", "169")),
        ("503", ("503",)),
        ("10021003", None),  # 1002 1003, 100 is no code; but 1002, 1003 is one way only
        ("12", None),
        ("218 and 225", None),
        ("M1 1AE", None),
        ("01/02/2012", None),
    ],
)
def test_codes_of_a_cell(text: str, codes: tuple[str, ...] | None) -> None:
    found = read_codes(text)
    if text == "10021003":
        assert found is not None
        assert found.codes == ("1002", "1003")
        return
    assert (found.codes if found else None) == codes


def test_codes_run_together_are_read_where_there_is_one_way_and_said(tmp_path: Path) -> None:
    read = _read(tmp_path, "LA Child ID,Error Codes\n007,164169\n8,101\n")
    assert list(zip(read.listed["child"], read.listed["code"], strict=True)) == [
        ("007", "164"),
        ("007", "169"),
        ("8", "101"),
    ]
    assert any("without a space" in note for note in read.notes)


def test_child_ids_that_look_like_codes_are_not_codes(tmp_path: Path) -> None:
    read = _read(tmp_path, "101\t218\n8\t225\n55\t218 542\n")
    assert list(read.listed["child"]) == ["101", "8", "55", "55"]


def test_an_authority_number_is_not_a_code(tmp_path: Path) -> None:
    read = _read(tmp_path, "LA,Child ID,Codes\n356,007,218\n356,8,101\n")
    assert set(read.listed["code"]) == {"218", "101"}


def test_totals_are_passed_over_and_other_rows_are_named(tmp_path: Path) -> None:
    read = _read(
        tmp_path,
        "Child ID,Codes\n007,218\n8,hello\n,101\n8,225\n8,226\n8,227\n8,228\n8,229\n8,221\n8,222\n8,224\nTotal,2\n",
    )
    assert list(read.listed["child"].unique()) == ["007", "8"]
    assert any(note.startswith("Row 3 of report.csv") for note in read.notes)
    assert any("no child id" in note and "Row 4" in note for note in read.notes)
    assert not any("Row 13" in note for note in read.notes)


def test_garbled_text_is_set_right(tmp_path: Path) -> None:
    content = "Error Code,Error message,Count\n217, T â€“ change of placement,3\n218, URN isnâ€™t given,2\n"
    assert _read(tmp_path, content).wording == {"217": "T – change of placement", "218": "URN isn’t given"}


def test_column_names_without_rows_are_no_errors(tmp_path: Path) -> None:
    read = _read(tmp_path, "LA Child ID,Sex,Date Of Birth,Error Codes\n")
    assert len(read.listed) == 0
    assert any("no errors" in note for note in read.notes)


def test_another_tools_export_is_called_so(tmp_path: Path) -> None:
    read = _read(tmp_path, "Child ID,Error Code,Affected Table\n007,218,Episodes\n8,101,Header\n")
    assert any("another tool's export" in note for note in read.notes)


def test_nothing_that_a_page_refers_to_is_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("218", encoding="utf-8")
    page = (
        f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><table>'
        "<tr><th>LA Child ID</th><th>Error Codes</th></tr><tr><td>007</td><td>101</td></tr>"
        "<tr><td>8</td><td>102 &x;</td></tr></table>"
    )
    with_entity = _read(tmp_path, page, "page.html")
    assert "218" not in set(with_entity.listed["code"])


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "header.csv",
            b"CHILD,SEX,DOB,ETHNIC,UPN\n8,1,01/01/2012,WBRI,101\n",
            "table of the return (Header)",
        ),
        ("episodes.csv", b"CHILD,DECOM,Codes\n8,01/01/2012,101\n", "table of the return (Episodes)"),
        ("notes.txt", b"Dear all, please find attached.", "not one of the portal's error reports"),
        ("empty.csv", b"", "has no table"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x02", "is not a"),
        ("broken.xlsx", b"PK\x03\x04 nothing", "cannot be read as a workbook"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nothing", "cannot be read as a workbook"),
        (
            "scores.csv",
            b"Name,Score\nOne of them,101\nTwo of them,102\n",
            "not one of the portal's error reports",
        ),
        ("page.html", b"<html><body><p>Sign in</p></body></html>", "has no table"),
        ("unread.csv", b"LA Child ID,Error Codes\n007,??\n8,!!\n", "not one of the portal's error reports"),
        ("ours.csv", b"CHILD,Code,What is wrong,xl903 row\n8,101,some words here,1\n", "made by xl903"),
    ],
)
def test_a_file_that_is_no_report_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(UserError) as refused:
        _read(tmp_path, content, name)
    assert said in str(refused.value)
    assert str(refused.value).startswith(name)
    assert "\n" not in str(refused.value)


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist"):
        read_portal_reports([tmp_path / "none.html"], IDS)
