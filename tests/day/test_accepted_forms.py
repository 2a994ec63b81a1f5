"""A whole column in another notation, written as DfE takes it by one answer, and put back."""

from __future__ import annotations

from pathlib import Path

from tests.day.conftest import Run
from tests.day.week_files import EPISODES, HEADER, at, edited, join_names, opened

OLD_SEXES = HEADER.replace("007,M", "007,1").replace("8,X", "8,2").replace("9,F", "9,2")


def sexes(book: Path) -> list[object]:
    sheet = opened(book)["Header"]
    column = next(cell.column for cell in sheet[1] if cell.value == "SEX")
    return [sheet.cell(row, column).value for row in range(2, 5)]


def test_a_column_of_old_codes_is_written_anew_when_accepted_and_can_be_put_back(
    run: Run, tmp_path: Path
) -> None:
    folder, book = tmp_path / "april", tmp_path / "work.xlsx"
    folder.mkdir()
    (folder / "header.csv").write_text(OLD_SEXES)
    (folder / "episodes.csv").write_text(EPISODES)
    _, _, said = run("validate", folder, "--year", 2026, "--authority", "E08000003", "-o", book)
    assert "--accept-codes will write these 3 values of SEX as DfE takes them (1 as M, 2 as F)" in said

    status, _, said = run("check", book, "--accept-codes")
    assert status == 0
    assert "Wrote 3 cells as you asked" in said
    assert "--accept-codes" not in said
    assert sexes(book) == ["M", "F", "F"]
    assert join_names(book, "Changes", "How") == [("written as DfE takes it",)] * 3

    with edited(book) as workbook:
        for row in range(2, 5):
            at(workbook["Changes"], "Put back", row).value = "yes"
    assert run("check", book)[0] == 0
    assert sexes(book) == ["1", "2", "2"]
