"""Checked and right: marked with a reason, out of the counts, still listed, as long as the values are the same."""

from __future__ import annotations

from pathlib import Path

from tests.day.conftest import Run
from tests.day.week_files import EPISODES, HEADER, at, edited, join_names, row_of


def type_on_errors(book: Path, code: str, tick: str | None, reason: str | None) -> None:
    with edited(book) as workbook:
        errors = workbook["Errors"]
        titles = {cell.value: cell.column for row in errors.iter_rows(max_row=5) for cell in row}
        for row in range(2, errors.max_row + 1):
            if errors.cell(row, titles["Code"]).value == code:
                errors.cell(row, titles["Checked and right"]).value = tick
                errors.cell(row, titles["Reason"]).value = reason


def in_summary(book: Path) -> dict[object, object]:
    return dict(join_names(book, "Summary", "Code", "Errors"))


def test_an_error_that_was_checked_leaves_the_counts_and_stays_listed_until_its_values_change(
    run: Run, book: Path, tmp_path: Path
) -> None:
    before, listed = in_summary(book), join_names(book, "Errors", "Code")
    assert before["144"] == 1
    ((errors,),) = join_names(book, "Runs", "Errors")

    # a tick without a reason does not count, is not lost, and is said
    type_on_errors(book, "144", "yes", None)
    status, _, said = run("check", book, "--who", "Ann")
    assert status == 0
    assert "1 error has only one of" in said
    assert in_summary(book)["144"] == 1

    type_on_errors(book, "144", "yes", "@ the court's own word")
    _, _, said = run("check", book, "--who", "Bob")
    assert "1 error marked as checked and right" in said
    assert "144" not in in_summary(book)
    assert join_names(book, "Errors", "Code") == listed
    assert [
        row[1:]
        for row in join_names(book, "Errors", "Code", "Checked and right", "Reason")
        if row[0] == "144"
    ] == [("yes", "@ the court's own word")]
    assert join_names(book, "Changes", "CHILD", "Field", "What", "How", "Who", "Evidence") == [
        ("8", "LS", "checked and right", "rule 144", "Bob", "@ the court's own word")
    ]
    assert join_names(book, "Runs", "Errors", "Checked and right")[-1] == (errors - 1, 1)

    # the next extract still has the value
    may = tmp_path / "may"
    may.mkdir()
    (may / "header.csv").write_text(HEADER)
    (may / "episodes.csv").write_text(EPISODES.replace("007,01/05/2025,S,C2", "007,01/05/2025,S,E1"))
    assert run("check", book, "--load", may)[0] == 0
    assert "144" not in in_summary(book)
    assert run("reports", book, "-o", tmp_path / "out")[0] == 0
    (bypass,) = (tmp_path / "out").glob("*/903 bypass requests.csv")
    (line,) = bypass.read_text(encoding="utf-8-sig").splitlines()[1:]
    assert line.startswith("8,144,")
    assert "'@ the court's own word,Bob," in line

    # another value is to be looked into again, and another cell of the row is not
    with edited(book) as workbook:
        at(workbook["Episodes"], "CIN", row_of(workbook["Episodes"], "8")).value = "N2"
    assert run("check", book)[0] == 0
    assert "144" not in in_summary(book)
    with edited(book) as workbook:
        at(workbook["Episodes"], "LS", row_of(workbook["Episodes"], "8")).value = "QR"
    assert run("check", book)[0] == 0
    assert in_summary(book)["144"] == 1
    assert "checked and right" not in {what for (what,) in join_names(book, "Changes", "What")}


def test_a_mark_can_be_put_back_on_changes(run: Run, book: Path) -> None:
    type_on_errors(book, "144", "yes", "agreed with DfE")
    assert run("check", book)[0] == 0
    with edited(book) as workbook:
        sheet = workbook["Changes"]
        titles = {cell.value: cell.column for cell in sheet[1]}
        sheet.cell(2, titles["Put back"]).value = "yes"
    assert run("check", book)[0] == 0
    assert in_summary(book)["144"] == 1
    assert join_names(book, "Changes", "What") == []
