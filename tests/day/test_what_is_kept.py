"""What the analyst draws in Excel stays when the workbook is checked, and no copy is needed."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

from simulated_excel.starting import simulated_excel
from tests.day.conftest import Run
from tests.day.week_files import changes, everything_shown_is_right


def correct_and_draw(path: Path) -> None:
    """Correct a cell and draw a text box beside it, in Excel, and save."""
    excel = simulated_excel()
    book = excel.app.books.open(str(path))
    book.sheets["Header"].range("D3").value = "F"
    book.sheets["Header"].api.Shapes.AddTextbox(1, 300, 20, 120, 40)
    book.api.Save()
    book.close()


def drawings(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist() if "/drawings/drawing" in name}


def test_a_text_box_stays(run: Run, book: Path) -> None:
    correct_and_draw(book)
    before = drawings(book)
    assert any(b"xdr:sp" in xml for xml in before.values())
    status, _, said = run("check", book, "--who", "Ann")
    assert status == 0, said
    assert drawings(book).items() >= {name: xml for name, xml in before.items() if b"xdr:sp" in xml}.items()
    everything_shown_is_right(book)
    assert changes(book) == {("Header", "8", "SEX", "X", "F", "changed", "typed or pasted", "Ann")}
    assert list(book.parent.glob("work before *.xlsx")) == []
