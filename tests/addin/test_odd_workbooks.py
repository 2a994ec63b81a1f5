"""Workbooks as people and other programs leave them: handled as usual, or one sentence and status 2."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
from collections.abc import Callable
from copy import copy
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.hostile.commands import run
from tests.hostile.seeds import RULES, YEAR, write_csv
from workbook.teams.passwords import protect

Edit = Callable[[openpyxl.Workbook], None]
YELLOW = PatternFill("solid", fgColor="FFFFFF00")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A return with one error, and book.xlsx, its workbook."""
    made = tmp_path_factory.mktemp("odd")
    write_csv(made / "return")
    assert run("validate", made / "return", *YEAR, *RULES, "-o", made / "book.xlsx").status == 0
    return made


@pytest.fixture
def book(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy2(folder / "book.xlsx", tmp_path / "book.xlsx"))


def edit(book: Path, change: Edit) -> openpyxl.Workbook:
    """Change a workbook by openpyxl, which saves it as another program does."""
    opened = openpyxl.load_workbook(book)
    change(opened)
    opened.save(book)
    return opened


def check(book: Path) -> str:
    """Check a workbook; what was said."""
    ended = run("check", book)
    assert ended.status == 0, ended.err
    return ended.out + ended.err


def refused(*arguments: object) -> str:
    """Give a command that ends with status 2 and one sentence; the sentence."""
    ended = run(*arguments)
    ended.require_result_or_sentence()
    assert ended.status == 2, ended.out + ended.err
    assert len(ended.err.strip().splitlines()) == 1
    return ended.err


def exported(book: Path) -> list[dict[str, str]]:
    """The rows of Header as they are exported."""
    ended = run("export", book, "-o", book.parent / "out", "--csv")
    assert ended.status == 0, ended.err
    *_, last = sorted((book.parent / "out").glob("*/header.csv"))
    return list(csv.DictReader(last.read_text(encoding="utf-8-sig").splitlines()))


def column(sheet: object, title: str) -> str:
    return next(cell.column_letter for cell in sheet[1] if cell.value == title)  # type: ignore[index]


# Cells


def far_formats(book: openpyxl.Workbook) -> None:
    book["Header"]["A1048576"].fill = YELLOW
    book["Episodes"]["XFD3"].fill = YELLOW
    book["Errors"]["XFD1048576"].fill = YELLOW


def gaps_in_style_numbers(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell._style is None:
                    continue
                cell._style = copy(cell._style)
                cell._style.xfId += 40


def since_1904(book: openpyxl.Workbook) -> None:
    sheet = book["Header"]
    letter = column(sheet, "DOB")
    book.epoch = CALENDAR_MAC_1904
    for row in (2, 3, 4):
        cell = sheet[f"{letter}{row}"]
        cell.value, cell.number_format = (cell.value - datetime(1904, 1, 1)).days, "General"


def merged_names(book: openpyxl.Workbook) -> None:
    book["Header"].merge_cells("A1:B1")
    book["Errors"].merge_cells("B2:C2")
    book["Summary"].merge_cells("A1:D1")


def renamed_errors(book: openpyxl.Workbook) -> None:
    book["Errors"].title = "Errors 2 June"


def renamed_changes(book: openpyxl.Workbook) -> None:
    book["Changes"].title = "Mine"


def copied_errors(book: openpyxl.Workbook) -> None:
    book.copy_worksheet(book["Errors"]).title = "Errors (2)"


def protected(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets:
        sheet.protection.sheet = True


@pytest.mark.parametrize(
    "change",
    [
        *(far_formats, gaps_in_style_numbers, since_1904, merged_names),
        *(renamed_errors, renamed_changes, copied_errors, protected),
    ],
    ids=lambda change: change.__name__,
)
def test_it_is_checked_as_usual(book: Path, change: Edit) -> None:
    before = edit(book, change)
    said = check(book)
    assert "0 fixed, 1 remaining, 0 new" in said
    assert "0 changes since" in said
    after = openpyxl.load_workbook(book)
    assert set(before.sheetnames) <= set(after.sheetnames)
    assert {"Errors", "Changes"} <= set(after.sheetnames)
    assert [row["DOB"] for row in exported(book)] == ["05/05/2012", "17/09/2013", "21/02/2015"]
    if change is far_formats:
        assert after["Header"]["A1048576"].fill.fgColor.rgb == "FFFFFF00"


def test_formulas_keep_their_values_through_check_and_export(book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    sheet = opened["Header"]
    at = f"{column(sheet, 'ETHNIC')}2"
    sheet[at] = '="W"&"BRI"'
    opened.save(book)
    assert at in refused("check", book)  # openpyxl writes no value beside a formula
    data = book.read_bytes()
    assert refused("export", book, "-o", book.parent / "out", "--csv")
    assert book.read_bytes() == data


def test_junk_on_changes_is_passed_over_and_said(book: Path) -> None:
    edit(book, lambda opened: opened["Header"].__setitem__(f"{column(opened['Header'], 'SEX')}2", "F"))
    check(book)

    def junk(opened: openpyxl.Workbook) -> None:
        sheet = opened["Changes"]
        sheet[f"{column(sheet, 'xl903 row')}2"] = "yes"
        sheet[f"{column(sheet, 'When')}2"] = "last week"
        sheet[f"{column(sheet, 'Put back')}2"] = "yes"

    edit(book, junk)
    assert exported(book)[0]["SEX"] == "F"
    said = check(book)
    assert "Changes has 1 row in which xl903's own cells were typed over" in said
    assert "1 change since" in said


def test_an_altered_memory_is_noticed(book: Path) -> None:
    def alter(opened: openpyxl.Workbook) -> None:
        for row in opened["xl903 memory"].iter_rows(min_row=2):
            if row[0].value == "row Header":
                row[2].value = str(row[2].value).replace('"M"', '"F"')

    edit(book, alter)
    data = book.read_bytes()
    assert "xl903 memory was changed" in refused("check", book)
    assert book.read_bytes() == data


def test_a_workbook_with_a_password_says_so(book: Path, tmp_path: Path) -> None:
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(protect(book.read_bytes(), "secret"))
    data = locked.read_bytes()
    for arguments in (
        ("check", locked),
        ("export", locked, "-o", tmp_path / "out"),
        ("packs", locked, "-o", tmp_path / "out"),
        ("validate", locked, *YEAR),
        ("replies", book, book, "--accept", locked),
    ):
        said = run(*arguments)
        assert said.status == 2
        assert "password" in said.err or arguments[0] == "replies"
    assert locked.read_bytes() == data
    assert not (tmp_path / "out").exists()


# Writing over what is there


def test_a_workbook_with_work_in_it_is_never_written_over_unasked(folder: Path, book: Path) -> None:
    again = ("validate", folder / "return", *YEAR, *RULES, "-o", book)
    assert run(*again).status == 0  # nobody has touched it

    def a_minute_later(opened: openpyxl.Workbook) -> None:
        opened.properties.created -= dt.timedelta(minutes=1)
        opened["Header"]["C2"].comment = Comment("asked the school", "me")

    edit(book, a_minute_later)
    data = book.read_bytes()
    said = refused(*again)
    assert "already exists" in said
    assert "--replace" in said
    assert book.read_bytes() == data
    assert run(*again, "--replace").status == 0
    assert book.read_bytes() != data


def test_a_checked_workbook_or_another_file_is_never_written_over_unasked(folder: Path, book: Path) -> None:
    again = ("validate", folder / "return", *YEAR, *RULES, "-o")
    check(book)
    other = book.with_name("other.xlsx")
    other.write_bytes(b"mine")
    for path, says in ((book, "its corrections and notes would be lost"), (other, "was not made by xl903")):
        data = path.read_bytes()
        assert says in refused(*again, path)
        assert path.read_bytes() == data


def test_a_workbook_that_excel_has_open_is_never_written_over(folder: Path, book: Path) -> None:
    book.with_name(f"~${book.name}").write_bytes(b"")
    data = book.read_bytes()
    for more in ((), ("--replace",)):
        assert "open in another program" in refused(
            "validate", folder / "return", *YEAR, *RULES, "-o", book, *more
        )
    assert book.read_bytes() == data


def test_pages_and_addins_are_not_written_over_other_files(tmp_path: Path) -> None:
    mine = tmp_path / "notes.md"
    mine.write_text("Mine.", encoding="utf-8")
    assert "already exists" in refused("rules", "--markdown", "-o", mine)
    assert "not the name of an add-in" in refused("addin", "build", "-o", tmp_path / "book.xlsx")
    assert mine.read_text(encoding="utf-8") == "Mine."


@pytest.mark.parametrize(
    ("names", "says"), [(["Teams"], "sheet Teams is"), (["Errors", "Teams"], "Errors and Teams")]
)
def test_a_sheet_filled_by_hand_that_got_another_name_is_said(
    book: Path, names: list[str], says: str
) -> None:
    def rename(opened: openpyxl.Workbook) -> None:
        for name in names:
            opened[name].title = f"My {name}"

    edit(book, rename)
    said = check(book).replace("\n", " ")
    assert says in said and "what was typed there does not count" in said
    assert "does not count" not in check(book)


def test_sheets_that_no_check_has_made_yet_are_not_missed(book: Path) -> None:
    def as_just_loaded(opened: openpyxl.Workbook) -> None:
        for name in ("Errors", "Teams", "Changes"):
            del opened[name]

    edit(book, as_just_loaded)
    assert "does not count" not in check(book)


def test_excel_errors_in_the_returns_cells_are_counted_and_said(book: Path) -> None:
    def break_two(opened: openpyxl.Workbook) -> None:
        header = opened["Header"]
        for row, error in ((header.max_row, "#N/A"), (header.max_row - 1, "#REF!")):
            header.cell(row, 4).value = error

    edit(book, break_two)
    said = check(book).replace("\n", " ")
    assert "The sheet Header has 2 cells with an Excel error such as #N/A, the first in D" in said
