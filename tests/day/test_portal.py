"""The portal's reports and DfE's wording from the command line, on a workbook that is corrected meanwhile."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.day.conftest import Run
from tests.day.week_files import opened
from workbook.file.xlsx_files import read_found_workbook


def sheet(book: Path, name: str, *titles: str) -> list[tuple[object, ...]]:
    """These columns of a list's rows."""
    rows = list(opened(book)[name].iter_rows(values_only=True))
    header = next(place for place, row in enumerate(rows) if set(titles) <= set(row))
    at = [rows[header].index(title) for title in titles]
    return [tuple(row[place] for place in at) for row in rows[header + 1 :]]


def lines(book: Path, name: str) -> str:
    rows = opened(book)[name].iter_rows(values_only=True)
    return "\n".join(str(cell) for row in rows for cell in row if cell is not None)


@pytest.fixture
def pairs(book: Path) -> list[tuple[str, str]]:
    found = {(str(child), str(code)) for child, code in sheet(book, "Errors", "CHILD", "Code")}
    return sorted(pair for pair in found if not pair[1].startswith("XL"))


@pytest.fixture
def report(tmp_path: Path, pairs: list[tuple[str, str]]) -> Path:
    """The portal lacks the first of our errors and has one that is not ours."""
    rows = [("LA Child ID", "Error Codes"), *pairs[1:], ("nobody", "218")]
    path = tmp_path / "portal.csv"
    path.write_text("\n".join(",".join(row) for row in rows), encoding="utf-8")
    return path


def test_a_report_is_compared_remembered_and_compared_again(
    run: Run, book: Path, report: Path, pairs: list[tuple[str, str]]
) -> None:
    status, out, err = run("compare", book, report)
    assert status == 0
    assert f"{len(pairs) - 1} agree, 1 only in the portal, 1 only here." in out
    assert "See Portal and Portal children." in err
    found = {(a, b): where for a, b, where in sheet(book, "Portal children", "CHILD", "Code", "Where")}
    assert found[pairs[0]] == "Only here"
    assert found["nobody", "218"] == "Only in the portal"
    assert "1 only in the portal, 1 only here. See the sheet Portal." in lines(book, "Summary")
    assert sheet(book, "Runs", "What")[-1] == ("portal report loaded",)
    memory = read_found_workbook(book).memory
    assert memory.portal is not None
    assert memory.portal.sources == ("portal.csv",)
    assert run("check", book)[0] == 0
    again = {(a, b): where for a, b, where in sheet(book, "Portal children", "CHILD", "Code", "Where")}
    assert again == found


@pytest.mark.parametrize("row", [("MY OWN", "mine"), ("Code", "my remark"), ("CHILD", "Code", "seen by")])
@pytest.mark.parametrize("name", ["Portal", "Portal children"])
def test_a_sheet_of_the_analysts_own_with_the_name_of_one_that_comes_later_is_refused(
    run: Run, book: Path, report: Path, name: str, row: tuple[str, ...]
) -> None:
    workbook = openpyxl.load_workbook(book)
    workbook.create_sheet(name).append(row)
    workbook.save(book)
    before = book.read_bytes()
    status, _, err = run("compare", book, report)
    assert status == 2
    assert f"has a sheet {name} that is not xl903's, so nothing was changed. Rename that sheet" in err
    assert book.read_bytes() == before


def test_a_report_pasted_into_a_sheet_is_found(run: Run, book: Path, pairs: list[tuple[str, str]]) -> None:
    workbook = openpyxl.load_workbook(book)
    pasted = workbook.create_sheet("From the portal")
    pasted["B4"] = "List of child records in error"
    for place, row in enumerate([("Child", "Rules broken"), *pairs], start=6):
        for column, cell in enumerate(row, start=2):
            pasted.cell(place, column, int(cell) if cell.isdigit() else cell)
    workbook.save(book)
    status, out, _ = run("compare", book)
    assert status == 0
    assert f"{len(pairs)} agree, 0 only in the portal, 0 only here." in out
    assert "From the portal" in opened(book).sheetnames


def test_without_a_report_anywhere_one_is_asked_for(run: Run, book: Path) -> None:
    before = book.read_bytes()
    status, _, err = run("compare", book)
    assert status == 2
    assert "name its file" in err
    assert book.read_bytes() == before


@pytest.mark.parametrize("content", ["", "Dear all", "CHILD,SEX,DOB,ETHNIC,UPN\n1,1,01/01/2012,WBRI,\n"])
@pytest.mark.parametrize("command", ["compare", "wording"])
def test_what_is_no_report_is_refused_with_status_2_and_nothing_changes(
    run: Run, book: Path, tmp_path: Path, command: str, content: str
) -> None:
    path = tmp_path / "other.csv"
    path.write_text(content, encoding="utf-8")
    before = book.read_bytes()
    status, out, err = run(command, book, path)
    assert (status, out) == (2, "")
    assert err.startswith("other.csv ")
    assert book.read_bytes() == before


def test_dfes_wording_stays_beside_ours(
    run: Run, book: Path, tmp_path: Path, pairs: list[tuple[str, str]]
) -> None:
    code = pairs[0][1]
    path = tmp_path / "words.csv"
    rows = [f"{code},DfE says this.", *(f"{other},Of another code" for other in (112, 113, 114, 115))]
    rows.append("999,Of a code that is new")
    path.write_text("\n".join(["Code,Message", *rows]), encoding="utf-8")
    status, _, err = run("wording", book, path)
    assert status == 0
    assert "Read DfE's wording of 5 of the " in err
    assert "does not know 999" in err
    assert run("check", book)[0] == 0
    said = dict(sheet(book, "Errors", "Code", "DfE's wording"))
    assert said[code] == "DfE says this."
    assert not [
        text for other, text in said.items() if other not in (code, "112", "113", "114", "115") and text
    ]
    cells = [cell for ws in opened(book) for row in ws.iter_rows() for cell in row]
    assert any(cell.comment and "\nDfE: DfE says this.\n" in cell.comment.text for cell in cells)


def test_errors_say_what_the_portal_would_show(run: Run, book: Path) -> None:
    shown = [row[0] for row in sheet(book, "Errors", "Portal shows")]
    assert set(shown) <= {"yes", "no", "maybe"}
    yes, maybe = shown.count("yes"), shown.count("maybe")
    said = lines(book, "Summary")
    counted = f"{yes} to {yes + maybe}" if maybe else f"{yes}"
    assert f"The portal would show {counted if yes < len(shown) else 'all'} " in said


def test_a_workbook_of_an_earlier_version_opens(run: Run, book: Path, report: Path) -> None:
    """Without what the memory now keeps of the portal, and without the new columns of Errors."""
    workbook = openpyxl.load_workbook(book)
    memory = workbook["xl903 memory"]
    for row in range(memory.max_row, 1, -1):
        if str(memory.cell(row, 1).value).startswith(("portal", "wording")):
            memory.delete_rows(row)
    errors = workbook["Errors"]
    titles = [cell.value for cell in errors[1]]
    first = titles.index("Portal shows")
    errors.delete_cols(first + 1, 2)
    errors.tables.clear()
    errors.cell(1, errors.max_column + 1, "My notes")
    errors.cell(2, errors.max_column, "ring the team")
    workbook.save(book)
    assert run("check", book)[0] == 0
    found = read_found_workbook(book).memory
    assert (found.portal, dict(found.wording)) == (None, {})
    assert ("ring the team",) in sheet(book, "Errors", "My notes")
    assert {row[0] for row in sheet(book, "Errors", "Portal shows")} <= {"yes", "no", "maybe"}
    assert run("compare", book, report)[0] == 0


def test_nothing_of_the_report_is_left_outside_the_workbook(
    run: Run, book: Path, report: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = {path for path in tmp_path.rglob("*") if path != book}
    assert run("compare", book, report)[0] == 0
    assert {path for path in tmp_path.rglob("*") if path != book} == before
    hidden = opened(book)["xl903 memory"]
    kept = [row for row in hidden.iter_rows(values_only=True) if str(row[0]).startswith("portal")]
    assert json.loads(str(kept[0][2]))["sources"] == ["portal.csv"]
