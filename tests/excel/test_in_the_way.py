"""What real Excel refuses is noticed first and named, and what a filter hides is left alone."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest
import xlwings as xw

from addin.ribbon.commands import run
from addin.ribbon.patience import BUSY, wait_until_ready
from simulated_excel.excel_state import set_state
from simulated_excel.happenings import Excel
from tests.day.week_files import HEADER, write_files
from tests.excel.conftest import Click, excel_with_addin
from tests.excel.hands import choose_rules, filter_table, rows_of, select, titles
from workbook.excel.obstacles import require_writable, writing
from workbook.excel.showing import read_live
from workbook.plan.appearance import NOTE_EDGES, NOTE_LINE, note_size
from xl903 import UserError

_POINTS_OF_A_LETTER = 5.0
"""What a letter of Tahoma 9 takes on the average."""


@pytest.fixture(
    scope="module", autouse=True
)  # before the Excel of a test: the one that was started last counts
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small return of known errors, checked by a few rules and saved."""
    excel, folder = excel_with_addin(), tmp_path_factory.mktemp("session")
    book = excel.app.books.add()
    excel.chosen.append(write_files(folder))
    excel.typed.append("2026")

    def click(control_id: str) -> list[str]:
        assert run(control_id, book)
        return excel.alerts

    assert click("xl903LoadThisYear") == []
    choose_rules(book, click, "101", "103", "143", "144", "145", "147", "224")
    assert click("xl903Validate") == []
    path = folder / "session.xlsx"
    book.api.SaveAs(str(path))
    return path


@pytest.fixture
def book(request: pytest.FixtureRequest, excel: Excel, tmp_path: Path) -> xw.Book:
    """A new workbook, or where a test asks for the session, that one, opened again."""
    if "session" not in request.fixturenames:
        return excel.app.books.add()
    return excel.app.books.open(shutil.copy(request.getfixturevalue("saved"), tmp_path))


@pytest.fixture
def session(book: xw.Book) -> xw.Book:
    """A small return that was checked."""
    return book


def everything(book: xw.Book) -> dict[str, object]:
    """Cells, notes and filled cells of every sheet."""
    return {
        sheet.name: (
            sheet.used_range.value,
            {note.location.address: note.text for note in sheet.notes},
            [cell.color for cell in sheet.range("A1:P12")] if sheet.name == "Episodes" else None,
        )
        for sheet in book.sheets
    }


def test_a_format_in_the_last_row_or_column_is_as_if_it_were_not_there(
    excel: Excel, session: xw.Book
) -> None:
    before = filled(session)
    session.sheets["Header"].range("A1048576").color = (0, 255, 0)
    session.sheets["Episodes"].range("XFD1048576").color = (0, 255, 0)
    session.sheets["Errors"].range("XFD1").color = (0, 255, 0)
    assert filled(session) == before
    excel.addins.clear()
    assert filled(session) == before


def filled(book: xw.Book) -> dict[str, dict[tuple[int, int], object]]:
    """What is read of every sheet, none of which may be large."""
    grids = read_live(book).grids
    assert sum(len(row) for grid in grids.values() for row in grid) < 400_000
    return {
        name: {
            (row, column): value
            for row, cells in enumerate(grid)
            for column, value in enumerate(cells)
            if value is not None
        }
        for name, grid in grids.items()
    }


def test_a_protected_sheet_is_named_and_nothing_changes(session: xw.Book, click: Click) -> None:
    session.sheets["Header"].range("D2").value = "wrong"
    for name in ("Episodes", "Errors"):
        session.sheets[name].api.Protect("secret")
    before = everything(session)
    (said,) = click("xl903Validate")
    assert "The sheets Errors and Episodes are protected" in said
    assert everything(session) == before
    session.sheets["Episodes"].api.Unprotect("secret")
    session.sheets["Errors"].api.Unprotect("secret")
    own = session.sheets.add("My own")
    own.api.Protect()
    assert click("xl903Validate") == []


def test_a_workbook_that_others_have_is_said_before_anything_is_written(
    excel: Excel, session: xw.Book, click: Click
) -> None:
    before = everything(session)
    for state, says in (
        ("ReadOnly", "read-only"),
        ("AutoSaveOn", "AutoSave"),
        ("MultiUserEditing", "shared"),
    ):
        set_state(excel.sim.workbook, state, True)
        (said,) = click("xl903Validate")
        assert says in said
        assert "Nothing was changed" in said
        set_state(excel.sim.workbook, state, False)
    assert everything(session) == before


@pytest.mark.parametrize("with_macro", [True, False])
def test_whatever_keeps_a_workbook_from_being_written_to_is_named(
    excel: Excel, book: xw.Book, with_macro: bool
) -> None:
    if not with_macro:
        excel.addins.clear()
    book.sheets[0].name = "Header"
    book.sheets.add("My own").api.Protect()
    live = read_live(book)
    require_writable(live)
    for state, says in (
        ("ReadOnly", "read-only"),
        ("AutoSaveOn", "AutoSave"),
        ("MultiUserEditing", "shared"),
    ):
        set_state(excel.sim.workbook, state, True)
        with pytest.raises(UserError, match=says):
            require_writable(live)
        set_state(excel.sim.workbook, state, False)
    book.sheets["Header"].api.Protect()
    with pytest.raises(UserError, match="The sheet Header is protected"):
        require_writable(live)
    book.api.Protect(Structure=True)
    with pytest.raises(UserError, match="structure"), writing(live):
        pass


def test_a_protected_structure_is_said_before_loading(
    excel: Excel, book: xw.Book, click: Click, tmp_path: Path
) -> None:
    (tmp_path / "header.csv").write_text(HEADER)
    excel.chosen.append((str(tmp_path / "header.csv"),))
    excel.typed.append("2026")
    book.api.Protect(Structure=True)
    (said,) = click("xl903LoadThisYear")
    assert "structure" in said
    assert "Unprotect it" in said
    assert [sheet.name for sheet in book.sheets] == ["Sheet1"]


def test_a_deleted_sheet_is_said_to_come_back_from_a_saved_copy_and_not_by_undo(
    session: xw.Book, click: Click
) -> None:
    session.sheets["Episodes"].delete()
    (said,) = click("xl903Validate")
    assert "open the last saved copy" in said
    assert "Ctrl+Z" not in said


def test_a_filter_by_colour_comes_back(session: xw.Book, click: Click) -> None:
    sheet = session.sheets["Episodes"]
    column = titles(sheet)["DECOM"]
    colours = {row: sheet.range((row, column)).color for row in range(2, 7)}
    sheet.range((2, column)).color = (0, 255, 0)
    sheet.api.ListObjects(1).Range.AutoFilter(column, 0x00FF00, 8)
    hidden = [sheet.api.Rows(row).Hidden for row in range(2, 6)]
    assert hidden.count(True) == 3, colours
    session.sheets["Header"].range((2, titles(session.sheets["Header"])["SEX"])).value = None
    sheet.range((3, titles(sheet)["LS"])).value = "bad"
    assert click("xl903Validate") == []
    assert [sheet.api.Rows(row).Hidden for row in range(2, 6)] == hidden
    assert sheet.api.AutoFilter.Filters(column).Criteria1.Color == 0x00FF00


def test_a_filter_on_ticked_dates_is_named_and_nothing_changes(session: xw.Book, click: Click) -> None:
    sheet = session.sheets["Episodes"]
    column = titles(sheet)["DECOM"]
    day = next(
        value for value in sheet.range((2, column), (6, column)).value if isinstance(value, dt.datetime)
    )
    sheet.api.ListObjects(1).Range.AutoFilter(
        Field=column, Operator=7, Criteria2=[2, f"{day.month}/{day.day}/{day.year}"]
    )
    before = everything(session)
    (said,) = click("xl903Validate")
    assert "Episodes (column DECOM)" in said
    assert "Clear it" in said
    assert everything(session) == before
    sheet.api.AutoFilter.ShowAllData()
    assert click("xl903Validate") == []


def test_a_filter_that_cannot_be_put_back_is_named_and_the_check_is_done(
    excel: Excel, session: xw.Book, click: Click
) -> None:
    sheet = session.sheets["Episodes"]
    filter_table(sheet, "Status", "Error")
    row = next(row for row in range(2, 7) if not sheet.api.Rows(row).Hidden)
    sheet.range((row, titles(sheet)["CIN"])).value = "bad"
    before = rows_of(session, "Errors", "Code")
    excel.fail_at = ("Range.AutoFilter", 0)
    (said,) = click("xl903Validate")
    assert "filter on Episodes (column Status)" in said
    assert "Set it again" in said
    assert rows_of(session, "Errors", "Code") != before


def test_undo_these_leaves_hidden_rows_alone_and_heeds_every_area(session: xw.Book, click: Click) -> None:
    header = session.sheets["Header"]
    sex, born = titles(header)["SEX"], titles(header)["DOB"]
    for row in (2, 3, 4):
        header.range((row, sex)).value = "Z"
        header.range((row, born)).value = dt.datetime(2011, 11, 11)
    assert click("xl903Validate") == []
    sheet = session.sheets["Changes"]
    assert len(rows_of(session, "Changes", "Field")) == 6
    sheet.api.ListObjects(1).Range.AutoFilter(titles(sheet)["Field"], "SEX")
    select(sheet, "A2:B7")
    assert click("xl903PutBack") == []
    assert [field for (field,) in rows_of(session, "Changes", "Field")] == ["DOB"] * 3
    sheet.api.AutoFilter.ShowAllData()
    select(sheet, "A2,A4")
    assert click("xl903PutBack") == []
    assert len(rows_of(session, "Changes", "Field")) == 1


def test_every_note_has_room_for_its_text(session: xw.Book, excel: Excel, click: Click) -> None:
    own = "A word of the analyst's own. " * 20
    noted = next(iter(session.sheets["Episodes"].notes)).location
    session.sheets["Episodes"].range((noted.row, 1)).api.AddComment(own)
    text = next(iter(session.sheets["Episodes"].notes)).text
    assert text
    checked = 0
    for name in ("Header", "Episodes"):
        for note in session.sheets[name].notes:
            if note.text == own:
                continue
            shape = note.location.api.Comment.Shape
            letters = (shape.Width - NOTE_EDGES) / _POINTS_OF_A_LETTER
            lines = sum(1 + int(len(line) / letters) for line in note.text.splitlines())
            assert shape.Height >= lines * NOTE_LINE, note.text
            checked += 1
    assert checked


@pytest.mark.parametrize("words", [10, 150, 300, 1500])
def test_a_long_note_fits_the_screen_and_its_text(words: int) -> None:
    text = "seven77 " * words
    width, height = note_size(text)
    assert width <= 520
    letters = (width - NOTE_EDGES) / _POINTS_OF_A_LETTER
    assert height >= len(text) / letters * NOTE_LINE
    assert height <= 400 or words == 1500


def test_a_note_that_holds_the_analysts_words_too_has_room_for_both(session: xw.Book, click: Click) -> None:
    sheet = session.sheets["Header"]
    column = titles(sheet)["SEX"]
    cell = sheet.range((2, column))
    own = "Asked the team twice and waiting for the answer. " * 8
    cell.api.AddComment(own)
    cell.value = "wrong"
    assert click("xl903Validate") == []
    assert own.strip() in cell.note.text
    assert len(cell.note.text) > len(own)
    shape = cell.api.Comment.Shape
    assert (shape.Width, shape.Height) == pytest.approx(note_size(cell.note.text.replace("\r", "")), abs=1)


def test_the_sheet_history_of_an_earlier_version_is_brought_over(
    session: xw.Book, excel: Excel, click: Click
) -> None:
    runs = rows_of(session, "Runs", "When")
    sheet = session.sheets["Runs"]
    sheet.range("AZ1").value = "mine"
    excel.sim.workbook.sheet_named("Runs").name = "History"  # as a file of an earlier version has it
    session.sheets["Header"].range("D2").value = "wrong"
    assert click("xl903Validate") == []
    names = [one.name for one in session.sheets]
    assert "History" not in names
    assert session.sheets["Runs"].range("AZ1").value == "mine"
    assert len(rows_of(session, "Runs", "When")) == len(runs) + 1


@pytest.mark.parametrize("hides_members", [False, True])
def test_a_busy_excel_is_waited_for_and_then_said(
    excel: Excel, book: xw.Book, click: Click, monkeypatch: pytest.MonkeyPatch, hides_members: bool
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("addin.ribbon.commands.wait_until_ready", lambda book: _wait(book, waited))
    midway = 0

    def begin(book: xw.Book) -> None:
        api = book.app.api
        excel.busy = midway
        api.StatusBar = "Working"

    monkeypatch.setattr("addin.ribbon.commands.COMMANDS", {"xl903About": begin})
    excel.hides_members = hides_members
    excel.busy = 3
    assert click("xl903About") == []
    assert len(waited) == 3
    excel.busy = 15
    assert click("xl903About") == [BUSY]
    assert sum(waited) < 10
    midway = 20_000
    assert click("xl903About") == [BUSY]
    midway = 1_000_000
    assert run("xl903About", book) is False
    excel.busy = 0


def _wait(book: xw.Book, waited: list[float]) -> None:
    wait_until_ready(book, waited.append)
