"""The simulated Excel refuses what real Excel refuses: each refusal, by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import xlwings as xw
from pyopenvba.exceptions import VBAError

from simulated_excel import refusals
from simulated_excel.com_objects import KEEP
from simulated_excel.excel_state import Files, set_state
from simulated_excel.happenings import Excel, PythonDied, UnhandledInMacro, com_error

_ALL = 12


@pytest.fixture
def sheet(book: xw.Book) -> Iterator[xw.Sheet]:
    sheet = book.sheets[0]
    sheet["A1"].value = [["a", "b"], ["x", 1], ["y", 2], ["x", 3]]
    yield sheet


def refused(excel: Excel, call: object) -> str:
    with pytest.raises(com_error) as raised:
        call()  # type: ignore[operator]
    return str(raised.value.args[2][2])


@pytest.mark.parametrize("name", ["History", "HISTORY", "", "x" * 32, "a:b", "a/b", "a[b]", "'a", "a'"])
def test_a_sheet_cannot_have_every_name(excel: Excel, sheet: xw.Sheet, name: str) -> None:
    assert "invalid" in refused(excel, lambda: setattr(sheet.api, "Name", name))


def test_two_sheets_cannot_have_one_name(excel: Excel, book: xw.Book, sheet: xw.Sheet) -> None:
    sheet.name = "Runs"
    other = book.sheets.add()
    assert refused(excel, lambda: setattr(other, "name", "RUNS"))


def test_a_note_is_four_short_lines_high_whatever_it_says(excel: Excel, sheet: xw.Sheet) -> None:
    sheet["A1"].api.AddComment("word " * 200)
    shape = sheet["A1"].api.Comment.Shape
    assert (shape.Width, shape.Height) == (108, 59.25)
    shape.Width, shape.Height = 255, 300
    assert (shape.Width, shape.Height) == (255, 300)


def test_a_protected_sheet_takes_nothing(excel: Excel, sheet: xw.Sheet) -> None:
    sheet["B1"].api.AddComment("hers")
    table = sheet.api.ListObjects.Add(1, sheet["A1:B3"].api, None, 1)
    sheet.api.Protect()
    assert sheet.api.ProtectContents
    for call in (
        lambda: setattr(sheet["A2"], "value", 1),
        lambda: sheet["A2"].api.AddComment("ours"),
        sheet["B1"].api.Comment.Delete,
        lambda: setattr(sheet["B1"].api.Comment.Shape, "Width", 300),
        lambda: setattr(sheet["A2"].api.Interior, "Color", 255),
        lambda: sheet["A2"].api.Validation.Add(3, 2, 1, "A,B"),
        sheet["A2"].api.Validation.Delete,
        lambda: table.Resize(sheet["A1:B4"].api),
        lambda: sheet.api.ListObjects.Add(1, sheet["D1:E2"].api, None, 1),
        lambda: sheet["A1:B3"].api.AutoFilter(1, "x"),
    ):
        refused(excel, call)


def test_a_protected_structure_takes_no_sheet_and_gives_none_away(
    excel: Excel, book: xw.Book, sheet: xw.Sheet
) -> None:
    book.sheets.add()
    book.api.Protect(Structure=True)
    assert book.api.ProtectStructure
    for call in (book.sheets.add, sheet.delete, lambda: setattr(sheet, "name", "x"), sheet.copy):
        refused(excel, call)


def test_an_error_that_a_macro_does_not_handle_ends_the_test(excel: Excel, sheet: xw.Sheet) -> None:
    excel.sim.add_module('Public Sub Breaks()\nWorksheets("none").Activate\nEnd Sub', name="Breaking")
    with pytest.raises(UnhandledInMacro):
        excel.app.macro("'xl903.xlam'!Breaks")()
    with pytest.raises(com_error):
        excel.app.macro("'other.xlam'!Breaks")()
    with pytest.raises(com_error):
        excel.app.macro("'xl903.xlam'!IsNotThere")()


def test_windows_reads_files_in_its_own_code_page_and_finds_nothing_that_is_not_there(excel: Excel) -> None:
    files = Files({"C:\\xl903.conf": "Zo\u00eb".encode()})
    text = files.vba_get("OpenTextFile", ["C:\\xl903.conf", 1, False, 0])
    assert text.vba_get("ReadAll") == "Zo\u00c3\u00ab"
    with pytest.raises(VBAError, match="File not found"):
        files.vba_get("OpenTextFile", ["C:\\other.conf", 1, False, 0])
    excel.sim.add_module(
        'Public Sub Find()\nDim x As Object\nSet x = GetObject("new:{0}")\nEnd Sub', name="Finding"
    )
    with pytest.raises(UnhandledInMacro, match="can't create object"):
        excel.app.macro("'xl903.xlam'!Find")()


def test_a_filter_on_ticked_dates_does_not_tell_which(excel: Excel, sheet: xw.Sheet) -> None:
    sheet["A1"].value = [["day"], [dt.datetime(2025, 4, 1)], [dt.datetime(2025, 4, 2)]]
    sheet["A1:A3"].api.AutoFilter(Field=1, Operator=7, Criteria2=[2, "4/2/2025"])
    one = sheet.api.AutoFilter.Filters(1)
    assert sheet.api.Rows(2).Hidden
    assert not sheet.api.Rows(3).Hidden
    assert one.On
    refused(excel, lambda: one.Criteria1)


def test_a_filter_by_colour_tells_an_object_with_the_colour(excel: Excel, sheet: xw.Sheet) -> None:
    sheet["A3"].color = (255, 0, 0)
    sheet["A1:B4"].api.AutoFilter(1, 255, 8)
    one = sheet.api.AutoFilter.Filters(1)
    assert (one.Operator, one.Criteria1.Color) == (8, 255)
    assert [sheet.api.Rows(row).Hidden for row in (2, 3, 4)] == [True, False, True]


def test_addresses_are_cut_and_long_ones_refused(excel: Excel, sheet: xw.Sheet) -> None:
    areas = [sheet.api.Range(f"A{row}") for row in range(100, 300, 2)]
    whole = areas[0]
    for area in areas[1:]:
        whole = excel.app.api.Union(whole, area)
    assert whole.Areas.Count == 100
    assert len(whole.Address) <= 255
    assert not whole.Address.endswith(",")
    refused(excel, lambda: sheet.api.Range(",".join(f"A{row}" for row in range(100, 300, 2))))


def test_a_selection_includes_what_a_filter_hides(excel: Excel, sheet: xw.Sheet) -> None:
    sheet["A1:B4"].api.AutoFilter(1, "x")
    sheet.api.Range("A2:B4").Select()
    assert excel.app.api.Selection.Address == "$A$2:$B$4"
    seen = excel.app.api.Selection.SpecialCells(_ALL)
    assert [area.Address for area in seen.Areas] == ["$A$2:$B$2", "$A$4:$B$4"]
    sheet.api.Range("A3").Select()
    assert excel.app.api.Selection.SpecialCells(_ALL).Cells.CountLarge > 1_000_000


def test_an_input_box_shows_and_gives_255_characters(excel: Excel) -> None:
    api = excel.app.api
    excel.typed += ["x" * 300, KEEP]
    assert len(api.InputBox(Prompt="Codes", Title="t", Default="", Type=2)) == 255
    assert len(api.InputBox(Prompt="Codes", Title="t", Default="y" * 300, Type=2)) == 255
    refused(excel, lambda: api.InputBox(Prompt="p" * 256, Title="t", Default="", Type=2))


def test_a_busy_excel_rejects_calls(excel: Excel, sheet: xw.Sheet) -> None:
    excel.busy = 1
    with pytest.raises(com_error) as raised:
        _ = sheet.api._inner.UsedRange  # as pywin32 has it, without xlwings' patience
    assert raised.value.hresult == -2147418111
    assert sheet.api.UsedRange is not None


def test_while_a_cell_is_edited_members_seem_not_to_be_there_and_nothing_is_set(
    excel: Excel, sheet: xw.Sheet
) -> None:
    inner = sheet.api._inner
    excel.hides_members = True
    excel.busy = 2
    with pytest.raises(AttributeError):
        _ = inner.UsedRange
    with pytest.raises(com_error) as raised:
        inner.Name = "x"
    assert raised.value.args[2][5] == -2146777998
    assert sheet.name != "x"


def test_in_protected_view_there_is_no_workbook(excel: Excel, book: xw.Book) -> None:
    assert excel.app.api.ActiveWorkbook.Name == book.name
    excel.protected_view()
    assert excel.app.api.ActiveWorkbook is None
    assert excel.app.api.ActiveProtectedViewWindow is not None


def test_a_deleted_sheet_does_not_come_back(excel: Excel, book: xw.Book) -> None:
    book.sheets.add().delete()
    with pytest.raises(Exception, match="Undo"):
        excel.app.api.Undo()


def test_excel_stays_as_python_left_it_when_it_dies(excel: Excel, sheet: xw.Sheet) -> None:
    excel.die_at = ("Range.Value=", 0)
    with pytest.raises(PythonDied), excel.app.properties(enable_events=False, calculation="manual"):
        sheet["A1"].value = 1
    assert excel.left_behind == ["EnableEvents", "Calculation"]


def test_what_is_left_behind_is_named(excel: Excel) -> None:
    api = excel.app.api
    for name, other in (
        ("EnableEvents", False),
        ("Interactive", False),
        ("Cursor", 2),
        ("StatusBar", "Busy"),
    ):
        usual = getattr(api, name)
        setattr(api, name, other)
        assert excel.left_behind == [name]
        setattr(api, name, usual)
    assert excel.left_behind == []


def test_a_read_only_or_shared_workbook_says_so(excel: Excel, book: xw.Book) -> None:
    for state in ("ReadOnly", "AutoSaveOn", "MultiUserEditing"):
        assert getattr(book.api, state) is False
        set_state(excel.sim.workbook, state, True)
        assert getattr(book.api, state) is True


def test_long_texts_and_lists_and_wrong_headers_are_refused(excel: Excel, sheet: xw.Sheet) -> None:
    refused(excel, lambda: setattr(sheet["A1"], "value", "x" * 32_768))
    refused(excel, lambda: setattr(sheet["A1"], "value", [["x" * 32_768, 1]]))
    refused(excel, lambda: sheet["A2"].api.Validation.Add(3, 2, 1, ",".join(["ABC"] * 70)))
    sheet["D1"].value = [["a", "A"], [1, 2]]
    sheet["G1"].value = [["a", 2], [1, 2]]
    for address in ("D1:E2", "G1:H2"):
        refused(excel, lambda address=address: sheet.api.ListObjects.Add(1, sheet[address].api, None, 1))


def test_the_values_of_a_whole_sheet_have_no_room(excel: Excel, sheet: xw.Sheet) -> None:
    sheet["A1"].value = 1
    sheet["XFD1048576"].color = (0, 255, 0)
    with pytest.raises(com_error, match="Out of memory"):
        _ = sheet.api.UsedRange.Value


def test_nothing_is_switched_off_without_being_named() -> None:
    assert set(refusals.REFUSALS) >= refusals.OFF
