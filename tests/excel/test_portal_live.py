"""The portal's reports in live Excel: chosen as files or pasted into a sheet, compared, and kept up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
import xlwings as xw

from simulated_excel.happenings import Excel
from tests.excel.conftest import Click
from tests.excel.hands import rows_of
from xl903.s903.registered_rules import all_rules

DFE = {rule.code for rule in all_rules() if rule.is_dfe}


@pytest.fixture
def pairs(checked: xw.Book) -> list[tuple[str, str]]:
    """What was found: child and code."""
    found = {(str(child), str(code)) for child, code in rows_of(checked, "Errors", "CHILD", "Code") if child}
    return sorted(pair for pair in found if pair[1] in DFE)


def report_of(pairs: list[tuple[str, str]]) -> list[list[str]]:
    return [["LA Child ID", "Error Codes"], *(list(pair) for pair in pairs)]


def compared(book: xw.Book) -> dict[tuple[object, object], object]:
    rows = rows_of(book, "Portal children", "CHILD", "Code", "Where")
    return {(child, code): where for child, code, where in rows}


def test_a_report_chosen_as_a_file_is_compared_and_stays_up_to_date(
    excel: Excel, checked: xw.Book, click: Click, pairs: list[tuple[str, str]], tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("\n".join(",".join(row) for row in report_of([*pairs[1:], ("no such", "101")])))
    excel.chosen.append((str(path),))
    assert click("xl903LoadPortalReport") == []
    assert checked.sheets.active.name == "Portal"
    found = compared(checked)
    assert found[pairs[0]] == "Only here"
    assert found["no such", "101"] == "Only in the portal"
    assert {pair for pair, where in found.items() if where == "Both"} == set(pairs[1:])
    before = checked.sheets["Portal"].used_range.value
    assert click("xl903Validate") == []
    assert checked.sheets["Portal"].used_range.value == before
    assert compared(checked) == found


def test_a_report_pasted_into_a_sheet_is_found(
    excel: Excel, checked: xw.Book, click: Click, pairs: list[tuple[str, str]]
) -> None:
    pasted = checked.sheets.add("Pasted", after=checked.sheets[-1])
    pasted.range("B3").value = report_of(pairs[:-1])
    excel.answers.append("yes")
    (said,) = click("xl903LoadPortalReport")
    assert "Pasted" in said
    assert compared(checked)[pairs[-1]] == "Only here"
    assert checked.sheets["Pasted"].range("B3").value == "LA Child ID"


def test_a_file_that_is_no_report_is_refused_and_nothing_changes(
    excel: Excel, checked: xw.Book, click: Click, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Dear all")
    excel.chosen.append((str(path),))
    (said,) = click("xl903LoadPortalReport")
    assert "not one of the portal's error reports" in said
    assert "Portal" not in [sheet.name for sheet in checked.sheets]


def test_dfes_wording_is_shown_in_notes_and_on_errors(
    excel: Excel, checked: xw.Book, click: Click, pairs: list[tuple[str, str]], tmp_path: Path
) -> None:
    codes = sorted({code for _, code in pairs})
    path = tmp_path / "words.csv"
    path.write_text("Code,Message\n" + "\n".join(f"{code},DfE says this of {code}." for code in codes))
    excel.chosen.append((str(path),))
    (said,) = click("xl903LoadWording")
    assert said.startswith(f"Read DfE's wording of {len(codes)} of the")
    shown = dict(rows_of(checked, "Errors", "Code", "DfE's wording"))
    assert {code: shown[code] for code in codes} == {code: f"DfE says this of {code}." for code in codes}
    notes = [note.text for sheet in ("Header", "Episodes") for note in checked.sheets[sheet].notes]
    assert any(f"DfE: DfE says this of {codes[0]}." in text for text in notes)
    assert click("xl903Validate") == []
    assert dict(rows_of(checked, "Errors", "Code", "DfE's wording")) == shown
