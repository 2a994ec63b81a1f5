"""Load, validate, edit, validate again and clear, in a simulated Excel, cell by cell against the plan."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd
import xlwings as xw

import xl903
from simulated_excel.happenings import Excel
from tests.excel.conftest import THIS_YEAR, Click
from workbook import make_plan
from workbook.excel.showing import read_live
from workbook.plan.addresses import block_address
from workbook.plan.sheet_model import Plan
from workbook.plan.table_sheets import CODES, ROW_ID, STATUS
from workbook.session.found_workbook import as_read, read_workbook
from xl903.readers import read_return

BAD = (0xFF, 0xC7, 0xCE)
YELLOW = (255, 255, 0)
NO_FILL = -4142


def read_back(book: xw.Book) -> dict[str, pd.DataFrame]:
    live = read_live(book)
    return as_read(read_workbook(live.grids).tables)


def plan_of(book: xw.Book) -> Plan:
    """What a new workbook would show of the sheets as they stand."""
    ret = xl903.Return(read_back(book), year=2026, authority="E08000003")
    return make_plan(xl903.validate(ret), when=dt.datetime(2026, 4, 20))


def titles(sheet: xw.Sheet) -> dict[str, int]:
    row = sheet.range("A1:AZ1").value
    return {title: column for column, title in enumerate(row, start=1) if title}


def painted(sheet: xw.Sheet, rows: int) -> set[tuple[int, int]]:
    """Positions in the block of cells with the "Bad" fill."""
    coloured = [
        column
        for column in range(len(titles(sheet)))
        if sheet.range(block_address(2, column + 1, rows, 1)).api.Interior.ColorIndex != NO_FILL
    ]
    return {
        (row, column)
        for row in range(rows)
        for column in coloured
        if sheet.range((row + 2, column + 1)).color == BAD
    }


def notes(sheet: xw.Sheet) -> dict[tuple[int, int], str]:
    return {
        (note.location.row - 2, note.location.column - 1): note.text.replace("\r", "") for note in sheet.notes
    }


def assert_shows(book: xw.Book, plan: Plan) -> None:
    """Every table's fills, notes, Status and Codes are those of the plan, and no others."""
    for planned in plan.sheets:
        if planned.kind != "this year" or planned.block is None:
            continue
        sheet = book.sheets[planned.name]
        assert painted(sheet, len(planned.block.rows)) == set(planned.marks), planned.name
        assert notes(sheet) == {(note.row, note.column): note.text for note in planned.notes}, planned.name
        for title in (STATUS, CODES):
            column = titles(sheet)[title]
            shown = sheet.range(block_address(2, column, len(planned.block.rows), 1)).options(ndim=1).value
            position = planned.block.position(title)
            assert shown == [row[position] for row in planned.block.rows], planned.name


def test_what_was_loaded_is_read_back_unchanged(loaded: xw.Book) -> None:
    files = read_return(THIS_YEAR)
    back = read_back(loaded)
    assert list(back) == list(files.tables)
    for name, frame in files.tables.items():
        for column in frame:
            given = [None if pd.isna(value) else value for value in frame[column]]
            assert back[name][column].tolist() == given, (name, column)


def test_a_new_workbooks_empty_sheet_goes_and_start_is_in_front(loaded: xw.Book) -> None:
    names = [sheet.name for sheet in loaded.sheets]
    assert names[:3] == ["Start", "Header", "Episodes"]
    assert loaded.sheets.active.name == "Start"
    assert "not yet" in [cell for row in loaded.sheets["Start"].used_range.value for cell in row]


def test_text_dates_and_formulas_are_entered_as_what_they_are(
    excel: Excel, book: xw.Book, click: Click, tmp_path
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "header.csv"
    path.write_text(
        "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
        "007,1,15/06/2012,=1+1,-5,0,\n8,2,1/2/2013,'quoted,+44,,31/02/2012\n9,1,05/06/12,@x,1E5,,\n"
    )
    excel.chosen.append((str(path),))
    excel.typed.append("2026")
    assert click("xl903LoadThisYear") == []
    sheet = book.sheets["Header"]
    at = titles(sheet)
    shown = {
        title: sheet.range(block_address(2, at[title], 3, 1)).value
        for title in ("CHILD", "DOB", "ETHNIC", "UPN")
    }
    assert shown == {
        "CHILD": ["007", "8", "9"],
        "DOB": [dt.datetime(2012, 6, 15), "1/2/2013", "05/06/12"],
        "ETHNIC": ["=1+1", "'quoted", "@x"],
        "UPN": ["-5", "+44", "1E5"],
    }
    assert sheet.range((2, at["DOB"])).number_format == "dd/mm/yyyy"
    assert read_back(book)["Header"]["ETHNIC"].tolist() == ["=1+1", "'quoted", "@x"]


def test_validate_paints_exactly_what_the_plan_marks(loaded: xw.Book, click: Click) -> None:
    assert click("xl903Validate") == []
    assert_shows(loaded, plan_of(loaded))
    assert loaded.sheets.active.name == "Summary"
    assert [sheet.name for sheet in loaded.sheets][:5] == [
        "Start",
        "Summary",
        "Errors",
        "Children",
        "Changes",
    ]


def test_cell_by_cell_notes_are_the_same_as_the_macros(excel: Excel, loaded: xw.Book, click: Click) -> None:
    excel.addins.clear()
    assert click("xl903Validate") == []
    assert_shows(loaded, plan_of(loaded))


def test_a_corrected_cell_loses_its_mark_and_no_other_does(checked: xw.Book, click: Click) -> None:
    sheet = checked.sheets["Header"]
    wrong = [row for row, codes in enumerate(sheet.range("B1:B200").value, start=1) if codes == "101"]
    sheet.range((wrong[0], titles(sheet)["SEX"])).value = "M"
    before = checked.sheets["Errors"].used_range.last_cell.row
    assert click("xl903Validate") == []
    assert_shows(checked, plan_of(checked))
    shown = checked.sheets["Errors"].range(f"A1:B{before}").value
    assert sum(row[0] is not None for row in shown) == before - 1


def test_the_analysts_own_notes_colours_columns_and_order_survive(checked: xw.Book, click: Click) -> None:
    sheet = checked.sheets["Header"]
    at = titles(sheet)
    own = max(at.values()) + 1
    sheet.range((1, own)).value = "Asked"
    sheet.range((2, own)).value = "Jane, 3 April"
    sheet.range((2, at["CHILD"])).color = YELLOW
    sheet.range((2, at["CHILD"])).add_note("Sibling of 10027")
    (marked, *_) = sorted(painted(sheet, 40))
    cell = sheet.range((marked[0] + 2, marked[1] + 1))
    ours = cell.note.text
    cell.note.text = f"{ours}\n\nAsked Tom"
    sheet.range("F:F").column_width = 33
    assert click("xl903Validate") == []
    assert cell.note.text == f"{ours}\n\nAsked Tom"
    assert click("xl903ClearMarks") == []
    assert cell.note.text == "Asked Tom"
    assert sheet.range((2, at["CHILD"])).color == YELLOW
    assert sheet.range((2, at["CHILD"])).note.text == "Sibling of 10027"
    assert sheet.range((2, own)).value == "Jane, 3 April"
    assert sheet.range("F1").column_width == 33
    assert painted(sheet, 60) == set()
    assert list(notes(sheet)) == [(0, at["CHILD"] - 1), marked] or len(notes(sheet)) == 2


def test_a_cells_own_look_comes_back_when_its_mark_goes(loaded: xw.Book, click: Click) -> None:
    plan = plan_of(loaded)
    sheet = loaded.sheets["Header"]
    row, column = sorted(plan.sheet("Header").marks)[0]
    cell = sheet.range((row + 2, column + 1))
    cell.color, cell.font.color = YELLOW, (0, 0, 255)
    assert click("xl903Validate") == []
    assert cell.color == BAD
    assert click("xl903ClearMarks") == []
    assert (cell.color, cell.font.color) == (YELLOW, (0, 0, 255))


def test_a_marked_cell_that_the_analyst_coloured_since_keeps_that_colour(
    checked: xw.Book, click: Click
) -> None:
    sheet = checked.sheets["Header"]
    row, column = sorted(painted(sheet, 40))[0]
    cell = sheet.range((row + 2, column + 1))
    cell.color = YELLOW
    assert click("xl903ClearMarks") == []
    assert cell.color == YELLOW
    assert cell.note is None


def _sorted_by_child(sheet: xw.Sheet, rows: int) -> None:
    """Sort a table downwards by CHILD as Excel does: values, looks and notes go with their rows."""
    at = titles(sheet)
    width = max(at.values())
    block = sheet.range(block_address(2, 1, rows, width))
    values = [list(row) for row in block.value]
    looks = [[sheet.range((row + 2, column + 1)).color for column in range(width)] for row in range(rows)]
    said = notes(sheet)
    order = sorted(range(rows), key=lambda row: str(values[row][at["CHILD"] - 1]), reverse=True)
    for place in said:
        sheet.range((place[0] + 2, place[1] + 1)).note.delete()
    block.value = [values[row] for row in order]
    for new, old in enumerate(order):
        for column in range(width):
            sheet.range((new + 2, column + 1)).color = looks[old][column]
            if (old, column) in said:
                sheet.range((new + 2, column + 1)).add_note(said[old, column])


def test_sorting_inserting_and_deleting_rows_confuses_nothing(checked: xw.Book, click: Click) -> None:
    sheet = checked.sheets["PlacedAdoption"]
    rows = len(read_back(checked)["PlacedAdoption"])
    _sorted_by_child(sheet, rows)
    checked.sheets["Header"].range("5:5").delete()
    checked.sheets["Header"].range("3:3").insert("down")
    assert click("xl903Validate") == []
    assert_links_lead_to_marked_cells(checked)
    ids = checked.sheets["PlacedAdoption"].range((2, titles(sheet)[ROW_ID])).value
    assert ids == rows


def assert_links_lead_to_marked_cells(book: xw.Book) -> None:
    errors = book.sheets["Errors"]
    at = titles(errors)
    rows = errors.used_range.last_cell.row - 1
    listed: list[list[object]] = errors.range(block_address(2, 1, rows, max(at.values()))).value
    for row in listed:
        if row[0] is None:  # left blank where the list grew shorter
            continue
        table, place = str(row[at["Table"] - 1]), int(row[at["Row"] - 1])  # type: ignore[call-overload]
        where = book.sheets[table]
        child = where.range((place, titles(where)["CHILD"])).value
        assert child == row[at["CHILD"] - 1]
        field = str(row[at["Field"] - 1]).split(",")[0]
        assert where.range((place, titles(where)[field])).color == BAD


def test_links_follow_their_rows_when_the_analyst_sorts(checked: xw.Book) -> None:
    sheet = checked.sheets["Missing"]
    _sorted_by_child(sheet, len(read_back(checked)["Missing"]))
    assert_links_lead_to_marked_cells(checked)


def test_a_filter_stays_and_hides_nothing_from_the_check(
    excel: Excel, checked: xw.Book, click: Click
) -> None:
    sheet = checked.sheets["Header"]
    sheet.api.ListObjects(1).Range.AutoFilter(1, "Error")
    at = titles(sheet)
    hidden = next(row for row in range(2, 40) if sheet.range((row, 1)).value == "Valid")
    sheet.range((hidden, at["SEX"])).value = "X"
    assert click("xl903Validate") == []
    assert sheet.range((hidden, 1)).value == "Error"
    assert sheet.range((hidden, at["SEX"])).color == BAD
    assert sheet.api.FilterMode


def test_lists_stay_sorted_as_the_analyst_sorted_them(checked: xw.Book, click: Click) -> None:
    errors = checked.sheets["Errors"]
    at = titles(errors)
    table = errors.api.ListObjects(1)
    table.Sort.SortFields.Add(errors.range((2, at["Code"])).api, 0, 2)
    table.Sort.Apply()
    header = checked.sheets["Header"]
    wrong = next(row for row, codes in enumerate(header.range("B1:B200").value, 1) if "101" in str(codes))
    header.range((wrong, titles(header)["SEX"])).value = "M"
    assert click("xl903Validate") == []
    rows = errors.used_range.last_cell.row
    codes = [code for code in errors.range(block_address(2, at["Code"], rows - 1, 1)).value if code]
    assert codes == sorted(codes, key=str.casefold, reverse=True)
    assert_links_lead_to_marked_cells(checked)


def test_a_row_that_was_copied_is_a_row_of_its_own(checked: xw.Book, click: Click) -> None:
    sheet = checked.sheets["Header"]
    at = titles(sheet)
    last = len(read_back(checked)["Header"]) + 1
    sheet.range((last + 1, 1), (last + 1, max(at.values()))).value = sheet.range(
        (2, 1), (2, max(at.values()))
    ).value
    assert click("xl903Validate") == []
    assert sheet.range((last + 1, at[ROW_ID])).value == last
    assert "XL" in str(sheet.range((last + 1, at[CODES])).value)


def snapshot(book: xw.Book) -> Mapping[str, object]:
    shown = {}
    for sheet in book.sheets:
        used = sheet.used_range
        looks = [cell.color for cell in used] if sheet.name == "Header" else []
        shown[sheet.name] = (used.address, used.formula, looks, notes(sheet))
    return shown


def test_when_excel_breaks_down_the_workbook_is_as_it_was(
    excel: Excel, checked: xw.Book, click: Click
) -> None:
    sheet = checked.sheets["Header"]
    wrong = [row for row, codes in enumerate(sheet.range("B1:B200").value, start=1) if codes == "101"]
    sheet.range((wrong[0], titles(sheet)["SEX"])).value = "M"
    before = snapshot(checked)
    for member, left in (
        ("Range.Value=", 0),
        ("Range.Value=", 4),
        ("ListObject.Resize", 0),
        ("Interior.ColorIndex=", 0),
    ):
        addins, excel.addins = excel.addins, set() if member.startswith("Interior") else excel.addins
        excel.fail_at = (member, left)
        (said,) = click("xl903Validate")
        excel.addins = addins
        assert excel.fail_at is None, member
        assert "left as it was" in said
        assert snapshot(checked) == before, member
    assert (excel.app.screen_updating, excel.app.enable_events, excel.app.calculation) == (
        True,
        True,
        "automatic",
    )
    assert excel.status[-1] is False


def test_when_loading_breaks_down_no_sheet_is_left_behind(excel: Excel, book: xw.Book, click: Click) -> None:
    excel.chosen.append(tuple(str(path) for path in THIS_YEAR))
    excel.fail_at = ("ListObjects.Add", 5)
    (said,) = click("xl903LoadThisYear")
    assert "left as it was" in said
    assert [sheet.name for sheet in book.sheets] == ["Sheet1"]


def test_the_log_holds_places_and_no_data(excel: Excel, checked: xw.Book, click: Click, tmp_path) -> None:  # type: ignore[no-untyped-def]
    excel.fail_at = ("Range.Value=", 0)
    (said,) = click("xl903Validate")
    log = (tmp_path / "log" / "xl903.log").read_text(encoding="utf-8")
    assert str(tmp_path / "log" / "xl903.log") in said
    assert "xl903Validate" in log
    assert "com_error" in log
    assert not any(child in log for child in read_back(checked)["Header"]["CHILD"])
