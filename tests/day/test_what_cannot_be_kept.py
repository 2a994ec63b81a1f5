"""What openpyxl cannot carry from a workbook to the one it writes is not lost unawares."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from tests.day.conftest import Run
from tests.day.week_files import changes, everything_shown_is_right
from tests.excel.excel_sim import simulated_excel
from workbook.file.fidelity import list_losses


def correct_and_draw(path: Path) -> None:
    """Correct a cell and draw a text box beside it, in Excel, and save."""
    excel = simulated_excel()
    book = excel.app.books.open(str(path))
    book.sheets["Header"].range("D3").value = "F"
    book.sheets["Header"].api.Shapes.AddTextbox(1, 300, 20, 120, 40)
    book.api.Save()
    book.close()


def test_a_workbook_with_a_text_box_is_kept_as_it_was_beside_the_checked_one(run: Run, book: Path) -> None:
    assert list_losses(book) == []
    correct_and_draw(book)
    assert list_losses(book) == ["shapes and text boxes"]
    before = book.read_bytes()
    status, _, said = run("check", book, "--who", "Ann")
    assert status == 0, said
    (copy,) = book.parent.glob("work before *.xlsx")
    assert copy.read_bytes() == before
    assert f"Kept the workbook as it was: {copy}." in said
    assert "shapes and text boxes cannot be kept by xl903 check; that copy has them still" in said
    everything_shown_is_right(book)
    assert changes(book) == {("Header", "8", "SEX", "X", "F", "changed", "typed or pasted", "Ann")}
    # Now they are gone from the checked one, and no second copy is made.
    assert list_losses(book) == []
    assert run("check", book)[0] == 0
    assert list(book.parent.glob("work before *.xlsx")) == [copy]


@pytest.mark.parametrize(
    ("part", "what"),
    [
        ("xl/threadedComments/threadedComment1.xml", "threaded comments"),
        ("xl/slicers/slicer1.xml", "slicers"),
        ("xl/ctrlProps/ctrlProp1.xml", "form controls"),
        ("xl/embeddings/oleObject1.bin", "embedded files"),
        ("xl/queryTables/queryTable1.xml", "queries"),
    ],
)
def test_what_would_be_lost_is_named(run: Run, book: Path, part: str, what: str) -> None:
    with ZipFile(book, "a", ZIP_DEFLATED) as archive:
        archive.writestr(part, "<x/>")
    assert list_losses(book) == [what]
    status, _, said = run("check", book)
    assert status == 0
    assert f"{what} cannot be kept" in said
    (copy,) = book.parent.glob("work before *.xlsx")
    assert list_losses(copy) == [what]


def test_a_workbook_that_loses_nothing_gets_no_copy(run: Run, book: Path) -> None:
    assert run("check", book)[0] == 0
    assert list(book.parent.glob("work before *.xlsx")) == []
